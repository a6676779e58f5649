"""A call whose webhooks never came: the hub was down, the carrier's fallback answered; it is found and shown."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from channels.twilio import catchup
from hub.store import tables as t
from tests.edge.carrier_stage import NUMBER, phone_stage

ANNA = "+4915112345678"


async def test_a_call_that_the_hub_never_heard_of_appears_in_the_callers_thread(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catchup, "EVERY_SECONDS", 0.3)
    async with phone_stage(tmp_path, database_url) as both:
        await asyncio.sleep(1)  # the first look only keeps the place
        both.carrier.faults.set("voice", drop=1.0)
        both.carrier.faults.set("status", drop=1.0)
        call = await both.carrier.dial(ANNA, NUMBER)
        await call.until("ended", 60)
        async with asyncio.timeout(20):
            while not (found := await both.hub.store.read(lambda conn: conn.execute(t.call.select()).all())):
                await asyncio.sleep(0.1)
            while (await both.hub.store.read(lambda conn: conn.execute(t.call.select()).all()))[0].state != "ended":
                await asyncio.sleep(0.1)
            while not (lines := await both.hub.store.read(lambda conn: conn.execute(t.message.select()).all())):
                await asyncio.sleep(0.1)
        await asyncio.sleep(1)  # further looks
        assert len(await both.hub.store.read(lambda conn: conn.execute(t.call.select()).all())) == len(found) == 1
        assert len(lines) == len(await both.hub.store.read(lambda conn: conn.execute(t.message.select()).all()))
