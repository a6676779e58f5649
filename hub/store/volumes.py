"""How much came: what entered each queue by medium and half hour, from the sums by quarter hours (tables/figures)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from channels.contract import Medium
from hub.core.slots import slot_after, start_of
from hub.core.terms import QueueId
from hub.store import tables as t

HALF_HOUR = timedelta(minutes=30)
QUARTERS = 2  # of an hour in a slot of ours

Kind = tuple[QueueId, Medium]
Counted = dict[Kind, dict[datetime, int]]  # by the half hour's beginning; what is not named is 0


def counts(conn: Connection, begins: datetime, ends: datetime) -> Counted:
    """What entered from `begins` to `ends`, both on a quarter hour (else the next one)."""
    c = t.queue_slot.c
    query = select(c.slot, c.queue_id, c.medium, c.entered).where(
        c.slot >= slot_after(begins), c.slot < slot_after(ends), c.entered > 0)
    found: Counted = {}
    for slot, queue, medium, entered in conn.execute(query):
        slots = found.setdefault((QueueId(queue), Medium(medium)), {})
        at = start_of(slot - slot % QUARTERS)
        slots[at] = slots.get(at, 0) + entered
    return found


def lately(conn: Connection, begins: datetime, ends: datetime) -> dict[Kind, int]:
    """What entered between two moments, to the second."""
    c = t.stay.c
    query = select(c.queue_id, c.medium, func.count()).where(
        c.entered_slot >= slot_after(begins) - 1, c.entered_at >= begins, c.entered_at < ends,
    ).group_by(c.queue_id, c.medium)
    return {(QueueId(queue), Medium(medium)): number for queue, medium, number in conn.execute(query)}


def first_day(conn: Connection) -> datetime | None:
    """When the first work came; None when none has."""
    slot = conn.execute(select(func.min(t.queue_slot.c.slot))).scalar()
    return None if slot is None else start_of(slot)
