"""Small worlds for the laws: strategies for seats, work, queues and changes, on a coarse grid of time so that
instants collide, and a World that applies each change to the floor and to the plain hall alike. No law is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import TypeVar

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
SALES, CARE = QUEUES
SKILLS = [SkillId(name) for name in ("ru", "loans")]
WORK = [InteractionId(f"i{number}") for number in range(6)]
MEDIUMS = [Medium.CHAT, Medium.EMAIL, Medium.PHONE]

RU, LOANS = SKILLS
CHAT, EMAIL, PHONE = MEDIUMS
POOL = 1_500  # values of each kind to choose from, made once: one draw chooses a whole value, and all stays fast

INSTANTS = [START + steps * STEP for steps in range(-10, 21)]
LEVELS: list[dict[SkillId, int]] = [
    {}, {}, {RU: 1}, {RU: 2}, {LOANS: 1}, {LOANS: 3}, {RU: 1, LOANS: 2}, {RU: 3, LOANS: 3},
]  # fmt: skip
COUNTS: list[dict[Medium, int]] = [
    {}, {}, {}, {CHAT: 1}, {CHAT: 2}, {EMAIL: 1}, {PHONE: 1}, {CHAT: 1, EMAIL: 2}, {EMAIL: 2, PHONE: 1},
]  # fmt: skip
HOURS = [
    Hours("always"),
    Hours("late", week={0: ((time(9, 2), time(9, 6)),)}),
    Hours("pause", week={0: ((time(8), time(9, 1)), (time(9, 3), time(18)))}),
    Hours("tomorrow", week={1: ((time(9), time(18)),)}),
]
RELAXATIONS: list[tuple[Relaxation, ...]] = [
    (),
    (),
    (Relaxation(30, RU, 0),),
    (Relaxation(60, LOANS, 1),),
    (Relaxation(60, RU, 1), Relaxation(120, RU, 0)),
    (Relaxation(120, LOANS, 0), Relaxation(30, LOANS, 2)),
]
OVERFLOWS = [(), (), *((Overflow(after, to),) for after in (60, 150) for to in QUEUES)]
CAPACITIES = [
    Capacity({CHAT: 1, EMAIL: 2, PHONE: 1}),
    Capacity({CHAT: 3, EMAIL: 1}),
    Capacity({CHAT: 2, PHONE: 1}, total=2),
    Capacity({EMAIL: 3, CHAT: 0}, wrapping_counts=False),
    Capacity({CHAT: 2, EMAIL: 2, PHONE: 1}, blocking=frozenset()),
]
PRESENCES = [PresenceState.AVAILABLE] * 5 + list(PresenceState)
SERVED = [{SALES: 1}, {CARE: 2}, {SALES: 2, CARE: 1}, {SALES: 1, CARE: 1}]


def make_queue(dice: Random, queue: QueueId) -> QueuePlan:
    """A queue of that name, with any rules."""
    return QueuePlan(
        id=queue,
        name={},
        hours=dice.choice(HOURS),
        skills=dice.choice([{}, {}, {RU: 1}, {LOANS: 2}]),
        relax=dice.choice(RELAXATIONS),
        overflow=dice.choice(OVERFLOWS),
        offer_seconds={CHAT: 30, EMAIL: 60},
        age_priority_minutes=dice.randint(0, 2),
        vip_steps=dice.randint(0, 3),
        written_outside_hours=dice.random() < 0.5,
    )


def make_seat(dice: Random) -> Seat:
    """Any agent in any state."""
    return Seat(
        agent_id=dice.choice(AGENTS),
        presence=dice.choice(PRESENCES),
        presence_since=dice.choice(INSTANTS),
        idle_since=dice.choice(INSTANTS),
        capacity=dice.choice(CAPACITIES),
        skills=dice.choice(LEVELS),
        queues=dice.choice(SERVED),
        load=dice.choice(COUNTS),
        wrapping=dice.choice(COUNTS),
        lost_at=dice.choice([None, None, None, None, START, START + 2 * STEP]),
    )


def make_reservation(dice: Random) -> Reservation | None:
    """None, or for any agent."""
    if dice.random() < 0.6:
        return None
    return Reservation(dice.choice(AGENTS), dice.choice(INSTANTS), dice.choice(["last_agent", "named", "transfer"]))


def make_item(dice: Random) -> Waiting:
    """Any waiting work."""
    return Waiting(
        interaction_id=dice.choice(WORK),
        queue_id=dice.choice(QUEUES),
        medium=dice.choice(MEDIUMS),
        queued_at=dice.choice(INSTANTS),
        priority=dice.randint(1, 10),
        vip=dice.random() < 0.5,
        skills=dice.choice(LEVELS),
        language=dice.choice([None, None, None, *SKILLS]),
        relax=dice.choice(RELAXATIONS),
        reserved=make_reservation(dice),
        declined={dice.choice(AGENTS): dice.choice(INSTANTS)} if dice.random() < 0.4 else {},
        entered_at=dice.choice([None, *INSTANTS]),
        not_before=dice.choice([*[None] * 60, *INSTANTS]),
        begun=dice.random() < 0.3,
    )


def make_offer(dice: Random) -> LiveOffer:
    """An offer of anything to anybody, also of what is not there."""
    return LiveOffer(
        OfferId("o"), dice.choice(WORK), dice.choice(AGENTS), dice.choice(MEDIUMS), START, dice.choice(INSTANTS)
    )


def make_crowd_item(dice: Random) -> Waiting:
    """Work of the one group of a crowd."""
    item = make_item(dice)
    return Waiting(
        item.interaction_id, SALES, CHAT, item.queued_at, reserved=item.reserved, declined=item.declined
    )


def make_crowd_seat(dice: Random) -> Seat:
    """A seat that serves the one group of a crowd."""
    return replace(
        make_seat(dice), capacity=Capacity({CHAT: dice.randint(1, 2)}), queues={SALES: 1}, load={}, wrapping={},
        lost_at=None,
    )  # fmt: skip


T = TypeVar("T")


def pool(make: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """One of many values made beforehand, always the same ones."""
    dice = Random(7)
    return st.sampled_from([make(dice) for _ in range(POOL)])


moments = st.sampled_from(INSTANTS)
pauses = st.integers(0, 8).map(lambda steps: steps * STEP / 2)
seats = pool(make_seat)
items = pool(make_item)
sales_plans = pool(lambda dice: make_queue(dice, SALES))
care_plans = pool(lambda dice: make_queue(dice, CARE))
plans = sales_plans | care_plans
stray_offers = pool(make_offer)
alarms = pool(lambda dice: Alarm("callback", dice.choice(["c1", "c2"]), dice.choice(INSTANTS)))
crowd_items = pool(make_crowd_item)
crowd_seats = pool(make_crowd_seat)
crowd_plans = st.sampled_from([QueuePlan(SALES, {}, hours) for hours in HOURS])


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

    def settled(self) -> Hall:
        """The floor's own values, for judging what a decision left behind."""
        floor = self.floor
        return Hall(
            {key: entry.seat for key, entry in floor.seats.items()},
            {key: entry.item for key, entry in floor.work.items()},
            dict(floor.offers),
            {key: entry.plan for key, entry in floor.queues.items() if entry.plan is not None},
        )


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


