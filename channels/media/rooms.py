"""Who hears whom, and what: legs in rooms, a frame of 20 ms at a time. No network, no clock, no files.

A leg hears the others of its room and the sound that is played to it. On hold it hears music, and nobody hears it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from channels.media.opus import SILENCE, Frame, Loop, energy, sound
from channels.media.values import FRAME
from channels.voice import Part

MOST_WAITING = 8  # frames a leg may be ahead of us before some are left out: its clock is not ours
KEPT_WAITING = 3
NO_FRAMES: Frame = np.zeros(0, np.int16)


@dataclass(slots=True)
class Voice:
    """One leg as its room knows it."""

    id: str
    room: str = ""  # "": alone
    part: Part = Part.TALK
    beside: str = ""
    muted: bool = False
    held: bool = False
    loop: str = ""  # the sound played to it until told otherwise
    once: deque[Frame] = field(default_factory=deque)  # sounds played to it once: a beep, keys
    waiting: deque[Frame] = field(default_factory=deque)  # what it said and nobody heard yet
    rest: Frame = field(default_factory=lambda: NO_FRAMES)
    now: Frame | None = None  # what it says in this frame
    energy_in: float = 0.0
    energy_out: float = 0.0

    def say(self, samples: Frame) -> None:
        """It said something, however long."""
        if len(samples) != FRAME or len(self.rest):
            samples = np.concatenate([self.rest, samples])
            whole = len(samples) // FRAME * FRAME
            self.rest = samples[whole:]
            self.waiting.extend(samples[at : at + FRAME] for at in range(0, whole, FRAME))
        else:
            self.waiting.append(samples)
        if len(self.waiting) > MOST_WAITING:
            while len(self.waiting) > KEPT_WAITING:
                self.waiting.popleft()

    def turn(self) -> None:
        """Take what it says now."""
        self.now = self.waiting.popleft() if self.waiting else None
        if self.now is not None:
            self.energy_in += energy(self.now)

    @property
    def heard(self) -> Frame | None:
        """What others of the room may hear of it now."""
        return None if self.muted or self.held or self.part is Part.LISTEN else self.now


@dataclass(frozen=True, slots=True)
class Heard:
    """What a leg hears in this frame: a loop's place (made already), or samples of its own."""

    loop: str
    samples: Frame | None = None


def hears(listener: Voice, speaker: Voice) -> bool:
    """Whether one hears the other, both in one room."""
    if speaker is listener or listener.held or speaker.part is Part.LISTEN:
        return False
    return speaker.part is Part.TALK or speaker.beside == listener.id


def heard_by(listener: Voice, others: Iterable[Voice]) -> Heard:
    """What a leg hears of the others, and what is played to it."""
    if listener.held:
        return Heard("music")
    parts = [frame for other in others if hears(listener, other) and (frame := other.heard) is not None]
    if listener.once:
        parts.append(listener.once.popleft())
    if not parts:
        return Heard(listener.loop)
    return Heard(listener.loop, mixed(parts))


def mixed(parts: list[Frame]) -> Frame:
    """The sum, as loud as it can be written."""
    if len(parts) == 1:
        return parts[0]
    total = parts[0].astype(np.int32)
    for part in parts[1:]:
        total += part
    made: Frame = np.clip(total, -32768, 32767).astype(np.int16)
    return made


def on_tape(voices: Iterable[Voice]) -> Frame:
    """What a recording keeps of a room: all who talk, on hold or not heard left out; a whisper is never kept."""
    parts = [frame for each in voices if each.part is Part.TALK and (frame := each.heard) is not None]
    return mixed(parts) if parts else SILENCE


def play_once(voice: Voice, name: str) -> None:
    """Play a sound to a leg once. Raises KeyError for no such sound."""
    voice.once.extend(sound(name))


def output(heard: Heard, loops: Mapping[str, Loop], at: int) -> Frame | None:
    """The samples to encode; None where the loop's own packet serves."""
    if heard.samples is None:
        return None
    return mixed([heard.samples, loops[heard.loop].frame(at)]) if heard.loop else heard.samples
