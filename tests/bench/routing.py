"""Figure: one routing step after one change, with its trace, at growing size. Run: python -m tests.bench.routing

A step is a change put to the floor and the decision that follows. Measured are the four changes a centre lives
on, under load (all seats full, a backlog in every group): an agent finishes and gets the next; an offer is
accepted; a customer comes; an agent goes away and comes back. What must not live here: laws of routing.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles
from time import process_time_ns

from channels.contract import Medium
from hub.core.floor import Floor
from hub.core.plan import Hours, QueuePlan, Relaxation
from hub.core.queues import LiveOffer, Waiting
from hub.core.routing import decide
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, OfferId, PresenceState, QueueId, SkillId
from hub.core.trace import explain

SIZES = [(100, 1_000), (1_000, 10_000), (5_000, 50_000)]  # seats, waiting
STEPS = 2_000
TARGET_MILLISECONDS = 0.2  # median at 1,000 seats and 10,000 waiting
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=50)
QUEUES = [QueueId(f"q{number}") for number in range(10)]
SKILLS = [SkillId(name) for name in ("ru", "en", "loans", "cards", "claims")]
MEDIUMS = [Medium.CHAT, Medium.EMAIL, Medium.PHONE]
CAPACITY = Capacity({Medium.CHAT: 3, Medium.EMAIL: 2, Medium.PHONE: 1}, total=4)


@dataclass(frozen=True, slots=True)
class Figure:
    """Microseconds of this process's own time (other work may run beside) a step at one size."""

    seats: int
    waiting: int
    kind: str
    median: float
    p99: float


class Load:
    """A centre under load, and changes to it."""

    def __init__(self, seats: int, waiting: int) -> None:
        self.dice = Random(11)
        self.now = START
        self.floor = Floor()
        self.count = 0
        for queue in QUEUES:
            relax = (Relaxation(7_200, SKILLS[2], 0),)
            self.floor.put_queue(QueuePlan(queue, {}, Hours("always"), relax=relax, offer_seconds={}))
        self.agents = [AgentId(f"a{number:05}") for number in range(seats)]
        for agent in self.agents:
            self.floor.put_seat(self._seat(agent))
        for _ in range(waiting + 4 * seats):
            self.floor.put_work(self._item())
        decide(self.floor, self.now)
        for interaction in list(self.floor.offers):
            self.accept(interaction)
        decide(self.floor, self.now)

    def _seat(self, agent: AgentId) -> Seat:
        queues = dict.fromkeys(self.dice.sample(QUEUES, 3), 5)
        skills = {skill: self.dice.randint(1, 10) for skill in self.dice.sample(SKILLS, 3)}
        return Seat(agent, PresenceState.AVAILABLE, START, START, CAPACITY, skills, queues)

    def _item(self) -> Waiting:
        self.count += 1
        skills = {self.dice.choice(SKILLS): self.dice.choice([2, 5])} if self.dice.random() < 0.7 else {}
        return Waiting(
            InteractionId(f"i{self.count:07}"),
            self.dice.choice(QUEUES),
            self.dice.choice(MEDIUMS),
            self.now - timedelta(seconds=self.dice.randint(0, 3_600)),
            self.dice.randint(1, 10),
            skills=skills,
        )

    def accept(self, interaction: InteractionId) -> None:
        """The offer is taken: what the router hears of it."""
        offer = self.floor.offers[interaction]
        seat = self.floor.seats[offer.agent_id].seat
        self.floor.drop_offer(interaction)
        self.floor.drop_work(interaction)
        load = {**seat.load, offer.medium: seat.load.get(offer.medium, 0) + 1}
        self.floor.put_seat(replace(seat, load=load))

    def finish(self) -> None:
        """An agent is done with one piece of work."""
        busy = self.floor.seats[self.dice.choice(self.agents)].seat
        medium = next((each for each, count in busy.load.items() if count), None)
        if medium is not None:
            load = {**busy.load, medium: busy.load[medium] - 1}
            self.floor.put_seat(replace(busy, load=load, idle_since=self.now))

    def answer(self) -> None:
        """An agent takes what they were offered."""
        if self.floor.offers:
            self.accept(next(iter(self.floor.offers)))

    def arrive(self) -> None:
        """A customer comes."""
        self.floor.put_work(self._item())

    def come_and_go(self) -> None:
        """An agent goes away, or is back."""
        seat = self.floor.seats[self.dice.choice(self.agents)].seat
        away = seat.presence is PresenceState.AVAILABLE
        presence = PresenceState.AWAY if away else PresenceState.AVAILABLE
        self.floor.put_seat(replace(seat, presence=presence, presence_since=self.now))

    def written(self, interaction: InteractionId) -> None:
        """The store has given the offer its id."""
        offer = self.floor.offers[interaction]
        self.floor.put_offer(
            LiveOffer(
                OfferId(f"o{interaction}"), interaction, offer.agent_id, offer.medium, offer.offered_at, offer.deadline
            )
        )


def measure(seats: int, waiting: int) -> Iterator[Figure]:
    """The figures at one size."""
    load = Load(seats, waiting)
    gc.collect()
    gc.freeze()  # as the server does after its start
    changes = {
        "finish": load.finish,
        "answer": load.answer,
        "arrive": load.arrive,
        "presence": load.come_and_go,
    }
    taken: dict[str, list[float]] = {kind: [] for kind in changes}
    for _ in range(STEPS):
        for kind, change in changes.items():
            load.now += TICK
            taken[kind].append(_step(load, change))
    taken["all"] = [each for times in taken.values() for each in times]
    some = list(load.floor.work)[:: max(1, len(load.floor.work) // 50)]
    taken["explain"] = [_timed(lambda name=name: explain(load.floor, name, load.now)) for name in some]  # type: ignore[misc]
    for kind, times in taken.items():
        yield Figure(seats, waiting, kind, median(times), quantiles(times, n=100)[98])


def _step(load: Load, change: Callable[[], None]) -> float:
    """Microseconds for the change and its decision."""
    change()  # making the value is the store's work; putting it is so little that it is measured with the next
    started = process_time_ns()
    plan = decide(load.floor, load.now)
    taken = (process_time_ns() - started) / 1000
    for offer in plan.offers:
        load.written(offer.interaction_id)
    return taken


def _timed(act: Callable[[], object]) -> float:
    started = process_time_ns()
    act()
    return (process_time_ns() - started) / 1000


def main() -> int:
    """Print the figures; 1 when the target is missed."""
    print(f"{'seats':>6} {'waiting':>8}  {'step':<9} {'median µs':>10} {'p99 µs':>8}")
    figures = [figure for size in SIZES for figure in measure(*size)]
    for each in figures:
        print(f"{each.seats:>6} {each.waiting:>8}  {each.kind:<9} {each.median:>10.1f} {each.p99:>8.1f}")
    whole = {each.seats: each.median for each in figures if each.kind == "all"}
    print(f"growth: 10x the size costs {whole[1_000] / whole[100]:.2f}x, 5x more {whole[5_000] / whole[1_000]:.2f}x")
    met = whole[1_000] < TARGET_MILLISECONDS * 1000
    print(f"target: median under {TARGET_MILLISECONDS} ms at 1,000/10,000: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
