"""A report beside the time before: each line has the numbers of its own counterpart, counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.core.figures import Asked, Cell, Figures
from hub.core.slots import SLOTS_OF_DAY, start_of
from hub.core.stays import Tally
from hub.insight import asking, table
from hub.insight import report as putting
from hub.insight.report import Part, Report
from hub.insight.table import Naming

LATER = datetime(2030, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1970, 1, 1)


def counted(part: Part, a_day: Callable[[date], int], an_hour: int = 0) -> Iterator[tuple[Asked, Cell]]:
    """What the store would answer if so many came each day at midnight, and every hour."""
    for asked in part.asked:
        for slot in range(asked.segment.first, asked.segment.last):
            local = slot + asked.segment.offset
            came = (a_day(FIRST_DAY + timedelta(days=local // SLOTS_OF_DAY)) if local % SLOTS_OF_DAY == 0 else 0)
            came += an_hour if local % 4 == 0 else 0
            if came and (asked.slots is None or any(first <= slot < last for first, last in asked.slots)):
                yield asked, Cell(local // asked.grain if asked.grain else 0, (), Figures(tally=Tally(entered=came)))


def ten(day: date) -> int:
    return 10


def report(words: str, a_day: Callable[[date], int] = ten, now: datetime = LATER, an_hour: int = 0) -> Report:
    """A report of who came, in Berlin."""
    given = dict(each.split("=", 1) for each in words.split("&"))
    query = asking.read({"metrics": "entered", **given}, "Europe/Berlin")
    own, before = putting.plan(query, now), putting.plan_before(query, now)
    assert before is not None
    return putting.assembled(query, (own, counted(own, a_day, an_hour)), (before, counted(before, a_day, an_hour)))


def befores(found: Report, name: str) -> dict[str, float | None]:
    """By label, what a line is compared with; None where with nothing."""
    return {row.key[name]: row.before["entered"].value if row.before else None for row in found.rows}


def total_before(found: Report) -> float | None:
    assert found.before is not None
    return found.before["entered"].value


def test_days_that_a_month_lacks_are_no_days_before() -> None:
    """10 a day: 28 February stands against 28 January, and what came on the 29th to the 31st counts in all only."""
    found = report("from=2026-02-01&to=2026-03-01&by=day&compare=previous")
    assert set(befores(found, "day").values()) == {10} and len(found.rows) == 28
    assert total_before(found) == 310


def test_days_that_the_month_before_lacks_are_compared_with_none() -> None:
    """29 to 31 March have no day in February; a file keeps its columns."""
    found = report("from=2026-03-01&to=2026-04-01&by=day&compare=previous")
    told = befores(found, "day")
    assert [told[f"2026-03-{day}"] for day in (28, 29, 30, 31)] == [10, None, None, None]
    assert total_before(found) == 280
    assert len({len(line) for line in table.lines(found, ("entered",), Naming({}))}) == 1


def test_the_twenty_ninth_of_february_is_of_no_other_year() -> None:
    leap = report("from=2028-02-01&to=2028-03-01&by=day&compare=year")
    assert befores(leap, "day")["2028-02-29"] is None and befores(leap, "day")["2028-02-28"] == 10
    after = report("from=2029-02-01&to=2029-03-01&by=day&compare=year")
    assert befores(after, "day")["2029-02-28"] == 10 and total_before(after) == 290


def test_months_and_weeks_take_all_their_days() -> None:
    """The 31 days of January stand beside February's."""
    found = report("from=2026-02-01&to=2026-03-01&by=month&compare=previous")
    assert befores(found, "month") == {"2026-02": 310}


@pytest.mark.parametrize("words", [
    "from=2026-10-01&to=2026-10-31&compare=previous",  # 30 days before: other weekdays
    "from=2026-10-05&to=2026-10-12&compare=year", "from=2026-10-05&to=2026-10-12&compare=week",
])
def test_mondays_are_compared_with_mondays(words: str) -> None:
    """On a Monday 100 come, on a Tuesday 2, on all other days 7: so it was before."""

    def a_day(day: date) -> int:
        return {1: 100, 2: 2}.get(day.isoweekday(), 7)

    found = report(f"{words}&by=weekday", a_day)
    query = found.before and befores(found, "weekday")
    for weekday, each in ((str(day), {1: 100, 2: 2}.get(day, 7)) for day in range(1, 8)):
        assert query and (query[weekday] or 0) % each == 0 and (query[weekday] or 0) in {each, 4 * each, 5 * each}
    only = report(f"{words}&by=weekday&weekday=1", a_day)
    assert [row.key["weekday"] for row in only.rows] == ["1"] and befores(only, "weekday")["1"] == (query or {})["1"]


def test_where_days_are_told_apart_weekdays_are_the_days_own() -> None:
    """Of the Mondays of October each stands beside the day it is compared with, and there are no other lines."""
    found = report("from=2026-10-01&to=2026-10-31&compare=previous&by=day&weekday=1", lambda day: day.day)
    assert befores(found, "day") == {"2026-10-05": 5, "2026-10-12": 12, "2026-10-19": 19, "2026-10-26": 26}


NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)  # nine o'clock in Berlin, a Monday


@pytest.mark.parametrize(("words", "own", "before"), [
    ("from=2026-11-30&to=2026-12-01&compare=previous", 9, 9),
    ("from=2026-11-30&to=2026-12-01&compare=week", 9, 9),
    ("from=2026-11-24&to=2026-12-01&compare=previous", 6 * 24 + 9, 6 * 24 + 9),
    ("from=2026-11-01&to=2026-12-01&compare=previous", 29 * 24 + 9, 29 * 24 + 1 + 9),  # October's clock went back
    ("from=2026-11-01&to=2026-12-01&compare=year", 29 * 24 + 9, 29 * 24 + 9),
    ("from=2026-11-30T06:00&to=2026-11-30T18:00&compare=previous", 3, 3),
    ("from=2026-11-29&to=2026-11-30&compare=previous", 24, 24),
])
def test_what_runs_still_is_compared_with_as_much(words: str, own: int, before: int) -> None:
    """At nine, with one an hour: nine of today stand against nine of yesterday, not against all of it."""
    query = asking.read({"metrics": "entered", **dict(each.split("=") for each in words.split("&"))}, "Europe/Berlin")
    part = putting.plan_before(query, NINE)
    assert part is not None
    assert sum(cell.sums.tally.entered for _, cell in counted(part, lambda day: 0, 1) if cell.sums.tally) == before
    until = min(query.to_at, NINE)
    assert (until - query.from_at) == timedelta(hours=own)


def test_a_month_that_runs_is_compared_with_no_more_than_the_shorter_one() -> None:
    """On 30 March all of February is before; what has not begun has a quarter hour before it at least."""
    now = datetime(2026, 3, 30, 7, tzinfo=UTC)
    whole = report("from=2026-03-01&to=2026-04-01&compare=previous", now=now)
    assert total_before(whole) == 280
    query = asking.read({"metrics": "entered", "from": "2027-03-01", "to": "2027-04-01", "compare": "previous"}, "UTC")
    part = putting.plan_before(query, now)
    assert part is not None and [start_of(each.segment.first) for each in part.asked] == [
        datetime(2027, 2, 1, tzinfo=UTC)
    ]
    assert part.asked[0].segment.last - part.asked[0].segment.first == 1
