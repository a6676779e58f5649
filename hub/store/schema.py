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
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from hub.store import log, tables
from hub.store.engines import open_migrator, postgres_arguments, read_url, refusal_of
from hub.store.ids import Ids

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> list[str]:
    """Bring the database forward in one transaction; the names of the steps taken, [] when it was there already.

    Makes the database file and its folder on SQLite. Raises Unavailable when there is no database.
    """
    address = read_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = open_migrator(address)
    try:
        with engine.begin() as connection:
            return _migrate(connection)
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


def _migrate(connection: Connection) -> list[str]:
    steps = _steps_after(MigrationContext.configure(connection).get_current_revision())
    if steps:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    log.begin_epoch(connection, Ids(lambda: datetime.now(UTC))())
    return steps


def create(url: str) -> None:
    """Lay out the whole schema at once, without its history: for tests and throw-away databases."""
    engine = open_migrator(read_url(url))
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
