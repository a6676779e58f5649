"""Work that must happen once, whatever the number of nodes: done by who holds its lease, taken over by a standby."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from hub.actions import leases
from hub.errors import Unavailable
from hub.readers.loop import end
from hub.store.database import Store

LASTS = timedelta(seconds=6)  # a node that dies is replaced within this
RENEW_SECONDS = LASTS.total_seconds() / 3
NODE = uuid.uuid4().hex


async def holding(store: Store, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work while this node holds the lease, until the work ends; then give the lease up. Waits for the lease
    first, and again whenever another node has taken it meanwhile: the work then begins anew."""
    while not await _held(store, name, work):
        continue


async def _held(store: Store, name: str, work: Callable[[], Awaitable[None]]) -> bool:
    """Hold the lease once; whether the work has ended, as against the lease being another node's."""
    while not await store.do(leases.take, name, NODE, LASTS):
        await asyncio.sleep(RENEW_SECONDS)
    task = asyncio.ensure_future(work())
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=RENEW_SECONDS)
            if not task.done() and not await store.do(leases.take, name, NODE, LASTS):
                return False  # conditional writes made our last steps harmless
        await task
        return True
    finally:
        await end(task)
        with contextlib.suppress(Unavailable):
            await asyncio.shield(store.do(leases.give_up, name, NODE))
