"""Quality: scorecards in versions, samples, reviews and disputes, calibrations, coaching notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_quality"
down_revision = "0006_oversight"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay them out."""
    _scorecard()
    _scorecard_version()
    _sample_rule()
    _sample()
    _calibration()
    _review()
    _review_version()
    _dispute()
    _coaching_note()
    _quality_read()


def downgrade() -> None:
    """Drop them, the youngest reference first."""
    for name in (
        "quality_read", "coaching_note", "dispute", "review_version", "review", "calibration", "sample",
        "sample_rule", "scorecard_version", "scorecard",
    ):
        op.drop_table(name)


def _scorecard() -> None:
    op.create_table(
        "scorecard",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
    )


def _scorecard_version() -> None:
    op.create_table(
        "scorecard_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("scorecard_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_scorecard_version_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_version")),
        sa.UniqueConstraint("scorecard_id", "number", name=op.f("uq_scorecard_version_scorecard_id_number")),
    )


def _sample_rule() -> None:
    op.create_table(
        "sample_rule",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scorecard_id", sa.String(length=32), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_sample_rule_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_rule")),
    )


def _sample() -> None:
    op.create_table(
        "sample",
        sa.Column("handling_id", sa.String(length=32), nullable=False),
        sa.Column("rule_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_sample_agent_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["sample_rule.id"], name=op.f("fk_sample_rule_id")),
        sa.PrimaryKeyConstraint("handling_id", name=op.f("pk_sample")),
    )
    op.create_index(op.f("ix_sample_rule_id"), "sample", ["rule_id"], unique=False)
    op.create_index("ix_sample_week", "sample", ["week", "rule_id"], unique=False)


def _calibration() -> None:
    op.create_table(
        "calibration",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handling_id", sa.String(length=32), nullable=False),
        sa.Column("card_version_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["card_version_id"], ["scorecard_version.id"], name=op.f("fk_calibration_card_version_id")
        ),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name=op.f("fk_calibration_handling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("handling_id", sa.String(length=32), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=False),
        sa.Column("card_version_id", sa.String(length=32), nullable=False),
        sa.Column("calibration_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_review_agent_id")),
        sa.ForeignKeyConstraint(["card_version_id"], ["scorecard_version.id"], name=op.f("fk_review_card_version_id")),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name=op.f("fk_review_handling_id")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("fk_review_interaction_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["agent.id"], name=op.f("fk_review_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_agent_published", "review", ["agent_id", "published_at"], unique=False)
    op.create_index(op.f("ix_review_reviewer_id"), "review", ["reviewer_id"], unique=False)
    op.create_index("ix_review_state", "review", ["state"], unique=False)
    op.create_index("uq_review_calibration", "review", ["calibration_id", "reviewer_id"], unique=True)
    op.create_index("uq_review_handling", "review", ["handling_id"], unique=True,
                    sqlite_where=sa.text("calibration_id is null"),
                    postgresql_where=sa.text("calibration_id is null"))


def _review_version() -> None:
    op.create_table(
        "review_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_agent_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_version_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_version")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_version_review_id_number")),
    )


def _dispute() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=32), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_dispute_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_review_id"), "dispute", ["review_id"], unique=False)


def _coaching_note() -> None:
    op.create_table(
        "coaching_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=True),
        sa.Column("handling_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up", sa.String(length=10), server_default="", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_coaching_note_agent_id")),
        sa.ForeignKeyConstraint(["author_id"], ["agent.id"], name=op.f("fk_coaching_note_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_note")),
    )
    op.create_index("ix_coaching_note_agent", "coaching_note", ["agent_id", "id"], unique=False)


def _quality_read() -> None:
    op.create_table(
        "quality_read",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reader_id", sa.String(length=32), nullable=False),
        sa.Column("about_id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["agent.id"], name=op.f("fk_quality_read_about_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["agent.id"], name=op.f("fk_quality_read_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_read")),
    )
    op.create_index("ix_quality_read_about", "quality_read", ["about_id", "at"], unique=False)
