"""Agents' time by quarter hours: present, away, at work, idle; from presence and stretches.

Quarters that are over are kept as sums, once, with what was planned for them; the running one is worked out when it is
asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from hub.core.figures import Present
from hub.core.slots import Span, joined, seconds_by_slot, slot_of, start_of, without
from hub.core.terms import PresenceState
from hub.store import lived, log, planned_time
from hub.store import tables as t
from hub.store.lived import Spans
from hub.store.planned_time import PLACE, Quarter, kept_until
from hub.store.sql import Connection, delete, func, insert, select
from hub.store.writer import Tx

AT_ONCE = 96 * 7  # quarters kept by one commit

__all__ = ["PLACE", "keep_quarters", "kept_until", "quarters"]


def keep_quarters(tx: Tx, last: int) -> bool:
    """Keep the sums of quarters before the slot `last`, which are over. False when that was all."""
    first = planned_time.hold(tx) or _first(tx)
    if first >= last:
        log.keep(tx, PLACE, first)
        return False
    until = min(last, first + AT_ONCE)
    a = t.agent_slot.c
    tx.conn.execute(delete(t.agent_slot).where(a.slot >= first, a.slot < until))
    found = quarters(tx.conn, first, until, tx.now)
    if found:
        rows = [{"slot": slot, "agent_id": agent, **asdict(sums)} for (slot, agent), sums in found.items()]
        tx.conn.execute(insert(t.agent_slot), rows)
    planned_time.keep(tx, first, until)
    log.keep(tx, PLACE, until)
    return until < last


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


def _first(tx: Tx) -> int:
    began = [tx.conn.execute(select(func.min(column))).scalar()
             for column in (t.presence_history.c.began_at, t.shift.c.begins_at)]
    return min((slot_of(each) for each in began if each), default=slot_of(tx.now))
