"""A process that writes and says what was acknowledged, to be killed: `python -m tests.store.durable URL`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from hub.core.facts import AgentChanged
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId
from hub.store import tables as t
from hub.store.database import Store, Tx, open_store
from hub.store.sql import insert


def put(tx: Tx, name: str) -> None:
    """Half of it is a row, half a fact: both or none."""
    tx.conn.execute(insert(t.lease), {"name": name, "owner": "durable", "until": tx.now})
    tx.record(AgentChanged(AgentId(name)))


async def write(store: Store, task: int, begin: int) -> None:
    """Write on and on; each name is printed after its commit."""
    number = begin
    while True:
        name = f"{task}-{number}"
        await store.do(put, name)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        number += 1


async def main(url: str, begin: int) -> None:
    """Eight writers until killed."""
    store = open_store(url, clock=lambda: datetime.now(UTC), blobs=Path("unused"))
    store.house = FloorPlan("", ("en",), "UTC", "EUR", {}, {}, {}, {}, (), (), (), {})
    await asyncio.gather(*(write(store, task, begin) for task in range(8)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
