"""The words of SQL for those who write inside a transaction: SQLAlchemy Core's constructs and two for both databases.

Nothing runs here and no table is named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

__all__ = [
    "ClauseElement",
    "ColumnElement",
    "Connection",
    "Integer",
    "Select",
    "String",
    "Table",
    "and_",
    "bindparam",
    "case",
    "cast",
    "delete",
    "exists",
    "false",
    "func",
    "insert",
    "insert_new",
    "insert_or_add",
    "insert_or_update",
    "literal",
    "not_",
    "null",
    "or_",
    "select",
    "true",
    "tuple_",
    "union_all",
    "update",
]


def insert_new(dialect: str, table: Table, keys: Sequence[str] = ()) -> Insert:
    """An insert that leaves a row alone where one with these keys (or any unique key) stands already."""
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return statement.on_conflict_do_nothing(index_elements=list(keys) or None)


def insert_or_update(
    dialect: str, table: Table, keys: Sequence[str], changes: Iterable[str] | Mapping[str, Any]
) -> Insert:
    """An insert that, where a row with these keys stands, sets `changes`: columns to overwrite, or values."""
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    if isinstance(changes, Mapping):
        values = dict(changes)
    else:
        values = {name: statement.excluded[name] for name in changes}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=values)


def insert_or_add(dialect: str, table: Table, keys: Sequence[str]) -> Insert:
    """An insert of sums that, where a row with these keys stands, adds to it."""
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    names = [column.name for column in table.columns if column.name not in keys]
    values = {name: table.c[name] + statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=values)
