"""Past volumes as the forecast wants them, by queue and local day, kept in memory; and the forecasts made of them.

A day that is over does not change, so it is counted once. A forecast of a day is made once a day, in a process of its
own. What a forecast is, is insight/forecast.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from channels.contract import Medium
from hub.core.hours import local_day
from hub.core.terms import QueueId
from hub.insight.forecast import HOLDOUT_DAYS, Counts, Forecast, forecast, level_so_far
from hub.insight.half_hours import HOUR, SLOTS, Expected, by_slot, shares_of, slots_over
from hub.store.database import Connection, Store
from hub.store.volumes import Counted, counts, first_day, lately

DAY = timedelta(days=1)
WEEKS_LOOKED_BACK = 9  # what the longest model needs
LOOKED_BACK_DAYS = 7 * WEEKS_LOOKED_BACK + HOLDOUT_DAYS

Apart = Callable[..., Any]  # runs a function in another process and gives what to await


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
        over = slots_over(day, now.astimezone(self.zone)) if came is not None else 0
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
        local, days = now.astimezone(self.zone), 0
        found: dict[tuple[QueueId, Medium], float] = {}
        last = await self._store.read(lately, now - HOUR, now)
        for queue in self._store.house.queues:
            expected = await self.expected(queue, local.date())
            came = {kind: float(number) for kind, number in last.items() if kind[0] == queue}
            if not expected.is_foreseen(sum(came.values()), local):
                found.update(came)
                continue
            days = max(days, expected.days)
            found.update({(queue, medium): each for medium, each in expected.hourly(local, minutes).items()})
        return found, days

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
            return {each: counts(conn, *local_day(each, self.zone)) for each in missing}

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
