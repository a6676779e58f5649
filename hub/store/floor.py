"""Loads core.floor.Floor: the whole of it at the start, single entries again when facts name them.

Reads only. What a row means to the router is said here, once, for both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from channels.contract import Medium
from channels.voice import LegState
from hub.core.floor import Floor
from hub.core.plan import FloorPlan, QueuePlan, Relaxation
from hub.core.queues import DECLINE_HOLDS, Alarm, LiveOffer, Reservation, Waiting
from hub.core.seats import Capacity, Seat
from hub.core.terms import (
    AgentId,
    CallbackState,
    CallState,
    InteractionId,
    InteractionState,
    OfferId,
    OfferState,
    Party,
    PresenceState,
    QueueId,
    SkillId,
)
from hub.store import log
from hub.store import tables as t

S = InteractionState
ON_FLOOR = (S.QUEUED, S.OFFERED, S.SNOOZED)
CARRIED = (S.ACTIVE, S.HELD)


@dataclass(frozen=True, slots=True)
class Named:
    """What a batch of facts names: entries to look at again."""

    interactions: frozenset[InteractionId] = frozenset()
    agents: frozenset[AgentId] = frozenset()
    callbacks: frozenset[str] = frozenset()
    handlings: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.interactions or self.agents or self.callbacks or self.handlings or self.calls)


def load(conn: Connection, plan: FloorPlan, now: datetime) -> tuple[Floor, int]:
    """The floor as it stands, and the log position it is as of."""
    found, pos = whole(conn, now)
    return built(plan.queues.values(), found), pos


def whole(conn: Connection, now: datetime) -> tuple[Entries, int]:
    """Everything on the floor but its queues, and the log position it is as of."""
    pos = log.head(conn)
    return Entries(
        named=Named(),
        seats=tuple(_seats(conn, t.agent.c.active)),
        waiting=tuple(_waiting(conn, now, and_(t.is_live, t.interaction.c.state.in_(ON_FLOOR)))),
        offers=tuple(_offers(conn, t.is_pending)),
        alarms=(*_callbacks(conn, t.callback.c.state == CallbackState.PLANNED), *_wrapups(conn, t.is_open_wrapup),
                *_calls(conn, t.call.c.state != CallState.ENDED), *_lent(conn, t.lent.c.returned_at.is_(None))),
    ), pos


def seats_of_agents(conn: Connection) -> list[Seat]:
    """The seats of everybody who works here, as they stand."""
    return _seats(conn, t.agent.c.active)


def built(queues: Iterable[QueuePlan], entries: Entries) -> Floor:
    """A floor of these queues with these entries."""
    floor = Floor()
    for queue in queues:
        floor.put_queue(queue)
    entries.put_on(floor)
    return floor


@dataclass(frozen=True, slots=True)
class Entries:
    """The named entries as they stand now; what is named and not here has left the floor."""

    named: Named
    seats: tuple[Seat, ...]
    waiting: tuple[Waiting, ...]
    offers: tuple[LiveOffer, ...]
    alarms: tuple[Alarm, ...]

    def put_on(self, floor: Floor) -> None:
        """Bring the floor up to date with them."""
        seats = {seat.agent_id for seat in self.seats}
        waiting = {item.interaction_id for item in self.waiting}
        offers = {offer.interaction_id: offer for offer in self.offers}
        alarms = {alarm.id for alarm in self.alarms}
        for interaction in self.named.interactions:
            if interaction in floor.offers and floor.offers[interaction] != offers.get(interaction):
                floor.drop_offer(interaction)
            if interaction not in waiting and interaction in floor.work:
                floor.drop_work(interaction)
        for agent in self.named.agents - seats:
            if agent in floor.seats:
                floor.drop_seat(agent)
        for alarm_id in (self.named.callbacks | self.named.handlings | self.named.calls) - alarms:
            floor.drop_alarm(alarm_id)
        for seat in self.seats:
            floor.put_seat(seat)
        for item in self.waiting:
            floor.put_work(item)
        for offer in self.offers:
            if floor.offers.get(offer.interaction_id) != offer:
                floor.put_offer(offer)
        for alarm in self.alarms:
            floor.put_alarm(alarm)


def entries(conn: Connection, named: Named, now: datetime) -> Entries:
    """The named entries, in a handful of statements."""
    interactions, agents = list(named.interactions), list(named.agents)
    waits = and_(t.interaction.c.state.in_(ON_FLOOR), t.interaction.c.id.in_(interactions))
    stands = and_(t.is_pending, t.offer.c.interaction_id.in_(interactions))
    return Entries(
        named=named,
        seats=tuple(_seats(conn, and_(t.agent.c.active, t.agent.c.id.in_(agents)))) if agents else (),
        waiting=tuple(_waiting(conn, now, waits)) if interactions else (),
        offers=tuple(_offers(conn, stands)) if interactions else (),
        alarms=_alarms(conn, named),
    )


def _alarms(conn: Connection, named: Named) -> tuple[Alarm, ...]:
    found: list[Alarm] = []
    if named.callbacks:
        planned = t.callback.c.state == CallbackState.PLANNED
        found += _callbacks(conn, and_(planned, t.callback.c.id.in_(list(named.callbacks))))
    if named.handlings:
        found += _wrapups(conn, and_(t.is_open_wrapup, t.wrapup.c.handling_id.in_(list(named.handlings))))
    if named.calls:
        found += _calls(conn, t.call.c.id.in_(list(named.calls)))
    if named.agents:
        found += _lent(conn, and_(t.lent.c.returned_at.is_(None), t.lent.c.agent_id.in_(list(named.agents))))
    return tuple(found)


def _lent(conn: Connection, where: ColumnElement[bool]) -> list[Alarm]:
    rows = conn.execute(select(t.lent.c.id, t.lent.c.until).where(where))
    return [Alarm("lent", row.id, row.until) for row in rows]


def _calls(conn: Connection, where: ColumnElement[bool]) -> list[Alarm]:
    c = t.call.c
    rows = conn.execute(select(c.id, c.due_at).where(where, c.due_at.is_not(None)))
    return [Alarm("call", row.id, row.due_at) for row in rows]


def _callbacks(conn: Connection, where: ColumnElement[bool]) -> list[Alarm]:
    rows = conn.execute(select(t.callback.c.id, t.callback.c.due_at).where(where))
    return [Alarm("callback", row.id, row.due_at) for row in rows]


def _wrapups(conn: Connection, where: ColumnElement[bool]) -> list[Alarm]:
    c = t.wrapup.c
    rows = conn.execute(select(c.handling_id, c.deadline).where(where, c.deadline.is_not(None)))
    return [Alarm("wrapup", row.handling_id, row.deadline) for row in rows]


def _offers(conn: Connection, where: ColumnElement[bool]) -> list[LiveOffer]:
    c = t.offer.c
    query = select(c.id, c.interaction_id, c.agent_id, t.interaction.c.medium, c.offered_at, c.deadline).join(
        t.interaction, t.interaction.c.id == c.interaction_id
    ).where(where)
    return [
        LiveOffer(OfferId(row.id), InteractionId(row.interaction_id), AgentId(row.agent_id), Medium(row.medium),
                  row.offered_at, row.deadline)
        for row in conn.execute(query)
    ]


def _seats(conn: Connection, where: ColumnElement[bool]) -> list[Seat]:
    seat, agent, c = t.seat.c, t.agent.c, t.interaction.c
    rows = conn.execute(
        select(seat.agent_id, seat.presence, seat.since, seat.next, seat.idle_since, seat.online, seat.lost_at,
               agent.capacity, agent.skills, agent.queues).join(t.agent, agent.id == seat.agent_id).where(where)
    ).all()
    carried: dict[str, dict[str, dict[Medium, int]]] = {}
    busy = (
        select(c.agent_id, c.medium, c.state, func.count().label("number"))
        .where(t.is_live, c.state.in_((*CARRIED, S.WRAPPING)), c.agent_id.in_([row.agent_id for row in rows]))
        .group_by(c.agent_id, c.medium, c.state)
    )
    for row in conn.execute(busy):
        kind = "wrapping" if row.state == S.WRAPPING else "load"
        mediums = carried.setdefault(row.agent_id, {}).setdefault(kind, {})
        mediums[Medium(row.medium)] = mediums.get(Medium(row.medium), 0) + row.number
    for agent_id in _in_others_calls(conn, [row.agent_id for row in rows]):
        load = carried.setdefault(agent_id, {}).setdefault("load", {})
        load[Medium.PHONE] = load.get(Medium.PHONE, 0) + 1
    return [_seat(row, carried.get(row.agent_id, {})) for row in rows]


def _in_others_calls(conn: Connection, agents: list[str]) -> list[str]:
    """Agents whose phone is in a call that is not their own work: asked, added, listening."""
    c = t.leg.c
    query = select(c.agent_id).where(
        c.agent_id.in_(agents), c.state != LegState.ENDED, c.dropped.is_(False), c.party != Party.AGENT
    )
    return list(conn.execute(query).scalars()) if agents else []


def _seat(row: Any, carried: dict[str, dict[Medium, int]]) -> Seat:
    presence = PresenceState(row.presence)
    if row.next and presence is PresenceState.AVAILABLE:
        presence = PresenceState.AWAY  # chosen to leave after the present work: nothing new
    capacity = {Medium(name): count for name, count in row.capacity.items() if name != "total"}
    return Seat(
        agent_id=AgentId(row.agent_id),
        presence=presence,
        presence_since=row.since,
        idle_since=row.idle_since,
        capacity=Capacity(capacity, row.capacity.get("total")),
        skills={SkillId(skill): level for skill, level in row.skills.items()},
        queues={QueueId(queue): preference for queue, preference in row.queues.items()},
        load=carried.get("load", {}),
        wrapping=carried.get("wrapping", {}),
        lost_at=None if row.online else row.lost_at or row.since,
    )


def _waiting(conn: Connection, now: datetime, where: ColumnElement[bool]) -> list[Waiting]:
    c = t.interaction.c
    rows = conn.execute(
        select(c.id, c.queue_id, c.medium, c.queued_at, c.created_at, c.entered_at, c.priority, c.vip, c.requires,
               c.reserved_for, c.reserved_until, c.reserved_reason, c.snoozed_until, c.accepted_at).where(where)
    ).all()
    declined: dict[str, dict[AgentId, datetime]] = {}
    for row in conn.execute(_declines([row.id for row in rows], now)):
        declined.setdefault(row.interaction_id, {})[AgentId(row.agent_id)] = row.ended_at
    return [_item(row, declined.get(row.id, {})) for row in rows]


def _declines(interactions: Collection[str], now: datetime) -> Select[Any]:
    c = t.offer.c
    return select(c.interaction_id, c.agent_id, c.ended_at).where(
        c.interaction_id.in_(list(interactions)),
        or_(c.state == OfferState.DECLINED, c.state == OfferState.EXPIRED),
        c.ended_at > now - DECLINE_HOLDS,
    )


def _item(row: Any, declined: dict[AgentId, datetime]) -> Waiting:
    needs = row.requires or {}
    reserved = None
    if row.reserved_for and row.reserved_until:
        reserved = Reservation(AgentId(row.reserved_for), row.reserved_until, row.reserved_reason or "last_agent")
    language = needs.get("language")
    return Waiting(
        interaction_id=InteractionId(row.id),
        queue_id=QueueId(row.queue_id),
        medium=Medium(row.medium),
        queued_at=row.queued_at or row.created_at,
        priority=row.priority,
        vip=row.vip,
        skills={SkillId(skill): level for skill, level in needs.get("skills", {}).items()},
        language=SkillId(language) if language else None,
        relax=tuple(Relaxation(after, SkillId(skill), level or 0) for after, skill, level in needs.get("relax", ())),
        reserved=reserved,
        declined=declined,
        entered_at=row.entered_at,
        not_before=row.snoozed_until,
        begun=row.accepted_at is not None,
    )
