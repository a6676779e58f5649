"""An agent's own legs, as their console's phone asks for them. Reads only; calls are changed by actions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, exists, literal_column, select

from channels.voice import LegState
from hub.core.terms import AgentId, ChannelId, LegId
from hub.store import tables as t

_l = t.leg.c
_is_live = _l.state != literal_column("'ended'")  # written out, as the index has it


@dataclass(frozen=True, slots=True)
class PhoneLeg:
    """A leg and how its carrier calls it; `line` is "" until it has said so."""

    id: LegId
    channel_id: ChannelId
    agent_id: AgentId | None
    line: str
    state: LegState


def leg(conn: Connection, leg_id: str) -> PhoneLeg | None:
    """One leg."""
    row = conn.execute(select(_l.id, _l.channel_id, _l.agent_id, _l.line, _l.state).where(_l.id == leg_id)).first()
    return None if row is None else PhoneLeg(row.id, row.channel_id, row.agent_id, row.line or "", LegState(row.state))


def is_talking(conn: Connection, agent: AgentId) -> bool:
    """Whether the agent has a leg in any call."""
    return bool(conn.execute(select(exists().where(_l.agent_id == agent, _is_live))).scalar_one())
