"""Bounded lists: what waits and who looked are found by what is asked, however much lies behind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_bounded_lists"
down_revision = "0012_mobile"
branch_labels = None
depends_on = None

OPEN = {
    "ix_sample_due": ("sample", "due_at", "reviewed_at is null"),
    "ix_coaching_note_open": ("coaching_note", "follow_up", "done_at is null"),
}
PUBLISHED = """
    UPDATE sample SET reviewed_at = (SELECT published_at FROM review
        WHERE review.handling_id = sample.handling_id AND calibration_id IS NULL AND state <> 'draft')
"""


def upgrade() -> None:
    """What was published so far counts as reviewed then."""
    with op.batch_alter_table("sample") as sample:
        sample.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(PUBLISHED)
    for name, (table, column, condition) in OPEN.items():
        op.create_index(name, table, [column], unique=False, sqlite_where=sa.text(condition),
                        postgresql_where=sa.text(condition))
    op.drop_index("ix_quality_read_about", "quality_read")
    op.create_index("ix_quality_read_reader", "quality_read", ["reader_id", "at"], unique=False)
    op.create_index("ix_notice_interaction", "notice", ["interaction_id"], unique=False)
    op.create_index("ix_notice_case", "notice", ["case_id"], unique=False)


def downgrade() -> None:
    """Look through all of them again."""
    op.drop_index("ix_notice_case", "notice")
    op.drop_index("ix_notice_interaction", "notice")
    op.drop_index("ix_quality_read_reader", "quality_read")
    op.create_index("ix_quality_read_about", "quality_read", ["about_id", "at"], unique=False)
    for name, (table, _column, _condition) in OPEN.items():
        op.drop_index(name, table)
    with op.batch_alter_table("sample") as sample:
        sample.drop_column("reviewed_at")
