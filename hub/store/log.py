"""The log of facts: written inside a transaction, numbered in the order of commits, read by cursor.

SQLite has one writer, so a row's id is its place. On PostgreSQL facts are inserted without a place and stamped after
their commit, gaplessly, under an advisory lock; readers see stamped facts only. What a fact means is not known here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import orjson
import psycopg
from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, text, update

from hub.core.facts import Fact, TickPassed
from hub.store import tables
from hub.store.engines import write_json
from hub.store.prepared import inserts
from hub.store.sql import insert_or_update

if TYPE_CHECKING:
    from hub.store.writer import Tx

CLOCKS_DIFFER = timedelta(minutes=1)  # by so much facts' times may run against their order
STAMP_BATCH = 5000  # facts numbered by one statement
_STAMP_LOCK = 7_100_417  # any number, the same on every node
CHANNEL = "rapport_facts"  # on which nodes tell each other that the log has grown
TICK = TickPassed.__name__
_EPOCH = "epoch"  # the setting that tells this log from another one

_fact = tables.fact
_APPEND_ALL = text(
    """
    INSERT INTO fact (kind, at, body) SELECT kind, at, body FROM unnest(
        CAST(:kind AS text[]), CAST(:at AS timestamptz[]), CAST(:body AS text[])
    ) WITH ORDINALITY AS told (kind, at, body, place) ORDER BY place
    """
)
# One round trip. The lock is a statement of its own, so that the next one sees all that was committed before it was
# held; the notice is part of the transaction, so it tells no lie.
_LOCK = f"SELECT pg_advisory_xact_lock({_STAMP_LOCK})"
_NUMBER = f"""
    WITH fresh AS (SELECT id, row_number() OVER (ORDER BY id) AS place
                   FROM (SELECT id FROM fact WHERE pos IS NULL ORDER BY id LIMIT {STAMP_BATCH}) AS batch),
         last AS (SELECT coalesce(max(pos), 0) AS pos FROM fact),
         stamped AS (UPDATE fact SET pos = last.pos + fresh.place FROM fresh, last WHERE fact.id = fresh.id
                     RETURNING 1)
    SELECT count(*), CASE WHEN count(*) > 0 THEN pg_notify('{CHANNEL}', '') END FROM stamped"""
_STAMP = f"BEGIN; {_LOCK}; {_NUMBER}; COMMIT"


@dataclass(frozen=True, slots=True)
class Logged:
    """A fact and its place in the log."""

    pos: int
    at: datetime
    fact: Fact


def row_of(fact: Fact, at: datetime) -> dict[str, Any]:
    """A fact as its row."""
    return {"kind": type(fact).__name__, "at": at, "body": write_json(fact)}


def fact_of(kind: str, body: str) -> Fact:
    """The fact a row tells. Raises KeyError for a kind nobody knows any more."""
    known, readers = _KINDS[kind]
    values = orjson.loads(body)
    for name, reader in readers.items():
        if values.get(name) is not None:
            values[name] = reader(values[name])
    fact: Fact = known(**values)
    return fact


def append(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write a whole group's facts, in this order, just before its commit."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        inserts(_fact).each(connection, rows)
    else:  # one statement for all: psycopg would send each row by itself
        connection.execute(_APPEND_ALL, {name: [row[name] for row in rows] for name in ("kind", "at", "body")})


def stamp(connection: psycopg.Connection[Any]) -> int:
    """PostgreSQL: give committed facts their places and notify all nodes; how many facts.

    The connection commits by itself (autocommit).
    """
    cursor = connection.execute(_STAMP)
    cursor.nextset()
    cursor.nextset()
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def read_after(connection: Connection, pos: int, limit: int = 1000) -> list[Logged]:
    """Facts after a place, in order."""
    place = _place(connection)
    return _logged(connection, _rows(place).where(place > pos).limit(limit))


def read_told(connection: Connection, pos: int, limit: int = 1000) -> list[Logged]:
    """Facts after a place, in order, without the ticks: they tell nothing to who only reacts."""
    place = _place(connection)
    return _logged(connection, _rows(place).where(place > pos, _fact.c.kind != TICK).limit(limit))


def head(connection: Connection) -> int:
    """The greatest place a reader can see; 0 in an empty log."""
    return connection.execute(select(func.coalesce(func.max(_place(connection)), 0))).scalar_one()


def stand(tx: Tx) -> int:
    """The place that holds all that rows tell now: what is told later is of what changes later.

    On PostgreSQL other nodes' commits wait until this one is done.
    """
    if tx.dialect == "postgresql":
        tx.conn.execute(text(_LOCK))
        tx.conn.execute(text("LOCK TABLE fact IN SHARE MODE"))
        while tx.conn.execute(text(_NUMBER)).scalar_one():
            continue
    return head(tx.conn) + tx.told_before


def epoch(connection: Connection) -> str:
    """The name of this log. A place means something only beside it; another database has another."""
    query = select(tables.setting.c.value).where(tables.setting.c.name == _EPOCH)
    return str(connection.execute(query).scalar_one())


def position(connection: Connection, name: str) -> int:
    """How far a named reader has come; 0 at first."""
    query = select(tables.reader.c.pos).where(tables.reader.c.name == name)
    return connection.execute(query).scalar() or 0


def keep(tx: Tx, name: str, pos: int) -> None:
    """Note how far a named reader has come, in the transaction of what it did."""
    statement = insert_or_update(tx.dialect, tables.reader, ["name"], ["pos"])
    tx.conn.execute(statement, {"name": name, "pos": pos})


def advance(tx: Tx, name: str, before: int, pos: int) -> bool:
    """`keep`, but only where the reader has come as far as `before`: of two at the same place one goes on."""
    reader = tables.reader
    moved = update(reader).where(reader.c.name == name, reader.c.pos == before).values(pos=pos)
    return int(tx.conn.execute(moved).rowcount) == 1


def begin_epoch(connection: Connection, name: str) -> None:
    """Name the log, once, unless it has a name."""
    named = connection.execute(select(tables.setting.c.name).where(tables.setting.c.name == _EPOCH)).scalar()
    if named is None:
        connection.execute(insert(tables.setting), {"name": _EPOCH, "value": name})


def _rows(place: ColumnElement[int]) -> Select[Any]:
    return select(place, _fact.c.at, _fact.c.kind, _fact.c.body).order_by(place)


def _logged(connection: Connection, query: Select[Any]) -> list[Logged]:
    return [Logged(found, at, fact_of(kind, body)) for found, at, kind, body in connection.execute(query)]


def position_at(connection: Connection, at: datetime) -> int:
    """A place before which nothing was told at or after that moment, found in a few looks."""
    found = place(connection)
    low, high = 0, head(connection)
    slack = at - CLOCKS_DIFFER
    while low < high:
        middle = (low + high + 1) // 2
        row = connection.execute(select(_fact.c.at).where(found >= middle).order_by(found).limit(1)).first()
        if row is not None and row.at < slack:
            low = middle
        else:
            high = middle - 1
    return low


def place(connection: Connection) -> ColumnElement[int]:
    """A fact's place in the log, as a column."""
    return _place(connection)


def _place(connection: Connection) -> ColumnElement[int]:
    return _fact.c.id if connection.dialect.name == "sqlite" else _fact.c.pos


def _readers(kind: type) -> dict[str, Callable[[Any], Any]]:
    """Which fields of a kind of fact JSON does not give back as they were."""
    hints = get_type_hints(kind)
    readers: dict[str, Callable[[Any], Any]] = {}
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        if datetime in (hint, *get_args(hint)):
            readers[field.name] = datetime.fromisoformat
        elif tuple in (hint, get_origin(hint)):
            readers[field.name] = tuple
    return readers


_KINDS: dict[str, tuple[type, dict[str, Callable[[Any], Any]]]] = {
    kind.__name__: (kind, _readers(kind)) for kind in get_args(Fact)
}
