"""Counts by five minutes go straight into the simulator: every call counted comes, to the call."""

from __future__ import annotations

from collections import Counter
from random import Random

from hub.core.terms import StayEnd
from hub.insight.simulation import live, tallies
from tests.sim.counted import SLOT_SECONDS, START, day_of_counts


def test_an_hour_of_counts_is_lived_to_the_call() -> None:
    """A generated hour like the busiest of a bank: per slot entered equals the count, and the tallies reconcile."""
    dice = Random(6)
    counts = [round(dice.gauss(60, 8)) for _ in range(12)]
    day = day_of_counts(counts, agents=40, handling_seconds=180, patience_seconds=150, seed=6)
    lived = live(day)
    entered = Counter((stay.entered_at - START).total_seconds() // SLOT_SECONDS for stay in lived.began)
    assert [entered[slot] for slot in range(12)] == counts
    [tally] = tallies((*lived.began, *lived.ended)).values()
    assert tally.entered == sum(counts) == tally.left + len(lived.waiting)
    assert tally.answered == sum(stay.end is StayEnd.ANSWERED for stay in lived.ended)
