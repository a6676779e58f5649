"""What-if, lending, replays, forecast and autopsies over HTTP, on a running hub."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from hub.core import facts
from hub.store import log, tables
from tests.edge.stage import Console, Stage, stage

FORM = {"result": "resolved", "codes": ["question"], "note": "Done."}


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as running:
        yield running


def today(hub: Stage) -> date:
    """The firm's."""
    return hub.store.clock().astimezone(ZoneInfo(hub.store.house.time_zone)).date()


async def handled(hub: Stage, console: Console, text: str) -> None:
    """A chat that came, was accepted and was finished."""
    await hub.say(text)
    [offer] = await console.wait_for("offers")
    assert (await console.command("accept_offer", offer_id=offer["id"]))["ok"]
    [work] = await console.wait_for("work")
    assert (await console.command("start_wrap_up", interaction_id=work["id"]))["ok"]
    done = await console.command("complete_wrap_up", handling_id=work["handling_id"], form=FORM)
    assert done["ok"], done
    await console.wait_for("work", 0)


async def told_of(hub: Stage, kind: type) -> list[log.Logged]:
    """The log once it tells of that."""
    async with asyncio.timeout(20):
        while True:
            told = await hub.store.read(log.read_after, 0, 100_000)
            if any(isinstance(each.fact, kind) for each in told):
                return told
            await asyncio.sleep(0.05)


async def journal_written(hub: Stage, runs: int) -> None:
    """The router's journal has pages of so many runs."""
    kept = select(func.coalesce(func.sum(tables.routing_run.c.runs), 0))
    async with asyncio.timeout(60):
        while await hub.store.read(lambda conn: int(conn.execute(kept).scalar_one())) < runs:
            await asyncio.sleep(0.05)


async def finished(hub: Stage, job_id: str) -> dict[str, Any]:
    """A replay once it is over."""
    async with asyncio.timeout(120):
        while True:
            status, found = await hub.get(f"/api/replays/{job_id}", "aline")
            assert status == 200
            if found["state"] != "running":
                return dict(found)
            await asyncio.sleep(0.1)


async def test_agents_are_not_told(hub: Stage) -> None:
    """Supervisors and admins only."""
    for method, path in (("POST", "/api/what-if"), ("POST", "/api/what-if/apply"), ("POST", "/api/replays"),
                         ("GET", "/api/replays/x"), ("DELETE", "/api/replays/x"), ("GET", "/api/autopsies"),
                         ("GET", "/api/autopsies/x"), ("GET", "/api/forecast?queue=support&date=2026-11-30")):
        assert (await hub.ask(method, path, "dana"))[0] == 403, path
        assert (await hub.ask(method, path))[0] == 401, path


async def test_without_data_nothing_is_invented(hub: Stage) -> None:
    """No arrivals, no lengths: no level, no range, no error; never 0 or 100 %."""
    queue = next(iter(hub.store.house.queues))
    asked = {"minutes": 30, "moves": [{"queue_id": queue, "agents": 1, "from_queue_id": None}], "hours": {}}
    status, found = await hub.ask("POST", "/api/what-if", "aline", json=asked)
    assert status == 200, found
    assert set(found["now"]) == set(hub.store.house.queues)
    assert all(each[name] is None for each in found["then"].values()
               for name in ("level", "low", "high", "wait_seconds", "abandoned_share"))
    assert found["basis"] == {"arrivals": 0, "handling_seconds": None, "days": 0, "held": None}
    status, found = await hub.get(f"/api/forecast?queue={queue}&date={today(hub)}", "aline")
    assert status == 200 and len(found["slots"]) == 48
    assert found["error"] == {"wape": None, "naive": None, "days": 0}
    assert {each["expected"] for each in found["slots"]} == {each["required"] for each in found["slots"]} == {None}
    assert (await hub.get(f"/api/autopsies?date={today(hub)}", "aline")) == (200, {"items": []})


