"""Who we serve, how they are reached, what they allowed, and where the relation stands."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text

from hub.store.tables.base import ID_LENGTH, Money, Short, Words, code, data, instant, key, metadata, ref

customer = Table(
    "customer",
    metadata,
    key(),
    Column("number", Integer, nullable=False, unique=True),
    code("kind", default=None),
    Column("name", Words, nullable=False),  # "" while unknown: the address is shown
    code("language", 16),
    code("time_zone", 64),
    Column("region", Words, nullable=False, default=""),
    Column("vip", Boolean, nullable=False, default=False),
    Column("note", Words, nullable=False, default=""),
    ref("preferred_agent_id", "agent.id", optional=True),
    code("stage"),
    Column("external_ref", Short(200), nullable=False, default="", index=True),
    Column("source", String(40), nullable=False, default=""),
    instant("created_at"),
    instant("last_interaction_at", optional=True),
    code("last_medium"),
    Column("last_agent_id", String(ID_LENGTH), nullable=True),
    Column("merged_into", String(ID_LENGTH), nullable=True),  # the merge overlay: reads follow it
    Column("version", Integer, nullable=False, default=1),
    Index("ix_customer_last_interaction_at", "last_interaction_at", "id"),
    Index("ix_customer_merged_into", "merged_into", sqlite_where=text("merged_into is not null"),
          postgresql_where=text("merged_into is not null")),  # nearly all are null: a whole index would mislead
)

identity = Table(
    "identity",
    metadata,
    key(),
    ref("customer_id", "customer.id", index=True),
    code("medium", default=None),
    Column("value", Short(320), nullable=False),
    Column("verified", Boolean, nullable=False, default=False),
    Column("preferred", Boolean, nullable=False, default=False),
    Column("valid", Boolean, nullable=False, default=True),
    instant("first_seen_at"),
    instant("last_seen_at", optional=True),
    UniqueConstraint("medium", "value"),
)

blocked = Table(
    "blocked",
    metadata,
    Column("address", Short(340), primary_key=True),  # "medium:value"
    instant("at"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    code("reason", 200),
)

merge = Table(
    "merge",
    metadata,
    key(),
    ref("winner_id", "customer.id", index=True),
    ref("loser_id", "customer.id", index=True),
    instant("at"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    instant("undone_at", optional=True),
    Column("undone_by", String(ID_LENGTH), nullable=True),
)

merge_candidate = Table(
    "merge_candidate",
    metadata,
    ref("customer_id", "customer.id"),
    ref("other_id", "customer.id"),
    code("reason", 100),
    instant("at"),
    UniqueConstraint("customer_id", "other_id"),
)

stage_history = Table(
    "stage_history",
    metadata,
    key(),
    ref("customer_id", "customer.id", index=True),
    code("stage", default=None),
    instant("entered_at"),
    instant("left_at", optional=True),
    code("cause", 100),
)

touch = Table(
    "touch",
    metadata,
    key(),
    ref("customer_id", "customer.id", index=True),
    instant("at"),
    Column("name", Words, nullable=False, default=""),  # campaign or page
    code("medium"),
    data("utm"),
    Column("page_url", Words, nullable=False, default=""),
    Column("referrer", Words, nullable=False, default=""),
    code("response"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("cost", Money(), nullable=True),
)

consent = Table(
    "consent",
    metadata,
    key(),
    ref("customer_id", "customer.id", index=True),
    code("purpose", default=None),
    code("medium"),
    code("state", default=None),
    instant("at"),
    code("how", 100),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("handling_id", String(ID_LENGTH), nullable=True),
)

termination = Table(
    "termination",
    metadata,
    key(),
    ref("customer_id", "customer.id", index=True),
    instant("at"),
    code("side", default=None),
    code("reason", default=None),
    Column("competitor", Words, nullable=False, default=""),
    Column("agent_id", String(ID_LENGTH), nullable=True),
)
