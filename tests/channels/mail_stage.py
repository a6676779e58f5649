"""A hub's stand-in for mailbox tests: keeps the bookmark, counts deliveries by key, and a mailbox in Dovecot."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from channels.contract import Address, Delivery, Medium, Outbound, Taken
from channels.email_imap import EmailImap
from channels.email_imap import open as open_mailbox


@dataclass
class Hub:
    """What a mailbox asks of the hub, and a record of what it did."""

    kept: str = ""
    taken: dict[str, Delivery] = field(default_factory=dict)
    repeated: int = 0
    states: list[tuple[str, str]] = field(default_factory=list)
    failing: int = 0  # so many next deliveries are refused, as with the database away

    async def bookmark(self, channel: str) -> str:
        return self.kept

    async def keep_bookmark(self, channel: str, bookmark: str) -> None:
        self.kept = bookmark

    def report(self, channel: str, state: str, detail: str = "") -> None:
        self.states.append((state, detail))

    async def arrived(self, delivery: Delivery) -> Taken:
        if self.failing:
            self.failing -= 1
            raise RuntimeError("the store is away")
        self.repeated += delivery.key in self.taken
        self.taken.setdefault(delivery.key, delivery)
        return Taken("handled")

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a mailbox does not ask for {name}")

    async def has(self, count: int, seconds: float = 30.0) -> None:
        """Return when so many different mails were taken."""
        async with asyncio.timeout(seconds):
            while len(self.taken) < count:
                await asyncio.sleep(0.02)

    async def is_up(self, times: int = 1, seconds: float = 30.0) -> None:
        """Return when the line came up for the so-many-th time."""
        async with asyncio.timeout(seconds):
            while [state for state, _ in self.states].count("up") < times:
                await asyncio.sleep(0.02)


class Wire:
    """A line to a server that can be cut or frozen, as the networks between do."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._open: list[asyncio.StreamWriter] = []
        self._passing = asyncio.Event()
        self._passing.set()
        self.port = 0
        self.cut_after = 0  # bytes towards us after which the next line is cut; 0: never

    @contextlib.asynccontextmanager
    async def laid(self) -> AsyncIterator[Wire]:
        """The wire in use."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> None:
        """Break every line."""
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    def freeze(self) -> None:
        """Nothing passes any more, and nobody is told: a half-open line."""
        self._passing.clear()

    def thaw(self) -> None:
        """New lines work again; the frozen ones are lost."""
        self.cut()
        self._passing.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._there)
        except OSError:
            writer.transport.abort()
            return
        self._open += [writer, there_writer]
        await asyncio.gather(self._pass(reader, there_writer, False), self._pass(there_reader, writer, True))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: bool) -> None:
        passed = 0
        with contextlib.suppress(ConnectionError):
            while block := await reader.read(4_096):
                await self._passing.wait()
                passed += len(block)
                if counted and self.cut_after and passed > self.cut_after:
                    self.cut_after = 0
                    self.cut()
                    return
                writer.write(block)
                await writer.drain()
        writer.close()


def table(**values: object) -> dict[str, object]:
    """A mailbox's table with what every test needs."""
    usual = {"kind": "email_imap", "address": "support@fernhill.example", "imap_tls": "none", "smtp_tls": "none"}
    return {**usual, **values}


def mailbox(host: str, port: int, login: str, password: str, **more: object) -> EmailImap:
    """A channel that reads a mailbox of a test server."""
    values = table(imap_host=host, imap_port=port, imap_login=login, **more)
    return open_mailbox("mail", values, {"password": password, "token_key": "a" * 32})


@contextlib.asynccontextmanager
async def listening(channel: EmailImap, hub: Hub) -> AsyncIterator[None]:
    """The channel at work."""
    channel.mount(hub)
    task = asyncio.create_task(channel.listen(hub.arrived))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def letter(number: int, text: str = "Good morning") -> bytes:
    """A small mail, different for each number."""
    return (
        f"From: Ann <ann@example.com>\r\nTo: support@fernhill.example\r\nSubject: Letter {number}\r\n"
        f"Message-ID: <{number}@example.com>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\n{text} {number}\r\n"
    ).encode()


def outbound(**values: Any) -> Outbound:
    """A message to Ann."""
    usual: dict[str, Any] = {
        "id": "m1", "to": Address(Medium.EMAIL, "ann@example.com"), "text": "Hello Ann", "subject": "Re: Hello",
        "message_id": "<m1.abc@fernhill.example>",
    }  # fmt: skip
    return Outbound(**{**usual, **values})
