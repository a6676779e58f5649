"""The historian follows the log and keeps what reports are made of: each fact once, whatever stops in between.

One process writes history at a time (a lease); its place is kept in the transaction of what it did.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from hub.actions import figures
from hub.core.slots import slot_of, start_of
from hub.core.stays import Stays
from hub.core.stretches import Stretches
from hub.readers.lease import holding
from hub.readers.tail import Tail
from hub.store import agent_time, figure_rows, log
from hub.store.database import Connection, Store

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
        await self._store.do(figures.begin)
        self._stays, self._stretches, self._pos = await self._store.read(_as_kept)
        self._kept = self._pos
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        while True:
            await self._catch_up()
            alarm = await self._keep_quarters()
            if await self._tail.after(self._pos, alarm):
                await asyncio.sleep(GATHER_SECONDS)

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
    store.do_now(figures.begin)
    stays, stretches, pos = store.read_now(_as_kept)
    while batch := store.read_now(log.read_after, pos):
        told = figures.told(batch, pos, stays, stretches)
        store.do_now(figures.keep, told)
        pos = told.pos
    while found := store.read_now(agent_time.worked_out, slot_of(store.clock()), store.clock()):
        for piece in found.pieces():
            store.do_now(figures.keep_quarters, piece)


def _as_kept(conn: Connection) -> tuple[Stays, Stretches, int]:
    return (Stays(figure_rows.waiting(conn)), Stretches(figure_rows.lasting(conn)),
            log.position(conn, figures.READER))
