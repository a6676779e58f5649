"""A local day by half hours: what came of a queue, what is expected, and how much of it lies in the next minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from channels.contract import Medium
from hub.core.terms import QueueId
from hub.insight.forecast import Counts, Forecast

SLOTS = 48
HALF_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)

Counted = Mapping[tuple[QueueId, Medium], Mapping[datetime, int]]  # by the half hour's beginning


@dataclass(frozen=True, slots=True)
class Expected:
    """A queue's day: by slot what came (None: not over yet) and what is expected, the mediums' shares of it."""

    actual: tuple[float | None, ...]
    forecast: Forecast | None
    level: float  # of the rest of today, by what came so far; 1 for other days
    shares: dict[Medium, float]
    days: int

    def of_slot(self, slot: int, over: int) -> tuple[float | None, float | None, float | None]:
        """Expected, low and high; the slots from `over` on at the level of the day so far."""
        made = self.forecast
        if made is None:
            return None, None, None
        level = self.level if slot >= over else 1.0
        return made.expected[slot] * level, made.low[slot] * level, made.high[slot] * level

    def is_foreseen(self, came: float, local: datetime) -> bool:
        """Whether what came in the hour before that local time lies in its forecast range."""
        if self.forecast is None:
            return False
        parts = parts_of(local - HOUR, 60)
        low, high = (sum(side[slot] * part for slot, part in parts) for side in (self.forecast.low, self.forecast.high))
        return low <= came <= high

    def hourly(self, local: datetime, minutes: int) -> dict[Medium, float]:
        """What is expected an hour of each medium in the next minutes; nothing without a forecast."""
        if self.forecast is None:
            return {}
        whole = sum(self.forecast.expected[slot] * part for slot, part in parts_of(local, minutes)) * self.level
        return {medium: whole * share * 60 / minutes for medium, share in self.shares.items()}


def slot_of(local: datetime) -> int:
    """The half hour of a local time. An hour that comes twice adds to the same slots."""
    return local.hour * 2 + local.minute // 30


def slots_over(day: date, local: datetime) -> int:
    """How many slots of the day are over at that local time."""
    if day != local.date():
        return SLOTS if day < local.date() else 0
    return slot_of(local)


def slot_starts(day: date, zone: ZoneInfo) -> list[datetime]:
    """When each slot of a local day begins."""
    return [datetime.combine(day, time(slot // 2, slot % 2 * 30), zone).astimezone(UTC) for slot in range(SLOTS)]


def parts_of(local: datetime, minutes: int) -> list[tuple[int, float]]:
    """The slots in which the next minutes lie, each with the share of it."""
    found: dict[int, float] = {}
    begins = local.astimezone(UTC)
    for minute in range(minutes):
        slot = slot_of((begins + timedelta(minutes=minute)).astimezone(local.tzinfo))
        found[slot] = found.get(slot, 0.0) + 1 / 30
    return list(found.items())


def by_slot(counted: Counted, queue: QueueId, zone: ZoneInfo) -> Counts:
    """A queue's counts by local half hour."""
    found = [0.0] * SLOTS
    for (each, _), slots in counted.items():
        if each == queue:
            for begins, count in slots.items():
                found[slot_of(begins.astimezone(zone))] += count
    return tuple(found)


def shares_of(days: Iterable[Counted], queue: QueueId) -> dict[Medium, float]:
    """Each medium's share of what came to the queue."""
    sums: dict[Medium, int] = {}
    for counted in days:
        for (each, medium), slots in counted.items():
            if each == queue:
                sums[medium] = sums.get(medium, 0) + sum(slots.values())
    whole = sum(sums.values())
    return {medium: count / whole for medium, count in sums.items()} if whole else {}
