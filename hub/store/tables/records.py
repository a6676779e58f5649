"""Service and sales records: cases, opportunities, callbacks, orders, and their history."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from hub.store.tables.base import ID_LENGTH, Money, Short, Words, code, instant, key, metadata, ref

case = Table(
    "case",
    metadata,
    key(),
    Column("number", String(20), nullable=False, unique=True),
    ref("customer_id", "customer.id", index=True),
    code("type", default=None),
    Column("subject", Words, nullable=False),
    code("status", default=None, index=True),
    Column("priority", Integer, nullable=False, default=5),
    code("topic", 100),
    Column("owner_id", String(ID_LENGTH), nullable=True),
    code("queue_id"),
    instant("due_at", optional=True),
    Column("conversation_id", String(ID_LENGTH), nullable=True),
    instant("created_at"),
    instant("updated_at"),
    instant("closed_at", optional=True),
    Column("reopened", Integer, nullable=False, default=0),
    Column("parent_id", String(ID_LENGTH), nullable=True),
    Column("version", Integer, nullable=False, default=1),
)

opportunity = Table(
    "opportunity",
    metadata,
    key(),
    Column("number", String(20), nullable=False, unique=True),
    ref("customer_id", "customer.id", index=True),
    Column("name", Words, nullable=False),
    code("stage", default=None, index=True),
    Column("amount", Money(), nullable=True),
    code("currency", 3),
    Column("probability", Integer, nullable=True),
    code("expected_close", 10),
    Column("owner_id", String(ID_LENGTH), nullable=True),
    Column("loss_reason", Words, nullable=False, default=""),
    Column("conversation_id", String(ID_LENGTH), nullable=True),
    instant("created_at"),
    instant("updated_at"),
    instant("closed_at", optional=True),
    Column("version", Integer, nullable=False, default=1),
)

opportunity_stage = Table(
    "opportunity_stage",
    metadata,
    key(),
    ref("opportunity_id", "opportunity.id", index=True),
    code("stage", default=None),
    instant("entered_at"),
    instant("left_at", optional=True),
    Column("agent_id", String(ID_LENGTH), nullable=True),
)

record_history = Table(
    "record_history",
    metadata,
    key(),
    code("kind", default=None),  # "case" | "opportunity" | "customer"
    Column("record_id", String(ID_LENGTH), nullable=False),
    instant("at"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("handling_id", String(ID_LENGTH), nullable=True),
    code("field", default=None),
    Column("before", Words, nullable=False, default=""),
    Column("after", Words, nullable=False, default=""),
    Index("ix_record_history_record", "record_id", "id"),
)

callback = Table(
    "callback",
    metadata,
    key(),
    ref("customer_id", "customer.id", index=True),
    Column("conversation_id", String(ID_LENGTH), nullable=True),
    instant("due_at"),
    code("time_zone", 64),
    code("queue_id"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("address", Short(340), nullable=False, default=""),
    Column("note", Words, nullable=False, default=""),
    code("state", default=None),
    Column("attempts", Integer, nullable=False, default=0),
    instant("created_at"),
    Column("created_by", String(ID_LENGTH), nullable=True),
    Column("interaction_id", String(ID_LENGTH), nullable=True),  # the work it became when due
    Index("ix_callback_state_due", "state", "due_at"),
)

order = Table(
    "order",
    metadata,
    key(),
    Column("number", Short(60), nullable=False),
    Column("source", String(40), nullable=False),
    ref("customer_id", "customer.id", index=True),
    instant("at"),
    code("status", 60),
    Column("amount", Money(), nullable=False),
    code("currency", 3, default=None),
    Column("cost_price", Money(), nullable=True),
    Column("summary", Words, nullable=False, default=""),
    UniqueConstraint("source", "number"),
)

order_line = Table(
    "order_line",
    metadata,
    key(),
    ref("order_id", "order.id", index=True),
    Column("sku", Short(100), nullable=False),
    Column("name", Words, nullable=False),
    Column("quantity", Money(3), nullable=False),
    Column("price", Money(), nullable=False),
)
