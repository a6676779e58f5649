"""Boards: their kept frames, the marks of a day, the rules of each configuration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_board"
down_revision = "0006_oversight"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay out the tables."""
    op.create_table(
        "board_frame",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_board_frame")),
    )
    op.create_index(op.f("ix_board_frame_at"), "board_frame", ["at"])
    op.create_table(
        "board_mark",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("queue_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("agent_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("detail", sa.String(length=40), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_board_mark")),
    )
    op.create_index(op.f("ix_board_mark_at"), "board_mark", ["at"])
    op.create_table(
        "house_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_house_version")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("house_version")
    op.drop_table("board_mark")
    op.drop_table("board_frame")
