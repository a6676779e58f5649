"""A mailbox as the hub sees it: listens until cancelled, sends once, parses purely."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Mapping

from channels.adapter import Arrived, Mount
from channels.contract import Capabilities, Delivery, Inbound, Medium, Outbound, Receipt, Retry
from channels.email_imap import sending
from channels.email_imap.composing import compose
from channels.email_imap.fetching import Fetcher, LineLost
from channels.email_imap.reading import parse
from channels.email_imap.sending import Login
from channels.email_imap.settings import Settings, read

log = logging.getLogger("rapport.channels.email")

_FIRST_WAIT = 1.0  # seconds before the second try to connect
_LONGEST_WAIT = 60.0
_STEADY_SECONDS = 60.0  # a line that held so long was a good one: waiting begins anew
_AT_ONCE = 4  # mails sent at the same time


def open(id: str, settings: Mapping[str, object], secrets: Mapping[str, str]) -> EmailImap:
    """The channel `id`. Raises ValueError naming every fault of its settings.

    Secrets: `password` for both servers, or `imap_password` and `smtp_password`; `token_key` signs.
    """
    return EmailImap(id, read(settings, secrets), secrets)


class EmailImap:
    """One mailbox. `settings` hold no password and may go to a parsing worker."""

    def __init__(self, id: str, settings: Settings, secrets: Mapping[str, str]) -> None:
        self.id = id
        self.settings = settings
        self.capabilities = Capabilities(
            medium=Medium.EMAIL,
            live=False,
            can_start=True,
            html=True,
            subject=True,
            max_attachment_bytes=settings.max_attachment_mb * 1024 * 1024,
            reports_delivery=True,
            fetches=bool(settings.imap_host),
        )
        password = secrets.get("password", "")
        name = settings.imap_login or settings.address
        self._imap = Login(name, secrets.get("imap_password", password))
        self._smtp = Login(settings.smtp_login or name, secrets.get("smtp_password", password))
        self._site: Mount | None = None
        self._sending = asyncio.Semaphore(_AT_ONCE)

    def mount(self, site: Mount) -> None:
        """Remember the hub; a mailbox needs no routes."""
        self._site = site

    def verify(self, delivery: Delivery) -> None:
        """Nothing to do: we fetched it ourselves."""

    def parse(self, delivery: Delivery) -> list[Inbound]:
        """Bytes to values. Raises Unreadable only."""
        return parse(self.settings, delivery)

    async def send(self, message: Outbound) -> Receipt:
        """Send once. Raises Retry, Permanent or Unknown."""
        if not self.settings.smtp_host:
            raise Retry("this mailbox has no smtp_host; add it to config/channels.toml", 300.0)
        letter = await asyncio.to_thread(compose, self.settings, message)
        async with self._sending:
            await sending.send(self.settings, self._smtp, letter)
        return Receipt(letter.message_id)

    async def listen(self, arrived: Arrived) -> None:
        """Fetch until cancelled; a lost line is opened again after 1 to 60 seconds."""
        site = self._site
        if site is None or not self.capabilities.fetches:
            return
        fetcher = Fetcher(self.id, self.settings, self._imap, site)
        wait = _FIRST_WAIT
        while True:
            began = time.monotonic()
            site.report(self.id, "connecting")
            try:
                await fetcher.visit(arrived)
            except LineLost as error:
                reason = str(error)
            except Exception as error:  # the hub's own trouble: nothing was marked, so it comes again
                reason = f"a mail could not be handed over: {type(error).__name__}"
                # Its text and trace may hold what a mail says.
                log.error("fetching mail was interrupted", extra={"channel_id": self.id, "error": type(error).__name__})
            if time.monotonic() - began > _STEADY_SECONDS:
                wait = _FIRST_WAIT
            site.report(self.id, "down", reason)
            await asyncio.sleep(wait * random.uniform(0.8, 1.2))
            wait = min(_LONGEST_WAIT, wait * 2)

    async def close(self) -> None:
        """Nothing is kept open between mails."""
