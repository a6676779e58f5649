"""Two hub processes on one PostgreSQL and one Redis: who writes and looks, and who has a phone, is known at both."""

from __future__ import annotations

import asyncio
import base64
import secrets
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio

from tests.e2e.running import RunningHub
from tests.services.redis import RedisServer

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def nodes(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[tuple[RunningHub, RunningHub]]:
    """Two demos of one firm; the second finds what the first has filled in."""
    environ = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "RAPPORT_SECRET": "s" * 40,
               "SANDBOX_SHOP_SECRET": "t" * 40}
    running = []
    try:
        for name in ("one", "two"):
            folder = tmp_path / name
            folder.mkdir()
            running.append(RunningHub(folder, ("demo", "--empty"), environ).start())
        yield running[0], running[1]
    finally:
        for each in running:
            each.kill()


@dataclass(slots=True)
class Desk:
    """An agent's console at one node, and what it heard by signals and of its phone."""

    line: socketio.AsyncClient
    signals: list[dict[str, Any]] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)

    async def command(self, name: str, **fields: object) -> dict[str, Any]:
        payload = {"id": uuid.uuid4().hex, "name": name, **fields}
        told: dict[str, Any] = await self.line.call("command", payload, namespace="/desk", timeout=20)
        return told

    async def here(self, take: bool = False) -> bool:
        """Ask for the phone."""
        told = await self.line.call("phone_here", {"take": take}, namespace="/desk", timeout=20)
        return bool(told.get("here"))

    async def hears(self, **said: str) -> None:
        """Such a signal comes."""
        await until(lambda: any(said.items() <= each.items() for each in self.signals))


@dataclass(slots=True)
class Street:
    """Consoles and visitors of both nodes."""

    http: aiohttp.ClientSession
    lines: list[socketio.AsyncClient] = field(default_factory=list)

    async def desk(self, hub: RunningHub, who: str) -> Desk:
        """Sign in at a node and open a console there."""
        given = {"email": f"{who}@fernhill.example", "password": "rapport-demo"}
        async with self.http.post(f"{hub.url}/api/sign-in", json=given, headers={"X-Rapport": "1"}) as answer:
            assert answer.status == 200
            cookie = answer.cookies["rapport"].value
        desk = Desk(self._line())
        desk.line.on("signal", desk.signals.append, namespace="/desk")
        desk.line.on("phone", lambda told: desk.phone.append(told["state"]), namespace="/desk")
        await desk.line.connect(hub.url, namespaces=["/desk"], transports=["websocket"], wait_timeout=20,
                                headers={"Cookie": f"rapport={cookie}"}, auth={"tab": uuid.uuid4().hex})
        return desk

    async def visitor(self, hub: RunningHub, text: str) -> socketio.AsyncClient:
        """Somebody writes in the shop's chat of this node and stays there."""
        token = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        said = {"client_id": uuid.uuid4().hex, "text": text, "profile": {"name": "Ann Lee"}, "consent": True}
        head = {"Authorization": f"Bearer {token}", "Origin": hub.url}
        async with self.http.post(f"{hub.url}/channels/chat/message", json=said, headers=head) as answer:
            assert answer.status == 200, await answer.text()
        line = self._line()
        await line.connect(hub.url, namespaces=["/chat/chat"], transports=["websocket"], wait_timeout=20,
                           headers={"Origin": hub.url}, auth={"token": token})
        return line

    def _line(self) -> socketio.AsyncClient:
        self.lines.append(socketio.AsyncClient(reconnection=False))
        return self.lines[-1]


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        both = Street(http)
        yield both
        for line in both.lines:
            await line.disconnect()


async def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(40):
        while not true():
            await asyncio.sleep(0.05)


async def signals_of(street: Street, hub: RunningHub) -> tuple[bool, str]:
    """Whether a node is ready, and whether the others hear it."""
    async with street.http.get(f"{hub.url}/readyz") as answer:
        told = await answer.json()
    return told["ok"], told["signals"]


async def test_who_writes_and_looks_is_seen_at_the_other_node(
    nodes: tuple[RunningHub, RunningHub], street: Street, redis: RedisServer
) -> None:
    one, two = nodes
    for each in nodes:
        async with asyncio.timeout(40):
            while await signals_of(street, each) != (True, "on"):
                await asyncio.sleep(0.1)
    dana, priya = await street.desk(one, "dana"), await street.desk(two, "priya")
    ann = await street.visitor(one, "Where is my order?")
    heard: list[dict[str, Any]] = []
    ann.on("signal", heard.append, namespace="/chat/chat")
    talk = await talk_of(dana)

    assert (await dana.command("watch", conversation_ids=[talk]))["ok"]
    assert (await priya.command("watch", conversation_ids=[talk]))["ok"]
    await dana.hears(kind="looking", agent_name="Priya Raman", conversation_id=talk)
    await priya.hears(kind="looking", agent_name="Dana Whitlock", conversation_id=talk)  # who was there already

    assert (await priya.command("typing", conversation_id=talk, active=True))["ok"]
    await dana.hears(kind="typing", agent_name="Priya Raman")
    await until(lambda: bool(heard))  # the customer, too, who is at the other node

    await ann.emit("typing", {"on": True}, namespace="/chat/chat")
    await dana.hears(kind="typing", **{"from": "customer"})
    await priya.hears(kind="typing", **{"from": "customer"})

    redis.daemon.kill()  # nothing that matters goes that way
    try:
        async with asyncio.timeout(40):
            while await signals_of(street, one) != (True, "silent"):
                await asyncio.sleep(0.2)
        assert (await dana.command("typing", conversation_id=talk, active=True))["ok"]
    finally:
        redis.daemon.start()


async def talk_of(desk: Desk) -> str:
    """The conversation of the chat that is offered to an agent who becomes available."""
    offers: list[str] = []

    def changes(all: list[dict[str, Any]]) -> None:
        offers.extend(row["conversation_id"] for each in all for row in each["rows"]["offers"])

    desk.line.on("changes", changes, namespace="/desk")
    assert (await desk.command("set_presence", state="available"))["ok"]
    await until(lambda: bool(offers))
    return offers[0]


async def test_a_phone_is_in_one_tab_of_all_nodes(nodes: tuple[RunningHub, RunningHub], street: Street) -> None:
    one, two = nodes
    first, second = await street.desk(one, "dana"), await street.desk(two, "dana")
    async with asyncio.timeout(40):
        while await signals_of(street, two) != (True, "on") or await signals_of(street, one) != (True, "on"):
            await asyncio.sleep(0.1)
    assert await first.here()
    await asyncio.sleep(5)  # told again meanwhile, should the first word have come too early
    assert not await second.here()
    assert await second.here(take=True)
    await until(lambda: first.phone == ["elsewhere"])
    assert not await first.here()
    await second.line.disconnect()
    await until(lambda: first.phone[-1] == "free")
    assert await first.here()
