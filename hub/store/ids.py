"""Identifiers: UUIDv7 in hex (RFC 9562 §5.7). They sort in the order of their making; nothing else makes ids."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]  # the moment now, aware UTC

_RANDOM_BITS = 74  # 12 above the variant, 62 under it
_STEP_BITS = 32  # ids of one millisecond differ by a random step, so the next one cannot be guessed
_VERSION = 7 << 76
_VARIANT = 2 << 62
_LOW = (1 << 62) - 1


class Ids:
    """Makes identifiers that grow strictly within this process, also when the clock stands still or goes back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0  # milliseconds and random bits, as one number

    def __call__(self) -> str:
        """A new identifier, greater than each one made here before."""
        with self._lock:
            now = milliseconds(self._clock()) << _RANDOM_BITS
            if now > self._last:
                self._last = now | secrets.randbits(_RANDOM_BITS - 1)
            else:
                self._last += 1 + secrets.randbits(_STEP_BITS)
            return written(self._last)


def id_at(moment: datetime) -> str:
    """An identifier that sorts at a moment of the past: for imported history."""
    return written(milliseconds(moment) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS))


def first_id_at(moment: datetime) -> str:
    """The least identifier of a moment: what is older has a smaller one."""
    return written(milliseconds(moment) << _RANDOM_BITS)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def written(number: int) -> str:
    """The 122 free bits with version and variant put in their places, as 32 hex digits."""
    time, chance = number >> _RANDOM_BITS, number & ((1 << _RANDOM_BITS) - 1)
    return f"{time << 80 | _VERSION | (chance >> 62) << 64 | _VARIANT | (chance & _LOW):032x}"
