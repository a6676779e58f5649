"""A firm on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.firm import Firm


@pytest.fixture
def firm(database_url: str, tmp_path: Path) -> Iterator[Firm]:
    """An open hub without its edge; the test runs once on SQLite and once on PostgreSQL."""
    found = Firm(database_url, tmp_path)
    yield found
    found.close()
