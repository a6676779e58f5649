"""The other side of our outgoing mail: a real SMTP server that keeps what it is given and answers as told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

WAIT_SECONDS = 10.0
LOSE_CONNECTION = "lose the connection"


@dataclass(frozen=True, slots=True)
class Letter:
    """One accepted letter: its envelope and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    login: str | None

    @property
    def message(self) -> EmailMessage:
        """The letter, parsed."""
        return message_from_bytes(self.data, policy=policy.default)


@dataclass  # without slots: aiosmtpd looks at every member, and Python 3.11.2 fails on a slotted one
class SmtpSink:
    """An SMTP server on a port of its own. It accepts everything until told otherwise."""

    host: str = "127.0.0.1"
    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    _answers: dict[str, deque[str]] = field(default_factory=dict)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, stage: str, reply: str, times: int = 1) -> None:
        """Answer the next `times` commands of a stage ("MAIL", "RCPT", "DATA") so, e.g. "451 4.7.1 Later"."""
        self._answers.setdefault(stage, deque()).extend([reply] * times)

    def lose_after_data(self, times: int = 1) -> None:
        """Take the next letters but cut the line before answering: their fate stays unknown to the sender."""
        self.answer("DATA", LOSE_CONNECTION, times)

    async def wait_for(self, count: int, seconds: float = WAIT_SECONDS) -> list[Letter]:
        """Return the letters as soon as there are this many."""
        async with asyncio.timeout(seconds):
            while len(self.letters) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return list(self.letters)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Hear who writes."""
        if reply := self._next("MAIL"):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Hear to whom."""
        if reply := self._next("RCPT"):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the letter, or do what was asked for this one."""
        reply = self._next("DATA")
        if reply in (None, LOSE_CONNECTION):
            self._keep(session, envelope)
        if reply == LOSE_CONNECTION and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return reply or "250 2.0.0 Kept"

    def _keep(self, session: Session, envelope: Envelope) -> None:
        content = envelope.content
        data = content.encode() if isinstance(content, str) else content or b""
        given: object = session.auth_data
        login = given.decode() if isinstance(given, bytes) else None
        letter = Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), data, login)
        self.letters.append(letter)
        self._arrived.set()

    def _next(self, stage: str) -> str | None:
        waiting = self._answers.get(stage)
        return waiting.popleft() if waiting else None


def welcome(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: object
) -> AuthResult:
    """Let everybody in and remember the name they gave."""
    login = getattr(auth_data, "login", b"")
    return AuthResult(success=True, auth_data=login)


@pytest.fixture
async def smtp_sink() -> AsyncIterator[SmtpSink]:
    """A fresh SMTP server, in the test's own loop."""
    sink = SmtpSink()
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(
            sink, hostname="sink.example.org", enable_SMTPUTF8=True, auth_require_tls=False,
            authenticator=welcome, loop=loop,
        )  # fmt: skip

    server = await loop.create_server(session, sink.host, 0)
    sink.port = server.sockets[0].getsockname()[1]
    yield sink
    server.close()
    await server.wait_closed()
