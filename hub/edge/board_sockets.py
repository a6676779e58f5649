"""Boards over Socket.IO: signed in by cookie as consoles are, for supervisors only; the hub speaks, boards listen."""

from __future__ import annotations

import logging
from typing import Any

import socketio

from hub.core.terms import Role
from hub.edge import wire
from hub.edge.auth import Doorman
from hub.edge.boards import NAMESPACE, Boards
from hub.edge.origin import is_own_page
from hub.errors import HubError, Invalid

log = logging.getLogger("rapport.boards")


class BoardNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """One board is one socket."""

    def __init__(self, doorman: Doorman, boards: Boards, public_url: str) -> None:
        super().__init__(NAMESPACE)
        self._doorman, self._boards, self._public_url = doorman, boards, public_url

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Connect and disconnect; anything else is refused, so that a misspelt word does not look like success."""
        sid = args[0]
        if event == "connect":
            return await self._connect(sid, args[1])
        if event == "disconnect":
            return await self._boards.leave(sid)
        return wire.refusal(Invalid(f"Unknown event {event!r}; a board only listens."))

    async def _connect(self, sid: str, environ: dict[str, Any]) -> None:
        refused = socketio.exceptions.ConnectionRefusedError
        if not is_own_page(environ, self._public_url):
            raise refused("origin")
        actor = await self._doorman.actor_of_cookie(environ.get("HTTP_COOKIE", ""))
        if actor is None:
            raise refused("sign_in")
        if not actor.may(Role.SUPERVISOR):
            raise refused("forbidden")
        try:
            await self._boards.join(sid, actor)
        except HubError as error:
            raise refused(error.code) from None
        if self.server.get_environ(sid, namespace=NAMESPACE) is None:  # it went meanwhile, and no event tells of it
            await self._boards.leave(sid)
            raise refused("gone")
