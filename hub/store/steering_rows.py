"""Notices, calls for help and whom a supervisor oversees, as actions read and write them inside a transaction.

What consoles see of them is read in notices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core.terms import AgentId, CaseId, HelpId, HelpState, InteractionId, NoticeId, NoticeKind, Role
from hub.store import oversight
from hub.store import tables as t
from hub.store.sql import ColumnElement, select
from hub.store.typed import add, change, find, find_one, write
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class HelpCall:
    """An agent's call for a supervisor."""

    id: HelpId
    agent_id: AgentId
    interaction_id: InteractionId | None
    state: HelpState
    text: str
    asked_at: datetime
    answered_by: AgentId | None


def overseen(tx: Tx, agent: AgentId, roles: Collection[str]) -> frozenset[AgentId] | None:
    """The agents this one may look into; None for everybody."""
    return oversight.overseen(tx.conn, agent, [Role(each) for each in roles])


def staff(tx: Tx, among: Collection[str] | None, team: str = "", queue: str = "") -> list[AgentId]:
    """Working agents, those of a team or a queue; `among` limits them."""
    c = t.agent.c
    where: list[ColumnElement[bool]] = [c.active]
    if among is not None:
        where.append(c.id.in_(sorted(among)))
    if team:
        where.append(c.team == team)
    rows = tx.conn.execute(select(c.id, c.queues).where(*where).order_by(c.id))
    return [AgentId(row.id) for row in rows if not queue or queue in row.queues]


def supervisors_of(tx: Tx, team: str | None) -> list[AgentId]:
    """Working supervisors who oversee this team; None: all of them."""
    c = t.agent.c
    rows = tx.conn.execute(select(c.id, c.roles, c.oversees).where(c.active).order_by(c.id))
    found = []
    for row in rows:
        roles = set(row.roles)
        oversees = set(row.oversees or ())
        everybody = Role.ADMIN in roles or (Role.SUPERVISOR in roles and oversight.EVERY_TEAM in oversees)
        if everybody or (Role.SUPERVISOR in roles and (team is None or team in oversees)):
            found.append(AgentId(row.id))
    return found


# --- notices -------------------------------------------------------------------------------------------------


def add_notice(tx: Tx, row: Mapping[str, Any], readers: Sequence[AgentId]) -> None:
    """A notice and who is to read it."""
    add(tx, t.notice, **row)
    write(tx, t.notice_reader, [{"notice_id": row["id"], "agent_id": each, "read_at": None} for each in readers])


def read_notice(tx: Tx, notice_id: NoticeId, agent: AgentId) -> bool:
    """An agent has read it; False when they had, or it is not theirs."""
    r = t.notice_reader.c
    where = [r.notice_id == notice_id, r.agent_id == agent, t.is_unread]
    return change(tx, t.notice_reader, where, read_at=tx.now) == 1


def unread_of_clock(
    tx: Tx, told: Sequence[str], case_id: CaseId | None, interaction_id: InteractionId | None
) -> list[tuple[NoticeId, AgentId]]:
    """What was told of a clock of this case, or else of this work, and has not been read; `told` are the details."""
    n, r = t.notice.c, t.notice_reader.c
    about = n.case_id == case_id if case_id else n.interaction_id == interaction_id
    query = (
        select(r.notice_id, r.agent_id).join(t.notice, n.id == r.notice_id)
        .where(about, n.kind == NoticeKind.SLA, n.detail.in_(told), t.is_unread).order_by(r.notice_id, r.agent_id)
    )
    return [(NoticeId(notice_id), AgentId(agent)) for notice_id, agent in tx.conn.execute(query)]


def sender_of(tx: Tx, notice_id: NoticeId) -> AgentId | None:
    """Who sent it; None for the hub."""
    found = tx.conn.execute(select(t.notice.c.by_agent_id).where(t.notice.c.id == notice_id)).scalar()
    return AgentId(found) if found else None


# --- help ----------------------------------------------------------------------------------------------------


def help_call(tx: Tx, help_id: HelpId) -> HelpCall | None:
    """One call for help."""
    return find_one(tx, HelpCall, t.help_call, t.help_call.c.id == help_id)


def open_help(tx: Tx, agent: AgentId) -> list[HelpCall]:
    """An agent's calls that are not over."""
    return find(tx, HelpCall, t.help_call, t.help_call.c.agent_id == agent, t.is_open_help)


def add_help(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new call."""
    add(tx, t.help_call, **row)


def change_help(tx: Tx, help_id: HelpId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.help_call, [t.help_call.c.id == help_id], **values)
