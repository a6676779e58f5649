"""Whom a supervisor sees: the agents of the teams they oversee. Admins see everybody, agents themselves only."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from hub.core.terms import AgentId, Role
from hub.store import tables as t

EVERY_TEAM = "*"


def teams(conn: Connection, agent: AgentId, roles: Collection[Role]) -> frozenset[str] | None:
    """The teams this agent oversees; None for all of them. Who is no supervisor oversees none."""
    if Role.ADMIN in roles:
        return None
    if Role.SUPERVISOR not in roles:
        return frozenset()
    found = conn.execute(select(t.agent.c.oversees).where(t.agent.c.id == agent)).scalar_one_or_none() or []
    return None if EVERY_TEAM in found else frozenset(found)


def overseen(conn: Connection, agent: AgentId, roles: Collection[Role]) -> frozenset[AgentId] | None:
    """The agents this one may look into, themselves always among them; None for everybody."""
    seen = teams(conn, agent, roles)
    if seen is None:
        return None
    members = conn.execute(select(t.agent.c.id).where(t.agent.c.team.in_(sorted(seen)))).scalars() if seen else ()
    return frozenset({agent, *map(AgentId, members)})
