"""A whole hub in this process: the demo's rules, a chat, no mailbox; agents with known passwords; people to play."""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import socketio
from aiohttp.test_utils import TestServer

from hub.actions import accounts
from hub.app import clock, opened
from hub.edge import routes
from hub.edge.auth import digest, hash_password
from hub.edge.site import STORE
from hub.settings import DEFAULT_FOLDER, Settings, read_settings
from hub.store import account_rows, schema
from hub.store.database import Store, Tx, open_store

PASSWORD = "a long enough password"
PEOPLE = {"dana": ("agent",), "oleg": ("agent",), "aline": ("supervisor",), "noah": ("admin",)}


@dataclass(slots=True)
class Console:
    """An agent's console: its socket, and everything it heard."""

    socket: socketio.AsyncClient
    cookie: str
    heard: list[tuple[str, Any]] = field(default_factory=list)

    async def command(self, name: str, command_id: str = "", /, **fields: object) -> dict[str, Any]:
        """Give a command; its answer."""
        payload = {"id": command_id or uuid.uuid4().hex, "name": name, **fields}
        answer: dict[str, Any] = await self.socket.call("command", payload, namespace="/desk", timeout=20)
        return answer

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """The rows of a table as a console holds them: snapshot and changes put together."""
        held: dict[str, dict[str, Any]] = {}
        for event, data in self.heard:
            if event == "desk":
                held = {row["id"]: row for row in data["rows"][table]}
            for change in data if event == "changes" else ():
                for row in change["rows"][table]:
                    if row["v"] >= held.get(row["id"], row)["v"]:
                        held[row["id"]] = row
                for gone in change["removed"]:
                    if gone["table"] == table and gone["v"] >= held.get(gone["id"], gone)["v"]:
                        held.pop(gone["id"], None)
        return held

    async def wait_for(self, table: str, count: int = 1) -> list[dict[str, Any]]:
        """The rows of a table once there are `count`."""
        async with asyncio.timeout(20):
            while len(self.rows(table)) != count:
                await asyncio.sleep(0.02)
        return list(self.rows(table).values())


@dataclass(slots=True)
class Stage:
    """The running hub."""

    url: str
    store: Store
    http: aiohttp.ClientSession
    consoles: list[Console] = field(default_factory=list)

    async def cookie(self, who: str) -> str:
        """Sign somebody in, past the password: that has tests of its own."""
        token = secrets.token_urlsafe(32)

        def sign_in(tx: Tx) -> None:
            found = account_rows.agent_by_email(tx, f"{who}@fernhill.example")
            assert found is not None
            accounts.sign_in(tx, found[0], digest(token), timedelta(hours=1))

        await self.store.do(sign_in)
        return f"rapport={token}"

    async def console(
        self, who: str, after: int | None = None, epoch: str | None = None, cookie: str = "", tab: str = "test"
    ) -> Console:
        """Open a console, afresh or from a place in the log."""
        cookie = cookie or await self.cookie(who)
        console = Console(socketio.AsyncClient(reconnection=False), cookie)
        console.socket.on("*", lambda event, data: console.heard.append((event, data)), namespace="/desk")
        auth = {"after": after, "epoch": epoch, "tab": tab}
        await console.socket.connect(self.url, namespaces=["/desk"], transports=["websocket"], auth=auth,
                                     headers={"Cookie": cookie}, wait_timeout=20)
        self.consoles.append(console)
        async with asyncio.timeout(20):
            while not console.heard:
                await asyncio.sleep(0.01)
        return console

    async def get(self, path: str, who: str = "") -> tuple[int, Any]:
        """GET as somebody, or as a stranger."""
        return await self.ask("GET", path, who)

    async def ask(self, method: str, path: str, who: str = "", **more: Any) -> tuple[int, Any]:
        """Any request; the answer's JSON, or its text."""
        headers = {"X-Rapport": "1", **more.pop("headers", {})}
        if who:
            headers["Cookie"] = await self.cookie(who)
        async with self.http.request(method, self.url + path, headers=headers, **more) as answer:
            if answer.content_type == "application/json":
                return answer.status, await answer.json()
            return answer.status, await answer.text(errors="replace")

    async def say(self, text: str, token: str = "", client_id: str = "", name: str = "Ann Lee") -> tuple[int, str]:
        """A visitor writes in the chat; answers the status and their token."""
        token = token or base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        said = {"client_id": client_id or uuid.uuid4().hex, "text": text, "profile": {"name": name}}
        head = {"Authorization": f"Bearer {token}", "Origin": self.url}
        async with self.http.post(f"{self.url}/channels/chat/message", json=said, headers=head) as answer:
            return answer.status, token


def as_read(settings: Settings) -> Settings:
    """The settings as they stand in the files."""
    return settings


@asynccontextmanager
async def stage(
    folder: Path, database_url: str, changed: Callable[[Settings], Settings] = as_read, port: int | None = None
) -> AsyncIterator[Stage]:
    """Open a hub on an empty database, its settings as the test has `changed` them; on any port unless one is named."""
    config = folder / "config"
    config.mkdir()
    for name in ("hub.toml", "floor.toml", "channels.toml"):
        text = (DEFAULT_FOLDER / name).read_text("utf-8")
        kept = _chat_only(text) if name == "channels.toml" else re.sub(r"(?m)^caller_id = .*$", "", text)
        (config / name).write_text(kept, "utf-8")
    environ = {"RAPPORT_DATA": str(folder / "data"), "DATABASE_URL": database_url, "RAPPORT_SECRET": "s" * 40,
               "SANDBOX_SHOP_SECRET": "t" * 40}
    settings = changed(read_settings(config, environ))
    schema.migrate(settings.site.database_url)
    _add_people(settings.site.database_url, folder, settings.plan)
    async with opened(settings) as app:
        routes.finish(app)
        server = TestServer(app, port=port)
        await server.start_server(shutdown_timeout=0.2)
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            running = Stage(str(server.make_url("")).rstrip("/"), app[STORE], http)
            try:
                yield running
            finally:
                for console in running.consoles:
                    await console.socket.disconnect()
        await server.close()


def _chat_only(tables: str) -> str:
    """channels.toml with nothing but the chat: what else the demo has needs the sandbox around it."""
    begin = tables.index("[chat]")
    return tables[begin:].partition("\n[")[0] + "\n"


def _add_people(database_url: str, folder: Path, plan: Any) -> None:
    store = open_store(database_url, clock=clock, blobs=folder / "blobs")
    store.house = plan
    password_hash = hash_password(PASSWORD)
    for name, roles in PEOPLE.items():
        draft = accounts.new_agent(plan, f"{name}@fernhill.example", password_hash,
                                   {"name": name.title(), "roles": roles})
        store.do_now(accounts.add_agent, draft)
    store.close()