async def test_wrong_questions_name_the_field(hub: Stage) -> None:
    """And what is allowed."""
    queue = next(iter(hub.store.house.queues))
    move = {"queue_id": "nowhere", "agents": 1}
    for path, sent, field in (
        ("/api/what-if", {"minutes": 45}, "minutes"),
        ("/api/what-if", {"minutes": 30, "moves": [move]}, "queue_id"),
        ("/api/what-if/apply", {"minutes": 30, "moves": [{"queue_id": queue, "agents": 40}]}, "moves"),
        ("/api/replays", {"date": "2199-01-01"}, "date"),
        ("/api/replays", {"date": "9999-12-31"}, "date"),
        ("/api/replays", {"date": str(today(hub)), "changes": {"extra_agents": {queue: 1000}}},
         "changes.extra_agents"),
    ):
        status, found = await hub.ask("POST", path, "aline", json=sent)
        assert (status, found["field"]) == (400, field), found
    assert (await hub.get("/api/autopsies?date=monday", "aline"))[0] == 400
    assert (await hub.get("/api/autopsies/support~x~y", "aline"))[0] == 404


async def test_a_lived_day_is_replayed_exactly_and_otherwise(hub: Stage) -> None:
    """What-if knows its lengths; the unchanged day reproduces its decisions; a changed one differs; it can be left."""
    console = await hub.console("dana")
    assert (await console.command("set_presence", state="available"))["ok"]
    for number in range(3):
        await handled(hub, console, f"Question {number}")
    told = await hub.store.read(log.read_after, 0, 100_000)
    [queue] = {each.fact.queue_id for each in told if isinstance(each.fact, facts.HandlingStarted)}
    await journal_written(hub, 3)
    status, found = await hub.ask("POST", "/api/what-if", "aline", json={"minutes": 30, "moves": [
        {"queue_id": queue, "agents": 0}]})
    assert status == 200 and found["now"] == found["then"]
    assert found["basis"]["arrivals"] == 1.5 and found["basis"]["handling_seconds"] is not None
    assert 0 <= found["now"][queue]["low"] <= found["now"][queue]["high"] <= 1
    assert found["now"][queue]["agents"] == 1 and len(found["curve"]["points"]) > 3
    status, started = await hub.ask("POST", "/api/replays", "aline", json={"date": str(today(hub))})
    assert status == 200
    same = await finished(hub, started["id"])
    assert (same["state"], same["exact"], same["date"]) == ("done", True, str(today(hub)))
    assert same["runs_checked"] >= 3 and same["before"] == same["after"]
    assert same["actual"][queue]["level"] == same["before"][queue]["level"] == 1.0
    changes = {"extra_agents": {queue: 1}, "hours": {queue: "always"}, "capacity": {"chat": 5},
               "skills": {}, "seed": 3}
    _, started = await hub.ask("POST", "/api/replays", "aline", json={"date": str(today(hub)), "changes": changes})
    assert (await hub.get(f"/api/replays/{started['id']}", "noah"))[0] == 404, "somebody else's"
    other = await finished(hub, started["id"])
    assert other["exact"] is None and other["after"][queue]["agents"] == same["after"][queue]["agents"] + 1
    _, started = await hub.ask("POST", "/api/replays", "aline", json={"date": str(today(hub))})
    status, left = await hub.ask("DELETE", f"/api/replays/{started['id']}", "aline")
    assert status == 200 and left["state"] in ("cancelled", "done")


async def test_agents_are_lent_and_the_log_says_by_whom(hub: Stage) -> None:
    """The agent serves the other queue from the next moment on, and is told to be back in time."""
    console = await hub.console("dana")
    assert (await console.command("set_presence", state="available"))["ok"]
    first, second, *_ = hub.store.house.queues
    asked = {"minutes": 20, "moves": [{"queue_id": first, "agents": -1}]}
    status, found = await hub.ask("POST", "/api/what-if/apply", "aline", json=asked)
    assert status == 200, found
    [lent] = found["lent"]
    told = await told_of(hub, facts.AgentLent)
    [fact] = [each.fact for each in told if isinstance(each.fact, facts.AgentLent)]
    assert fact.agent_id == lent["agent_id"] and fact.from_queue_id == first
    assert fact.until - hub.store.clock() > timedelta(minutes=19)
    changed = [each.fact for each in told if isinstance(each.fact, facts.AgentChanged)][-1]
    assert first not in changed.queues and second in changed.queues
