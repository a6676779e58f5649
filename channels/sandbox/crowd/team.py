"""The scripted colleagues of a demo floor, all of them: they come to work with the hub and leave with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from channels.sandbox.crowd.book import Book
from channels.sandbox.crowd.colleague import Badge, Colleague

APART_SECONDS = 0.6  # between two who come to work: passwords are slow to check


class Team:
    """Runs the colleagues."""

    def __init__(self, badges: Sequence[Badge], url: str, book: Book, seed: int) -> None:
        self._colleagues = [Colleague(badge, url, book, seed) for badge in badges]

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for colleague in self._colleagues:
                group.create_task(colleague.run())
                await asyncio.sleep(APART_SECONDS)
