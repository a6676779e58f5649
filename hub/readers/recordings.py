"""Recordings come from their carriers a moment after they are made, who then delete theirs; ours go after their days.

The bytes are moved here, outside any transaction; what became of them is told by actions.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from channels.adapter import Channel, VoiceChannel
from channels.contract import ChannelError, OutboundFile, Retry
from hub.actions import leases
from hub.actions import recordings as actions
from hub.actions.recordings import Fetched
from hub.core import facts
from hub.core.terms import AgentId, ChannelId, RecordingState
from hub.errors import TooLarge
from hub.readers.tail import Tail
from hub.store import blobs
from hub.store import recordings as rows
from hub.store.database import Store
from hub.store.recordings import Recording

log = logging.getLogger("rapport.recordings")

AT_ONCE = 4
FETCH_SECONDS = 300.0
FORGET_SECONDS = 30.0
LARGEST = 1024 * 1024 * 1024  # bytes: a day of talk
CHUNK = 256 * 1024
RETENTION = "retention"
A_DAY = timedelta(hours=23)  # the lease of one round; the next begins when it is over
LOOK_EVERY_SECONDS = 3600.0
ERASED_AT_ONCE = 200


class Recordings:
    """Fetches what this process's carriers have recorded, and has them delete their copies."""

    def __init__(self, store: Store, tail: Tail, channels: Mapping[ChannelId, Channel]) -> None:
        self._store, self._tail = store, tail
        self._channels = {
            key: cast(VoiceChannel, channel) for key, channel in channels.items() if channel.capabilities.voice
        }

    async def run(self) -> None:
        """Fetch what is there, then wait for more, until cancelled."""
        if not self._channels:
            return
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        pos = self._tail.position
        while True:
            alarm = await self._fetch_due()
            pos = await self._wait(pos, alarm)

    async def _fetch_due(self) -> datetime | None:
        while True:
            alarm = await self._store.read(rows.next_turn, list(self._channels))
            if alarm is None or alarm > self._store.clock():
                return alarm
            claimed = await self._store.do(actions.claim, list(self._channels), AT_ONCE)
            if not claimed:
                return None  # another node's channels
            await asyncio.gather(*(self._ask(each) for each in claimed))

    async def _ask(self, recording: Recording) -> None:
        if recording.state is RecordingState.READY:
            await self._fetch(recording)
        else:
            await self._forget(recording)

    async def _forget(self, recording: Recording) -> None:
        """We have it, or nobody may have it: the carrier deletes its copy."""
        failed: ChannelError | None = None
        try:
            async with asyncio.timeout(FORGET_SECONDS):
                await self._channels[recording.channel_id].forget_recording(recording.external_id)
        except ChannelError as error:
            failed = error
        except TimeoutError:
            failed = Retry("the carrier did not answer in time")
        except Exception as error:
            log.exception("a recording could not be deleted at its carrier", extra={"recording_id": recording.id})
            failed = Retry(f"failed: {type(error).__name__}")
        await self._store.do(actions.forgotten, recording.id, failed)

    async def _fetch(self, recording: Recording) -> None:
        outcome: Fetched | ChannelError
        file: OutboundFile | None = None
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                file = await self._channels[recording.channel_id].fetch_recording(recording.external_id)
            outcome = await asyncio.to_thread(_keep, self._store.blobs, file)
        except ChannelError as error:
            outcome = error
        except TimeoutError:
            outcome = Retry("the carrier did not give it in time")
        except (OSError, TooLarge) as error:
            outcome = Retry(f"it could not be kept: {type(error).__name__}")
        except Exception as error:
            log.exception("a recording could not be fetched", extra={"recording_id": recording.id})
            outcome = Retry(f"failed: {type(error).__name__}")
        await self._store.do(actions.settle, recording.id, outcome)
        if file is not None:  # only now: a hub that stopped before would find nothing the second time
            await asyncio.to_thread(Path(file.path).unlink, missing_ok=True)

    async def _wait(self, pos: int, alarm: datetime | None) -> int:
        while True:
            batch = await self._tail.after(pos, alarm)
            if not batch:
                return pos
            pos = batch[-1].pos
            if any(isinstance(logged.fact, facts.RecordingMade) for logged in batch):
                return pos


class Retention:
    """Erases recordings whose days are over: once a day, by whichever node comes first."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self) -> None:
        """Look every hour whether today's round is still to be done, until cancelled."""
        while True:
            if await self._store.do(leases.take, RETENTION, uuid.uuid4().hex, A_DAY):
                await self._erase_past()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _erase_past(self) -> None:
        voice, count = self._store.house.voice, 0
        for kind, days in (("talk", voice.talk_days), ("voicemail", voice.voicemail_days)):
            before = self._store.clock() - timedelta(days=days)
            while found := await self._store.read(rows.past, kind, before, ERASED_AT_ONCE):
                for recording in found:
                    await erase(self._store, recording)
                count += len(found)
        if count:
            log.info("recordings were erased after their days", extra={"count": count})


async def erase(store: Store, recording: Recording, by: AgentId | None = None, why: str = "") -> None:
    """Remove its bytes, then say so: a stop in between leaves a row that is erased again, never bytes without one."""
    if recording.sha256 and not await store.read(rows.is_used_elsewhere, recording.sha256, recording.id):
        await asyncio.to_thread(blobs.path_of(store.blobs, recording.sha256).unlink, missing_ok=True)
    await store.do(actions.erased, recording.id, by, why)


def _keep(folder: Path, file: OutboundFile) -> Fetched:
    """Take the file into the blob folder."""
    stored = blobs.keep(folder, _pieces(Path(file.path)), LARGEST)
    return Fetched(stored.sha256, stored.size, file.content_type)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
