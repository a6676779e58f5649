"""Business hours: whether a queue is open, when that changes next, and how much open time lies between two instants.

Pure arithmetic over plan.Hours and the zone database. Spans are wall-clock times in the queue's zone; instants
are aware and may be in any zone. Across a change to or from summer time a span keeps its wall-clock ends:
a time that does not exist is read as the same distance after midnight's offset, one that exists twice opens at
the first and closes at the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.core.plan import Hours

HORIZON_DAYS = 400  # further than this no opening is looked for: a yearly special day lies within
DAY = timedelta(days=1)
MIDNIGHT = time(0)

Span = tuple[datetime, datetime]


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether the queue is open at that instant. A span holds its first instant and not its last."""
    if _is_always(hours):
        return True
    at = at.astimezone(UTC)
    return any(begins <= at < ends for begins, ends in _spans(hours, at, 1))


def local_day(day: date, zone: ZoneInfo) -> Span:
    """From a local midnight to the next, in UTC; 23 or 25 hours where the clocks change."""
    begins, ends = (datetime.combine(each, MIDNIGHT, zone).astimezone(UTC) for each in (day, day + DAY))
    return begins, ends


def opens_at(hours: Hours, after: datetime) -> datetime | None:
    """The first instant at or after which the queue is open; None when it does not open within 400 days."""
    if _is_always(hours):
        return after
    after = after.astimezone(UTC)
    for begins, ends in _spans(hours, after, HORIZON_DAYS):
        if after < ends:
            return max(after, begins)
    return None


def changes_at(hours: Hours, after: datetime) -> datetime | None:
    """The next instant, later than `after`, at which the queue opens or closes; None when it never opens.

    Where it stays open for over 400 days, an instant about then at which to ask again.
    """
    if _is_always(hours):
        return None
    after = after.astimezone(UTC)
    for begins, ends in _spans(hours, after, HORIZON_DAYS):
        if after < begins:
            return begins
        if after < ends:
            return ends
    return None


def open_between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` the queue was open; nothing when `end` is before `start`."""
    # Python compares and subtracts two times of one zone by the wall clock, wrongly across a change: UTC first.
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        return timedelta()
    if _is_always(hours):
        return end - start
    total = timedelta()
    for begins, ends in _spans(hours, start, (end - start).days + 2):
        total += max(timedelta(), min(end, ends) - max(start, begins))
    return total


def after_open_time(hours: Hours, start: datetime, wanted: timedelta) -> datetime | None:
    """The instant at which `wanted` of open time has passed since `start`; None when that is over 400 days away."""
    start = start.astimezone(UTC)
    if _is_always(hours) or not wanted:
        return start + wanted
    left = wanted
    for begins, ends in _spans(hours, start, HORIZON_DAYS):
        begins = max(start, begins)
        if begins < ends:
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
    return None


def _is_always(hours: Hours) -> bool:
    return not (hours.week or hours.days_off or hours.special)


def _spans(hours: Hours, at: datetime, days: int) -> Iterator[Span]:
    """Open spans in UTC, in order, touching and overlapping ones joined, from the day before `at` on."""
    zone = ZoneInfo(hours.time_zone)
    # A day back for spans that run past midnight; one more because no zone is a day from another.
    first = at.astimezone(zone).date() - 2 * DAY
    held: Span | None = None
    for offset in range(days + 4):
        for begins, ends in sorted(_day(hours, zone, first + offset * DAY)):
            if held is None or begins > held[1]:
                if held is not None:
                    yield held
                held = (begins, ends)
            else:
                held = (held[0], max(held[1], ends))
    if held is not None:
        yield held


def _day(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[Span]:
    """The spans that begin on that local date. A special day wins over a day off, a day off over the week."""
    if day in hours.special:
        spans = hours.special[day]
    elif day in hours.days_off:
        return
    else:
        # No week at all, only exceptions to it: open around the clock otherwise.
        spans = hours.week.get(day.weekday(), ()) if hours.week else ((MIDNIGHT, MIDNIGHT),)
    for opening, closing in spans:
        last = day if closing > opening else day + DAY  # 22:00-06:00, and 00:00-00:00 for the whole day
        begins = datetime.combine(day, opening, zone).astimezone(UTC)
        ends = datetime.combine(last, closing, zone).replace(fold=1).astimezone(UTC)
        if begins < ends:
            yield begins, ends
