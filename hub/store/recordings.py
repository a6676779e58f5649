"""Recordings once their carrier has them: fetched, played, erased. How they begin is told by calls.

The bytes lie in the blob folder under their hash; a row says whose they are and who listened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, or_, select

from hub.core.terms import (
    AgentId,
    ChannelId,
    ConversationId,
    CustomerId,
    InteractionId,
    MessageId,
    RecordingId,
    RecordingState,
)
from hub.store import tables as t
from hub.store.people import family
from hub.store.typed import add, build, change, columns, find, find_one
from hub.store.writer import Tx

PLAYS = 200  # shown of one recording


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording and where its bytes are. `next_at` is when the carrier is asked for it, or, once we have it or nobody
    may, to delete its own copy; None when the carrier has no more part in it."""

    id: RecordingId
    channel_id: ChannelId
    external_id: str
    interaction_id: InteractionId | None
    conversation_id: ConversationId | None
    customer_id: CustomerId | None
    message_id: MessageId | None
    kind: str
    state: RecordingState
    seconds: int
    made_at: datetime
    attempts: int
    next_at: datetime | None
    sha256: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Play:
    """Somebody listened."""

    agent_id: AgentId
    agent_name: str
    at: datetime


_r = t.recording.c


def found(conn: Connection, recording_id: str) -> Recording | None:
    """One recording."""
    row = conn.execute(select(*columns(Recording, t.recording)).where(_r.id == recording_id)).first()
    return None if row is None else build(Recording, row)


def locked(tx: Tx, recording_id: str) -> Recording | None:
    """One recording, to be changed."""
    return find_one(tx, Recording, t.recording, _r.id == recording_id)


def handled_by(conn: Connection, recording: Recording, agent: AgentId) -> bool:
    """Whether the agent ever handled work of the customer whose voice it is (or, nameless, that very work)."""
    i, h = t.interaction.c, t.handling.c
    whose = [i.id == recording.interaction_id] if recording.interaction_id else []
    if recording.customer_id:
        known = family(conn, recording.customer_id)
        whose.append(i.customer_id.in_(known[1] if known else [recording.customer_id]))
    if not whose:
        return False
    query = select(exists().where(h.interaction_id == i.id, h.agent_id == agent, or_(*whose)))
    return bool(conn.execute(query).scalar_one())


def plays(conn: Connection, recording_id: str) -> list[Play]:
    """Who listened, the newest first."""
    p, a = t.recording_play.c, t.agent.c
    query = select(p.agent_id, a.name, p.at).join(t.agent, a.id == p.agent_id).where(p.recording_id == recording_id)
    return [Play(*row) for row in conn.execute(query.order_by(p.at.desc(), p.id.desc()).limit(PLAYS))]


def played_since(tx: Tx, recording_id: str, agent: AgentId, since: datetime) -> bool:
    """Whether this agent listened to it since then."""
    p = t.recording_play.c
    query = select(exists().where(p.recording_id == recording_id, p.agent_id == agent, p.at >= since))
    return bool(tx.conn.execute(query).scalar_one())


def add_play(tx: Tx, recording_id: str, agent: AgentId) -> None:
    """Somebody listens."""
    add(tx, t.recording_play, id=tx.new_id(), recording_id=recording_id, agent_id=agent, at=tx.now)


def next_turn(conn: Connection, channels: Iterable[ChannelId]) -> datetime | None:
    """When a carrier is to be asked for something next, None when nothing waits."""
    return conn.execute(select(func.min(_r.next_at)).where(_r.channel_id.in_(sorted(channels)))).scalar()


def due(tx: Tx, channels: Iterable[ChannelId], limit: int) -> list[Recording]:
    """What carriers are to be asked for now: its bytes, or to forget it."""
    wanted = sorted(channels)
    return find(tx, Recording, t.recording, _r.next_at <= tx.now, _r.channel_id.in_(wanted))[:limit]


def past(conn: Connection, kind: str, before: datetime, limit: int) -> list[Recording]:
    """Recordings of a kind made before then whose bytes, or the carrier's, may still be there."""
    query = select(*columns(Recording, t.recording)).where(
        _r.kind == kind, _r.made_at < before, _r.state != RecordingState.GONE
    )
    return [build(Recording, row) for row in conn.execute(query.order_by(_r.made_at).limit(limit))]


def alter(tx: Tx, recording_id: str, **values: Any) -> None:
    """Set columns."""
    change(tx, t.recording, [_r.id == recording_id], **values)


def show_state(tx: Tx, message_id: MessageId, state: RecordingState) -> None:
    """Its line in the thread says how it is."""
    c = t.message.c
    data = tx.conn.execute(select(c.data).where(c.id == message_id)).scalar_one_or_none()
    if data is not None:
        change(tx, t.message, [c.id == message_id], data={**data, "state": state.value})


def is_used_elsewhere(conn: Connection, sha256: str, recording_id: str) -> bool:
    """Whether another row holds the same bytes: they stay then."""
    f, d = t.file.c, t.delivery.c
    query = select(or_(
        exists().where(_r.sha256 == sha256, _r.id != recording_id, _r.state == RecordingState.STORED),
        exists().where(f.sha256 == sha256),
        exists().where(d.body_sha256 == sha256, d.body.is_(None)),
    ))
    return bool(conn.execute(query).scalar_one())
