"""The ticker: says each second that it has passed if anything was told in it, and keeps what boards need of the past.

One node ticks at a time (a lease). It folds the log by itself, ticks included, so that a frame is exactly what stands
before its tick. Where nothing was kept yet it begins from what stands in rows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from hub.actions import boards
from hub.core import facts
from hub.core.board import alerts, marks
from hub.core.board.board import Board
from hub.core.board.marks import Mark
from hub.core.board.rules import rules_of
from hub.readers.lease import holding
from hub.readers.tail import Tail
from hub.store import frames
from hub.store.board_rows import Frame
from hub.store.board_start import board_of_rows
from hub.store.database import Connection, Store
from hub.store.log import Logged

log = logging.getLogger("rapport.ticker")

LEASE = "ticker"
SECOND = 1.0
FRAME_EVERY = timedelta(minutes=5)
FRAME_FACTS = 5000  # or after so many facts, so that looking back costs the same on a busy floor
THIN_EVERY = timedelta(hours=1)


class Ticker:
    """One hub's ticker."""

    def __init__(self, store: Store, tail: Tail) -> None:
        self._store, self._tail = store, tail
        self._pos = 0  # how far the log was read
        self._ticked = 0  # the newest fact that a tick stands behind, or was asked for
        self._framed = 0  # facts told since the last frame
        self._framed_at = self._thinned_at = store.clock()
        self._standing: frozenset[str] = frozenset()
        self._frames: list[Frame] = []
        self._marks: list[Mark] = []

    async def run(self) -> None:
        """Tick until cancelled, while this node holds the lease."""
        await holding(self._store, LEASE, self._tick)

    async def _tick(self) -> None:
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        board = await self._begin()
        self._standing = frozenset(alert.id for alert in alerts.standing(board, self._store.clock()))
        while True:
            await asyncio.sleep(SECOND)
            await self._fold(board)
            if board.pos > self._ticked:
                self._ticked = board.pos
                await self._store.do(boards.tick)
                await self._fold(board)
            self._look(board)
            await self._keep()

    async def _begin(self) -> Board:
        """The newest frame and what was told after it; the first frame, from rows, where there is none."""
        frame = await self._store.read(frames.newest)
        if frame is None:
            frame = await self._store.read(self._of_rows)
            await self._store.do(boards.keep, (frame,), ())
        board = frames.unpack(frame.body, await self._store.read(frames.versions))
        self._pos, self._framed_at, self._framed = frame.pos, frame.at, 0
        self._ticked = board.pos
        await self._fold(board)
        return board

    def _of_rows(self, conn: Connection) -> Frame:
        now = self._store.clock()
        board = board_of_rows(conn, rules_of(self._store.house), now)
        return Frame(board.pos, now, frames.pack(board))

    async def _fold(self, board: Board) -> None:
        while batch := await self._tail.whole_since(self._pos):
            await self._learn(board, batch)
            for logged in batch:
                self._tell(board, logged)
            self._pos = batch[-1].pos

    async def _learn(self, board: Board, batch: Iterable[Logged]) -> None:
        """Rules another node was started with."""
        told = {each.fact.digest for each in batch if isinstance(each.fact, facts.HouseChanged)}
        if told - board.known.keys():
            board.known = await self._store.read(frames.versions)

    def _tell(self, board: Board, logged: Logged) -> None:
        if isinstance(logged.fact, facts.TickPassed):
            self._ticked = max(self._ticked, board.pos)
            if self._framed >= FRAME_FACTS or (self._framed and logged.at - self._framed_at >= FRAME_EVERY):
                self._frames.append(Frame(logged.pos, logged.at, frames.pack(board)))
                self._framed, self._framed_at = 0, logged.at
            return
        self._marks.extend(marks.of_fact(board, logged.fact, logged.at, logged.pos))
        board.tell(logged.fact, logged.at, logged.pos)
        self._framed += 1

    def _look(self, board: Board) -> None:
        """Alerts that have come since the last second."""
        standing = alerts.standing(board, self._store.clock())
        self._marks.extend(marks.of_alerts(self._standing, standing))
        self._standing = frozenset(alert.id for alert in standing)

    async def _keep(self) -> None:
        kept, self._frames = self._frames, []
        told, self._marks = self._marks, []
        if kept or told:
            await self._store.do(boards.keep, kept, told)
        if self._due(self._store.clock()):
            await self._store.do(boards.thin)

    def _due(self, now: datetime) -> bool:
        if now - self._thinned_at < THIN_EVERY:
            return False
        self._thinned_at = now
        return True
