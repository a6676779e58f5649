"""What came in one after the other is handed on in that order, though it is parsed side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Turn:
    """One delivery's place in the row."""

    def __init__(self, before: Turn | None) -> None:
        self.before = before
        self.over = asyncio.Event()

    async def comes(self) -> None:
        """Wait until everything before was handed on, or failed."""
        while self.before is not None:
            await self.before.over.wait()
            self.before = self.before.before  # one that failed early says nothing of those before it

    async def after(self, work: Awaitable[T]) -> T:
        """Begin the work, then let the next one have its turn; returns when the work is done."""
        begun = asyncio.ensure_future(work)  # its first step comes before anybody who waits for this turn to be over
        self.over.set()
        return await begun


class Turns:
    """The rows, one a channel."""

    def __init__(self) -> None:
        self._last: dict[str, Turn] = {}

    @contextmanager
    def next_of(self, channel: str) -> Iterator[Turn]:
        """The next place in this channel's row; over at the end of the block at the latest."""
        before = self._last.get(channel)
        while before is not None and before.over.is_set():
            before = before.before
        turn = self._last[channel] = Turn(before)
        try:
            yield turn
        finally:
            turn.over.set()
            if self._last.get(channel) is turn:
                del self._last[channel]
