"""The roster over HTTP: who sees and plans whom, files in and out, needed against planned, and that it is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from hub.store import tables
from hub.store.database import Connection, Tx
from tests.edge.stage import Stage, stage

HEAD = "agent,date,from,to,kind\n"


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as running:
        await running.store.do(teams)
        yield running


def teams(tx: Tx) -> None:
    """Dana in support, which Aline oversees; Oleg in orders."""
    a = tables.agent
    for who, values in (("dana", {"team": "support"}), ("oleg", {"team": "orders"}),
                        ("aline", {"team": "office", "oversees": ["support"]})):
        tx.conn.execute(update(a).where(a.c.email == f"{who}@fernhill.example").values(
            queues={"support": 5} if who != "aline" else {}, **values))


def monday(hub: Stage) -> date:
    """Of next week, by the firm's clock."""
    today = hub.store.clock().astimezone(ZoneInfo(hub.store.house.time_zone)).date()
    return today + timedelta(days=7 - today.weekday())


async def taken_in(hub: Stage, text: str, who: str = "aline") -> tuple[int, Any]:
    return await hub.ask("POST", "/api/roster/import", who, json={"text": text})


async def ids(hub: Stage) -> dict[str, str]:
    def ask(conn: Connection) -> dict[str, str]:
        return {email.partition("@")[0]: key for email, key in
                conn.execute(select(tables.agent.c.email, tables.agent.c.id))}

    return await hub.store.read(ask)


async def test_who_may(hub: Stage) -> None:
    """Agents have their own page only."""
    for method, path in (("GET", "/api/roster?date=2026-11-30"), ("GET", "/api/roster/cover?date=2026-11-30"),
                         ("POST", "/api/roster/shifts"), ("DELETE", "/api/roster/shifts/x"),
                         ("POST", "/api/roster/copy"), ("POST", "/api/roster/import"),
                         ("GET", "/api/roster/export?date=2026-11-30")):
        assert (await hub.ask(method, path, "dana"))[0] == 403, path
        assert (await hub.ask(method, path))[0] == 401, path
    assert (await hub.get("/api/roster/mine", "dana"))[0] == 200


async def test_supervisors_have_their_teams_agents_their_own(hub: Stage) -> None:
    """Aline plans Dana, not Oleg; Noah everybody; Dana finds hers and nobody else's."""
    who, day = await ids(hub), monday(hub)
    given = {"agent_id": who["dana"], "kind": "work", "begins_at": f"{day}T07:00:00Z", "ends_at": f"{day}T15:00:00Z"}
    status, made = await hub.ask("POST", "/api/roster/shifts", "aline", json=given)
    assert status == 200 and made["begins_at"] == f"{day}T07:00:00Z"
    status, refused = await hub.ask("POST", "/api/roster/shifts", "aline", json={**given, "agent_id": who["oleg"]})
    assert (status, refused["code"]) == (404, "not_found")
    status, theirs = await hub.ask("POST", "/api/roster/shifts", "noah", json={**given, "agent_id": who["oleg"]})
    assert status == 200
    assert (await hub.ask("DELETE", f"/api/roster/shifts/{theirs['id']}", "aline"))[0] == 404
    status, clash = await hub.ask("POST", "/api/roster/shifts", "aline", json=given)
    assert (status, clash["field"]) == (400, "begins_at")
    _, found = await hub.get(f"/api/roster?date={day}", "aline")
    assert [each["name"] for each in found["agents"]] == ["Dana"] and len(found["days"]) == 7
    assert [each["id"] for each in found["shifts"]] == [made["id"]]
    _, found = await hub.get(f"/api/roster?date={day}", "noah")
    assert {"Dana", "Oleg"} <= {each["name"] for each in found["agents"]} and len(found["shifts"]) == 2
    _, mine = await hub.get("/api/roster/mine", "dana")
    assert [each["id"] for each in mine["shifts"]] == [made["id"]]
    assert (await hub.get("/api/roster/mine", "aline"))[1]["shifts"] == []
    status, gone = await hub.ask("DELETE", f"/api/roster/shifts/{made['id']}", "aline")
    assert status == 200 and gone["items"] == [made]


