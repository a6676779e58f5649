"""Agents as the edge asks for them: who they are, their language and name, whether a sign-in still stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from hub.core.desk import MeRow
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId
from hub.errors import NotFound
from hub.store import log, own
from hub.store import tables as t


def me(conn: Connection, agent: AgentId, plan: FloorPlan, now: datetime) -> MeRow:
    """An agent to themselves. Raises NotFound."""
    rows = own.me(conn, plan, now, log.head(conn), [agent])
    if not rows:
        raise NotFound("There is no such agent.")
    return rows[0]


def language(conn: Connection, agent: AgentId) -> str:
    """The language an agent works in."""
    return conn.execute(select(t.agent.c.language).where(t.agent.c.id == agent)).scalar_one_or_none() or "en"


def name(conn: Connection, agent: AgentId) -> str:
    """What an agent is called."""
    return conn.execute(select(t.agent.c.name).where(t.agent.c.id == agent)).scalar_one_or_none() or ""


def own_settings(conn: Connection, agent: AgentId) -> dict[str, str]:
    """The theme and the signature an agent has chosen."""
    c = t.agent.c
    row = conn.execute(select(c.theme, c.signature).where(c.id == agent)).first()
    return {"theme": row.theme, "signature": row.signature} if row else {}


def sign_in_ended(conn: Connection, token_hash: str, now: datetime) -> bool:
    """Whether this sign-in stands no more."""
    c = t.sign_in.c
    found = conn.execute(select(c.agent_id).where(c.token_hash == token_hash, c.expires_at > now)).first()
    return found is None
