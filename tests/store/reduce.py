"""What a console does with changes: the same law as the console's own reducer, in Python."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from hub.core.desk import Change, Rows

Desk = dict[str, dict[str, Any]]  # table -> id -> row
Held = tuple[Desk, dict[tuple[str, str], int]]  # and how new each removed row was


def held(rows: Rows) -> Held:
    """A snapshot as a console keeps it."""
    return {each.name: {row.id: row for row in getattr(rows, each.name)} for each in fields(Rows)}, {}


def reduce(state: Held, change: Change) -> Held:
    """A row is put or taken only where what is held is not newer."""
    desk, gone = state
    desk, gone = {table: dict(rows) for table, rows in desk.items()}, dict(gone)
    for table in desk:
        for row in getattr(change.rows, table):
            known = desk[table].get(row.id)
            if (known is None or known.v <= row.v) and gone.get((table, row.id), -1) <= row.v:
                desk[table][row.id] = row
    for removal in change.removed:
        known = desk[removal.table].get(removal.id)
        if known is None or known.v <= removal.v:
            desk[removal.table].pop(removal.id, None)
            gone[removal.table, removal.id] = removal.v
    return desk, gone


def shown(state: Held, tables: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """What a person sees, without the versions; thread rows are no part of a snapshot."""
    desk, _ = state
    wanted = set(tables) or set(desk) - {"thread"}
    return {table: {key: replace(row, v=0) for key, row in desk[table].items()} for table in sorted(wanted)}
