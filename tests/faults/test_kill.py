"""kill -9 of the server under load: nothing acknowledged is lost or doubled (a process crash, not a power cut)."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import time
from pathlib import Path

import pytest

from tests.e2e.running import RunningHub
from tests.faults import report
from tests.faults.ledger import Customers, settled

KILLS = int(os.environ.get("KILLS", "5"))
SETTLE_SECONDS = 60.0


@pytest.mark.timeout(60 + KILLS * 20)
async def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path, database_url: str) -> None:
    """5 kills in `make test`, 100 in `make faults` (KILLS=100), on both databases."""
    hub = RunningHub(tmp_path, ("demo", "--empty"), {"DATABASE_URL": database_url})
    chance = random.Random(20261122)
    customers = Customers(hub.url, hub.smtp_port)
    ready: list[float] = []
    hub.start()
    writing = asyncio.create_task(customers.write())
    try:
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.2, 3.0))
            await asyncio.to_thread(hub.kill)
            begun = time.monotonic()
            await asyncio.to_thread(hub.start)
            ready.append(time.monotonic() - begun)
        await asyncio.sleep(1.5)
        customers.stop()
        await asyncio.wait_for(writing, 30)
        difference = await settled(customers.ledger, database_url, SETTLE_SECONDS)
    finally:
        writing.cancel()
        await asyncio.to_thread(hub.kill)
    assert len(customers.ledger.chats) > KILLS and customers.ledger.mails, "there was no load"
    acknowledged = len(customers.ledger.chats) + len(customers.ledger.mails)
    report.note(database_url, KILLS, acknowledged, (len(difference.lost), len(difference.doubled)), ready)
    assert difference.lost == ()
    assert difference.doubled == ()
    if database_url.startswith("sqlite:///"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
