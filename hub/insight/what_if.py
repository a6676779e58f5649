"""What the next minutes would be with agents moved or hours changed: many seeded runs of the floor as it stands.

Each run lives the same floor on with its own draw of arrivals (Poisson at the expected rate), lengths and patience
(as lately seen); with and without the change a run has the same draw, so that only the change differs. Figures are
of all runs together, their range holds nine runs in ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.core.days import Arrival, Day, InHand, Seen
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.seats import FITS, Seat
from hub.core.stays import Tally
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId
from hub.insight.chance import Chance
from hub.insight.past import Habits, Kind, arrival_of, left_over
from hub.insight.simulation import Tell, added, live

RUNS = 20
WITHIN = 0.9  # the share of runs a range holds
PREFERENCE = 5  # of lent agents for the queue they are lent to
CLOSED = Hours("closed", week={0: ()})  # a week without a span: never open
OPEN = Hours("open")
FEWER, MORE = 2, 4  # agents than there are: how far the curve goes


@dataclass(frozen=True, slots=True)
class Move:
    """So many agents more in a queue, or fewer. With `from_queue_id` they leave that one, else they keep theirs."""

    queue_id: QueueId
    agents: int
    from_queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class Lend:
    """One agent by name: serves `queue_id` ("": none more) and leaves `from_queue_id` ("": none)."""

    agent_id: AgentId
    queue_id: QueueId
    from_queue_id: QueueId


@dataclass(frozen=True, slots=True)
class Standing:
    """The floor as it stands at `now`, and what is expected of each kind in an hour."""

    now: datetime
    queues: tuple[QueuePlan, ...]
    seats: tuple[Seat, ...]  # with their load, which `in_hand` says again
    waiting: tuple[Waiting, ...]
    in_hand: tuple[InHand, ...]
    expected: Mapping[Kind, float]  # arrivals an hour
    habits: Habits
    answer_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One queue's figures; None where nothing came that could be judged. `agents` serve it and are there."""

    level: float | None
    low: float | None
    high: float | None
    wait_seconds: float | None
    abandoned_share: float | None
    agents: int


@dataclass(frozen=True, slots=True)
class Point:
    """The service level with so many agents."""

    agents: int
    level: float | None
    low: float | None
    high: float | None


def lends(seats: Iterable[Seat], moves: Iterable[Move], queues: Mapping[QueueId, QueuePlan]) -> list[Lend]:
    """Who is moved: those who are there, have the skills, and carry least. Fewer than wanted where nobody is left."""
    standing = {seat.agent_id: seat for seat in seats}
    found: list[Lend] = []
    for move in moves:
        into = move.queue_id if move.agents > 0 else QueueId("")
        out = (move.from_queue_id or QueueId("")) if move.agents > 0 else move.queue_id
        able = [seat for seat in standing.values() if _may_move(seat, into, out, queues)]
        able.sort(key=lambda seat: (sum(seat.carried().values()), seat.idle_since, seat.agent_id))
        for seat in able[: abs(move.agents)]:
            lend = Lend(seat.agent_id, into, out)
            standing[seat.agent_id] = lent_seat(seat, lend)
            found.append(lend)
    return found


def _may_move(seat: Seat, into: QueueId, out: QueueId, queues: Mapping[QueueId, QueuePlan]) -> bool:
    if seat.standing != FITS or (out and out not in seat.queues) or (into and into in seat.queues):
        return False
    needed = queues[into].skills if into in queues else {}
    return all(seat.skills.get(skill, 0) >= level for skill, level in needed.items())


def lent_seat(seat: Seat, lend: Lend) -> Seat:
    """The seat while it is lent."""
    kept = {queue: preference for queue, preference in seat.queues.items() if queue != lend.from_queue_id}
    return replace(seat, queues={**kept, lend.queue_id: PREFERENCE} if lend.queue_id else kept)


def changed(standing: Standing, moves: Sequence[Move], hours: Mapping[QueueId, str]) -> Standing:
    """The same floor after the change; fewer are moved than asked where nobody is left who may be."""
    by_id = {queue.id: queue for queue in standing.queues}
    seats = {seat.agent_id: seat for seat in standing.seats}
    for lend in lends(standing.seats, moves, by_id):
        seats[lend.agent_id] = lent_seat(seats[lend.agent_id], lend)
    queues = tuple(
        replace(queue, hours=OPEN if hours[queue.id] == "open" else CLOSED) if queue.id in hours else queue
        for queue in standing.queues
    )
    return replace(standing, queues=queues, seats=tuple(seats.values()))


def lived(standing: Standing, minutes: int, runs: int = RUNS, tell: Tell | None = None) -> list[dict[QueueId, Tally]]:
    """Each run's tallies by queue. What waits now counts by its end, as on the board."""
    found = []
    for seed in range(runs):
        found.append(live(_day(standing, minutes, Chance(seed))).tallies())
        if tell is not None:
            tell((seed + 1) / runs)
    return found


