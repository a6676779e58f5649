"""Agents' time by quarter hours: present, away, at work, idle; from presence and stretches.

Quarters that are over are kept as sums, once; the running one is worked out when it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from hub.core.figures import Present
from hub.core.slots import Span, joined, seconds_by_slot, slot_of, start_of, without
from hub.core.stretches import WORK
from hub.core.terms import PresenceState
from hub.errors import Stale
from hub.store import log
from hub.store import tables as t
from hub.store.sql import ColumnElement, Connection, Table, delete, func, insert, select
from hub.store.writer import Tx

PLACE = "historian:quarters"  # the first quarter that is not kept yet
READ_AT_ONCE = 96  # quarters worked out by one question
KEPT_AT_ONCE = 8  # quarters kept by one commit

_STATES = (PresenceState.AVAILABLE, PresenceState.AWAY, PresenceState.MISSED)
_p, _s = t.presence_history.c, t.stretch.c

Quarter = tuple[int, str]  # slot and agent


@dataclass(frozen=True, slots=True)
class Quarters:
    """What the slots from `first` to `last` (not included), which are over, come to for each agent who was there."""

    first: int
    last: int
    found: Mapping[Quarter, Present]

    def pieces(self) -> Iterator[Quarters]:
        """The same in small commits, in order."""
        for first in range(self.first, self.last, KEPT_AT_ONCE):
            last = min(self.last, first + KEPT_AT_ONCE)
            yield Quarters(first, last, {key: sums for key, sums in self.found.items() if first <= key[0] < last})


def worked_out(conn: Connection, last: int, now: datetime) -> Quarters | None:
    """The next quarters that are over and not kept, before the slot `last`; None when there are none. On a reading
    connection: it is long where much is not kept, and nothing else is written meanwhile that could change it."""
    first = kept_until(conn) or _first(conn, now)
    if first >= last:
        return None
    until = min(last, first + READ_AT_ONCE)
    return Quarters(first, until, quarters(conn, first, until, now))


def keep_quarters(tx: Tx, piece: Quarters) -> None:
    """Keep the sums of some quarters, the next ones. Raises Stale when another node kept them already."""
    if log.position(tx.conn, PLACE) not in (0, piece.first):
        raise Stale("Another node writes history.")
    a = t.agent_slot.c
    tx.conn.execute(delete(t.agent_slot).where(a.slot >= piece.first, a.slot < piece.last))
    if piece.found:
        rows = [{"slot": slot, "agent_id": agent, **asdict(sums)} for (slot, agent), sums in piece.found.items()]
        tx.conn.execute(insert(t.agent_slot), rows)
    log.keep(tx, PLACE, piece.last)


def quarters(conn: Connection, first: int, last: int, now: datetime) -> dict[Quarter, Present]:
    """What the slots from `first` to `last` (not included) held for each agent who was there, up to now."""
    begins, ends = start_of(first), min(start_of(last), now)
    if begins >= ends:
        return {}
    presence: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for agent, state, *span in _overlapping(conn, t.presence_history, (begins, ends), _p.agent_id, _p.presence):
        presence[agent, state].append(_clipped(span, begins, ends))
    work: dict[str, list[Span]] = defaultdict(list)
    for agent, kind, *span in _overlapping(conn, t.stretch, (begins, ends), _s.agent_id, _s.kind):
        if kind == WORK:
            work[agent].append(_clipped(span, begins, ends))
    found: dict[Quarter, Present] = defaultdict(Present)
    for agent in sorted({agent for agent, state in presence if state in _STATES}):
        _add(found, agent, {state: presence.get((agent, state), []) for state in _STATES}, work.get(agent, []))
    return found


def kept_until(conn: Connection) -> int:
    """The first slot whose sums are not kept."""
    return log.position(conn, PLACE)


def _add(found: dict[Quarter, Present], agent: str, states: dict[PresenceState, list[Span]], work: list[Span]) -> None:
    there = joined(span for spans in states.values() for span in spans)
    busy = without(work, without(work, there))  # work while they were there
    idle = without(states[PresenceState.AVAILABLE], busy)
    for slot, _ in _seconds(there):
        found[slot, agent].quarters = 1
    for name, spans in (
        ("available_seconds", joined(states[PresenceState.AVAILABLE])), ("away_seconds", states[PresenceState.AWAY]),
        ("missed_seconds", states[PresenceState.MISSED]), ("busy_seconds", busy), ("idle_seconds", idle),
    ):  # fmt: skip
        for slot, seconds in _seconds(joined(spans)):
            setattr(found[slot, agent], name, getattr(found[slot, agent], name) + seconds)


def _seconds(spans: Iterable[Span]) -> Iterator[tuple[int, float]]:
    for span in spans:
        yield from seconds_by_slot(span)


def _overlapping(
    conn: Connection, table: Table, span: Span, who: ColumnElement[str], what: ColumnElement[str]
) -> Iterator[tuple[str, str, datetime, datetime | None]]:
    """Rows that lasted within the span: those that ended in it or later, and those that last."""
    c = table.c
    query = select(who, what, c.began_at, c.ended_at).where(c.began_at < span[1])
    for condition in (c.ended_at > span[0], c.ended_at.is_(None)):
        for row in conn.execute(query.where(condition)):
            yield row[0], row[1], row[2], row[3]


def _clipped(span: Iterable[datetime | None], begins: datetime, ends: datetime) -> Span:
    began, ended = span
    return max(began or begins, begins), min(ended or ends, ends)


def _first(conn: Connection, now: datetime) -> int:
    began = conn.execute(select(func.min(_p.began_at))).scalar()
    return slot_of(began or now)
