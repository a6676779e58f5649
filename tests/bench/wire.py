"""The generator's side of the wire, as cheap as can be: keep-alive HTTP posts and consoles on raw WebSockets.

Engine.IO 4 and Socket.IO 5 frames are written by hand, because a client library costs more than the server measured.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import aiohttp
import orjson

OnFrame = Callable[["Console", str], None]

AT_ONCE = 4000  # connections


class _Line(asyncio.Protocol):
    """One keep-alive connection; one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.answer: asyncio.Future[int] | None = None
        self._said = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass

    def data_received(self, data: bytes) -> None:
        self._said += data
        head, found, body = self._said.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
        if len(body) >= length and self.answer is not None and not self.answer.done():
            self._said = b""
            self.answer.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(0)


class Poster:
    """Posts JSON to one host over as many connections as are needed at once, up to a few thousand: whoever finds none
    waits, and that counts in the line's time."""

    def __init__(self, port: int) -> None:
        self._port, self._places = port, asyncio.Semaphore(AT_ONCE)
        self._free: list[_Line] = []

    async def post(self, path: str, value: object, token: str = "") -> int:
        """The status of the answer; 0 when the connection broke."""
        async with self._places:
            return await self._post(path, value, token)

    async def _post(self, path: str, value: object, token: str) -> int:
        line = self._free.pop() if self._free else await self._connect()
        body = orjson.dumps(value)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nOrigin: http://127.0.0.1:{self._port}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line.answer = asyncio.get_running_loop().create_future()
        assert line.transport is not None
        line.transport.write(head.encode() + body)
        status = await line.answer
        if line.transport is not None:
            self._free.append(line)
        return status

    async def _connect(self) -> _Line:
        _, line = await asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", self._port)
        return line

    def close(self) -> None:
        """Drop the idle connections."""
        for line in self._free:
            if line.transport is not None:
                line.transport.close()


@dataclass(slots=True)
class Console:
    """One socket on one namespace. `on_frame` sees each event frame as text."""

    port: int
    namespace: str  # "/desk", "/chat/chat", or "" for the main one
    auth: dict[str, object]
    on_frame: OnFrame
    cookie: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)  # the first event has come
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _acks: itertools.count[int] = field(default_factory=itertools.count)

    async def run(self, http: aiohttp.ClientSession) -> None:
        """Connect and listen until the server goes."""
        url = f"http://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket"
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Cookie": f"rapport={self.cookie}"}
        async with http.ws_connect(url, headers=headers, max_msg_size=0) as self._socket:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._heard(message.data)

    async def _heard(self, frame: str) -> None:
        prefix = f"{self.namespace}," if self.namespace else ""
        if frame.startswith("42"):
            self.on_frame(self, frame)
            self.ready.set()
        elif frame == "2":
            await self._say("3")
        elif frame.startswith("0"):
            await self._say(f"40{prefix}{orjson.dumps(self.auth).decode()}")
        elif frame.startswith("44"):
            raise SystemExit(f"the hub refused a console: {frame}")
        elif frame.startswith("40") and not self.namespace:
            self.ready.set()

    def emit(self, event: str, value: object) -> asyncio.Task[None]:
        """Send an event whose answer is not looked at."""
        text = orjson.dumps([event, value]).decode()
        prefix = f"{self.namespace}," if self.namespace else ""
        return asyncio.ensure_future(self._say(f"42{prefix}{next(self._acks)}{text}"))

    async def _say(self, frame: str) -> None:
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_str(frame)
