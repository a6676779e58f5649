"""Answers what a report asks: sums by place and local time, from the kept quarter hours.

One question is one family over one segment of time; what is asked and what it means is decided in insight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from hub.core.figures import AGENT, MEDIUM, QUEUE, TEAM, Asked, Cell, Figures, Handled, Places, Present, Rated, Returned
from hub.core.stays import Tally
from hub.core.terms import StayEnd
from hub.store import agent_time
from hub.store import tables as t
from hub.store.figure_rows import sums_of
from hub.store.sql import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

FETCHED = 1000  # rows held at once: whoever asked for too much stops here, not after all of it
RANGES = 60  # more runs than these are asked as a list of slots

Column = ColumnElement[Any]


def answered(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
    """The cells of one question, as the database finds them; one without sums is not there. Close it when it is not
    read to its end."""
    yield from _FAMILIES[asked.family](conn, asked, now)


def _tally(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
    return _summed(conn, asked, t.queue_slot, lambda sums: Figures(tally=Tally(*sums)))


def _handled(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
    return _summed(conn, asked, t.handling_slot, lambda sums: Figures(handled=Handled(*sums)))


def _present(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
    """The kept quarters, and those since."""
    yield from _summed(conn, asked, t.agent_slot, lambda sums: Figures(present=Present(*sums)))
    first = max(asked.segment.first, agent_time.kept_until(conn))
    if first >= asked.segment.last:
        return
    a = t.agent.c
    teams = {row.id: row.team for row in conn.execute(select(a.id, a.team))}
    for (slot, agent), sums in agent_time.quarters(conn, first, asked.segment.last, now).items():
        if counts(asked.places, teams, agent) and within(asked.slots, slot):
            key = tuple({AGENT: agent, TEAM: teams.get(agent, "")}[name] for name in asked.by)
            yield Cell(local_group(slot, asked), key, Figures(present=sums))


def _rated(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
    r = t.rating.c
    sums = [func.sum(case((r.score == score, 1), else_=0)) for score in range(1, len(fields(Rated)) + 1)]
    return _cells(conn, asked, t.rating, sums, lambda found: Figures(rated=Rated(*found)))


def _returned(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
    m = t.matter.c
    settled = or_(m.again_seconds.is_(None), m.again_seconds > asked.within_seconds)
    sums = [func.count(), func.sum(case((settled, 1), else_=0))]
    old = [m.at <= asked.before] if asked.before else []
    return _cells(conn, asked, t.matter, sums, lambda found: Figures(returned=Returned(*found)), *old)


def _waits(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
    """How many of those answered waited how many whole seconds.

    Asked as one line of seconds for each quarter hour, queue and medium: in the order of the index, nothing is sorted.
    """
    s = t.stay.c
    whole: Column = cast(func.floor(s.waited_seconds), Integer)
    on_sqlite = conn.dialect.name == "sqlite"
    line = func.group_concat(whole) if on_sqlite else func.string_agg(cast(whole, String), ",")
    query = _placed(select(s.left_slot, s.queue_id, s.medium, line), t.stay, s.left_slot, asked)
    query = query.where(s.ended_by == StayEnd.ANSWERED.value).group_by(s.left_slot, s.queue_id, s.medium)
    found: dict[tuple[int, tuple[str, ...]], Counter[str]] = {}
    with conn.execute(query.execution_options(yield_per=FETCHED)) as rows:
        for slot, queue, medium, seconds in rows:
            place = {QUEUE: queue, MEDIUM: medium}
            key = local_group(slot, asked), tuple(place[name] for name in asked.by)
            found.setdefault(key, Counter()).update(seconds.split(","))
    for (group, labels), counted in found.items():
        yield Cell(group, labels, Figures(waits={int(seconds): count for seconds, count in counted.items()}))


def local_group(slot: int, asked: Asked) -> int:
    """The local time group of a slot: `_group` of a number."""
    if not asked.grain:
        return 0
    local = slot + asked.segment.offset
    return (local % asked.cycle if asked.cycle else local) // asked.grain


_FAMILIES: dict[str, Callable[[Connection, Asked, datetime], Iterator[Cell]]] = {
    "tally": _tally, "handled": _handled, "present": _present, "rated": _rated, "returned": _returned, "waits": _waits,
}  # fmt: skip


def _summed(conn: Connection, asked: Asked, table: Table, build: Callable[[Sequence[Any]], Figures]) -> Iterator[Cell]:
    return _cells(conn, asked, table, [func.sum(table.c[name]) for name in sums_of(table)], build)


def _cells(
    conn: Connection, asked: Asked, table: Table, sums: list[Any], build: Callable[[Sequence[Any]], Figures],
    *where: ColumnElement[bool],
) -> Iterator[Cell]:  # fmt: skip
    columns, group = _dimensions(table, asked), _group(table.c.slot, asked)
    query = _placed(select(group, *columns, *sums), table, table.c.slot, asked).where(*where)
    with conn.execute(query.group_by(group, *columns).execution_options(yield_per=FETCHED)) as rows:
        for row in rows:
            found = row[1 + len(columns):]
            if found[0] is not None:
                yield Cell(row[0], tuple(row[1 : 1 + len(columns)]), build(found))


def _group(slot: Column, asked: Asked) -> Column:
    """The local time group of a slot."""
    if not asked.grain:
        return literal(0).label("place")
    local = slot + asked.segment.offset
    return ((local % asked.cycle if asked.cycle else local) // asked.grain).label("place")


def _dimensions(table: Table, asked: Asked) -> list[Column]:
    return [dimension(table, name) for name in asked.by]


def dimension(table: Table, name: str) -> Column:
    """What a table tells of a dimension; "" where a row has nobody, or an agent no team."""
    if name == TEAM:
        return func.coalesce(t.agent.c.team, "")
    column = table.c[_COLUMNS[name]]
    return func.coalesce(column, "") if column.nullable else column


def with_teams(table: Table, places: Places, by: Collection[str] = ()) -> Any:
    """The table, with its agents beside it where their teams matter."""
    if TEAM not in by and not places.teams:
        return table
    return table.outerjoin(t.agent, t.agent.c.id == table.c.agent_id)


_COLUMNS = {QUEUE: "queue_id", MEDIUM: "medium", AGENT: "agent_id"}


def _placed(query: Select[Any], table: Table, slot: Column, asked: Asked) -> Select[Any]:
    """Only this segment's rows of the places asked for."""
    return query.select_from(with_teams(table, asked.places, asked.by)).where(
        slot >= asked.segment.first, slot < asked.segment.last, in_slots(slot, asked.slots),
        *narrowed(table, asked.places),
    )


