"""A leg without a network: a tone or a WAV file that speaks in a room and hears what is said. For scripted callers."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from channels.media.opus import Frame, frames_of
from channels.media.values import RATE

TONE_LOUDNESS = 0.2  # of full scale


def tone(hertz: float) -> list[Frame]:
    """One second of a tone; a whole frequency repeats without a seam."""
    at = np.arange(RATE) / RATE
    made = (np.sin(2 * np.pi * hertz * at) * TONE_LOUDNESS * 32767).astype(np.int16)
    return frames_of(made)


def from_wav(path: Path) -> list[Frame]:
    """A WAV file of 16 bits at any rate. Raises ValueError for another."""
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise ValueError("a WAV file of 16 bits is needed")
        flat = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        samples = flat.reshape(-1, file.getnchannels()).mean(axis=1)
        rate = file.getframerate()
    length = int(len(samples) * RATE / rate)
    places = np.arange(length) * rate / RATE
    made: Frame = np.interp(places, np.arange(len(samples)), samples).astype(np.int16)
    return frames_of(made)


_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_KEYS = "123A456B789C*0#D"
KEY_SECONDS, GAP_SECONDS = 0.1, 0.06


def key_tones(keys: str) -> list[Frame]:
    """Keys as tones (ITU-T Q.23); a comma is a pause, other characters are left out."""
    parts: list[Frame] = []
    gap: Frame = np.zeros(int(GAP_SECONDS * RATE), np.int16)
    at = np.arange(int(KEY_SECONDS * RATE)) / RATE
    for key in keys.upper():
        place = _KEYS.find(key)
        if key == ",":
            parts.append(np.zeros(RATE // 2, np.int16))
        elif place >= 0:
            low, high = _ROWS[place // 4], _COLUMNS[place % 4]
            wave_ = 0.2 * (np.sin(2 * np.pi * low * at) + np.sin(2 * np.pi * high * at))
            parts += [(wave_ * 32767).astype(np.int16), gap]
    return frames_of(np.concatenate(parts)) if parts else []
