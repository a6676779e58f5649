"""kill -9 of the hub with callers on the line: nobody's phone rings twice for one call, and every call finds its end.

The carrier and the people live in this process and go on; the hub is killed and started again under them.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web
from sqlalchemy import create_engine, text

from channels.sandbox.carrier import Account, Carrier, HandsetCall, Number, RealTime
from channels.sandbox.carrier.phones import parameters
from hub.actions import accounts
from hub.edge.auth import digest
from hub.settings import read_settings
from hub.store import schema
from hub.store.database import Tx, open_store
from tests.e2e.running import RunningHub
from tests.services.daemon import free_port

KILLS = int(os.environ.get("KILLS", "3"))
AGENTS, CALLS_A_SECOND = 8, 3.0
SETTLE_SECONDS = 90.0
NUMBER, ACCOUNT, KEY = "+4930555000", "AC" + "5a" * 16, "SK" + "b" * 32
CHANNELS = """
[phone]
kind = "phone_twilio"
queue = "support"
menu = "main"
number = "{number}"
account_sid = "{account}"
api_url = "{api}"
auth_token_env = "T_TOKEN"
api_key_env = "T_KEY"
api_secret_env = "T_SECRET"
"""
FLOOR = """
[queues.support]
name = "Support"
[menus.main]
greeting = "Hello. Press 1."
keys = { 1 = { queue = "support" } }
[dispositions.done]
name = "Done"
resolved = "yes"
"""


@dataclass(slots=True)
class Agent:
    """An agent at work: takes every call, files every form, comes back after each crash."""

    url: str
    token: str
    socket: socketio.AsyncClient
    seen: set[str] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def begin(self) -> None:
        """Sign in and be available, again after each loss of the line."""
        self.socket.on("connect", self._here, namespace="/desk")
        self.socket.on("*", self._heard, namespace="/desk")
        await self.socket.connect(self.url, namespaces=["/desk"], transports=["websocket"], wait_timeout=30,
                                  headers={"Cookie": f"rapport={self.token}"})

    async def _here(self) -> None:
        self.seen.clear()
        self._say("set_presence", state="available")

    async def _heard(self, event: str, data: Any) -> None:
        for part in [data] if event == "desk" else data if event == "changes" else ():
            for offer in part["rows"]["offers"]:
                self._once(offer["id"], "accept_offer", offer_id=offer["id"])
            for work in part["rows"]["work"]:
                if work["state"] == "wrapping":
                    form = {"result": "resolved", "codes": ["done"]}
                    self._once(work["handling_id"], "complete_wrap_up", handling_id=work["handling_id"], form=form)

    def _once(self, what: str, name: str, **fields: object) -> None:
        if what not in self.seen:
            self.seen.add(what)
            self._say(name, **fields)

    def _say(self, name: str, **fields: object) -> None:
        task = asyncio.create_task(self._emit({"id": secrets.token_hex(8), "name": name, "fields": fields}))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _emit(self, command: dict[str, Any]) -> None:
        await asyncio.sleep(0.05)  # the socket is open a moment after it says so
        if self.socket.connected:
            try:
                await self.socket.emit("command", command, namespace="/desk")
            except socketio.exceptions.BadNamespaceError:
                return  # the line broke under it


@asynccontextmanager
async def carrier_at(port: int, hook: str, token: str, secret: str) -> AsyncIterator[Carrier]:
    """The sandbox's carrier on a port, its number's webhooks set."""
    number = Number(NUMBER, voice_url=f"{hook}/voice", status_callback=f"{hook}/status", sms=False)
    account = Account(ACCOUNT, token, keys={KEY: secret}, numbers=[number])
    carrier = Carrier(account, f"http://127.0.0.1:{port}/api", RealTime(2.0))
    app = web.Application()
    app.add_routes(carrier.routes("/api"))
    runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield carrier
    finally:
        await carrier.close()
        await runner.cleanup()


def prepared(hub: RunningHub, config: Path) -> dict[str, str]:
    """Write the schema and hire the agents; their ids with the cookies of their sign-ins."""
    schema.migrate(hub.environ["DATABASE_URL"])
    settings = read_settings(config, {**os.environ, **hub.environ, "RAPPORT_DATA": str(hub.folder / "data")})
    store = open_store(hub.environ["DATABASE_URL"], clock=lambda: datetime.now(UTC), blobs=hub.folder / "blobs")
    store.house = settings.plan

    def hire(tx: Tx) -> dict[str, str]:
        tokens = {}
        for place in range(AGENTS):
            draft = accounts.new_agent(tx.house, f"a{place}@firm.example", "-", {"name": f"Agent {place}"})
            agent, token = accounts.add_agent(tx, draft), secrets.token_urlsafe(32)
            accounts.sign_in(tx, agent, digest(token), timedelta(hours=2))
            tokens[str(agent)] = token
        return tokens

    try:
        return store.do_now(hire)
    finally:
        store.close()


async def live(carrier: Carrier, number: str, chance: random.Random) -> HandsetCall:
    """Somebody calls, presses a key, talks for a moment or gives up waiting, and hangs up."""
    call = await carrier.dial(number, NUMBER)
    try:
        await call.until("asked", 20)
        await call.press("1")
        await call.until("talk", 40)
        await asyncio.sleep(chance.uniform(0.2, 1.5))
    except TimeoutError:
        pass  # the hub was dead when it was asked, or nobody came
    await call.hang_up()
    return call


def ask(url: str, question: str) -> list[tuple[Any, ...]]:
    """A question to the database."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(question))]
    engine.dispose()
    return found


