"""Channels that fetch: each listens for itself, and is started again when its line breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from channels.adapter import Arrived, Channel
from hub.core.terms import ChannelId
from hub.readers.lease import holding
from hub.readers.loop import keep_running
from hub.store.database import Store


class Listeners:
    """All fetching channels of this process."""

    def __init__(self, store: Store, channels: Mapping[ChannelId, Channel], arrived: Arrived) -> None:
        self._store = store
        self._channels = [channel for channel in channels.values() if channel.capabilities.fetches]
        self._arrived = arrived

    async def run(self) -> None:
        """Listen until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for channel in self._channels:
                tasks.create_task(keep_running(f"listener {channel.id}", self._listening(channel)))

    def _listening(self, channel: Channel) -> Listening:
        return Listening(self._store, channel, self._arrived)


class Listening:
    """One channel's listening, to be called again after a failure."""

    def __init__(self, store: Store, channel: Channel, arrived: Arrived) -> None:
        self._store, self._channel, self._arrived = store, channel, arrived

    async def __call__(self) -> None:
        """Fetch until cancelled, while this node holds the channel's lease."""
        await holding(self._store, f"listener {self._channel.id}", self._listen)

    async def _listen(self) -> None:
        await self._channel.listen(self._arrived)
