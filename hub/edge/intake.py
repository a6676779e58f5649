"""The one way in: keep the raw bytes, parse them, save their files, receive. Quarantine what cannot be handled.

A live channel's small deliveries are parsed here and kept in the transaction that receives them: one commit. A
mail is kept first, then parsed in a worker process with limits. Both are committed before anybody is told.
"""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Self

from channels.adapter import Channel
from channels.contract import Blob, Delivery, Inbound, MessageArrived, Taken, Unreadable
from channels.worker import ParserPool
from hub.actions import intake as keeping
from hub.actions import receive
from hub.actions.intake import Raw
from hub.actions.receive import Arrival, SavedFile
from hub.core.terms import ChannelId
from hub.edge.turns import Turn, Turns
from hub.errors import NotFound, Unavailable
from hub.settings import Settings
from hub.store import blobs
from hub.store import intake as intake_queries
from hub.store.database import Store
from hub.store.intake import RawDelivery

log = logging.getLogger("rapport.intake")

IN_ROW = 64 * 1024  # bytes of a delivery kept in its row; larger ones lie in the blob folder


class Intake:
    """The way in for every channel of this process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store, self.settings = store, settings
        self._pool = ParserPool()
        self._turns = Turns()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.close()

    async def take(self, delivery: Delivery) -> Taken:
        """Take in a verified delivery; returns after its commit. Raises Unavailable when the store is away."""
        channel = self.settings.channels[ChannelId(delivery.channel)]
        if channel.capabilities.live:
            return await self._receive(channel, await self._raw(delivery), "")
        with self._turns.next_of(delivery.channel) as turn:
            raw = await self._raw(delivery)
            kept = await self.store.do_many(keeping.keep, raw)
            return kept.taken or await self._receive(channel, raw, kept.id, turn)

    async def again(self, delivery_id: str) -> Taken:
        """Try a kept delivery once more: after a fix, or after a stop before it was handled. Raises NotFound."""
        found = await self.store.read(intake_queries.raw, delivery_id)
        if found is None or found.channel_id not in self.settings.channels:
            raise NotFound("There is no such delivery.", field="id")
        delivery = await asyncio.to_thread(_delivery, found, self.store)
        raw = Raw(delivery, found.body_sha256, found.body is None)
        return await self._receive(self.settings.channels[found.channel_id], raw, found.id)

    async def finish_started(self) -> None:
        """Take up what was kept but not handled when the process ended."""
        for delivery_id in await self.store.read(intake_queries.unfinished):
            await self.again(delivery_id)

    async def _raw(self, delivery: Delivery) -> Raw:
        if len(delivery.body) <= IN_ROW:
            return keeping.raw_of(delivery)
        saved = await asyncio.to_thread(blobs.keep, self.store.blobs, [delivery.body], len(delivery.body))
        return Raw(delivery, saved.sha256, in_blob=True)

    async def _receive(self, channel: Channel, raw: Raw, kept_id: str, turn: Turn | None = None) -> Taken:
        try:
            inbounds = await self._parse(channel, raw.delivery)
            files = await asyncio.to_thread(self._save, inbounds) if _has_files(inbounds) else ()
            if turn is not None:
                await turn.comes()
            received = self.store.do_many(receive.many, Arrival(raw, tuple(inbounds), files, kept_id))
            return await (turn.after(received) if turn is not None else received)
        except Unavailable:
            raise
        except Unreadable as error:
            return await self.store.do(keeping.quarantine, raw, f"{error.code}: {error.detail}")
        except Exception as error:
            log.exception("a delivery could not be handled", extra={"channel_id": channel.id})
            return await self.store.do(keeping.quarantine, raw, f"failed: {type(error).__name__}")

    async def _parse(self, channel: Channel, delivery: Delivery) -> list[Inbound]:
        if channel.capabilities.live:
            return channel.parse(delivery)
        module = type(channel).__module__.rpartition(".")[0] or type(channel).__module__
        return await self._pool.parse(module, getattr(channel, "settings", None), delivery)

    def _save(self, inbounds: list[Inbound]) -> tuple[tuple[SavedFile, ...], ...]:
        return tuple(
            tuple(self._saved(file) for file in each.attachments) if isinstance(each, MessageArrived) else ()
            for each in inbounds
        )

    def _saved(self, file: Blob) -> SavedFile:
        saved = blobs.keep(self.store.blobs, [file.body], len(file.body))
        return SavedFile(saved.sha256, saved.size, file.content_type, file.filename, file.content_id, file.inline)


def _has_files(inbounds: list[Inbound]) -> bool:
    return any(isinstance(each, MessageArrived) and each.attachments for each in inbounds)


def _delivery(found: RawDelivery, store: Store) -> Delivery:
    body = intake_queries.body(found, store.blobs)
    return Delivery(found.channel_id, body, found.key, found.headers, found.url, found.received_at)
