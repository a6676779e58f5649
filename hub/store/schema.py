"""Brings a database to this release's schema, and says whether it is there.

The schema itself is tables, its steps are migrations/versions. No rows of the firm's are changed here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from hub.store import log, tables
from hub.store.engines import postgres_arguments, read_url, refusal_of
from hub.store.ids import Ids

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATE_LOCK = 7_100_418  # PostgreSQL: one node migrates, the others wait


def migrate(url: str) -> list[str]:
    """Bring the database forward; the names of the steps taken, [] when it was there already.

    Makes the database file and its folder on SQLite. Raises Unavailable when there is no database.
    """
    address = read_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(address)
    try:
        return _migrate(engine)
    except Exception as error:
        raise refusal_of(error) from error
    finally:
        engine.dispose()


def behind(url: str) -> list[str]:
    """The steps the database has not taken yet. Raises Unavailable when there is no database."""
    engine = _engine(read_url(url))
    try:
        with engine.connect() as connection:
            return _steps_after(MigrationContext.configure(connection).get_current_revision())
    except Exception as error:
        raise refusal_of(error) from error
    finally:
        engine.dispose()


def _migrate(engine: Engine) -> list[str]:
    config = _config()
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_MIGRATE_LOCK})")
            connection.commit()
        steps = _steps_after(MigrationContext.configure(connection).get_current_revision())
        connection.rollback()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        log.begin_epoch(connection, Ids(lambda: datetime.now(UTC))())
        connection.commit()
    return steps


def create(url: str) -> None:
    """Lay out the whole schema at once, without its history: for tests and throw-away databases."""
    engine = _engine(read_url(url))
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
        log.begin_epoch(connection, Ids(lambda: datetime.now(UTC))())
    engine.dispose()


def _steps_after(revision: str | None) -> list[str]:
    steps = list(ScriptDirectory.from_config(_config()).walk_revisions())
    names = [step.revision for step in reversed(steps)]
    return names[names.index(revision) + 1 :] if revision in names else names


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _engine(url: URL) -> Engine:
    arguments = postgres_arguments() if url.get_backend_name() == "postgresql" else {}
    return create_engine(url, poolclass=NullPool, connect_args=arguments)
