"""Mobile: an agent's own number, on which a call goes on when the console has no sound."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_mobile"
down_revision = "0011_quality"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has given one yet."""
    with op.batch_alter_table("agent") as agent:
        agent.add_column(sa.Column("mobile", sa.String(20), server_default="", nullable=False))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("agent") as agent:
        agent.drop_column("mobile")
