"""Writes what `make faults` found into RESULTS.md, a line for each database."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

HEAD = """# Faults

Written by `make faults`. The server is killed with SIGKILL under a load of chats and mails; a ledger of what was
acknowledged (HTTP 200, SMTP 250) is compared with the store. A process crash is tested, not a power cut.

| database | date | machine | kills | acknowledged | lost | doubled | ready again, median / worst |
|---|---|---|---|---|---|---|---|
"""


def note(database_url: str, kills: int, acknowledged: int, counts: tuple[int, int], ready: list[float]) -> None:
    """Put one run's line in place of an earlier one of this database, where FAULTS_REPORT names a file."""
    target = os.environ.get("FAULTS_REPORT")
    if not target:
        return
    name = "SQLite" if database_url.startswith("sqlite") else "PostgreSQL"
    path = Path(target)
    rows = path.read_text("utf-8").splitlines() if path.exists() else HEAD.splitlines()
    rows = [row for row in rows if not re.match(rf"\| {name} \|", row)]
    ordered = sorted(ready)
    times = f"{ordered[len(ordered) // 2]:.1f} s / {ordered[-1]:.1f} s"
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    lost, doubled = counts
    cells = (name, f"{datetime.now(UTC):%Y-%m-%d}", machine, kills, acknowledged, lost, doubled, times)
    rows.append(f"| {' | '.join(map(str, cells))} |")
    path.write_text("\n".join(rows) + "\n", "utf-8")
