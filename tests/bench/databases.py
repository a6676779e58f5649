"""Fresh databases for the figures: SQLite in a folder, PostgreSQL as a server of our own that keeps its promises."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.parts import find_postgres
from tests.services.postgres import SETTINGS, PostgresServer

# The tests' server forgets at a power cut; a figure needs one that does not.
DURABLE = {**SETTINGS, "fsync": "on", "full_page_writes": "on", "shared_buffers": "512MB", "max_wal_size": "4GB"}
KINDS = ("SQLite", "PostgreSQL")


class Databases:
    """What figures ask for databases. Belongs to one run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rapport-bench-"))
        self._server: PostgresServer | None = None
        self._count = 0

    @property
    def server(self) -> PostgresServer:
        """PostgreSQL, started when first asked for."""
        if self._server is None:
            programs = find_postgres()
            if programs is None:
                raise SystemExit("PostgreSQL is missing; `make bench` installs it.")
            self._server = PostgresServer(programs, DURABLE)
            self._server.daemon.start()
        return self._server

    def version(self) -> str:
        """PostgreSQL's."""
        programs = find_postgres()
        if programs is None:
            return "missing"
        told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
        return told.stdout.split()[2]

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The address of an empty database, gone afterwards."""
        if kind == "PostgreSQL":
            name = self.server.create()
            try:
                yield self.server.url(name).replace("postgresql+psycopg", "postgresql")
            finally:
                self.server.drop(name)
            return
        self._count += 1
        folder = self.folder / f"db{self._count}"
        folder.mkdir()
        try:
            yield f"sqlite:///{folder / 'rapport.db'}"
        finally:
            shutil.rmtree(folder)

    def close(self) -> None:
        """Stop and forget everything."""
        if self._server is not None:
            self._server.close()
        shutil.rmtree(self.folder, ignore_errors=True)
