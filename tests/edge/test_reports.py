"""Reports over HTTP: who sees what, what is kept of it, files that open safely."""

import asyncio
import csv
import io
import threading
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from channels.contract import Medium
from hub.actions import reporting
from hub.core.plan import FloorPlan
from hub.core.slots import slot_of
from hub.core.terms import ChannelId
from hub.store import tables as t
from hub.store.database import Tx
from hub.store.sql import insert, select, update
from tests.actions.firm import channel
from tests.edge.stage import Stage, stage
from tests.services.sqlite import fresh_sqlite

NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
TIME = f"from={NOON:%Y-%m-%dT%H:%M:%SZ}&to={NOON + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
async def hub(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    folder = Path(tmp_path_factory.mktemp("reports"))
    async with stage(folder, fresh_sqlite(folder)) as running:
        await running.store.do(some_history)
        running.store.house = with_a_mailbox(running.store.house)
        yield running


def with_a_mailbox(house: FloorPlan) -> FloorPlan:
    """Reports are mailed through one."""
    mail = channel(ChannelId("mail"), Medium.EMAIL, "help@fernhill.example")
    return replace(house, channels={**house.channels, mail.id: mail})


def some_history(tx: Tx) -> None:
    """Ten stays in support, two handlings of Oleg's and one of Dana's; Aline oversees the team of Oleg only."""
    ids = {name.split("@")[0]: key for key, name in tx.conn.execute(select(t.agent.c.id, t.agent.c.email))}
    for name, team in (("dana", "support"), ("oleg", "orders"), ("aline", "orders")):
        tx.conn.execute(update(t.agent).where(t.agent.c.id == ids[name]).values(team=team))
    tx.conn.execute(update(t.agent).where(t.agent.c.id == ids["aline"]).values(oversees=["orders"]))
    tx.conn.execute(update(t.agent).where(t.agent.c.id == ids["oleg"]).values(name="=HYPERLINK(\"http://x\")"))
    place = {"slot": slot_of(NOON), "queue_id": "support", "medium": "phone"}
    tx.conn.execute(insert(t.queue_slot), {
        **place, "entered": 10, "answered": 7, "in_target": 4, "wait_seconds": 143.0, "abandoned": 3,
        "abandoned_in_target": 1, "abandoned_short": 1,
    })
    for name, handled in (("oleg", 2), ("dana", 1)):
        tx.conn.execute(insert(t.handling_slot), {**place, "agent_id": ids[name], "handled": handled,
                                                  "talk_seconds": 100.0 * handled, "wrapup_seconds": 20.0 * handled})


async def ask(hub: Stage, words: str, who: str = "noah") -> dict[str, Any]:
    status, found = await hub.get(f"/api/report?{TIME}&{words}", who)
    assert status == 200, found
    answer: dict[str, Any] = found
    return answer


async def test_a_report_is_what_was_counted(hub: Stage) -> None:
    found = await ask(hub, "metrics=service_level,asa,entered,adherence&by=queue,medium")
    (row,) = found["rows"]
    assert row["key"] == {"queue": "support", "medium": "phone"}
    assert row["values"]["service_level"]["value"] == 4 / 9 and row["values"]["service_level"]["n"] == 9
    assert row["values"]["adherence"]["value"] is None and found["totals"] == row["values"]


async def test_what_is_wrong_is_named(hub: Stage) -> None:
    """Each fault by its field."""
    for words, field in (
        ("metrics=nonsense", "metrics"), ("metrics=asa&by=colour", "by"), ("metrics=asa&zone=Mars/Base", "zone"),
        ("metrics=asa&compare=never", "compare"), ("metrics=", "metrics"),
    ):
        status, found = await hub.get(f"/api/report?{TIME}&{words}", "noah")
        assert (status, found["field"]) == (400, field)
    for words, field in (("from=x&to=y", "from"), ("from=2026-01-02&to=2026-01-01", "to"),
                         ("from=2020-01-01&to=2026-01-01", "from")):
        status, found = await hub.get(f"/api/report?metrics=asa&{words}", "noah")
        assert (status, found["field"]) == (400, field)


@pytest.mark.parametrize(("query", "field"), [
    ("metrics=asa&period=foo", "period"), ("metrics=asa&from=9999-12-31&to=9999-12-31", "from"),
    ("metrics=asa&from=2026-11-01&to=9999-12-31", "to"), ("metrics=asa&from=0001-01-01&to=2026-01-01", "from"),
])
async def test_a_kept_query_that_means_nothing_is_refused(hub: Stage, query: str, field: str) -> None:
    """As a saved report and as what is exported: with the field's name."""
    for path, given in (("/api/reports", {"name": "x", "query": query}),
                        ("/api/exports", {"kind": "csv", "report": query})):
        status, found = await hub.ask("POST", path, "noah", json=given)
        assert (status, found["field"]) == (400, field)


@pytest.mark.parametrize(("metric", "cursor"), [
    ("handled", "2026-01-01|x"), ("handled", "0001-01-01T00:00:00+14:00|x"), ("handled", "x"),
    ("entered", "99999999999999999999|x"), ("entered", "²|x"), ("entered", "-1|x"), ("entered", "4294967296|x"),
    ("paid_time", "²"), ("paid_time", "99999999999999999999"), ("paid_time", "nonsense"),
])
async def test_a_cursor_that_no_page_gave_is_refused(hub: Stage, metric: str, cursor: str) -> None:
    status, found = await hub.get(f"/api/report/rows?{TIME}&metric={metric}&cursor={quote(cursor)}", "noah")
    assert (status, found["field"]) == (400, "cursor")


async def test_agents_see_their_own_supervisors_their_teams_admins_all(hub: Stage) -> None:
    words = "metrics=handled&by=agent"
    assert [row["values"]["handled"]["value"] for row in (await ask(hub, words, "dana"))["rows"]] == [1]
    assert [row["values"]["handled"]["value"] for row in (await ask(hub, words, "aline"))["rows"]] == [2]
    assert sorted(row["values"]["handled"]["value"] for row in (await ask(hub, words))["rows"]) == [1, 2]
    queues = "metrics=handled,entered&by=queue"
    assert (await ask(hub, queues, "aline"))["totals"]["entered"]["value"] == 10  # waiting is everybody's matter
    assert (await ask(hub, queues, "aline"))["totals"]["handled"]["value"] == 2
    mine = (await ask(hub, queues, "dana"))["totals"]
    assert (mine["entered"]["value"], mine["handled"]["value"]) == (None, 1)
    oleg = next(row["key"]["agent"] for row in (await ask(hub, words, "aline"))["rows"])
    status, found = await hub.get(f"/api/report?{TIME}&metrics=handled&agent={oleg}", "dana")
    assert (status, found["field"]) == (403, "agent")
    status, _ = await hub.get(f"/api/report/rows?{TIME}&metric=handled&agent={oleg}", "dana")
    assert status == 403


async def test_looking_at_others_is_kept_and_only_admins_see_by_whom(hub: Stage) -> None:
    await ask(hub, "metrics=handled&by=agent", "aline")
    await ask(hub, "metrics=handled&by=agent", "dana")  # one's own
    _, found = await hub.get("/api/audit?what=report_read", "noah")
    assert found["items"][0]["agent_name"] == "Aline" and found["items"][0]["detail"]["by"] == ["agent"]
    assert not any(item["agent_name"] == "Dana" for item in found["items"])
    assert (await hub.get("/api/audit", "aline"))[0] == 403


async def test_the_rows_of_others_are_kept_whatever_page_is_asked(hub: Stage) -> None:
    """A page says whose each row is; a made-up cursor gets round nothing. One's own are one's own."""

    async def kept() -> int:
        return len((await hub.get("/api/audit?what=rows_read", "noah"))[1]["items"])

    words = f"{TIME}&metric=entered"
    for place, cursor in enumerate(("", "&cursor=0|"), start=await kept() + 1):
        assert (await hub.get(f"/api/report/rows?{words}{cursor}", "aline"))[0] == 200
        assert await kept() == place
    assert (await hub.get(f"/api/report/rows?{TIME}&metric=handled", "dana"))[0] == 200
    assert await kept() == place


async def test_reports_leave_the_floor_its_connections(hub: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are asked at once, two are read, and what is asked beside them is answered."""
    release, lock, running, most = threading.Event(), threading.Lock(), 0, 0
    whole = reporting.report

    def slow(*given: Any) -> Any:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        release.wait(60)
        with lock:
            running -= 1
        return whole(*given)

    monkeypatch.setattr(reporting, "report", slow)
    asked = [asyncio.create_task(ask(hub, "metrics=entered")) for _ in range(8)]
    async with asyncio.timeout(30):
        while running < 2:
            await asyncio.sleep(0.01)
        assert (await hub.get("/api/audit", "noah"))[0] == 200
    release.set()
    assert [found["totals"]["entered"]["value"] for found in await asyncio.gather(*asked)] == [10] * 8
    assert most == 2


async def exported(hub: Stage, kind: str, who: str = "aline") -> bytes:
    words = dict(pair.split("=") for pair in f"{TIME}&metrics=handled,aht,csat&by=agent".split("&"))
    status, made = await hub.ask("POST", "/api/exports", who, json={"kind": kind, "report": words, "name": "März/…"})
    assert status == 200, made
    async with asyncio.timeout(30):
        while (state := (await hub.get(f"/api/exports/{made['id']}", who))[1])["state"] == "running":
            await asyncio.sleep(0.02)
    assert state["state"] == "done" and state["progress"] == 1
    assert (await hub.get(state["url"], "noah"))[0] == 404  # another's
    async with hub.http.get(hub.url + state["url"], headers={"Cookie": await hub.cookie(who)}) as answer:
        assert answer.status == 200 and "attachment" in answer.headers["Content-Disposition"]
        return await answer.read()


async def test_csv_holds_no_formula(hub: Stage) -> None:
    lines = list(csv.reader(io.StringIO((await exported(hub, "csv")).decode("utf-8-sig"))))
    assert lines[1][0] == "'=HYPERLINK(\"http://x\")" and lines[1][1] == "2" and lines[1][3] == "120.0"
    assert lines[1][5] == ""  # no rating is unknown, not 0
    assert lines[-1][0] == "Total"


async def test_a_workbook_holds_text_and_numbers_only(hub: Stage) -> None:
    with zipfile.ZipFile(io.BytesIO(await exported(hub, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "HYPERLINK" in sheet and "<v>120</v>" in sheet
    assert "externalLink" not in "".join(book.namelist())


async def test_every_export_is_kept(hub: Stage) -> None:
    await exported(hub, "csv", "dana")
    _, found = await hub.get("/api/audit?what=report_exported", "noah")
    assert found["items"][0]["agent_name"] == "Dana" and found["items"][0]["detail"]["kind"] == "csv"


async def test_reports_are_saved_by_their_owner(hub: Stage) -> None:
    schedule = {"at": "07:30", "days": [0, 4], "zone": "Europe/Berlin", "to": ["lead@fernhill.example"]}
    draft = {"name": "Monday", "query": "metrics=asa&by=queue&period=last_week", "schedule": schedule}
    status, made = await hub.ask("POST", "/api/reports", "aline", json=draft)
    assert status == 200 and made["schedule"] == schedule and made["next_at"]
    assert [each["name"] for each in (await hub.get("/api/reports", "aline"))[1]["items"]] == ["Monday"]
    assert (await hub.get("/api/reports", "noah"))[1]["items"] == []
    assert (await hub.get(f"/api/reports/{made['id']}", "noah"))[0] == 404
    status, changed = await hub.ask("PUT", f"/api/reports/{made['id']}", "aline", json={**draft, "schedule": None})
    assert status == 200 and changed["schedule"] is None and changed["next_at"] is None
    for fault, field in (
        ({"schedule": {**schedule, "to": ["nobody"]}}, "schedule.to"), ({"name": " "}, "name"),
        ({"schedule": {**schedule, "at": "25:00"}}, "schedule.at"), ({"query": "metrics=x"}, "metrics"),
        ({"schedule": {**schedule, "days": [7]}}, "schedule.days"),
    ):
        status, refused = await hub.ask("POST", "/api/reports", "aline", json={**draft, **fault})
        assert (status, refused["field"]) == (400, field)
    assert (await hub.ask("POST", "/api/reports", "dana", json=draft))[0] == 403
    assert (await hub.ask("DELETE", f"/api/reports/{made['id']}", "aline"))[0] == 200
    assert (await hub.get("/api/reports", "aline"))[1]["items"] == []


async def test_the_catalogue_is_told(hub: Stage) -> None:
    _, found = await hub.get("/api/metrics", "dana")
    level = next(each for each in found["items"] if each["id"] == "service_level")
    assert level["name"] == {"en": "Service level", "ru": "Уровень обслуживания"} and level["formula"]["ru"]
    assert "agent" not in level["by"] and "hour" in level["by"]


async def test_what_happens_is_history_a_moment_later(hub: Stage) -> None:
    """The hub's own historian keeps it: a visitor writes and is in the report, and behind it."""
    now = datetime.now(UTC)
    hour = f"from={now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}&to={now + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    await hub.say("Where is my order?")
    async with asyncio.timeout(30):
        while not (told := (await hub.get(f"/api/report?{hour}&metrics=entered&by=queue,medium", "noah"))[1]["rows"]):
            await asyncio.sleep(0.1)
    (row,) = told
    assert (row["key"]["medium"], row["values"]["entered"]["value"]) == ("chat", 1)
    words = f"{hour}&metric=entered&queue={row['key']['queue']}&medium=chat"
    _, found = await hub.get(f"/api/report/rows?{words}", "aline")
    assert len(found["items"]) == 1 and found["items"][0]["conversation_id"] and found["next"] == ""
    assert (await hub.get(f"/api/report/rows?{words}&cursor=nonsense", "aline"))[0] == 400
    assert (await hub.get(f"/api/report/rows?{words}", "dana"))[1]["items"] == []
