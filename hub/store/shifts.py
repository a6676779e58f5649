"""Shifts as pages and figures read them, and as actions read and write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.roster import Plan, Shift, plan_of
from hub.core.terms import AgentId, QueueId, Role, ShiftId
from hub.store import tables as t
from hub.store.sql import ColumnElement, Connection, and_, delete, select
from hub.store.typed import build, columns, find, find_one, write
from hub.store.writer import Tx

LONGEST = timedelta(days=1)  # no shift is so long; how far before a moment one may have begun that holds it

_sh, _a = t.shift.c, t.agent.c


@dataclass(frozen=True, slots=True)
class Rostered:
    """Who may be planned."""

    id: AgentId
    name: str
    email: str
    team: str
    queues: tuple[QueueId, ...]


def agents(conn: Connection, teams: Collection[str] | None) -> list[Rostered]:
    """Who works in these teams (None: all) and serves a queue or is an agent by role, by team and name."""
    query = select(_a.id, _a.name, _a.email, _a.team, _a.queues, _a.roles).where(_a.active.is_(True))
    if teams is not None:
        query = query.where(_a.team.in_(sorted(teams)))
    found = [Rostered(agent, name, email, team, tuple(sorted(queues)))
             for agent, name, email, team, queues, roles in conn.execute(query) if queues or Role.AGENT in roles]
    return sorted(found, key=lambda each: (each.team, each.name, each.id))


def between(
    conn: Connection, from_at: datetime, to_at: datetime, of: Collection[str] | None = None
) -> list[Shift]:
    """The shifts that last between two moments, by their beginning; of these agents, None for everybody."""
    query = select(*columns(Shift, t.shift)).where(_lasting(from_at, to_at)).order_by(_sh.begins_at, _sh.id)
    if of is not None:
        query = query.where(_sh.agent_id.in_(sorted(of)))
    return [build(Shift, row) for row in conn.execute(query)]


def plans(
    conn: Connection, from_at: datetime, to_at: datetime, of: Collection[str] | None = None
) -> dict[AgentId, Plan]:
    """What they come to for each agent who has any."""
    return plans_of(between(conn, from_at, to_at, of))


def plans_of(found: Iterable[Shift]) -> dict[AgentId, Plan]:
    """Shifts by agent, as plans."""
    mine: dict[AgentId, list[Shift]] = defaultdict(list)
    for shift in found:
        mine[shift.agent_id].append(shift)
    return {agent: plan_of(each) for agent, each in mine.items()}


def serving(conn: Connection, from_at: datetime, to_at: datetime, queue: QueueId | None) -> list[Plan]:
    """The plans of those who serve a queue (None: any queue) and work here."""
    found = plans(conn, from_at, to_at)
    query = select(_a.id, _a.queues).where(_a.id.in_(sorted(found)), _a.active.is_(True))
    return [found[agent] for agent, served in conn.execute(query) if served and (queue is None or queue in served)]


def anybody_has(conn: Connection, from_at: datetime, to_at: datetime) -> bool:
    """Whether anything at all is planned then: without a roster nobody is known to be missing."""
    return conn.execute(select(_sh.id).where(_lasting(from_at, to_at)).limit(1)).first() is not None


def shift(tx: Tx, shift_id: ShiftId) -> Shift | None:
    """One shift."""
    return find_one(tx, Shift, t.shift, _sh.id == shift_id)


def of_agents(tx: Tx, of: Collection[AgentId], from_at: datetime, to_at: datetime) -> list[Shift]:
    """The shifts of these agents that last between two moments."""
    return find(tx, Shift, t.shift, _sh.agent_id.in_(sorted(of)), _lasting(from_at, to_at))


def hold(tx: Tx, of: Collection[AgentId]) -> None:
    """Nobody else changes the shifts of these agents before the commit."""
    tx.conn.execute(select(_a.id).where(_a.id.in_(sorted(of))).order_by(_a.id).with_for_update(key_share=True))


def put(tx: Tx, by: AgentId, found: Collection[Shift]) -> None:
    """Write these, in the place of those that have their ids."""
    rows = [{"id": each.id, "agent_id": each.agent_id, "kind": each.kind.value, "begins_at": each.begins_at,
             "ends_at": each.ends_at, "entered_by": by, "entered_at": tx.now} for each in found]
    remove(tx, [each.id for each in found])
    write(tx, t.shift, rows)


def remove(tx: Tx, ids: Collection[ShiftId]) -> None:
    """Take these away."""
    if ids:
        tx.conn.execute(delete(t.shift).where(_sh.id.in_(sorted(ids))))


def _lasting(from_at: datetime, to_at: datetime) -> ColumnElement[bool]:
    return and_(_sh.begins_at < to_at, _sh.begins_at > from_at - LONGEST, _sh.ends_at > from_at)
