"""Steering the floor: notices and who has read them, calls for help, clocks under the house's promises of time."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, text

from hub.store.tables.base import ID_LENGTH, Words, code, instant, key, metadata, ref

notice = Table(
    "notice",
    metadata,
    key(),
    code("kind", default=None),  # terms.NoticeKind
    Column("by_agent_id", String(ID_LENGTH), nullable=True, index=True),  # NULL: the hub
    instant("at"),
    code("team"),  # of a broadcast: to whom it went
    code("queue_id"),
    Column("interaction_id", String(ID_LENGTH), nullable=True),
    Column("case_id", String(ID_LENGTH), nullable=True),
    code("detail", 60),  # a state set ("away:lunch"), a clock's kind and what befell it ("resolution:breached")
    Column("text", Words, nullable=False, default=""),
    Index("ix_notice_interaction", "interaction_id"),
    Index("ix_notice_case", "case_id"),
)

notice_reader = Table(
    "notice_reader",
    metadata,
    Column("notice_id", String(ID_LENGTH), primary_key=True),
    Column("agent_id", String(ID_LENGTH), primary_key=True),
    instant("read_at", optional=True),
    Index("ix_notice_reader_unread", "agent_id", sqlite_where=text("read_at is null"),
          postgresql_where=text("read_at is null")),
)

help_call = Table(
    "help_call",
    metadata,
    key(),
    ref("agent_id", "agent.id"),
    Column("interaction_id", String(ID_LENGTH), nullable=True),
    code("state", default=None),  # terms.HelpState
    Column("text", Words, nullable=False, default=""),
    instant("asked_at"),
    Column("answered_by", String(ID_LENGTH), nullable=True),
    instant("answered_at", optional=True),
    instant("ended_at", optional=True),
    Index("ix_help_call_open", "agent_id", sqlite_where=text("ended_at is null"),
          postgresql_where=text("ended_at is null")),
)

sla_clock = Table(
    "sla_clock",
    metadata,
    key(),
    code("kind", default=None),  # terms.ClockKind
    code("state", default=None),  # terms.ClockState
    code("policy", 60, default=None),  # its key in config/floor.toml, which may have it no more
    Column("case_id", String(ID_LENGTH), nullable=True),
    Column("conversation_id", String(ID_LENGTH), nullable=True),
    Column("interaction_id", String(ID_LENGTH), nullable=True),
    ref("customer_id", "customer.id"),
    code("queue_id"),
    instant("started_at"),
    Column("used_seconds", Integer, nullable=False, default=0),  # business time before the running stretch
    instant("since", optional=True),  # when the running stretch began; NULL while paused and at the end
    Column("target_seconds", Integer, nullable=False),
    Column("warn_seconds", Integer, nullable=False),  # before the target
    instant("due_at", optional=True),  # NULL while paused
    instant("warn_at", optional=True),
    instant("next_at", optional=True),  # when something is to be told next
    instant("warned_at", optional=True),
    instant("breached_at", optional=True),
    instant("stopped_at", optional=True),
    Column("stopped_by", String(ID_LENGTH), nullable=True),  # the message that was the reply
    Column("version", Integer, nullable=False, default=1),
    Index("ix_sla_clock_next", "next_at", sqlite_where=text("next_at is not null"),
          postgresql_where=text("next_at is not null")),
    Index("ix_sla_clock_case", "case_id"),
    Index("ix_sla_clock_open", "conversation_id", sqlite_where=text("stopped_at is null"),
          postgresql_where=text("stopped_at is null")),
)

# Conditions of indexes, written out (see tables/conversations).
is_unread = notice_reader.c.read_at.is_(None)
is_open_help = help_call.c.ended_at.is_(None)
is_running_clock = sla_clock.c.stopped_at.is_(None)
rings = sla_clock.c.next_at.is_not(None)
