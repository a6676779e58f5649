"""Where a request comes from: the peer's address, or what the firm's own proxies say of it, never more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from hub.edge.site import SETTINGS


def source(request: web.Request) -> str:
    """The address to count by. Only the last `trusted_proxies` entries of X-Forwarded-For are believed (ASVS 4.1.3)."""
    peer = request.remote or "unknown"
    trusted = request.app[SETTINGS].site.trusted_proxies
    if not trusted:
        return peer
    hops = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",") if hop.strip()]
    return hops[-trusted] if len(hops) >= trusted else peer


@web.middleware
async def believed(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Channels count by `request.remote`: give them the address our own proxies saw."""
    address = source(request)
    return await handler(request if address == request.remote else request.clone(remote=address))


def is_own_page(environ: Mapping[str, Any], public_url: str) -> bool:
    """Only our own pages may open a socket with the agent's cookie (ASVS 5.0 4.4.2)."""
    origin = str(environ.get("HTTP_ORIGIN", ""))
    return not origin or origin == public_url or origin.partition("//")[2] == environ.get("HTTP_HOST")
