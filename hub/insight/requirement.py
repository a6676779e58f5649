"""How many agents an interval needs: live work by Erlang C, chats as slots, written work by its deadline.

Sources: insight/staffing for the formulas. An agent takes several chats at once, so chats need slots, an agent having
as many as chats at once; the handling time is that seen, which is longer for the concurrency already. Written work
does not wait on a line: what has come and is not done must be done before its deadline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from channels.contract import Medium
from hub.core.queues import LIVE
from hub.insight.staffing import agents_needed

SHRINKAGE = 0.3  # of paid time not at work: leave, training, breaks; a planner's assumption, shown with the figures


@dataclass(frozen=True, slots=True)
class Demand:
    """What comes of one medium in an interval. Times in seconds; `at_once` is how many an agent takes."""

    medium: Medium
    arrivals: float
    handling_seconds: float
    at_once: int = 1
    backlog: float = 0.0  # written work that waits already


def required(demands: Iterable[Demand], interval_seconds: float, within_seconds: float, level: float) -> int:
    """The fewest agents: those for live work, and besides them those for written work."""
    load = weighted = written = 0.0
    for each in demands:
        erlangs = each.arrivals * each.handling_seconds / interval_seconds / max(1, each.at_once)
        if each.medium in LIVE:
            load += erlangs
            weighted += erlangs * each.handling_seconds / max(1, each.at_once)
        else:
            written += erlangs + each.backlog * each.handling_seconds / max(interval_seconds, within_seconds)
    live = agents_needed(load, weighted / load, within_seconds, level) if load > 0 else 0
    return live + ceil(written - 1e-9)
