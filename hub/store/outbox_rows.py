"""What still has to leave, as envelopes in rows: written with the message, claimed by a sender, settled by its result.

A row that failed or whose fate is unknown is parked, so that a person may send it again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from channels.contract import Address, Outbound, OutboundFile
from hub.core.terms import ChannelId, ConversationId, MessageId
from hub.store import tables as t
from hub.store.engines import write_json
from hub.store.sql import Connection, bindparam, delete, insert, or_, select, update
from hub.store.writer import Tx

PARKED = datetime(9999, 1, 1, tzinfo=UTC)  # waits for a person


@dataclass(frozen=True, slots=True)
class Waiting:
    """An envelope that has not left."""

    message_id: MessageId
    channel_id: ChannelId
    next_at: datetime
    attempts: int
    claimed_until: datetime | None
    envelope: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A line whose sending has a result."""

    message_id: MessageId
    conversation_id: ConversationId
    at: datetime
    state: str
    channel_id: ChannelId
    interaction_id: str | None
    owner: str | None
    attempts: int


def read_envelope(text: str) -> Outbound:
    """An envelope as it was written. A file's `path` is its hash in the blob folder."""
    values: dict[str, Any] = orjson.loads(text)
    values["to"] = Address.read(values["to"])
    values["files"] = tuple(OutboundFile(**each) for each in values["files"])
    for name in ("copies", "blind_copies", "references"):
        values[name] = tuple(values[name])
    if values["sent_at"] is not None:
        values["sent_at"] = datetime.fromisoformat(values["sent_at"])
    return Outbound(**values)


def put(tx: Tx, channel_id: ChannelId, envelope: Outbound, next_at: datetime) -> None:
    """It has to leave, not before then."""
    values = {each.name: getattr(envelope, each.name) for each in dataclasses.fields(envelope)}
    values["to"] = str(envelope.to)
    tx.conn.execute(
        insert(t.outgoing),
        {"message_id": envelope.id, "channel_id": channel_id, "next_at": next_at, "attempts": 0,
         "claimed_until": None, "claimed_by": "", "envelope": write_json(values)},
    )


def waiting(tx: Tx, message_id: str) -> Waiting | None:
    """One envelope."""
    o = t.outgoing.c
    row = tx.conn.execute(
        select(o.message_id, o.channel_id, o.next_at, o.attempts, o.claimed_until, o.envelope)
        .where(o.message_id == message_id)
        .with_for_update()
    ).first()
    return None if row is None else Waiting(*row)


def due(tx: Tx, channel_id: ChannelId, limit: int) -> list[Waiting]:
    """What may leave now and nobody has claimed, oldest first; another sender's rows are passed over."""
    o = t.outgoing.c
    rows = tx.conn.execute(
        select(o.message_id, o.channel_id, o.next_at, o.attempts, o.claimed_until, o.envelope)
        .where(o.channel_id == channel_id, o.next_at <= tx.now,
               or_(o.claimed_until.is_(None), o.claimed_until < tx.now))
        .order_by(o.next_at, o.message_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Waiting(*row) for row in rows]


def claim(tx: Tx, ids: Sequence[str], owner: str, until: datetime) -> None:
    """A sender has these in hand."""
    if ids:
        where = t.outgoing.c.message_id.in_(list(ids))
        tx.conn.execute(update(t.outgoing).where(where).values(claimed_by=owner, claimed_until=until))


def take_away(tx: Tx, ids: Iterable[str]) -> None:
    """They have left, or never shall."""
    wanted = sorted(set(ids))
    if wanted:
        tx.conn.execute(delete(t.outgoing).where(t.outgoing.c.message_id.in_(wanted)))


_put_off = (
    update(t.outgoing)
    .where(t.outgoing.c.message_id == bindparam("message"))
    .values(next_at=bindparam("then"), attempts=bindparam("tries"), claimed_until=None, claimed_by="")
)


def put_off(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Not now: `message`, `then`, `tries`."""
    if rows:
        tx.conn.execute(_put_off, list(rows))


def of_messages(tx: Tx, ids: Iterable[str]) -> dict[str, Sent]:
    """The lines of these ids with whose work they are, and how often sending was tried."""
    wanted = sorted(set(ids))
    m, i, o = t.message.c, t.interaction.c, t.outgoing.c
    query = (
        select(m.id, m.conversation_id, m.at, m.state, m.channel_id, m.interaction_id, i.agent_id, o.attempts)
        .select_from(t.message.outerjoin(t.interaction, i.id == m.interaction_id)
                     .outerjoin(t.outgoing, o.message_id == m.id))
        .where(m.id.in_(wanted))
    )
    rows = tx.conn.execute(query) if wanted else ()
    return {row[0]: Sent(*row[:7], row[7] or 0) for row in rows}


_settle = (
    update(t.message)
    .where(t.message.c.id == bindparam("message"))
    .values(state=bindparam("became"), state_reason=bindparam("why"), external_id=bindparam("outer"))
)


def settle_lines(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """How far they got: `message`, `became`, `why`, `outer`."""
    if rows:
        tx.conn.execute(_settle, list(rows))


_advance = (
    update(t.message)
    .where(t.message.c.id == bindparam("message"))
    .values(state=bindparam("became"), state_reason=bindparam("why"))
)


def advance_line(tx: Tx, message_id: str, state: str, reason: str) -> None:
    """How far one got, its outer id as it is."""
    tx.conn.execute(_advance, {"message": message_id, "became": state, "why": reason})


def name_line(tx: Tx, message_id: str, outer: str) -> None:
    """The provider's id of one that got further before it was told; one it has already stays."""
    m = t.message.c
    tx.conn.execute(update(t.message).where(m.id == message_id, m.external_id.is_(None)).values(external_id=outer))


def next_at(conn: Connection, channel_id: ChannelId) -> datetime | None:
    """When something has to leave next, None when nothing waits."""
    o = t.outgoing.c
    query = select(o.next_at).where(o.channel_id == channel_id, o.next_at < PARKED).order_by(o.next_at).limit(1)
    return conn.execute(query).scalar()
