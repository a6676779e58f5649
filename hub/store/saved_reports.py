"""Saved reports: a name, a query, and perhaps a schedule by which they are mailed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core.terms import AgentId
from hub.store import tables as t
from hub.store.sql import Connection, delete, func, select
from hub.store.typed import add, build, change, columns, find, find_one
from hub.store.writer import Tx

_r = t.saved_report.c


@dataclass(frozen=True, slots=True)
class SavedReport:
    """One. `query` are the words of /api/report; `next_at` is when it is due, `failed` that its last mail did not
    leave."""

    id: str
    owner_id: AgentId
    name: str
    query: str
    schedule: Mapping[str, Any] | None
    next_at: datetime | None
    sent_at: datetime | None
    failed: bool


def of_owner(conn: Connection, owner: AgentId) -> list[SavedReport]:
    """An agent's reports, by name."""
    query = select(*columns(SavedReport, t.saved_report)).where(_r.owner_id == owner).order_by(_r.name, _r.id)
    return [build(SavedReport, row) for row in conn.execute(query)]


def locked(tx: Tx, report_id: str) -> SavedReport | None:
    """One, to be changed."""
    return find_one(tx, SavedReport, t.saved_report, _r.id == report_id)


def make(tx: Tx, **values: Any) -> str:
    """A new one; its id."""
    key = tx.new_id()
    add(tx, t.saved_report, id=key, created_at=tx.now, sent_at=None, failed=False, **values)
    return key


def alter(tx: Tx, report_id: str, **values: Any) -> None:
    """Set columns."""
    change(tx, t.saved_report, [_r.id == report_id], **values)


def forget(tx: Tx, report_id: str) -> None:
    """Remove it."""
    tx.conn.execute(delete(t.saved_report).where(_r.id == report_id))


def due(tx: Tx, limit: int) -> list[SavedReport]:
    """Those whose time has come."""
    return find(tx, SavedReport, t.saved_report, _r.next_at.is_not(None), _r.next_at <= tx.now)[:limit]


def next_at(conn: Connection) -> datetime | None:
    """When the next is due."""
    return conn.execute(select(func.min(_r.next_at))).scalar()


def count_of(tx: Tx, owner: AgentId) -> int:
    """How many an agent has."""
    return int(tx.conn.execute(select(func.count()).where(_r.owner_id == owner)).scalar_one())
