"""Counts by five minutes as a day of the simulator: so many calls, evenly scattered inside each slot, drawn by seed.

For the generated hour of the tests and for real counts, which only the bench reads, by path.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from channels.contract import Medium
from hub.core.days import Arrival, Day
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, PresenceState
from tests.sim.simulator import CARE, START

SLOT_SECONDS = 300
CAPACITY = Capacity({Medium.PHONE: 1})


def day_of_counts(counts: Sequence[int], *, agents: int, handling_seconds: float, patience_seconds: float,
                  seed: int) -> Day:
    """A day with these calls from START on."""
    dice = Random(seed)
    arrivals = []
    for slot, count in enumerate(counts):
        for number in range(count):
            at = START + timedelta(seconds=(slot + dice.random()) * SLOT_SECONDS)
            item = Waiting(InteractionId(f"i{slot:04}.{number:04}"), CARE, Medium.PHONE, at)
            arrivals.append(Arrival(item, dice.expovariate(1 / handling_seconds),
                                    dice.expovariate(1 / patience_seconds)))
    seats = tuple(
        Seat(AgentId(f"a{number:04}"), PresenceState.AVAILABLE, START, START, CAPACITY, queues={CARE: 5})
        for number in range(agents)
    )
    ends = START + timedelta(seconds=len(counts) * SLOT_SECONDS)
    return Day(START, ends, (QueuePlan(CARE, {}, Hours("always")),), seats, tuple(arrivals))


__all__ = ["SLOT_SECONDS", "START", "day_of_counts"]
