"""Boards over sockets and HTTP: who gets in, what they see, that a fact is on the board, that the past can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import socketio

from hub.actions import accounts, presence
from hub.core import facts
from hub.core.plan import AlertRules
from hub.readers import ticker
from hub.settings import Settings
from hub.store import log, tables
from hub.store.database import Connection, Tx
from tests.edge.stage import Console, Stage, stage


@pytest.fixture
async def hub(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A hub; Dana works in team north, Oleg in south, Aline oversees the north, Noah is admin."""
    monkeypatch.setattr(ticker, "SECOND", 0.1)
    async with stage(tmp_path, database_url, impatient) as running:
        places: dict[str, dict[str, object]] = {
            "dana": {"team": "north"}, "oleg": {"team": "south"}, "aline": {"oversees": ["north"]},
        }
        for who, values in places.items():
            await running.store.do(changed, who, values)
        yield running


def impatient(settings: Settings) -> Settings:
    """Alerts come after a second."""
    limits = AlertRules(no_agent_seconds=1, away_seconds=1)
    return replace(settings, plan=replace(settings.plan, alerts=limits))


def changed(tx: Tx, who: str, values: dict[str, object]) -> None:
    """Somebody's row is another now, and the log hears of it."""
    a = tables.agent
    tx.conn.execute(a.update().where(a.c.email == f"{who}@fernhill.example").values(**values))
    agent = tx.conn.execute(a.select().where(a.c.email == f"{who}@fernhill.example")).one().id
    accounts._tell_changed(tx, agent)


async def board_of(hub: Stage, who: str) -> Console:
    """Somebody's board: its socket and what it heard."""
    cookie = await hub.cookie(who)
    board = Console(socketio.AsyncClient(reconnection=False), cookie)
    board.socket.on("*", lambda event, data: board.heard.append((event, data)), namespace="/board")
    await board.socket.connect(hub.url, namespaces=["/board"], transports=["websocket"], headers={"Cookie": cookie},
                               wait_timeout=20)
    hub.consoles.append(board)
    await heard(board, lambda: any(event == "board" for event, _ in board.heard))
    return board


async def heard(board: Console, holds: Callable[[], bool]) -> None:
    """Wait until it has been heard."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.02)


def shown(board: Console) -> dict[str, Any]:
    """What a board shows: the whole and the changes put together, as the page does."""
    held: dict[str, Any] = {}
    for event, data in board.heard:
        if event == "board":
            held = {**data, "queues": {each["id"]: each for each in data["queues"]},
                    "agents": {each["id"]: each for each in data["agents"]}}
        elif event == "board_changes":
            held["queues"] |= {each["id"]: each for each in data.get("queues", ())}
            held["agents"] |= {each["id"]: each for each in data.get("agents", ())}
            for kind in ("queues", "agents"):
                for gone in data.get(f"gone_{kind}", ()):
                    del held[kind][gone]
            held["alerts"] = data.get("alerts", held["alerts"])
            for kind, names in data.get("names", {}).items():
                held["names"] = {**held["names"], kind: held["names"][kind] | names}
    return held


def called(board: Console) -> dict[str, dict[str, Any]]:
    """The agents on a board by their names."""
    seen = shown(board)
    return {seen["names"]["agents"][key]: row for key, row in seen["agents"].items()}


def chats(board: Console) -> dict[str, Any]:
    """What a board says of the support queue's chats."""
    media = shown(board)["queues"]["support"]["media"]
    return next((each for each in media if each["medium"] == "chat"), {"waiting": 0, "hour": {"entered": 0}})


async def id_of(hub: Stage, who: str) -> str:
    def ask(conn: Connection) -> str:
        a = tables.agent
        return str(conn.execute(a.select().where(a.c.email == f"{who}@fernhill.example")).one().id)

    return await hub.store.read(ask)


