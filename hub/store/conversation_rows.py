"""Conversations, messages, drafts as actions read and write them inside a transaction.

What happens to them is decided in hub/actions; what consoles see of them is read elsewhere in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hub.core.terms import (
    AgentId,
    ChannelId,
    ConversationId,
    CustomerId,
    InteractionId,
    MessageId,
)
from hub.store import tables as t
from hub.store.prepared import Prepared, among
from hub.store.sql import and_, bindparam, delete, insert_new, insert_or_update, or_, select, update
from hub.store.typed import add, change, change_at, find, find_one, prepared, query, write
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Conversation:
    """A matter."""

    id: ConversationId
    customer_id: CustomerId
    subject: str
    channel_id: ChannelId
    last_at: datetime
    last_agent_id: AgentId | None
    spam: bool
    case_id: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a thread, as far as actions look at it."""

    id: MessageId
    conversation_id: ConversationId
    interaction_id: InteractionId | None
    customer_id: CustomerId
    kind: str
    direction: str
    medium: str
    channel_id: ChannelId
    at: datetime
    agent_id: AgentId | None
    author_name: str
    address: str
    copies: list[str]
    subject: str
    text: str
    full_text: str
    language: str
    state: str
    state_reason: str
    external_id: str | None
    rfc_id: str
    rfc_parents: str
    automatic: bool


_r = t.thread_ref.c
_conversations = prepared(Conversation, query(Conversation, t.conversation, among(t.conversation.c.id, "ids")))
_refs = Prepared(
    select(_r.channel_id, _r.ref, _r.conversation_id).where(among(_r.channel_id, "channels"), among(_r.ref, "refs"))
)


def conversation(tx: Tx, conversation_id: ConversationId) -> Conversation | None:
    """One conversation."""
    return next(iter(_conversations.all(tx.conn, ids=[conversation_id])), None)


def conversations(tx: Tx, ids: Iterable[str]) -> list[Conversation]:
    """Several."""
    wanted = sorted(set(ids))
    return _conversations.all(tx.conn, ids=wanted) if wanted else []


def recent_of(tx: Tx, customers: Iterable[str], since: datetime) -> list[ConversationId]:
    """Conversations of these customer records that were alive since then."""
    wanted = sorted(set(customers))
    if not wanted:
        return []
    c = t.conversation.c
    query = select(c.id).where(c.customer_id.in_(wanted), c.last_at >= since, c.spam.is_(False))
    return [ConversationId(row[0]) for row in tx.conn.execute(query)]


_speak = Prepared(
    update(t.conversation)
    .where(t.conversation.c.id == bindparam("conversation"))
    .values(last_at=bindparam("at"), closed_at=None)
)


def note_spoken(tx: Tx, ids: Iterable[str]) -> None:
    """Something was said in these conversations now; they are open."""
    rows = [{"conversation": each, "at": tx.now} for each in sorted(set(ids))]
    _speak.each(tx.conn, rows)


def change_conversation(tx: Tx, conversation_id: ConversationId, **values: Any) -> None:
    """Set columns."""
    change_at(tx, t.conversation, {"id": conversation_id}, **values)


def line(tx: Tx, message_id: MessageId) -> Line | None:
    """One line."""
    return find_one(tx, Line, t.message, t.message.c.id == message_id)


def line_by_external(tx: Tx, channel_id: ChannelId, external_id: str) -> Line | None:
    """The line a provider's id names."""
    if not external_id:
        return None
    return find_one(tx, Line, t.message, t.message.c.channel_id == channel_id,
                    t.message.c.external_id == external_id)


def line_by_rfc_id(tx: Tx, rfc_id: str) -> Line | None:
    """The line a Message-ID names, in whichever mailbox."""
    if not rfc_id:
        return None
    query = select(t.thread_ref.c.message_id).where(t.thread_ref.c.ref == rfc_id)
    found = [row[0] for row in tx.conn.execute(query) if row[0]]
    return line(tx, MessageId(found[0])) if found else None


def last_to_address(tx: Tx, customers: Iterable[str], address: str) -> Line | None:
    """The newest line we sent these customers to an address in a week: what a bounce without Message-ID may mean."""
    m = t.message
    oldest = tx.now - timedelta(days=7)
    ids = (
        select(m.c.id)
        .where(m.c.customer_id.in_(sorted(customers)), m.c.address == address, m.c.direction == "outbound",
               m.c.kind == "text", m.c.at >= oldest)
        .order_by(m.c.id.desc())
        .limit(1)
    )
    found = tx.conn.execute(ids).scalar()
    return line(tx, found) if found else None


