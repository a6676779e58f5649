"""When a schedule is due again."""

from datetime import UTC, datetime

import pytest

from hub.core.schedules import Schedule, next_due


@pytest.mark.parametrize(("after", "days", "due"), [
    ("2026-11-30T05:00", (0, 4), "2026-11-30T06:30"),  # a Monday morning in Berlin's winter
    ("2026-11-30T06:30", (0, 4), "2026-12-04T06:30"),  # strictly after
    ("2026-03-27T07:00", (4, 0), "2026-03-30T05:30"),  # summer time began on Sunday
    ("2026-11-30T07:00", (0,), "2026-12-07T06:30"),
    ("2026-11-30T07:00", (), None),
])  # fmt: skip
def test_it_is_due_by_the_zones_clock(after: str, days: tuple[int, ...], due: str | None) -> None:
    found = next_due(Schedule("07:30", days, "Europe/Berlin", ()), datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == (datetime.fromisoformat(due).replace(tzinfo=UTC) if due else None)


def test_a_time_that_does_not_exist_comes_all_the_same() -> None:
    """2:30 on the night the clock goes on: once, that night."""
    schedule = Schedule("02:30", tuple(range(7)), "Europe/Berlin", ())
    first = next_due(schedule, datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert first == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert next_due(schedule, first) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
