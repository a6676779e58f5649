"""The machine the figures come from: what it is, who runs on which core, and what a process costs it. Linux only."""

from __future__ import annotations

import contextlib
import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
HUB_CORE = CORES[0]  # what is measured has one core for itself
OTHER_CORES = CORES[1:] or CORES  # the generator and PostgreSQL share the rest

_TICKS = os.sysconf("SC_CLK_TCK")
LIBRARIES = ("aiohttp", "python-socketio", "SQLAlchemy", "psycopg", "uvloop", "orjson")


PRIORITY = -15


def stay_off_the_hubs_core() -> None:
    """Run this process, and what it starts, on the other cores."""
    os.sched_setaffinity(0, OTHER_CORES)
    _before_others()


def take_the_hubs_core() -> None:
    """Run this process on the one core that is measured."""
    os.sched_setaffinity(0, {HUB_CORE})
    _before_others()


def _before_others() -> None:
    """Where it is permitted, go before what else runs on a shared machine (proc(5): autogroup)."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
        Path("/proc/self/autogroup").write_text(str(PRIORITY))


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds of a process: all of it, and of its children (mail parsers) that are alive."""

    own: float
    children: float

    def since(self, before: Cost) -> Cost:
        """What was spent between two looks."""
        return Cost(self.own - before.own, self.children - before.children)


def cost(pid: int) -> Cost:
    """What this process has spent so far."""
    return Cost(_seconds(pid), sum(_seconds(child) for child in children(pid)))


def children(pid: int) -> list[int]:
    """The processes it started that are alive."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(each) for each in (task / "children").read_text().split()]
    return found


def resident_bytes(pid: int) -> int:
    """Memory it holds now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def described(postgres: str) -> list[tuple[str, str]]:
    """The machine in the words of the report."""
    cpu = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.processor(),
    )  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return [
        ("date", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("processor", f"{cpu}, {len(CORES)} cores"),
        ("memory", f"{memory:.0f} GiB"),
        ("system", f"Linux {platform.release()}"),
        ("Python", f"{platform.python_version()} with {', '.join(f'{each} {version(each)}' for each in LIBRARIES)}"),
        ("databases", f"SQLite {_sqlite()} (WAL, synchronous=FULL), PostgreSQL {postgres} (fsync on)"),
        ("load when it began", load),
    ]


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version
