"""Small worlds for the laws: strategies for seats, work, queues and changes, on a coarse grid of time so that
instants collide, and a World that applies each change to the floor and to the plain hall alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from channels.contract import Medium
from hub.core.decision import Plan
from hub.core.floor import Floor
from hub.core.plan import Hours, Overflow, QueuePlan, Relaxation
from hub.core.queues import Alarm, LiveOffer, Reservation, Waiting
from hub.core.routing import decide
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, OfferId, PresenceState, QueueId, SkillId
from tests.core.reference import Hall

START = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
STEP = timedelta(seconds=30)
AGENTS = [AgentId(name) for name in ("ann", "bob", "cyd")]
QUEUES = [QueueId(name) for name in ("sales", "care")]
SKILLS = [SkillId(name) for name in ("ru", "loans")]
WORK = [InteractionId(f"i{number}") for number in range(6)]
MEDIUMS = [Medium.CHAT, Medium.EMAIL, Medium.PHONE]

moments = st.integers(-10, 20).map(lambda steps: START + steps * STEP)
pauses = st.integers(0, 8).map(lambda steps: steps * STEP / 2)
levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3))
counts = st.dictionaries(st.sampled_from(MEDIUMS), st.integers(0, 2))


def _hours() -> st.SearchStrategy[Hours]:
    return st.sampled_from(
        [
            Hours("always"),
            Hours("late", week={0: ((time(9, 2), time(9, 6)),)}),
            Hours("pause", week={0: ((time(8), time(9, 1)), (time(9, 3), time(18)))}),
            Hours("tomorrow", week={1: ((time(9), time(18)),)}),
        ]
    )


relaxations = st.lists(
    st.builds(Relaxation, st.sampled_from([30, 60, 120]), st.sampled_from(SKILLS), st.integers(0, 2)), max_size=2
).map(tuple)


def queue_plans(queue_id: QueueId) -> st.SearchStrategy[QueuePlan]:
    """A queue of that name."""
    return st.builds(
        QueuePlan,
        id=st.just(queue_id),
        name=st.just({}),
        hours=_hours(),
        skills=st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 2), max_size=1),
        relax=relaxations,
        overflow=st.lists(st.builds(Overflow, st.sampled_from([60, 150]), st.sampled_from(QUEUES)), max_size=1).map(
            tuple
        ),
        offer_seconds=st.just({Medium.CHAT: 30, Medium.EMAIL: 60}),
        age_priority_minutes=st.integers(0, 2),
        vip_steps=st.integers(0, 3),
        written_outside_hours=st.booleans(),
    )


capacities = st.builds(
    Capacity,
    at_once=st.just({Medium.CHAT: 1, Medium.EMAIL: 2, Medium.PHONE: 1})
    | st.dictionaries(st.sampled_from(MEDIUMS), st.integers(0, 3), min_size=1),
    total=st.sampled_from([None, None, 2]),
    wrapping_counts=st.booleans(),
)
presences = st.sampled_from([PresenceState.AVAILABLE] * 5 + list(PresenceState))


def seats_of(agent: AgentId) -> st.SearchStrategy[Seat]:
    """A seat of that agent."""
    return st.builds(
        Seat,
        agent_id=st.just(agent),
        presence=presences,
        presence_since=moments,
        idle_since=moments,
        capacity=capacities,
        skills=levels,
        queues=st.dictionaries(st.sampled_from(QUEUES), st.integers(1, 2), min_size=1),
        load=st.just({}) | counts,
        wrapping=st.just({}) | counts,
        lost_at=st.sampled_from([None, None, None, START, START + 2 * STEP]),
    )


seats = st.sampled_from(AGENTS).flatmap(seats_of)
reservations = st.builds(
    Reservation, st.sampled_from(AGENTS), moments, st.sampled_from(["last_agent", "named", "transfer"])
)


def items_of(interaction: InteractionId) -> st.SearchStrategy[Waiting]:
    """Waiting work of that id."""
    return st.builds(
        Waiting,
        interaction_id=st.just(interaction),
        queue_id=st.sampled_from(QUEUES),
        medium=st.sampled_from(MEDIUMS),
        queued_at=moments,
        priority=st.integers(1, 10),
        vip=st.booleans(),
        skills=st.just({}) | levels,
        language=st.sampled_from([None, None, *SKILLS]),
        relax=st.just(()) | relaxations,
        reserved=st.none() | reservations,
        declined=st.just({}) | st.dictionaries(st.sampled_from(AGENTS), moments),
        entered_at=st.none() | moments,
        not_before=st.none() | st.none() | moments,
        begun=st.booleans(),
    )


items = st.sampled_from(WORK).flatmap(items_of)


class World:
    """The floor and the hall, changed alike."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.hall = Hall()
        self.now = START

    def put(self, value: Seat | Waiting | LiveOffer | QueuePlan | Alarm) -> None:
        """Put the value into both."""
        match value:
            case Seat():
                self.floor.put_seat(value)
                self.hall.seats[value.agent_id] = value
            case Waiting():
                self.floor.put_work(value)
                self.hall.work[value.interaction_id] = value
            case LiveOffer():
                self.floor.put_offer(value)
                self.hall.offers[value.interaction_id] = value
            case QueuePlan():
                self.floor.put_queue(value)
                self.hall.queues[value.id] = value
            case Alarm():
                self.floor.put_alarm(value)
                self.hall.alarms[value.id] = value

    def drop_offer(self, interaction: InteractionId) -> None:
        """Withdraw the offer in both."""
        self.floor.drop_offer(interaction)
        self.hall.offers.pop(interaction, None)

    def drop_work(self, interaction: InteractionId) -> None:
        """Drop the work in both."""
        self.floor.drop_work(interaction)
        self.hall.work.pop(interaction, None)

    def decline(self, offer: LiveOffer) -> None:
        """The agent of the offer leaves it to another."""
        item = self.hall.work.get(offer.interaction_id)
        if item is not None:
            self.put(replace(item, declined={**item.declined, offer.agent_id: self.now}))
        self.drop_offer(offer.interaction_id)

    def accept(self, offer: LiveOffer) -> None:
        """The agent of the offer takes the work."""
        self.drop_offer(offer.interaction_id)
        self.drop_work(offer.interaction_id)
        seat = self.hall.seats.get(offer.agent_id)
        if seat is not None:
            self.put(replace(seat, load={**seat.load, offer.medium: seat.load.get(offer.medium, 0) + 1}))

    def decide(self) -> Plan:
        """The router's plan now."""
        return decide(self.floor, self.now)


