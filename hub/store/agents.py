"""Agents as pages ask for them: oneself, everybody, and the work that waits for their queues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from hub.core.desk import MeRow, WorkRow
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId, QueueId, Role
from hub.errors import NotFound
from hub.store import log, own
from hub.store import tables as t

WAITING = 200
_a, _i = t.agent.c, t.interaction.c


@dataclass(frozen=True, slots=True)
class AgentInfo:
    """An agent in the list of those who keep it."""

    id: AgentId
    name: str
    email: str
    roles: tuple[Role, ...]
    team: str
    language: str
    active: bool
    queues: dict[str, int]
    skills: dict[str, int]
    capacity: dict[str, int]


def me(conn: Connection, agent: AgentId, plan: FloorPlan, now: datetime) -> MeRow:
    """The agent to themselves, with the day's figures. Raises NotFound."""
    found = own.me(conn, plan, now, log.head(conn), [agent])
    if not found:
        raise NotFound("There is no such agent.", field="agent_id")
    return found[0]


def everybody(conn: Connection) -> list[AgentInfo]:
    """All agents by name, those who left too."""
    query = select(
        _a.id, _a.name, _a.email, _a.roles, _a.team, _a.language, _a.active, _a.queues, _a.skills, _a.capacity
    ).order_by(_a.name, _a.id)
    return [
        AgentInfo(agent, name, email, tuple(Role(role) for role in roles), *rest)
        for agent, name, email, roles, *rest in conn.execute(query)
    ]


def language_of(conn: Connection, agent: AgentId) -> str:
    """The language an agent reads; "en" for nobody."""
    return str(conn.execute(select(_a.language).where(_a.id == agent)).scalar() or "en")


def queues_of(conn: Connection, agent: AgentId) -> set[QueueId]:
    """The queues an agent serves."""
    served = conn.execute(select(_a.queues).where(_a.id == agent)).scalar() or {}
    return {QueueId(queue) for queue in served}


def waiting(conn: Connection, plan: FloorPlan, queue_id: QueueId | None = None) -> list[WorkRow]:
    """What waits in a queue, or in all, the oldest first; at most 200."""
    oldest = select(_i.id).where(t.is_waiting).order_by(_i.queued_at, _i.id).limit(WAITING)
    if queue_id is not None:
        oldest = oldest.where(_i.queue_id == queue_id)
    ids = list(conn.execute(oldest).scalars())
    place = {each: number for number, each in enumerate(ids)}
    rows = [row for _, row in own.work(conn, plan, log.head(conn), _i.id.in_(ids))] if ids else []
    return sorted(rows, key=lambda row: place[row.id])
