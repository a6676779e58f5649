"""Mails of the hub itself to its own people: a link for a new password. Sent by the first mail channel there is."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import jinja2
from aiohttp import web

from channels.adapter import Channel
from channels.contract import Address, ChannelError, Medium, Outbound
from hub.edge.site import SETTINGS, STORE

log = logging.getLogger("rapport.post")

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PACKED = Path(__file__).resolve().parents[1] / "templates"

_pages = jinja2.Environment(
    loader=jinja2.FileSystemLoader([TEMPLATES, PACKED]), autoescape=False, undefined=jinja2.StrictUndefined,
)
_running: set[asyncio.Task[None]] = set()


async def send_reset(app: web.Application, email: str, token: str, language: str) -> None:
    """Send the link in the background, so that the answer's time says nothing about who exists."""
    channel = next((each for each in app[SETTINGS].channels.values() if each.capabilities.medium is Medium.EMAIL), None)
    if channel is None:
        log.warning("a password link was asked for, but no mail channel is configured")
        return
    link = f"{app[SETTINGS].site.public_url}/reset?token={token}"
    text = _pages.get_template(f"email/reset.{language}.txt").render(firm=app[SETTINGS].plan.firm, link=link)
    subject, _, rest = text.partition("\n")
    made = app[STORE].new_id()
    message = Outbound(
        id=made, to=Address(Medium.EMAIL, email), text=rest.strip(), subject=subject.strip(),
        message_id=f"<reset.{made}@{app[SETTINGS].plan.mail_domain}>", automatic=True, language=language,
    )
    task = asyncio.create_task(_send(channel, message))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _send(channel: Channel, message: Outbound) -> None:
    try:
        await channel.send(message)
    except ChannelError as error:
        log.warning("a password link could not be sent", extra={"code": error.code})
