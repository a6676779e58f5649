"""Planned time by quarter hours, and how far it was kept: from shifts, presence and stretches.

Kept with the quarters that are over (agent_time); where shifts of a time that is over change, its sums are made anew in
the same transaction, so that reports say the same whenever a shift was entered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from hub.core import roster
from hub.core.figures import Planned
from hub.core.roster import NEAR, Lived, Plan
from hub.core.slots import Span, seconds_by_slot, slot_after, slot_of, start_of
from hub.store import lived, log, shifts
from hub.store import tables as t
from hub.store.sql import Connection, delete, insert, select
from hub.store.writer import Tx

PLACE = "historian:quarters"  # the first quarter that is not kept yet

Quarter = tuple[int, str]  # slot and agent


def kept_until(conn: Connection) -> int:
    """The first slot whose sums are not kept."""
    return log.position(conn, PLACE)


def hold(tx: Tx) -> int:
    """The same, held until the commit: quarters are kept, or made anew, by one transaction at a time."""
    place = select(t.reader.c.pos).where(t.reader.c.name == PLACE).with_for_update()
    return tx.conn.execute(place).scalar() or 0


def keep(tx: Tx, first: int, last: int, agents: Collection[str] | None = None) -> None:
    """Keep the sums of the slots from `first` to `last` (not included); of these agents, None for everybody."""
    p = t.planned_slot.c
    old = delete(t.planned_slot).where(p.slot >= first, p.slot < last)
    tx.conn.execute(old if agents is None else old.where(p.agent_id.in_(sorted(agents))))
    found = quarters(tx.conn, first, last, tx.now, agents)
    if found:
        rows = [{"slot": slot, "agent_id": agent, **asdict(sums)} for (slot, agent), sums in found.items()]
        tx.conn.execute(insert(t.planned_slot), rows)


def renew(tx: Tx, agents: Collection[str], from_at: datetime, to_at: datetime) -> None:
    """Shifts of these agents between two moments are others now: make the kept sums around them anew."""
    first, last = slot_of(from_at - NEAR), min(slot_after(to_at + NEAR), hold(tx))
    if first < last:
        keep(tx, first, last, agents)


def quarters(
    conn: Connection, first: int, last: int, now: datetime, agents: Collection[str] | None = None
) -> dict[Quarter, Planned]:
    """What was planned in the slots from `first` to `last` (not included) up to now, and what became of it."""
    begins, ends = start_of(first), min(start_of(last), now)
    found: dict[Quarter, Planned] = defaultdict(Planned)
    if begins >= ends:
        return found
    plans = shifts.plans(conn, begins - NEAR, ends + NEAR, agents)
    spans = lived.between(conn, begins, ends, plans.keys()) if plans else {}
    for agent, plan in sorted(plans.items()):
        _add(found, agent, plan, spans[agent].lived() if agent in spans else Lived(), (begins, ends))
    return found


def _add(found: dict[Quarter, Planned], agent: str, plan: Plan, done: Lived, within: Span) -> None:
    whole = roster.common(plan.whole, [within])
    for name, spans in (
        ("planned_seconds", whole), ("work_seconds", roster.common(plan.work, [within])),
        ("adherent_seconds", roster.adherent(plan, done)),
        ("worked_seconds", roster.common(done.worked, roster.around(plan))),
    ):  # fmt: skip
        for span in spans:
            for slot, seconds in seconds_by_slot(span):
                setattr(found[slot, agent], name, getattr(found[slot, agent], name) + seconds)
    for span in whole:
        for slot, _ in seconds_by_slot(span):
            found[slot, agent].quarters = 1
