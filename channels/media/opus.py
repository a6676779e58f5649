"""Opus (RFC 6716) by PyAV: 20 ms frames of mono speech to packets and back. Knows no network and no rooms."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray

from channels import sounds
from channels.media.values import FRAME, RATE

Frame = NDArray[np.int16]
TIME_BASE = Fraction(1, RATE)
BIT_RATE = 40_000
# The low-delay mode takes a third of the processor time of the speech mode; at this rate nobody hears a difference.
OPTIONS = {"application": "lowdelay", "compression_level": "4", "vbr": "on"}
SILENCE: Frame = np.zeros(FRAME, np.int16)
SILENCE.setflags(write=False)


def to_audio(frame: Frame) -> av.AudioFrame:
    """Samples as PyAV wants them."""
    made = av.AudioFrame(format="s16", layout="mono", samples=len(frame))
    made.planes[0].update(np.ascontiguousarray(frame).tobytes())
    made.sample_rate = RATE
    made.time_base = TIME_BASE
    return made


class Encoder:
    """One stream of packets; each depends on those before it."""

    def __init__(self) -> None:
        made = av.CodecContext.create("libopus", "w")
        assert isinstance(made, AudioCodecContext)
        made.bit_rate = BIT_RATE
        made.format = av.AudioFormat("s16")
        made.layout = av.AudioLayout("mono")
        made.sample_rate = RATE
        made.time_base = TIME_BASE
        made.options = OPTIONS
        self._codec = made

    def encode(self, frame: Frame) -> bytes:
        """One frame of 20 ms as one packet."""
        return b"".join(bytes(packet) for packet in self._codec.encode(to_audio(frame)))


class Decoder:
    """One stream of packets, heard in mono."""

    def __init__(self) -> None:
        made = av.CodecContext.create("libopus", "r")
        assert isinstance(made, AudioCodecContext)
        made.format = av.AudioFormat("s16")
        made.layout = av.AudioLayout("mono")
        made.sample_rate = RATE
        self._codec = made

    def decode(self, packet: bytes) -> Frame | None:
        """The samples of one packet, None where it cannot be read."""
        try:
            frames = self._codec.decode(av.Packet(packet))
        except av.FFmpegError:
            return None
        parts = [mono(each) for each in frames]
        return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else None


def mono(frame: av.AudioFrame) -> Frame:
    """A decoded frame (s16, packed) as mono samples."""
    count = frame.layout.nb_channels
    flat: Frame = np.frombuffer(bytes(frame.planes[0]), np.int16)[: frame.samples * count]
    if count == 1:
        return flat
    both = flat.reshape(-1, count).mean(axis=1)
    made: Frame = both.astype(np.int16)
    return made


def frames_of(samples: Frame) -> list[Frame]:
    """Samples cut into frames; the last is filled with silence."""
    whole = -(-len(samples) // FRAME) * FRAME
    padded = np.zeros(whole, np.int16)
    padded[: len(samples)] = samples
    return [padded[at : at + FRAME] for at in range(0, whole, FRAME)]


@cache
def sound(name: str) -> tuple[Frame, ...]:
    """One of the hub's sounds, frame by frame. Raises KeyError for no such."""
    return tuple(frames_of(sounds.samples(name, RATE)))


class Loop:
    """A sound that goes round, as frames and as packets, each made once: who hears only this costs no encoding."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.frames: tuple[Frame, ...] = (SILENCE,)
        self._packets: dict[int, bytes] = {}
        self._encoder = Encoder()

    def make(self) -> None:
        """Make its samples, half a second's work for music; until then it is silent. "" stays so."""
        if self._name:
            made = sound(self._name)
            self._packets, self.frames = {}, made

    def frame(self, at: int) -> Frame:
        """The samples of the frame at a place."""
        return self.frames[at % len(self.frames)]

    def packet(self, at: int) -> bytes:
        """The packet of the frame at a place."""
        place = at % len(self.frames)
        if place not in self._packets:
            self._packets[place] = self._encoder.encode(self.frames[place])
        return self._packets[place]


def energy(frame: Frame) -> float:
    """The frame's energy: squared samples (full scale 1.0) times seconds."""
    wave = frame.astype(np.float32)
    return float(np.dot(wave, wave)) / (32768.0**2 * RATE)
