"""PostgreSQL databases whose tables stand: lent to one test after the other, as empty as on the first day each time.

A new copy costs half a second and more, a row that is deleted nothing: so a database given back is emptied and lent
again, unless somebody changed its tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from hub.store import schema
from tests.services.postgres import PostgresServer

_HERE = "relnamespace = 'public'::regnamespace"
_TABLES = f"SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND {_HERE} AND pg_relation_size(oid) > 0"
_SHAPE = f"SELECT count(*), sum(relnatts), sum(relchecks) FROM pg_class WHERE {_HERE}"
_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COUNTERS = f"SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND {_HERE}"


@dataclass(slots=True)
class LaidOut:
    """The databases of one server. Its first is never lent: it is what the others are copied from."""

    server: PostgresServer
    layout: str
    shape: tuple[object, ...]
    kept: dict[str, bytes]  # what a migrated database holds before anybody uses it, by table
    free: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, server: PostgresServer) -> LaidOut:
        """Migrate the first one and see what it holds."""
        layout = server.create()
        schema.migrate(server.url(layout))
        with server.connect(layout) as connection:
            tables = [name for (name,) in connection.execute(_TABLES.encode()).fetchall()]
            kept = {name: _rows(connection, name) for name in tables}
            return cls(server, layout, _shape(connection), kept)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of one that nobody uses."""
        name = self.free.pop() if self.free else self.server.create(self.layout)
        yield self.server.url(name)
        if self._is_emptied(name):
            self.free.append(name)
        else:
            self.server.drop(name)

    def _is_emptied(self, name: str) -> bool:
        """As it was at first; False when its tables are not what they were, or it is out of reach."""
        try:
            with self.server.connect(name) as connection:
                connection.execute(_OTHERS)
                if _shape(connection) != self.shape:
                    return False
                connection.execute("SET session_replication_role = replica")  # no table waits for another
                for (table,) in connection.execute(_TABLES.encode()).fetchall():
                    connection.execute(f"DELETE FROM {table}".encode())
                for table, rows in self.kept.items():
                    with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                        copy.write(rows)
                connection.execute(_COUNTERS.encode())
        except psycopg.OperationalError:
            return False
        return True


def _rows(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(bytes(part) for part in copy)


def _shape(connection: psycopg.Connection) -> tuple[object, ...]:
    return connection.execute(_SHAPE.encode()).fetchone() or ()
