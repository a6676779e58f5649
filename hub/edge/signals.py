"""Signals between nodes: who writes, who looks, which tab has a phone. Over Redis, and only where there are several.

Facts never go this way: Redis loses messages silently when it restarts, so what is lost here is a typing notice too
few, and a node that hears nothing works on as if it were alone.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from hub.readers.lease import NODE

log = logging.getLogger("rapport.signals")

BEAT_SECONDS = 2.0
SILENT_SECONDS = 7.0  # without a beat of our own coming back
AGAIN_SECONDS = 1.0
MOST_WAITING = 1000  # signals; further ones are let go
LARGEST = 16 * 1024  # bytes

Said = Mapping[str, Any]
Listener = Callable[[Said], None]


class Passing(StrEnum):
    """How signals get to other nodes."""

    ALONE = "alone"  # there are none
    ON = "on"
    SILENT = "silent"  # they do not: Redis is away


class Signals:
    """What this node tells the others and hears from them. `hall` answers the name of what these nodes share."""

    def __init__(self, url: str, hall: Callable[[], Awaitable[str]], node: str = NODE) -> None:
        self._url, self._hall, self._node = url, hall, node
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._heard_at: float | None = None
        self._complained = False  # that Redis is away; of each time it is, once

    @property
    def passing(self) -> Passing:
        """Whether the others hear us, by our own beat coming back."""
        if not self._url:
            return Passing.ALONE
        heard = self._heard_at
        return Passing.ON if heard is not None and time.monotonic() - heard < SILENT_SECONDS else Passing.SILENT

    def on(self, kind: str, listener: Listener) -> None:
        """Hear the other nodes' signals of this kind; never our own."""
        self._listeners[kind].append(listener)

    def send(self, kind: str, **said: object) -> None:
        """Tell the other nodes. Never waits and never fails; what cannot be told is let go."""
        if not self._url:
            return
        data = json.dumps({"kind": kind, "node": self._node, **said}).encode()
        if len(data) <= LARGEST and not self._waiting.full():
            self._waiting.put_nowait(data)

    async def run(self) -> None:
        """Pass signals until cancelled; Redis may come and go meanwhile."""
        if not self._url:
            return
        while True:
            try:
                await self._pass()
            except* (RedisError, OSError) as errors:
                if not self._complained:
                    log.warning("signals do not reach other nodes: Redis does not answer",
                                extra={"error": type(errors.exceptions[0]).__name__})
                self._complained = True
            await asyncio.sleep(AGAIN_SECONDS)

    async def _pass(self) -> None:
        hall = f"rapport.signals.{await self._hall()}"
        line = Redis.from_url(self._url, socket_connect_timeout=SILENT_SECONDS, socket_timeout=SILENT_SECONDS)
        try:
            ears = line.pubsub()
            await ears.subscribe(hall)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._hear(ears))
                both.create_task(self._tell(line, hall))
        finally:
            await line.aclose()

    async def _tell(self, line: Redis, hall: str) -> None:
        while True:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    data = await self._waiting.get()
            except TimeoutError:
                data = json.dumps({"kind": "beat", "node": self._node}).encode()
            await line.publish(hall, data)

    async def _hear(self, ears: PubSub) -> None:
        begun = time.monotonic()
        while max(begun, self._heard_at or begun) > time.monotonic() - SILENT_SECONDS:
            message = await ears.get_message(ignore_subscribe_messages=True, timeout=BEAT_SECONDS)
            if message is not None and message.get("type") == "message":
                self._heard(message["data"])
        raise ConnectionError("nothing is heard, not even ourselves")

    def _heard(self, data: bytes) -> None:
        try:
            said = json.loads(data)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        if said.get("node") == self._node:
            self._heard_at, self._complained = time.monotonic(), False
            return
        for listener in self._listeners.get(str(said.get("kind")), ()):
            try:
                listener(said)
            except Exception:
                log.exception("a signal of another node could not be followed", extra={"signal": said.get("kind")})
