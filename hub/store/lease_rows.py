"""Leases as rows: one owner a name until a moment."""

from __future__ import annotations

from datetime import datetime

from hub.store import tables as t
from hub.store.sql import delete, insert_new, or_, update
from hub.store.writer import Tx


def take(tx: Tx, name: str, owner: str, until: datetime) -> bool:
    """Take or renew it: only where it is free, over, or one's own already."""
    mine_or_over = or_(t.lease.c.owner == owner, t.lease.c.until < tx.now)
    values = {"owner": owner, "until": until}
    if tx.conn.execute(update(t.lease).where(t.lease.c.name == name, mine_or_over).values(**values)).rowcount:
        return True
    # Not by the count of rows: PostgreSQL's driver does not know it of an insert that may do nothing.
    made = insert_new(tx.dialect, t.lease, ["name"]).returning(t.lease.c.name)
    return tx.conn.execute(made, {"name": name, **values}).first() is not None


def give_up(tx: Tx, name: str, owner: str) -> None:
    """Free it, if it is one's own."""
    tx.conn.execute(delete(t.lease).where(t.lease.c.name == name, t.lease.c.owner == owner))
