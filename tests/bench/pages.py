"""Figure: the customer page at the server and search, with 100,000 and with a million interactions in the store."""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from hub.store.database import open_store
from tests.bench import customer_page
from tests.bench.databases import KINDS, Databases
from tests.bench.figures import Figure, Scale
from tests.bench.fill import BUSY, fill

SIZES = (100_000, 1_000_000)
PAGE_MS, TIMES, SEARCH_MS = 10.0, 1.5, 100.0
KEPT = Path(tempfile.gettempdir()) / "rapport-bench-kept"  # filled SQLite files, so that a second run is quick

Found = dict[str, tuple[float, float]]


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures on both databases."""
    sizes = [max(1000, int(size * scale.part)) for size in SIZES]
    return [figure for kind in KINDS for figure in await asyncio.to_thread(_on, databases, kind, sizes)]


def _on(databases: Databases, kind: str, sizes: list[int]) -> list[Figure]:
    (small, _), (large, seconds) = [_filled(databases, kind, size) for size in sizes]
    page, before = large["page"][0], small["page"][0]
    worst = max((name for name in large if name.startswith("search")), key=lambda name: large[name][1])
    times = page / before
    return [
        Figure(f"customer page, {kind}: card and 50 newest lines among {sizes[1]:,} interactions",
               f"p50 {page:.2f} ms, p99 {large['page'][1]:.1f} ms", f"{times:.2f}× of {sizes[0]:,}",
               f"p50 < {PAGE_MS:.0f} ms, ≤ {TIMES}×", page < PAGE_MS and times <= TIMES,
               f"at {sizes[0]:,} p50 {before:.2f} ms; busiest customers {large['page of the busiest'][0]:.1f} ms; "
               f"filled in {seconds:.0f} s"),
        Figure(f"search, {kind}: newest first among {sizes[1] * 3:,} lines",
               f"p50 {large[worst][0]:.1f} ms, p99 {large[worst][1]:.1f} ms", "", f"p99 ≤ {SEARCH_MS:.0f} ms",
               large[worst][1] <= SEARCH_MS, f"the slowest kind of query: {worst.removeprefix('search ')}"),
    ]  # fmt: skip


def _filled(databases: Databases, kind: str, size: int) -> tuple[Found, float]:
    if kind == "PostgreSQL":
        with databases.fresh(kind) as url:
            begun = time.monotonic()
            fill(url, size)
            return _measured(url, size), time.monotonic() - begun
    KEPT.mkdir(exist_ok=True)
    kept, begun = KEPT / f"{_schema()}-{size}.db", time.monotonic()
    if not kept.exists():
        part = kept.with_suffix(".part")
        part.unlink(missing_ok=True)
        fill(f"sqlite:///{part}", size)
        part.rename(kept)
    taken = time.monotonic() - begun
    return _measured(f"sqlite:///{kept}", size), taken


def _measured(url: str, size: int) -> Found:
    store = open_store(url, clock=lambda: datetime.now(UTC), blobs=Path("unused"))
    try:
        return customer_page.measure(store, max(BUSY + 1, size // 10))
    finally:
        store.close()


def _schema() -> str:
    """A mark of everything the filled rows depend on."""
    import hashlib

    from hub.store import tables
    from tests.bench import fill as filler

    digest = hashlib.sha256(Path(filler.__file__).read_bytes())
    for path in sorted(Path(tables.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
