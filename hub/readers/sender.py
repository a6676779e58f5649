"""Senders: one for each channel, woken by the log, take what has to leave and tell what became of it.

Nothing leaves before its commit: a message is in the outbox, and only then claimed and sent.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from channels.adapter import Channel
from channels.contract import ChannelError, Outbound, Receipt, Unknown
from hub.actions import outbox
from hub.actions.outbox import Settled
from hub.core import facts
from hub.core.terms import ChannelId
from hub.readers.loop import keep_running
from hub.readers.tail import Tail
from hub.store import blobs, outbox_rows
from hub.store.database import Store

log = logging.getLogger("rapport.sender")

LIMIT = 50
SEND_SECONDS = 300.0


class Sender:
    """All channels' senders of this process."""

    def __init__(self, store: Store, tail: Tail, channels: Mapping[ChannelId, Channel]) -> None:
        self._store, self._tail, self._channels = store, tail, channels
        self._name = uuid.uuid4().hex

    async def run(self) -> None:
        """Send until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for key, channel in self._channels.items():
                one = ChannelSender(self._store, self._tail, (key, channel), self._name)
                tasks.create_task(keep_running(f"sender {key}", one.run))


class ChannelSender:
    """One channel's sender; a slow mailbox holds up nobody else."""

    def __init__(self, store: Store, tail: Tail, channel: tuple[ChannelId, Channel], name: str) -> None:
        self._store, self._tail = store, tail
        self._key, self._channel = channel
        self._name = name
        self._pos = 0

    async def run(self) -> None:
        """Send what is due, then wait for more."""
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        self._pos = self._tail.position
        while True:
            alarm = await self._send_due()
            await self._wait(alarm)

    async def _send_due(self) -> datetime | None:
        """Send all that is due; answers when the next is."""
        while True:
            now = self._store.clock()
            alarm = await self._store.read(outbox_rows.next_at, self._key)
            if alarm is None or alarm > now:
                return alarm
            claimed = await self._store.do(outbox.claim, self._key, LIMIT, self._name)
            if not claimed:
                return None
            if self._channel.capabilities.live:
                await asyncio.gather(*(self._send(message) for message in claimed))
            else:
                for message in claimed:
                    await self._send(message)

    async def _send(self, message: Outbound) -> None:
        outcome: Receipt | ChannelError
        files = tuple(replace(file, path=str(blobs.path_of(self._store.blobs, file.path))) for file in message.files)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                outcome = await self._channel.send(replace(message, files=files))
        except ChannelError as error:
            outcome = error
        except TimeoutError:
            outcome = Unknown("the provider did not answer in time")
        except Exception as error:
            log.exception("a message could not be sent", extra={"channel_id": self._key})
            outcome = Unknown(f"failed: {type(error).__name__}")
        await self._store.do_many(outbox.settle_many, Settled(message.id, outcome))

    async def _wait(self, alarm: datetime | None) -> None:
        """Until something of this channel's was written, or the alarm."""
        while True:
            batch = await self._tail.after(self._pos, alarm)
            if not batch:
                return
            self._pos = batch[-1].pos
            for logged in batch:
                match logged.fact:
                    case facts.MessageRecorded(channel_id=channel, direction="outbound") if channel == self._key:
                        return
                    case facts.MessageStateChanged(state="pending"):
                        return