def answers_after(tx: Tx, conversation_id: ConversationId, seen: str, agent: AgentId) -> list[Line]:
    """What colleagues wrote to the customer after a line, oldest first, 20 at most."""
    m = t.message
    query = find(
        tx, Line, m, m.c.conversation_id == conversation_id, m.c.id > seen, m.c.kind == "text",
        m.c.direction == "outbound", m.c.automatic.is_(False), or_(m.c.agent_id.is_(None), m.c.agent_id != agent),
    )
    return query[:20]


def last_from_customer(tx: Tx, conversation_id: ConversationId, channel_id: ChannelId) -> Line | None:
    """The customer's newest line on a channel: what an answer answers, and where it goes."""
    return _newest(tx, conversation_id, channel_id, "inbound")


def last_to_customer(tx: Tx, conversation_id: ConversationId, channel_id: ChannelId) -> Line | None:
    """Our newest line on a channel."""
    return _newest(tx, conversation_id, channel_id, "outbound")


def _newest(tx: Tx, conversation_id: ConversationId, channel_id: ChannelId, direction: str) -> Line | None:
    m = t.message
    ids = (
        select(m.c.id)
        .where(m.c.conversation_id == conversation_id, m.c.channel_id == channel_id, m.c.kind == "text",
               m.c.direction == direction)
        .order_by(m.c.id.desc())
        .limit(1)
    )
    found = tx.conn.execute(ids).scalar()
    return line(tx, found) if found else None


def newest_inbound(tx: Tx, conversation_id: ConversationId) -> Line | None:
    """The customer's newest line on any channel."""
    m = t.message
    ids = (
        select(m.c.id)
        .where(m.c.conversation_id == conversation_id, m.c.kind == "text", m.c.direction == "inbound")
        .order_by(m.c.id.desc())
        .limit(1)
    )
    found = tx.conn.execute(ids).scalar()
    return line(tx, found) if found else None


def talk_lines(tx: Tx, conversation_id: ConversationId, limit: int = 500) -> list[Line]:
    """What was said between the customer and us in a talk, the newest lines, oldest first."""
    m = t.message
    ids = (
        select(m.c.id)
        .where(m.c.conversation_id == conversation_id, m.c.kind == "text", m.c.direction != "internal",
               m.c.medium == "chat")
        .order_by(m.c.id.desc())
        .limit(limit)
    )
    wanted = [row[0] for row in tx.conn.execute(ids)]
    return find(tx, Line, m, m.c.id.in_(wanted)) if wanted else []


def senders(tx: Tx, conversation_id: ConversationId) -> set[str]:
    """The addresses that wrote to us here."""
    m = t.message.c
    query = select(m.address).where(
        m.conversation_id == conversation_id, m.kind == "text", m.direction == "inbound", m.address != ""
    )
    return {row[0] for row in tx.conn.execute(query.distinct())}


def parties(tx: Tx, ids: Iterable[str]) -> dict[ConversationId, set[str]]:
    """The addresses that take part in conversations: writers, recipients, copies."""
    m = t.message
    wanted = list(ids)
    if not wanted:
        return {}
    query = select(m.c.conversation_id, m.c.address, m.c.copies).where(
        m.c.conversation_id.in_(wanted), m.c.kind == "text"
    )
    found: dict[ConversationId, set[str]] = {}
    for conversation_id, address, copies in tx.conn.execute(query):
        there = found.setdefault(conversation_id, set())
        there.add(address)
        there.update(f"email:{each}" if ":" not in each else each for each in copies)
    return found


def known_refs(tx: Tx, channels: Iterable[str], refs: Iterable[str]) -> dict[tuple[str, str], ConversationId]:
    """Which conversations these pointers name, by (channel, pointer)."""
    wanted, where = sorted(set(refs)), sorted(set(channels))
    if not wanted or not where:
        return {}
    rows = _refs.all(tx.conn, channels=where, refs=wanted)
    return {(channel, ref): found for channel, ref, found in rows}


