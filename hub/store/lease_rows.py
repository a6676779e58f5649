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
    made = tx.conn.execute(insert_new(tx.dialect, t.lease, ["name"]), {"name": name, **values})
    return made.rowcount == 1


def give_up(tx: Tx, name: str, owner: str) -> None:
    """Free it, if it is one's own."""
    tx.conn.execute(delete(t.lease).where(t.lease.c.name == name, t.lease.c.owner == owner))
