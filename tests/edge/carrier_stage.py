"""A hub whose telephone number is rented from the sandbox's carrier: real webhooks, real requests, no media."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp import web

from channels.registry import open_channel
from channels.sandbox.carrier import Account, Carrier, HandsetCall, Number, RealTime
from hub.core.desk import ChannelInfo
from hub.core.terms import ChannelId, QueueId
from hub.settings import Settings
from tests.edge.stage import Console, Stage, stage
from tests.services.daemon import free_port

NUMBER = "+4930555000"
ACCOUNT, TOKEN, KEY, SECRET = "AC" + "5a" * 16, secrets.token_hex(16), "SK" + secrets.token_hex(16), "s" * 32
SPEED = 4.0  # of the carrier's clock: prompts need not be waited for in full


@dataclass(slots=True)
class PhoneStage:
    """The running hub and its carrier."""

    hub: Stage
    carrier: Carrier

    async def agent(self, who: str) -> Console:
        """An agent who is available, whose softphone answers by itself as the console's does."""
        console = await self.hub.console(who)
        assert (await console.command("set_presence", state="available"))["ok"]
        [me] = console.rows("me").values()
        self.carrier.client(me['id']).answers(0.2)
        return console

    async def queued(self, number: str = "+4915112345678", key: str = "2") -> HandsetCall:
        """Somebody calls and presses a key of the menu."""
        call = await self.carrier.dial(number, NUMBER)
        await call.until("asked", 60)
        await call.press(key)
        return call


@asynccontextmanager
async def phone_stage(folder: Path, database_url: str) -> AsyncIterator[PhoneStage]:
    """Open both, each on a port of its own."""
    port, carrier_port = free_port(), free_port()
    public_url, api_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{carrier_port}/api"
    hook = f"{public_url}/channels/phone"
    number = Number(NUMBER, "Fernhill", voice_url=f"{hook}/voice", status_callback=f"{hook}/status", sms=False)
    account = Account(sid=ACCOUNT, token=TOKEN, keys={KEY: SECRET}, numbers=[number])
    carrier = Carrier(account, api_url, RealTime(SPEED))
    table = {"kind": "phone_twilio", "number": NUMBER, "account_sid": ACCOUNT, "api_url": api_url,
             "voice_url": f"{api_url}/clients/media", "recording_format": "wav"}
    phone = open_channel("phone", table, {"auth_token": TOKEN, "api_key": KEY, "api_secret": SECRET})

    def changed(settings: Settings) -> Settings:
        key, plan = ChannelId("phone"), settings.plan
        medium = phone.capabilities.medium
        info = ChannelInfo(key, "Phone", medium, NUMBER, True, False, False, False, False, 0, "")
        voice = replace(plan.voice, channel_menu={key: "main"}, queue_caller=dict.fromkeys(plan.queues, key))
        plan = replace(plan, voice=voice, channels={**plan.channels, key: info},
                       channel_queue={**plan.channel_queue, key: QueueId("support")})
        site = replace(settings.site, port=port, public_url=public_url)
        return replace(settings, site=site, plan=plan, channels={**settings.channels, key: phone})

    async with served(carrier, carrier_port), stage(folder, database_url, changed, port) as hub:
        yield PhoneStage(hub, carrier)


@asynccontextmanager
async def served(carrier: Carrier, port: int) -> AsyncIterator[None]:
    """The carrier's REST under /api on this port."""
    app = web.Application()
    app.add_routes(carrier.routes("/api"))
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await carrier.close()
        await runner.cleanup()
