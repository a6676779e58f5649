"""Handlings and their wrap-ups as actions read and write them: who worked on what, how long, with which result.

One form belongs to one handling. What becomes of the work itself is written in floor_rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from channels.contract import Medium
from hub.core.terms import AgentId, HandlingId, InteractionId, QueueId, WrapUpState
from hub.store import tables as t
from hub.store.sql import delete, select
from hub.store.typed import add, change, find_one, write
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Handling:
    """One agent's stretch of an interaction."""

    id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    medium: Medium
    started_at: datetime
    paused_at: datetime | None
    talk_ended_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    held_seconds: int
    hourly_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The form of a handling, as kept."""

    handling_id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    state: WrapUpState
    form: dict[str, Any]
    opened_at: datetime
    deadline: datetime | None
    extensions: int


def handling(tx: Tx, handling_id: HandlingId) -> Handling | None:
    """One handling."""
    return find_one(tx, Handling, t.handling, t.handling.c.id == handling_id)


def open_handling(tx: Tx, interaction_id: InteractionId) -> Handling | None:
    """The handling of an interaction that has not ended."""
    h = t.handling
    return find_one(tx, Handling, h, h.c.interaction_id == interaction_id, h.c.ended_at.is_(None))


def last_handling_end(tx: Tx, interaction_id: InteractionId) -> datetime | None:
    """When the newest finished handling of an interaction ended."""
    h = t.handling
    query = select(h.c.ended_at).where(h.c.interaction_id == interaction_id, h.c.ended_at.is_not(None))
    return tx.conn.execute(query.order_by(h.c.ended_at.desc()).limit(1)).scalar()


def add_handling(tx: Tx, row: Mapping[str, Any]) -> None:
    """An agent begins."""
    add(tx, t.handling, **row)


def change_handling(tx: Tx, handling_id: HandlingId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.handling, [t.handling.c.id == handling_id], **values)


def wrapup(tx: Tx, handling_id: HandlingId) -> WrapUp | None:
    """The wrap-up of a handling."""
    return find_one(tx, WrapUp, t.wrapup, t.wrapup.c.handling_id == handling_id)


def add_wrapup(tx: Tx, row: Mapping[str, Any]) -> None:
    """A form is opened."""
    add(tx, t.wrapup, **row)


def change_wrapup(tx: Tx, handling_id: HandlingId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.wrapup, [t.wrapup.c.handling_id == handling_id], **values)


def keep_codes(tx: Tx, handling_id: HandlingId, codes: Sequence[str]) -> None:
    """The dispositions chosen, instead of those before."""
    tx.conn.execute(delete(t.wrapup_code).where(t.wrapup_code.c.handling_id == handling_id))
    write(tx, t.wrapup_code, [{"handling_id": handling_id, "code": code} for code in codes])
