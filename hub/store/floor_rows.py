"""Work on the floor as actions read and write it: interactions, offers, handlings, wrap-ups, seats.

Every write that gives or takes work names the version it saw: who loses a race changes nothing and learns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from channels.contract import Medium
from hub.core.seats import Capacity
from hub.core.terms import (
    AgentId,
    ChannelId,
    ConversationId,
    CustomerId,
    InteractionId,
    InteractionState,
    OfferId,
    OfferState,
    PresenceState,
    QueueId,
)
from hub.store import tables as t
from hub.store.prepared import Prepared, among
from hub.store.sql import bindparam, func, insert, select, update
from hub.store.typed import add, change, change_at, find, find_one, prepared, query, unlocked, write
from hub.store.writer import Tx

DONE = (InteractionState.CLOSED, InteractionState.ABANDONED)


@dataclass(frozen=True, slots=True)
class Work:
    """An interaction."""

    id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    channel_id: ChannelId
    medium: Medium
    direction: str
    queue_id: QueueId
    state: InteractionState
    priority: int
    vip: bool
    subject: str
    preview: str
    created_at: datetime
    queued_at: datetime | None
    entered_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    last_customer_at: datetime | None
    last_agent_at: datetime | None
    due_at: datetime | None
    agent_id: AgentId | None
    reserved_for: AgentId | None
    note: str
    unread: int
    transfers: int
    callback_id: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Offer:
    """An interaction put before an agent."""

    id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    state: OfferState
    offered_at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """What an agent does now, and how much they carry."""

    agent_id: AgentId
    presence: PresenceState
    reason: str
    since: datetime
    next: str
    idle_since: datetime
    online: bool
    lost_at: datetime | None
    version: int
    load: dict[str, int] = field(default_factory=dict)

    @property
    def is_available(self) -> bool:
        """Whether work may be given to them now."""
        return self.presence is PresenceState.AVAILABLE and self.online and not self.next

    @property
    def is_busy(self) -> bool:
        """Whether something is in their hands."""
        return any(self.load.values())


@dataclass(frozen=True, slots=True)
class Agent:
    """Who works here."""

    id: AgentId
    name: str
    email: str
    roles: list[str]
    language: str
    team: str
    queues: dict[str, int]
    skills: dict[str, int]
    capacity: dict[str, int]
    signature: str
    hourly_rate: Decimal | None
    active: bool


_works = prepared(Work, query(Work, t.interaction, among(t.interaction.c.id, "ids")))
_seats = prepared(Seat, query(Seat, t.seat, among(t.seat.c.agent_id, "ids")))
_agents = prepared(Agent, unlocked(Agent, t.agent, among(t.agent.c.id, "ids")))
_pending = prepared(Offer, query(Offer, t.offer, among(t.offer.c.interaction_id, "ids"), t.is_pending))
_pending_of = prepared(Offer, query(Offer, t.offer, among(t.offer.c.agent_id, "ids"), t.is_pending))
_live_of = prepared(Work, query(Work, t.interaction, among(t.interaction.c.agent_id, "ids"), t.is_live))
_live = prepared(
    Work, query(Work, t.interaction, among(t.interaction.c.conversation_id, "conversations"), t.is_live)
)


# --- interactions --------------------------------------------------------------------------------------------


def work(tx: Tx, interaction_id: InteractionId) -> Work | None:
    """One interaction."""
    return next(iter(_works.all(tx.conn, ids=[interaction_id])), None)


def works(tx: Tx, ids: Iterable[str]) -> dict[InteractionId, Work]:
    """Several."""
    wanted = sorted(set(ids))
    return {each.id: each for each in _works.all(tx.conn, ids=wanted)} if wanted else {}


def live_in(tx: Tx, conversation_ids: Iterable[str]) -> list[Work]:
    """What is not over in these conversations, oldest first."""
    wanted = sorted(set(conversation_ids))
    if not wanted:
        return []
    return _live.all(tx.conn, conversations=wanted)


def last_closed_in(tx: Tx, conversation_ids: Iterable[str]) -> dict[ConversationId, Work]:
    """The newest interaction of each conversation that is over."""
    wanted = sorted(set(conversation_ids))
    if not wanted:
        return {}
    i = t.interaction
    newest = (
        select(func.max(i.c.id))
        .where(i.c.conversation_id.in_(wanted), i.c.state.in_(DONE))
        .group_by(i.c.conversation_id)
    )
    rows = find(tx, Work, i, i.c.id.in_(newest.scalar_subquery()))
    return {each.conversation_id: each for each in rows}


def live_of(tx: Tx, agent: AgentId) -> list[Work]:
    """What is an agent's and not over."""
    return _live_of.all(tx.conn, ids=[agent])


def change_work(tx: Tx, seen: Work, **values: Any) -> bool:
    """Set columns if nobody changed it since it was seen; whether it was done. Raises the version by one."""
    at = {"id": seen.id, "version": seen.version}
    return change_at(tx, t.interaction, at, version=seen.version + 1, **values) == 1


