"""Leases: work that must happen once is done by whoever holds its name, for a while."""

from __future__ import annotations

from datetime import timedelta

from hub.store import lease_rows
from hub.store.writer import Tx


def take(tx: Tx, name: str, owner: str, lasts: timedelta) -> bool:
    """Take or renew a lease. False while somebody else holds it."""
    return lease_rows.take(tx, name, owner, tx.now + lasts)


def give_up(tx: Tx, name: str, owner: str) -> None:
    """Let a standby take over at once."""
    lease_rows.give_up(tx, name, owner)
