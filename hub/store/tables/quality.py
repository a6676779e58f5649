"""Quality: scorecards in versions, samples, reviews with every version kept, disputes, calibrations, coaching notes."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, false, text

from hub.store.tables.base import ID_LENGTH, Words, code, data, instant, key, metadata, ref

scorecard = Table(
    "scorecard",
    metadata,
    key(),
    Column("version", Integer, nullable=False),  # the newest
    Column("active", Boolean, nullable=False, default=True),
    data("queues"),  # for which it is proposed; [] for all
    instant("created_at"),
)

scorecard_version = Table(
    "scorecard_version",
    metadata,
    key(),
    ref("scorecard_id", "scorecard.id"),
    Column("number", Integer, nullable=False),
    data("body"),  # core.scorecard.Card
    instant("created_at"),
    Column("created_by", String(ID_LENGTH), nullable=True),
    UniqueConstraint("scorecard_id", "number"),
)

sample_rule = Table(
    "sample_rule",
    metadata,
    key(),
    Column("name", Words, nullable=False),
    ref("scorecard_id", "scorecard.id"),
    data("wanted"),  # core.sampling.Wanted
    Column("active", Boolean, nullable=False, default=True),
    instant("created_at"),
    Column("created_by", String(ID_LENGTH), nullable=True),
    instant("drawn_at", optional=True),  # the last time
    # Whether the hub draws by itself as each week begins.
    Column("weekly", Boolean, nullable=False, default=False, server_default=false()),
    code("drawn_week", 10),  # the Monday of the last week the hub drew for
)

sample = Table(  # a handling a rule drew; one handling is drawn once, whatever the rules
    "sample",
    metadata,
    Column("handling_id", String(ID_LENGTH), primary_key=True),
    ref("rule_id", "sample_rule.id", index=True),
    ref("agent_id", "agent.id"),
    code("week", 10, default=None),  # the Monday of the firm's week it was drawn in
    instant("drawn_at"),
    instant("due_at"),
    instant("reviewed_at", optional=True),  # when its review was first published
    Column("drawn_by", String(ID_LENGTH), nullable=True),  # null: the hub
    Index("ix_sample_week", "week", "rule_id"),
    Index("ix_sample_due", "due_at", sqlite_where=text("reviewed_at is null"),
          postgresql_where=text("reviewed_at is null")),
)

calibration = Table(
    "calibration",
    metadata,
    key(),
    Column("name", Words, nullable=False, default=""),
    ref("handling_id", "handling.id"),
    ref("card_version_id", "scorecard_version.id"),
    instant("created_at"),
    Column("created_by", String(ID_LENGTH), nullable=True),
    instant("closed_at", optional=True),
)

review = Table(  # answers, comment and score are the draft's while it is one, else those of the version that counts
    "review",
    metadata,
    key(),
    ref("handling_id", "handling.id"),
    ref("interaction_id", "interaction.id"),
    ref("agent_id", "agent.id"),  # whose work it is
    ref("reviewer_id", "agent.id", index=True),
    ref("card_version_id", "scorecard_version.id"),
    Column("calibration_id", String(ID_LENGTH), nullable=True),
    code("state", default=None),  # terms.ReviewState
    Column("version", Integer, nullable=False, default=0),  # published ones so far
    Column("answers", JSON, nullable=False),
    Column("comment", Words, nullable=False, default=""),
    Column("score", Integer, nullable=True),  # hundredths of a percent
    instant("created_at"),
    instant("updated_at"),
    instant("published_at", optional=True),
    instant("seen_at", optional=True),  # by the agent
    Index("uq_review_handling", "handling_id", unique=True, sqlite_where=text("calibration_id is null"),
          postgresql_where=text("calibration_id is null")),
    Index("uq_review_calibration", "calibration_id", "reviewer_id", unique=True),
    Index("ix_review_agent_published", "agent_id", "published_at"),
    Index("ix_review_state", "state"),
)

review_version = Table(
    "review_version",
    metadata,
    key(),
    ref("review_id", "review.id"),
    Column("number", Integer, nullable=False),
    data("answers"),
    Column("comment", Words, nullable=False, default=""),
    Column("score", Integer, nullable=True),
    instant("at"),
    Column("by_agent_id", String(ID_LENGTH), nullable=False),
    UniqueConstraint("review_id", "number"),
)

dispute = Table(
    "dispute",
    metadata,
    key(),
    ref("review_id", "review.id", index=True),
    Column("reason", Words, nullable=False),
    instant("at"),
    Column("settled_by", String(ID_LENGTH), nullable=True),
    instant("settled_at", optional=True),
    code("outcome"),  # "" while open, then "upheld" or "changed"
    Column("answer", Words, nullable=False, default=""),
)

coaching_note = Table(
    "coaching_note",
    metadata,
    key(),
    ref("agent_id", "agent.id"),
    ref("author_id", "agent.id"),
    Column("text", Words, nullable=False),
    Column("review_id", String(ID_LENGTH), nullable=True),
    Column("handling_id", String(ID_LENGTH), nullable=True),
    instant("at"),
    instant("seen_at", optional=True),
    code("follow_up", 10),  # a day, "2026-12-07"; "" for none
    instant("done_at", optional=True),
    Index("ix_coaching_note_agent", "agent_id", "id"),
    Index("ix_coaching_note_open", "follow_up", sqlite_where=text("done_at is null"),
          postgresql_where=text("done_at is null")),
)

quality_read = Table(  # who looked into whose reviews and notes
    "quality_read",
    metadata,
    key(),
    ref("reader_id", "agent.id"),
    ref("about_id", "agent.id"),
    Column("review_id", String(ID_LENGTH), nullable=True),
    instant("at"),
    Index("ix_quality_read_reader", "reader_id", "at"),
)
