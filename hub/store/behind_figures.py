"""The rows behind a number: as many as its n, a page at a time, with whose conversation each belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub.core.figures import (
    ENTERED,
    HANDLINGS,
    MATTERS,
    QUARTERS,
    RATINGS,
    STAYS,
    Behind,
    Places,
)
from hub.core.slots import start_of
from hub.core.stays import SHORT_SECONDS
from hub.core.terms import HandlingEnd, StayEnd, WrapUpState
from hub.errors import Invalid
from hub.store import agent_time
from hub.store import tables as t
from hub.store.figures import counts, in_slots, narrowed, with_teams, within
from hub.store.people import people
from hub.store.sql import ColumnElement, Connection, Select, Table, and_, not_, or_, select

PAGE = 50
NOT_OURS = "cursor is what the page before gave as next."

Runs = tuple[tuple[int, int], ...]
Paged = tuple[Select[Any], ColumnElement[Any], ColumnElement[Any]]  # the rows, their time, their key
_s, _h, _r, _m, _a, _i = (table.c for table in (t.stay, t.handling, t.rating, t.matter, t.agent_slot, t.interaction))


@dataclass(frozen=True, slots=True)
class Sought:
    """Which rows: what stands behind a metric, in the slots from `first` to `last` (not included) and only in `runs`,
    of these places; matters only from before `before`."""

    behind: Behind
    first: int
    last: int
    runs: Runs | None
    places: Places
    before: datetime
    within_seconds: int


@dataclass(frozen=True, slots=True)
class Item:
    """One row. `value` is what it adds: seconds waited or worked, a score, whether it was settled (1 or 0)."""

    id: str
    at: datetime
    value: float | None
    what: str
    queue_id: str = ""
    medium: str = ""
    agent_id: str | None = None
    interaction_id: str | None = None
    conversation_id: str | None = None
    customer_id: str | None = None
    customer_name: str = ""


def page(conn: Connection, sought: Sought, cursor: str, now: datetime, limit: int = PAGE) -> tuple[list[Item], str]:
    """A page after the cursor ("" is the first), and the next one's cursor ("" when there is none)."""
    if sought.behind.rows == QUARTERS:
        return _quarters(conn, sought, cursor, now, limit)
    if not sought.behind.rows:
        return [], ""
    query, time, key = _QUERIES[sought.behind.rows](sought)
    if cursor:
        reached, last = _reached(cursor, dated=sought.behind.rows == HANDLINGS)
        query = query.where(time >= reached, or_(time > reached, key > last))
    rows = conn.execute(query.add_columns(time.label("place")).order_by(time, key).limit(limit + 1)).all()
    shown = [_item(sought, row) for row in rows[:limit]]
    following = ""
    if len(rows) > limit:
        place = rows[limit - 1].place
        following = f"{place.isoformat() if isinstance(place, datetime) else place}|{shown[-1].id}"
    return _with_customers(conn, shown), following


def _reached(cursor: str, dated: bool) -> tuple[Any, str]:
    """Where a page ended. Raises Invalid for what is none of our cursors."""
    place, _, key = cursor.partition("|")
    if not dated:
        return _number(place), key
    try:
        at = datetime.fromisoformat(place)
        if at.tzinfo is None:
            raise ValueError(place)
        return at.astimezone(UTC), key
    except (ValueError, OverflowError):
        raise Invalid(NOT_OURS, field="cursor") from None


def _number(text: str) -> int:
    """A slot or a count, as both databases can compare it. Raises Invalid."""
    if not (text.isdecimal() and len(text) < 10):
        raise Invalid(NOT_OURS, field="cursor")
    return int(text)


def _stays(sought: Sought) -> Paged:
    slot = _s.entered_slot if sought.behind.rows == ENTERED else _s.left_slot
    query = select(_s.id, _s.entered_at.label("at"), _s.waited_seconds.label("value"), _s.ended_by.label("what"),
                   _s.queue_id, _s.medium, _s.agent_id, _s.interaction_id)
    conditions: list[ColumnElement[bool]] = [_s.ended_by.in_(sought.behind.ends)] if sought.behind.ends else []
    gone = _s.ended_by == StayEnd.ABANDONED.value
    if sought.behind.but == "abandoned_in_target":
        conditions.append(not_(and_(gone, _s.waited_seconds <= _s.target_seconds)))
    if sought.behind.but == "abandoned_short":
        conditions.append(not_(and_(gone, _s.waited_seconds < SHORT_SECONDS)))
    return _placed(query, t.stay, slot, sought).where(*conditions), slot, _s.id


