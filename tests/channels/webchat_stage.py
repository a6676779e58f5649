"""What the web chat's tests share: a small hub with one widget, a shop's signature, and a visitor's browser."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import secrets
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from channels.webchat import WebChat
from channels.webchat.identity import visitor_id
from channels.webchat.settings import read
from tests.channels.site import SmallHub, serve

SECRET = "a secret the shop and the hub share, 32+"
SHOP = "https://shop.example"


@dataclass(slots=True)
class Clock:
    """Time that stands still until it is moved. Seconds."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def signed(claims: dict[str, Any], secret: str = SECRET, alg: str = "HS256") -> str:
    """What a shop's server makes for a logged-in visitor."""
    parts = [_b64(json.dumps(part).encode()) for part in ({"alg": alg, "typ": "JWT"}, claims)]
    mark = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _b64(mark)])


def elena(**changes: object) -> dict[str, Any]:
    """A logged-in customer's claims, good for ten minutes."""
    return {"sub": "C-17", "name": "Elena Kruk", "email": "e.kruk@example.org", "exp": time.time() + 600, **changes}


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def new_id() -> str:
    """A client id nobody has used."""
    return uuid.uuid4().hex


@dataclass(slots=True)
class Stage:
    """A running small hub, its widget's address and its clock."""

    hub: SmallHub
    chat: WebChat
    origin: str
    clock: Clock
    http: aiohttp.ClientSession

    def visitor(self, page: str = SHOP) -> Visitor:
        """Somebody new."""
        return Visitor(self, page)


@dataclass(slots=True)
class Visitor:
    """A browser with a token of its own, on some page."""

    stage: Stage
    page: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def id(self) -> str:
        return visitor_id(self.token)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Origin": self.page}

    async def post(self, path: str, **said: object) -> tuple[int, dict[str, Any]]:
        """POST JSON; the status and the answer."""
        said = {"client_id": new_id()} | said
        url = f"{self.stage.origin}/channels/webchat/{path}"
        async with self.stage.http.post(url, json=said, headers=self.headers) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str, **query: str) -> tuple[int, dict[str, Any]]:
        """GET JSON; the status and the answer."""
        url = f"{self.stage.origin}/channels/webchat/{path}"
        async with self.stage.http.get(url, params=query, headers=self.headers) as answer:
            return answer.status, await answer.json()

    async def upload(self, name: str, content: bytes, **query: str) -> tuple[int, dict[str, Any]]:
        """Send a file; the status and the answer."""
        url = f"{self.stage.origin}/channels/webchat/file"
        params = {"client_id": new_id(), "name": name} | query
        async with self.stage.http.post(url, params=params, data=io.BytesIO(content), headers=self.headers) as answer:
            return answer.status, await answer.json()

    async def texts(self) -> list[str]:
        """What the visitor sees of their talk."""
        status, talk = await self.get("talk")
        assert status == 200, talk
        return [line["text"] for line in talk["lines"]]


@asynccontextmanager
async def stage(folder: Path, **settings: object) -> AsyncIterator[Stage]:
    """A small hub whose widget is allowed on the shop's pages."""
    clock = Clock()
    table = {"origins": [SHOP, "self"], "brand": "Fernhill Coffee", "colour": "#1F4D3F"} | settings
    chat = WebChat("webchat", read(table, {"identity_secret": SECRET}), SECRET, clock)
    hub = SmallHub(chat, folder)
    runner, origin = await serve(hub.app)
    try:
        async with aiohttp.ClientSession() as http:
            yield Stage(hub, chat, origin, clock, http)
    finally:
        await chat.close()
        await runner.cleanup()
