"""The customer page at the server (card and the 50 newest lines), and search, in a database `fill` has filled.

`python -m tests.bench.customer_page URL CUSTOMERS` prints medians and worst cases in milliseconds.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hub.core.plan import FloorPlan
from hub.core.terms import CustomerId
from hub.store import customers, search, threads
from hub.store.database import Connection, Store, open_store
from tests.bench.fill import BUSY, sentences

PAGES = 300
SEARCHES = 40
PLAN = FloorPlan("Bench", ("en",), "UTC", "EUR", {}, {}, {}, {}, (), (), (), {})


def page(conn: Connection, customer: CustomerId) -> None:
    """What the page asks for."""
    customers.card(conn, customer, PLAN, datetime.now(UTC))
    threads.thread(conn, customer)


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each run, sorted, without the first few."""
    found = []
    for number in range(times + 5):
        began = time.perf_counter()
        work()
        if number >= 5:
            found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def measure(store: Store, count: int) -> dict[str, tuple[float, float]]:
    """Median and 99th percentile of each kind of page and query."""
    chance = random.Random(1)
    said = " ".join(sentences(300)).split()
    commonest = statistics.mode(said)
    rare = [word for word in said if said.count(word) == 1]

    def ask(query: Callable[[], str]) -> list[float]:
        return timed(lambda: store.read_now(search.search, query()), SEARCHES)

    def customer(least: int, most: int) -> CustomerId:
        return CustomerId(f"{chance.randrange(least, most):032x}")

    found = {
        "page": timed(lambda: store.read_now(page, customer(BUSY, count)), PAGES),
        "page of the busiest": timed(lambda: store.read_now(page, customer(0, BUSY)), PAGES // 10),
        "search common word": ask(lambda: commonest),
        "search two common words": ask(lambda: "заказ доставка"),
        "search rare word": ask(lambda: chance.choice(rare)),
        "search prefix": ask(lambda: chance.choice(said)[:3]),
        "search nothing": ask(lambda: "нигденет"),
        "search number": ask(lambda: str(chance.randrange(100_000, 900_000))),
        "search address": ask(lambda: f"customer{chance.randrange(count)}@example.org"),
    }
    return {name: (statistics.median(times), times[int(len(times) * 0.99)]) for name, times in found.items()}


def main(url: str, count: int) -> None:
    """Print the figures."""
    store = open_store(url, clock=lambda: datetime.now(UTC), blobs=Path("unused"))
    for name, (median, worst) in measure(store, count).items():
        sys.stdout.write(f"{store.dialect:10} {name:28} p50 {median:8.2f} ms   p99 {worst:8.2f} ms\n")
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
