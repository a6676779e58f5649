"""The laws of routing, each a sentence, each tried on hundreds of small worlds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from channels.contract import Medium
from hub.core.floor import Floor
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting, rank
from hub.core.routing import decide
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, PresenceState
from tests.core.worlds import (
    AGENTS,
    MEDIUMS,
    QUEUES,
    START,
    WORK,
    World,
    furnish,
    furnishings,
    items,
    moments,
    pauses,
    plans,
    worlds,
)

law = settings(max_examples=250, deadline=None)
MOMENT = timedelta(microseconds=1)


@law
@given(worlds)
def test_capacity(world: World) -> None:
    """No seat is offered more than it can carry: by medium, in all, and nothing beside a call."""
    plan = world.decide()
    hall = world.settled()
    for agent, offered in Counter(offer.agent_id for offer in plan.offers).items():
        seat, carried = hall.seats[agent], hall.carried(hall.seats[agent])
        assert offered <= carried.total()
        new = {offer.medium for offer in plan.offers if offer.agent_id == agent}
        assert all(carried[medium] <= seat.capacity.at_once[medium] for medium in new)
        assert seat.capacity.total is None or carried.total() <= seat.capacity.total


@law
@given(worlds)
def test_blocking(world: World) -> None:
    """Whoever carries something of a medium that blocks the others is offered nothing of another medium."""
    for offer in world.decide().offers:
        seat = world.settled().seats[offer.agent_id]
        for blocking in seat.capacity.blocking - {offer.medium}:
            assert seat.carried().get(blocking, 0) == 0


@law
@given(worlds)
def test_one_offer(world: World) -> None:
    """No interaction has two live offers."""
    before = set(world.floor.offers)
    plan = world.decide()
    over = {offer.interaction_id for offer in (*plan.expired, *plan.rescinded)}
    offered = [offer.interaction_id for offer in plan.offers]
    assert len(offered) == len(set(offered))
    assert not set(offered) & (before - over)
    assert set(world.floor.offers) == (before - over) | set(offered)


@law
@given(worlds)
def test_only_fitting(world: World) -> None:
    """An offer goes only to an available, qualified agent who has not declined it."""
    plan = world.decide()
    hall = world.settled()
    for offer in plan.offers:
        seat, item = hall.seats[offer.agent_id], hall.work[offer.interaction_id]
        assert seat.presence is PresenceState.AVAILABLE
        assert seat.lost_at is None
        assert hall.qualifies(item, seat, world.now)
        assert not hall.declined(item, seat, world.now)


@law
@given(worlds)
def test_nothing_left_idle(world: World) -> None:
    """No fitting pair of free seat and waiting work is left idle."""
    world.decide()
    hall = world.settled()
    assert not [
        (item.interaction_id, seat.agent_id)
        for item in hall.work.values()
        for seat in hall.seats.values()
        if hall.fits(item, seat, world.now)
    ]


@law
@given(furnishings, st.randoms(use_true_random=False))
def test_input_order(values: list[object], chance: object) -> None:
    """The order in which the floor was told does not matter."""
    last_of_each: list[object] = list({(type(each), _name(each)): each for each in values}.values())
    shuffled = list(last_of_each)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert furnish(last_of_each).decide() == furnish(shuffled).decide()


def _name(value: object) -> object:
    match value:
        case Seat():
            return value.agent_id
        case QueuePlan():
            return value.id
        case _:
            return value.interaction_id  # type: ignore[attr-defined]


@law
@given(worlds)
def test_again_at_once(world: World) -> None:
    """Deciding again at once adds nothing."""
    first = world.decide()
    again = world.decide()
    assert again.is_empty
    assert again.wake == first.wake


@law
@given(worlds, st.floats(0, 1))
def test_nothing_before_wake(world: World, share: float) -> None:
    """Nothing changes before plan.wake unless a fact arrives; and where there is no wake, never."""
    plan = world.decide()
    last = (plan.wake or START + timedelta(days=3)) - MOMENT
    assert last >= world.now
    world.now += (last - world.now) * share
    assert world.decide().is_empty
    world.now = last
    assert world.decide().is_empty


@law
@given(worlds)
def test_comes_to_rest(world: World) -> None:
    """Woken each time the plan asks for it, the floor comes to rest: it never spins."""
    for _ in range(200):
        plan = world.decide()
        if plan.wake is None:
            return
        assert plan.wake > world.now
        world.now = plan.wake
    overflowing = any(entry.plan and entry.plan.overflow for entry in world.floor.queues.values())
    scheduled = any(entry.changes_at for entry in world.floor.queues.values())
    assert overflowing or scheduled, "only queues that overflow into each other, and hours, go on for ever"


alike = st.lists(st.tuples(moments, st.sampled_from(WORK)), min_size=2, max_size=6, unique_by=lambda pair: pair[1])
open_queues = plans.map(lambda plan: replace(plan, hours=Hours("always")))


@law
@given(open_queues, alike, st.integers(0, 3), st.sampled_from(MEDIUMS))
def test_first_come(queue: QueuePlan, arrivals: list[tuple[object, InteractionId]], room: int, medium: Medium) -> None:
    """Within equal queue, priority and skills, first come first offered."""
    world = furnish([replace(queue, overflow=()), seat(AGENTS[0], queue, room, medium)])
    for at, name in arrivals:
        world.put(Waiting(name, queue.id, medium, at))  # type: ignore[arg-type]
    offered = [offer.interaction_id for offer in world.decide().offers]
    assert offered == [name for _, name in sorted(arrivals)][:room]


def seat(agent: AgentId, queue: QueuePlan, room: int, medium: Medium) -> Seat:
    """An able agent with room for so many."""
    return Seat(
        agent, PresenceState.AVAILABLE, START, START, Capacity({medium: room}),
        skills=dict.fromkeys(queue.skills, 10), queues={queue.id: 5},
    )  # fmt: skip


@law
@given(open_queues, st.lists(moments, min_size=2, max_size=3), st.sampled_from(MEDIUMS))
def test_longest_idle(queue: QueuePlan, idle: list[object], medium: Medium) -> None:
    """Among equally able agents who carry the same, the longest idle is asked first, then the lower id."""
    world = furnish([replace(queue, overflow=())])
    seats = [
        replace(seat(agent, queue, 1, medium), idle_since=since)  # type: ignore[arg-type]
        for agent, since in zip(AGENTS, idle, strict=False)
    ]
    for each in seats:
        world.put(each)
    for number, _ in enumerate(seats):
        world.put(Waiting(WORK[number], queue.id, medium, START + number * MOMENT))
    asked = [offer.agent_id for offer in world.decide().offers]
    assert asked == [each.agent_id for each in sorted(seats, key=lambda each: (each.idle_since, each.agent_id))]


@law
@given(items, items, plans, st.integers(0, 600))
def test_age_wins(older: Waiting, newer: Waiting, queue: QueuePlan, seconds: int) -> None:
    """Nobody is overtaken by what comes later than the greatest head start of the queue: nobody starves."""
    most = timedelta(minutes=(9 + queue.vip_steps) * queue.age_priority_minutes)
    later = older.queued_at + most + timedelta(seconds=seconds)
    newer = replace(newer, queued_at=later, interaction_id=InteractionId("z"))
    assume(newer.queued_at > older.queued_at)
    assert rank(older, queue) < rank(newer, queue)


@law
@given(st.integers(1, 3), st.integers(0, 3), st.integers(60, 120))
def test_nobody_starves(minutes: int, vip_steps: int, talk_seconds: int) -> None:
    """Under an endless stream of urgent VIPs the least urgent customer is still served: who overtakes
    them came within their head start."""
    queue = QueuePlan(QUEUES[0], {}, Hours("always"), age_priority_minutes=minutes, vip_steps=vip_steps)
    world = furnish([queue, seat(AGENTS[0], queue, 1, Medium.CHAT)])
    patient = InteractionId("patient")
    world.put(Waiting(patient, queue.id, Medium.CHAT, START, priority=1))
    head_start = timedelta(minutes=(9 + vip_steps) * minutes)
    for number in range(1_000):
        # Two arrive in the time it takes to serve one: the queue grows and grows.
        for half in ("a", "b"):
            name = InteractionId(f"vip{number}{half}")
            world.put(Waiting(name, queue.id, Medium.CHAT, world.now, priority=10, vip=True))
        (offer,) = world.decide().offers
        if offer.interaction_id == patient:
            break
        assert world.floor.work[offer.interaction_id].item.queued_at < START + head_start
        world.drop_offer(offer.interaction_id)
        world.drop_work(offer.interaction_id)
        world.now += timedelta(seconds=talk_seconds)
    assert patient in world.floor.offers


@law
@given(worlds, pauses)
def test_considered_adds_up(world: World, pause: timedelta) -> None:
    """Each offer's trace counts every agent of its queue once, or the one it was reserved for."""
    world.now += pause
    for offer in world.decide().offers:
        agents = len(world.floor.queue(offer.queue_id).agents)
        assert offer.considered["fits"] >= 1
        assert sum(offer.considered.values()) == (agents if offer.reason == "longest_idle" else 1)


@law
@given(worlds)
def test_a_new_floor_decides_the_same(world: World) -> None:
    """A floor loaded from the store after a crash goes on where the old one stood."""
    world.decide()
    fresh = Floor()
    hall = world.settled()
    for plan in hall.queues.values():
        fresh.put_queue(plan)
    for each in hall.seats.values():
        fresh.put_seat(each)
    for item in hall.work.values():
        fresh.put_work(item)
    for offer in hall.offers.values():
        fresh.put_offer(offer)
    assert decide(fresh, world.now).is_empty
    world.now += timedelta(seconds=45)
    assert decide(fresh, world.now) == world.decide()
