"""Paid time and adherence by hand."""

from datetime import UTC, datetime, timedelta

from hub.core.figures import Present
from hub.insight import adherence

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_paid_time_is_all_time_signed_on() -> None:
    """Six hours available, one away, a minute missed: 7 h 1 min, of which 85.5 % available."""
    day = Present(quarters=29, available_seconds=6 * 3600, away_seconds=3600, missed_seconds=60)
    assert adherence.paid_seconds(day).value == 7 * 3600 + 60
    assert round(adherence.available_share(day).value or 0, 4) == 0.8551
    assert adherence.paid_seconds(Present()).value is None


def test_adherence_needs_a_schedule() -> None:
    """Planned 9:00 to 11:00 and 11:30 to 13:30, there 9:10 to 13:00 with a gap of 20 minutes: 180 of 240 minutes."""
    planned = [(at(0), at(120)), (at(150), at(270))]
    there = [(at(10), at(60)), (at(80), at(240))]
    assert adherence.adherence(planned, there).value == 180 / 240
    assert adherence.adherence([], there).value is None
