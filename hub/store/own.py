"""What is one agent's own on the desk: themselves, offers, work, drafts, mentions, as rows with their owners.

Reads only. Each function answers for many agents or many things at once; who is told is decided in changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from channels.contract import Medium
from hub.core.desk import DraftRow, MentionRow, MeRow, OfferRow, WorkRow
from hub.core.hours import local_day
from hub.core.plan import FloorPlan
from hub.core.terms import (
    AgentId,
    Direction,
    HandlingEnd,
    InteractionState,
    PresenceState,
    QueueId,
    Role,
)
from hub.store import clocks
from hub.store import tables as t
from hub.store.board import named
from hub.store.people import Person, people
from hub.store.prepared import Prepared, among

S = InteractionState
OWNED = (S.ACTIVE, S.HELD, S.WAITING, S.SNOOZED, S.WRAPPING)  # what stands in My work
MENTION_DAYS = 7  # seen ones are shown so long
MENTIONS = 100

_a, _s, _i, _o, _h = t.agent.c, t.seat.c, t.interaction.c, t.offer.c, t.handling.c
_d, _n, _m, _w, _k = t.draft.c, t.mention.c, t.message.c, t.wrapup.c, t.case.c

is_owned = and_(t.is_live, _i.state.in_(OWNED), _i.agent_id.is_not(None))

# Statements are made once: making one costs several times what running it does.
_other = t.interaction.alias("other")
_OFFERS = (
    select(
        _o.id, _o.agent_id, _o.interaction_id, _o.queue_id, _o.offered_at, _o.deadline, _o.reason,
        _i.conversation_id, _i.customer_id, _i.vip, _i.medium, _i.preview, _i.subject, _i.queued_at,
        _i.created_at, _i.note, _a.language,
        exists().where(_other.c.customer_id == _i.customer_id, _other.c.id < _i.id).label("returns"),
    )
    .join(t.interaction, _i.id == _o.interaction_id)
    .join(t.agent, _a.id == _o.agent_id)
    .where(t.is_pending)
    .order_by(_o.offered_at, _o.id)
)  # fmt: skip
_WORK = (
    select(
        _i.id, _i.agent_id, _i.conversation_id, _i.customer_id, _i.vip, _i.medium, _i.channel_id, _i.queue_id,
        _i.state, _i.subject, _i.preview, _i.preview_direction, _i.unread, _i.accepted_at, _i.last_customer_at,
        _i.last_agent_at, _i.due_at, _i.snoozed_until, _h.id.label("handling_id"), _w.deadline, _w.extensions,
        _k.id.label("case_id"), _k.number.label("case_number"), _k.subject.label("case_subject"), _a.language,
    )
    .join(t.conversation, t.conversation.c.id == _i.conversation_id)
    .outerjoin(t.case, _k.id == t.conversation.c.case_id)
    .outerjoin(t.handling, and_(_h.interaction_id == _i.id, _h.ended_at.is_(None)))
    .outerjoin(t.wrapup, _w.handling_id == _h.id)
    .outerjoin(t.agent, _a.id == _i.agent_id)
    .order_by(_i.id)
)  # fmt: skip
_OFFERS_OF_WORK = Prepared(_OFFERS.where(among(_o.interaction_id, "ids")))
_OWNED_AMONG = Prepared(_WORK.where(is_owned, among(_i.id, "ids")))


def languages(conn: Connection, agents: Collection[str]) -> dict[str, str]:
    """The language each agent works in."""
    rows = conn.execute(select(_a.id, _a.language).where(_a.id.in_(sorted(agents))))
    return {agent: language for agent, language in rows}


def today(plan: FloorPlan, now: datetime) -> datetime:
    """When the firm's day began."""
    zone = ZoneInfo(plan.time_zone)
    return local_day(now.astimezone(zone).date(), zone)[0]


