"""One reading for all who asked before it began: a thousand consoles that come back at once cost a few readings.

`Together` is for those who ask the same, `Gathered` for questions that differ and are answered in one go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Q = TypeVar("Q")


class Together(Generic[T]):
    """Asks `read` once for everybody who waits. Nobody is given what was read before they asked."""

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self._under_way: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    async def __call__(self) -> T:
        """What a reading that begins from now on finds."""
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._under_way))
        return await asyncio.shield(self._next)

    async def _after(self, before: asyncio.Task[T] | None) -> T:
        if before is not None:
            await asyncio.wait({before})
        self._under_way, self._next = self._next, None
        return await self._read()


class Gathered(Generic[Q, T]):
    """Hands `read` all questions that wait, in their order; while it answers them, the next ones gather."""

    def __init__(self, read: Callable[[list[Q]], Awaitable[list[T]]]) -> None:
        self._read = read
        self._waiting: list[tuple[Q, asyncio.Future[T]]] = []
        self._reading: asyncio.Task[None] | None = None

    async def __call__(self, question: Q) -> T:
        """Its answer, from a reading that begins from now on. Raises what the reading raises."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._answer())
        return await answer

    async def _answer(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            try:
                found = await self._read([question for question, _ in asked])
            except Exception as error:
                for _, answer in asked:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                for (_, answer), value in zip(asked, found, strict=True):
                    if not answer.done():
                        answer.set_result(value)
