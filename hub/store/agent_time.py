"""Agents' time by quarter hours: present, away, at work, idle; from presence and stretches.

Quarters that are over are kept as sums, once, with what was planned for them; the running one is worked out when it is
asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from hub.core.figures import Present
from hub.core.slots import Span, joined, seconds_by_slot, slot_of, start_of, without
from hub.core.terms import PresenceState
from hub.errors import Stale
from hub.store import lived, log, planned_time
from hub.store import tables as t
from hub.store.lived import Spans
from hub.store.planned_time import PLACE, Quarter, kept_until
from hub.store.sql import Connection, delete, func, insert, select
from hub.store.writer import Tx

READ_AT_ONCE = 96  # quarters worked out by one question
KEPT_AT_ONCE = 500  # rows, an agent's quarter each, kept by one commit

__all__ = ["PLACE", "keep_quarters", "kept_until", "quarters"]


@dataclass(frozen=True, slots=True)
class Quarters:
    """What the slots from `first` to `last` (not included), which are over, come to for each agent who was there."""

    first: int
    last: int
    found: Mapping[Quarter, Present]

    def pieces(self) -> Iterator[Quarters]:
        """The same in small commits, in order: whole quarters, few rows at once."""
        rows = Counter(slot for slot, _ in self.found)
        first, held = self.first, 0
        for slot in range(self.first, self.last):
            if held and held + rows[slot] > KEPT_AT_ONCE:
                yield self._piece(first, slot)
                first, held = slot, 0
            held += rows[slot]
        yield self._piece(first, self.last)

    def _piece(self, first: int, last: int) -> Quarters:
        return Quarters(first, last, {key: sums for key, sums in self.found.items() if first <= key[0] < last})


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
    if planned_time.hold(tx) not in (0, piece.first):
        raise Stale("Another node writes history.")
    a = t.agent_slot.c
    tx.conn.execute(delete(t.agent_slot).where(a.slot >= piece.first, a.slot < piece.last))
    if piece.found:
        rows = [{"slot": slot, "agent_id": agent, **asdict(sums)} for (slot, agent), sums in piece.found.items()]
        tx.conn.execute(insert(t.agent_slot), rows)
    planned_time.keep(tx, piece.first, piece.last)
    log.keep(tx, PLACE, piece.last)


def quarters(conn: Connection, first: int, last: int, now: datetime) -> dict[Quarter, Present]:
    """What the slots from `first` to `last` (not included) held for each agent who was there, up to now."""
    spans = lived.between(conn, start_of(first), min(start_of(last), now))
    found: dict[Quarter, Present] = defaultdict(Present)
    for agent in sorted(agent for agent, each in spans.items() if each.there):
        _add(found, agent, spans[agent])
    return found


def _add(found: dict[Quarter, Present], agent: str, spans: Spans) -> None:
    states = {state: spans.states.get(state, []) for state in lived.STATES}
    busy = spans.busy
    idle = without(states[PresenceState.AVAILABLE], busy)
    for slot, _ in _seconds(spans.there):
        found[slot, agent].quarters = 1
    for name, each in (
        ("available_seconds", joined(states[PresenceState.AVAILABLE])), ("away_seconds", states[PresenceState.AWAY]),
        ("missed_seconds", states[PresenceState.MISSED]), ("busy_seconds", busy), ("idle_seconds", idle),
    ):  # fmt: skip
        for slot, seconds in _seconds(joined(each)):
            setattr(found[slot, agent], name, getattr(found[slot, agent], name) + seconds)


def _seconds(spans: Iterable[Span]) -> Iterator[tuple[int, float]]:
    for span in spans:
        yield from seconds_by_slot(span)


def _first(conn: Connection, now: datetime) -> int:
    began = [conn.execute(select(func.min(column))).scalar()
             for column in (t.presence_history.c.began_at, t.shift.c.begins_at)]
    return min((slot_of(each) for each in began if each), default=slot_of(now))
