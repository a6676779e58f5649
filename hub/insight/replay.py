"""A past day under other rules: the same arrivals, lengths and presences; several seeds where something must be drawn.

`before` lives the day under the rules it had, `after` under the changed ones, with the same draws; so what differs is
the change's doing, and how far `before` lies from what really happened says how far the model may be trusted.
Reservations, declined and missed offers are not lived again: agents accept after the day's median time to accept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from channels.contract import Medium
from hub.core.days import Past
from hub.core.plan import Hours, QueuePlan
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, PresenceState, QueueId, SkillId
from hub.insight.chance import Chance
from hub.insight.past import day_of, habits_of, unknown
from hub.insight.simulation import Tell, live, tallies
from hub.insight.what_if import Outcome, outcome

ALWAYS = Hours("always")
SEEDS, FEWEST_SEEDS = 5, 3
MANY = 10_000  # interactions; beyond, fewer seeds


@dataclass(frozen=True, slots=True)
class Changes:
    """What should be otherwise. Extra agents are there all day and like the queue's most able; capacity is for all
    who take that medium; `hours` "always" opens a queue around the clock."""

    extra_agents: Mapping[QueueId, int] = field(default_factory=dict)
    skills: Mapping[AgentId, Mapping[SkillId, int]] = field(default_factory=dict)
    capacity: Mapping[Medium, int] = field(default_factory=dict)
    hours: Mapping[QueueId, str] = field(default_factory=dict)  # "always", "as_is"
    relax: Mapping[QueueId, tuple[SkillId, ...]] = field(default_factory=dict)  # skills a queue does without
    stay: tuple[AgentId, ...] = ()  # these, once available, do not go away again
    seed: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether the day stays as it was."""
        return not (any(self.extra_agents.values()) or self.skills or self.capacity or self.relax or self.stay
                    or "always" in self.hours.values())


@dataclass(frozen=True, slots=True)
class Compared:
    """Each queue as it was counted, as lived again under the same rules, and under the changed ones."""

    actual: dict[QueueId, Outcome]
    before: dict[QueueId, Outcome]
    after: dict[QueueId, Outcome]


def compare(past: Past, queues: Iterable[QueuePlan], changes: Changes, tell: Tell | None = None) -> Compared:
    """Live the day again both ways."""
    rules = tuple(queues)
    seeds = range(changes.seed, changes.seed + seeds_for(past))
    share = 1.0 if changes.is_nothing else 0.5
    before = again(past, rules, seeds, _part(tell, 0.0, share))
    after = before
    if not changes.is_nothing:
        other, otherwise = changed(past, rules, changes)
        after = again(other, otherwise, seeds, _part(tell, 0.5, 0.5))
    return Compared(actual(past, rules), before, after)


def again(past: Past, queues: tuple[QueuePlan, ...], seeds: Iterable[int], tell: Tell | None = None,
          since: datetime | None = None) -> dict[QueueId, Outcome]:
    """The day lived once for each seed, and what that says of each queue from `since` on; nothing of queues into
    which work came that cannot be lived again."""
    habits, runs, wanted = habits_of(past.seen, past.lengths), [], list(seeds)
    for number, seed in enumerate(wanted):
        day = day_of(past, queues, habits, Chance(seed))
        runs.append(live(day, _part(tell, number / len(wanted), 1 / len(wanted))).tallies(since))
    untold = unknown(past, habits)
    return {queue.id: outcome(queue.id, [] if queue.id in untold else runs, there(past, queue.id)) for queue in queues}


def actual(past: Past, queues: Iterable[QueuePlan]) -> dict[QueueId, Outcome]:
    """What was counted on the day."""
    counted = tallies(past.stays)
    return {queue.id: replace(outcome(queue.id, [counted], there(past, queue.id)), low=None, high=None)
            for queue in queues}


def there(past: Past, queue: QueueId) -> int:
    """How many who serve the queue were available at some moment."""
    came = {change.agent_id for change in past.changes if change.presence is PresenceState.AVAILABLE}
    return sum(queue in seat.queues and (seat.presence is PresenceState.AVAILABLE or seat.agent_id in came)
               for seat in past.seats)


def changed(past: Past, queues: tuple[QueuePlan, ...], changes: Changes) -> tuple[Past, tuple[QueuePlan, ...]]:
    """The day and its rules after the changes."""
    seats = [_skilled(seat, changes) for seat in past.seats]
    for queue, number in changes.extra_agents.items():
        seats += _extra(past, queue, number)
    rules = tuple(_ruled(queue, changes) for queue in queues)
    kept = tuple(change for change in past.changes
                 if change.presence is PresenceState.AVAILABLE or change.agent_id not in changes.stay)
    return replace(past, seats=tuple(seats), changes=kept), rules


def _skilled(seat: Seat, changes: Changes) -> Seat:
    given = changes.skills.get(seat.agent_id, {})
    skills = {skill: level for skill, level in {**seat.skills, **given}.items() if level > 0}
    at_once = {medium: changes.capacity.get(medium, most) if most else most
               for medium, most in seat.capacity.at_once.items()}
    total = seat.capacity.total
    if total is not None and changes.capacity:
        total = max(total, *at_once.values())
    capacity = Capacity(at_once, total, seat.capacity.blocking, seat.capacity.wrapping_counts)
    return replace(seat, skills=skills, capacity=capacity)


def _extra(past: Past, queue: QueueId, number: int) -> list[Seat]:
    own = [seat for seat in past.seats if queue in seat.queues]
    if not own:
        return []
    like = max(own, key=lambda seat: (sum(seat.skills.values()), seat.agent_id))
    return [
        replace(like, agent_id=AgentId(f"+{queue}{each}"), queues={queue: like.queues[queue]},
                presence=PresenceState.AVAILABLE, presence_since=past.begins, idle_since=past.begins)
        for each in range(number)
    ]  # fmt: skip


def _ruled(queue: QueuePlan, changes: Changes) -> QueuePlan:
    if changes.hours.get(queue.id) == "always":
        queue = replace(queue, hours=ALWAYS)
    without = changes.relax.get(queue.id, ())
    if without:
        queue = replace(queue, skills={skill: level for skill, level in queue.skills.items() if skill not in without})
    return queue


def seeds_for(past: Past) -> int:
    """How many times the day is lived."""
    return FEWEST_SEEDS if len(past.seen) > MANY else SEEDS


def _part(tell: Tell | None, begins: float, share: float) -> Tell | None:
    if tell is None:
        return None
    whole = tell
    return lambda part: whole(begins + share * part)
