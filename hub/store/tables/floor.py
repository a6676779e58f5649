"""Agents and their seats: who may take what, and how they sign in."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, text

from hub.store.tables.base import ID_LENGTH, POSITION, Money, Short, Words, code, data, instant, key, metadata, ref

agent = Table(
    "agent",
    metadata,
    key(),
    Column("name", Words, nullable=False),
    Column("email", Short(320), nullable=False, unique=True),
    Column("password_hash", Words, nullable=False),
    data("roles"),
    code("language", 16, default="en"),
    code("theme", default="auto"),
    code("team"),
    data("queues"),  # {queue: preference 1..10}
    data("skills"),  # {skill: level 1..10}
    data("capacity"),  # {medium: how many at once, "total": n}
    Column("signature", Words, nullable=False, default=""),
    Column("hourly_rate", Money(), nullable=True),
    Column("active", Boolean, nullable=False, default=True),
    Column("must_change_password", Boolean, nullable=False, default=False),
    instant("created_at"),
    Column("oversees", JSON, nullable=False, server_default='["*"]'),  # a supervisor's teams; "*" all
    Column("mobile", String(20), nullable=False, server_default=""),  # "+4915112345678"; "" is none
)

seat = Table(
    "seat",
    metadata,
    Column("agent_id", String(ID_LENGTH), primary_key=True),
    code("presence", default=None),
    code("reason"),
    instant("since"),
    code("next", 60),  # "", "away:lunch", "offline"
    instant("idle_since"),
    Column("online", Boolean, nullable=False, default=False),  # a console is connected
    instant("lost_at", optional=True),  # when the last console went away
    Column("load", JSON, nullable=False),  # {medium: how many}: written with the interaction it counts
    Column("version", Integer, nullable=False, default=1),
)

presence_history = Table(
    "presence_history",
    metadata,
    key(),
    ref("agent_id", "agent.id"),
    code("presence", default=None),
    code("reason"),
    instant("began_at"),
    instant("ended_at", optional=True),
    Index("ix_presence_history_agent", "agent_id", "began_at"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    ref("agent_id", "agent.id", index=True),
    instant("created_at"),
    instant("expires_at"),
    instant("last_seen_at"),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    key(),
    Column("who", Short(340), nullable=False, index=True),  # "login:…" or "from:…"
    instant("at"),
)

reset_token = Table(
    "reset_token",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    ref("agent_id", "agent.id"),
    instant("expires_at"),
    instant("used_at", optional=True),
)

routing_trace = Table(  # the newest decision about each live interaction; older ones are facts
    "routing_trace",
    metadata,
    Column("interaction_id", String(ID_LENGTH), primary_key=True),
    instant("at"),
    Column("pos", Integer, nullable=False, default=0),
    data("body"),
)

routing_run = Table(  # a page of the router's journal: what it put on its floor, and what it then decided
    "routing_run",
    metadata,
    Column("id", POSITION, primary_key=True, autoincrement=True),
    Column("floor_id", String(ID_LENGTH), nullable=False),  # one loading of the whole floor, by one router
    Column("number", Integer, nullable=False),  # of the page: 0 holds the whole floor and the rules
    instant("began_at", index=True),  # its first run's and its last run's moment
    instant("ended_at"),
    Column("pos", BigInteger, nullable=False),  # the log as the last run knew it
    code("rules", 64),  # a digest of the firm's rules
    Column("runs", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),  # compressed JSON: store/journal.Page
    Index("ix_routing_run_floor", "floor_id", "number", unique=True),
)

lent = Table(  # agents lent to a queue for a while; given back by the router's alarm
    "lent",
    metadata,
    key(),
    ref("agent_id", "agent.id", index=True),
    code("queue_id"),  # "": only taken away from `from_queue_id`
    Column("preference", Integer, nullable=False, default=0),
    code("from_queue_id"),  # "": what they served they keep
    Column("from_preference", Integer, nullable=False, default=0),
    Column("by_agent_id", String(ID_LENGTH), nullable=False),
    instant("lent_at"),
    instant("until"),
    instant("returned_at", optional=True),
    Index("ix_lent_out", "until", sqlite_where=text("returned_at is null"),
          postgresql_where=text("returned_at is null")),
)
