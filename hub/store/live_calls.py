"""What supervisors see of calls: those an agent is in now, and what is switched off. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from channels.voice import LegState
from hub.core.terms import AgentId, CallId, CallState, ChannelId, InteractionId, Party, QueueId
from hub.store import tables as t
from hub.store.database import Connection
from hub.store.sql import select

TALKED_IN = (CallState.DIALLING, CallState.TALKING, CallState.HELD, CallState.RECONNECTING)


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call an agent is in. `since` is when they began to talk, else when it began."""

    id: CallId
    interaction_id: InteractionId
    agent_id: AgentId
    customer_name: str
    number: str
    channel_id: ChannelId
    queue_id: QueueId
    state: CallState
    since: datetime


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A queue or a channel (`kind`) whose callers hear an announcement only."""

    kind: str
    id: str
    text: dict[str, str]
    by_agent_id: AgentId
    since: datetime


def in_talk(conn: Connection) -> tuple[LiveCall, ...]:
    """Calls with an agent in them, the longest first."""
    call, leg, customer = t.call.c, t.leg.c, t.customer.c
    query = (
        select(
            call.id, call.interaction_id, leg.agent_id, customer.name, call.address, call.channel_id, call.queue_id,
            call.state, call.answered_at, call.began_at,
        )
        .join(t.leg, leg.call_id == call.id)
        .outerjoin(t.customer, customer.id == call.customer_id)
        .where(
            call.state.in_(TALKED_IN), call.interaction_id.is_not(None), leg.party == Party.AGENT,
            leg.state != LegState.ENDED, leg.dropped.is_(False),
        )
        .order_by(call.began_at, call.id)
    )  # fmt: skip
    return tuple(
        LiveCall(
            row.id, row.interaction_id, row.agent_id, row.name or "", row.address, row.channel_id, row.queue_id,
            CallState(row.state), row.answered_at or row.began_at,
        )
        for row in conn.execute(query)
    )


def switched_off(conn: Connection) -> tuple[SwitchedOff, ...]:
    """What is switched off, the latest first."""
    c = t.switched_off.c
    rows = conn.execute(select(t.switched_off).order_by(c.since.desc(), c.kind, c.target))
    return tuple(SwitchedOff(row.kind, row.target, row.text, row.agent_id, row.since) for row in rows)
