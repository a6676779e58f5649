"""A live chat as its customer may see it: their lines and ours, never notes, never another's talk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, or_, select

from channels.contract import DeliveryState, OutboundFile, Talk, TalkLine
from hub.core.terms import ChannelId, ConversationId, Direction, InteractionState, MessageKind
from hub.core.waiting import PastWait, estimate
from hub.store import tables as t
from hub.store.prepared import Prepared, among

LINES = 200
STATES = 50
RECENT_WAITS = 60
S = InteractionState
IN_LINE = (S.QUEUED, S.OFFERED)
Asked = tuple[ChannelId, str, str]  # a talk's channel and key, and the line after which it is shown

# Statements are made once: making one costs several times what running it does.
_r, _c, _i, _m = t.thread_ref.c, t.conversation.c, t.interaction.c, t.message.c
_talk: BindParameter[Any] = bindparam("talk")
_channel: BindParameter[Any] = bindparam("channel")
_TALK_OF_KEY = Prepared(
    select(_r.conversation_id).where(_r.channel_id == _channel, _r.ref == bindparam("key"))
)
_CURRENT = Prepared(
    select(_i.id, _i.state, _i.queue_id, _i.queued_at, _i.agent_id, _i.rating, _i.accepted_at, _i.medium, _i.unread)
    .where(_i.conversation_id == _talk, _i.channel_id == _channel)
    .order_by(_i.id.desc()).limit(1)
)  # fmt: skip
_VISIBLE = and_(
    _m.conversation_id == _talk, _m.channel_id == _channel, _m.kind == MessageKind.TEXT,
    _m.direction != Direction.INTERNAL,
)  # fmt: skip
_LINES = (
    select(_m.id, _m.direction, _m.author_name, _m.text, _m.at, _m.state, _m.client_id, _m.automatic, _m.file_count,
           t.agent.c.name.label("agent_name"))
    .outerjoin(t.agent, t.agent.c.id == _m.agent_id)
    .where(_VISIBLE).limit(LINES)
)  # fmt: skip
_NEWEST_LINES = Prepared(_LINES.order_by(_m.id.desc()))
_LINES_AFTER = Prepared(_LINES.where(_m.id > bindparam("after")).order_by(_m.id))
_STATES = Prepared(select(_m.id, _m.state, _m.direction).where(_VISIBLE).order_by(_m.id.desc()).limit(STATES))
_AGENT = Prepared(select(t.agent.c.name).where(t.agent.c.id == bindparam("agent")))
_KEYS = Prepared(
    select(_r.conversation_id, _r.channel_id, _r.ref)
    .join(t.conversation, _c.id == _r.conversation_id)
    .where(among(_r.conversation_id, "talks"), _r.message_id.is_(None))
)  # fmt: skip


def talks(conn: Connection, asked: Sequence[Asked], now: datetime) -> list[Talk]:
    """Several talks at this moment, each as `talk` finds it."""
    return [talk(conn, *each, now) for each in asked]


def talk(conn: Connection, channel: ChannelId, thread_key: str, after: str, now: datetime) -> Talk:
    """The talk of this key at this moment, lines beyond `after`, oldest first."""
    conversation = conversation_of(conn, channel, thread_key)
    if conversation is None:
        return Talk(thread_key, "new", ())
    current = _current(conn, conversation, channel)
    state = _state(current)
    place = _position(conn, current) if state == "queued" else None
    return Talk(
        thread_key=thread_key,
        state=state,
        lines=_lines(conn, conversation, channel, after),
        states=_states(conn, conversation, channel, current),
        agent_name=_agent_name(conn, current) if state == "active" else "",
        position=place,
        wait_seconds=_wait(conn, current, place, now) if place is not None else None,
        rating_wanted=state == "closed" and current is not None and current.rating is None
        and current.accepted_at is not None,
    )


def _current(conn: Connection, conversation: str, channel: ChannelId) -> Any:
    return next(iter(_CURRENT.all(conn, talk=conversation, channel=channel)), None)


def _state(current: Any) -> str:
    if current is None:
        return "new"  # they only spoke so far
    if current.state in (S.CLOSED, S.ABANDONED, S.WRAPPING):
        return "closed"
    return "queued" if current.state in IN_LINE else "active"


def _lines(conn: Connection, conversation: str, channel: ChannelId, after: str) -> tuple[TalkLine, ...]:
    f = t.file.c
    query = _LINES_AFTER if after else _NEWEST_LINES  # a first look is at the newest lines
    rows = sorted(query.all(conn, talk=conversation, channel=channel, after=after), key=lambda row: row.id)
    files: dict[str, list[OutboundFile]] = {}
    with_files = [row.id for row in rows if row.file_count]
    if with_files:
        found = conn.execute(
            select(f.message_id, f.filename, f.content_type, f.sha256, f.size)
            .where(f.message_id.in_(with_files)).order_by(f.message_id, f.position)
        )
        for row in found:
            files.setdefault(row.message_id, []).append(
                OutboundFile(row.filename, row.content_type, row.sha256, row.size)
            )
    return tuple(_line(row, tuple(files.get(row.id, ()))) for row in rows)


def _line(row: Any, files: tuple[OutboundFile, ...]) -> TalkLine:
    by_customer = row.direction == Direction.INBOUND
    author = "customer" if by_customer else "system" if row.automatic or not row.agent_name else "agent"
    name = row.author_name if by_customer else first_name(row.agent_name or "")
    state = row.state or (DeliveryState.READ if by_customer else DeliveryState.SENT)  # the newest: see _states
    return TalkLine(row.id, author, name, row.text, row.at, state, row.client_id, files)


def first_name(name: str) -> str:
    """Customers are told an agent's first name only."""
    return name.split(" ", 1)[0]


