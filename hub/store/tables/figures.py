"""What figures of the past are read from: stays, stretches, ratings and matters as rows, their sums by quarter hours.

A slot is a number (core.slots). Everything here follows the log and can be made anew from what came before it.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, text

from hub.store.tables.base import ID_LENGTH, Words, code, data, instant, key, metadata, ref

stay = Table(  # core.stays.Stay
    "stay",
    metadata,
    key(),
    Column("interaction_id", String(ID_LENGTH), nullable=False),
    code("queue_id"),
    code("medium"),
    code("why"),
    instant("entered_at"),
    Column("entered_slot", Integer, nullable=False),
    Column("target_seconds", Integer, nullable=False, default=0),
    instant("left_at", optional=True),
    Column("left_slot", Integer, nullable=True),
    code("ended_by"),  # terms.StayEnd, "" while it waits
    Column("waited_seconds", Float, nullable=True),
    Column("agent_id", String(ID_LENGTH), nullable=True),  # who answered
    code("channel_id"),  # "" for work that came by none
    Index("ix_stay_interaction", "interaction_id"),
    Index("ix_stay_entered", "entered_slot", "queue_id", "medium"),
    Index("ix_stay_left", "left_slot", "queue_id", "medium", "channel_id", "ended_by",
          "waited_seconds"),
    Index("ix_stay_open", "interaction_id", sqlite_where=text("left_at is null"),
          postgresql_where=text("left_at is null")),
)

stretch = Table(  # core.stretches.Stretch
    "stretch",
    metadata,
    key(),
    code("kind", default=None),
    Column("interaction_id", String(ID_LENGTH), nullable=False),
    Column("agent_id", String(ID_LENGTH), nullable=False),
    instant("began_at"),
    instant("ended_at", optional=True, index=True),
    Index("ix_stretch_interaction", "interaction_id", "kind"),
    Index("ix_stretch_open", "interaction_id", sqlite_where=text("ended_at is null"),
          postgresql_where=text("ended_at is null")),
)

rating = Table(  # the newest of each interaction
    "rating",
    metadata,
    Column("interaction_id", String(ID_LENGTH), primary_key=True),
    Column("score", Integer, nullable=False),
    instant("at"),
    Column("slot", Integer, nullable=False),
    code("queue_id"),
    code("medium"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    code("channel_id"),
    Index("ix_rating_slot", "slot", "queue_id", "medium"),
)

matter = Table(  # a customer came about a topic; `again_seconds` is how long until the same came next
    "matter",
    metadata,
    Column("interaction_id", String(ID_LENGTH), primary_key=True),
    Column("customer_id", String(ID_LENGTH), nullable=False),
    code("topic", 100),
    instant("at"),
    Column("slot", Integer, nullable=False),
    code("queue_id"),
    code("medium"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("again_seconds", Float, nullable=True),
    code("channel_id"),
    Index("ix_matter_customer", "customer_id", "topic", "at"),
    Index("ix_matter_slot", "slot", "queue_id", "medium"),
)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


def _seconds(name: str) -> Column[float]:
    return Column(name, Float, nullable=False, default=0.0)


queue_slot = Table(  # core.stays.Tally
    "queue_slot",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("queue_id", String(40), primary_key=True),
    Column("medium", String(40), primary_key=True),
    Column("channel_id", String(40), primary_key=True, default="", server_default=""),
    *map(_whole, ("entered", "answered", "in_target")),
    _seconds("wait_seconds"),
    *map(_whole, ("abandoned", "abandoned_in_target", "abandoned_short", "overflowed", "moved", "callback", "voicemail",
                  "closed")),
    sqlite_with_rowid=False,  # a month's quarters lie side by side; so in the next two
)

handling_slot = Table(  # core.figures.Handled
    "handling_slot",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("agent_id", String(ID_LENGTH), primary_key=True),
    Column("queue_id", String(40), primary_key=True),
    Column("medium", String(40), primary_key=True),
    Column("channel_id", String(40), primary_key=True, default="", server_default=""),
    _whole("handled"),
    *map(_seconds, ("talk_seconds", "hold_seconds", "wrapup_seconds")),
    *map(_whole, ("transferred", "completed", "judged", "resolved")),
    sqlite_with_rowid=False,
)

agent_slot = Table(  # core.figures.Present of whole quarter hours that are over
    "agent_slot",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("agent_id", String(ID_LENGTH), primary_key=True),
    _whole("quarters"),
    *map(_seconds, ("available_seconds", "idle_seconds", "busy_seconds", "away_seconds", "missed_seconds")),
    sqlite_with_rowid=False,
)

saved_report = Table(
    "saved_report",
    metadata,
    key(),
    ref("owner_id", "agent.id", index=True),
    Column("name", Words, nullable=False),
    Column("query", Words, nullable=False),
    Column("schedule", JSON(none_as_null=True), nullable=True),  # {"at","days","zone","to"}
    instant("next_at", optional=True, index=True),
    instant("created_at"),
    instant("sent_at", optional=True),
    Column("failed", Boolean, nullable=False, default=False),  # the last mail did not leave
    Column("version", Integer, nullable=False, default=1),
)

audit = Table(  # who looked at, took out or did what of whom
    "audit",
    metadata,
    key(),
    instant("at"),
    ref("agent_id", "agent.id"),
    code("what", default=None),  # "report_read", "rows_read", "report_exported", "report_mailed", ...
    Column("of_agent_id", String(ID_LENGTH), nullable=True),  # whose; null: several, see detail
    data("detail"),
    Index("ix_audit_agent", "agent_id", "id"),
)
