"""Weekly samples: rules that draw by themselves as each week begins, and who drew what was drawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_weekly_samples"
down_revision = "0013_bounded_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No rule draws by itself yet; what was drawn before was drawn by whoever last kept its rule."""
    with op.batch_alter_table("sample_rule") as rule:
        rule.add_column(sa.Column("weekly", sa.Boolean(), server_default=sa.false(), nullable=False))
        rule.add_column(sa.Column("drawn_week", sa.String(10), server_default="", nullable=False))
    with op.batch_alter_table("sample") as sample:
        sample.add_column(sa.Column("drawn_by", sa.String(32), nullable=True))
    op.execute("UPDATE sample SET drawn_by = (SELECT created_by FROM sample_rule AS r WHERE r.id = sample.rule_id)")


def downgrade() -> None:
    """Rules wait for somebody again."""
    with op.batch_alter_table("sample") as sample:
        sample.drop_column("drawn_by")
    with op.batch_alter_table("sample_rule") as rule:
        rule.drop_column("drawn_week")
        rule.drop_column("weekly")
