"""A copy of the database that can be put back, taken while the hub runs. Files of messages are not in it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from hub.errors import Invalid, Unavailable
from hub.store.engines import read_url

_PAGES = 2048  # copied at once; writers go on between


def backup(url: str, target: Path) -> Path:
    """Write a copy to `target`, whole or not at all: a SQLite file, or pg_dump's custom format for pg_restore.

    Raises Invalid when the target is there already or pg_dump is missing, Unavailable when there is no database.
    """
    if target.exists():
        raise Invalid(f"{target} is there already; name a file that is not.", field="target")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    address = read_url(url)
    try:
        if address.get_backend_name() == "sqlite":
            _copy_sqlite(Path(str(address.database)), draft)
        else:
            _dump_postgres(address.set(drivername="postgresql").render_as_string(hide_password=False), draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def _copy_sqlite(source: Path, draft: Path) -> None:
    if not source.exists():
        raise Unavailable(f"There is no database at {source}.")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(draft)) as copy:
        live.backup(copy, pages=_PAGES)
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _dump_postgres(address: str, draft: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise Invalid("pg_dump is not installed; install PostgreSQL's client programs and try again.")
    command = [program, "--format=custom", f"--file={draft}", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"pg_dump failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason'}")