# A socket that is closed while it dials again leaves the library's own HTTP client to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.timeout(300 + KILLS * 20)
async def test_nobody_is_rung_twice_and_every_call_ends(tmp_path: Path, database_url: str) -> None:
    """3 kills in `make test`, 100 in `make faults` (KILLS=100), on both databases."""
    api_port, token, secret = free_port(), secrets.token_hex(16), "s" * 32
    config, chance = tmp_path / "config", random.Random(7)
    config.mkdir()
    api = f"http://127.0.0.1:{api_port}/api"
    for name, words in (("hub", ""), ("floor", FLOOR),
                        ("channels", CHANNELS.format(number=NUMBER, account=ACCOUNT, api=api))):
        (config / f"{name}.toml").write_text(words, "utf-8")
    environ = {"DATABASE_URL": database_url, "T_TOKEN": token, "T_KEY": KEY, "T_SECRET": secret}
    hub = RunningHub(tmp_path, ("serve", "--config", str(config)), environ)
    agents = await asyncio.to_thread(prepared, hub, config)
    async with carrier_at(api_port, f"{hub.url}/channels/phone", token, secret) as carrier:
        for agent in agents:
            carrier.client(agent).answers(0.2)
        await asyncio.to_thread(hub.start)
        lines = [aiohttp.ClientSession() for _ in agents]
        people = [Agent(hub.url, cookie, _socket(http)) for cookie, http in zip(agents.values(), lines, strict=True)]
        try:
            await asyncio.gather(*(person.begin() for person in people))
            calls = await _under_fire(hub, carrier, chance)
            await asyncio.to_thread(hub.stop)  # the start after it asks the carrier what was missed
            await asyncio.to_thread(hub.start)
            open_calls = await _settled(database_url)
            rung = Counter(parameters(line.to)["leg"] for line in carrier.book.lines.values()
                           if line.to.startswith("client:"))
        finally:
            for person in people:
                await person.socket.shutdown()
            await asyncio.gather(*(http.close() for http in lines))
            await asyncio.to_thread(hub.kill)
    assert len(rung) > KILLS and sum(call.end == "completed" for call in calls) > KILLS, "there was no load"
    assert [leg for leg, times in rung.items() if times > 1] == []
    assert open_calls == []
    assert ask(database_url, "select line, count(*) from leg where line is not null group by line having count(*) > 1"
               ) == []


def _socket(http: aiohttp.ClientSession) -> socketio.AsyncClient:
    return socketio.AsyncClient(reconnection_delay=0.2, reconnection_delay_max=0.5, http_session=http)


async def _under_fire(hub: RunningHub, carrier: Carrier, chance: random.Random) -> list[HandsetCall]:
    """Callers come while the hub is killed and started again; all their calls, over."""
    stop = asyncio.Event()
    lives: list[asyncio.Task[HandsetCall]] = []

    async def callers() -> None:
        while not stop.is_set():
            number = f"+49151{len(lives):08d}"
            lives.append(asyncio.create_task(live(carrier, number, chance)))
            await asyncio.sleep(1 / CALLS_A_SECOND)

    coming = asyncio.create_task(callers())
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(2.0, 5.0))
        await asyncio.to_thread(hub.kill)
        await asyncio.to_thread(hub.start)
    await asyncio.sleep(5.0)
    stop.set()
    await coming
    return list(await asyncio.wait_for(asyncio.gather(*lives), SETTLE_SECONDS))


async def _settled(database_url: str) -> list[tuple[Any, ...]]:
    """Calls of callers who are gone that the hub still holds open, once nothing changes any more."""
    question = "select id, state, step from call where state <> 'ended'"
    async with asyncio.timeout(SETTLE_SECONDS + 10):
        begun = asyncio.get_running_loop().time()
        while found := await asyncio.to_thread(ask, database_url, question):
            if asyncio.get_running_loop().time() - begun > SETTLE_SECONDS:
                break
            await asyncio.sleep(0.5)
    return found
