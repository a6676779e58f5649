"""What the media process tells, and what it may be given: frozen values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

RATE = 48_000  # samples a second, mono
FRAME = 960  # samples of one frame: 20 ms


@dataclass(frozen=True, slots=True)
class IceServer:
    """A STUN or TURN server: `urls` as in RFC 7064/7065, `stun:host:port` or `turn:host:port?transport=udp`."""

    urls: str
    username: str = ""
    credential: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Connected:
    """A leg's media flows. Told again when its media was replaced."""

    leg: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A leg is gone without having been dropped. `reason`: "silent" (nothing came for seconds), "closed" (the other
    side ended its media, seconds ago), "never" (it never connected), "died" (the media process did)."""

    leg: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording is complete: an Ogg Opus file that now belongs to whoever hears this."""

    room: str
    path: Path
    seconds: int


@dataclass(frozen=True, slots=True)
class Warned:
    """A leg's line is bad ("high-packet-loss", "high-jitter", "high-rtt"); `on` False: it is over."""

    leg: str
    warning: str
    on: bool


MediaEvent = Connected | Lost | Recorded | Warned


@dataclass(frozen=True, slots=True)
class Stats:
    """What went through a leg, from our side: in is what it said, out is what it was given to hear.

    Energy is the sum of squared samples (full scale 1.0) times seconds, as in WebRTC's totalAudioEnergy.
    """

    connected: bool
    bytes_in: int
    bytes_out: int
    packets_in: int
    packets_out: int
    energy_in: float
    energy_out: float
    packets_lost: int = 0
    jitter_ms: float = 0.0
    rtt_ms: float = 0.0
