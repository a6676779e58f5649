"""Presence and plan: paid time, how far the plan was kept, and whether as much was worked as planned.

Paid time is all time signed on: available, away for whatever reason, missed. Adherence is adherent time over planned
time (which time is adherent: core.roster), conformance time worked over time planned to work. Where no shift was
planned both are unknown, never 100 %.
"""

from __future__ import annotations

from hub.core.figures import Planned, Present
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


def planned_seconds(sums: Planned) -> Measure:
    """The time planned."""
    return Measure(sums.planned_seconds, sums.quarters) if sums.planned_seconds else UNKNOWN


def adherence(sums: Planned) -> Measure:
    """Adherent time / planned time."""
    if not sums.planned_seconds:
        return UNKNOWN
    return Measure(min(1.0, sums.adherent_seconds / sums.planned_seconds), sums.quarters)


def conformance(sums: Planned) -> Measure:
    """Time worked / time planned to work."""
    return Measure(sums.worked_seconds / sums.work_seconds, sums.quarters) if sums.work_seconds else UNKNOWN
