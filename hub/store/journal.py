"""The router's journal as rows: pages of what was put on its floor and what was then decided, packed small.

A page that begins a floor holds the rules and the whole floor; so from it on, run after run, `decide` can be asked
again and must answer the same. Asking again is readers/journal.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, select

from hub.core.decision import Plan
from hub.core.plan import QueuePlan
from hub.store import tables as t
from hub.store.floor import Entries
from hub.store.writer import Tx

KEPT_DAYS = 30  # as long as past days may be replayed exactly
_FAST = 1  # zlib's level: a page is a tenth of its size already
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


@dataclass(frozen=True, slots=True)
class Run:
    """One decision: its `now`, the log position the floor was as of, what was put on the floor since the run
    before, and what was decided."""

    at: datetime
    pos: int
    put: tuple[Entries, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Page:
    """Runs in order. `queues` are the firm's rules on a floor's first page, () on the others."""

    floor_id: str
    number: int
    rules: str
    queues: tuple[QueuePlan, ...]
    runs: tuple[Run, ...]


_PAGE: TypeAdapter[Page] = TypeAdapter(Page)


def rules_of(queues: Iterable[QueuePlan]) -> str:
    """A digest of the rules routing follows: equal for equal rules."""
    return sha256(_json(tuple(queues))).hexdigest()


def pack(page: Page) -> bytes:
    """A page as it is kept."""
    return zlib.compress(_json(page), _FAST)


def unpack(body: bytes) -> Page:
    """The page that was packed."""
    return _PAGE.validate_json(zlib.decompress(body))


def write(tx: Tx, page: Page, packed: bytes) -> None:
    """Keep a page."""
    tx.conn.execute(insert(t.routing_run), {
        "floor_id": page.floor_id, "number": page.number, "began_at": page.runs[0].at, "ended_at": page.runs[-1].at,
        "pos": page.runs[-1].pos, "rules": page.rules, "runs": len(page.runs), "body": packed,
    })  # fmt: skip


def forget(tx: Tx, before: datetime) -> None:
    """Drop the floors whose last run was before that moment, whole: half a floor cannot be replayed."""
    over = select(t.routing_run.c.floor_id).group_by(t.routing_run.c.floor_id).having(
        func.max(t.routing_run.c.ended_at) < before)
    tx.conn.execute(delete(t.routing_run).where(t.routing_run.c.floor_id.in_(over)))


def floors(conn: Connection, since: datetime, until: datetime) -> list[str]:
    """The floors with runs in that time, oldest first."""
    c = t.routing_run.c
    rows = conn.execute(select(c.floor_id).where(c.ended_at >= since, c.began_at < until)
                        .group_by(c.floor_id).order_by(func.min(c.id)))
    return list(rows.scalars())


def pages(conn: Connection, floor_id: str, until: datetime | None = None) -> Iterator[Page]:
    """A floor's pages in order, those that began before `until`."""
    c = t.routing_run.c
    numbers = select(c.id).where(c.floor_id == floor_id).order_by(c.number)
    if until is not None:
        numbers = numbers.where(c.began_at < until)
    for row_id in conn.execute(numbers).scalars().all():
        yield unpack(conn.execute(select(c.body).where(c.id == row_id)).scalar_one())


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=_other, option=_OPTIONS)


def _other(value: object) -> object:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
