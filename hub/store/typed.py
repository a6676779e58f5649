"""Rows as frozen values: a dataclass names the columns it wants, and gets them with its own types.

Every read here belongs to a transaction that writes, so rows stay locked until its commit (PostgreSQL; SQLite has
one writer). What the rows mean is said where the dataclasses are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from hub.store.sql import ColumnElement, Select, Table, and_, insert, select, update
from hub.store.writer import Tx

T = TypeVar("T")
Where = ColumnElement[bool]


@cache
def _converters(kind: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    hints = get_type_hints(kind)
    found: list[tuple[str, Callable[[Any], Any] | None]] = []
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        enums = [each for each in (hint, *get_args(hint)) if isinstance(each, type) and issubclass(each, Enum)]
        found.append((field.name, enums[0] if enums else None))
    return tuple(found)


def columns(kind: type, table: Table) -> list[ColumnElement[Any]]:
    """The columns a dataclass names, in its order."""
    return [table.c[name] for name, _ in _converters(kind)]


def build(kind: type[T], row: Sequence[Any]) -> T:
    """The value of a row whose columns are `columns(kind, table)`."""
    given = [
        value if convert is None or value is None or value == "" else convert(value)
        for value, (_, convert) in zip(row, _converters(cast(Any, kind)), strict=True)
    ]
    return kind(*given)


def query(kind: type, table: Table, *where: Where) -> Select[Any]:
    """A select of what the dataclass names, rows locked."""
    return select(*columns(kind, table)).where(*where).with_for_update(key_share=True)


def find(tx: Tx, kind: type[T], table: Table, *where: Where) -> list[T]:
    """All rows, in the order of their keys (everybody locks in the same order)."""
    statement = query(kind, table, *where).order_by(*table.primary_key.columns)
    return [build(kind, row) for row in tx.conn.execute(statement)]


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
