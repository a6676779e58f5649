"""Signals between nodes over a real Redis: heard by the others, never by oneself; a Redis that goes harms nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from hub.edge.signals import MOST_WAITING, Passing, Said, Signals
from hub.readers.loop import end
from tests.services.redis import RedisServer


@asynccontextmanager
async def node(url: str, name: str, hall: str = "here") -> AsyncIterator[tuple[Signals, list[Said]]]:
    """A node, its line up, and what it hears of kind `word`."""

    async def shared() -> str:
        return hall

    signals = Signals(url, shared, name)
    heard: list[Said] = []
    signals.on("word", heard.append)
    task = asyncio.ensure_future(signals.run())
    try:
        await until(lambda: signals.passing is Passing.ON)
        yield signals, heard
    finally:
        await end(task)


async def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(40):
        while not true():
            await asyncio.sleep(0.02)


async def test_a_signal_is_heard_by_the_others_in_order_and_not_by_oneself(redis_url: str) -> None:
    async with node(redis_url, "a") as (a, at_a), node(redis_url, "b") as (_, at_b), node(redis_url, "c") as (_, at_c):
        for number in range(100):
            a.send("word", number=number)
        await until(lambda: len(at_b) == len(at_c) == 100)
        assert [each["number"] for each in at_b] == list(range(100))
        assert at_a == []


async def test_another_database_is_another_hall(redis_url: str) -> None:
    async with (
        node(redis_url, "a") as (a, _), node(redis_url, "b") as (_, at_b), node(redis_url, "c", "there") as (_, at_c)
    ):
        a.send("word")
        await until(lambda: bool(at_b))
        assert at_c == []


async def test_what_makes_no_sense_is_passed_over(redis_url: str) -> None:
    """Neither garbage nor a listener that fails ends the hearing."""
    async with node(redis_url, "a") as (a, _), node(redis_url, "b") as (b, at_b):
        b.on("word", lambda said: 1 // said["number"])
        line = Redis.from_url(redis_url)
        for data in (b"\xff", b"[]", b"7", b'{"kind": ["word"]}', b"{" * 10_000):
            await line.publish("rapport.signals.here", data)
        await line.aclose()
        a.send("word", number=0)
        a.send("word", number=1)
        await until(lambda: [each["number"] for each in at_b] == [0, 1])


async def test_a_redis_that_restarts_is_found_again(redis: RedisServer, redis_url: str) -> None:
    """Meanwhile nothing waits, nothing fails, and the node knows that nobody hears it."""
    async with node(redis_url, "a") as (a, _), node(redis_url, "b") as (b, at_b):
        redis.daemon.kill()
        try:
            await until(lambda: a.passing is Passing.SILENT and b.passing is Passing.SILENT)
            for number in range(2 * MOST_WAITING):
                a.send("word", number=number)
        finally:
            redis.daemon.start()
        await until(lambda: a.passing is Passing.ON and b.passing is Passing.ON)
        a.send("word", number=-1)
        await until(lambda: bool(at_b) and at_b[-1]["number"] == -1)


async def test_each_time_that_redis_goes_is_logged_once(
    redis: RedisServer, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Not only the first: between two there was a beat."""
    async with node(redis_url, "a") as (a, _):
        for outage in (1, 2):
            redis.daemon.kill()
            try:
                await until(lambda: a.passing is Passing.SILENT)
            finally:
                redis.daemon.start()
            await until(lambda: a.passing is Passing.ON)
            assert len([each for each in caplog.records if each.name == "rapport.signals"]) == outage


async def test_without_redis_a_node_is_alone() -> None:
    async def shared() -> str:
        raise AssertionError("nobody is asked")

    signals = Signals("", shared)
    signals.send("word")
    await signals.run()
    assert signals.passing is Passing.ALONE
