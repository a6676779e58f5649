"""A colleague's console as a socket client: signs in, holds the desk's rows, sends commands. Speaks the public
protocol only (Socket.IO namespace /desk, /api over HTTP), as the console in a browser does.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

import aiohttp
import socketio

NAMESPACE = "/desk"
SECONDS = 20.0
Row = dict[str, Any]


class Refused(Exception):
    """The hub did not take a command; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Console:
    """One signed-in colleague. `rows` are the desk's tables by id, `news` rings at each change of them."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url, self._http = url, http
        self._socket = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self._headers: dict[str, str] = {}
        self.rows: dict[str, dict[str, Row]] = {}
        self.house: Row = {}
        self.news = asyncio.Event()
        self._socket.on("desk", self._desk, namespace=NAMESPACE)
        self._socket.on("changes", self._changes, namespace=NAMESPACE)

    async def sign_in(self, email: str, password: str) -> None:
        """Get a cookie and connect. Raises Refused, or aiohttp.ClientError or TimeoutError without an answer."""
        said = {"email": email, "password": password, "keep": True}
        async with self._http.post(f"{self._url}/api/sign-in", json=said, headers={"X-Rapport": "1"}) as answer:
            if answer.status != 200:
                raise Refused(f"sign_in: {answer.status}")
            cookie = answer.cookies["rapport"].value
        self._headers = {"Cookie": f"rapport={cookie}", "X-Rapport": "1"}
        auth = {"after": None, "epoch": None, "tab": secrets.token_hex(16)}
        try:
            await self._socket.connect(self._url, headers={**self._headers, "Origin": self._url}, auth=auth,
                                       transports=["websocket"], namespaces=[NAMESPACE], wait_timeout=SECONDS)
        except socketio.exceptions.ConnectionError as error:
            raise Refused(f"connect: {error}") from error

    @property
    def connected(self) -> bool:
        """Whether the line to the hub is there; it is not mended by itself: a sign-in may have ended."""
        return bool(self._socket.connected)

    async def command(self, name: str, **fields: object) -> Row:
        """Ask for something; the answer's data. Raises Refused."""
        said = {"id": secrets.token_hex(16), "name": name, "fields": fields}
        try:
            answer = await self._socket.call("command", said, namespace=NAMESPACE, timeout=SECONDS)
        except (socketio.exceptions.SocketIOError, TimeoutError) as error:
            raise Refused(type(error).__name__) from error
        if not answer.get("ok"):
            raise Refused(str(answer.get("code", "")))
        return dict(answer.get("data") or {})

    async def get(self, path: str) -> Row:
        """A JSON answer of /api. Raises Refused."""
        async with self._http.get(self._url + path, headers=self._headers) as answer:
            if answer.status != 200:
                raise Refused(f"{path.partition('?')[0]}: {answer.status}")
            found: Row = await answer.json()
            return found

    async def post(self, path: str, value: Mapping[str, object]) -> int:
        """Post to a path of the site or to a whole address; the status."""
        url = path if "://" in path else self._url + path
        async with self._http.post(url, json=value, headers=self._headers) as answer:
            return answer.status

    def table(self, name: str) -> list[Row]:
        """A table's rows now."""
        return list(self.rows.get(name, {}).values())

    async def close(self) -> None:
        """Go home."""
        await self._socket.disconnect()

    async def _desk(self, desk: Row) -> None:
        self.house = desk["house"]
        self.rows = {}
        self._put(desk["rows"])
        self.news.set()

    async def _changes(self, changes: list[Row]) -> None:
        for change in changes:
            self._put(change["rows"])
            for gone in change["removed"]:
                self.rows.get(gone["table"], {}).pop(gone["id"], None)
        self.news.set()

    def _put(self, tables: Mapping[str, list[Row]]) -> None:
        for table, rows in tables.items():
            kept = self.rows.setdefault(table, {})
            for row in rows:
                if row["v"] >= kept.get(row["id"], row)["v"]:
                    kept[row["id"]] = row
