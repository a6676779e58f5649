"""Figures of the past: stays, stretches, ratings, matters, their sums by quarter hours; saved reports; the audit.

What happened before is put in when the hub first runs (store/figure_backfill): the queues' aims stand in its files.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_figures"
down_revision = "0006_oversight"
branch_labels = None
depends_on = None

_TABLES = ("stay", "stretch", "rating", "matter", "queue_slot", "handling_slot", "agent_slot", "saved_report", "audit")


def upgrade() -> None:
    """Lay out the tables."""
    for lay_out in (_stay, _stretch, _rating, _matter, _queue_slot, _handling_slot, _agent_slot, _saved_report, _audit):
        lay_out()
    op.create_index("ix_handling_ended", "handling", ["ended_at"])
    op.create_index("ix_presence_history_ended", "presence_history", ["ended_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_presence_history_ended", "presence_history")
    op.drop_index("ix_handling_ended", "handling")
    for name in reversed(_TABLES):
        op.drop_table(name)


def _stay() -> None:
    op.create_table(
        "stay",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("medium", sa.String(length=40), server_default="", nullable=False),
        sa.Column("why", sa.String(length=40), server_default="", nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_slot", sa.Integer(), nullable=False),
        sa.Column("target_seconds", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_slot", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("waited_seconds", sa.Float(), nullable=True),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
    )
    op.create_index("ix_stay_entered", "stay", ["entered_slot", "queue_id", "medium"])
    op.create_index("ix_stay_interaction", "stay", ["interaction_id"])
    op.create_index("ix_stay_left", "stay", ["left_slot", "queue_id", "medium", "ended_by", "waited_seconds"])
    op.create_index(
        "ix_stay_open", "stay", ["interaction_id"], sqlite_where=sa.text("left_at is null"),
        postgresql_where=sa.text("left_at is null"),
    )


def _stretch() -> None:
    op.create_table(
        "stretch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stretch")),
    )
    op.create_index(op.f("ix_stretch_ended_at"), "stretch", ["ended_at"])
    op.create_index("ix_stretch_interaction", "stretch", ["interaction_id", "kind"])
    op.create_index(
        "ix_stretch_open", "stretch", ["interaction_id"], sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )


def _rating() -> None:
    op.create_table(
        "rating",
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("medium", sa.String(length=40), server_default="", nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_rating")),
    )
    op.create_index("ix_rating_slot", "rating", ["slot", "queue_id", "medium"])


def _matter() -> None:
    op.create_table(
        "matter",
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=100), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("medium", sa.String(length=40), server_default="", nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("again_seconds", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_matter")),
    )
    op.create_index("ix_matter_customer", "matter", ["customer_id", "topic", "at"])
    op.create_index("ix_matter_slot", "matter", ["slot", "queue_id", "medium"])


def _queue_slot() -> None:
    op.create_table(
        "queue_slot",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("in_target", sa.Integer(), nullable=False),
        sa.Column("wait_seconds", sa.Float(), nullable=False),
        sa.Column("abandoned", sa.Integer(), nullable=False),
        sa.Column("abandoned_in_target", sa.Integer(), nullable=False),
        sa.Column("abandoned_short", sa.Integer(), nullable=False),
        sa.Column("overflowed", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("callback", sa.Integer(), nullable=False),
        sa.Column("voicemail", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slot", "queue_id", "medium", name=op.f("pk_queue_slot")),
        sqlite_with_rowid=False,
    )


def _handling_slot() -> None:
    op.create_table(
        "handling_slot",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("talk_seconds", sa.Float(), nullable=False),
        sa.Column("hold_seconds", sa.Float(), nullable=False),
        sa.Column("wrapup_seconds", sa.Float(), nullable=False),
        sa.Column("transferred", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slot", "agent_id", "queue_id", "medium", name=op.f("pk_handling_slot")),
        sqlite_with_rowid=False,
    )


def _agent_slot() -> None:
    op.create_table(
        "agent_slot",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("available_seconds", sa.Float(), nullable=False),
        sa.Column("idle_seconds", sa.Float(), nullable=False),
        sa.Column("busy_seconds", sa.Float(), nullable=False),
        sa.Column("away_seconds", sa.Float(), nullable=False),
        sa.Column("missed_seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("slot", "agent_id", name=op.f("pk_agent_slot")),
        sqlite_with_rowid=False,
    )


def _saved_report() -> None:
    op.create_table(
        "saved_report",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["agent.id"], name=op.f("fk_saved_report_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_report")),
    )
    op.create_index(op.f("ix_saved_report_next_at"), "saved_report", ["next_at"])
    op.create_index(op.f("ix_saved_report_owner_id"), "saved_report", ["owner_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("of_agent_id", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_audit_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_agent", "audit", ["agent_id", "id"])
