"""Past volumes as the forecast wants them, by queue and local day, kept in memory; and the forecasts made of them.

A day that is over does not change, so it is counted once. A forecast of a day is made once a day, in a process of its
own. What a forecast is, is insight/forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from channels.contract import Medium
from hub.core.terms import QueueId
from hub.insight.forecast import HOLDOUT_DAYS, Counts, Forecast, forecast, level_so_far
from hub.store.database import Connection, Store
from hub.store.volumes import Counted, counts, first_day, lately

SLOTS = 48
DAY = timedelta(days=1)
WEEKS_LOOKED_BACK = 9  # what the longest model needs
LOOKED_BACK_DAYS = 7 * WEEKS_LOOKED_BACK + HOLDOUT_DAYS
LAST_HOUR = timedelta(hours=1)

Apart = Callable[..., Any]  # runs a function in another process and gives what to await


@dataclass(frozen=True, slots=True)
class Expected:
    """A queue's day: by slot what came (None: not over yet) and what is expected, the mediums' shares of it."""

    actual: tuple[float | None, ...]
    forecast: Forecast | None
    level: float  # of the rest of today, by what came so far; 1 for other days
    shares: dict[Medium, float]
    days: int


class Volumes:
    """One hub's volumes."""

    def __init__(self, store: Store, apart: Apart) -> None:
        self._store, self._apart = store, apart
        self._days: dict[date, Counted] = {}
        self._made: dict[tuple[QueueId, date, date], Forecast | None] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The firm's."""
        return ZoneInfo(self._store.house.time_zone)

    async def expected(self, queue: QueueId, day: date) -> Expected:
        """What is expected of a day, with what came of it so far."""
        now = self._store.clock()
        today = now.astimezone(self.zone).date()
        known = await self._known(min(day, today), now)
        history = {each: by_slot(counted, queue, self.zone) for each, counted in known.items() if each < day}
        made = await self._forecast(queue, day, today, history)
        came = by_slot(known[day], queue, self.zone) if day in known else None
        over = self.slots_over(day, now) if came is not None else 0
        actual = tuple(came[slot] if came is not None and slot < over else None for slot in range(SLOTS))
        level = 1.0
        if made is not None and day == today and came is not None:
            level = level_so_far(sum(came[:over]), sum(made.expected[:over]), made.score.day_variance)
        return Expected(actual, made, level, shares_of(known.values(), queue), len(history))

    async def hourly(self, now: datetime, minutes: int) -> tuple[dict[tuple[QueueId, Medium], float], int]:
        """What is expected an hour in the next minutes by kind, and over how many days counted.

        Where no forecast can be made, or the last hour lay outside what was forecast for it (something is going on
        that no past week knows), as much as in the last hour: 0 days.
        """
        today, found, days = now.astimezone(self.zone).date(), {}, 0
        last = await self._store.read(lately, now - LAST_HOUR, now)
        for queue in self._store.house.queues:
            expected = await self.expected(queue, today)
            came = {kind: float(number) for kind, number in last.items() if kind[0] == queue}
            if expected.forecast is None or not self._foreseen(expected, sum(came.values()), now):
                found.update(came)
                continue
            days = max(days, expected.days)
            slots = self._slots(now, minutes)
            whole = sum(expected.forecast.expected[slot] * part for slot, part in slots) * expected.level
            for medium, share in expected.shares.items():
                found[queue, medium] = whole * share * 60 / minutes
        return found, days

    def _foreseen(self, expected: Expected, came: float, now: datetime) -> bool:
        """Whether what came in the last hour lies in its forecast range."""
        made = expected.forecast
        if made is None:
            return False
        slots = self._slots(now - LAST_HOUR, 60)
        low, high = (sum(side[slot] * part for slot, part in slots) for side in (made.low, made.high))
        return low <= came <= high

    def slots_over(self, day: date, now: datetime) -> int:
        """How many slots of the day are over."""
        local = now.astimezone(self.zone)
        if day != local.date():
            return SLOTS if day < local.date() else 0
        return slot_of(local)

    def starts(self, day: date) -> datetime:
        """When a local day begins."""
        return datetime.combine(day, time(0), self.zone).astimezone(UTC)

    def _slots(self, now: datetime, minutes: int) -> list[tuple[int, float]]:
        """The slots in which the next minutes lie, each with the share of it."""
        found: dict[int, float] = {}
        for minute in range(minutes):
            slot = slot_of((now + timedelta(minutes=minute)).astimezone(self.zone))
            found[slot] = found.get(slot, 0.0) + 1 / 30
        return list(found.items())

    async def _known(self, last: date, now: datetime) -> dict[date, Counted]:
        """The counts of the days up to `last`, as far back as the forecast looks and work goes."""
        first = await self._store.read(first_day)
        if first is None:
            return {}
        begins = max(first.astimezone(self.zone).date(), last - LOOKED_BACK_DAYS * DAY)
        days = [begins + number * DAY for number in range((last - begins).days + 1)]
        today = now.astimezone(self.zone).date()
        missing = [each for each in days if each not in self._days]

        def ask(conn: Connection) -> dict[date, Counted]:
            return {each: counts(conn, self.starts(each), self.starts(each + DAY)) for each in missing}

        read = await self._store.read(ask)
        self._days.update({each: counted for each, counted in read.items() if each < today})
        return {each: read.get(each) or self._days.get(each, {}) for each in days}

    async def _forecast(self, queue: QueueId, day: date, today: date, history: dict[date, Counts]) -> Forecast | None:
        key = (queue, day, today)
        if key not in self._made:
            days_off = frozenset(self._store.house.queues[queue].hours.days_off)
            self._made = {each: made for each, made in self._made.items() if each[2] == today}
            # the first day is seldom a whole one, today is not over
            whole = {each: history[each] for each in sorted(history)[1:] if each < today}
            self._made[key] = await self._apart(forecast, whole, day, days_off)
        return self._made[key]


def slot_of(local: datetime) -> int:
    """The half hour of a local time. An hour that comes twice adds to the same slots."""
    return local.hour * 2 + local.minute // 30


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


def slot_starts(day: date, zone: ZoneInfo) -> list[datetime]:
    """When each slot of a local day begins."""
    return [datetime.combine(day, time(slot // 2, slot % 2 * 30), zone).astimezone(UTC) for slot in range(SLOTS)]


