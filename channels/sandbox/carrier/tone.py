"""A recording of talk nobody really spoke: two voice-like sounds that take turns, as a WAV file. Never silence."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray

RATE = 8000  # Hz
LONGEST = 600.0  # seconds of sound made; a longer talk is cut
_TURN = 2.4  # seconds until the other one speaks
_SYLLABLE = 0.22
_VOICES = (118.0, 196.0)  # Hz: a low and a high voice


def voices(seconds: float) -> bytes:
    """So many seconds of two voices in turn: mono, 16 bits, 8 kHz. At least a tenth of a second."""
    count = int(RATE * min(max(seconds, 0.1), LONGEST))
    at: NDArray[np.float64] = np.arange(count) / RATE
    pitch = np.where((at // _TURN) % 2 < 1, _VOICES[0], _VOICES[1]) * (1 + 0.03 * np.sin(2 * np.pi * 0.9 * at))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = sum(np.sin(phase * harmonic) / harmonic for harmonic in (1, 2, 3, 5, 7))
    loudness = 0.25 + 0.75 * np.sin(np.pi * (at % _SYLLABLE) / _SYLLABLE) ** 2
    return as_wav(np.round(0.3 * 32767 * loudness * sound / 2).astype("<i2").tobytes(), RATE)


def as_wav(samples: bytes, rate: int) -> bytes:
    """Mono samples of 16 bits as a WAV file."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return written.getvalue()


def length(body: bytes) -> float | None:
    """Seconds a WAV file lasts; None when it is none."""
    try:
        with wave.open(io.BytesIO(body)) as file:
            seconds: float = file.getnframes() / file.getframerate()
            return seconds
    except (wave.Error, EOFError, ZeroDivisionError):
        return None
