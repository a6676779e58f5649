"""Connections to the two databases: one that writes, a few that read, and the promise of durability.

SQLite: WAL, synchronous=FULL, BEGIN IMMEDIATE for writers. PostgreSQL: psycopg 3, synchronous_commit=on.
What runs over the connections is not decided here.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson
import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from hub.errors import HubError, Invalid, Unavailable
from hub.store.tables.base import clean

BUSY_MS = 5000  # how long a statement waits for another process's lock
CONNECT_SECONDS = 2
LOCK_MS = 1500
MIGRATION_SECONDS = 60  # how long a node waits for another one's steps
READERS = 6  # of them two for reports (edge/api/reports) and two for jobs (edge/jobs); the others are the floor's

_MIGRATE_LOCK = 7_100_418  # PostgreSQL: one node migrates, the others wait
_SQLITE_FULL_SYNC = 2
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
}  # fmt: skip
_POSTGRES_OPTIONS = f"-c synchronous_commit=on -c lock_timeout={LOCK_MS} -c timezone=UTC -c jit=off"
_POSTGRES_ARGUMENTS = {
    "connect_timeout": CONNECT_SECONDS,
    "application_name": "rapport",
    "options": _POSTGRES_OPTIONS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 5000,
}


def read_url(text: str) -> URL:
    """The address of a database, with our driver. Raises Invalid for what is neither SQLite nor PostgreSQL."""
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except Exception as error:
        raise Invalid("DATABASE_URL cannot be read; write sqlite:///path or postgresql://…") from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+pysqlite")
    raise Invalid("DATABASE_URL names no database we know; write sqlite:///path or postgresql://…")


def open_writer(url: URL) -> Engine:
    """An engine whose transactions write; the caller holds its one connection."""
    engine = create_engine(url, poolclass=NullPool, connect_args=_arguments(url), **_common())
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def open_migrator(url: URL) -> Engine:
    """An engine whose transactions change the schema, wholly or not at all; another node's steps are waited for.

    Python's driver would commit each CREATE by itself, so SQLite's transactions are begun here. Its foreign keys stay
    unchecked, since a table is laid out anew beside the old one.
    """
    if url.get_backend_name() == "sqlite":
        arguments = {"isolation_level": None, "timeout": MIGRATION_SECONDS}
        engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    engine = create_engine(url, poolclass=NullPool, connect_args=postgres_arguments())
    event.listen(engine, "begin", _begin_alone)
    return engine


def open_readers(url: URL, size: int = READERS) -> Engine:
    """An engine whose transactions see one moment of the database and change nothing."""
    if url.get_backend_name() == "sqlite":
        arguments = _arguments(url)
        engine = create_engine(url, pool_size=size, max_overflow=0, connect_args=arguments, **_common())
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "connect", _forbid_sqlite_writes)
        event.listen(engine, "begin", _begin_deferred)
        return engine
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        isolation_level="REPEATABLE READ",
        connect_args=_arguments(url),
        **_common(),
    )
    event.listen(engine, "connect", _forbid_postgres_writes)
    return engine


def assert_durable(connection: Connection) -> None:
    """Raise RuntimeError unless a commit on this connection is on disk when it returns."""
    if connection.dialect.name == "sqlite":
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        if mode != "wal" or level != _SQLITE_FULL_SYNC:
            raise RuntimeError(f"SQLite would lose commits: journal_mode={mode}, synchronous={level}")
        return
    setting = connection.exec_driver_sql("SHOW synchronous_commit").scalar()
    if setting not in ("on", "remote_apply"):
        raise RuntimeError(f"PostgreSQL would lose commits: synchronous_commit={setting}; set it to on")


def refusal_of(error: BaseException) -> BaseException:
    """The error to tell: a database that is away, busy or full is Unavailable, an unkeepable value Invalid."""
    if isinstance(error, HubError):
        return error
    if isinstance(error, DBAPIError) and _is_away(error):
        return _told(Unavailable(), error)
    if isinstance(getattr(error, "orig", error), UnicodeEncodeError):
        return _told(Invalid("a text holds characters that are not Unicode; send UTF-8"), error)
    if isinstance(error, DBAPIError) and "NUL" in str(error.orig):
        return _told(Invalid("a text holds a NUL character; leave it out"), error)
    return error


def _is_away(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    return isinstance(error.orig, psycopg.OperationalError)


def is_conflict(error: BaseException) -> bool:
    """Whether PostgreSQL gave up this transaction for another's sake: run it again.

    Deadlock, serialization, or two nodes that made the same key at once; the second try finds what the other made.
    """
    return getattr(getattr(error, "orig", None), "sqlstate", None) in ("40P01", "40001", "23505")


def postgres_arguments() -> dict[str, Any]:
    """What every connection to PostgreSQL says of itself."""
    return dict(_POSTGRES_ARGUMENTS)


def _told(refusal: HubError, cause: BaseException) -> HubError:
    refusal.__cause__ = cause
    return refusal


def _arguments(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"isolation_level": None, "check_same_thread": False, "cached_statements": 256}
    return postgres_arguments()


def _common() -> dict[str, Any]:
    """Errors tell the statement but not what was in it: that is people's."""
    return {"json_serializer": write_json, "json_deserializer": orjson.loads, "hide_parameters": True}


def write_json(value: Any) -> str:
    """JSON that both databases and every reader can take: no NUL, no lone surrogates."""
    try:
        text = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        return orjson.dumps(_cleaned(value), default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    if "\\u0000" in text:
        return orjson.dumps(_cleaned(value), default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    return text


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case dict():
            return {_cleaned(key): _cleaned(item) for key, item in value.items()}
        case list() | tuple():
            return [_cleaned(item) for item in value]
    return value


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
        "mmap_size=1073741824",
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _forbid_sqlite_writes(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _forbid_postgres_writes(connection: Any, _record: object) -> None:
    connection.read_only = True


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_alone(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{MIGRATION_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATE_LOCK})")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
