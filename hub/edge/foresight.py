"""What-if, asked and answered: the floor is read, the runs are made in processes of their own, off the event loop.

The processes are started by the first question and kept; a question whose asker has put another one is not begun.
Habits (lengths, patience) are read anew every few minutes. What is simulated is insight/what_if.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from aiohttp import web

from hub.core.terms import AgentId, QueueId
from hub.edge.volumes import Volumes
from hub.errors import Stale, Unavailable
from hub.insight import what_if
from hub.insight.past import Habits, Kind, habits_of
from hub.insight.promises import Promises
from hub.insight.what_if import RUNS, Lend, Move, Outcome, Point, Standing
from hub.store import days, floor
from hub.store.database import Connection, Store

R = TypeVar("R")

HABITS_LAST = timedelta(minutes=5)
LOOKED_BACK = timedelta(days=1)
INTERACTIONS = 12_000  # lived again for one answer, about
FEWEST_RUNS = 5
AT_ONCE = 2  # processes


@dataclass(frozen=True, slots=True)
class Question:
    """The next minutes, with these changes."""

    minutes: int
    moves: tuple[Move, ...] = ()
    hours: Mapping[QueueId, str] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Agents to lend, and whom their supervisor may move (None: everybody)."""

    lends: tuple[Lend, ...]
    overseen: Collection[AgentId] | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The level of one queue by number of agents."""

    queue_id: QueueId
    points: list[Point]


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer rests on: arrivals expected in the curve's queue, the mean length of handling there, over how
    many past days arrivals were counted (0: the last hour only), and how often earlier answers held (None: not yet
    measured)."""

    arrivals: float
    handling_seconds: float | None
    days: int
    held: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Now against then."""

    minutes: int
    runs: int
    now: dict[QueueId, Outcome]
    then: dict[QueueId, Outcome]
    curve: Curve
    basis: Basis


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
        future = self._process().submit(work_out, standing, question, counted_days)
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
        return await self._result(self._process().submit(work, *arguments))

    async def _result(self, future: Future[R]) -> R:
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool:
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


def work_out(standing: Standing, question: Question, counted_days: int) -> Answer:
    """The runs and what they say. Runs in a process of its own."""
    minutes, moves = question.minutes, question.moves
    queue = _in_question(standing, question)
    size = sum(standing.expected.values()) * minutes / 60 + len(standing.waiting)
    runs = max(FEWEST_RUNS, min(RUNS, int(INTERACTIONS / 5 / max(1.0, size))))
    after = what_if.changed(standing, moves, question.hours or {})
    now = what_if.lived(standing, minutes, runs)
    then = now if after == standing else what_if.lived(after, minutes, runs)
    points = what_if.curve(standing, queue, minutes, max(FEWEST_RUNS // 2, runs // 2), now)
    here: dict[Kind, float] = {kind: hourly for kind, hourly in standing.expected.items() if kind[0] == queue}
    lengths = [each for kind in here for each in standing.habits.lengths_of(kind)]
    basis = Basis(sum(here.values()) * minutes / 60, sum(lengths) / len(lengths) if lengths else None, counted_days)
    return Answer(minutes, runs, what_if.outcomes(standing, now), what_if.outcomes(after, then), Curve(queue, points),
                  basis)


def _in_question(standing: Standing, question: Question) -> QueueId:
    if question.moves:
        return question.moves[0].queue_id
    return next(iter(question.hours or ()), standing.queues[0].id)


FORESIGHT: web.AppKey[Foresight] = web.AppKey("foresight", Foresight)
