"""The one way a reader waits: woken by the bell after a commit, or by its own alarm; it never polls.

A reader that fails is logged and starts again after a pause that grows, so one bad moment stops nothing for good.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from hub.errors import Unavailable
from hub.store.database import Store

log = logging.getLogger("rapport.readers")

SAFETY_SECONDS = 30.0  # a slow tick, should a bell ever be lost
MAX_PAUSE_SECONDS = 10.0
AGAIN_SECONDS = 0.2  # a task that has not ended by then is told again


class Wake:
    """An event set by the store's bell."""

    def __init__(self, store: Store) -> None:
        self._event = asyncio.Event()
        self._store = store
        self._stop = store.on_commit(self._event.set)

    def ring(self) -> None:
        """Wake the waiter now."""
        self._event.set()

    async def until(self, alarm: datetime | None) -> None:
        """Sleep until the bell rings or the alarm's time has come."""
        seconds = SAFETY_SECONDS
        if alarm is not None:
            seconds = min(seconds, max(0.0, (alarm - self._store.clock()).total_seconds()))
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()

    def close(self) -> None:
        """No more bells."""
        self._stop()


async def end(task: asyncio.Future[None]) -> None:
    """Cancel until it has ended: a library may lose one cancellation, as `asyncio.wait_for` did before Python 3.12."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN_SECONDS)
    if not task.cancelled():
        task.exception()  # looked at, so that nobody complains


async def keep_running(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run until cancelled; start again after failures."""
    pause = 0.1
    while True:
        try:
            await run()
            return
        except asyncio.CancelledError:
            raise
        except Unavailable:
            log.warning("a reader waits for the store", extra={"reader": name})
        except Exception:
            log.exception("a reader failed and starts again", extra={"reader": name})
        await asyncio.sleep(pause)
        pause = min(MAX_PAUSE_SECONDS, pause * 2)