def _free_seat(agent: AgentId) -> Change:
    """The agent is done with everything."""

    def change(world: World) -> None:
        seat = world.hall.seats.get(agent)
        if seat is not None:
            world.put(replace(seat, load={}, idle_since=world.now))

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


values = seats | seats | items | items | items | plans | stray_offers | alarms
picks = st.integers(0, 6)
ways = st.sampled_from(["reserved", "declined", "snoozed"])
agents = st.sampled_from(AGENTS)
presences = st.sampled_from(PRESENCES)
answers = st.one_of(
    picks.map(lambda pick: _with_offer(pick, World.accept)),
    picks.map(lambda pick: _with_offer(pick, World.decline)),
    st.builds(_nudge_seat, agents, presences, st.none()),
    st.builds(_nudge_work, st.sampled_from(WORK), agents, ways),
    agents.map(_free_seat),
)
changes: st.SearchStrategy[Change] = st.one_of(
    values.map(lambda value: lambda world: world.put(value)),
    st.builds(_nudge_seat, agents, st.none() | presences, st.sampled_from(COUNTS)),
    answers,
    st.sampled_from(WORK).map(_drop_work),
    agents.map(_drop_seat),
    st.sampled_from(QUEUES).map(_drop_queue),
    st.sampled_from(["c1", "c2"]).map(_drop_alarm),
)
crowd_changes: st.SearchStrategy[Change] = st.one_of(
    (crowd_items | crowd_seats).map(lambda value: lambda world: world.put(value)), answers
)


def _all_of(*parts: st.SearchStrategy[list[object]]) -> st.SearchStrategy[list[object]]:
    return st.tuples(*parts).map(lambda lists: [value for part in lists for value in part])


def _one(values: st.SearchStrategy[QueuePlan]) -> st.SearchStrategy[list[object]]:
    return values.map(lambda value: [value])


furnishings = _all_of(
    _one(sales_plans),
    _one(care_plans),
    st.lists(seats, max_size=6),
    st.lists(items, max_size=9),
    st.lists(stray_offers, max_size=1),
)
# A crowd: one queue, one medium, no skills, so that most of the work and all of the agents stand in one group.
crowds = _all_of(
    _one(crowd_plans), st.lists(crowd_seats, min_size=1, max_size=4), st.lists(crowd_items, max_size=8)
)


def furnish(world_values: list[object]) -> World:
    """A world with these values in it."""
    world = World()
    for value in world_values:
        assert isinstance(value, Seat | Waiting | LiveOffer | QueuePlan | Alarm)
        world.put(value)
    return world


worlds = furnishings.map(furnish)
