"""Quarter hours as local time: nothing lost, nothing told twice, whatever the clocks do."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.hours import local_day
from hub.core.slots import SLOTS_OF_DAY, slot_of, start_of
from hub.insight.intervals import Clock, segments

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC",
                         "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca"])
SLOTS = st.integers(slot_of(datetime(2005, 1, 1, tzinfo=UTC)), slot_of(datetime(2027, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_has_as_many_hours_as_the_clock_says(day: date, hours: int) -> None:
    """23 in spring, 25 in autumn; told apart by day and hour there are as many lines."""
    first, last = (slot_of(each) for each in local_day(day, BERLIN))
    assert last - first == hours * 4
    clock, labels = Clock(BERLIN, ("day", "hour")), Counter[tuple[str, ...]]()
    for part in segments(first, last, BERLIN):
        for slot in range(part.first, part.last):
            labels[tuple(clock.words((slot + part.offset) // 4, part).values())] += 1
    assert len(labels) == hours and set(labels.values()) == {4}


def test_an_hour_that_comes_twice_is_two_lines() -> None:
    """At 3:00 summer time it is 2:00 again: the second bears its offset."""
    first, last = (slot_of(each) for each in local_day(date(2026, 10, 25), BERLIN))
    clock = Clock(BERLIN, ("hour", "day"))
    parts = segments(first, last, BERLIN)
    hours = [clock.words((slot + part.offset) // 4, part)["hour"] for part in parts
             for slot in range(part.first, part.last, 4)]
    assert hours[1:5] == ["01:00", "02:00", "02:00+01:00", "03:00"]


@settings(deadline=None)
@given(SLOTS, st.integers(1, 60 * SLOTS_OF_DAY), ZONES)
def test_segments_cover_all_and_tell_the_zones_time(first: int, length: int, name: str) -> None:
    """In order, without gap or overlap, each slot with the offset of its moment."""
    zone = ZoneInfo(name)
    parts = segments(first, first + length, zone)
    assert parts[0].first == first and parts[-1].last == first + length
    assert all(one.last == two.first and one.first < one.last for one, two in itertools.pairwise(parts))
    clock = Clock(zone, ("day", "hour"))
    for part in parts:
        for slot in {part.first, (part.first + part.last) // 2, part.last - 1}:
            local = start_of(slot).astimezone(zone)
            words = clock.words((slot + part.offset) // 4, part)
            assert words["day"] == local.date().isoformat() and words["hour"][:2] == f"{local:%H}"


@settings(deadline=None, max_examples=40)
@given(SLOTS, st.integers(1, 20 * SLOTS_OF_DAY), ZONES, st.sampled_from([("day",), ("hour",), ("weekday", "hour"),
                                                                          ("week",), ("month",), ("day", "hour")]))
def test_every_slot_is_behind_its_own_labels_only(first: int, length: int, name: str, by: tuple[str, ...]) -> None:
    """What a line is narrowed to are exactly the slots that were counted in it."""
    zone = ZoneInfo(name)
    parts, clock = segments(first, first + length, zone), Clock(zone, by)
    lines: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for part in parts:
        for slot in range(part.first, part.last):
            words = clock.words((slot + part.offset) // clock.grain, part)
            lines.setdefault(tuple(words.items()), []).append(slot)
    for words_of_line, slots in list(lines.items())[:8]:
        runs = clock.matching(parts, dict(words_of_line))
        assert sorted(slot for begin, end in runs for slot in range(begin, end)) == slots
