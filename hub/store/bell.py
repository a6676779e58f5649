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
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from hub.store import log
from hub.store.engines import postgres_arguments

TICK_SECONDS = 0.05
RETRY_SECONDS = 0.5

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
                    driver: Any = connection.connection.driver_connection
                    driver.execute(f"LISTEN {log.CHANNEL}")
                    self._ring()  # what came while nobody listened
                    self._serve(driver)
            except (SQLAlchemyError, psycopg.Error, OSError) as error:
                _log.warning("The bell lost its database", extra={"error": type(error).__name__})
                self._closed.wait(RETRY_SECONDS)

    def _serve(self, connection: psycopg.Connection[Any]) -> None:
        while not self._closed.is_set():
            ready, _, _ = select.select([connection.fileno(), self._wake_in], [], [], TICK_SECONDS)
            stamped = 0
            if self._wake_in in ready:
                self._pending = False
                os.read(self._wake_in, 64)
            if self._wake_in in ready or not ready:
                while more := log.stamp(connection):
                    stamped += more
                    if more < log.STAMP_BATCH:
                        break
            heard = list(connection.notifies(timeout=0))
            if stamped or heard:
                self._ring()
