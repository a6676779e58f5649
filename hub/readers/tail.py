"""The end of the log in memory: read once for everybody in this process, so that ten readers cost one.

A reader asks `after(pos)` and gets what it has not seen, or waits. Who is too far behind is served from the store.
Ticks wake nobody and are left out, but for `whole_since`: they only say what boards showed when.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Iterator
from datetime import datetime

from hub.core.facts import TickPassed
from hub.readers.loop import SAFETY_SECONDS
from hub.store import log
from hub.store.database import Store
from hub.store.log import Logged

KEPT = 5000
BATCH = 1000
PACE_SECONDS = 0.006  # commits closer together than this are read as one


class Tail:
    """Facts in order, the newest KEPT of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: deque[Logged] = deque(maxlen=KEPT)
        self._first = 0  # the position before the oldest kept
        self._grown = asyncio.Event()
        self._end = 0  # the position of the newest fact, a tick or not
        self.position = 0  # of the newest that is no tick
        self.follows = False

    async def run(self) -> None:
        """Follow the log until cancelled."""
        bell = asyncio.Event()
        stop = self._store.on_commit(bell.set)
        try:
            if not self.follows:
                self.position = self._first = self._end = await self._store.read(log.head)
                self.follows = True
            while True:
                bell.clear()
                begun = time.monotonic()
                await self._read()
                try:
                    async with asyncio.timeout(SAFETY_SECONDS):
                        await bell.wait()
                except TimeoutError:
                    continue
                await asyncio.sleep(begun + PACE_SECONDS - time.monotonic())
        finally:
            stop()

    async def _read(self) -> None:
        while True:
            batch = await self._store.read(log.read_after, self._end, BATCH)
            if not batch:
                return
            spare = KEPT - len(self._kept) - len(batch)
            for _ in range(-spare if spare < 0 else 0):
                self._first = self._kept.popleft().pos if self._kept else self._first
            self._kept.extend(batch)
            self._end = batch[-1].pos
            self._tell(batch)
            if len(batch) < BATCH:
                return  # what came since has rung the bell again

    def _tell(self, batch: list[Logged]) -> None:
        told = next((each.pos for each in reversed(batch) if not isinstance(each.fact, TickPassed)), None)
        if told is not None:
            self.position = told
            grown, self._grown = self._grown, asyncio.Event()
            grown.set()

    async def after(self, pos: int, alarm: datetime | None = None) -> list[Logged]:
        """Facts beyond `pos`, at most BATCH. Waits for one, or until the alarm; [] at the alarm."""
        while True:
            grown = self._grown
            if self.position > pos and (batch := await self.since(pos)):
                return batch  # at a start the position may be a tick's, beyond which nothing was told
            seconds = SAFETY_SECONDS if alarm is None else (alarm - self._store.clock()).total_seconds()
            try:
                async with asyncio.timeout(max(0.0, min(seconds, SAFETY_SECONDS))):
                    await grown.wait()
            except TimeoutError:
                return []

    async def since(self, pos: int) -> list[Logged]:
        """Facts beyond `pos` that are there now, at most BATCH."""
        if pos >= self.position:
            return []
        if pos < self._first or not self._kept:
            return await self._store.read(log.read_told, pos, BATCH)
        found = (logged for logged in self._beyond(pos) if not isinstance(logged.fact, TickPassed))
        return list(itertools.islice(found, BATCH))

    async def whole_since(self, pos: int) -> list[Logged]:
        """The same with the ticks among them."""
        if pos >= self._end:
            return []
        if pos < self._first or not self._kept:
            return await self._store.read(log.read_after, pos, BATCH)
        return list(itertools.islice(self._beyond(pos), BATCH))

    def _beyond(self, pos: int) -> Iterator[Logged]:
        newest_first = itertools.takewhile(lambda logged: logged.pos > pos, reversed(self._kept))
        return reversed(list(newest_first))
