"""What a lost webhook missed: every few minutes the account's own list is read since the last look, and handed over.

A delivery found here has the key its webhook would have had, so what came in time is not taken twice. The provider
does not repeat a text message's webhook by default; without this a message sent during a restart would be lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Container
from datetime import UTC, datetime, timedelta
from typing import Protocol

from channels.adapter import Arrived, Mount
from channels.contract import ChannelError, Delivery, Forged, Unreadable

log = logging.getLogger("rapport.channels.twilio")

EVERY_SECONDS = 240.0
AGAIN_SECONDS = 60.0  # after a failure
OVERLAP = timedelta(hours=6)  # a call may last hours, and a message be delivered hours after it was sent
_REMEMBERED = 20_000  # keys that were handed over and need not be again
LIST_LIMIT = 10_000  # of one look
PAGE = 100


class Catcher(Protocol):
    """Reads one kind of list."""

    def deliveries(self, since: datetime, known: Container[str]) -> AsyncIterator[Delivery]:
        """What webhooks have told since then, or should have; keys that are `known` may be left out.

        Raises Retry or Permanent.
        """


class CatchUp:
    """The looks of one channel."""

    def __init__(
        self, id: str, site: Mount, catcher: Catcher, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._id, self._site, self._catcher, self._clock = id, site, catcher, clock
        self._handed: OrderedDict[str, None] = OrderedDict()
        self._state = ""

    async def run(self, arrived: Arrived) -> None:
        """Look until cancelled: at once, then every few minutes."""
        while True:
            try:
                await self.look(arrived)
                self._tell("up")
                pause = EVERY_SECONDS
            except ChannelError as error:
                self._tell("down", error.detail)
                pause = AGAIN_SECONDS
            except Exception as error:  # the hub's own trouble: the place is not kept, so it comes again
                # Its text and trace may hold what a message says.
                log.error("a look was interrupted", extra={"channel_id": self._id, "error": type(error).__name__})
                self._tell("down", f"what was found could not be handed over: {type(error).__name__}")
                pause = AGAIN_SECONDS
            await asyncio.sleep(pause)

    async def look(self, arrived: Arrived) -> int:
        """One look; how much was handed over. The very first one only keeps the place: nothing from before is news."""
        began, since = self._clock(), self._read(await self._site.bookmark(self._id))
        count = 0
        if since is not None:
            async for delivery in self._catcher.deliveries(since - OVERLAP, self._handed):
                if delivery.key not in self._handed:
                    await self._hand(arrived, delivery)
                    count += 1
        await self._site.keep_bookmark(self._id, began.isoformat())
        return count

    async def _hand(self, arrived: Arrived, delivery: Delivery) -> None:
        try:
            await arrived(delivery)
        except (Forged, Unreadable) as error:
            self._site.note(self._id, f"not caught up: {error.code}")
        self._handed[delivery.key] = None
        while len(self._handed) > _REMEMBERED:
            self._handed.popitem(last=False)

    def _read(self, bookmark: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(bookmark)
            return found if found.tzinfo else None
        except ValueError:
            return None

    def _tell(self, state: str, detail: str = "") -> None:
        if (told := f"{state} {detail}") != self._state:
            self._state = told
            self._site.report(self._id, state, detail)
