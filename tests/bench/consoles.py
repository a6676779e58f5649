"""Figure: a thousand agents' sockets: memory each, and how long until all have their desks after a server restart."""

from __future__ import annotations

import asyncio
import time

from tests.bench.databases import Databases
from tests.bench.figures import Figure, Scale
from tests.bench.hubs import BenchHub
from tests.bench.load import Desk, listening
from tests.bench.machine import resident_bytes

AGENTS = 1000
KILOBYTES = 60.0  # the first target of the project's performance notes
SECONDS = 15.0


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures, on SQLite."""
    count = scale.count(AGENTS)
    with databases.fresh("SQLite") as url:
        hub = BenchHub(databases.folder / "hub-consoles", url)
        hub.prepare(count)
        hub.start()
        try:
            empty = resident_bytes(hub.pid)
            desk = Desk(hub.port, hub.tokens)
            async with listening(desk.consoles):
                desk.begin()
                await asyncio.sleep(3.0)
                each = (resident_bytes(hub.pid) - empty) / count / 1024
            hub.stop()
            begun = time.perf_counter()
            hub.start()
            ready = time.perf_counter()
            async with listening(Desk(hub.port, hub.tokens).consoles):
                done = time.perf_counter()
        finally:
            hub.stop()
    return [
        Figure(f"{count} agents' sockets: memory each", f"{each:.0f} kB", "", f"≤ {KILOBYTES:.0f} kB",
               each <= KILOBYTES, "growth of the hub's resident memory, everybody available, their desks sent"),
        Figure(f"{count} agents' sockets: all complete after a server restart", f"{done - begun:.1f} s", "",
               f"< {SECONDS:.0f} s", done - begun < SECONDS,
               f"{ready - begun:.1f} s until the hub is ready, {done - ready:.1f} s for all desks"),
    ]  # fmt: skip