async def test_a_file_is_taken_whole_or_not_at_all(hub: Stage) -> None:
    """Faults name line, column, value and remedy; Oleg is unknown to Aline; what is taken comes out the same."""
    day = monday(hub)
    rows = (f"dana@fernhill.example,{day},09:00,17:00,work", f"dana@fernhill.example,{day},12:00,12:30,break")
    good = "\n".join((*rows, ""))
    status, refused = await taken_in(hub, HEAD + good + f"oleg@fernhill.example,{day},9:61,17:00,work\n")
    assert (status, refused["field"]) == (400, "text")
    assert [(each["line"], each["column"], each["code"], each["value"]) for each in refused["data"]["faults"]] == [
        (4, "agent", "agent", "oleg@fernhill.example"), (4, "from", "time", "9:61")]
    assert all(each["remedy"] for each in refused["data"]["faults"])
    assert (await hub.get(f"/api/roster?date={day}", "aline"))[1]["shifts"] == []
    assert await taken_in(hub, HEAD + good) == (200, {"shifts": 2, "lines": 2})
    assert await taken_in(hub, HEAD + good) == (200, {"shifts": 0, "lines": 2})
    status, text = await hub.get(f"/api/roster/export?date={day}&days=7", "aline")
    assert status == 200 and f"dana@fernhill.example,{day},09:00,17:00,work,Europe/Berlin" in text
    assert await taken_in(hub, text) == (200, {"shifts": 0, "lines": 2})
    status, copied = await hub.ask("POST", "/api/roster/copy", "aline",
                                   json={"week": f"{day}", "onto": f"{day + timedelta(days=7)}"})
    assert (status, copied) == (200, {"shifts": 2, "left_out": []})
    for onto in ("9999-12-27", "0001-01-01"):
        status, refused = await hub.ask("POST", "/api/roster/copy", "aline", json={"week": f"{day}", "onto": onto})
        assert (status, refused["field"]) == (400, "onto")
    for path in ("/api/roster?days=", f"/api/roster?date={day}&days={'9' * 5000}"):
        assert (await hub.get(path, "aline"))[0] == 400, path[:30]
    _, audit = await hub.get("/api/audit", "noah")
    assert [each["what"] for each in audit["items"]] == ["roster_copied", "roster_exported", "roster_imported"]


async def test_scheduled_is_what_the_roster_says(hub: Stage) -> None:
    """Null while nobody is planned that day; then the mean of each half hour, breaks left out."""
    day = monday(hub)
    cover, forecast = f"/api/roster/cover?date={day}", f"/api/forecast?queue=support&date={day}"
    for path in (cover, forecast, f"{cover}&queue=support"):
        status, found = await hub.get(path, "aline")
        assert status == 200 and {each["scheduled"] for each in found["slots"]} == {None}, path
        assert found["roster_away"] is None
    rows = [f"{who}@fernhill.example,{day},09:00,17:00,work" for who in ("dana", "oleg")]
    await taken_in(hub, HEAD + "\n".join([*rows, f"dana@fernhill.example,{day},12:00,12:15,break"]), "noah")
    for path in (cover, forecast, f"{cover}&queue=support"):
        _, found = await hub.get(path, "aline")
        heads = [each["scheduled"] for each in found["slots"]]
        assert heads[17:19] == [0, 2] and heads[24:26] == [1.5, 2] and heads[33:35] == [2, 0], path
        assert sum(heads) == 2 * 16 - 0.5 and found["roster_away"] == pytest.approx(0.25 / 16)
    _, found = await hub.get(f"{cover}&queue=orders", "aline")
    assert {each["scheduled"] for each in found["slots"]} == {0}
    assert (await hub.get("/api/roster/cover?date=2026-11-30&queue=nothing", "aline"))[0] == 400
