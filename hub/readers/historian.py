"""The historian follows the log and keeps what reports are made of: each fact once, whatever stops in between.

One process writes history at a time (a lease); its place is kept in the transaction of what it did. A database older
than its history is counted first, piece by piece (store/figure_backfill), with the log waiting.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime, timedelta

from hub.actions import figures
from hub.core.slots import slot_of, start_of
from hub.core.stays import Stays
from hub.core.stretches import Stretches
from hub.readers.lease import holding
from hub.readers.tail import Tail
from hub.store import agent_time, figure_backfill, figure_rows
from hub.store import log as facts_log
from hub.store.database import Connection, Store

log = logging.getLogger("rapport.readers")

LEASE = "historian"
GATHER_SECONDS = 0.25  # kept a quarter of a second later, for far fewer commits
UNKEPT = 2000  # facts without history that may be read again after a stop
LATE = timedelta(seconds=5)  # after a quarter hour's end its facts are in the log


class Historian:
    """One hub's historian."""

    def __init__(self, store: Store, tail: Tail) -> None:
        self._store, self._tail = store, tail
        self._stays, self._stretches = Stays(), Stretches()
        self._pos = self._kept = 0  # how far it was read, and how far that is kept

    async def run(self) -> None:
        """Keep history until cancelled, while this node holds the historian's lease."""
        await holding(self._store, LEASE, self._write)

    async def _write(self) -> None:
        await self._count_past()
        self._stays, self._stretches, self._pos = await self._store.read(_as_kept)
        self._kept = self._pos
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        while True:
            await self._catch_up()
            alarm = await self._keep_quarters()
            if await self._tail.after(self._pos, alarm):
                await asyncio.sleep(GATHER_SECONDS)

    async def _count_past(self) -> None:
        """What was before the first fact followed; between two pieces the store is others' for as long as one took."""
        seen = await self._store.read(figure_backfill.before, self._store.clock())
        if seen is not None:
            await self._store.do(figure_backfill.begin, seen)
        if (left := await self._store.read(figure_backfill.counted)) is None:
            return
        log.info("the figures of the past are counted", extra={"done": left.done, "of": left.of})
        begun = time.monotonic()
        while await self._store.do(figure_backfill.go_on):
            took = time.monotonic() - begun
            await asyncio.sleep(took)
            begun = time.monotonic()
        log.info("the figures of the past are complete", extra={"of": left.of})

    async def _catch_up(self) -> None:
        while batch := await self._tail.since(self._pos):
            found = figures.told(batch, self._kept, self._stays, self._stretches)
            self._pos = found.pos
            if found.is_empty and found.pos - self._kept < UNKEPT:
                continue
            await self._store.do(figures.keep, found)
            self._kept = found.pos

    async def _keep_quarters(self) -> datetime:
        """Keep what is over; answers when the next quarter is."""
        now = self._store.clock()
        while found := await self._store.read(agent_time.worked_out, slot_of(now - LATE), now):
            for piece in found.pieces():
                await self._store.do(figures.keep_quarters, piece)
        return start_of(slot_of(now - LATE) + 1) + LATE


def catch_up_now(store: Store) -> None:
    """Keep all there is, in this thread: for tests and tools that run no reader."""
    if seen := store.read_now(figure_backfill.before, store.clock()):
        store.do_now(figure_backfill.begin, seen)
    while store.do_now(figure_backfill.go_on):
        continue
    stays, stretches, pos = store.read_now(_as_kept)
    while batch := store.read_now(facts_log.read_after, pos):
        told = figures.told(batch, pos, stays, stretches)
        store.do_now(figures.keep, told)
        pos = told.pos
    while found := store.read_now(agent_time.worked_out, slot_of(store.clock()), store.clock()):
        for piece in found.pieces():
            store.do_now(figures.keep_quarters, piece)


def _as_kept(conn: Connection) -> tuple[Stays, Stretches, int]:
    return (Stays(figure_rows.waiting(conn)), Stretches(figure_rows.lasting(conn)),
            facts_log.position(conn, figures.READER))
