"""A hub small enough to hold in the hand: contract.Mount with a list for a store, and a desk for one agent.

It serves a real aiohttp site with a real socket server, so that a channel and its widget can be tried without the
hub. It keeps the promises of the contract: raw before acknowledged, one delivery per key, ids that sort.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import socketio
from aiohttp import web

from channels.adapter import Channel, Handler
from channels.contract import (
    ChannelError,
    Delivery,
    DeliveryReported,
    Inbound,
    MessageArrived,
    News,
    OutboundFile,
    RatingGiven,
    Signal,
    Taken,
    Talk,
    TalkEnded,
    TalkLine,
    TranscriptWanted,
)

WIDGET = Path(__file__).resolve().parents[2] / "agent_ui" / "dist" / "widget.js"


async def _widget(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(WIDGET, headers={"Cross-Origin-Resource-Policy": "cross-origin"})


@dataclass(slots=True)
class Book:
    """One talk as the hub keeps it."""

    state: str = "new"
    agent: str = ""
    position: int | None = None
    wait: tuple[int, int] | None = None
    lines: list[TalkLine] = field(default_factory=list)
    files: dict[tuple[str, int], OutboundFile] = field(default_factory=dict)
    ratings: list[RatingGiven] = field(default_factory=list)
    transcripts: list[str] = field(default_factory=list)
    arrivals: list[MessageArrived] = field(default_factory=list)


class SmallHub:
    """contract.Mount for one channel, and what an agent does."""

    def __init__(self, channel: Channel, folder: Path) -> None:
        self.channel = channel
        self.folder = folder
        self.books: dict[str, Book] = defaultdict(Book)
        self.raw: list[Delivery] = []
        self.signals: list[Signal] = []
        self.reported: list[DeliveryReported] = []
        self.hours: tuple[bool, datetime | None] = (True, None)
        self.down = False
        self.public_url = "http://localhost"
        self.noted: list[str] = []
        self.sockets = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
        self.app = web.Application()
        self.sockets.attach(self.app)
        self.app.router.add_get("/widget.js", _widget)
        self._taken: dict[str, asyncio.Future[Taken]] = {}
        self._numbers = itertools.count(1)
        self._listeners: list[Callable[[str, News], Awaitable[None]]] = []
        self._signal_listeners: list[Callable[[Signal], Awaitable[None]]] = []
        channel.mount(self)

    # --- contract.Mount ----------------------------------------------------------------------------------

    def route(self, method: str, path: str, handler: Handler) -> None:
        self.app.router.add_route(method, path, handler)

    def namespace(self, handler: object) -> None:
        self.sockets.register_namespace(handler)

    async def arrived(self, delivery: Delivery) -> Taken:
        if self.down:
            raise ConnectionError("the store is away")
        if (known := self._taken.get(delivery.key)) is not None:
            return await asyncio.shield(known)
        self.channel.verify(delivery)
        answer: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._taken[delivery.key] = answer
        self.raw.append(delivery)
        await asyncio.sleep(0.002)
        try:
            for value in self.channel.parse(delivery):
                await self._apply(value)
            answer.set_result(Taken("handled"))
        except ChannelError as error:
            answer.set_result(Taken("quarantined", error.code))
        return answer.result()

    async def talk(self, channel: str, thread_key: str, after: str) -> Talk:
        if self.down:
            raise ConnectionError("the store is away")
        book = self.books.get(thread_key, Book())
        return Talk(
            thread_key=thread_key,
            state=book.state,
            lines=tuple(line for line in book.lines if line.id > after)[:200],
            states={line.id: line.state for line in book.lines[-50:] if line.state},
            agent_name=book.agent,
            position=book.position if book.state == "queued" else None,
            wait_seconds=book.wait if book.state == "queued" else None,
            rating_wanted=book.state == "closed" and not book.ratings,
        )

    async def open_hours(self, channel: str) -> tuple[bool, datetime | None]:
        return self.hours

    def signal(self, signal: Signal) -> None:
        self.signals.append(signal)

    def watch(self, channel: str, listener: Callable[[str, News], Awaitable[None]]) -> None:
        self._listeners.append(listener)

    def watch_signals(self, channel: str, listener: Callable[[Signal], Awaitable[None]]) -> None:
        self._signal_listeners.append(listener)

    async def bookmark(self, channel: str) -> str:
        return ""

    async def keep_bookmark(self, channel: str, bookmark: str) -> None:
        raise AssertionError("a web chat fetches nothing")

    async def file(self, channel: str, thread_key: str, message_id: str, index: int) -> OutboundFile | None:
        return self.books.get(thread_key, Book()).files.get((message_id, index))

    def report(self, channel: str, state: str, detail: str = "") -> None:
        raise AssertionError("a web chat has no line of its own")

    def sound(self, name: str) -> str:
        return f"{self.public_url}/sounds/{name}.wav"

    def note(self, channel: str, code: str, data: Mapping[str, str] | None = None) -> None:
        self.noted.append(code)

    # --- the one agent -----------------------------------------------------------------------------------

    async def queue(self, visitor: str, position: int, wait: tuple[int, int] | None = None) -> None:
        """The talk stands at `position`."""
        book = self.books[visitor]
        book.state, book.position, book.wait = "queued", position, wait
        await self._changed(visitor)

    async def accept(self, visitor: str, agent: str) -> None:
        """The agent takes the talk and reads what is there."""
        book = self.books[visitor]
        book.state, book.agent = "active", agent
        book.lines = [replace(x, state="read") if x.author == "customer" else x for x in book.lines]
        await self._changed(visitor)

    async def say(self, visitor: str, text: str, *files: Path) -> str:
        """The agent writes a line. Returns its id."""
        book, id = self.books[visitor], self._next()
        sent = tuple(OutboundFile(f.name, "application/octet-stream", str(f), f.stat().st_size) for f in files)
        book.files |= {(id, place): file for place, file in enumerate(sent)}
        book.lines.append(TalkLine(id, "agent", book.agent, text, datetime.now(UTC), "sent", files=sent))
        await self._changed(visitor)
        return id

    async def finish(self, visitor: str) -> None:
        """The agent ends the talk."""
        self.books[visitor].state = "closed"
        await self._changed(visitor)

    async def gesture(self, visitor: str, kind: str) -> None:
        """The agent types, or stops."""
        for listener in self._signal_listeners:
            await listener(Signal(self.channel.id, visitor, kind))

    # --- what follows from a delivery --------------------------------------------------------------------

    async def _apply(self, value: Inbound) -> None:
        match value:
            case MessageArrived():
                self._record(value)
                await self._changed(value.thread_key)
            case TalkEnded():
                self.books[value.thread_key].state = "closed"
                await self._changed(value.thread_key)
            case RatingGiven():
                self.books[value.thread_key].ratings.append(value)
                await self._changed(value.thread_key)
            case TranscriptWanted():
                self.books[value.thread_key].transcripts.append(value.email)
            case DeliveryReported():
                self._mark(value)
                await self._changed(value.external_id.partition("/")[0])
            case _:
                raise AssertionError(f"a web chat does not say {value}")

    def _record(self, message: MessageArrived) -> None:
        book, id = self.books[message.thread_key], self._next()
        book.arrivals.append(message)
        for place, blob in enumerate(message.attachments):
            path = self.folder / f"{id}-{place}"
            path.write_bytes(blob.body)
            book.files[id, place] = OutboundFile(blob.filename, blob.content_type, str(path), len(blob.body))
        files = tuple(file for (line, _), file in book.files.items() if line == id)
        client_id = message.external_id.partition("/")[2]
        at = datetime.now(UTC)
        book.lines.append(TalkLine(id, "customer", "", message.text, at, "sent", client_id, files))
        if book.state in ("new", "closed"):
            book.state, book.position, book.ratings = "queued", 1, []

    def _mark(self, report: DeliveryReported) -> None:
        self.reported.append(report)
        visitor, _, id = report.external_id.partition("/")
        book = self.books[visitor]
        book.lines = [replace(x, state=str(report.state)) if x.id == id else x for x in book.lines]

    async def _changed(self, visitor: str) -> None:
        for listener in self._listeners:
            await listener(visitor, News.STATE)

    def _next(self) -> str:
        return f"{next(self._numbers):012d}"


async def serve(app: web.Application, port: int = 0) -> tuple[web.AppRunner, str]:
    """Start a site on a free port. Returns what stops it and its origin."""
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, taken = runner.addresses[0][:2]
    return runner, f"http://{host}:{taken}"
