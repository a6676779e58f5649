"""Waiting: speed of answer, its percentiles, and who gave up.

A wait is from entering the queue to leaving it; moved to another queue, it begins anew. Source: B. Cleveland, Contact
Center Management on Fast Forward, 4th ed. (2019); what is short is core.stays.SHORT_SECONDS.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.core.stays import Tally
from hub.insight.measure import UNKNOWN, Measure, mean, share


def speed_of_answer(tally: Tally) -> Measure:
    """ASA: the mean wait of those answered, in seconds."""
    return mean(tally.wait_seconds, tally.answered)


def abandoned_share(tally: Tally) -> Measure:
    """Who gave up / (answered + gave up)."""
    return share(tally.abandoned, tally.answered + tally.abandoned)


def abandoned_share_without_short(tally: Tally) -> Measure:
    """The same without those who gave up within five seconds, in the numerator and in the denominator."""
    gone = tally.abandoned - tally.abandoned_short
    return share(gone, tally.answered + gone)


def percentile(waits: Mapping[int, int], rank: float) -> Measure:
    """The shortest wait within which the share `rank` of those answered was answered, in whole seconds (nearest rank).

    `waits` maps seconds to how many waited so long.
    """
    number, reached = sum(waits.values()), 0
    for seconds in sorted(waits):
        reached += waits[seconds]
        if reached >= rank * number - 1e-9:
            return Measure(seconds, number)
    return UNKNOWN
