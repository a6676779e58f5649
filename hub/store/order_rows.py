"""Orders to carriers as rows: written with what causes them, claimed one by one for each call, settled by their result.

What an order means for its call is decided in hub/actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core.terms import CallId, ChannelId, LegId, OrderId, OrderState
from hub.store import tables as t
from hub.store.sql import Connection, select, update
from hub.store.typed import change, find, find_one, write
from hub.store.writer import Tx

LOOKED_AT = 500  # waiting orders of a channel, at once


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order and how far it got."""

    id: OrderId
    call_id: CallId
    leg_id: LegId | None
    channel_id: ChannelId
    kind: str
    body: dict[str, Any]
    state: OrderState
    attempts: int
    created_at: datetime
    next_at: datetime
    claimed_until: datetime | None


def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New orders."""
    write(tx, t.call_order, rows)


def order(tx: Tx, order_id: str) -> Waiting | None:
    """One order."""
    return find_one(tx, Waiting, t.call_order, t.call_order.c.id == order_id)


def waiting_of(tx: Tx, call_id: CallId) -> list[Waiting]:
    """What has not left of a call, oldest first."""
    c = t.call_order.c
    return find(tx, Waiting, t.call_order, c.call_id == call_id, c.state == OrderState.WAITING)


def heads(tx: Tx, channel_id: ChannelId, limit: int) -> list[Waiting]:
    """The next order of each call that may leave now: a call's orders are placed one after the other."""
    o = t.call_order
    rows = find(tx, Waiting, o, o.c.channel_id == channel_id, o.c.state == OrderState.WAITING)[:LOOKED_AT]
    first: dict[CallId, Waiting] = {}
    for each in rows:
        first.setdefault(each.call_id, each)
    free = [each for each in first.values() if each.next_at <= tx.now and _is_free(each, tx.now)]
    return free[:limit]


def _is_free(seen: Waiting, now: datetime) -> bool:
    return seen.claimed_until is None or seen.claimed_until <= now


def claim(tx: Tx, ids: Sequence[str], owner: str, until: datetime) -> None:
    """Somebody has these in hand."""
    if ids:
        where = t.call_order.c.id.in_(list(ids))
        tx.conn.execute(update(t.call_order).where(where).values(claimed_by=owner, claimed_until=until))


def settle(tx: Tx, order_id: OrderId, **values: Any) -> None:
    """What became of one; it is in nobody's hands any more."""
    change(tx, t.call_order, [t.call_order.c.id == order_id], claimed_by="", claimed_until=None, **values)


def drop(tx: Tx, ids: Iterable[str]) -> None:
    """They are not wanted any more."""
    wanted = sorted(set(ids))
    if wanted:
        change(tx, t.call_order, [t.call_order.c.id.in_(wanted)], state=OrderState.DROPPED, done_at=tx.now)


def next_at(conn: Connection, channel_id: ChannelId) -> datetime | None:
    """When something may be placed next, None when nothing waits. A call whose order is in hand waits for that."""
    c = t.call_order.c
    rows = conn.execute(
        select(c.call_id, c.next_at, c.claimed_until)
        .where(c.channel_id == channel_id, c.state == OrderState.WAITING)
        .order_by(c.id)
        .limit(LOOKED_AT)
    )
    first: dict[str, datetime] = {}
    for call_id, then, claimed_until in rows:
        first.setdefault(call_id, claimed_until or then)
    return min(first.values(), default=None)
