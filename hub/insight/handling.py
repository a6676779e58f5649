"""Handling: how long work takes, and how much of the time at hand it fills.

AHT = (talk + hold + wrap-up) / handled; occupancy = time at work / (time at work + time ready and without work).
Source: B. Cleveland, Contact Center Management on Fast Forward, 4th ed. (2019); what was the customer's turn
(a chat put aside until they write) is nobody's work and is in none of the parts.
"""

from __future__ import annotations

from hub.core.figures import Handled, Present
from hub.insight.measure import UNKNOWN, Measure, mean, share


def handling_seconds(sums: Handled) -> Measure:
    """AHT."""
    return mean(sums.talk_seconds + sums.hold_seconds + sums.wrapup_seconds, sums.handled)


def talk_seconds(sums: Handled) -> Measure:
    """The mean talk or writing, without hold."""
    return mean(sums.talk_seconds, sums.handled)


def hold_seconds(sums: Handled) -> Measure:
    """The mean hold of a caller."""
    return mean(sums.hold_seconds, sums.handled)


def wrapup_seconds(sums: Handled) -> Measure:
    """ACW: the mean wrap-up."""
    return mean(sums.wrapup_seconds, sums.handled)


def transferred_share(sums: Handled) -> Measure:
    """Handlings that ended by handing on / all that ended."""
    return share(sums.transferred, sums.handled)


def occupancy(sums: Present) -> Measure:
    """Time at work / (time at work + idle time); work done at once is one time."""
    there = sums.busy_seconds + sums.idle_seconds
    return Measure(sums.busy_seconds / there, sums.quarters) if there else UNKNOWN
