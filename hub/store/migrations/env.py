"""How Alembic runs the steps: on the connection schema.migrate gives, in batches where SQLite needs them."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from hub.store import tables


def run(connection: Connection) -> None:
    """Run the steps asked for in the transaction that is open, or one of their own."""
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
