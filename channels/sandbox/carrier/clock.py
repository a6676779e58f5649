"""The carrier's time: the real one, a faster one, or one that a test moves. All waiting of the carrier goes by it."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

QUIET_TURNS = 25  # turns of the loop without work under way, after which nothing more will happen by itself


class Time(Protocol):
    """What the carrier asks of a clock."""

    def now(self) -> datetime:
        """The moment, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait so many of this clock's seconds."""

    def busy(self) -> contextlib.AbstractContextManager[None]:
        """While inside, something is under way that takes no time of this clock (a webhook)."""


class RealTime:
    """The machine's own clock, or `speed` times as fast from the moment it was made."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._began = datetime.now(UTC)
        self._mark = time.monotonic()

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._began + timedelta(seconds=(time.monotonic() - self._mark) * self._speed)

    async def sleep(self, seconds: float) -> None:
        """Wait so many of this clock's seconds."""
        await asyncio.sleep(max(seconds, 0) / self._speed)

    def busy(self) -> contextlib.AbstractContextManager[None]:
        """Nothing is kept: real time goes on meanwhile."""
        return contextlib.nullcontext()


class VirtualTime:
    """Stands still until moved by `advance`; who sleeps wakes in order; what follows happens before time goes on."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, tzinfo=UTC)) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._under_way = 0

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was moved so far."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), next(self._order), waking))
        await waking

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """While inside, time stands still."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def settle(self) -> None:
        """Let all happen that happens without time."""
        quiet = 0
        while quiet < QUIET_TURNS:
            await asyncio.sleep(0.001 if self._under_way else 0)
            quiet = 0 if self._under_way else quiet + 1

    async def advance(self, seconds: float) -> None:
        """Move the clock."""
        goal = self._now + timedelta(seconds=seconds)
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= goal:
            moment = self._sleepers[0][0]
            self._now = max(self._now, moment)
            while self._sleepers and self._sleepers[0][0] <= moment:
                waking = heapq.heappop(self._sleepers)[2]
                if not waking.done():
                    waking.set_result(None)
            await self.settle()
        self._now = goal

    async def until(self, true: Callable[[], bool], seconds: float = 600) -> None:
        """Move the clock until something is true. Raises TimeoutError after so many of its seconds."""
        end = self._now + timedelta(seconds=seconds)
        await self.settle()
        while not true():
            if self._now >= end:
                raise TimeoutError(f"not within {seconds} s")
            while self._sleepers and self._sleepers[0][2].done():
                heapq.heappop(self._sleepers)
            following = self._sleepers[0][0] if self._sleepers else end
            await self.advance(max((min(following, end) - self._now).total_seconds(), 0.001))


async def first_of(*waits: Coroutine[Any, Any, Any]) -> int:
    """Wait for the first of several and cancel the others. Returns its place; the earliest when several are done."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(place for place, task in enumerate(tasks) if task.done())
    finally:
        for task in tasks:
            task.cancel()
