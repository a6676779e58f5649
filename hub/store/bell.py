"""PostgreSQL's bell: gives committed facts their places, tells the other nodes, and hears of theirs.

One thread with a connection of its own. A NOTIFY inside a writer's transaction would cost most of its rate; here
one stands for all facts stamped together. A tick finds what a dead node committed and did not stamp.
"""

from __future__ import annotations

import logging
import os
import select
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from hub.store import log
from hub.store.engines import postgres_arguments

TICK_SECONDS = 0.05
RETRY_SECONDS = 0.5
CHANNEL = "rapport_facts"

_UNSTAMPED = "SELECT EXISTS (SELECT 1 FROM fact WHERE pos IS NULL)"
_log = logging.getLogger("hub.store")


class Bell:
    """The thread. `ring` is called in it whenever the log has grown for readers, here or on another node."""

    def __init__(self, engine: Engine, ring: Callable[[], None]) -> None:
        arguments = postgres_arguments()
        self._engine = create_engine(
            engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments
        )
        self._ring = ring
        self._wake_in, self._wake_out = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._pending = False  # a byte lies in the pipe
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-bell", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def committed(self) -> None:
        """Called by the writer: there is something to stamp."""
        if not self._pending:
            self._pending = True
            os.write(self._wake_out, b"!")

    def close(self) -> None:
        """Stop; what is unstamped is stamped by the next to come."""
        self._closed.set()
        self.committed()
        self._thread.join()
        self._engine.dispose()
        os.close(self._wake_in)
        os.close(self._wake_out)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                with self._engine.connect() as connection:
                    connection.exec_driver_sql(f"LISTEN {CHANNEL}")
                    self._ring()  # what came while nobody listened
                    self._serve(connection)
            except (SQLAlchemyError, psycopg.Error, OSError) as error:
                _log.warning("The bell lost its database", extra={"error": type(error).__name__})
                self._closed.wait(RETRY_SECONDS)

    def _serve(self, connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        while not self._closed.is_set():
            ready, _, _ = select.select([driver.fileno(), self._wake_in], [], [], TICK_SECONDS)
            if self._wake_in in ready:
                self._pending = False
                os.read(self._wake_in, 64)
            stamped = self._stamp(connection, driver) if self._wake_in in ready or not ready else 0
            heard = [notice for notice in driver.notifies(timeout=0)]
            if stamped or heard:
                self._ring()

    def _stamp(self, connection: Connection, driver: Any) -> int:
        """Stamp all there is; how many. The notice is part of the stamping transaction, so it tells no lie."""
        total = 0
        while connection.exec_driver_sql(_UNSTAMPED).scalar():
            with driver.transaction():
                stamped = log.stamp(connection)
                connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
            total += stamped
        return total
