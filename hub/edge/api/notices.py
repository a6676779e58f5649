"""What a supervisor told their agents, and who has read it."""

from __future__ import annotations

from aiohttp import web

from hub.edge.site import STORE, Actor, answer
from hub.store import notices


async def sent(request: web.Request, me: Actor) -> web.Response:
    """My broadcasts, newest first, each with its readers."""
    return answer({"items": await request.app[STORE].read(notices.sent, me.id)})
