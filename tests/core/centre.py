"""A whole centre in memory for the model test: what the store would hold, and actions that write it conditionally.

The floor is a picture of it, kept current by the actions and thrown away by a crash. No law is here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from channels.contract import Medium
from hub.core.decision import Plan
from hub.core.floor import Floor
from hub.core.lifecycle import INTERACTION
from hub.core.plan import Hours, Overflow, QueuePlan
from hub.core.queues import Alarm, LiveOffer, Reservation, Waiting
from hub.core.routing import decide
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, InteractionState, OfferId, PresenceState, QueueId

S = InteractionState
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
CARE, SALES = QueueId("care"), QueueId("sales")
AGENTS = [AgentId(name) for name in ("ann", "bob", "cyd")]
QUEUES = {
    CARE: QueuePlan(CARE, {}, Hours("always"), overflow=(Overflow(90, SALES),)),
    SALES: QueuePlan(SALES, {}, Hours("always"), written_outside_hours=True),
}
CAPACITY = Capacity({Medium.CHAT: 2, Medium.EMAIL: 2, Medium.PHONE: 1})
WRAPUP = timedelta(seconds=60)
ON_FLOOR = (S.QUEUED, S.OFFERED, S.SNOOZED)
OWNED = (S.ACTIVE, S.HELD, S.WAITING, S.WRAPPING)


@dataclass
class Record:
    """An interaction's row."""

    state: InteractionState
    waiting: Waiting
    owner: AgentId | None = None
    offer: LiveOffer | None = None
    wrapup_ends: datetime | None = None