def _handlings(sought: Sought) -> Paged:
    query = select(_h.id, _h.ended_at.label("at"), _h.started_at, _h.held_seconds, _h.ended_by.label("what"),
                   _h.queue_id, _h.medium, _h.agent_id, _h.interaction_id)
    source = with_teams(t.handling, sought.places)
    conditions: list[ColumnElement[bool]] = [_h.ended_by.in_(sought.behind.ends)] if sought.behind.ends else []
    if sought.behind.but == "judged":
        source = source.join(t.wrapup, t.wrapup.c.handling_id == _h.id)
        conditions += [t.wrapup.c.state == WrapUpState.COMPLETED, _h.ended_by != HandlingEnd.TRANSFERRED]
    spans = [(sought.first, sought.last)] if sought.runs is None else sought.runs
    times = [and_(_h.ended_at >= start_of(first), _h.ended_at < start_of(last)) for first, last in spans]
    return query.select_from(source).where(_any(times), *narrowed(t.handling, sought.places),
                                           *conditions), _h.ended_at, _h.id


def _any(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """One of them: in halves, since SQLite reads no more than a thousand levels."""
    if len(conditions) <= 1:
        return conditions[0] if conditions else in_slots(_s.left_slot, ())
    middle = len(conditions) // 2
    return _any(conditions[:middle]) | _any(conditions[middle:])


def _ratings(sought: Sought) -> Paged:
    query = select(_r.interaction_id.label("id"), _r.at, _r.score.label("value"), _r.queue_id, _r.medium, _r.agent_id,
                   _r.interaction_id)
    return _placed(query, t.rating, _r.slot, sought), _r.slot, _r.interaction_id


def _matters(sought: Sought) -> Paged:
    query = select(_m.interaction_id.label("id"), _m.at, _m.again_seconds, _m.topic.label("what"), _m.queue_id,
                   _m.medium, _m.agent_id, _m.interaction_id)
    return _placed(query, t.matter, _m.slot, sought).where(_m.at <= sought.before), _m.slot, _m.interaction_id


_QUERIES = {STAYS: _stays, ENTERED: _stays, HANDLINGS: _handlings, RATINGS: _ratings, MATTERS: _matters}


def _placed(query: Select[Any], table: Table, slot: ColumnElement[Any], sought: Sought) -> Select[Any]:
    return query.select_from(with_teams(table, sought.places)).where(
        slot >= sought.first, slot < sought.last, in_slots(slot, sought.runs), *narrowed(table, sought.places)
    )


def _item(sought: Sought, row: Any) -> Item:
    values = row._mapping
    if sought.behind.rows == HANDLINGS:
        value: float | None = (row.at - row.started_at).total_seconds() - row.held_seconds
    elif sought.behind.rows == MATTERS:
        value = float(row.again_seconds is None or row.again_seconds > sought.within_seconds)
    else:
        value = row.value
    return Item(row.id, row.at, value, values.get("what", ""), row.queue_id, row.medium, row.agent_id,
                row.interaction_id)


def _with_customers(conn: Connection, items: list[Item]) -> list[Item]:
    ids = {item.interaction_id for item in items}
    query = select(_i.id, _i.conversation_id, _i.customer_id).where(_i.id.in_(ids))
    places = {row.id: row for row in conn.execute(query)}
    known = people(conn, {row.customer_id for row in places.values()})
    found = []
    for item in items:
        place = places.get(item.interaction_id)
        person = known.get(place.customer_id) if place else None
        found.append(Item(
            item.id, item.at, item.value, item.what, item.queue_id, item.medium, item.agent_id, item.interaction_id,
            place.conversation_id if place else None, person.id if person else None, person.name if person else "",
        ))
    return found


def _quarters(
    conn: Connection, sought: Sought, cursor: str, now: datetime, limit: int
) -> tuple[list[Item], str]:
    """Agents' quarter hours: the kept ones and those since; the cursor counts them."""
    skip = _number(cursor) if cursor else 0
    found = [item for place, item in enumerate(_all_quarters(conn, sought, now, skip + limit + 1)) if place >= skip]
    return found[:limit], str(skip + limit) if len(found) > limit else ""


def _all_quarters(conn: Connection, sought: Sought, now: datetime, most: int) -> Iterator[Item]:
    query = select(_a.slot, _a.agent_id, _a.busy_seconds)
    kept = agent_time.kept_until(conn)
    placed = _placed(query, t.agent_slot, _a.slot, sought).where(_a.slot < kept).order_by(_a.slot, _a.agent_id)
    for slot, agent, busy in conn.execute(placed.limit(most)):
        yield _quarter(slot, agent, busy)
    first = max(sought.first, kept)
    if first < sought.last:
        teams = {row.id: row.team for row in conn.execute(select(t.agent.c.id, t.agent.c.team))}
        running = agent_time.quarters(conn, first, sought.last, now)
        for (slot, agent), sums in sorted(running.items()):
            if counts(sought.places, teams, agent) and within(sought.runs, slot):
                yield _quarter(slot, agent, sums.busy_seconds)


def _quarter(slot: int, agent: str, busy: float) -> Item:
    return Item(f"{slot}.{agent}", start_of(slot), busy, "", agent_id=agent)

