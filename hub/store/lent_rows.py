"""Agents lent to a queue for a while, as actions read and write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core.terms import AgentId
from hub.store import tables as t
from hub.store.typed import add, change, find, find_one
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Lent:
    """One agent lent: what was given and taken, and until when."""

    id: str
    agent_id: AgentId
    queue_id: str
    preference: int
    from_queue_id: str
    from_preference: int
    until: datetime
    returned_at: datetime | None


def lent(tx: Tx, lent_id: str) -> Lent | None:
    """One lending."""
    return find_one(tx, Lent, t.lent, t.lent.c.id == lent_id)


def lent_on(tx: Tx, earlier: Lent) -> str | None:
    """The later lending that took from the agent what this one gave, and has not come back."""
    c = t.lent.c
    later = find(tx, Lent, t.lent, c.agent_id == earlier.agent_id, c.returned_at.is_(None), c.id > earlier.id)
    given = (earlier.queue_id, earlier.preference)
    taken = [each for each in later if each.from_queue_id and (each.from_queue_id, each.from_preference) == given]
    return taken[0].id if taken else None


def lead_back(tx: Tx, lent_id: str, queue_id: str, preference: int) -> None:
    """From this lending the agent returns there, to no queue for ""."""
    change(tx, t.lent, [t.lent.c.id == lent_id], from_queue_id=queue_id, from_preference=preference)


def write_lent(tx: Tx, **values: Any) -> None:
    """Note a lending."""
    add(tx, t.lent, returned_at=None, **values)


def note_return(tx: Tx, lent_id: str) -> bool:
    """Note that it is over; False when it was already."""
    c = t.lent.c
    return change(tx, t.lent, [c.id == lent_id, c.returned_at.is_(None)], returned_at=tx.now) == 1
