"""Small values kept by name: a key made at the first start, the digest of the last configuration."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select

from hub.store import tables as t
from hub.store.sql import insert_or_update
from hub.store.writer import Tx

_s = t.setting.c


def value(conn: Connection, name: str) -> Any:
    """What is kept under a name; None when nothing is."""
    return conn.execute(select(_s.value).where(_s.name == name)).scalar()


def keep(tx: Tx, name: str, kept: Any) -> None:
    """Keep a value (what JSON can say) in place of the one before."""
    statement = insert_or_update(tx.dialect, t.setting, ["name"], ["value"])
    tx.conn.execute(statement, {"name": name, "value": kept})


def keep_first(tx: Tx, name: str, kept: Any) -> Any:
    """Keep a value unless there is one; the one that is kept now. Two nodes that start at once agree."""
    found = value(tx.conn, name)
    if found is None:
        keep(tx, name, kept)
        return kept
    return found


def forget(tx: Tx, name: str) -> None:
    """Keep nothing under that name."""
    tx.conn.execute(delete(t.setting).where(_s.name == name))
