"""The forecast and autopsies over HTTP with a past behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.core import facts
from hub.core.slots import slot_of
from hub.core.terms import AgentId, ConversationId, CustomerId, HandlingId, InteractionId, QueueId
from hub.store import log, tables
from hub.store.database import Tx
from tests.edge.stage import Stage, stage

WEEKS = 13
PAST_DAYS = 7 * WEEKS


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as running:
        yield running


def some_weeks(tx: Tx, queue: QueueId) -> None:
    """Thirteen weeks of chats around the clock, by quarter hour, with a shape by hour and noise."""
    dice, now = Random(3), slot_of(datetime.now(UTC))
    rows: list[dict[str, Any]] = [
        {"slot": slot, "queue_id": queue, "medium": "chat", "entered": max(0, round(dice.gauss(mean, mean**0.5)))}
        for slot in range(now - PAST_DAYS * 96, now)
        for mean in [4 + 8 * (32 <= slot % 96 < 68)]
    ]
    names = ("answered", "in_target", "wait_seconds", "abandoned", "abandoned_in_target", "abandoned_short",
             "overflowed", "moved", "callback", "voicemail", "closed")
    tx.conn.execute(tables.queue_slot.insert(), [{**row, **dict.fromkeys(names, 0)} for row in rows])
    last_hour = sum(row["entered"] for row in rows[-4:])
    tx.conn.execute(tables.stay.insert(), [
        {"id": tx.new_id(), "interaction_id": f"i{number}", "queue_id": queue, "medium": "chat", "why": "arrived",
         "entered_at": tx.now - timedelta(minutes=1), "entered_slot": slot_of(tx.now - timedelta(minutes=1)),
         "target_seconds": 30, "ended_by": ""}
        for number in range(last_hour)
    ])


async def test_a_forecast_is_published_with_its_error(hub: Stage) -> None:
    """Below the naive one; today's slots that are over have what came, the others do not; what-if uses it."""
    queue = next(iter(hub.store.house.queues))
    await hub.store.do(some_weeks, queue)
    local = hub.store.clock().astimezone(ZoneInfo(hub.store.house.time_zone))
    status, found = await hub.get(f"/api/forecast?queue={queue}&date={local.date()}", "aline")
    assert status == 200
    assert found["error"]["days"] >= 7 and found["error"]["wape"] < found["error"]["naive"]
    slots = found["slots"]
    assert all(each["low"] <= each["expected"] <= each["high"] for each in slots)
    over = [each["actual"] is not None for each in slots]
    assert over == sorted(over, reverse=True)
    tomorrow = local.date() + timedelta(days=1)
    _, later = await hub.get(f"/api/forecast?queue={queue}&date={tomorrow}", "aline")
    expected = sum(each["expected"] for each in later["slots"])
    assert 0.9 < expected / (60 * 4 + 36 * 12) < 1.1 and later["slots"][0]["actual"] is None
    _, answer = await hub.ask("POST", "/api/what-if", "aline", json={"minutes": 60, "moves": [
        {"queue_id": queue, "agents": 0}]})
    assert answer["basis"]["days"] > 60 and 10 < answer["basis"]["arrivals"] < 60
    assert answer["basis"]["handling_seconds"] is None and answer["now"][queue]["level"] is None, "no length is known"
    await hub.store.do(lambda tx: tx.conn.execute(tables.stay.delete()))
    _, answer = await hub.ask("POST", "/api/what-if", "aline", json={"minutes": 60})
    assert (answer["basis"]["days"], answer["basis"]["arrivals"]) == (0, 0), "an hour without anybody was not foreseen"


def a_bad_hour(tx: Tx, queue: QueueId, begins: datetime) -> None:
    """Ten chats that wait five minutes each."""
    rows: list[dict[str, Any]] = []
    for number in range(10):
        work, at = InteractionId(f"w{number}"), begins + timedelta(minutes=1 + number)
        rows.append(log.row_of(facts.InteractionQueued(
            work, ConversationId("c"), CustomerId("k"), queue, "arrived", None, "chat", None, 30), at))
        rows.append(log.row_of(facts.HandlingStarted(
            HandlingId("h"), work, ConversationId("c"), AgentId("a"), queue, "offer", "chat"),
            at + timedelta(minutes=5)))
    log.append(tx.conn, sorted(rows, key=lambda row: row["at"]))


async def test_a_missed_target_is_opened(hub: Stage) -> None:
    """It stands in the day's list; its page tells what happened; no remedy is invented where no length is known."""
    queue = next(iter(hub.store.house.queues))
    begins = (hub.store.clock() - timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    await hub.store.do(a_bad_hour, queue, begins)
    await hub.store.do(lambda tx: tx.record(facts.HouseChanged("")))
    day = begins.astimezone(ZoneInfo(hub.store.house.time_zone)).date()
    listed: list[dict[str, Any]] = []
    while not listed:  # on PostgreSQL the log is numbered a moment later
        status, found = await hub.get(f"/api/autopsies?date={day}", "aline")
        assert status == 200
        listed = found["items"]
    assert [(each["queue_id"], each["level"], each["target_share"]) for each in listed] == [
        (queue, 0.0, hub.store.house.queues[queue].target_share)]
    status, opened = await hub.get(f"/api/autopsies/{listed[0]['id']}", "aline")
    assert status == 200 and opened["from"] == listed[0]["from"] and opened["remedies"] == []
    for who in ("oleg", ""):
        assert (await hub.get(f"/api/autopsies/{listed[0]['id']}", who))[0] in (401, 403), "agents open none"
    _, kept = await hub.get("/api/audit?what=autopsy_read", "noah")
    assert [(each["agent_name"], each["detail"]["queue"], each["detail"]["from"]) for each in kept["items"]] == [
        ("Aline", queue, begins.isoformat())]
    told = {line["kind"]: line for line in opened["timeline"]}
    assert told["wait"]["value"] == 300 and told["wait"]["words"]["en"] == "The longest wait ended after 5:00."
    assert told["agents"]["words"]["ru"] == "В начале ни один оператор этой очереди не был доступен."


def oversee(tx: Tx, teams: list[str]) -> None:
    """Aline oversees these teams."""
    tx.conn.execute(tables.agent.update().where(tables.agent.c.email.like("aline@%")).values(oversees=teams))


async def test_an_autopsy_names_nobody_whatever_team_its_reader_oversees(hub: Stage) -> None:
    """Of agents it says how many: who oversees no team of theirs learns no name and no id, and reads the same."""
    queue = next(iter(hub.store.house.queues))
    begins = (hub.store.clock() - timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    await hub.store.do(a_bad_hour, queue, begins)
    await hub.store.do(lambda tx: tx.record(facts.HouseChanged("")))
    ids = {key for key, in await hub.store.read(lambda conn: conn.execute(tables.agent.select()
           .with_only_columns(tables.agent.c.id)).all())}
    stamps = [f"{at:%Y%m%dT%H%MZ}" for at in (begins, begins + timedelta(hours=1))]
    path = f"/api/autopsies/{queue}~{stamps[0]}~{stamps[1]}"
    while (await hub.get(path, "noah"))[0] == 404:  # on PostgreSQL the log is numbered a moment later
        continue
    _, whole = await hub.get(path, "noah")
    for oversees in ([], ["nobody's"], ["*"]):
        await hub.store.do(oversee, oversees)
        status, seen = await hub.get(path, "aline")
        assert status == 200 and seen == whole
        assert not any(each in str(seen) for each in ids | {"Dana", "Oleg", "Aline", "Noah"})
