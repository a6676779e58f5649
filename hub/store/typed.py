"""Rows as frozen values: a dataclass names the columns it wants, and gets them with its own types.

Every read here belongs to a transaction that writes, so rows stay locked until its commit (PostgreSQL; SQLite has
one writer). What the rows mean is said where the dataclasses are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, cast, get_args, get_type_hints

from hub.store.prepared import Prepared, inserts
from hub.store.sql import ClauseElement, ColumnElement, Select, Table, and_, bindparam, select, update
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


def prepared(kind: type[T], statement: Select[Any]) -> Prepared:
    """A select made once by `query` or `unlocked`, whose rows are values of this kind."""
    return Prepared(statement, partial(_built, kind) if _converters(cast(Any, kind)) else kind)


def _built(kind: type[T], *row: Any) -> T:
    return build(kind, row)


def find(tx: Tx, kind: type[T], table: Table, *where: Where) -> list[T]:
    """All rows, in the order of their keys."""
    return [build(kind, row) for row in tx.conn.execute(query(kind, table, *where))]


def find_one(tx: Tx, kind: type[T], table: Table, *where: Where) -> T | None:
    """The row, or None."""
    row = tx.conn.execute(query(kind, table, *where).limit(1)).first()
    return None if row is None else build(kind, row)


def write(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns."""
    inserts(table).each(tx.conn, rows)


def add(tx: Tx, table: Table, **values: Any) -> None:
    """Insert one row."""
    inserts(table).each(tx.conn, [values])


def change(tx: Tx, table: Table, where: Iterable[Where], **values: Any) -> int:
    """Update rows; how many."""
    return int(tx.conn.execute(update(table).where(and_(*where)).values(**values)).rowcount)


def change_at(tx: Tx, table: Table, at: Mapping[str, Any], **values: Any) -> int:
    """Update the rows whose columns are as `at` says; how many. Made once for each choice of columns."""
    if any(isinstance(value, ClauseElement) for value in values.values()):
        return change(tx, table, [table.c[name] == value for name, value in at.items()], **values)
    given = {f"at_{name}": value for name, value in at.items()}
    given |= {f"to_{name}": value for name, value in values.items()}
    return _change_at(table, tuple(at), tuple(values)).run(tx.conn, **given)


@cache
def _change_at(table: Table, at: tuple[str, ...], names: tuple[str, ...]) -> Prepared:
    where = [table.c[name] == bindparam(f"at_{name}") for name in at]
    return Prepared(update(table).where(*where).values({name: bindparam(f"to_{name}") for name in names}))
