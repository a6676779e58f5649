"""Work of which there is one: whoever lost its lease to another node waits for it and works again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from hub.actions import leases
from hub.readers import lease
from hub.readers.lease import LASTS, holding
from hub.readers.loop import end
from tests.actions.firm import Firm

OTHER = "another node"


async def until(event: asyncio.Event) -> None:
    """Wait for it."""
    async with asyncio.timeout(60):
        await event.wait()
    event.clear()


async def test_a_node_that_lost_its_lease_works_again_once_it_is_free(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands still for too long, another takes over and gives up: the first works again, and ends with its work."""
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.02)
    begun, stopped, over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await over.wait()
        finally:
            stopped.set()

    node = asyncio.create_task(holding(firm.store, "work", work))
    try:
        await until(begun)
        while not await firm.store.do(leases.take, "work", OTHER, timedelta(hours=1)):
            firm.clock.pass_by(LASTS.total_seconds() + 1)
        await until(stopped)
        for _ in range(5):  # its turns while the other has it
            await asyncio.sleep(0.02)
        assert not begun.is_set() and not node.done()
        await firm.store.do(leases.give_up, "work", OTHER)
        await until(begun)
        over.set()
        async with asyncio.timeout(60):
            await node
        assert await firm.store.do(leases.take, "work", OTHER, LASTS), "and the lease is free"
    finally:
        await end(node)
