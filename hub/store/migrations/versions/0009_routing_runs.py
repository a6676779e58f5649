"""The router's journal, and agents lent to a queue for a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hub.store.tables.base import ID_LENGTH, POSITION, Instant

revision = "0009_routing_runs"
down_revision = "0007_board"
branch_labels = None
depends_on = None

OUT = sa.text("returned_at is null")


def upgrade() -> None:
    """Two empty tables."""
    op.create_table(
        "routing_run",
        sa.Column("id", POSITION, primary_key=True, autoincrement=True),
        sa.Column("floor_id", sa.String(ID_LENGTH), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=False),
        sa.Column("pos", sa.BigInteger, nullable=False),
        sa.Column("rules", sa.String(64), nullable=False, server_default=""),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_routing_run_began_at", "routing_run", ["began_at"])
    op.create_index("ix_routing_run_floor", "routing_run", ["floor_id", "number"], unique=True)
    op.create_table(
        "lent",
        sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
        sa.Column("agent_id", sa.String(ID_LENGTH), sa.ForeignKey("agent.id"), nullable=False),
        sa.Column("queue_id", sa.String(40), nullable=False, server_default=""),
        sa.Column("preference", sa.Integer, nullable=False),
        sa.Column("from_queue_id", sa.String(40), nullable=False, server_default=""),
        sa.Column("from_preference", sa.Integer, nullable=False),
        sa.Column("by_agent_id", sa.String(ID_LENGTH), nullable=False),
        sa.Column("lent_at", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("returned_at", Instant, nullable=True),
    )
    op.create_index("ix_lent_agent_id", "lent", ["agent_id"])
    op.create_index("ix_lent_out", "lent", ["until"], sqlite_where=OUT, postgresql_where=OUT)


def downgrade() -> None:
    """Forget both."""
    op.drop_table("lent")
    op.drop_table("routing_run")
