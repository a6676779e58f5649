"""How often one visitor or address may do a thing. Kept in memory, per process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

MAX_KEYS = 50_000  # remembered at once; the least recently seen is forgotten first


class Window:
    """At most `most` different tags per key in any `seconds`.

    A tag that was counted already is free: repeating a message after a broken line costs nothing.
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._hits: OrderedDict[str, OrderedDict[str, float]] = OrderedDict()  # key -> tag -> when, oldest first

    def wait(self, key: str, tag: str) -> float:
        """Seconds until this may be done, 0.0 when it may be now and is counted."""
        now = self._clock()
        hits = self._hits.setdefault(key, OrderedDict())
        self._hits.move_to_end(key)
        while hits and hits[oldest := next(iter(hits))] <= now - self._seconds:
            del hits[oldest]
        if tag in hits:
            return 0.0
        if len(hits) >= self._most:
            return next(iter(hits.values())) + self._seconds - now
        hits[tag] = now
        while len(self._hits) > MAX_KEYS:
            self._hits.popitem(last=False)
        return 0.0


class Places:
    """At most `most` places taken per key at one time (sockets of an address, uploads of a visitor)."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: dict[str, int] = {}

    def take(self, key: str) -> bool:
        """Take a place if one is free; give it back with `leave`."""
        if self._taken.get(key, 0) >= self._most:
            return False
        self._taken[key] = self._taken.get(key, 0) + 1
        return True

    def leave(self, key: str) -> None:
        """Give a place back."""
        left = self._taken.get(key, 0) - 1
        if left > 0:
            self._taken[key] = left
        else:
            self._taken.pop(key, None)
