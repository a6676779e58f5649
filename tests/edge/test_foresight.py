"""The processes that questions are worked on in: one that dies is replaced."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import cast

from hub.edge.foresight import Foresight
from hub.store.database import Store


async def test_a_process_that_died_while_nobody_asked_is_replaced() -> None:
    """The next question is answered, and those after it."""
    foresight = Foresight(cast(Store, None))
    try:
        first = await foresight.apart(os.getpid)
        pool = foresight._pool
        assert pool is not None
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(60):
            while not pool._broken:
                await asyncio.sleep(0.02)
        assert await foresight.apart(os.getpid) not in (first, os.getpid())
        assert foresight._pool is not pool
    finally:
        await foresight.close()