async def test_who_gets_no_board(hub: Stage) -> None:
    """Strangers, agents, and a supervisor's cookie from a foreign page; over HTTP alike."""
    for who, headers, why in (("", {}, "sign_in"), ("dana", {}, "forbidden"),
                              ("aline", {"Origin": "https://evil.example"}, "origin")):
        socket, said = socketio.AsyncClient(reconnection=False), list[Any]()
        socket.on("connect_error", said.append, namespace="/board")
        cookie = {"Cookie": await hub.cookie(who)} if who else {}
        with pytest.raises(socketio.exceptions.ConnectionError):
            await socket.connect(hub.url, namespaces=["/board"], transports=["websocket"],
                                 headers={**cookie, **headers}, wait_timeout=20)
        assert why in str(said)
    paths = ("/api/board", "/api/board/at?at=2026-11-30T12:00:00Z", "/api/board/day?date=2026-11-30",
             "/api/board/play?from=2026-11-30T12:00:00Z")
    assert [(await hub.get(path))[0] for path in paths] == [401] * 4
    assert [(await hub.get(path, "dana"))[0] for path in paths] == [403] * 4
    snooze = "/api/board/alerts/no_agent:support/snooze"
    assert (await hub.ask("POST", snooze, "dana", json={"minutes": 5}))[0] == 403


async def test_a_fact_is_on_the_board(hub: Stage) -> None:
    """A chat comes, rings, is answered: each shows by itself, with the customer's name when they are first seen."""
    board = await board_of(hub, "noah")
    assert chats(board)["waiting"] == 0
    console = await hub.console("dana")
    await console.command("set_presence", state="available")
    await heard(board, lambda: called(board)["Dana"]["state"] == "available")
    await hub.say("Where is my order?", name="Ann Lee")
    await heard(board, lambda: chats(board)["hour"]["entered"] == 1)
    [offer] = await console.wait_for("offers")
    await heard(board, lambda: called(board)["Dana"]["state"] == "ringing")
    await console.command("accept_offer", offer_id=offer["id"])
    await heard(board, lambda: called(board)["Dana"]["state"] == "busy")
    [work] = called(board)["Dana"]["work"]
    assert (work["medium"], work["state"], work["queue_id"]) == ("chat", "active", "support")
    assert shown(board)["names"]["customers"][work["customer_id"]] == "Ann Lee"
    assert chats(board)["hour"]["answered"] == chats(board)["today"]["answered"] == 1
    named = [data["names"] for event, data in board.heard if "names" in data and event == "board_changes"]
    assert sum(work["customer_id"] in names["customers"] for names in named) == 1
    await heard(board, lambda: any(event == "board_tick" for event, _ in board.heard))
    assert "tick_passed" not in str(console.heard)  # a second's end is no agent's business
    status, over_http = await hub.get("/api/board", "noah")
    assert status == 200 and {each["id"]: each for each in over_http["agents"]} == shown(board)["agents"]
    assert over_http["queues"][0]["agents"] == shown(board)["queues"]["support"]["agents"]


async def test_a_supervisor_sees_their_teams_only(hub: Stage) -> None:
    """Agents, alerts about them, names, now and then; whoever moves to the team appears, and goes when they leave."""
    board, oleg = await board_of(hub, "aline"), await id_of(hub, "oleg")
    everybody = await board_of(hub, "noah")
    assert set(called(everybody)) == {"Dana", "Oleg", "Aline", "Noah"}
    assert set(called(board)) == {"Dana", "Aline"}  # and themselves
    await hub.store.do(presence.set, oleg, "available")  # type: ignore[arg-type]
    await heard(everybody, lambda: called(everybody)["Oleg"]["state"] == "available")
    assert oleg not in str(board.heard)
    for path in ("/api/board", f"/api/board/at?at={quote(datetime.now(UTC).isoformat())}"):
        assert oleg not in str(await hub.get(path, "aline")) and oleg in str(await hub.get(path, "noah"))
    await hub.store.do(changed, "oleg", {"team": "north"})
    await heard(board, lambda: "Oleg" in called(board))
    await hub.store.do(changed, "oleg", {"team": "south"})
    await heard(board, lambda: oleg not in shown(board)["agents"])
    await hub.store.do(changed, "aline", {"oversees": ["*"]})
    await heard(board, lambda: oleg in shown(board)["agents"])


