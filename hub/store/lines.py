"""Lines of threads as consoles show them: message rows with their files.

Which lines are asked for is said in threads (pages) and changes (the feed).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from channels.contract import DeliveryState, Medium
from hub.core.desk import FileRef, ThreadRow
from hub.core.terms import Direction, FileId, MessageKind
from hub.store import tables as t
from hub.store.prepared import Prepared, among

_m = t.message.c
_o = t.outgoing.c
_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _m.id, _m.conversation_id, _m.interaction_id, _m.customer_id, _m.kind, _m.direction, _m.medium, _m.channel_id,
    _m.at, _m.agent_id, _m.author_name, _m.address, _m.subject, _m.text, _m.full_text,
    (_m.html != "").label("has_html"), _m.html.contains("data-remote-src=").label("has_remote_images"),
    _m.language, _m.state, _m.state_reason, _m.copies, _m.event, _m.data, _m.automatic, _m.file_count,
    _o.next_at, _o.attempts, _o.claimed_until,
)  # fmt: skip


_LINES = Prepared(
    select(*_COLUMNS)
    .select_from(t.message.outerjoin(t.outgoing, and_(_o.message_id == _m.id, _m.state == DeliveryState.PENDING)))
    .where(among(_m.id, "ids"))
    .order_by(_m.id)
)


def these(conn: Connection, ids: Collection[str], v: int) -> list[ThreadRow]:
    """These lines, oldest first, as of log position `v`."""
    if not ids:
        return []
    found = _LINES.all(conn, ids=ids)
    files = files_of(conn, [row.id for row in found if row.file_count])
    return [_line(row, files.get(row.id, ()), v) for row in found]


def files_of(conn: Connection, message_ids: Collection[str]) -> dict[str, tuple[FileRef, ...]]:
    """The files of each message, in their order."""
    if not message_ids:
        return {}
    c = t.file.c
    query = (
        select(c.message_id, c.id, c.filename, c.content_type, c.size, c.inline)
        .where(c.message_id.in_(message_ids))
        .order_by(c.message_id, c.position, c.id)
    )
    found: dict[str, tuple[FileRef, ...]] = {}
    for message_id, file_id, *rest in conn.execute(query):
        found[message_id] = (*found.get(message_id, ()), FileRef(FileId(file_id), *rest))
    return found


def _line(row: Any, files: tuple[FileRef, ...], v: int) -> ThreadRow:
    waits = row.next_at is not None and not row.attempts and row.claimed_until is None
    return ThreadRow(
        v=v,
        id=row.id,
        conversation_id=row.conversation_id,
        interaction_id=row.interaction_id,
        customer_id=row.customer_id,
        kind=MessageKind(row.kind),
        direction=Direction(row.direction),
        medium=Medium(row.medium) if row.medium else None,
        channel_id=row.channel_id or None,
        at=row.at,
        author_id=row.agent_id,
        author_name=row.author_name,
        address=row.address,
        subject=row.subject,
        text=row.text,
        full_text="" if row.full_text == row.text else row.full_text,
        has_html=bool(row.has_html),
        has_remote_images=bool(row.has_remote_images),
        language=row.language,
        state=DeliveryState(row.state) if row.state else None,
        state_reason=row.state_reason,
        cancellable_until=row.next_at if waits and row.next_at > row.at else None,
        files=files,
        copies=tuple(row.copies),
        event=row.event,
        data=row.data,
        automatic=row.automatic,
    )