def outcomes(standing: Standing, runs: Sequence[Mapping[QueueId, Tally]]) -> dict[QueueId, Outcome]:
    """What the runs say of each queue."""
    return {queue.id: outcome(queue.id, runs, serving(standing.seats, queue.id)) for queue in standing.queues}


def outcome(queue: QueueId, runs: Sequence[Mapping[QueueId, Tally]], agents: int) -> Outcome:
    """What the runs say of one queue."""
    whole = added(dict(each) for each in runs).get(queue, Tally())
    levels = sorted(level for each in runs if (level := each.get(queue, Tally()).service_level) is not None)
    low, high = spread(levels)
    return Outcome(whole.service_level, low, high, whole.answer_seconds, whole.abandoned_share, agents)


def spread(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The range that holds WITHIN of sorted values; nothing for fewer than two."""
    if len(values) < 2:
        return None, None
    left_out = int(len(values) * (1 - WITHIN) / 2 + 1e-9)
    return values[left_out], values[len(values) - 1 - left_out]


def serving(seats: Iterable[Seat], queue: QueueId) -> int:
    """How many of those who are there serve the queue."""
    return sum(seat.standing == FITS and queue in seat.queues for seat in seats)


def curve(standing: Standing, queue: QueueId, minutes: int, runs: int,
          now: Sequence[Mapping[QueueId, Tally]] = ()) -> list[Point]:
    """The level by number of agents, from two fewer than there are to four more; those added are like its agents.

    `now` is what was lived with those there are, not to be lived again.
    """
    there = serving(standing.seats, queue)
    points = []
    for agents in range(max(1, there - FEWER), there + MORE + 1):
        lives = now if now and agents == there else lived(with_agents(standing, queue, agents - there), minutes, runs)
        found = outcome(queue, lives, agents)
        points.append(Point(agents, found.level, found.low, found.high))
    return points


def with_agents(standing: Standing, queue: QueueId, more: int) -> Standing:
    """The floor with so many more who serve the queue (supposed people), or with fewer of its own."""
    if more <= 0:
        fewer = lends(standing.seats, [Move(queue, more)], {}) if more else []
        gone = {lend.agent_id: lend for lend in fewer}
        return replace(standing, seats=tuple(
            lent_seat(seat, gone[seat.agent_id]) if seat.agent_id in gone else seat for seat in standing.seats))
    return replace(standing, seats=(*standing.seats, *supposed(standing, queue, more)))


def supposed(standing: Standing, queue: QueueId, more: int) -> list[Seat]:
    """People like the queue's most able agent, free and serving this queue only; none where it has no agents."""
    own = [seat for seat in standing.seats if queue in seat.queues]
    if not own:
        return []
    like = max(own, key=lambda seat: (seat.standing == FITS, sum(seat.skills.values()), seat.agent_id))
    return [
        replace(like, agent_id=AgentId(f"+{number}"), queues={queue: like.queues[queue]}, load={}, wrapping={},
                lost_at=None, presence=PresenceState.AVAILABLE, presence_since=standing.now, idle_since=standing.now)
        for number in range(more)
    ]  # fmt: skip


def _day(standing: Standing, minutes: int, chance: Chance) -> Day:
    ends = standing.now + timedelta(minutes=minutes)
    queues = {queue.id for queue in standing.queues}
    arrivals = [
        arrival_of(_still_waiting(item, standing.now), standing.habits, chance)
        for item in standing.waiting if item.queue_id in queues
    ]
    for kind, hourly in standing.expected.items():
        arrivals += _drawn(standing, kind, hourly, ends, chance)
    return Day(
        standing.now, ends, standing.queues,
        tuple(replace(seat, load={}, wrapping={}) for seat in standing.seats),
        tuple(each for each in arrivals if each is not None),
        in_hand=tuple(left_over(each, standing.habits, chance) for each in standing.in_hand),
        answer_seconds=standing.answer_seconds,
    )


def _still_waiting(item: Waiting, now: datetime) -> Seen:
    return Seen(item, max(0.0, (now - item.since).total_seconds()), None)


def _drawn(standing: Standing, kind: Kind, hourly: float, ends: datetime, chance: Chance) -> list[Arrival | None]:
    if hourly <= 0:
        return []
    queue, medium = kind
    found: list[Arrival | None] = []
    at, number = standing.now, 0
    while True:
        name = f"{queue}/{medium}/{number}"
        at += timedelta(seconds=chance.exponential(3600 / hourly, "gap", name))
        if at >= ends:
            return found
        seen = Seen(Waiting(InteractionId(f"~{name}"), queue, medium, at), 0.0, None)
        found.append(arrival_of(seen, standing.habits, chance))
        number += 1