async def test_who_is_no_supervisor_any_more_loses_the_board(hub: Stage) -> None:
    """At once, without waiting for a reload."""
    board = await board_of(hub, "aline")
    await hub.store.do(changed, "aline", {"roles": ["agent"]})
    await heard(board, lambda: any(event == "signed_out" for event, _ in board.heard))
    async with asyncio.timeout(20):
        while board.socket.connected and "/board" in board.socket.namespaces:
            await asyncio.sleep(0.02)


async def test_a_misspelt_word_is_refused(hub: Stage) -> None:
    """A board only listens."""
    board = await board_of(hub, "noah")
    answer = await board.socket.call("command", {}, namespace="/board", timeout=20)
    assert answer["code"] == "invalid"


async def test_an_alert_is_put_aside_for_everybody(hub: Stage) -> None:
    """It says until when, on every board; wrong minutes, and alerts one does not see, are refused."""
    board, oleg = await board_of(hub, "noah"), await id_of(hub, "oleg")
    await hub.say("Hello")
    await heard(board, lambda: "no_agent:support" in alerting(board))
    snooze = "/api/board/alerts/no_agent:support/snooze"
    assert (await hub.ask("POST", snooze, "aline", json={"minutes": 100_000}))[1]["field"] == "minutes"
    assert (await hub.ask("POST", snooze, "aline", json={"minutes": 10}))[0] == 200
    await heard(board, lambda: alerting(board)["no_agent:support"]["snoozed_until"] is not None)
    await hub.store.do(presence.set, oleg, "away", "lunch")  # type: ignore[arg-type]
    await heard(board, lambda: f"long_away:{oleg}" in alerting(board))
    about = f"/api/board/alerts/long_away:{oleg}/snooze"
    answers = [(await hub.ask("POST", about, who, json={"minutes": 5}))[0] for who in ("aline", "noah")]
    assert answers == [404, 200]


def alerting(board: Console) -> dict[str, Any]:
    """The alerts on a board."""
    return {each["id"]: each for each in shown(board)["alerts"]}


async def test_the_past_is_what_was_shown(hub: Stage) -> None:
    """Asked for a moment at which a board was looked at, the hub shows that; played, it comes by the same steps."""
    board = await board_of(hub, "noah")
    await hub.say("First")
    await heard(board, lambda: chats(board)["waiting"] == 1)
    between = await ticked(hub)
    one = await at(hub, between)
    await hub.say("Second")
    await heard(board, lambda: chats(board)["waiting"] == 2)
    later = await ticked(hub)
    two = await at(hub, later)
    assert (waiting(one), waiting(two), waiting(await at(hub, between))) == (1, 2, 1)
    assert standing(two["queues"]) == standing(shown(board)["queues"].values())
    while hub.store.clock() < later + timedelta(seconds=1):  # a step of the film lies behind the second chat
        await asyncio.sleep(0.05)
    status, film = await hub.get(f"/api/board/play?from={quote(between.isoformat())}&seconds=20&step=1", "noah")
    assert status == 200 and film["start"] == one
    tiles = [tile for step in film["steps"] for tile in step.get("queues", ()) if tile["id"] == "support"]
    assert sum(each["waiting"] for each in tiles[-1]["media"]) == 2
    assert all(datetime.fromisoformat(step["at"]) <= hub.store.clock() for step in film["steps"])
    _, day = await hub.get(f"/api/board/day?date={later.astimezone(zone_of(hub)).date()}", "noah")
    newest = day["minutes"][-1]
    assert newest["waiting"] == 2 and datetime.fromisoformat(newest["at"]) <= hub.store.clock()


async def ticked(hub: Stage) -> datetime:
    """A moment after a tick that stands behind everything told."""
    async with asyncio.timeout(20):
        while not isinstance((newest := await hub.store.read(last_fact)).fact, facts.TickPassed):
            await asyncio.sleep(0.02)
    async with asyncio.timeout(20):
        while (now := hub.store.clock()) <= newest.at:
            await asyncio.sleep(0.01)
    return now


