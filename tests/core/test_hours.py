"""Business hours: days off, special days, spans past midnight, and both changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.hours import after_open_time, changes_at, is_open, open_between, opens_at
from hub.core.plan import Hours

BERLIN = ZoneInfo("Europe/Berlin")
Spans = tuple[tuple[time, time], ...]
DAY: Spans = ((time(9), time(18)),)
WEEKDAYS = dict.fromkeys(range(5), DAY)
OFFICE = Hours("office", "Europe/Berlin", WEEKDAYS, (date(2026, 1, 1),), {date(2026, 12, 24): ((time(9), time(12)),)})
NIGHT = Hours("night", "Europe/Berlin", dict.fromkeys(range(7), ((time(22), time(6)),)))
TWO_SHIFTS = Hours("shifts", "Asia/Novosibirsk", {0: ((time(8), time(12)), (time(13), time(17)))})
ALWAYS = Hours("always")
EXCEPT = Hours("except", "Europe/Berlin", {}, (date(2026, 1, 1),))


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        (OFFICE, berlin(2026, 1, 5, 9, 0), True),
        (OFFICE, berlin(2026, 1, 5, 8, 59, 59), False),
        (OFFICE, berlin(2026, 1, 5, 18, 0), False),
        (OFFICE, berlin(2026, 1, 4, 12, 0), False),
        (OFFICE, berlin(2026, 1, 1, 12, 0), False),
        (OFFICE, berlin(2026, 12, 24, 11, 59), True),
        (OFFICE, berlin(2026, 12, 24, 12, 0), False),
        (NIGHT, berlin(2026, 1, 5, 23, 0), True),
        (NIGHT, berlin(2026, 1, 6, 5, 59), True),
        (NIGHT, berlin(2026, 1, 6, 6, 0), False),
        (ALWAYS, berlin(2026, 1, 1, 3, 0), True),
        (EXCEPT, berlin(2026, 1, 1, 3, 0), False),
        (EXCEPT, berlin(2026, 1, 2, 3, 0), True),
        (TWO_SHIFTS, datetime(2026, 1, 5, 1, 0, tzinfo=UTC), True),  # 08:00 in Novosibirsk
        (TWO_SHIFTS, datetime(2026, 1, 5, 5, 30, tzinfo=UTC), False),
    ],
)
def test_is_open(hours: Hours, at: datetime, expected: bool) -> None:
    assert is_open(hours, at) is expected


def test_it_opens_next_after_the_weekend_and_the_holiday() -> None:
    assert opens_at(OFFICE, berlin(2026, 1, 2, 18, 0)) == berlin(2026, 1, 5, 9, 0)
    assert opens_at(OFFICE, berlin(2025, 12, 31, 18, 0)) == berlin(2026, 1, 2, 9, 0)
    assert opens_at(OFFICE, berlin(2026, 1, 5, 10, 0)) == berlin(2026, 1, 5, 10, 0)
    assert opens_at(ALWAYS, berlin(2026, 1, 5, 10, 0)) == berlin(2026, 1, 5, 10, 0)


def test_what_never_opens_says_so() -> None:
    shut = Hours("shut", "UTC", {0: ()})
    assert opens_at(shut, berlin(2026, 1, 5, 10, 0)) is None
    assert changes_at(shut, berlin(2026, 1, 5, 10, 0)) is None
    assert after_open_time(shut, berlin(2026, 1, 5, 10, 0), timedelta(hours=1)) is None
    assert changes_at(ALWAYS, berlin(2026, 1, 5, 10, 0)) is None


def test_spans_that_touch_are_one() -> None:
    around = Hours("around", "UTC", dict.fromkeys(range(5), ((time(0), time(0)),)))
    assert changes_at(around, datetime(2026, 1, 5, 12, tzinfo=UTC)) == datetime(2026, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (berlin(2026, 3, 28, 22, 0), berlin(2026, 3, 29, 6, 0), 7),  # the night clocks go forward
        (berlin(2026, 10, 24, 22, 0), berlin(2026, 10, 25, 6, 0), 9),  # the night they go back
        (berlin(2026, 1, 5, 22, 0), berlin(2026, 1, 6, 6, 0), 8),
    ],
)
def test_a_night_shift_is_as_long_as_the_night(start: datetime, end: datetime, hours: int) -> None:
    assert open_between(NIGHT, start, end) == timedelta(hours=hours)
    assert changes_at(NIGHT, start) == end


def test_a_time_that_does_not_exist_and_one_that_exists_twice() -> None:
    early = Hours("early", "Europe/Berlin", dict.fromkeys(range(7), ((time(2, 30), time(4)),)))
    assert opens_at(early, berlin(2026, 3, 29, 0, 0)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 summer
    assert opens_at(early, berlin(2026, 10, 25, 0, 0)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first 02:30
    late = Hours("late", "Europe/Berlin", dict.fromkeys(range(7), ((time(1), time(2, 30)),)))
    assert changes_at(late, berlin(2026, 10, 25, 1, 30)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the second


def test_open_time_skips_what_is_closed() -> None:
    friday = berlin(2026, 1, 9, 17, 0)
    assert open_between(OFFICE, friday, berlin(2026, 1, 12, 10, 0)) == timedelta(hours=2)
    assert after_open_time(OFFICE, friday, timedelta(hours=2)) == berlin(2026, 1, 12, 10, 0)
    assert after_open_time(ALWAYS, friday, timedelta(hours=2)) == friday + timedelta(hours=2)
    assert open_between(OFFICE, friday, friday) == timedelta()
    assert open_between(ALWAYS, friday, friday + timedelta(hours=3)) == timedelta(hours=3)


YEAR = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 365 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))
schedules = st.sampled_from([OFFICE, NIGHT, TWO_SHIFTS, ALWAYS, EXCEPT])


@settings(max_examples=200, deadline=None)
@given(schedules, instants, st.floats(0, 1))
def test_nothing_changes_before_it_is_said_to(hours: Hours, at: datetime, share: float) -> None:
    """Between an instant and `changes_at` the queue stays as it is, and there it is otherwise."""
    change = changes_at(hours, at)
    if change is None or change - at > timedelta(days=399):  # then it is only said when to ask again
        return
    between = at + (change - at) * share
    assert is_open(hours, between) is (is_open(hours, at) if between < change else not is_open(hours, at))
    assert is_open(hours, change) is not is_open(hours, at)


@settings(max_examples=200, deadline=None)
@given(schedules, instants)
def test_opening_is_the_first_open_instant(hours: Hours, at: datetime) -> None:
    """At `opens_at` the queue is open, and it was not before."""
    opening = opens_at(hours, at)
    assert opening is not None
    assert is_open(hours, opening)
    assert open_between(hours, at, opening) == timedelta()


@settings(max_examples=200, deadline=None)
@given(schedules, instants, instants, instants)
def test_open_time_adds_up(hours: Hours, one: datetime, two: datetime, three: datetime) -> None:
    """Open time over two stretches is the open time over both."""
    first, middle, last = sorted((one, two, three))
    whole = open_between(hours, first, last)
    assert whole == open_between(hours, first, middle) + open_between(hours, middle, last)
    end = after_open_time(hours, first, whole)
    assert end is not None
    assert end <= last
    assert open_between(hours, first, end) == whole