class Centre:
    """Rows, the clock, and the router's picture of them."""

    def __init__(self) -> None:
        self.now = NINE
        self.records: dict[InteractionId, Record] = {}
        self.seats = {
            agent: Seat(agent, PresenceState.AVAILABLE, NINE, NINE, CAPACITY, queues={CARE: 1, SALES: 1})
            for agent in AGENTS
        }
        self.offers_made = 0
        self.floor = self.load()

    # --- the store ----------------------------------------------------------------------------------------

    def load(self) -> Floor:
        """The floor as a process that has just started reads it."""
        floor = Floor()
        for plan in QUEUES.values():
            floor.put_queue(plan)
        for agent in AGENTS:
            floor.put_seat(self.seat(agent))
        for record in self.records.values():
            self.show(record, floor)
        return floor

    def show(self, record: Record, floor: Floor | None = None) -> None:
        """Make the floor agree with the row."""
        floor = floor or self.floor
        name = record.waiting.interaction_id
        if record.state in ON_FLOOR:
            floor.put_work(record.waiting)
        else:
            floor.drop_work(name)
        if record.offer is not None:
            floor.put_offer(record.offer)
        else:
            floor.drop_offer(name)
        if record.wrapup_ends is not None:
            floor.put_alarm(Alarm("wrapup", name, record.wrapup_ends))
        else:
            floor.drop_alarm(name)

    def seat(self, agent: AgentId) -> Seat:
        """The seat's row with its load counted from what the agent owns."""
        load: dict[Medium, int] = {}
        wrapping: dict[Medium, int] = {}
        for record in self.records.values():
            if record.owner == agent and record.state in (S.ACTIVE, S.HELD):
                load[record.waiting.medium] = load.get(record.waiting.medium, 0) + 1
            if record.owner == agent and record.state is S.WRAPPING:
                wrapping[record.waiting.medium] = wrapping.get(record.waiting.medium, 0) + 1
        return replace(self.seats[agent], load=load, wrapping=wrapping)

    def write(self, name: InteractionId, move: str, **changes: object) -> Record:
        """One conditional write of a row: by a move of the table, which raises when the row has moved on."""
        record = self.records[name]
        state = INTERACTION.after(record.state, move)
        agents = {record.owner}
        waiting = record.waiting
        fields = {key: changes.pop(key) for key in ("owner", "offer", "wrapup_ends") if key in changes}
        if changes:
            waiting = replace(waiting, **changes)  # type: ignore[arg-type]
        rest = {"owner": record.owner, "offer": None, "wrapup_ends": None} | fields
        record = self.records[name] = Record(state, waiting, **rest)  # type: ignore[arg-type]
        self.show(record)
        for agent in agents | {record.owner}:
            if agent is not None:
                self.floor.put_seat(self.seat(agent))
        return record

    def set_seat(self, agent: AgentId, **changes: object) -> None:
        """Write the seat's row."""
        self.seats[agent] = replace(self.seats[agent], **changes)  # type: ignore[arg-type]
        self.floor.put_seat(self.seat(agent))

    # --- the router's action ------------------------------------------------------------------------------

    def route(self) -> Plan:
        """Decide and carry it out."""
        plan = decide(self.floor, self.now)
        self.carry_out(plan)
        return plan

    def carry_out(self, plan: Plan) -> None:
        """Write the plan, each part only where the row is still as the router thought."""
        for over in (*plan.expired, *plan.rescinded):
            record = self.records.get(over.interaction_id)
            if record is not None and record.offer is not None and record.offer.agent_id == over.agent_id:
                self.write(over.interaction_id, "expire")
        for change in plan.presences:
            self.set_seat(change.agent_id, presence=change.presence, presence_since=plan.at)
        for name in plan.returns:
            if self.records[name].state is S.SNOOZED:
                self.write(name, "wake", not_before=None)
        for overflow in plan.overflows:
            record = self.records[overflow.interaction_id]
            if record.state is S.QUEUED and record.waiting.queue_id == overflow.from_queue:
                record.waiting = replace(record.waiting, queue_id=overflow.to_queue, entered_at=plan.at)
            self.show(record)
        for release in plan.releases:
            for name, record in list(self.records.items()):
                held = record.state in (S.ACTIVE, S.HELD) and record.owner == release.agent_id
                if held and record.waiting.medium in release.mediums:
                    self.write(name, "release", owner=None, begun=True, entered_at=plan.at)
        for alarm in plan.due:
            self.write(InteractionId(alarm.id), "complete", owner=None)
        self._make_offers(plan)

    def _make_offers(self, plan: Plan) -> None:
        for offer in plan.offers:
            record = self.records[offer.interaction_id]
            if record.state is not S.QUEUED:
                self.show(record)  # a lost write: the floor learns what the store says
                continue
            self.offers_made += 1
            live = LiveOffer(
                OfferId(f"o{self.offers_made}"), offer.interaction_id, offer.agent_id, offer.medium, plan.at,
                offer.deadline,
            )  # fmt: skip
            self.write(offer.interaction_id, "offer", offer=live)

    # --- what people do -----------------------------------------------------------------------------------

    def arrive(self, medium: Medium, queue: QueueId, priority: int) -> None:
        """A customer comes."""
        name = InteractionId(f"i{len(self.records):03}")
        self.records[name] = Record(S.QUEUED, Waiting(name, queue, medium, self.now, priority))
        self.show(self.records[name])

    def accept(self, name: InteractionId) -> None:
        """The agent takes the offer."""
        offer = self.records[name].offer
        assert offer is not None
        self.write(name, "accept", owner=offer.agent_id)

    def decline(self, name: InteractionId) -> None:
        """The agent leaves it to another."""
        record = self.records[name]
        assert record.offer is not None
        self.write(name, "decline", declined={**record.waiting.declined, record.offer.agent_id: self.now})

    def transfer(self, name: InteractionId, queue: QueueId, agent: AgentId | None) -> None:
        """The owner hands it over."""
        reserved = None if agent is None else Reservation(agent, self.now + timedelta(seconds=60), "transfer")
        entry = {"queue_id": queue, "entered_at": self.now, "reserved": reserved, "declined": {}, "begun": True}
        self.write(name, "transfer", owner=None, **entry)

    def snooze(self, name: InteractionId, seconds: int) -> None:
        """The owner puts it aside."""
        until = self.now + timedelta(seconds=seconds)
        owner = self.records[name].owner
        assert owner is not None
        back = Reservation(owner, until + timedelta(seconds=60), "returned")
        self.write(name, "snooze", owner=None, not_before=until, reserved=back, begun=True, entered_at=until)

    def wrap_up(self, name: InteractionId) -> None:
        """The talk is over."""
        move = "hang_up" if self.records[name].state is S.HELD else "wrap_up"
        self.write(name, move, wrapup_ends=self.now + WRAPUP)