def write_works(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New interactions."""
    write(tx, t.interaction, rows)


_note_message = Prepared(
    update(t.interaction)
    .where(t.interaction.c.id == bindparam("interaction"))
    .values(
        unread=t.interaction.c.unread + bindparam("more"),
        preview=bindparam("said"),
        preview_direction="inbound",
        last_customer_at=bindparam("at"),
        due_at=func.coalesce(t.interaction.c.due_at, bindparam("due", type_=t.interaction.c.due_at.type)),
    )
)


def note_messages(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """The customer wrote: unread lines, preview, when, and by when they should hear from us."""
    _note_message.each(tx.conn, rows)


def unread_and_one() -> Any:
    """One more unread line than there was, as a column's value."""
    return t.interaction.c.unread + 1


def keep_rating(tx: Tx, interaction_id: InteractionId, score: int) -> None:
    """The customer's rating of a talk; a later one takes its place."""
    change(tx, t.interaction, [t.interaction.c.id == interaction_id], rating=score)


# --- offers --------------------------------------------------------------------------------------------------


def offer(tx: Tx, offer_id: OfferId) -> tuple[Offer, Work] | None:
    """An offer and its work, locked in the order everybody uses: the work first."""
    interaction = tx.conn.execute(select(t.offer.c.interaction_id).where(t.offer.c.id == offer_id)).scalar()
    found = work(tx, interaction) if interaction else None
    row = find_one(tx, Offer, t.offer, t.offer.c.id == offer_id) if found else None
    return (row, found) if row and found else None


def pending_offers(tx: Tx, interaction_ids: Iterable[str]) -> dict[InteractionId, Offer]:
    """The live offer of each interaction."""
    wanted = sorted(set(interaction_ids))
    if not wanted:
        return {}
    rows: list[Offer] = _pending.all(tx.conn, ids=wanted)
    return {each.interaction_id: each for each in rows}


def pending_of(tx: Tx, agent: AgentId) -> list[Offer]:
    """An agent's live offers."""
    return _pending_of.all(tx.conn, ids=[agent])


def pending_counts(tx: Tx, agents_: Iterable[str]) -> dict[AgentId, dict[str, int]]:
    """How many live offers agents have, by medium."""
    wanted = sorted(set(agents_))
    query = (
        select(t.offer.c.agent_id, t.interaction.c.medium, func.count())
        .join(t.interaction, t.interaction.c.id == t.offer.c.interaction_id)
        .where(t.offer.c.agent_id.in_(wanted), t.is_pending)
        .group_by(t.offer.c.agent_id, t.interaction.c.medium)
    )
    found: dict[AgentId, dict[str, int]] = {}
    for agent_id, medium, count in tx.conn.execute(query) if wanted else ():
        found.setdefault(agent_id, {})[medium] = count
    return found


_set_offered = Prepared(
    update(t.interaction)
    .where(t.interaction.c.id == bindparam("interaction"), t.interaction.c.version == bindparam("seen"))
    .values(state=InteractionState.OFFERED.value, version=t.interaction.c.version + 1)
)


def set_offered(tx: Tx, seen: Sequence[Work]) -> None:
    """These locked interactions are put before agents."""
    _set_offered.each(tx.conn, [{"interaction": each.id, "seen": each.version} for each in seen])


def end_offer(tx: Tx, seen: Offer, state: OfferState) -> bool:
    """End a live offer; False when it had ended already."""
    at = {"id": seen.id, "state": OfferState.PENDING}
    return change_at(tx, t.offer, at, state=state, ended_at=tx.now) == 1


def write_offers(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New offers."""
    write(tx, t.offer, rows)


# --- seats and agents ----------------------------------------------------------------------------------------


def seat(tx: Tx, agent: AgentId) -> Seat | None:
    """An agent's seat."""
    return next(iter(_seats.all(tx.conn, ids=[agent])), None)


def seats(tx: Tx, agents: Iterable[str]) -> dict[AgentId, Seat]:
    """Several seats, locked in one order."""
    wanted = sorted(set(agents))
    if not wanted:
        return {}
    rows: list[Seat] = _seats.all(tx.conn, ids=wanted)
    return {each.agent_id: each for each in rows}


def add_seat(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new agent's seat."""
    add(tx, t.seat, **row)


def change_seat(tx: Tx, seen: Seat, **values: Any) -> bool:
    """Set columns if nobody changed it since it was seen."""
    at = {"agent_id": seen.agent_id, "version": seen.version}
    return change_at(tx, t.seat, at, version=seen.version + 1, **values) == 1


def agent(tx: Tx, agent_id: AgentId) -> Agent | None:
    """One agent."""
    return find_one(tx, Agent, t.agent, t.agent.c.id == agent_id)


def agents(tx: Tx, ids: Iterable[str]) -> dict[AgentId, Agent]:
    """Several agents. Their rows seldom change and are not locked."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {each.id: each for each in _agents.all(tx.conn, ids=wanted)}


def capacity_of(who: Agent) -> Capacity:
    """How much they may carry."""
    at_once = {Medium(key): value for key, value in who.capacity.items() if key != "total"}
    return Capacity(at_once, who.capacity.get("total"))


def note_presence(tx: Tx, agent_id: AgentId, presence: str, reason: str) -> None:
    """End the running stretch of presence and begin another."""
    h = t.presence_history
    change(tx, h, [h.c.agent_id == agent_id, h.c.ended_at.is_(None)], ended_at=tx.now)
    tx.conn.execute(
        insert(h),
        {"id": tx.new_id(), "agent_id": agent_id, "presence": presence, "reason": reason, "began_at": tx.now,
         "ended_at": None},
    )


def waiting_ids(tx: Tx, queue_ids: Sequence[str], limit: int = 50) -> list[InteractionId]:
    """What waits unoffered in these queues: the most urgent first, then the oldest. Not locked."""
    i = t.interaction
    query = (
        select(i.c.id)
        .where(i.c.queue_id.in_(sorted(queue_ids)), t.is_waiting, i.c.state == InteractionState.QUEUED)
        .order_by(i.c.priority.desc(), i.c.queued_at, i.c.id)
        .limit(limit)
    )
    return [InteractionId(row[0]) for row in tx.conn.execute(query)]
