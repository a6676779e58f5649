"""The search index follows the log: words of new lines and changed records, a moment after their commit."""

from __future__ import annotations

import asyncio

from hub.readers.tail import Tail
from hub.store import log, search_index
from hub.store.database import Store

BATCH = 500
GATHER_SECONDS = 0.25  # found a quarter of a second later, for far fewer commits


class Indexer:
    """One process's part in indexing; the kept place makes a second one harmless."""

    def __init__(self, store: Store, tail: Tail) -> None:
        self._store, self._tail = store, tail

    async def run(self) -> None:
        """Index until cancelled."""
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        while True:
            count, batch = await self._store.read(search_index.gather, BATCH)
            if count:
                await self._store.do(search_index.keep, batch)
            if count >= BATCH:
                continue
            place = await self._store.read(log.position, search_index.READER)
            await self._tail.after(place)
            await asyncio.sleep(GATHER_SECONDS)
