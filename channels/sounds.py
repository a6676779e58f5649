"""The hub's own sounds, made by arithmetic: hold music, the beep before a recording, ringing. Nobody holds a right.

Whoever plays to a caller takes them from here: the hub's site as WAV files, our media as samples. No files, no clock.
"""

from __future__ import annotations

import io
import wave
from functools import cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
Wave = NDArray[np.float64]

NAMES = ("music", "beep", "ringing")
TELEPHONE_RATE = 8000  # Hz: what every carrier plays as it is
LOUDNESS = 0.22  # of full scale: hold music should not shout over a voice
BEAT = 0.75  # seconds
# Four bars of four beats, in the middle of what a telephone carries: the chord, then a melody's note a beat (0 rests).
BARS: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((60, 64, 67, 71), (76, 79, 83, 79)),
    ((57, 60, 64, 67), (76, 72, 0, 74)),
    ((53, 60, 65, 69), (72, 77, 76, 72)),
    ((55, 59, 62, 69), (74, 71, 74, 79)),
    ((60, 64, 67, 71), (83, 79, 76, 79)),
    ((57, 60, 64, 67), (81, 79, 76, 0)),
    ((53, 60, 65, 69), (77, 76, 72, 69)),
    ((55, 59, 62, 67), (71, 74, 71, 67)),
)


@cache
def samples(name: str, rate: int = TELEPHONE_RATE) -> Samples:
    """A sound as mono samples; "music" and "ringing" may be repeated without a seam. Raises KeyError for no such."""
    made = {"music": _music, "beep": _beep, "ringing": _ringing}[name](rate)
    found: Samples = np.round(np.clip(made, -1.0, 1.0) * 32767).astype(np.int16)
    found.setflags(write=False)
    return found


@cache
def wav(name: str, rate: int = TELEPHONE_RATE) -> bytes:
    """A sound as a WAV file: mono, 16 bits. Raises KeyError for no such."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples(name, rate).astype("<i2").tobytes())
    return written.getvalue()


def _music(rate: int) -> Wave:
    """A soft chord under a plucked melody, 24 s; what rings on at the end sounds into the beginning."""
    bar = int(4 * BEAT * rate)
    made = np.zeros(bar * len(BARS))
    for place, (chord, melody) in enumerate(BARS):
        begin = place * bar
        for note in chord:
            _lay(made, begin, _pad(_pitch(note), 4 * BEAT + 0.5, rate), 0.16)
        for beat, note in enumerate(melody):
            if note:
                _lay(made, begin + int(beat * BEAT * rate), _pluck(_pitch(note), 1.8, rate), 0.5)
    loudest: float = float(np.abs(made).max())
    return made * (LOUDNESS / loudest)


def _lay(made: Wave, begin: int, tone: Wave, loudness: float) -> None:
    """Add a tone; past the end it goes on at the beginning."""
    places = (begin + np.arange(len(tone))) % len(made)
    made[places] += tone * loudness


def _pad(pitch: float, seconds: float, rate: int) -> Wave:
    at = np.arange(int(seconds * rate)) / rate
    swell = np.minimum(1.0, at / 0.5) * np.minimum(1.0, (seconds - at) / 0.5)
    tone: Wave = (np.sin(2 * np.pi * pitch * at) + 0.3 * np.sin(4 * np.pi * pitch * at)) * swell
    return tone


def _pluck(pitch: float, seconds: float, rate: int) -> Wave:
    at = np.arange(int(seconds * rate)) / rate
    fade = np.minimum(1.0, at / 0.008) * np.exp(-2.6 * at) * np.minimum(1.0, (seconds - at) / 0.05)
    bright = 0.35 * np.sin(4 * np.pi * pitch * at) * np.exp(-4 * at)
    tone: Wave = (np.sin(2 * np.pi * pitch * at) + bright) * fade
    return tone


def _beep(rate: int) -> Wave:
    """A tone of 0.4 s."""
    at = np.arange(int(0.4 * rate)) / rate
    edge = np.minimum(1.0, np.minimum(at, 0.4 - at) / 0.01)
    tone: Wave = 0.3 * np.sin(2 * np.pi * 1000 * at) * edge
    return tone


def _ringing(rate: int) -> Wave:
    """Two short rings and a rest of 1.5 s."""
    at = np.arange(int(0.4 * rate)) / rate
    edge = np.minimum(1.0, np.minimum(at, 0.4 - at) / 0.01)
    ring: Wave = 0.14 * (np.sin(2 * np.pi * 400 * at) + np.sin(2 * np.pi * 450 * at)) * edge
    return np.concatenate([ring, np.zeros(int(0.2 * rate)), ring, np.zeros(int(1.5 * rate))])


def _pitch(note: int) -> float:
    """A note's frequency in Hz by its MIDI number."""
    return float(440.0 * 2 ** ((note - 69) / 12))
