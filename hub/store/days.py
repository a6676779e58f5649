"""A past stretch of time as core.days.Past: what the log, the work and the agents' presences tell of it.

Stays come from the log by core.stays, as everywhere. Work that waited already for more than a day when the stretch
begins is left out: the fold starts a day before. Agents' queues, skills and capacity are those they have now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from channels.contract import Medium
from hub.core.days import InHand, Past, SeatChange, Seen
from hub.core.plan import Relaxation
from hub.core.queues import PRIORITIES, Waiting
from hub.core.seats import CALLS, Seat
from hub.core.stays import Stay, Stays
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId, SkillId, StayEnd
from hub.store import log
from hub.store import tables as t
from hub.store.floor import seats_of_agents
from hub.store.ids import first_id_at

COUNTED = ("InteractionQueued", "HandlingStarted", "InteractionClosed")
EARLIER = timedelta(days=1)
LATELY = timedelta(days=28)
_NEWEST = 20_000  # handlings looked at for lengths
_ASKED_AT_ONCE = 500  # keys in one statement


def past(conn: Connection, begins: datetime, ends: datetime) -> Past:
    """What happened from `begins` to `ends`."""
    stays = stays_between(conn, begins, ends)
    lengths = _lengths(conn, begins, ends)
    rows = _rows(conn, {stay.interaction_id for stay in stays})
    began = [stay for stay in stays if begins <= stay.entered_at]
    ended = [stay for stay in stays if stay.end is not None]
    return Past(
        begins, ends, _seats_at(conn, begins), tuple(_seen(stays, rows, lengths, ends)),
        _changes(conn, begins, ends), _in_hand(conn, begins),
        (*(_just_begun(stay) for stay in began), *ended), _answer_seconds(conn, begins, ends),
        lengths_before(conn, begins),
    )


def stays_between(conn: Connection, begins: datetime, ends: datetime) -> list[Stay]:
    """Every stay that touches the time, in the order of their coming; without an end when that is later or not yet."""
    fold, found = Stays(), []
    for at, kind, body in conn.execute(_told(conn, begins - EARLIER, ends)):
        for stay in fold.tell(log.fact_of(kind, body), at):
            if stay.end is not None and at >= begins:
                found.append(stay)
    return sorted((*found, *fold.waiting.values()), key=lambda stay: (stay.entered_at, stay.interaction_id))


def _told(conn: Connection, since: datetime, until: datetime) -> Any:
    """The facts that are counted, told in that time."""
    c, place = t.fact.c, log.place(conn)
    first = log.position_at(conn, since)
    return select(c.at, c.kind, c.body).where(
        place > first, c.kind.in_(COUNTED), c.at >= since, c.at < until).order_by(place)


def _just_begun(stay: Stay) -> Stay:
    return Stay(stay.interaction_id, stay.queue_id, stay.medium, stay.why, stay.entered_at, stay.target_seconds)


def _seen(stays: Iterable[Stay], rows: dict[str, Any], lengths: dict[tuple[str, str], float],
          ends: datetime) -> Iterable[Seen]:
    """Stays as work that came: what overflowed is one with where it came from."""
    chains: dict[InteractionId, list[list[Stay]]] = defaultdict(list)
    for stay in stays:
        chain = chains[stay.interaction_id]
        if stay.why == "overflowed" and chain and chain[-1][-1].end is StayEnd.OVERFLOWED:
            chain[-1].append(stay)
        else:
            chain.append([stay])
    for interaction, found in chains.items():
        row = rows.get(interaction)
        if row is None:
            continue
        for number, one in enumerate(found):
            first, last = one[0], one[-1]
            waited = ((last.left_at or ends) - first.entered_at).total_seconds()
            length = lengths.get((interaction, last.agent_id or ""))
            if last.end is not StayEnd.ANSWERED:
                length = None
            yield Seen(_item(row, first, number), waited, last.end, length, first.why)


def _item(row: Any, stay: Stay, number: int) -> Waiting:
    """The work as it came into the queue. A second coming is work of its own."""
    needs = row.requires or {}
    name = row.id if number == 0 else f"{row.id}#{number + 1}"
    queued_at = row.queued_at or stay.entered_at
    return Waiting(
        InteractionId(name), stay.queue_id, Medium(stay.medium or row.medium), min(queued_at, stay.entered_at),
        row.priority if row.priority in PRIORITIES else 5, row.vip,
        {SkillId(skill): level for skill, level in needs.get("skills", {}).items()},
        SkillId(needs["language"]) if needs.get("language") else None,
        tuple(Relaxation(after, SkillId(skill), level or 0) for after, skill, level in needs.get("relax", ())),
        entered_at=stay.entered_at,
    )  # fmt: skip


def _rows(conn: Connection, interactions: set[InteractionId]) -> dict[str, Any]:
    c = t.interaction.c
    found: dict[str, Any] = {}
    for keys in _in_parts(sorted(interactions)):
        query = select(c.id, c.medium, c.priority, c.vip, c.requires, c.queued_at).where(c.id.in_(keys))
        found.update({row.id: row for row in conn.execute(query)})
    return found


def _lengths(conn: Connection, begins: datetime, ends: datetime) -> dict[tuple[str, str], float]:
    """Seconds of the handlings begun in that time and ended since, by interaction and agent; the last one counts."""
    c = t.handling.c
    query = select(c.interaction_id, c.agent_id, c.medium, c.started_at, c.ended_at, c.held_seconds).where(
        c.started_at >= begins, c.started_at < ends, c.ended_at >= begins,  # the last says it to the index of ends
    ).order_by(c.started_at)
    return {(row.interaction_id, row.agent_id): _length(row) for row in conn.execute(query)}


def lengths_before(conn: Connection, at: datetime) -> dict[tuple[QueueId, Medium], tuple[float, ...]]:
    """Seconds of the newest handlings that ended in the LATELY before that moment, by queue and medium."""
    c = t.handling.c
    query = select(c.queue_id, c.medium, c.started_at, c.ended_at, c.held_seconds).where(
        c.id >= first_id_at(at - LATELY), c.id < first_id_at(at), c.ended_at.is_not(None),
    ).order_by(c.id.desc()).limit(_NEWEST)
    found: dict[tuple[QueueId, Medium], list[float]] = defaultdict(list)
    for row in conn.execute(query):
        found[QueueId(row.queue_id), Medium(row.medium)].append(_length(row))
    return {kind: tuple(lengths) for kind, lengths in found.items()}


def _length(row: Any) -> float:
    """The customer's turn takes no place and is not counted; a call's hold does and is."""
    paused = 0 if row.medium in CALLS else row.held_seconds
    return max(0.0, float((row.ended_at - row.started_at).total_seconds()) - paused)


def _seats_at(conn: Connection, at: datetime) -> tuple[Seat, ...]:
    """The agents as they stood, with nothing in hand."""
    h = t.presence_history.c
    query = select(h.agent_id, h.presence, h.began_at).where(
        h.began_at <= at, or_(h.ended_at.is_(None), h.ended_at > at))
    stood = {row.agent_id: row for row in conn.execute(query)}
    found = []
    for seat in seats_of_agents(conn):
        row = stood.get(seat.agent_id)
        presence, since = (PresenceState(row.presence), row.began_at) if row else (PresenceState.OFFLINE, at)
        found.append(Seat(seat.agent_id, presence, since, since, seat.capacity, seat.skills, seat.queues))
    return tuple(found)


def _changes(conn: Connection, begins: datetime, ends: datetime) -> tuple[SeatChange, ...]:
    h = t.presence_history.c
    query = select(h.agent_id, h.presence, h.began_at).where(
        h.id >= first_id_at(begins), h.began_at > begins, h.began_at < ends)
    rows = conn.execute(query.order_by(h.began_at, h.id))
    return tuple(SeatChange(row.began_at, AgentId(row.agent_id), PresenceState(row.presence)) for row in rows)


def in_hand_now(conn: Connection, now: datetime) -> tuple[InHand, ...]:
    """What agents carry at this moment."""
    i = t.interaction.c
    carrying = and_(t.is_live, i.state.in_(("active", "held", "wrapping")))
    return _held(conn, now, and_(t.handling.c.ended_at.is_(None), carrying))


def _in_hand(conn: Connection, at: datetime) -> tuple[InHand, ...]:
    """What agents carried at that moment, and how much longer it took; what ends never is left out."""
    c = t.handling.c
    return _held(conn, at, and_(c.started_at >= at - EARLIER, c.started_at < at, c.ended_at > at))


def _held(conn: Connection, at: datetime, where: ColumnElement[bool]) -> tuple[InHand, ...]:
    c = t.handling.c
    rows = conn.execute(select(c.agent_id, c.medium, c.queue_id, c.started_at, c.ended_at).join(
        t.interaction, t.interaction.c.id == c.interaction_id).where(where).order_by(c.started_at, c.id))
    return tuple(
        InHand(AgentId(row.agent_id), Medium(row.medium), QueueId(row.queue_id),
               max(0.0, (at - row.started_at).total_seconds()),
               (row.ended_at - at).total_seconds() if row.ended_at else 0.0)
        for row in rows
    )  # fmt: skip


def _answer_seconds(conn: Connection, begins: datetime, ends: datetime) -> float:
    o = t.offer.c
    query = select(o.offered_at, o.ended_at).where(
        o.id >= first_id_at(begins), o.offered_at >= begins, o.offered_at < ends, o.state == "accepted",
        o.ended_at.is_not(None))
    taken = [(row.ended_at - row.offered_at).total_seconds() for row in conn.execute(query)]
    return median(taken) if taken else 0.0


def _in_parts(keys: Sequence[str]) -> Iterable[list[str]]:
    rest = iter(keys)
    while part := list(islice(rest, _ASKED_AT_ONCE)):
        yield part
