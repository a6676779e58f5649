"""What everybody on the floor may see: the queues' health and the colleagues, as rows.

Reads only. What changed and who is told is changes; the supervisor's lists are boards of records, not here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import orjson
from sqlalchemy import Connection, Text, cast, func, or_, select

from channels.contract import Medium
from hub.core import hours
from hub.core.desk import ColleagueRow, QueueRow
from hub.core.plan import FloorPlan
from hub.core.seats import FITS, Capacity
from hub.core.terms import PresenceState, QueueId
from hub.store import tables as t

REMEMBERED = 4096  # different texts of what agents take and carry

_a, _s, _i = t.agent.c, t.seat.c, t.interaction.c


def queues(
    conn: Connection, plan: FloorPlan, now: datetime, v: int, only: Collection[str] | None = None
) -> list[QueueRow]:
    """Queues now, named in the firm's first language; `only` these, else all of the plan's."""
    wanted = [each for each in plan.queues if only is None or each in only]
    if not wanted:
        return []
    waiting = _waiting(conn, wanted)
    staff = _staff(conn, wanted)
    rows = []
    for queue_id in wanted:
        rule = plan.queues[queue_id]
        number, oldest = waiting.get(queue_id, (0, None))
        available, signed_in = staff.get(queue_id, (0, 0))
        is_open = hours.is_open(rule.hours, now)
        rows.append(
            QueueRow(
                v=v, id=queue_id, name=named(rule.name, plan.languages[0]), waiting=number, oldest_at=oldest,
                available=available, signed_in=signed_in, target_seconds=rule.target_seconds, open=is_open,
                opens_at=None if is_open else hours.opens_at(rule.hours, now),
            )
        )  # fmt: skip
    return rows


def in_language(rows: Sequence[QueueRow], plan: FloorPlan, language: str) -> tuple[QueueRow, ...]:
    """The same queues, named in another language."""
    return tuple(replace(row, name=named(plan.queues[row.id].name, language)) for row in rows)


def colleagues(conn: Connection, v: int, only: Collection[str] | None = None) -> list[ColleagueRow]:
    """Active agents as their colleagues see them, by name."""
    query = (
        select(
            _a.id, _a.name, _a.team, _s.presence, _s.reason, _s.since, _s.online, _s.load, _a.capacity, _a.queues
        )
        .join(t.seat, _s.agent_id == _a.id)
        .where(_a.active)
        .order_by(_a.name, _a.id)
    )
    if only is not None:
        query = query.where(_a.id.in_(sorted(only)))
    return [
        ColleagueRow(
            v=v, id=row.id, name=row.name, team=row.team, presence=PresenceState(row.presence),
            presence_reason=row.reason, presence_since=row.since, online=row.online, load=row.load,
            capacity=row.capacity, queues=tuple(row.queues),
        )
        for row in conn.execute(query)
    ]  # fmt: skip


def queues_of(conn: Connection, agents: Collection[str]) -> set[QueueId]:
    """The queues these agents serve."""
    if not agents:
        return set()
    rows = conn.execute(select(_a.queues).where(_a.id.in_(sorted(agents))))
    return {QueueId(queue) for (served,) in rows for queue in served}


def named(names: dict[str, str], language: str) -> str:
    """A name in this language, or in any."""
    return names.get(language) or next(iter(names.values()), "")


def _waiting(conn: Connection, wanted: list[QueueId]) -> dict[str, tuple[int, datetime | None]]:
    query = (
        select(_i.queue_id, func.count(), func.min(_i.queued_at))
        .where(_i.queue_id.in_(wanted), t.is_waiting)
        .group_by(_i.queue_id)
    )
    return {queue: (number, oldest) for queue, number, oldest in conn.execute(query)}


def _staff(conn: Connection, wanted: list[QueueId]) -> dict[str, tuple[int, int]]:
    """For each queue, who could take something now and who is signed in. JSON is read only where it is asked for."""
    served = cast(_a.queues, Text)
    named_there = or_(*(served.contains(f'"{queue}"', autoescape=True) for queue in wanted))
    query = (
        select(_s.presence, _s.next, cast(_s.load, Text), cast(_a.capacity, Text), served)
        .join(t.agent, _s.agent_id == _a.id)
        .where(_a.active, _s.online, _s.presence != PresenceState.OFFLINE, named_there)
    )
    found = {str(queue): [0, 0] for queue in wanted}
    for presence, following, load, capacity, queues_served in conn.execute(query):
        free = presence == PresenceState.AVAILABLE and not following and _has_room(load, capacity)
        for queue in found.keys() & _keys(queues_served):
            found[queue][0] += free
            found[queue][1] += 1
    return {queue: (available, signed_in) for queue, (available, signed_in) in found.items()}


@lru_cache(REMEMBERED)
def _keys(text: str) -> frozenset[str]:
    return frozenset(orjson.loads(text))


@lru_cache(REMEMBERED)
def _has_room(load_text: str, capacity_text: str) -> bool:
    load = {Medium(medium): number for medium, number in orjson.loads(load_text).items()}
    at_once = {name: number for name, number in orjson.loads(capacity_text).items() if name != "total"}
    capacity = Capacity(
        {Medium(name): number for name, number in at_once.items()}, orjson.loads(capacity_text).get("total")
    )
    return any(capacity.refusal(Medium(name), load) == FITS for name in at_once)