def _states(conn: Connection, conversation: str, channel: ChannelId, current: Any) -> dict[str, str]:
    """Ours as the channel reported them; theirs by how many of the newest an agent has not looked at."""
    rows = _STATES.all(conn, talk=conversation, channel=channel)
    unread = current.unread if current is not None else 0
    unseen = DeliveryState.DELIVERED if current is not None and current.agent_id else DeliveryState.SENT
    states: dict[str, str] = {}
    for row in rows:
        if row.direction != Direction.INBOUND:
            states[row.id] = row.state or DeliveryState.SENT
        else:
            states[row.id] = unseen if unread > 0 else DeliveryState.READ
            unread -= 1
    return states


def _agent_name(conn: Connection, current: Any) -> str:
    found = _AGENT.all(conn, agent=current.agent_id)
    return first_name(found[0].name if found else "")


def _position(conn: Connection, current: Any) -> int:
    """The place in line by age; priorities may move it."""
    c = t.interaction.c
    before = conn.execute(
        select(func.count()).where(
            c.queue_id == current.queue_id, c.medium == current.medium, t.is_waiting,
            or_(c.queued_at < current.queued_at, and_(c.queued_at == current.queued_at, c.id < current.id)),
        )
    ).scalar_one()
    return int(before) + 1


def place_in_line(conn: Connection, current: Any, now: datetime) -> tuple[int, tuple[int, int] | None]:
    """The place of waiting work by age (`id`, `queue_id`, `medium`, `queued_at`), and an honest range of seconds."""
    place = _position(conn, current)
    return place, _wait(conn, current, place, now)


def _wait(conn: Connection, current: Any, place: int, now: datetime) -> tuple[int, int] | None:
    """A range from this queue's recent waits, None when it would be a guess."""
    c = t.handling.c
    rows = conn.execute(
        select(c.started_at, c.waited_seconds).where(c.queue_id == current.queue_id, c.medium == current.medium)
        .order_by(c.started_at.desc()).limit(RECENT_WAITS)
    )
    found = estimate([PastWait(row.started_at, place, row.waited_seconds) for row in rows], place, now)
    return (found.low_seconds, found.high_seconds) if found else None


def file(
    conn: Connection, place: tuple[ChannelId, str], message_id: str, index: int, blobs: Path
) -> OutboundFile | None:
    """A file of a line the customer may see, with its path; `place` is the channel and the talk's key."""
    channel, thread_key = place
    r, c, f = t.thread_ref.c, t.message.c, t.file.c
    row = conn.execute(
        select(f.filename, f.content_type, f.sha256, f.size)
        .join(t.message, c.id == f.message_id)
        .join(t.thread_ref, r.conversation_id == c.conversation_id)
        .where(r.channel_id == channel, r.ref == thread_key, c.channel_id == channel, c.id == message_id,
               c.kind == MessageKind.TEXT, c.direction != Direction.INTERNAL, f.position == index)
    ).first()
    if row is None:
        return None
    return OutboundFile(row.filename, row.content_type, str(blobs / row.sha256[:2] / row.sha256), row.size)


def live_keys(conn: Connection, conversations: Collection[str]) -> list[tuple[ConversationId, str, str]]:
    """The chats among these conversations: the conversation, its channel and its key."""
    return [(row[0], row[1], row[2]) for row in _KEYS.all(conn, talks=conversations)]


def conversation_of_work(conn: Connection, interaction: str) -> ConversationId | None:
    """The conversation of a piece of work."""
    found = conn.execute(
        select(t.interaction.c.conversation_id).where(t.interaction.c.id == interaction)
    ).scalar_one_or_none()
    return ConversationId(found) if found else None


def conversation_of(conn: Connection, channel: str, thread_key: str) -> ConversationId | None:
    """The conversation of a talk."""
    found = _TALK_OF_KEY.all(conn, channel=channel, key=thread_key)
    return ConversationId(found[0].conversation_id) if found else None
