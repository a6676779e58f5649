"""Figure: what a call costs our media, with the server in the middle: two legs that talk, recorded; a caller who waits.

The callers' ends are WebRTC like a browser's, but say packets made beforehand and only count what they hear.
"""

from __future__ import annotations

import asyncio
import queue
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from channels.media import Media, MediaEvent, Recorded
from channels.media.opus import Encoder, frames_of
from channels.media.peer import Outlet
from channels.media.values import FRAME, RATE
from channels.voice import Tape
from tests.bench.databases import Databases
from tests.bench.figures import Figure, Scale
from tests.bench.machine import cost, resident_bytes

CALLS = 8
LEG_SHARE = 0.07  # of a core, the target
SETTLE_SECONDS = 3.0
CONNECT_SECONDS = 30.0


class Ear(queue.Queue[Any]):
    """Counts packets where aiortc would decode them, and the longest wait between two."""

    def __init__(self) -> None:
        super().__init__()
        self.packets, self.longest, self._last = 0, 0.0, 0.0

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        if item is None:
            super().put(None)
            return
        now = time.monotonic()
        self.longest = max(self.longest, now - self._last) if self._last else 0.0
        self._last = now
        self.packets += 1

    def forget(self) -> None:
        """Begin to measure."""
        self.packets, self.longest, self._last = 0, 0.0, 0.0


@dataclass(slots=True)
class Caller:
    """One end of a leg."""

    pc: RTCPeerConnection = field(default_factory=lambda: RTCPeerConnection(RTCConfiguration(iceServers=[])))
    mouth: Outlet = field(default_factory=Outlet)
    ear: Ear = field(default_factory=Ear)

    async def join(self, media: Media, room: str, leg: str) -> None:
        """Be a leg of a room."""
        line = self.pc.addTransceiver(self.mouth, direction="sendrecv")
        setattr(line.receiver, "_RTCRtpReceiver__decoder_queue", self.ear)  # noqa: B010
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await media.answer(room, leg, self.pc.localDescription.sdp)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))


def _speech() -> list[bytes]:
    """Ten seconds that an encoder works on as on speech: a voice's harmonics that come and go, and some noise."""
    at = np.arange(10 * RATE) / RATE
    voice = sum(np.sin(2 * np.pi * 140 * n * at) / n for n in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * at), 0, 1)
    noise = np.random.default_rng(1).normal(0, 0.02, len(at))
    encoder = Encoder()
    return [encoder.encode(frame) for frame in frames_of(((voice * syllables * 0.2 + noise) * 20_000).astype(np.int16))]


async def _speak(callers: list[Caller], packets: list[bytes]) -> None:
    begun, at = time.monotonic(), 0
    while True:
        for number, caller in enumerate(callers):
            if caller.pc.connectionState == "connected":
                caller.mouth.give(packets[(at + 37 * number) % len(packets)])
        at += 1
        await asyncio.sleep(max(0.0, begun + at * FRAME / RATE - time.monotonic()))


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures."""
    seconds, packets = scale.seconds(30.0), _speech()
    with tempfile.TemporaryDirectory() as folder:
        talking = await _run(Path(folder), packets, seconds, _talk)
        waiting = await _run(Path(folder), packets, seconds, _wait)
    call = talking.share / CALLS
    return [
        Figure("web call, server in the middle: processor of a call (two legs, recorded)", f"{call:.1%} of a core",
               "", f"{2 * LEG_SHARE:.0%}", call <= 2 * LEG_SHARE,
               f"{CALLS} at once; {1 / call:.0f} on a core; {talking.heard:.1%} of packets came, longest gap "
               f"{talking.gap_ms:.0f} ms; {talking.resident / 2**20:.0f} MB"),
        Figure("— of a caller who waits with music", f"{waiting.share / (2 * CALLS):.1%} of a core", "", "", None,
               f"{2 * CALLS} at once; {waiting.heard:.1%} of packets came, longest gap {waiting.gap_ms:.0f} ms"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """One run."""

    share: float  # of a core
    heard: float  # of the packets that were due
    gap_ms: float
    resident: int


async def _talk(media: Media, callers: list[Caller]) -> None:
    for number, caller in enumerate(callers):
        await caller.join(media, f"room-{number // 2}", f"leg-{number}")
    for number in range(CALLS):
        await media.record(f"room-{number}", Tape.START)


async def _wait(media: Media, callers: list[Caller]) -> None:
    for number, caller in enumerate(callers):
        await caller.join(media, "", f"leg-{number}")
        await media.play(f"leg-{number}", "music")


async def _run(folder: Path, packets: list[bytes], seconds: float, begin: Any) -> Seen:
    recorded: list[MediaEvent] = []

    async def heard(event: MediaEvent) -> None:
        if isinstance(event, Recorded):
            recorded.append(event)

    callers = [Caller() for _ in range(2 * CALLS)]
    async with Media(heard, folder) as media:
        speaking = asyncio.create_task(_speak(callers, packets))
        await begin(media, callers)
        async with asyncio.timeout(CONNECT_SECONDS):
            while any(each.pc.connectionState != "connected" for each in callers):
                await asyncio.sleep(0.05)
        await asyncio.sleep(SETTLE_SECONDS)
        process = media.pid
        for each in callers:
            each.ear.forget()
        before, begun = cost(process), time.monotonic()
        await asyncio.sleep(seconds)
        spent, took = cost(process).since(before).own, time.monotonic() - begun
        came = sum(each.ear.packets for each in callers) / (len(callers) * took * RATE / FRAME)
        seen = Seen(spent / took, came, max(each.ear.longest for each in callers) * 1000, resident_bytes(process))
        speaking.cancel()
        for each in callers:
            await each.pc.close()
    return seen
