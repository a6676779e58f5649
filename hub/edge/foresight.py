"""What-if, asked and answered: the floor is read, the runs are made in processes of their own, off the event loop.

The processes are started by the first question and kept; a question whose asker has put another one is not begun.
Habits (lengths, patience) are read anew every few minutes. What is simulated is insight/what_if.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from aiohttp import web

from hub.core.terms import AgentId
from hub.edge.volumes import Volumes
from hub.errors import Stale, Unavailable
from hub.insight.answers import Answer, Question, work_out
from hub.insight.past import Habits, habits_of
from hub.insight.promises import Promises
from hub.insight.what_if import Standing
from hub.store import days, floor
from hub.store.database import Connection, Store

R = TypeVar("R")

HABITS_LAST = timedelta(minutes=5)
LOOKED_BACK = timedelta(days=1)
AT_ONCE = 2  # processes


@dataclass(frozen=True, slots=True)
class Habit:
    """What was read of the last day, and when."""

    at: datetime
    habits: Habits
    answer_seconds: float


class Foresight:
    """One hub's what-if."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._habit: Habit | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._asked: dict[AgentId, Future[Answer]] = {}
        self.volumes = Volumes(store, self.apart)
        self.promises = Promises()

    async def answer(self, asker: AgentId, question: Question) -> Answer:
        """The answer. Raises Stale when the same person has asked something else meanwhile."""
        standing, counted_days = await self._standing(question.minutes)
        before = self._asked.get(asker)
        if before is not None:
            before.cancel()
        future = self._submit(work_out, standing, question, counted_days)
        self._asked[asker] = future
        try:
            found = await self._result(future)
        except asyncio.CancelledError:
            if future.cancelled() and self._asked.get(asker) is not future:
                raise Stale("Another question of yours came after this one.") from None
            raise
        finally:
            if self._asked.get(asker) is future:
                del self._asked[asker]
        self.promises.give(standing.now, standing.now + timedelta(minutes=question.minutes), found.now)
        return replace(found, basis=replace(found.basis, held=self.promises.share))

    async def apart(self, work: Callable[..., R], *arguments: object) -> R:
        """Run a module's function on plain values in one of those processes. Raises Unavailable when it died."""
        return await self._result(self._submit(work, *arguments))

    def _submit(self, work: Callable[..., R], *arguments: object) -> Future[R]:
        try:
            return self._process().submit(work, *arguments)
        except BrokenProcessPool:  # one died while nobody asked
            self._pool = None
            return self._process().submit(work, *arguments)

    async def _result(self, future: Future[R]) -> R:
        """What comes of what was just submitted."""
        pool = self._pool
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None  # the next question starts another
            raise Unavailable("The process that worked on this ended; try again.") from None

    def _process(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(AT_ONCE, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))
        return self._pool

    async def close(self) -> None:
        """No more questions; what is being worked on is given up."""
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.terminate()
            await asyncio.to_thread(pool.shutdown, True, cancel_futures=True)

    async def habits(self) -> Habits:
        """Lengths and patience as lately seen."""
        return (await self._lately()).habits

    async def _lately(self) -> Habit:
        now = self._store.clock()
        if self._habit is None or now - self._habit.at > HABITS_LAST:
            past = await self._store.read(days.past, now - LOOKED_BACK, now)
            self._habit = Habit(now, habits_of(past.seen, past.lengths), past.answer_seconds)
            self.promises.settle(past.stays, now)
        return self._habit

    async def _standing(self, minutes: int) -> tuple[Standing, int]:
        now, house = self._store.clock(), self._store.house
        habit = await self._lately()

        expected, counted_days = await self.volumes.hourly(now, minutes)

        def ask(conn: Connection) -> Standing:
            entries, _ = floor.whole(conn, now)
            return Standing(now, tuple(house.queues.values()), entries.seats, entries.waiting,
                            days.in_hand_now(conn, now), expected, habit.habits, habit.answer_seconds)

        return await self._store.read(ask), counted_days


FORESIGHT: web.AppKey[Foresight] = web.AppKey("foresight", Foresight)
