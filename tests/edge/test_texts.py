"""Text messages through a running hub by the sandbox's carrier: in, answered, refused after STOP, caught up with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from channels.registry import open_channel
from channels.sandbox.carrier import Account, Carrier, File, Number, RealTime
from channels.twilio import catchup
from hub.core.desk import ChannelInfo
from hub.core.terms import ChannelId, QueueId
from hub.settings import Settings
from hub.store import tables as t
from tests.edge.carrier_stage import served
from tests.edge.stage import Stage, stage
from tests.services.daemon import free_port

NUMBER, ANNA = "+4930555000", "+4915112345678"
ACCOUNT, TOKEN, KEY, SECRET = "AC" + "5a" * 16, "a token of the carrier", "SK" + "6b" * 16, "s" * 32
TEXTS = ChannelId("texts")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@dataclass(slots=True)
class Texting:
    """The running hub and its carrier."""

    hub: Stage
    carrier: Carrier

    async def lines(self) -> list[Any]:
        """Every line of every thread, in order."""
        query = t.message.select().order_by(t.message.c.at, t.message.c.id)
        return list(await self.hub.store.read(lambda conn: conn.execute(query).all()))

    async def until(self, condition: Callable[[list[Any]], bool], seconds: float = 20) -> list[Any]:
        """The lines, once it is so."""
        async with asyncio.timeout(seconds):
            while not condition(found := await self.lines()):
                await asyncio.sleep(0.05)
        return found


@asynccontextmanager
async def texting(folder: Path, database_url: str) -> AsyncIterator[Texting]:
    """Open both, each on a port of its own."""
    port, carrier_port = free_port(), free_port()
    public_url, api_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{carrier_port}/api"
    number = Number(NUMBER, "Fernhill", sms_url=f"{public_url}/channels/{TEXTS}/message", voice=False)
    carrier = Carrier(Account(sid=ACCOUNT, token=TOKEN, keys={KEY: SECRET}, numbers=[number]), api_url, RealTime(20.0))
    table = {"kind": "sms_twilio", "number": NUMBER, "account_sid": ACCOUNT, "api_url": api_url}
    secrets = {"auth_token": TOKEN, "api_key": KEY, "api_secret": SECRET, "token_key": "k" * 32}
    channel = open_channel(TEXTS, table, secrets)

    def changed(settings: Settings) -> Settings:
        plan, medium = settings.plan, channel.capabilities.medium
        info = ChannelInfo(TEXTS, "Texts", medium, NUMBER, False, True, False, False, False, 0, "")
        plan = replace(plan, channels={**plan.channels, TEXTS: info}, undo_seconds=0,
                       channel_queue={**plan.channel_queue, TEXTS: QueueId("support")})  # fmt: skip
        site = replace(settings.site, port=port, public_url=public_url)
        return replace(settings, site=site, plan=plan, channels={**settings.channels, TEXTS: channel})

    async with served(carrier, carrier_port), stage(folder, database_url, changed, port) as hub:
        yield Texting(hub, carrier)


async def test_a_message_is_answered_delivered_and_after_stop_refused(tmp_path: Path, database_url: str) -> None:
    async with texting(tmp_path, database_url) as both:
        await both.carrier.text(ANNA, NUMBER, "Где мой заказ?", [File("a.png", "image/png", PNG)])
        (asked,) = await both.until(lambda lines: len(lines) == 1)
        assert (asked.text, asked.address, asked.file_count) == ("Где мой заказ?", f"sms:{ANNA}", 1)
        console = await both.hub.console("dana")
        said = {"conversation_id": asked.conversation_id, "channel_id": TEXTS, "text": "Завтра. " * 300, "anyway": True}
        assert (await console.command("send_message", **said))["ok"]
        lines = await both.until(lambda lines: any(each.state == "delivered" for each in lines))
        assert [each.text for each in lines if each.direction == "outbound"] == [said["text"]]
        told = [each.body for each in both.carrier.texts(ANNA) if each.direction == "outbound-api"]
        assert "".join(sorted(told, key=len, reverse=True)) == said["text"].strip() or "".join(told) == said["text"]
        await both.carrier.text(ANNA, NUMBER, "СТОП")
        await both.until(lambda lines: lines[-1].text == "СТОП" or any(each.text == "СТОП" for each in lines))
        refused = await console.command("send_message", **{**said, "text": "Ещё одно"})
        assert refused.get("code") == "unwanted", refused
        # A Russian word the provider does not know is answered by us, once.
        async with asyncio.timeout(10):
            while not [each for each in both.carrier.texts(ANNA) if "больше не будете" in each.body]:
                await asyncio.sleep(0.05)


async def test_what_lost_webhooks_missed_is_found(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catchup, "EVERY_SECONDS", 0.3)
    async with texting(tmp_path, database_url) as both:
        console = await both.hub.console("dana")
        await asyncio.sleep(1)  # the first look only keeps the place
        both.carrier.faults.set("text", drop=1.0)
        both.carrier.faults.set("text_status", drop=1.0)
        for number in range(5):
            await both.carrier.text(ANNA, NUMBER, f"Message {number}")
        lines = await both.until(lambda lines: len(lines) == 5)
        assert sorted(each.text for each in lines) == [f"Message {number}" for number in range(5)]
        answer = {"conversation_id": lines[0].conversation_id, "channel_id": TEXTS, "text": "Seen", "anyway": True}
        assert (await console.command("send_message", **answer))["ok"]
        await both.until(lambda lines: any(each.state == "delivered" for each in lines))
        assert len(await both.lines()) == 6, "nothing is told twice"
