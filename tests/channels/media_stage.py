"""What the tests of calls by our own media share: people with WebRTC ends of their own (aiortc), and a rig of rooms."""

from __future__ import annotations

import asyncio
import fractions
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import av
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from numpy.typing import NDArray

from channels.media import Media, MediaEvent
from channels.voice import Part

RATE, FRAME = 48_000, 960
Told = TypeVar("Told")


class Mouth(MediaStreamTrack):
    """A tone, in real time; silence while `quiet`."""

    kind = "audio"

    def __init__(self, hertz: float) -> None:
        super().__init__()
        self.quiet = False
        self._hertz, self._at, self._begun = hertz, 0, 0.0

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms, when it is due."""
        if self.readyState != "live":
            raise MediaStreamError
        self._begun = self._begun or time.monotonic()
        await asyncio.sleep(max(0.0, self._begun + self._at / RATE - time.monotonic()))
        at = (np.arange(FRAME) + self._at) / RATE
        made = (np.sin(2 * np.pi * self._hertz * at) * (0 if self.quiet else 8000)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(made.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, fractions.Fraction(1, RATE)
        self._at += FRAME
        return frame


@dataclass(slots=True)
class Person:
    """Somebody with a WebRTC end: says a tone of `hertz`, remembers what they heard."""

    hertz: float
    mouth: Mouth = field(init=False)
    pc: RTCPeerConnection = field(init=False)
    heard: list[NDArray[np.int16]] = field(default_factory=list)
    _ear: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.mouth = Mouth(self.hertz)
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.pc.addTrack(self.mouth)
        self.pc.on("track", self._listen)

    async def offer(self) -> str:
        """An offer with all candidates."""
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return str(self.pc.localDescription.sdp)

    async def take(self, answer: str) -> None:
        """The other side's answer."""
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def call(self, media: Media, room: str, leg: str, part: Part = Part.TALK, beside: str = "") -> None:
        """Be a leg of a room."""
        await self.take(await media.answer(room, leg, await self.offer(), part, beside))

    def _listen(self, track: MediaStreamTrack) -> None:
        self._ear = asyncio.create_task(self._hear(track))

    async def _hear(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, av.AudioFrame)
            count = frame.layout.nb_channels
            self.heard.append(np.frombuffer(bytes(frame.planes[0]), np.int16)[: frame.samples * count : count])

    def pitches(self, seconds: float = 0.5, least: float = 0.1) -> set[int]:
        """The frequencies (to 10 Hz) that made up at least `least` of what was heard in the last seconds."""
        return pitches(np.concatenate([NOTHING, *self.heard[-int(seconds * 50) :]]), least)

    async def leave(self) -> None:
        """Close everything."""
        await self.pc.close()
        if self._ear is not None:
            self._ear.cancel()


NOTHING: NDArray[np.int16] = np.zeros(0, np.int16)


def pitches(samples: NDArray[np.int16], least: float = 0.1) -> set[int]:
    """The frequencies (to 10 Hz) that hold at least `least` of the samples' energy; none where it is all but silent."""
    if not len(samples) or rms(samples) < 0.003:
        return set()
    power = np.abs(np.fft.rfft(samples.astype(np.float64))) ** 2
    bins = np.round(np.fft.rfftfreq(len(samples), 1 / RATE) / 10).astype(int)
    shares = np.bincount(bins, power) / power.sum()
    near = np.convolve(shares, [1, 1, 1], "same")  # a tone leaks into its neighbours
    return {10 * int(at) for at in np.flatnonzero(shares >= least) if near[at] >= least}


def rms(samples: NDArray[np.int16]) -> float:
    """Loudness, full scale 1.0."""
    return float(np.sqrt(np.mean((samples / 32768.0) ** 2))) if len(samples) else 0.0


def recorded(path: Path) -> NDArray[np.int16]:
    """The samples of a recording, mono at 48 kHz."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as file:
        frames = [made for frame in file.decode(audio=0) for made in resampler.resample(frame)]
    return np.concatenate([NOTHING, *(frame.to_ndarray().reshape(-1) for frame in frames)])


@dataclass(slots=True)
class Rig:
    """A media process, what it told, and the people on it."""

    media: Media
    events: list[MediaEvent]
    people: list[Person] = field(default_factory=list)

    async def person(self, hertz: float, room: str, leg: str, part: Part = Part.TALK, beside: str = "") -> Person:
        """Somebody who joins a room and is connected."""
        one = Person(hertz)
        self.people.append(one)
        await one.call(self.media, room, leg, part, beside)
        await eventually(lambda: one.pc.connectionState == "connected" and bool(one.heard))
        return one

    def told(self, kind: type[Told]) -> list[Told]:
        """The events of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]


async def eventually(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def rig(folder: Path) -> AsyncIterator[Rig]:
    """A media process of its own."""
    events: list[MediaEvent] = []

    async def heard(event: MediaEvent) -> None:
        events.append(event)

    async with Media(heard, folder) as media:
        made = Rig(media, events)
        try:
            yield made
        finally:
            for one in made.people:
                await one.leave()
