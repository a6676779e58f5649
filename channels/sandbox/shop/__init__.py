"""A sample shop that carries the widget: static pages under /shop/, in English and Russian. Demo only."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

HERE = Path(__file__).resolve().parent
TYPES = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml"}


def shop_routes() -> list[web.RouteDef]:
    """What serves the shop: /shop, /shop/ and its pages by name."""
    return [web.get("/shop", _home), web.get("/shop/", _home), web.get("/shop/{name}", _page)]


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
