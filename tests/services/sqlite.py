"""SQLite for the tests: migrated once a process, and copied from then on."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hub.store import schema


def fresh_sqlite(folder: Path) -> str:
    """The address of a new database in this folder, whose tables stand."""
    path = folder / "hub.sqlite"
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hub.sqlite"
        schema.migrate(f"sqlite:///{path}")
        return path.read_bytes()
