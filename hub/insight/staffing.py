"""How many agents a load needs, and what customers then wait: Erlang B, C and A in closed form.

Load is in erlangs: arrivals per second times seconds of handling. Published numbers stand in tests/insight.
Sources: A. K. Erlang 1917; R. B. Cooper, Introduction to Queueing Theory, 2nd ed. 1981 (recursion of B);
O. Garnett, A. Mandelbaum, M. Reiman, Designing a Call Center with Impatient Customers, 2002 (Erlang A).
Chats run several at once: give slots for agents and the longer handling time; mail has deadlines, not these.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, inf

MOST_AGENTS = 10_000  # a search beyond this is a mistake in its input
NEGLIGIBLE = 1e-15


def erlang_b(agents: int, load: float) -> float:
    """The share of callers turned away where nobody can wait."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(agents: int, load: float) -> float:
    """The share of callers who have to wait where all do so patiently; 1 when the load is too great."""
    if agents <= load:
        return 1.0
    blocked = erlang_b(agents, load)
    return agents * blocked / (agents - load * (1 - blocked))


def service_level(agents: int, load: float, handling_seconds: float, within_seconds: float) -> float:
    """The share answered within so many seconds, patient callers; 0 when the load is too great."""
    if agents <= load:
        return 0.0
    return 1 - erlang_c(agents, load) * exp(-(agents - load) * within_seconds / handling_seconds)


def average_wait(agents: int, load: float, handling_seconds: float) -> float:
    """The mean wait of all patient callers in seconds (ASA); infinite when the load is too great."""
    if agents <= load:
        return inf
    return erlang_c(agents, load) * handling_seconds / (agents - load)


def agents_needed(load: float, handling_seconds: float, within_seconds: float, level: float) -> int:
    """The fewest agents that answer the share `level` within so many seconds. Raises ValueError for a level of 1."""
    if not 0 <= level < 1:
        raise ValueError("level: a share from 0 up to but not including 1, such as 0.8")
    for agents in range(max(1, ceil(load)), MOST_AGENTS):
        if service_level(agents, load, handling_seconds, within_seconds) >= level:
            return agents
    raise ValueError(f"load: {load:.0f} erlangs need more than {MOST_AGENTS} agents")


def scheduled(agents: int, shrinkage: float) -> int:
    """How many to put on the schedule so that so many are there, when this share is away or in training."""
    if not 0 <= shrinkage < 1:
        raise ValueError("shrinkage: a share from 0 up to but not including 1, such as 0.3")
    # The margin keeps 14 / 0.7 at 20 where floating point makes it a little more.
    return ceil(agents / (1 - shrinkage) - 1e-9)


@dataclass(frozen=True, slots=True)
class Impatience:
    """What happens where callers give up: shares from 0 to 1, mean wait of all callers in seconds, mean queue."""

    abandoned: float
    wait_seconds: float
    queue: float
    occupancy: float


def erlang_a(agents: int, load: float, handling_seconds: float, patience_seconds: float) -> Impatience:
    """The M/M/n+M queue by its birth-death chain: each waiter gives up at the rate 1 / patience."""
    arrivals = load / handling_seconds
    served, leaving = 1 / handling_seconds, 1 / patience_seconds
    weight = total = 1.0
    busy = queue = 0.0
    state = 0
    while True:
        state += 1
        leaves = min(state, agents) * served + max(0, state - agents) * leaving
        weight *= arrivals / leaves
        total += weight
        busy += weight * min(state, agents)
        queue += weight * max(0, state - agents)
        if state > max(agents, load) and weight * state < NEGLIGIBLE * total:
            break
        if total > 1e200:  # rescale: large centres overflow a float otherwise
            weight, total, busy, queue = weight / total, 1.0, busy / total, queue / total
    mean_queue = queue / total
    return Impatience(
        abandoned=leaving * mean_queue / arrivals,
        wait_seconds=mean_queue / arrivals,
        queue=mean_queue,
        occupancy=busy / total / agents,
    )
