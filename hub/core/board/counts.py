"""What is counted of one queue on one medium: a ring of minutes and the day, both of tallies; and how many waited.

Stays say what began and ended (core/stays); here it only falls into its minute and its day. Everything is a function of
the facts told, so that a replay comes to the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Final

from hub.core.stays import Stay, Tally
from hub.core.terms import InteractionId

MINUTES: Final = 60  # the minute that runs and the 59 before it
A_MINUTE: Final = timedelta(minutes=1)
_NAMES: Final = tuple(each.name for each in fields(Tally))


def minute_of(at: datetime) -> int:
    """The minute a moment lies in, counted from 1970."""
    return int(at.timestamp() // 60)


def together(tallies: list[Tally]) -> Tally:
    """Their sum."""
    return Tally(*(sum(getattr(each, name) for each in tallies) for name in _NAMES)) if tallies else Tally()


@dataclass(slots=True)
class Count:
    """One queue on one medium. `waiting` is in the order of entering."""

    waiting: dict[InteractionId, Stay] = field(default_factory=dict)
    minutes: dict[int, Tally] = field(default_factory=dict)  # only those in which something happened
    day: int = 0  # the local day `today` is of, as date.toordinal()
    today: Tally = field(default_factory=Tally)

    def take(self, stay: Stay, minute: int, day: int) -> None:
        """A stay that began or ended, in its minute and its day. What is older than the ring or the day is not counted
        in it."""
        if stay.end is None:
            self.waiting[stay.interaction_id] = stay
        else:
            self.waiting.pop(stay.interaction_id, None)
        newest = next(reversed(self.minutes), minute)
        if minute > newest - MINUTES:
            self.minutes.setdefault(minute, Tally()).count(stay)
        if minute > newest:
            self.minutes = {each: tally for each, tally in self.minutes.items() if each > minute - MINUTES}
        elif minute < newest:
            self.minutes = dict(sorted(self.minutes.items()))
        if day > self.day:
            self.day, self.today = day, Tally()
        if day == self.day:
            self.today.count(stay)

    def last(self, minutes: int, minute: int) -> Tally:
        """The tally of the last so many minutes, `minute` the newest of them."""
        return together([tally for each, tally in self.minutes.items() if minute - minutes < each <= minute])

    def last_hour(self, minute: int) -> Tally:
        """The tally of the ring, `minute` the newest of it."""
        return self.last(MINUTES, minute)

    def of_day(self, day: int) -> Tally:
        """The tally of that day, if it is the newest in which something happened."""
        return together([self.today]) if day == self.day else Tally()

    @property
    def oldest(self) -> Stay | None:
        """Who waits longest."""
        return next(iter(self.waiting.values()), None)


@dataclass(slots=True)
class Trend:
    """How many wait in a queue, and how many did at the end of each minute in which that changed."""

    waiting: int = 0
    minutes: dict[int, int] = field(default_factory=dict)

    def became(self, waiting: int, minute: int) -> None:
        """So many wait now."""
        self.waiting = waiting
        newest = next(reversed(self.minutes), minute)
        self.minutes[max(minute, newest)] = waiting
        if minute > newest:
            old = [each for each in self.minutes if each <= minute - MINUTES]
            for each in old[:-1]:  # the last of the old ones says how many waited when the ring begins
                del self.minutes[each]

    @property
    def first(self) -> int:
        """The earliest minute it knows of."""
        return next(iter(self.minutes), 0)

    def values(self, minute: int, span: int = MINUTES) -> tuple[int, ...]:
        """At the end of each of the last minutes, the oldest first, `minute` last; fewer where nothing is known."""
        begin = minute - span + 1
        before = [value for each, value in self.minutes.items() if each < begin]
        known: list[int] = []
        value: int | None = before[-1] if before else None
        for each in range(begin, minute + 1):
            value = self.minutes.get(each, value)
            if value is not None:
                known.append(value)
        return tuple(known)


def plain_tally(tally: Tally) -> list[Any]:
    """A tally as its numbers."""
    return [getattr(tally, name) for name in _NAMES]


def read_tally(numbers: list[Any]) -> Tally:
    """The tally of these numbers."""
    return Tally(*numbers)