def me(conn: Connection, plan: FloorPlan, now: datetime, v: int, agents: Collection[str]) -> list[MeRow]:
    """These agents, to themselves. Today's figures count handlings begun since the firm's midnight."""
    wanted = sorted(agents)
    done = _done(conn, wanted, today(plan, now))
    query = (
        select(
            _a.id, _a.name, _a.email, _a.roles, _a.language, _a.capacity, _a.must_change_password,
            _s.presence, _s.reason, _s.since, _s.next,
        )
        .join(t.seat, _s.agent_id == _a.id)
        .where(_a.id.in_(wanted))
    )  # fmt: skip
    rows = []
    for row in conn.execute(query):
        seconds, ratings = done.get(row.id, ([], []))
        rows.append(
            MeRow(
                v=v, id=row.id, name=row.name, email=row.email, roles=tuple(Role(each) for each in row.roles),
                language=row.language, presence=PresenceState(row.presence), presence_reason=row.reason,
                presence_since=row.since, presence_next=row.next, capacity=row.capacity,
                handled_today=len(seconds),
                average_handling_seconds=round(sum(seconds) / len(seconds)) if seconds else None,
                rating_today=round(sum(ratings) / len(ratings), 2) if ratings else None,
                must_change_password=row.must_change_password,
            )
        )  # fmt: skip
    return rows


def _done(conn: Connection, agents: list[str], since: datetime) -> dict[str, tuple[list[int], list[int]]]:
    """For each agent the working seconds of each handling completed, and the ratings of talks they ended."""
    query = (
        select(_h.agent_id, _h.started_at, _h.ended_at, _h.held_seconds, _h.ended_by, _i.rating, _i.agent_id)
        .join(t.interaction, _i.id == _h.interaction_id)
        .where(_h.agent_id.in_(agents), _h.started_at >= since)
    )
    found: dict[str, tuple[list[int], list[int]]] = {}
    for agent, started, ended, held, ended_by, rating, owner in conn.execute(query):
        seconds, ratings = found.setdefault(agent, ([], []))
        if ended is not None and ended_by == HandlingEnd.COMPLETED:
            seconds.append(max(0, int((ended - started).total_seconds()) - held))
        if rating is not None and owner == agent and ended_by in ("", HandlingEnd.COMPLETED):
            ratings.append(rating)
    return found


def offers(conn: Connection, plan: FloorPlan, v: int, *where: ColumnElement[bool]) -> list[tuple[AgentId, OfferRow]]:
    """Pending offers, oldest first, with the agents they are made to."""
    return _offers(conn, plan, v, conn.execute(_OFFERS.where(*where)).all())


def offers_of_work(conn: Connection, plan: FloorPlan, v: int, ids: Collection[str]) -> list[tuple[AgentId, OfferRow]]:
    """The pending offers of these interactions."""
    return _offers(conn, plan, v, _OFFERS_OF_WORK.all(conn, ids=ids))


def _offers(conn: Connection, plan: FloorPlan, v: int, found: Sequence[Any]) -> list[tuple[AgentId, OfferRow]]:
    whose = people(conn, {row.customer_id for row in found})
    return [(row.agent_id, _offer(row, whose[row.customer_id], plan, v)) for row in found]


def _offer(row: Any, person: Person, plan: FloorPlan, v: int) -> OfferRow:
    waited = row.offered_at - (row.queued_at or row.created_at)
    return OfferRow(
        v=v, id=row.id, interaction_id=row.interaction_id, conversation_id=row.conversation_id,
        customer_id=person.id, customer_name=person.name, is_new_customer=not row.returns,
        vip=row.vip or person.vip, medium=Medium(row.medium), queue_id=row.queue_id,
        queue_name=queue_name(plan, row.queue_id, row.language), preview=row.preview, subject=row.subject,
        waited_seconds=max(0, int(waited.total_seconds())), offered_at=row.offered_at, deadline=row.deadline,
        reason=row.reason, note=row.note,
    )  # fmt: skip


def queue_name(plan: FloorPlan, queue_id: str, language: str) -> str:
    """What a queue is called; its key when the firm has it no more."""
    rule = plan.queues.get(QueueId(queue_id))
    return named(rule.name, language) if rule else queue_id


