"""The clocks' reader gives what was there before its promise a clock, piece by piece, and again after a stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from hub.actions import alarms, boards
from hub.core.board.rules import rules_of
from hub.readers.clocks import Clocks
from hub.readers.loop import end
from hub.readers.tail import Tail
from hub.store import clock_rows
from tests.actions.firm import Firm, small_plan
from tests.actions.test_sla import CASES, LETTERS


@asynccontextmanager
async def ringing(firm: Firm) -> AsyncIterator[None]:
    """A node at work."""
    tail = Tail(firm.store)
    tasks = [asyncio.create_task(tail.run())]
    while not tail.follows:
        await asyncio.sleep(0.01)
    tasks.append(asyncio.create_task(Clocks(firm.store, tail).run()))
    try:
        yield
        assert not any(task.done() for task in tasks)
    finally:
        for task in reversed(tasks):
            await end(task)


async def until(firm: Firm, clocks: int) -> None:
    """Wait for so many clocks, and for nothing being left."""
    while firm.count("sla_clock") < clocks or firm.store.read_now(clock_rows.talks_unpromised, "", 1):
        await asyncio.sleep(0.01)


async def test_at_its_start_and_when_the_house_begins_to_promise(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails from before get clocks once: at once where the house promises, with the change where it begins to."""
    monkeypatch.setattr(alarms, "BATCH", 2)
    firm.store.house = replace(small_plan(), sla=())
    for number in range(5):
        firm.mail(f"v{number}@x.example", "Hello?", f"Subject {number}")
    await firm.store.do(boards.note_house, rules_of(firm.store.house))
    async with ringing(firm):
        assert firm.count("sla_clock") == 0
        firm.store.house = replace(firm.store.house, sla=(CASES, LETTERS), firm="Renamed")
        await firm.store.do(boards.note_house, replace(rules_of(firm.store.house), digest="other"))
        await until(firm, 5)
    firm.mail("late@x.example", "Hello?", "Late")
    async with ringing(firm):
        await until(firm, 6)
    assert [row["state"] for row in firm.all("sla_clock")] == ["running"] * 6
    assert len({row["conversation_id"] for row in firm.all("sla_clock")}) == 6
