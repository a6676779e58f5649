"""The clocks' alarm: wakes when the next promise has something to tell, and when facts say that another is next.

One process rings at a time (a lease); conditional writes keep a late one harmless. What follows is actions/alarms.
What was there before the house promised anything gets its clocks here, when the hub starts and when the house changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hub.actions import alarms, sla
from hub.core import facts
from hub.readers.lease import holding
from hub.readers.tail import Tail
from hub.store import clock_rows
from hub.store.database import Connection, Store, Tx

LEASE = "clocks"
Unpromised = Callable[[Connection, str, int], list[str]]
SET = (facts.SlaChanged, facts.SlaMet, facts.SlaWarned, facts.SlaBreached)


class Clocks:
    """One hub's clocks."""

    def __init__(self, store: Store, tail: Tail) -> None:
        self._store, self._tail = store, tail

    async def run(self) -> None:
        """Ring until cancelled, while this node holds the lease."""
        await holding(self._store, LEASE, self._ring)

    async def _ring(self) -> None:
        pos = self._tail.position
        await self._count_anew()
        alarm = await self._store.read(clock_rows.next_ring)
        while True:
            batch = await self._tail.after(pos, alarm)
            pos = batch[-1].pos if batch else pos
            if any(isinstance(each.fact, facts.HouseChanged) for each in batch):
                await self._count_anew()
            if alarm is not None and alarm <= self._store.clock():
                while await self._store.do(alarms.ring) == alarms.BATCH:
                    continue
            elif not any(isinstance(each.fact, SET) for each in batch):
                continue
            alarm = await self._store.read(clock_rows.next_ring)

    async def _count_anew(self) -> None:
        """The house may promise otherwise, or be open at other times, than when these clocks were set."""
        after = await self._store.do(alarms.reconcile)
        while after:
            after = await self._store.do(alarms.reconcile, after)
        if self._store.house.sla:
            await self._promise_late(clock_rows.cases_unpromised, sla.cases_promised_late)
            await self._promise_late(clock_rows.talks_unpromised, sla.talks_promised_late)

    async def _promise_late(self, unpromised: Unpromised, promise: Callable[[Tx, list[Any]], None]) -> None:
        """What was there before its promise, a few a commit; after a stop it begins again with what is left."""
        after = ""
        while found := await self._store.read(unpromised, after, alarms.BATCH):
            await self._store.do(promise, found)
            after = found[-1]