def narrowed(table: Table, places: Places) -> list[ColumnElement[bool]]:
    """The conditions of some places on a table; teams are the joined agent's."""
    found: list[ColumnElement[bool]] = []
    for name, values in ((QUEUE, places.queues), (MEDIUM, places.mediums)):
        if values:
            found.append(table.c[_COLUMNS[name]].in_(values))
    if places.teams:
        found.append(dimension(table, TEAM).in_(places.teams))
    if places.agents is not None:
        found.append(dimension(table, AGENT).in_(places.agents) if places.agents else false())
    return found


def in_slots(slot: Column, runs: tuple[tuple[int, int], ...] | None) -> ColumnElement[bool]:
    """Whether a slot is in one of some runs; None is all time."""
    if runs is None:
        return true()
    if not runs:
        return false()
    if len(runs) > RANGES:
        return slot.in_([each for first, last in runs for each in range(first, last)])
    return or_(*(and_(slot >= first, slot < last) for first, last in runs))


def within(runs: tuple[tuple[int, int], ...] | None, slot: int) -> bool:
    """`in_slots` of a number."""
    return runs is None or any(first <= slot < last for first, last in runs)


def counts(places: Places, teams: dict[str, str], agent: str) -> bool:
    """Whether an agent is among the places."""
    return (places.agents is None or agent in places.agents) and (
        not places.teams or teams.get(agent, "") in places.teams
    )
