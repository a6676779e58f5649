"""Why an interaction is where it is: the router's own explanation on the floor as it stands, with names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from hub.core.cards import Trace
from hub.core.plan import FloorPlan
from hub.core.terms import InteractionId
from hub.core.trace import explain
from hub.errors import NotFound
from hub.store import floor
from hub.store import tables as t


def trace(conn: Connection, interaction: InteractionId, plan: FloorPlan, now: datetime) -> Trace:
    """Why it is where it is, with the agents' names. Raises NotFound for what does not wait."""
    found = explain(floor.load(conn, plan, now)[0], interaction, now)
    if found is None:
        raise NotFound("This interaction does not wait any more.", field="id")
    names = {row.id: row.name for row in conn.execute(select(t.agent.c.id, t.agent.c.name))}
    steps = tuple(replace(step, agent_name=names.get(step.agent_id, "")) for step in found.steps)
    return replace(found, steps=steps)
