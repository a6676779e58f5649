"""Rows as frozen values: a dataclass names the columns it wants, and gets them with its own types.

Every read here belongs to a transaction that writes, so rows stay locked until its commit (PostgreSQL; SQLite has
one writer). What the rows mean is said where the dataclasses are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from hub.store.sql import ColumnElement, Select, Table, and_, bindparam, insert, select, update
from hub.store.writer import Tx

T = TypeVar("T")
Where = ColumnElement[bool]


@cache
def _converters(kind: Any) -> tuple[tuple[int, Mapping[Any, Any]], ...]:
    """Which columns become members of an enumeration, by their values."""
    hints = get_type_hints(kind)
    found: list[tuple[int, Mapping[Any, Any]]] = []
    for place, each in enumerate(dataclasses.fields(kind)):
        hint = hints[each.name]
        enums = [one for one in (hint, *get_args(hint)) if isinstance(one, type) and issubclass(one, Enum)]
        if enums:
            found.append((place, {member.value: member for member in enums[0]}))
    return tuple(found)


def columns(kind: Any, table: Table) -> list[ColumnElement[Any]]:
    """The columns a dataclass names, in its order."""
    return [table.c[each.name] for each in dataclasses.fields(kind)]


def build(kind: type[T], row: Sequence[Any]) -> T:
    """The value of a row whose columns are `columns(kind, table)`."""
    members = _converters(cast(Any, kind))
    if not members:
        return kind(*row)
    given = list(row)
    for place, by_value in members:
        given[place] = by_value.get(given[place], given[place])
    return kind(*given)


def query(kind: Any, table: Table, *where: Where) -> Select[Any]:
    """A select of what the dataclass names, in the order of keys (everybody locks in the same order), rows locked."""
    found = select(*columns(kind, table)).where(*where).order_by(*table.primary_key.columns)
    return found.with_for_update(key_share=True)


def unlocked(kind: Any, table: Table, *where: Where) -> Select[Any]:
    """The same without locks, for rows whose versions guard them."""
    return select(*columns(kind, table)).where(*where)


def fetch(tx: Tx, kind: type[T], prepared: Select[Any], **values: Any) -> list[T]:
    """The rows of a prepared select; `prepared` is made once by `query` or `unlocked` with bind parameters."""
    return [build(kind, row) for row in tx.conn.execute(prepared, values)]


def among(column: ColumnElement[Any], name: str) -> Where:
    """A condition for prepared selects: the column is one of the values given as `name`."""
    return column.in_(bindparam(name, expanding=True))


def find(tx: Tx, kind: type[T], table: Table, *where: Where) -> list[T]:
    """All rows, in the order of their keys."""
    return [build(kind, row) for row in tx.conn.execute(query(kind, table, *where))]


def find_one(tx: Tx, kind: type[T], table: Table, *where: Where) -> T | None:
    """The row, or None."""
    row = tx.conn.execute(query(kind, table, *where).limit(1)).first()
    return None if row is None else build(kind, row)


def write(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns."""
    if rows:
        tx.conn.execute(insert(table), list(rows))


def add(tx: Tx, table: Table, **values: Any) -> None:
    """Insert one row."""
    tx.conn.execute(insert(table), values)


def change(tx: Tx, table: Table, where: Iterable[Where], **values: Any) -> int:
    """Update rows; how many."""
    return int(tx.conn.execute(update(table).where(and_(*where)).values(**values)).rowcount)
