"""Figure: a month's reports over 100,000 and a million interactions, all of them within that month.

Rows are made inside the database: stays, and the sums the historian would have kept of them, of 200 agents nine hours
a day, 8 queues, 4 mediums with two channels each. What is measured is asking and putting together, as the hub does it,
without HTTP.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from hub.actions import reporting
from hub.core.slots import slot_of
from hub.insight import asking
from hub.store import figure_backfill, log, schema
from hub.store.agent_time import PLACE
from hub.store.database import Store, Tx, open_store
from hub.store.engines import read_url
from tests.bench.databases import KINDS, Databases
from tests.bench.figures import Figure, Scale
from tests.bench.fill import _AGENT, _run, _spoken

SIZES = (100_000, 1_000_000)
BEGINS, ENDS = datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)  # October in Berlin
NOW = datetime(2026, 11, 2, tzinfo=UTC)
P50_MS, ROUNDS = 2000.0, 5
FIRST, SLOTS = slot_of(BEGINS), slot_of(ENDS) - slot_of(BEGINS)
AGENTS = 200
REPORTS = {
    "by queue": "metrics=service_level,asa,abandoned_share,entered&by=queue,medium",
    "by day, compared": "metrics=service_level,asa,entered&by=day,queue&compare=previous",
    "by agent": "metrics=handled,aht,transfers,occupancy&by=agent",
    "by hour of day": "metrics=handled,aht,service_level&by=hour",
    "by channel": "metrics=service_level,asa,entered,handled,aht&by=channel",
    "percentiles by channel": "metrics=wait_p50,wait_p80,wait_p95&by=channel",
    "percentiles by queue": "metrics=wait_p50,wait_p80,wait_p95&by=queue",
}

_SLOT = f"{FIRST} + (n.i * 7919) % {SLOTS}"
_QUEUE = "'queue' || (n.i % 8)"
_MEDIUM = "CASE n.i / 8 % 4 WHEN 0 THEN 'phone' WHEN 1 THEN 'chat' WHEN 2 THEN 'email' ELSE 'sms' END"
_CHANNEL = f"{_MEDIUM} || (n.i / 32 % 2)"
_STAYS = f"""
    INSERT INTO stay (id, interaction_id, queue_id, medium, why, entered_at, entered_slot, target_seconds, left_at,
                      left_slot, ended_by, waited_seconds, agent_id, channel_id)
    SELECT {{key:n.i}}, {{key:n.i}}, {_QUEUE}, {_MEDIUM}, 'arrived', {{at:0}}, {_SLOT}, 20, {{at:0}}, {_SLOT},
           CASE WHEN n.i % 20 = 0 THEN 'abandoned' ELSE 'answered' END, n.i * 31 % 97, NULL,
           {_CHANNEL}
    FROM {{n}} WHERE :customers > 0
"""
_HANDLED = f"""
    INSERT INTO handling_slot (slot, agent_id, queue_id, medium, channel_id, handled, talk_seconds, hold_seconds,
                               wrapup_seconds, transferred, completed, judged, resolved)
    SELECT h.slot, h.agent_id, h.queue_id, h.medium, h.channel_id, count(*), sum(240.0), 0.0, sum(35.0), 0,
           count(*), count(*), count(*)
    FROM (SELECT {_SLOT} AS slot, {{key:n.i * 31 % {AGENTS}}} AS agent_id, {_QUEUE} AS queue_id, {_MEDIUM} AS medium,
          {_CHANNEL} AS channel_id FROM {{n}} WHERE :customers > 0) AS h
    GROUP BY h.slot, h.agent_id, h.queue_id, h.medium, h.channel_id ORDER BY h.slot
"""
_PRESENT = f"""
    INSERT INTO agent_slot (slot, agent_id, quarters, available_seconds, idle_seconds, busy_seconds, away_seconds,
                            missed_seconds)
    SELECT {FIRST} + n.i / {AGENTS}, {{key:n.i % {AGENTS}}}, 1, 800.0, 200.0, 600.0, 100.0, 0.0 FROM {{n}}
    WHERE :customers > 0 AND n.i / {AGENTS} % 96 BETWEEN 34 AND 69
"""

Found = dict[str, float]


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures on both databases."""
    sizes = [max(1000, int(size * scale.part)) for size in SIZES]
    return [figure for kind in KINDS for figure in await asyncio.to_thread(_on, databases, kind, sizes)]


def _on(databases: Databases, kind: str, sizes: list[int]) -> list[Figure]:
    found = []
    for size in sizes:
        with databases.fresh(kind) as url:
            begun = time.monotonic()
            fill(url, size)
            found.append((_measured(url), time.monotonic() - begun))
    (small, _), (large, seconds) = found
    return [
        Figure(f"a month's report {name}, {kind}: {sizes[1]:,} interactions in the month", f"p50 {large[name]:.0f} ms",
               f"{large[name] / small[name]:.1f}× of {sizes[0]:,}", f"p50 < {P50_MS:.0f} ms", large[name] < P50_MS,
               f"at {sizes[0]:,} p50 {small[name]:.0f} ms; filled in {seconds:.0f} s")
        for name in REPORTS
    ]


def fill(url: str, interactions: int) -> None:
    """Lay out the schema and fill one month."""
    schema.create(url)
    engine = create_engine(read_url(url))
    _run(engine, _AGENT, AGENTS, 1)
    _run(engine, _STAYS, interactions, 1)
    _run(engine, _PRESENT, AGENTS * SLOTS, 1)
    with engine.begin() as connection:  # in one piece: its lines are sums
        values = {"first": 0, "last": interactions - 1, "customers": 1}
        connection.execute(text(_spoken(connection, _HANDLED)), values)
        for statement in (figure_backfill._ENTERED, figure_backfill._LEFT):
            connection.execute(text(statement.replace("{short}", "5").replace("interaction_id IN :works", "true")))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))
    engine.dispose()


def _measured(url: str) -> Found:
    """The median time of each report, in milliseconds."""
    store = open_store(url, clock=lambda: NOW, blobs=Path("unused"))
    try:
        _keep_place(store)
        return {name: statistics.median(_timed(store, words) for _ in range(ROUNDS)) for name, words in REPORTS.items()}
    finally:
        store.close()


def _keep_place(store: Store) -> None:
    from tests.actions.firm import small_plan

    def action(tx: Tx) -> None:
        log.keep(tx, PLACE, slot_of(NOW))

    store.house = small_plan()
    store.do_now(action)


def _timed(store: Store, words: str) -> float:
    given = dict(pair.split("=") for pair in words.split("&"))
    begun = time.perf_counter()
    query = asking.read({**given, "from": BEGINS.isoformat(), "to": ENDS.isoformat()}, "Europe/Berlin")
    found = store.read_now(reporting.report, query, NOW)
    assert found.rows
    return (time.perf_counter() - begun) * 1000

