"""What came in, as pages and channels ask for it: bookmarks, a channel's state, the quarantine, the daily ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from hub.core.terms import ChannelId, DeliveryOutcome
from hub.store import tables as t
from hub.store.sql import insert_or_update
from hub.store.writer import Tx

PAGE = 50


@dataclass(frozen=True, slots=True)
class QuarantineItem:
    """A delivery nobody could handle yet."""

    id: str
    channel_id: ChannelId
    received_at: datetime
    reason: str
    size: int
    sender: str
    subject: str
    attempts: int


@dataclass(frozen=True, slots=True)
class RawDelivery:
    """A delivery as it came. `body` is None when it lies in the blob folder under `body_sha256`."""

    id: str
    channel_id: ChannelId
    key: str
    body: bytes | None
    body_sha256: str
    headers: dict[str, str]
    url: str
    received_at: datetime
    outcome: DeliveryOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel's own line is."""

    channel_id: ChannelId
    state: str
    detail: str
    since: datetime


@dataclass(frozen=True, slots=True)
class IgnoredKind:
    """Deliveries that were understood and led to nothing, counted by why. `delivery_id` is the newest of them."""

    channel_id: ChannelId
    reason: str
    count: int
    last_at: datetime
    delivery_id: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """One day's books: received = handled + quarantined + ignored + discarded + still being handled."""

    received: int
    by_outcome: dict[str, int]


def bookmark(conn: Connection, channel: ChannelId) -> str:
    """The channel's kept place, "" at first."""
    c = t.bookmark.c
    return conn.execute(select(c.value).where(c.channel_id == channel)).scalar_one_or_none() or ""


def keep_bookmark(tx: Tx, channel: ChannelId, value: str) -> None:
    """Keep the channel's place."""
    statement = insert_or_update(tx.dialect, t.bookmark, ["channel_id"], ["value"])
    tx.conn.execute(statement, {"channel_id": channel, "value": value})


def keep_channel_state(tx: Tx, channel: ChannelId, state: str, detail: str) -> None:
    """Note how the channel's line is, since now."""
    statement = insert_or_update(tx.dialect, t.channel_state, ["channel_id"], ["state", "detail", "since"])
    tx.conn.execute(statement, {"channel_id": channel, "state": state, "detail": detail[:500], "since": tx.now})


def channel_states(conn: Connection) -> list[ChannelState]:
    """Every channel that ever said how it is."""
    c = t.channel_state.c
    rows = conn.execute(select(c.channel_id, c.state, c.detail, c.since).order_by(c.channel_id))
    return [ChannelState(ChannelId(row.channel_id), row.state, row.detail, row.since) for row in rows]


def quarantine(conn: Connection, before: str = "") -> tuple[list[QuarantineItem], str]:
    """A page of what waits for a person, newest first, and the cursor of the next page."""
    c = t.delivery.c
    query = select(
        c.id, c.channel_id, c.received_at, c.reason, c.size, c.sender, c.subject, c.attempts
    ).where(c.outcome == DeliveryOutcome.QUARANTINED)
    if before:
        query = query.where(c.id < before)
    rows = conn.execute(query.order_by(c.id.desc()).limit(PAGE + 1)).all()
    items = [QuarantineItem(row.id, ChannelId(row.channel_id), *row[2:]) for row in rows[:PAGE]]
    return items, items[-1].id if len(rows) > PAGE else ""


def ignored(conn: Connection, since: datetime) -> list[IgnoredKind]:
    """What was ignored since then and why, the newest first."""
    c = t.delivery.c
    last = func.max(c.received_at).label("last_at")
    rows = conn.execute(
        select(c.channel_id, c.reason, func.count(), last, func.max(c.id))
        .where(c.outcome == DeliveryOutcome.IGNORED, c.received_at >= since)
        .group_by(c.channel_id, c.reason)
        .order_by(last.desc())
    )
    return [IgnoredKind(ChannelId(row[0]), *row[1:]) for row in rows]


def raw(conn: Connection, delivery_id: str) -> RawDelivery | None:
    """One delivery."""
    c = t.delivery.c
    row = conn.execute(
        select(c.id, c.channel_id, c.key, c.body, c.body_sha256, c.headers, c.url, c.received_at, c.outcome, c.reason)
        .where(c.id == delivery_id)
    ).first()
    if row is None:
        return None
    return RawDelivery(
        row.id, ChannelId(row.channel_id), row.key, row.body, row.body_sha256, dict(row.headers), row.url,
        row.received_at, DeliveryOutcome(row.outcome), row.reason,
    )


def raw_of_message(conn: Connection, message_id: str) -> RawDelivery | None:
    """The delivery a message was read from."""
    found = conn.execute(select(t.message.c.delivery_id).where(t.message.c.id == message_id)).scalar_one_or_none()
    return raw(conn, found) if found else None


def unfinished(conn: Connection, limit: int = 500) -> Sequence[str]:
    """Deliveries that were kept but not handled before the process ended: to be taken up again at the start."""
    c = t.delivery.c
    query = select(c.id).where(c.outcome == DeliveryOutcome.RECEIVED).order_by(c.id).limit(limit)
    return [row.id for row in conn.execute(query)]


def ledger(conn: Connection, start: datetime, end: datetime) -> Ledger:
    """The books between two moments."""
    c = t.delivery.c
    rows = conn.execute(
        select(c.outcome, func.count()).where(c.received_at >= start, c.received_at < end).group_by(c.outcome)
    )
    by_outcome = {outcome: count for outcome, count in rows}
    return Ledger(sum(by_outcome.values()), by_outcome)


def body(delivery: RawDelivery, blobs: Path) -> bytes:
    """The bytes as they came, from the row or the blob folder."""
    if delivery.body is not None:
        return delivery.body
    return (blobs / delivery.body_sha256[:2] / delivery.body_sha256).read_bytes()
