"""A database for each test that asks: the test runs once on SQLite and once on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.laid_out import LaidOut
from tests.services.postgres import PostgresServer
from tests.services.sqlite import fresh_sqlite

KINDS = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def laid_out(postgres: PostgresServer) -> LaidOut:
    """The run's PostgreSQL databases whose tables stand."""
    return LaidOut.on(postgres)


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database whose tables stand and are empty."""
    if request.param == "sqlite":
        yield fresh_sqlite(tmp_path)
        return
    databases: LaidOut = request.getfixturevalue("laid_out")
    with databases.lent() as url:
        yield url