def add_refs(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Pointers a next message may use; those known already stay as they are."""
    if rows:
        tx.conn.execute(insert_new(tx.dialect, t.thread_ref, ["channel_id", "ref"]), list(rows))


def add_keys(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """A talk's own key. Another node that opened the same talk at once makes this fail and be tried again."""
    write(tx, t.thread_ref, rows)


def thread_key(tx: Tx, conversation_id: ConversationId, channel_id: ChannelId) -> str:
    """The channel's own id of this talk, "" when it has none."""
    query = select(t.thread_ref.c.ref).where(
        t.thread_ref.c.conversation_id == conversation_id,
        t.thread_ref.c.channel_id == channel_id,
        t.thread_ref.c.message_id.is_(None),
    )
    return tx.conn.execute(query.limit(1)).scalar() or ""


def write_lines(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New lines."""
    write(tx, t.message, rows)


def change_line(tx: Tx, message_id: MessageId, **values: Any) -> int:
    """Set columns of a line."""
    return change(tx, t.message, [t.message.c.id == message_id], **values)


def remove_line(tx: Tx, message_id: MessageId) -> None:
    """Take a line away that never left the house."""
    tx.conn.execute(delete(t.thread_ref).where(t.thread_ref.c.message_id == message_id))
    tx.conn.execute(delete(t.message).where(t.message.c.id == message_id))


def keep_draft(tx: Tx, row: Mapping[str, Any]) -> None:
    """Save a draft under its agent, conversation and tab."""
    keys = ["agent_id", "conversation_id", "tab"]
    changes = ["text", "subject", "copies", "file_ids", "updated_at"]
    tx.conn.execute(insert_or_update(tx.dialect, t.draft, keys, changes), dict(row))


def remove_draft(tx: Tx, agent: AgentId, conversation_id: ConversationId, tab: str) -> bool:
    """Forget a draft; whether there was one."""
    where = and_(t.draft.c.agent_id == agent, t.draft.c.conversation_id == conversation_id, t.draft.c.tab == tab)
    return bool(tx.conn.execute(delete(t.draft).where(where)).rowcount)


def add_mentions(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Who was called in a note."""
    write(tx, t.mention, rows)


def see_mentions(tx: Tx, agent: AgentId, ids: Sequence[str]) -> int:
    """Mark an agent's mentions as seen; how many were not before."""
    where = [t.mention.c.agent_id == agent, t.mention.c.id.in_(list(ids)), t.mention.c.seen_at.is_(None)]
    return change(tx, t.mention, where, seen_at=tx.now)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file."""

    id: str
    sha256: str
    size: int
    content_type: str
    filename: str
    inline: bool
    message_id: MessageId | None
    uploaded_by: AgentId | None


def files(tx: Tx, ids: Sequence[str]) -> list[KeptFile]:
    """Files by id."""
    return find(tx, KeptFile, t.file, t.file.c.id.in_(list(ids))) if ids else []


def files_of(tx: Tx, message_id: MessageId) -> list[KeptFile]:
    """A line's files."""
    return find(tx, KeptFile, t.file, t.file.c.message_id == message_id)


def attach_files(tx: Tx, message_id: MessageId, ids: Sequence[str]) -> None:
    """Give uploaded files to a line, in this order."""
    for position, each in enumerate(ids):
        change(tx, t.file, [t.file.c.id == each], message_id=message_id, position=position)


def detach_files(tx: Tx, message_id: MessageId) -> None:
    """Take a withdrawn line's files back into the draft."""
    change(tx, t.file, [t.file.c.message_id == message_id], message_id=None)


def write_files(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New files of lines."""
    write(tx, t.file, rows)


def copy_files(tx: Tx, files_: Sequence[KeptFile], message_id: MessageId) -> list[str]:
    """The same stored bytes under another line (forwarding)."""
    rows: list[dict[str, Any]] = [
        {"id": tx.new_id(), "sha256": each.sha256, "size": each.size, "content_type": each.content_type,
         "filename": each.filename, "content_id": "", "inline": False, "message_id": message_id,
         "uploaded_by": None, "position": 100 + place, "created_at": tx.now}
        for place, each in enumerate(files_)
    ]
    write_files(tx, rows)
    return [row["id"] for row in rows]


def claim_automatic_reply(tx: Tx, address: str, day: str) -> bool:
    """Whether this correspondent has had no automatic mail that day; from now on they have."""
    statement = insert_new(tx.dialect, t.automatic_reply, ["address", "day"]).returning(t.automatic_reply.c.day)
    return tx.conn.execute(statement, {"address": address, "day": day}).first() is not None


def add_conversation(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new matter."""
    add(tx, t.conversation, **row)


def write_conversations(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New matters."""
    write(tx, t.conversation, rows)


