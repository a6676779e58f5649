"""When something is due again: at a time of day on some weekdays, by a zone's clock. Pure.

A time that does not exist on a day is taken as far after midnight as the clock says; one that comes twice is the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Schedule:
    """`at` is "07:30"; `days` are 0 (Monday) to 6; `to` are mail addresses."""

    at: str
    days: tuple[int, ...]
    zone: str
    to: tuple[str, ...]


def next_due(schedule: Schedule, after: datetime) -> datetime | None:
    """The first moment after that one; None where no day is named."""
    zone, of_day = ZoneInfo(schedule.zone), time.fromisoformat(schedule.at)
    first = after.astimezone(zone).date()
    for days in range(9):
        day = first + timedelta(days=days)
        moment = datetime.combine(day, of_day, tzinfo=zone).astimezone(UTC)
        if day.weekday() in schedule.days and moment > after:
            return moment
    return None
