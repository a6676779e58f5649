"""Days with formulas: Poisson arrivals, exponential talks and patience, one queue of alike agents.

They are lived by the product's own hub/insight/simulation; here they are only drawn and measured. Seeded, so a day
can be lived again. What the figures must be is in the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean, stdev

from channels.contract import Medium
from hub.core.days import Arrival
from hub.core.days import Day as WholeDay
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId, StayEnd
from hub.insight.simulation import live

START = datetime(2026, 1, 5, tzinfo=UTC)
CARE = QueueId("care")
T_9 = 3.250  # Student's t, nine degrees of freedom, two-sided 99 %
URGENT = 10


@dataclass(frozen=True, slots=True)
class Day:
    """What comes and who is there. Times in seconds; patience None is without end."""

    agents: int
    calls_per_hour: float
    handling_seconds: float
    patience_seconds: float | None = None
    urgent_share: float = 0.0  # of calls with the highest priority


@dataclass(frozen=True, slots=True)
class Wait:
    """One caller's wait and how it ended."""

    seconds: float
    answered: bool
    urgent: bool


def drawn(day: Day, seed: int, calls: int) -> WholeDay:
    """So many calls of such a day; it ends with the last arrival."""
    dice = Random(seed)
    arrivals, at = [], START
    for number in range(calls):
        priority = URGENT if dice.random() < day.urgent_share else 1
        item = Waiting(InteractionId(f"i{number:07}"), CARE, Medium.PHONE, at, priority)
        patience = dice.expovariate(1 / day.patience_seconds) if day.patience_seconds is not None else None
        arrivals.append(Arrival(item, dice.expovariate(1 / day.handling_seconds), patience))
        at += timedelta(seconds=dice.expovariate(day.calls_per_hour / 3600))
    capacity = Capacity({Medium.PHONE: 1})
    seats = tuple(
        Seat(AgentId(f"a{number:04}"), PresenceState.AVAILABLE, START, START, capacity, queues={CARE: 5})
        for number in range(day.agents)
    )
    return WholeDay(START, at, (QueuePlan(CARE, {}, Hours("always")),), seats, tuple(arrivals))


def waits(day: Day, seed: int, calls: int, warm_up: int) -> list[Wait]:
    """Live such a day; the waits of all but the first, in the order in which they ended."""
    whole = drawn(day, seed, calls)
    urgent = {each.item.interaction_id for each in whole.arrivals if each.item.priority == URGENT}
    ended = live(whole).ended
    return [Wait(stay.waited_seconds, stay.end is StayEnd.ANSWERED, stay.interaction_id in urgent)
            for stay in ended][warm_up:]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 99 % confidence interval over ten independent days."""

    mean: float
    half: float

    def __contains__(self, value: float) -> bool:
        return abs(value - self.mean) <= self.half


def ten_days(day: Day, calls: int, measure: dict[str, Callable[[list[Wait]], float]]) -> dict[str, Interval]:
    """Live ten days and measure each; the first tenth of a day is warm-up."""
    days = [waits(day, seed, calls, calls // 10) for seed in range(10)]
    found = {}
    for name, of in measure.items():
        each = [of(waited) for waited in days]
        found[name] = Interval(fmean(each), T_9 * stdev(each) / len(each) ** 0.5)
    return found
