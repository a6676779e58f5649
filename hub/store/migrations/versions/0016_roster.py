"""The roster: planned shifts, and how far the plan was kept by quarter hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_roster"
down_revision = "0015_channel_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has planned anything yet."""
    _shift()
    _planned_slot()


def downgrade() -> None:
    """Forget the plans and what became of them."""
    op.drop_table("planned_slot")
    op.drop_table("shift")


def _shift() -> None:
    op.create_table(
        "shift",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=32), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_shift_agent_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["agent.id"], name=op.f("fk_shift_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_agent", "shift", ["agent_id", "begins_at"])
    op.create_index("ix_shift_begins", "shift", ["begins_at"])


def _planned_slot() -> None:
    op.create_table(
        "planned_slot",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("planned_seconds", sa.Float(), nullable=False),
        sa.Column("work_seconds", sa.Float(), nullable=False),
        sa.Column("adherent_seconds", sa.Float(), nullable=False),
        sa.Column("worked_seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("slot", "agent_id", name=op.f("pk_planned_slot")),
        sqlite_with_rowid=False,
    )
