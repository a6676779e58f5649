"""A sample shop that carries the widget: static pages under /shop/, in English and Russian. Demo only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from aiohttp import web

HERE = Path(__file__).resolve().parent
TYPES = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}
LASTS = 3000  # seconds a signed identity lives; the chat takes an hour at most


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's server: its pages, and its signature under who a visitor is."""

    secret: str

    def routes(self) -> list[web.RouteDef]:
        """What serves the shop: /shop, /shop/, its pages by name, and the identity of whoever signed in."""
        return [web.get("/shop", _home), web.get("/shop/", _home), web.get("/shop/{name}", _page),
                web.post("/shop/identity", self._identity)]

    async def _identity(self, request: web.Request) -> web.Response:
        try:
            email = parseaddr(str((await request.json())["email"]))[1].lower()
        except (ValueError, KeyError, TypeError):
            email = ""
        if "@" not in email:
            return web.json_response({"message": "email: give an e-mail address"}, status=400)
        return web.json_response({"identity": sign({"sub": f"shop:{email}", "email": email}, self.secret, time.time())})


def sign(claim: Mapping[str, object], secret: str, now: float) -> str:
    """A JWT (RFC 7519) with HS256, as a firm's own server would make it."""
    parts = [_part({"alg": "HS256", "typ": "JWT"}), _part({**claim, "exp": int(now) + LASTS})]
    signature = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


def _part(value: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def _home(request: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _page(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name not in {path.name for path in HERE.iterdir() if path.suffix in TYPES}:
        raise web.HTTPNotFound
    return _file(name)


def _file(name: str) -> web.StreamResponse:
    path = HERE / name
    return web.FileResponse(path, headers={"Content-Type": TYPES[path.suffix], "Cache-Control": "no-cache"})
