"""The sandbox's SMTP server: takes any mail for anybody on this machine (RFC 5321) and puts it in the post office."""

from __future__ import annotations

import asyncio

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Dialogue

from channels.sandbox.post_office import MAX_MAIL_BYTES, PostOffice


class _Counter:
    """aiosmtpd's hooks: one mail, one file for each recipient."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    async def handle_DATA(self, server: SMTP, dialogue: Dialogue, envelope: Envelope) -> str:
        """Keep the mail, then say 250."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        for recipient in dict.fromkeys(address.lower() for address in envelope.rcpt_tos):
            await asyncio.to_thread(self._office.deliver, _without_tag(recipient), content)
        return "250 OK"


def _without_tag(address: str) -> str:
    """`shop+token@x` is delivered to `shop@x` (RFC 5233 sub-addressing)."""
    local, _, domain = address.rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}"


async def serve_smtp(office: PostOffice, host: str, port: int) -> asyncio.Server:
    """Listen; the caller closes the server."""
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(
            _Counter(office),
            data_size_limit=MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname="sandbox.localhost",
            ident="Rapport sandbox",
            loop=loop,
        )

    return await loop.create_server(connection, host, port)