def last_fact(conn: Connection) -> log.Logged:
    """What the log says last."""
    return log.read_after(conn, log.head(conn) - 1)[-1]


def zone_of(hub: Stage) -> ZoneInfo:
    """Where the firm is."""
    return ZoneInfo(hub.store.house.time_zone)


async def at(hub: Stage, moment: datetime) -> dict[str, Any]:
    status, found = await hub.get(f"/api/board/at?at={quote(moment.isoformat())}", "noah")
    assert status == 200
    return dict(found)


def standing(queues: Iterable[dict[str, Any]]) -> dict[tuple[str, str], tuple[object, ...]]:
    """What boards say of queues and media but for the figures that move on with time."""
    return {(tile["id"], each["medium"]): (each["waiting"], each["oldest_at"], each["today"])
            for tile in queues for each in tile["media"]}


def waiting(board: dict[str, Any]) -> int:
    return sum(each["waiting"] for tile in board["queues"] for each in tile["media"])


async def test_what_cannot_be_asked_of_the_past(hub: Stage) -> None:
    """Before the kept log: 404 with the earliest moment. Nonsense: the field at fault."""
    await board_of(hub, "noah")
    status, answer = await hub.get("/api/board/at?at=2020-01-01T00:00:00Z", "noah")
    assert status == 404 and datetime.fromisoformat(answer["data"]["kept_from"]) <= datetime.now(UTC)
    for path, field in (("at?at=noon", "at"), ("at?at=2026-11-30T12:00:00", "at"), ("day?date=x", "date"),
                        ("at?at=0001-01-01T00:00:00%2B14:00", "at"), ("day?date=0001-01-01", "date"),
                        ("day?date=9999-12-31", "date"), ("play?from=2026-11-30T12:00:00Z&seconds=0", "seconds"),
                        (f"play?from=2026-11-30T12:00:00Z&seconds={'9' * 4400}", "seconds"),
                        ("play?from=2026-11-30T12:00:00Z&step=x", "step")):
        status, answer = await hub.get(f"/api/board/{path}", "noah")
        assert (status, answer["field"]) == (400, field)


async def test_the_day_that_is_not_named_is_the_firms_today(hub: Stage) -> None:
    """Whatever day it is where the browser stands."""
    await board_of(hub, "noah")
    zone = zone_of(hub)
    before = datetime.now(zone).date()
    status, day = await hub.get("/api/board/day", "noah")
    assert status == 200 and date.fromisoformat(day["date"]) in (before, datetime.now(zone).date())
    assert (await hub.get(f"/api/board/day?date={day['date']}", "noah"))[1]["from"] == day["from"]
    assert datetime.fromisoformat(day["from"]) == datetime.combine(date.fromisoformat(day["date"]), time(), zone)
    assert (await hub.get("/api/board/day?date=2026-11-30", "noah"))[1]["date"] == "2026-11-30"


async def test_a_day_has_its_marks(hub: Stage) -> None:
    """Shifts, the emergency switch and the rules' changes, in their order; others' agents are left out."""
    await board_of(hub, "noah")
    dana, oleg = await id_of(hub, "dana"), await id_of(hub, "oleg")
    for agent in (dana, oleg):
        await hub.store.do(presence.set, agent, "available")  # type: ignore[arg-type]

    async def marks(who: str) -> list[dict[str, Any]]:
        status, day = await hub.get("/api/board/day", who)
        begin, kept, end = (datetime.fromisoformat(day[each]) for each in ("from", "kept_from", "to"))
        assert status == 200 and begin < kept < end
        return list(day["marks"])

    async with asyncio.timeout(20):
        while len([each for each in await marks("noah") if each["kind"] == "shift_began"]) < 2:
            await asyncio.sleep(0.1)
    assert [each["agent_id"] for each in await marks("aline") if each["kind"] == "shift_began"] == [dana]
