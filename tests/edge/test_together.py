"""Questions that wait are answered in one reading, each with its own answer, none with what was read before it."""

import asyncio

import pytest

from hub.edge.together import Gathered


async def test_those_who_wait_share_one_reading_and_hear_their_own() -> None:
    readings: list[list[int]] = []
    going_on = asyncio.Event()

    async def read(asked: list[int]) -> list[int]:
        readings.append(asked)
        await going_on.wait()
        return [each * 10 for each in asked]

    ask = Gathered(read)
    first = asyncio.create_task(ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    later = [asyncio.create_task(ask(number)) for number in (2, 3)]
    await asyncio.sleep(0)
    going_on.set()
    assert await asyncio.gather(first, *later) == [10, 20, 30]
    assert readings == [[1], [2, 3]]


async def test_a_reading_that_fails_is_told_to_its_askers_only() -> None:
    async def read(asked: list[int]) -> list[int]:
        if 1 in asked:
            raise OSError("away")
        return asked

    ask = Gathered(read)
    with pytest.raises(OSError, match="away"):
        await ask(1)
    assert await ask(2) == 2


async def test_who_gives_up_harms_nobody() -> None:
    async def read(asked: list[int]) -> list[int]:
        await asyncio.sleep(0.01)
        return asked

    ask = Gathered(read)
    impatient, patient = asyncio.create_task(ask(1)), asyncio.create_task(ask(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == 2
