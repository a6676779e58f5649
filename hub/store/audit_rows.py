"""The audit: who looked at other people's figures, or took something out, and when. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.core.terms import AgentId
from hub.store import tables as t
from hub.store.sql import Connection, select
from hub.store.typed import add
from hub.store.writer import Tx

PAGE = 100

_au, _a = t.audit.c, t.agent.c


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `of_agent_id` is whose figures, None for several or nobody's."""

    id: str
    at: datetime
    agent_id: AgentId
    agent_name: str
    what: str
    of_agent_id: AgentId | None
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody did something, of whom where it is of one."""

    at: datetime
    agent_id: AgentId
    what: str
    of_agent_id: AgentId | None
    detail: Mapping[str, object]


def note(tx: Tx, deed: Deed) -> None:
    """Keep it."""
    add(tx, t.audit, id=tx.new_id(), at=deed.at, agent_id=deed.agent_id, what=deed.what,
        of_agent_id=deed.of_agent_id, detail=dict(deed.detail))


def page(conn: Connection, cursor: str, agent: str = "", what: str = "") -> tuple[list[Entry], str]:
    """The newest first, before the cursor; the next cursor, "" at the end."""
    query = select(_au.id, _au.at, _au.agent_id, _a.name, _au.what, _au.of_agent_id, _au.detail)
    query = query.join(t.agent, _a.id == _au.agent_id).order_by(_au.id.desc()).limit(PAGE + 1)
    for condition, wanted in ((_au.id < cursor, cursor), (_au.agent_id == agent, agent), (_au.what == what, what)):
        if wanted:
            query = query.where(condition)
    found = [Entry(*row) for row in conn.execute(query)]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else ""
