"""Who and what the ids in a few facts mean, for the demo's page that shows what happens inside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from hub.store import tables as t


@dataclass(frozen=True, slots=True)
class Work:
    """An interaction in two words."""

    customer_id: str
    medium: str


@dataclass(frozen=True, slots=True)
class Names:
    """Ids and what they are called; an id nobody knows is missing."""

    customers: dict[str, str]
    agents: dict[str, str]
    work: dict[str, Work]


def names(conn: Connection, customers: Collection[str], agents: Collection[str], work: Collection[str]) -> Names:
    """Everything asked for, in three questions."""
    works = select(t.interaction.c.id, t.interaction.c.customer_id, t.interaction.c.medium)
    found = {key: Work(customer, medium) for key, customer, medium
             in conn.execute(works.where(t.interaction.c.id.in_(work)))}
    wanted = {*customers, *(each.customer_id for each in found.values())}
    named = select(t.customer.c.id, t.customer.c.name).where(t.customer.c.id.in_(wanted))
    staff = select(t.agent.c.id, t.agent.c.name).where(t.agent.c.id.in_(agents))
    return Names({key: name for key, name in conn.execute(named)}, {key: name for key, name in conn.execute(staff)},
                 found)
