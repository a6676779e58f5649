"""Calls, their legs and the emergency switch as actions read and write them inside a transaction.

A call's row is locked before its legs are read, so that two reports of one call come one after the other (PostgreSQL;
SQLite has one writer). What a report means is decided in core/calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.voice import LegState
from hub.core.calls import Call, Leg, Scene
from hub.core.terms import AgentId, CallbackId, CallId, CallState, ChannelId, InteractionId
from hub.store import tables as t
from hub.store.sql import delete, insert_new, insert_or_update, select
from hub.store.tables.base import clean, fit
from hub.store.tables.calls import LINE_LENGTH
from hub.store.typed import add, change, find, find_one
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Switch:
    """A queue or number that is switched off. `text` by language; {} is the house's own words."""

    kind: str  # "queue" | "channel"
    target: str
    text: dict[str, str]
    agent_id: AgentId
    since: datetime


def stored_line(line: str) -> str:
    """A carrier's id of a leg as it is kept."""
    return fit(clean(line), LINE_LENGTH)


def scene(tx: Tx, call_id: str) -> Scene | None:
    """A call with its legs."""
    call = find_one(tx, Call, t.call, t.call.c.id == call_id)
    return None if call is None else _with_legs(tx, call)


def scene_of_line(tx: Tx, channel_id: ChannelId, line: str, leg_id: str = "") -> tuple[Scene, Leg] | None:
    """The call and leg a report names: by our id of the leg where the carrier gave it back, else by its own."""
    c = t.leg.c
    meant = c.id == leg_id if leg_id else c.line == stored_line(line)
    row = tx.conn.execute(select(c.call_id, c.id).where(meant, c.channel_id == channel_id)).first()
    found = scene(tx, row[0]) if row else None
    leg = found.leg(row[1]) if found is not None and row is not None else None
    return (found, leg) if found is not None and leg is not None else None


def work_of_line(tx: Tx, channel_id: ChannelId, line: str, leg_id: str = "") -> InteractionId | None:
    """The work of the call a report names; nothing is locked."""
    c = t.leg.c
    meant = c.id == leg_id if leg_id else c.line == stored_line(line)
    query = select(t.call.c.interaction_id).join(t.leg, c.call_id == t.call.c.id)
    found = tx.conn.execute(query.where(meant, c.channel_id == channel_id)).scalar()
    return InteractionId(found) if found else None


def work_of_call(tx: Tx, call_id: str) -> InteractionId | None:
    """The work of a call; nothing is locked."""
    found = tx.conn.execute(select(t.call.c.interaction_id).where(t.call.c.id == call_id)).scalar()
    return InteractionId(found) if found else None


def of_work(tx: Tx, interaction_id: InteractionId) -> Scene | None:
    """The call of a piece of work that is under way, else its newest."""
    c = t.call.c
    rows = tx.conn.execute(select(c.id, c.state).where(c.interaction_id == interaction_id).order_by(c.id.desc())).all()
    live = [row[0] for row in rows if row[1] != CallState.ENDED]
    return scene(tx, (live or [row[0] for row in rows])[0]) if rows else None


def _with_legs(tx: Tx, call: Call) -> Scene:
    return Scene(call, tuple(find(tx, Leg, t.leg, t.leg.c.call_id == call.id)))


def add_call(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new call."""
    add(tx, t.call, **row)


def add_leg(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new leg."""
    add(tx, t.leg, **row)


def change_call(tx: Tx, seen: Call, **values: Any) -> bool:
    """Set columns if nobody changed it since it was seen; whether it was done. Raises the version by one."""
    where = [t.call.c.id == seen.id, t.call.c.version == seen.version]
    return change(tx, t.call, where, version=seen.version + 1, **values) == 1


def change_leg(tx: Tx, leg_id: str, **values: Any) -> None:
    """Set columns."""
    change(tx, t.leg, [t.leg.c.id == leg_id], **values)


def live_leg_of(tx: Tx, agent: AgentId) -> tuple[CallId, str] | None:
    """The call an agent is in or is being rung for, and their leg."""
    c = t.leg.c
    query = (
        select(c.call_id, c.id)
        .where(c.agent_id == agent, c.state != LegState.ENDED, c.dropped.is_(False))
        .order_by(c.id.desc())
    )
    row = tx.conn.execute(query.limit(1)).first()
    return None if row is None else (CallId(row[0]), row[1])


def last_to_or_from(tx: Tx, address: str) -> Call | None:
    """The newest call with this address on the other side."""
    c = t.call.c
    query = select(c.id).where(c.address == address).order_by(c.began_at.desc(), c.id.desc()).limit(1)
    found = tx.conn.execute(query).scalar()
    return find_one(tx, Call, t.call, c.id == found) if found else None


# --- the emergency switch ----------------------------------------------------------------------------------------


def switch_for(tx: Tx, channel_id: str, queue_id: str = "") -> Switch | None:
    """What this number, or this queue, is switched off with; the number's goes first."""
    c = t.switched_off.c
    wanted = {("channel", channel_id), ("queue", queue_id)} - {("queue", "")}
    query = select(t.switched_off).where(c.target.in_(sorted({target for _, target in wanted})))
    found = {(row.kind, row.target): Switch(row.kind, row.target, row.text, row.agent_id, row.since)
             for row in tx.conn.execute(query)}
    return next((found[key] for key in sorted(wanted) if key in found), None)


def switch_off(tx: Tx, kind: str, target: str, text: Mapping[str, str], agent: AgentId) -> None:
    """From now on callers hear the announcement; a later text takes the place of the one before."""
    statement = insert_or_update(tx.dialect, t.switched_off, ["kind", "target"], ["text", "agent_id", "since"])
    tx.conn.execute(
        statement, {"kind": kind, "target": target, "text": dict(text), "agent_id": agent, "since": tx.now}
    )


def switch_on(tx: Tx, kind: str, target: str) -> bool:
    """Everything is as usual again; False when it was."""
    c = t.switched_off.c
    return tx.conn.execute(delete(t.switched_off).where(c.kind == kind, c.target == target)).rowcount == 1


def waiting_calls(tx: Tx, kind: str, target: str) -> list[tuple[InteractionId | None, CallId]]:
    """The calls that wait in this queue, or came in on this number, with their work."""
    c = t.call.c
    meant = c.queue_id == target if kind == "queue" else c.channel_id == target
    query = select(c.interaction_id, c.id).where(c.state == CallState.QUEUED, meant).order_by(c.id)
    return [(row[0], row[1]) for row in tx.conn.execute(query)]


# --- callbacks of callers ----------------------------------------------------------------------------------------


def open_callbacks(tx: Tx, addresses: Iterable[str]) -> list[CallbackId]:
    """Callbacks promised to these addresses that nobody has done, oldest first."""
    c = t.callback.c
    query = select(c.id).where(c.address.in_(sorted(set(addresses))), c.state.in_(("planned", "due")))
    return [CallbackId(row[0]) for row in tx.conn.execute(query.order_by(c.id))]


def keep_thread_ref(tx: Tx, channel_id: str, ref: str, conversation_id: str) -> None:
    """A talk's key points at this conversation, where it points at none yet."""
    statement = insert_new(tx.dialect, t.thread_ref, ["channel_id", "ref"])
    tx.conn.execute(
        statement,
        {"channel_id": channel_id, "ref": ref, "conversation_id": conversation_id, "message_id": None},
    )
