"""How much came: inbound work by queue, medium and half hour, counted by when it was made (its identifier says so)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from channels.contract import Medium
from hub.core.terms import Direction, QueueId
from hub.store import tables as t
from hub.store.ids import first_id_at

HALF_HOUR = timedelta(minutes=30)
_HALF_HOUR_MS = 1_800_000
_TIME_DIGITS = 12  # of an identifier: milliseconds since 1970 in hex
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Kind = tuple[QueueId, Medium]
Counted = dict[Kind, dict[datetime, int]]  # by the half hour's beginning; what is not named is 0


def counts(conn: Connection, begins: datetime, ends: datetime) -> Counted:
    """What came from `begins` to `ends`, by the queue it stands in now."""
    c = t.interaction.c
    query = select(c.id, c.queue_id, c.medium).where(
        c.id >= first_id_at(begins), c.id < first_id_at(ends), c.direction == Direction.INBOUND)
    found: dict[Kind, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for key, queue, medium in conn.execute(query):
        found[QueueId(queue), Medium(medium)][int(key[:_TIME_DIGITS], 16) // _HALF_HOUR_MS] += 1
    return {
        kind: {_EPOCH + number * HALF_HOUR: count for number, count in slots.items()}
        for kind, slots in found.items()
    }


def first_day(conn: Connection) -> datetime | None:
    """When the first work came; None when none has."""
    key = conn.execute(select(t.interaction.c.id).order_by(t.interaction.c.id).limit(1)).scalar()
    return None if key is None else _EPOCH + timedelta(milliseconds=int(key[:_TIME_DIGITS], 16))
