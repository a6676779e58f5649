"""Open-loop load: customers write at a fixed rate whatever the server does, and each line is timed until it is seen.

A line's time begins when it was due, not when the generator got round to it, so a stalled server cannot hide.
"""

from __future__ import annotations

import asyncio
import gc
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from tests.bench.machine import Cost, cost
from tests.bench.wire import Console, Poster

DRAIN_SECONDS = 10.0
SAID = "My order should have been here on Monday; could you have a look where it is, please?"
_MARK = re.compile(r'"text":"#(\d+)#')

Say = Callable[[int, str], Awaitable[int]]  # talk, text -> status of the answer


@dataclass(frozen=True, slots=True)
class Run:
    """One rate for some seconds. Times in milliseconds from due to seen."""

    rate: float  # lines seen a second
    p50: float
    p99: float
    worst: float
    cost: Cost  # processor seconds of the server
    seen: int
    lost: int  # acknowledged and never seen
    refused: int

    @property
    def microseconds(self) -> float:
        """Processor time of the server for one line that was seen; refusing others is part of its price."""
        return self.cost.own / max(1, self.seen) * 1e6


@dataclass(slots=True)
class Screens:
    """What the consoles have seen, by the mark in each line's text."""

    due: dict[int, float] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    def saw(self, frame: str) -> None:
        """Look for marks in a frame."""
        now = time.perf_counter()
        for mark in _MARK.findall(frame):
            begun = self.due.pop(int(mark), None)
            if begun is not None:
                self.times.append((now - begun) * 1000)


class Load:
    """Lines said to one server, whose process is `pid`."""

    def __init__(self, pid: int, talks: int, say: Say, screens: Screens) -> None:
        self._pid, self._talks, self._say, self._screens = pid, talks, say, screens
        self._count = 0

    async def at(self, rate: float, seconds: float) -> Run:
        """Write at this rate and wait for the last line to be seen."""
        self._screens.times = []
        tasks: set[asyncio.Task[int]] = set()
        statuses: dict[int, int] = {}
        before, begun = cost(self._pid), time.perf_counter()
        total = int(rate * seconds)
        for number in range(total):
            due = begun + number / rate
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            self._count += 1
            self._screens.due[self._count] = due
            task = asyncio.ensure_future(self._say(number % self._talks, f"#{self._count}# {SAID}"))
            tasks.add(task)
            task.add_done_callback(lambda done: _note(done, tasks, statuses))
        deadline = time.perf_counter() + DRAIN_SECONDS
        while (self._screens.due or tasks) and time.perf_counter() < deadline:
            await asyncio.sleep(0.005)
        taken = time.perf_counter() - begun
        spent = cost(self._pid).since(before)
        times = sorted(self._screens.times) or [0.0]
        refused = total - statuses.get(200, 0)
        lost = max(0, len(self._screens.due) - refused)
        self._screens.due.clear()
        seen = len(self._screens.times)
        return Run(seen / taken, _at(times, 0.5), _at(times, 0.99), times[-1], spent, seen, lost, refused)


def _note(done: asyncio.Task[int], tasks: set[asyncio.Task[int]], statuses: dict[int, int]) -> None:
    tasks.discard(done)
    status = 0 if done.cancelled() or done.exception() else done.result()
    statuses[status] = statuses.get(status, 0) + 1


def _at(times: list[float], part: float) -> float:
    return times[min(len(times) - 1, int(len(times) * part))]


@asynccontextmanager
async def listening(consoles: list[Console]) -> AsyncIterator[None]:
    """All these consoles connected, until left."""
    gc.collect()
    gc.freeze()  # as the server does: a collection of ours must not pass for a stall of its
    gc.set_threshold(50_000, 50, 1_000)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        tasks = [asyncio.ensure_future(console.run(http)) for console in consoles]
        try:
            for console in consoles:
                await asyncio.wait_for(console.ready.wait(), 60)
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class Desk:
    """The agents' side of a hub: takes every offer and looks at one talk, as a console does."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self.screens = Screens()
        self.accepted: set[str] = set()
        self._looking: set[str] = set()
        self.consoles = [
            Console(port, "/desk", {"after": None, "epoch": None, "tab": str(n)}, self._heard, cookie=token)
            for n, token in enumerate(tokens)
        ]

    def begin(self) -> None:
        """Everybody is available."""
        for console in self.consoles:
            _command(console, "set_presence", state="available")

    def _heard(self, console: Console, frame: str) -> None:
        self.screens.saw(frame)
        if '"offers":[{' in frame:
            for offer in _offers(frame):
                if offer["id"] not in self.accepted:
                    self.accepted.add(offer["id"])
                    _command(console, "accept_offer", offer_id=offer["id"])
                    self._look(console, offer["conversation_id"])

    def _look(self, console: Console, conversation: str) -> None:
        if console.cookie not in self._looking:
            self._looking.add(console.cookie)
            _command(console, "watch", conversation_ids=[conversation])


class Visitors:
    """Customers with a web chat each."""

    def __init__(self, port: int, talks: int) -> None:
        self._poster = Poster(port)
        self.tokens = [secrets.token_urlsafe(32) for _ in range(talks)]
        self._port = port

    async def say(self, talk: int, text: str) -> int:
        """One line through the chat's own door."""
        said = {"client_id": secrets.token_hex(8), "text": text, "profile": {"name": f"Ann {talk}"}}
        return await self._poster.post("/channels/chat/message", said, self.tokens[talk])

    async def begin(self, desk: Desk) -> None:
        """Open all talks and wait until every one is taken."""
        before = len(desk.accepted)
        for talk in range(len(self.tokens)):
            status = await self.say(talk, "Hello")
            if status != 200:
                raise SystemExit(f"the hub answered a first line with {status}")
        deadline = time.perf_counter() + 60
        while len(desk.accepted) < before + len(self.tokens):
            if time.perf_counter() > deadline:
                raise SystemExit(f"only {len(desk.accepted) - before} of {len(self.tokens)} talks were taken")
            await asyncio.sleep(0.05)
        await asyncio.sleep(1.0)

    def widgets(self) -> list[Console]:
        """Their open windows, to be connected."""
        return [Console(self._port, "/chat/chat", {"token": token}, _unheard) for token in self.tokens]

    def close(self) -> None:
        """Drop the connections."""
        self._poster.close()


def _unheard(console: Console, frame: str) -> None:
    """A widget shows it; nothing is timed."""


def _offers(frame: str) -> list[dict[str, Any]]:
    event, value = orjson.loads(frame[frame.index("[") :])
    parts = [value] if event == "desk" else value if event == "changes" else []
    return [offer for part in parts for offer in part["rows"]["offers"]]


def _command(console: Console, name: str, **fields: object) -> None:
    console.emit("command", {"id": secrets.token_hex(8), "name": name, "fields": fields})
