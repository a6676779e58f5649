"""Who may steer whom: supervisors the agents of the teams they oversee, admins everybody. Nothing is written here."""

from __future__ import annotations

from hub.core.terms import AgentId, Role
from hub.errors import Forbidden, NotFound
from hub.store import floor_rows, steering_rows
from hub.store.floor_rows import Agent
from hub.store.writer import Tx

OVERSEERS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def the_supervisor(tx: Tx, agent: AgentId) -> Agent:
    """A working supervisor or admin. Raises Forbidden."""
    found = floor_rows.agent(tx, agent)
    if found is None or not found.active or not OVERSEERS & {*found.roles}:
        raise Forbidden()
    return found


def check_oversees(tx: Tx, supervisor: AgentId, *agents: AgentId | None) -> Agent:
    """Raise Forbidden unless the supervisor oversees all of these agents; None is nobody, and everybody's."""
    who = the_supervisor(tx, supervisor)
    seen = steering_rows.overseen(tx, supervisor, who.roles)
    for each in agents:
        if each is None:
            continue
        if floor_rows.agent(tx, each) is None:
            raise NotFound("There is no such agent.", field="agent_id")
        if seen is not None and each not in seen:
            raise Forbidden("This agent is not in a team you oversee.", field="agent_id")
    return who
