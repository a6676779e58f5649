"""Figure: one routing step, measured by routing, as lines of the report."""

from __future__ import annotations

import asyncio

from tests.bench import routing
from tests.bench.databases import Databases
from tests.bench.figures import Figure, Scale

TARGET = (1_000, 10_000)


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures at growing size; a quick look leaves the largest out."""
    sizes = routing.SIZES if scale.part >= 1 else routing.SIZES[:2]
    return [await asyncio.to_thread(_at, *size) for size in sizes]


def _at(seats: int, waiting: int) -> Figure:
    found = {each.kind: each for each in routing.measure(seats, waiting)}
    step = found["all"]
    aimed = (seats, waiting) == TARGET
    return Figure(
        f"routing step: {seats:,} seats, {waiting:,} waiting", f"median {step.median:.0f} µs, p99 {step.p99:.0f} µs",
        "", f"median < {routing.TARGET_MILLISECONDS} ms" if aimed else "",
        step.median < routing.TARGET_MILLISECONDS * 1000 if aimed else None,
        f"explaining one item: median {found['explain'].median:.0f} µs",
    )  # fmt: skip
