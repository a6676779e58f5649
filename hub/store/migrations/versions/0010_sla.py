"""Steering the floor: notices and their readers, calls for help, clocks under promises of time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_sla"
down_revision = "0009_routing_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay out the tables."""
    for lay_out in (_notice, _notice_reader, _help_call, _sla_clock):
        lay_out()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("sla_clock")
    op.drop_table("help_call")
    op.drop_table("notice_reader")
    op.drop_table("notice")


def _index(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by_agent_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("team", sa.String(length=40), server_default="", nullable=False),
        sa.Column("queue_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.String(length=60), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_by_agent_id"), "notice", ["by_agent_id"])


def _notice_reader() -> None:
    op.create_table(
        "notice_reader",
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("notice_id", "agent_id", name=op.f("pk_notice_reader")),
    )
    _index("ix_notice_reader_unread", "notice_reader", "agent_id", "read_at is null")


def _help_call() -> None:
    op.create_table(
        "help_call",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_help_call_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
    )
    _index("ix_help_call_open", "help_call", "agent_id", "ended_at is null")


def _sla_clock() -> None:
    op.create_table(
        "sla_clock",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("interaction_id", sa.String(length=32), nullable=True),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_seconds", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target_seconds", sa.Integer(), nullable=False),
        sa.Column("warn_seconds", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_sla_clock_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_clock")),
    )
    op.create_index("ix_sla_clock_case", "sla_clock", ["case_id"])
    _index("ix_sla_clock_next", "sla_clock", "next_at", "next_at is not null")
    _index("ix_sla_clock_open", "sla_clock", "conversation_id", "stopped_at is null")