Change = Callable[[World], None]


def _with_offer(pick: int, act: Callable[[World, LiveOffer], None]) -> Change:
    def change(world: World) -> None:
        offers = sorted(world.hall.offers.values(), key=lambda offer: offer.interaction_id)
        if offers:
            act(world, offers[pick % len(offers)])

    return change


def _nudge_seat(agent: AgentId, presence: PresenceState | None, load: dict[Medium, int] | None) -> Change:
    """The agent sets another presence now, or carries something else."""

    def change(world: World) -> None:
        seat = world.hall.seats.get(agent)
        if seat is not None and presence is not None:
            seat = replace(seat, presence=presence, presence_since=world.now, lost_at=None)
        if seat is not None:
            world.put(replace(seat, load=seat.load if load is None else load))

    return change


def _nudge_work(interaction: InteractionId, agent: AgentId, how: str) -> Change:
    """The work is now reserved for the agent, declined by them, or snoozed."""

    def change(world: World) -> None:
        item = world.hall.work.get(interaction)
        if item is None:
            return
        if how == "reserved":
            item = replace(item, reserved=Reservation(agent, world.now + 3 * STEP, "named"))
        elif how == "declined":
            item = replace(item, declined={**item.declined, agent: world.now})
        else:
            item = replace(item, not_before=world.now + STEP)
        world.put(item)

    return change


def _drop_seat(agent: AgentId) -> Change:
    def change(world: World) -> None:
        world.floor.drop_seat(agent)
        world.hall.seats.pop(agent, None)

    return change


def _drop_queue(queue: QueueId) -> Change:
    def change(world: World) -> None:
        world.floor.drop_queue(queue)
        world.hall.queues.pop(queue, None)

    return change


def _drop_alarm(alarm: str) -> Change:
    def change(world: World) -> None:
        world.floor.drop_alarm(alarm)
        world.hall.alarms.pop(alarm, None)

    return change


def _drop_work(interaction: InteractionId) -> Change:
    return lambda world: world.drop_work(interaction)


plans = st.sampled_from(QUEUES).flatmap(queue_plans)
stray_offers = st.builds(
    LiveOffer, st.just(OfferId("o")), st.sampled_from(WORK), st.sampled_from(AGENTS), st.sampled_from(MEDIUMS),
    moments, moments,
)  # fmt: skip
alarms = st.builds(Alarm, st.just("callback"), st.sampled_from(["c1", "c2"]), moments)
values = seats | seats | items | items | items | plans | stray_offers | alarms
picks = st.integers(0, 6)
ways = st.sampled_from(["reserved", "declined", "snoozed"])
changes: st.SearchStrategy[Change] = st.one_of(
    values.map(lambda value: lambda world: world.put(value)),
    st.builds(_nudge_seat, st.sampled_from(AGENTS), st.none() | presences, st.none() | counts),
    st.builds(_nudge_seat, st.sampled_from(AGENTS), presences, st.none()),
    st.builds(_nudge_work, st.sampled_from(WORK), st.sampled_from(AGENTS), ways),
    picks.map(lambda pick: _with_offer(pick, World.accept)),
    picks.map(lambda pick: _with_offer(pick, World.decline)),
    st.sampled_from(WORK).map(_drop_work),
    st.sampled_from(AGENTS).map(_drop_seat),
    st.sampled_from(QUEUES).map(_drop_queue),
    st.sampled_from(["c1", "c2"]).map(_drop_alarm),
)
furnishings = st.tuples(
    st.tuples(*(queue_plans(queue) for queue in QUEUES)),
    st.lists(seats, max_size=6),
    st.lists(items, max_size=9),
    st.lists(stray_offers, max_size=1),
).map(lambda parts: [value for part in parts for value in part])


def furnish(world_values: list[object]) -> World:
    """A world with these values in it."""
    world = World()
    for value in world_values:
        assert isinstance(value, Seat | Waiting | LiveOffer | QueuePlan | Alarm)
        world.put(value)
    return world


worlds = furnishings.map(furnish)
