"""The web call as the hub sees it: a voice channel whose carrier is our own media."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path

from channels.adapter import Arrived, Mount
from channels.contract import (
    Capabilities,
    Delivery,
    Forged,
    Inbound,
    Medium,
    Outbound,
    OutboundFile,
    Permanent,
    Receipt,
    Retry,
    Unreadable,
)
from channels.media import Media, MediaEvent
from channels.visitors.refusal import Refused
from channels.voice import Order, PhoneAccess, Placed
from channels.webcall import orders, reports
from channels.webcall.exchange import Exchange
from channels.webcall.live import Live
from channels.webcall.settings import Keys, Settings, read

RECORDING_TYPE = "audio/ogg"


def open(id: str, settings: Mapping[str, object], secrets: Mapping[str, str]) -> WebCall:
    """The channel `id`. Raises ValueError naming every fault of its settings."""
    keys = Keys(secrets.get("token_key", ""), secrets.get("turn_credential", ""))
    return WebCall(id, read(settings, secrets), keys)


class WebCall:
    """One web call channel. `folder` is where recordings lie until the hub has fetched them."""

    def __init__(self, id: str, settings: Settings, keys: Keys, folder: Path | None = None) -> None:
        self.id = id
        self.capabilities = Capabilities(
            medium=Medium.WEBCALL, live=True, can_start=False, attachments=False, fetches=True, voice=True
        )
        self._settings, self._keys, self._folder = settings, keys, folder
        self._ice = settings.ice(keys.turn)
        self._exchange: Exchange | None = None

    def mount(self, site: Mount) -> None:
        """Claim the socket namespace. The media process is started when somebody wants to call."""

        def media(heard: Callable[[MediaEvent], Awaitable[None]]) -> Media:
            return Media(heard, self._folder, self._ice, self._settings.media_address)

        self._exchange = Exchange(self.id, site, media)
        site.namespace(Live(self._exchange, self._settings, self._keys.passes, self._ice))

    def verify(self, delivery: Delivery) -> None:
        """Raise Forged unless it is a report of this channel's own, about the line its key names."""
        try:
            line = reports.line_of(delivery)
        except Unreadable as error:
            raise Forged("the delivery is no report of a web call") from error
        if delivery.channel != self.id or not delivery.key.startswith(f"{line}/"):
            raise Forged("the delivery is no report of this channel's")

    def parse(self, delivery: Delivery) -> list[Inbound]:
        """Bytes to values; pure."""
        return reports.parse(delivery)

    async def send(self, message: Outbound) -> Receipt:
        """A call carries no text; the chat beside it does."""
        raise Permanent("a web call carries no text: write in the chat beside it")

    async def listen(self, arrived: Arrived) -> None:
        """Tell of the lines an earlier process left behind; then the lines speak for themselves, until cancelled."""
        exchange = self._mounted
        await exchange.lost_before(await exchange.site.bookmark(self.id))
        await asyncio.Event().wait()

    async def close(self) -> None:
        """End the media process."""
        if self._exchange is not None:
            await self._exchange.close()

    # --- VoiceChannel ---------------------------------------------------------------------------------------

    async def perform(self, order: Order) -> Placed:
        """Carry out an order. Raises Retry or Permanent."""
        return await orders.perform(self._mounted, order)

    async def fetch_recording(self, recording: str) -> OutboundFile:
        """A recording's file, which is the hub's to take away. Raises Permanent where there is none."""
        path = self._mounted.media.folder / f"{recording}.ogg"
        if not reports.LINE.fullmatch(recording) or not await asyncio.to_thread(path.is_file):
            raise Permanent("there is no such recording")
        size = (await asyncio.to_thread(path.stat)).st_size
        return OutboundFile(path.name, RECORDING_TYPE, str(path), size)

    async def forget_recording(self, recording: str) -> None:
        """Remove its file, if it was not taken away."""
        if reports.LINE.fullmatch(recording):
            path = self._mounted.media.folder / f"{recording}.ogg"
            await asyncio.to_thread(path.unlink, missing_ok=True)

    def phone(self, agent_id: str, now: datetime) -> PhoneAccess:
        """The console's own WebRTC, by the hub's socket."""
        servers = ({"urls": each.urls, "username": each.username, "credential": each.credential} for each in self._ice)
        return PhoneAccess("webrtc", ice=tuple({key: text for key, text in each.items() if text} for each in servers))

    async def connect(self, line: str, sdp: str) -> str:
        """The answer to the console's offer; its media is the answer of the leg. Raises Permanent or Retry."""
        known = self._mounted.lines.get(line)
        if known is None or known.visitor:
            raise Permanent("this leg of the call is gone")
        try:
            return await self._mounted.offer(known, sdp)
        except Refused as refused:
            raise (Retry if refused.code == "busy" else Permanent)(refused.message) from refused

    @property
    def _mounted(self) -> Exchange:
        assert self._exchange is not None, "the channel is not mounted"
        return self._exchange
