"""Presence: paid time, and how far the day went as planned.

Paid time is all time signed on: available, away for whatever reason, missed. Adherence compares states with a schedule
minute by minute; the hub keeps no schedules yet, so it is unknown there, never 100 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hub.core.figures import Present
from hub.core.slots import Span, joined, without
from hub.insight.measure import UNKNOWN, Measure


def paid_seconds(sums: Present) -> Measure:
    """The time signed on."""
    if not sums.quarters:
        return UNKNOWN
    return Measure(sums.available_seconds + sums.away_seconds + sums.missed_seconds, sums.quarters)


def available_share(sums: Present) -> Measure:
    """Available of the time signed on."""
    there = sums.available_seconds + sums.away_seconds + sums.missed_seconds
    return Measure(sums.available_seconds / there, sums.quarters) if there else UNKNOWN


def adherence(planned: Sequence[Span], available: Sequence[Span]) -> Measure:
    """Planned time spent available / planned time; unknown without a schedule."""
    plan = joined(planned)
    whole = _seconds(plan)
    if not whole:
        return UNKNOWN
    return Measure(1 - _seconds(without(plan, available)) / whole, len(plan))


def _seconds(spans: Sequence[Span]) -> float:
    return sum((ends - begins for begins, ends in spans), timedelta()).total_seconds()