def work(
    conn: Connection, plan: FloorPlan, v: int, *where: ColumnElement[bool]
) -> list[tuple[AgentId | None, WorkRow]]:
    """Interactions as work, in the order of age, with their owners (None while nobody has them)."""
    return _works(conn, plan, v, conn.execute(_WORK.where(*where)).all())


def owned_among(
    conn: Connection, plan: FloorPlan, v: int, ids: Collection[str]
) -> list[tuple[AgentId | None, WorkRow]]:
    """Those of these interactions that stand in somebody's work."""
    return _works(conn, plan, v, _OWNED_AMONG.all(conn, ids=ids))


def _works(
    conn: Connection, plan: FloorPlan, v: int, found: Sequence[Any]
) -> list[tuple[AgentId | None, WorkRow]]:
    whose = people(conn, {row.customer_id for row in found})
    talks = {(row.conversation_id, row.case_id) for row in found}
    promised = clocks.of_work(conn, talks) if plan.sla else {}
    return [
        (row.agent_id, replace(_work(row, whose[row.customer_id], plan, v), clock=promised.get(row.conversation_id)))
        for row in found
    ]


def _work(row: Any, person: Person, plan: FloorPlan, v: int) -> WorkRow:
    return WorkRow(
        v=v, id=row.id, conversation_id=row.conversation_id, customer_id=person.id, customer_name=person.name,
        vip=row.vip or person.vip, medium=Medium(row.medium), channel_id=row.channel_id, queue_id=row.queue_id,
        queue_name=queue_name(plan, row.queue_id, row.language or plan.languages[0]),
        state=InteractionState(row.state), subject=row.subject, preview=row.preview,
        preview_direction=Direction(row.preview_direction), unread=row.unread, accepted_at=row.accepted_at,
        last_customer_at=row.last_customer_at, last_agent_at=row.last_agent_at, due_at=row.due_at,
        snoozed_until=row.snoozed_until, handling_id=row.handling_id, wrapup_deadline=row.deadline,
        wrapup_extensions=row.extensions or 0, case_number=row.case_number or "", case_subject=row.case_subject or "",
    )  # fmt: skip


def drafts(conn: Connection, v: int, *where: ColumnElement[bool]) -> list[tuple[AgentId, DraftRow]]:
    """Drafts, with who writes them."""
    query = select(t.draft).where(*where).order_by(_d.updated_at, _d.conversation_id, _d.tab)
    return [
        (
            row.agent_id,
            DraftRow(
                v=v, id=draft_key(row.conversation_id, row.tab), conversation_id=row.conversation_id, tab=row.tab,
                text=row.text, subject=row.subject, copies=tuple(row.copies), file_ids=tuple(row.file_ids),
                updated_at=row.updated_at,
            ),
        )
        for row in conn.execute(query)
    ]  # fmt: skip


def draft_key(conversation_id: str, tab: str) -> str:
    """The id of a draft's row."""
    return f"{conversation_id}/{tab}"


def mentions(conn: Connection, v: int, now: datetime, agents: Collection[str]) -> list[tuple[AgentId, MentionRow]]:
    """Calls of these agents in notes: unseen ones and the last days', newest first."""
    recent = or_(_n.seen_at.is_(None), _n.at >= now - timedelta(days=MENTION_DAYS))
    query = (
        select(
            _n.id, _n.agent_id, _n.message_id, _n.at, _n.seen_at, _m.conversation_id, _m.customer_id,
            _m.author_name, _m.text,
        )
        .join(t.message, _m.id == _n.message_id)
        .where(_n.agent_id.in_(sorted(agents)), recent)
        .order_by(_n.id.desc())
        .limit(MENTIONS * max(1, len(agents)))
    )  # fmt: skip
    found = conn.execute(query).all()
    whose = people(conn, {row.customer_id for row in found})
    return [
        (
            row.agent_id,
            MentionRow(
                v=v, id=row.id, message_id=row.message_id, conversation_id=row.conversation_id,
                customer_id=whose[row.customer_id].id, customer_name=whose[row.customer_id].name,
                author_name=row.author_name, text=row.text, at=row.at, seen=row.seen_at is not None,
            ),
        )
        for row in found
    ]  # fmt: skip
