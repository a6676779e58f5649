"""Figure: 500 telephone calls at once through menu, queue, offer, answer and hang-up, by a carrier without media.

The sandbox's carrier runs in the generator's process: signed webhooks in, requests out, as with the provider. A call's
offer is timed from the key that chose the queue, as the caller's carrier sends it, to the frame on the agent's screen.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from aiohttp import web

from channels.sandbox.carrier import Account, Carrier, HandsetCall, Number, RealTime
from hub.core import facts
from hub.settings import read_settings
from hub.store import account_rows, log
from hub.store.database import Connection, Store, Tx, open_store
from tests.bench.databases import KINDS, Databases
from tests.bench.figures import Figure, Scale
from tests.bench.hubs import BenchHub, serving
from tests.bench.load import listening
from tests.bench.machine import cost
from tests.bench.wire import Console
from tests.services.daemon import free_port

CALLS = 500
A_SECOND = 4.0  # that come in: 500 agents with calls of two minutes
PATIENCE_SECONDS = 90.0
NUMBER = "+4930555000"
ACCOUNT, KEY = "AC" + "5a" * 16, "SK" + "b" * 32

_PHONE = """
[phone]
kind = "phone_twilio"
queue = "support"
menu = "main"
number = "{number}"
account_sid = "{account}"
api_url = "{api}"
auth_token_env = "BENCH_AUTH_TOKEN"
api_key_env = "BENCH_API_KEY"
api_secret_env = "BENCH_API_SECRET"
"""
_MENU = """
[menus.main]
greeting = { en = "Hello. Press 1.", ru = "Здравствуйте. Нажмите 1." }
keys = { 1 = { queue = "support" } }
"""


@dataclass(slots=True)
class Floor:
    """The agents' consoles: each takes what it is offered, and files its form when the call is over."""

    port: int
    tokens: list[str]
    pressed: dict[str, float] = field(default_factory=dict)  # the caller's number -> when their key was sent
    offered: list[float] = field(default_factory=list)  # milliseconds
    taken: set[str] = field(default_factory=set)
    filed: set[str] = field(default_factory=set)

    def consoles(self) -> list[Console]:
        """Their sockets."""
        return [Console(self.port, "/desk", {"after": None, "epoch": None, "tab": str(place)}, self._heard, token)
                for place, token in enumerate(self.tokens)]

    def _heard(self, console: Console, frame: str) -> None:
        now = time.perf_counter()
        if '"offers":[{' not in frame and '"wrapping"' not in frame:
            return
        event, value = orjson.loads(frame[frame.index("[") :])
        for part in [value] if event == "desk" else value if event == "changes" else ():
            for offer in part["rows"]["offers"]:
                if offer["id"] not in self.taken:
                    self._offered(console, offer, now)
            for work in part["rows"]["work"]:
                if work["state"] == "wrapping" and work["handling_id"] not in self.filed:
                    self.filed.add(work["handling_id"])
                    form = {"result": "resolved", "codes": ["done"]}
                    _command(console, "complete_wrap_up", handling_id=work["handling_id"], form=form)

    def _offered(self, console: Console, offer: dict[str, Any], now: float) -> None:
        self.taken.add(offer["id"])
        begun = self.pressed.pop(offer["customer_name"], None)
        if begun is not None:
            self.offered.append((now - begun) * 1000)
        _command(console, "accept_offer", offer_id=offer["id"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run came to."""

    offered: list[float]
    talked: int  # calls that reached an agent's ear
    at_once: int  # that talked at the same moment
    cpu_ms: float  # the hub's processor time a call
    wrong: list[str]  # what the log or the carrier says that should not be
    silent: int  # callers who heard nothing for over two seconds


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures on both databases."""
    return [figure for kind in KINDS for figure in await _on(databases, kind, scale.count(CALLS))]


async def _on(databases: Databases, kind: str, calls: int) -> list[Figure]:
    with databases.fresh(kind) as url:
        found = await _run(BenchHub(databases.folder / f"hub-calls-{kind}", url), calls)
    times = sorted(found.offered) or [0.0]
    p50, p99 = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]
    name = f"calls, {kind}: {calls} at {A_SECOND:.0f}/s, all in talk at once"
    whole = found.talked == found.at_once == calls and not found.wrong and not found.silent
    trouble = "; ".join(found.wrong[:5]) or f"{found.silent} callers heard over 2 s of silence"
    return [
        Figure(f"{name}: lost or doubled", f"{found.talked} of {calls} talked, {len(found.wrong)} facts wrong", "",
               "every call once", whole, trouble),
        Figure(f"{name}: from the key to the offer on the agent's screen", f"p50 {p50:.0f} ms, p99 {p99:.0f} ms", "",
               "", None, f"worst {times[-1]:.0f} ms"),
        Figure(f"{name}: processor time of a whole call", f"{found.cpu_ms:.0f} ms", "", "", None,
               "menu, queue, offer, answer, room, recording, hang-up, form; every agent's console looking on"),
    ]  # fmt: skip


async def _run(hub: BenchHub, calls: int) -> Outcome:
    api_port = free_port()
    token, secret = secrets.token_hex(16), secrets.token_hex(16)
    api = f"http://127.0.0.1:{api_port}/api"
    hub.tables = {"channels": _PHONE.format(number=NUMBER, account=ACCOUNT, api=api), "floor": _MENU}
    hub.secrets = {"BENCH_AUTH_TOKEN": token, "BENCH_API_KEY": KEY, "BENCH_API_SECRET": secret}
    hub.prepare(calls)
    hook = f"http://localhost:{hub.port}/channels/phone"
    number = Number(NUMBER, voice_url=f"{hook}/voice", status_callback=f"{hook}/status", sms=False)
    account = Account(ACCOUNT, token, keys={KEY: secret}, numbers=[number])
    carrier = Carrier(account, api, RealTime())
    for agent in _with_phones(hub):
        carrier.client(agent).answers(0.3)
    async with _reached(carrier, api_port):
        with serving(hub):
            floor = Floor(hub.port, hub.tokens)
            consoles = floor.consoles()
            async with listening(consoles):
                for console in consoles:
                    _command(console, "set_presence", state="available")
                await asyncio.sleep(3.0)
                before = cost(hub.pid)
                handsets, talked = await _talk(carrier, floor, calls)
                at_once = sum(each.is_at("talk") for each in handsets)
                await _hang_up(handsets, floor, calls)
                spent = cost(hub.pid).since(before)
        silent = sum(bool(each.silences(2.0)) for each in handsets)
        refused = [f"{each.kind} answered {each.status}" for each in carrier.wire if each.status >= 400]
    wrong = [*refused, *_wrong_facts(hub, calls)]
    return Outcome(floor.offered, talked, at_once, spent.own / calls * 1000, wrong, silent)


async def _talk(carrier: Carrier, floor: Floor, calls: int) -> tuple[list[HandsetCall], int]:
    """Everybody calls, one after the other, and waits until they talk; the handsets, and how many do."""
    handsets: list[HandsetCall] = []
    begun = time.perf_counter()

    async def one(place: int) -> bool:
        await asyncio.sleep(max(0.0, begun + place / A_SECOND - time.perf_counter()))
        number = f"+49151{place:08d}"
        call = await carrier.dial(number, NUMBER)
        handsets.append(call)
        try:
            await call.until("asked", PATIENCE_SECONDS)
            floor.pressed[number] = time.perf_counter()
            await call.press("1")
            await call.until("talk", PATIENCE_SECONDS)
        except TimeoutError:
            return False
        return True

    reached = await asyncio.gather(*(one(place) for place in range(calls)))
    return handsets, sum(reached)


async def _hang_up(handsets: list[HandsetCall], floor: Floor, calls: int) -> None:
    for call in handsets:
        await call.hang_up()
        await asyncio.sleep(1 / A_SECOND / 2)
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while len(floor.filed) < calls and time.perf_counter() < deadline:
        await asyncio.sleep(0.1)
    await asyncio.sleep(2.0)


@asynccontextmanager
async def _reached(carrier: Carrier, port: int) -> AsyncIterator[None]:
    """The carrier's site."""
    app = web.Application()
    app.add_routes(carrier.routes("/api"))
    runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await carrier.close()
        await runner.cleanup()


def _with_phones(hub: BenchHub) -> list[str]:
    """The agents, each with room for one call."""
    def hire(tx: Tx) -> list[str]:
        found = [account_rows.agent_by_email(tx, f"agent{place}@bench.example") for place in range(len(hub.tokens))]
        agents = [each[0] for each in found if each is not None]
        for agent in agents:
            account_rows.change_agent(tx, agent, capacity={"phone": 1, "total": 1})
        return [str(agent) for agent in agents]

    store = _store(hub)
    try:
        return store.do_now(hire)
    finally:
        store.close()


def _store(hub: BenchHub) -> Store:
    store = open_store(hub.database_url, clock=lambda: datetime.now(UTC), blobs=hub.folder / "blobs")
    store.house = read_settings(hub.folder, hub.environ()).plan
    return store


ONCE = (facts.CallBegan, facts.CallEnded, facts.HandlingStarted, facts.HandlingEnded, facts.RecordingMade)


def _wrong_facts(hub: BenchHub, calls: int) -> list[str]:
    """What the log says too often or not at all: each call began, was taken, ended and was recorded once."""
    def ask(conn: Connection) -> Counter[tuple[str, str]]:
        seen: Counter[tuple[str, str]] = Counter()
        pos = 0
        while batch := log.read_after(conn, pos, 5000):
            pos = batch[-1].pos
            for each in batch:
                if isinstance(each.fact, ONCE):
                    whose = getattr(each.fact, "call_id", None) or each.fact.interaction_id
                    seen[type(each.fact).__name__, str(whose)] += 1
        return seen

    store = _store(hub)
    try:
        seen = store.read_now(ask)
    finally:
        store.close()
    wrong = [f"{kind} {count} times" for (kind, _), count in seen.items() if count != 1]
    per_kind = Counter(kind for kind, _ in seen)
    wrong += [f"{per_kind[kind.__name__]} of {calls} {kind.__name__}" for kind in ONCE
              if per_kind[kind.__name__] != calls]
    return wrong


def _command(console: Console, name: str, **fields: object) -> None:
    console.emit("command", {"id": secrets.token_hex(8), "name": name, "fields": fields})
