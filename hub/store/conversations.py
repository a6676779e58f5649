"""Conversations as pages ask for them, and the addresses that are kept out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from hub.core.desk import WorkRow
from hub.core.plan import FloorPlan
from hub.core.terms import ConversationId, CustomerId
from hub.errors import NotFound
from hub.store import log, own
from hub.store import tables as t
from hub.store.people import people


@dataclass(frozen=True, slots=True)
class ConversationView:
    """One conversation: whose it is, by which addresses it runs, and its live work."""

    id: ConversationId
    customer_id: CustomerId
    subject: str
    spam: bool
    channel_addresses: dict[str, str]  # channel -> the customer's address on it
    work: WorkRow | None


@dataclass(frozen=True, slots=True)
class BlockedAddress:
    """Kept out, since when and why."""

    address: str
    at: datetime
    reason: str
    agent_name: str


def conversation(conn: Connection, conversation_id: ConversationId, plan: FloorPlan) -> ConversationView:
    """A conversation. Raises NotFound."""
    c, m = t.conversation.c, t.message.c
    row = conn.execute(select(c.id, c.customer_id, c.subject, c.spam).where(c.id == conversation_id)).first()
    if row is None:
        raise NotFound("There is no such conversation.")
    seen = conn.execute(
        select(m.channel_id, m.address).where(m.conversation_id == conversation_id, m.address != "").order_by(m.id)
    )
    live = own.work(conn, plan, log.head(conn), t.is_live, t.interaction.c.conversation_id == conversation_id)
    return ConversationView(
        id=conversation_id,
        customer_id=people(conn, [row.customer_id])[row.customer_id].id,
        subject=row.subject,
        spam=row.spam,
        channel_addresses={channel: address for channel, address in seen if channel},
        work=live[-1][1] if live else None,
    )


def blocked(conn: Connection) -> list[BlockedAddress]:
    """Addresses that are kept out, newest first."""
    c = t.blocked.c
    query = select(c.address, c.at, c.reason, t.agent.c.name).outerjoin(t.agent, t.agent.c.id == c.agent_id)
    rows = conn.execute(query.order_by(c.at.desc(), c.address))
    return [BlockedAddress(address, at, reason, name or "") for address, at, reason, name in rows]
