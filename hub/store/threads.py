"""A customer's thread over all channels, a page at a time, as it reads through merges.

Pages go back by message id, along the index of (customer, id): a page costs the same in a thread of any length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, func, or_, select

from channels.contract import Medium
from hub.core.cards import Thread
from hub.core.desk import ThreadRow
from hub.core.terms import ConversationId, CustomerId, MessageKind
from hub.errors import Invalid, NotFound
from hub.store import lines, log
from hub.store import tables as t
from hub.store.people import family

PAGE = 50
MOST = 200
ALL = "all"

CALLS = ("call_ended", "call_missed")  # events that are what a message is elsewhere: one call each
SPOKEN = (*CALLS, "recording")

_m = t.message.c
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_COUNTS = (
    select(_m.kind, _m.medium, func.count())
    .where(_m.customer_id.in_(_ids), or_(_m.kind.in_((MessageKind.TEXT, MessageKind.NOTE)), _m.event.in_(CALLS)))
    .group_by(_m.kind, _m.medium)
)


def thread(
    conn: Connection,
    customer_id: CustomerId,
    before: str = "",
    limit: int = PAGE,
    medium: str = ALL,
    conversation: ConversationId | str = "",
) -> Thread:
    """The page of a customer's thread before a message id, the newest page for "".

    `medium` leaves only its lines ("note" the notes), `conversation` only its own. Raises NotFound, Invalid.
    """
    found = family(conn, customer_id)
    if found is None:
        raise NotFound("There is no such customer.", field="customer_id")
    root, records = found
    where = [*_of_medium(medium), *([_m.id < before] if before else [])]
    if conversation:
        where.append(_m.conversation_id == conversation)
    size = max(1, min(limit, MOST))
    ids = _newest(conn, records, where, size + 1)
    rows = _read(conn, ids[:size])
    return Thread(root, tuple(rows), before=ids[size - 1] if len(ids) > size else "", counts=_counts(conn, records))


def conversation_lines(conn: Connection, conversations: Sequence[str], limit: int = PAGE) -> list[ThreadRow]:
    """The newest lines of some conversations, oldest first."""
    if not conversations:
        return []
    query = select(_m.id).where(_m.conversation_id.in_(conversations)).order_by(_m.id.desc()).limit(limit)
    return _read(conn, list(conn.execute(query).scalars()))


def these(conn: Connection, ids: Sequence[str]) -> list[ThreadRow]:
    """These lines, oldest first."""
    return _read(conn, ids)


def _newest(
    conn: Connection, records: Sequence[str], where: Sequence[ColumnElement[bool]], limit: int
) -> list[str]:
    """The newest ids over all records that read as one: one short walk along the index for each."""
    ids: list[str] = []
    for record in records:
        query = select(_m.id).where(_m.customer_id == record, *where).order_by(_m.id.desc()).limit(limit)
        ids += conn.execute(query).scalars()
    return sorted(ids, reverse=True)[:limit]


def _read(conn: Connection, ids: Sequence[str]) -> list[ThreadRow]:
    return lines.these(conn, ids, log.head(conn)) if ids else []


def _of_medium(medium: str) -> list[ColumnElement[bool]]:
    if medium in ("", ALL):
        return []
    if medium == MessageKind.NOTE:
        return [_m.kind == MessageKind.NOTE]
    if medium not in set(Medium):
        raise Invalid(f"medium {medium!r} is not known; give all, note or one of {', '.join(Medium)}.", field="medium")
    if medium in (Medium.PHONE, Medium.WEBCALL):  # calls are one kind of talk to people
        spoken = or_(_m.kind == MessageKind.TEXT, _m.event.in_(SPOKEN))
        return [_m.medium.in_((Medium.PHONE, Medium.WEBCALL)), spoken]
    return [_m.kind == MessageKind.TEXT, _m.medium == medium]


def _counts(conn: Connection, records: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for kind, medium, number in conn.execute(_COUNTS, {"ids": records}):
        name = str(MessageKind.NOTE) if kind == MessageKind.NOTE else medium or Medium.PHONE
        counts[name] = counts.get(name, 0) + number
    return counts
