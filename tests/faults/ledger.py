"""Customers who write without pause and note what was acknowledged to them, and the comparison with the store.

An item enters the ledger only after the hub's acknowledgement: HTTP 200 for a chat line, SMTP 250 for a mail.
Lost: in the ledger and not in the store. Doubled: more than once in the store.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage

import aiohttp
import aiosmtplib
from sqlalchemy import create_engine, text

CHATS = 6
MAILS_A_SECOND = 5.0
RETRY_SECONDS = 0.1


@dataclass(slots=True)
class Ledger:
    """What was acknowledged: chat lines by their client id, mails by their Message-ID."""

    chats: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)


class Customers:
    """A few chats and a stream of mails against one hub, until stopped."""

    def __init__(self, url: str, smtp_port: int) -> None:
        self._url, self._smtp_port = url, smtp_port
        self.ledger = Ledger()
        self._stop = asyncio.Event()

    async def write(self) -> None:
        """Write until stopped. An unacknowledged line is sent again with its client id, as the widget does."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
            await asyncio.gather(*(self._chat(http, place) for place in range(CHATS)), self._mail())

    def stop(self) -> None:
        """What is on its way is still finished."""
        self._stop.set()

    async def _chat(self, http: aiohttp.ClientSession, place: int) -> None:
        token = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        head = {"Authorization": f"Bearer {token}", "Origin": self._url}
        number = 0
        while not self._stop.is_set():
            client_id = f"ledger-{place}-{number}-{secrets.token_hex(4)}"
            profile = {"name": f"Ann {place}"}
            said: dict[str, object] = {"client_id": client_id, "text": f"line {number}", "profile": profile}
            if await self._sent(http, head, said):
                self.ledger.chats.append(client_id)
                number += 1
            await asyncio.sleep(1.1)

    async def _sent(self, http: aiohttp.ClientSession, head: dict[str, str], said: dict[str, object]) -> bool:
        while True:
            try:
                async with http.post(f"{self._url}/channels/chat/message", json=said, headers=head) as answer:
                    if answer.status == 200:
                        return True
                    if answer.status == 429:
                        await asyncio.sleep(1)
            except (aiohttp.ClientError, TimeoutError):
                pass
            if self._stop.is_set():
                return False
            await asyncio.sleep(RETRY_SECONDS)

    async def _mail(self) -> None:
        while not self._stop.is_set():
            mail = EmailMessage()
            mail["From"], mail["To"] = f"ann{secrets.token_hex(3)}@example.org", "support@fernhill.example"
            mail["Subject"] = "Where is my order?"
            mail["Message-ID"] = f"<{secrets.token_hex(12)}@example.org>"
            mail.set_content("It should have been here on Monday.")
            try:
                await aiosmtplib.send(mail, hostname="127.0.0.1", port=self._smtp_port, timeout=5)
            except (aiosmtplib.SMTPException, OSError):
                await asyncio.sleep(RETRY_SECONDS)
                continue  # not acknowledged: a mail program would try later; this one writes another
            self.ledger.mails.append(str(mail["Message-ID"]))
            await asyncio.sleep(1 / MAILS_A_SECOND)


@dataclass(frozen=True, slots=True)
class Difference:
    """What the store says of the ledger."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]


def compare(ledger: Ledger, database_url: str) -> Difference:
    """The ledger against the store."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        lines = Counter(row[0] for row in connection.execute(text(
            "select client_id from message where direction = 'inbound' and client_id <> ''")))
        mails = Counter(row[0] for row in connection.execute(text(
            "select rfc_id from message where direction = 'inbound' and rfc_id <> ''")))
    engine.dispose()
    found = lines + mails
    wanted = [*ledger.chats, *ledger.mails]
    return Difference(tuple(each for each in wanted if not found[each]),
                      tuple(each for each, count in found.items() if count > 1))


async def settled(ledger: Ledger, database_url: str, seconds: float) -> Difference:
    """Compare until nothing is missing or the time is over: mails come in by IMAP a moment after their SMTP 250."""
    deadline = time.monotonic() + seconds
    while True:
        difference = await asyncio.to_thread(compare, ledger, database_url)
        if not difference.lost or time.monotonic() > deadline:
            return difference
        await asyncio.sleep(0.5)
