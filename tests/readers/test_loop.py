"""A reader ends when it is told to, whatever it was doing."""

from __future__ import annotations

import asyncio

from hub.readers.loop import end


async def test_a_task_that_lost_a_cancellation_is_told_again() -> None:
    """A library's waiting may swallow one: the stop must not hang on it."""
    lost = 0

    async def forgetful() -> None:
        nonlocal lost
        while lost < 2:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                lost += 1
        await asyncio.sleep(3600)

    task = asyncio.ensure_future(forgetful())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end(task)
    assert task.cancelled() and lost == 2


async def test_what_failed_has_ended() -> None:
    """Its failure is not thrown at whoever ends it."""

    async def failing() -> None:
        raise ValueError("broken")

    task = asyncio.ensure_future(failing())
    await end(task)
    assert task.done()
