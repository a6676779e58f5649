"""Notices and calls for help as consoles and pages show them. Reads only; who is told of changes is changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from hub.core.notices import HelpRow, NoticeRow
from hub.core.terms import AgentId, HelpState, NoticeKind
from hub.store import tables as t
from hub.store.people import people

SENT_SHOWN = 50
UNREAD_SHOWN = 200

_n, _r, _h, _i, _k = t.notice.c, t.notice_reader.c, t.help_call.c, t.interaction.c, t.case.c
_who = t.agent.alias("who")

_UNREAD = (
    select(t.notice, _r.agent_id, _who.c.name.label("by_name"), _i.customer_id, _k.number, _k.subject)
    .join(t.notice_reader, _r.notice_id == _n.id)
    .outerjoin(_who, _who.c.id == _n.by_agent_id)
    .outerjoin(t.interaction, _i.id == _n.interaction_id)
    .outerjoin(t.case, _k.id == _n.case_id)
    .where(t.is_unread)
)
_HELP = (
    select(t.help_call, _who.c.name.label("by_name"))
    .outerjoin(_who, _who.c.id == _h.answered_by)
    .where(t.is_open_help)
    .order_by(_h.id)
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a notice is for, and when they read it."""

    agent_id: AgentId
    name: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A broadcast or message and its readers, for who sent it."""

    id: str
    at: datetime
    text: str
    team: str
    queue_id: str
    readers: tuple[Reader, ...]


def unread(
    conn: Connection, v: int, agents: Collection[str], ids: Collection[str] | None = None
) -> list[tuple[AgentId, NoticeRow]]:
    """What these agents have not read, oldest first: of these notices, or the newest UNREAD_SHOWN of all."""
    query = _UNREAD.where(_r.agent_id.in_(sorted(agents))).order_by(_n.id.desc())
    query = query.limit(UNREAD_SHOWN) if ids is None else query.where(_n.id.in_(sorted(ids)))
    found = conn.execute(query).all()[::-1]
    whose = people(conn, {row.customer_id for row in found if row.customer_id})
    return [(row.agent_id, _notice(row, whose[row.customer_id].name if row.customer_id else "", v)) for row in found]


def _notice(row: Any, customer: str, v: int) -> NoticeRow:
    case = f"{row.number} {row.subject}" if row.number else ""
    return NoticeRow(
        v=v, id=row.id, kind=NoticeKind(row.kind), at=row.at, by_id=row.by_agent_id, by_name=row.by_name or "",
        text=row.text, detail=row.detail, interaction_id=row.interaction_id, case_id=row.case_id,
        subject=case or customer,
    )  # fmt: skip


def helps(conn: Connection, v: int, agents: Collection[str]) -> list[tuple[AgentId, HelpRow]]:
    """These agents' own calls that are not over."""
    return [
        (
            row.agent_id,
            HelpRow(
                v=v, id=row.id, interaction_id=row.interaction_id, state=HelpState(row.state), text=row.text,
                asked_at=row.asked_at, by_id=row.answered_by, by_name=row.by_name or "", answered_at=row.answered_at,
            ),
        )
        for row in conn.execute(_HELP.where(_h.agent_id.in_(sorted(agents))))
    ]  # fmt: skip


def sent(conn: Connection, sender: AgentId, limit: int = SENT_SHOWN) -> list[SentNotice]:
    """An agent's broadcasts and messages, newest first, with who has read them."""
    query = select(_n.id, _n.at, _n.text, _n.team, _n.queue_id).where(
        _n.by_agent_id == sender, _n.kind.in_((NoticeKind.BROADCAST, NoticeKind.MESSAGE))
    ).order_by(_n.id.desc()).limit(limit)
    rows = conn.execute(query).all()
    readers: dict[str, list[Reader]] = {row.id: [] for row in rows}
    told = (
        select(_r.notice_id, _r.agent_id, _who.c.name, _r.read_at)
        .join(_who, _who.c.id == _r.agent_id)
        .where(_r.notice_id.in_(sorted(readers)))
        .order_by(_who.c.name, _who.c.id)
    )
    for notice_id, agent_id, name, read_at in conn.execute(told) if rows else ():
        readers[notice_id].append(Reader(agent_id, name, read_at))
    return [SentNotice(*row, tuple(readers[row.id])) for row in rows]
