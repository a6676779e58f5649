"""A day of a call centre, event by event, decided by the same `decide` that runs in production.

Seeded, so a day can be lived again. Offers are accepted at once: what is measured is the routing, not people's
reactions. Only the simulation is here; what its figures must be is in the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from statistics import fmean, stdev

from channels.contract import Medium
from hub.core.floor import Floor
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.routing import decide
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId

START = datetime(2026, 1, 5, tzinfo=UTC)
CARE = QueueId("care")
T_9 = 3.250  # Student's t, nine degrees of freedom, two-sided 99 %


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


class Simulation:
    """One day being lived."""

    def __init__(self, day: Day, seed: int) -> None:
        self.day = day
        self.dice = Random(seed)
        self.clock = 0.0
        self.floor = Floor()
        self.events: list[tuple[float, int, Callable[[], None]]] = []
        self.planned = 0
        self.calls = 0
        self.waits: list[Wait] = []
        self.came: dict[InteractionId, float] = {}
        self.floor.put_queue(QueuePlan(CARE, {}, Hours("always")))
        capacity = Capacity({Medium.PHONE: 1})
        for number in range(day.agents):
            agent = AgentId(f"a{number:04}")
            self.floor.put_seat(
                Seat(agent, PresenceState.AVAILABLE, START, START, capacity, queues={CARE: 5})
            )

    def run(self, calls: int, warm_up: int) -> list[Wait]:
        """Live until so many have called; gives the waits of all but the first."""
        self._later(0.0, self._arrive)
        while self.calls < calls:
            self.clock, _, event = heappop(self.events)
            event()
            self._route()
        return self.waits[warm_up:]

    def _later(self, seconds: float, event: Callable[[], None]) -> None:
        self.planned += 1
        heappush(self.events, (self.clock + seconds, self.planned, event))

    def _now(self) -> datetime:
        return START + timedelta(seconds=self.clock)

    def _arrive(self) -> None:
        self.calls += 1
        name = InteractionId(f"i{self.calls:07}")
        urgent = self.dice.random() < self.day.urgent_share
        self.came[name] = self.clock
        self.floor.put_work(Waiting(name, CARE, Medium.PHONE, self._now(), 10 if urgent else 1))
        if self.day.patience_seconds is not None:
            self._later(self.dice.expovariate(1 / self.day.patience_seconds), lambda: self._give_up(name))
        self._later(self.dice.expovariate(self.day.calls_per_hour / 3600), self._arrive)

    def _give_up(self, name: InteractionId) -> None:
        if name in self.came:
            self.floor.drop_work(name)
            self.waits.append(Wait(self.clock - self.came.pop(name), False, False))

    def _route(self) -> None:
        for offer in decide(self.floor, self._now()).offers:
            urgent = self.floor.work[offer.interaction_id].item.priority == 10
            self.floor.drop_offer(offer.interaction_id)
            self.floor.drop_work(offer.interaction_id)
            self._carry(offer.agent_id, 1)
            self.waits.append(Wait(self.clock - self.came.pop(offer.interaction_id), True, urgent))
            agent = offer.agent_id
            self._later(self.dice.expovariate(1 / self.day.handling_seconds), lambda agent=agent: self._finish(agent))  # type: ignore[misc]

    def _finish(self, agent: AgentId) -> None:
        self._carry(agent, 0)

    def _carry(self, agent: AgentId, calls: int) -> None:
        seat = self.floor.seats[agent].seat
        self.floor.put_seat(replace(seat, load={Medium.PHONE: calls}, idle_since=self._now()))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 99 % confidence interval over ten independent days."""

    mean: float
    half: float

    def __contains__(self, value: float) -> bool:
        return abs(value - self.mean) <= self.half


def ten_days(day: Day, calls: int, measure: dict[str, Callable[[list[Wait]], float]]) -> dict[str, Interval]:
    """Live ten days and measure each; the first tenth of a day is warm-up."""
    days = [Simulation(day, seed).run(calls, calls // 10) for seed in range(10)]
    found = {}
    for name, of in measure.items():
        each = [of(waits) for waits in days]
        found[name] = Interval(fmean(each), T_9 * stdev(each) / len(each) ** 0.5)
    return found
