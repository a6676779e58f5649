"""What an adapter is (Channel) and what the hub lends it (Mount). Values are contract.py; no behaviour lives here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from aiohttp import web

from channels.contract import (
    Capabilities,
    Delivery,
    Inbound,
    News,
    Outbound,
    OutboundFile,
    Receipt,
    Signal,
    Taken,
    Talk,
)
from channels.voice import Order, PhoneAccess, Placed

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Arrived = Callable[[Delivery], Awaitable[Taken]]


class Mount(Protocol):
    """What the hub lends an adapter: a place on its site, and the questions it may ask."""

    @property
    def public_url(self) -> str:
        """The address under which the world reaches this site, without a slash at its end: webhooks are built on it,
        and a provider signs the address it called, which begins with this."""

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Serve `path` (under /channels/<channel id>/)."""

    def namespace(self, handler: object) -> None:
        """Serve a socketio.AsyncNamespace."""

    async def arrived(self, delivery: Delivery) -> Taken:
        """Hand over a verified delivery; returns after it is committed. Never raises for bad content."""

    async def talk(self, channel: str, thread_key: str, after: str) -> Talk:
        """The talk as its customer may see it, lines with id > after (at most 200, oldest first)."""

    async def open_hours(self, channel: str) -> tuple[bool, datetime | None]:
        """Whether the channel's queue is open now, and when it opens next."""

    def signal(self, signal: Signal) -> None:
        """Pass a signal to the agents who have this talk open."""

    def watch(self, channel: str, listener: Callable[[str, News], Awaitable[None]]) -> None:
        """Call `listener(thread_key, news)` after anything the customer may see in a talk has changed."""

    def watch_signals(self, channel: str, listener: Callable[[Signal], Awaitable[None]]) -> None:
        """Call `listener` for signals from agents to this channel's customers."""

    async def bookmark(self, channel: str) -> str:
        """The channel's kept place (a mailbox's UIDVALIDITY:UID), "" at first."""

    async def keep_bookmark(self, channel: str, bookmark: str) -> None:
        """Keep the place; call after every delivery up to it was taken."""

    async def file(self, channel: str, thread_key: str, message_id: str, index: int) -> OutboundFile | None:
        """A file of a line the customer may see, else None."""

    def report(self, channel: str, state: str, detail: str = "") -> None:
        """Say how the channel's own line is: "up", "connecting" or "down", with a reason for the operator."""

    def sound(self, name: str) -> str:
        """The address of one of the hub's sounds ("music", "beep", "ringing") as a WAV file anybody may fetch."""

    def note(self, channel: str, code: str, data: Mapping[str, str] | None = None) -> None:
        """Tell the operator of something odd and harmless (a webhook for an unknown number): logged once for each
        code and hour. `data` holds ids and codes only. What came in by `arrived` and is ignored is noted already."""


class Channel(Protocol):
    """All an adapter is. A module offers `open(id, settings, secrets) -> Channel`; see channels/README.md."""

    id: str
    capabilities: Capabilities

    def mount(self, site: Mount) -> None:
        """Claim routes and socket namespaces. Called once, before the site starts."""

    def verify(self, delivery: Delivery) -> None:
        """Raise Forged unless the delivery is truly the provider's. Called before anything is kept."""

    def parse(self, delivery: Delivery) -> list[Inbound]:
        """Bytes to values; pure, the same every time. Raises only ChannelError (Unreadable)."""

    async def send(self, message: Outbound) -> Receipt:
        """Send once. Raises Retry, Permanent or Unknown."""

    async def listen(self, arrived: Arrived) -> None:
        """Fetch until cancelled (only channels with capabilities.fetches); returns at once otherwise."""

    async def close(self) -> None:
        """Give back what was opened."""


class VoiceChannel(Channel, Protocol):
    """An adapter with capabilities.voice. Each order is given once, after its transaction; a repetition is harmless."""

    async def perform(self, order: Order) -> Placed:
        """Do it to a live call. Raises Retry, Permanent or Unknown; for a leg that is gone already, returns."""

    async def fetch_recording(self, recording: str) -> OutboundFile:
        """A recording's bytes as a file the hub may take away. Raises Retry or Permanent."""

    async def forget_recording(self, recording: str) -> None:
        """Delete the carrier's own copy: we have ours, or nobody may have one. One that is gone already is fine.
        Raises Retry or Permanent."""

    def phone(self, agent_id: str, now: datetime) -> PhoneAccess:
        """The agent's access to this channel's media."""

    async def connect(self, line: str, sdp: str) -> str:
        """Exchange a WebRTC offer (SDP) of the agent's console for an answer. Raises Permanent where driver is not
        "webrtc" by the hub's own socket, or for a line that is gone. Again for the same line replaces its media."""
