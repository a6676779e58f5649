"""How many agents an interval needs: live work by Erlang C, chats as slots, written work by its deadline.

Sources: insight/staffing for the formulas. An agent takes several chats at once, so chats need slots, an agent having
as many as chats at once; the handling time is that seen, which is longer for the concurrency already. Written work
does not wait on a line: what has come and is not done must be done before its deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from channels.contract import Medium
from hub.core.plan import QueuePlan
from hub.core.queues import LIVE
from hub.insight.half_hours import HALF_HOUR
from hub.insight.past import MOST_LOST
from hub.insight.staffing import agents_needed

MOST_LEVEL = 0.99  # no number of agents answers everybody
SHRINKAGE = 0.3  # of paid time not at work: leave, training, breaks; a planner's assumption, shown with the figures


@dataclass(frozen=True, slots=True)
class Demand:
    """What comes of one medium in an interval. Times in seconds; `at_once` is how many an agent takes."""

    medium: Medium
    arrivals: float
    handling_seconds: float
    at_once: int = 1
    backlog: float = 0.0  # written work that waits already


@dataclass(frozen=True, slots=True)
class Share:
    """A medium's share of what comes to a queue, its mean length (None: not known), how many an agent takes."""

    medium: Medium
    share: float
    handling_seconds: float | None
    at_once: int


def needed_for(arrivals: float, queue: QueuePlan, shares: Sequence[Share]) -> int | None:
    """Agents for what comes in half an hour; None where for too much of it no length of handling is known."""
    known = sum(each.share for each in shares if each.handling_seconds is not None)
    if known < 1 - MOST_LOST:
        return None
    demands = [Demand(each.medium, arrivals * each.share / known, each.handling_seconds, each.at_once)
               for each in shares if each.handling_seconds is not None]
    return required(demands, HALF_HOUR.total_seconds(), queue.target_seconds, min(MOST_LEVEL, queue.target_share))


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
