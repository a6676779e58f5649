"""Oversight: which teams a supervisor sees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_oversight"
down_revision = "0005_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those who were supervisors before see everybody, as before."""
    with op.batch_alter_table("agent") as agent:
        agent.add_column(sa.Column("oversees", sa.JSON(), server_default='["*"]', nullable=False))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("agent") as agent:
        agent.drop_column("oversees")
