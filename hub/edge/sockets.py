"""The agents' consoles over Socket.IO: sign-in by cookie, resume from a cursor, commands always answered.

Facts of python-socketio that shape this: a handler that raises sends no answer, an unknown event looks like
success, and what is emitted while a client is away is not replayed. So every event is answered here by hand,
unknown names are refused, and the feed resumes from the log.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import socketio

from hub.core.terms import AgentId
from hub.edge import wire
from hub.edge.auth import Doorman
from hub.edge.dispatch import Dispatch
from hub.edge.feed import Feed
from hub.edge.origin import is_own_page
from hub.edge.phones import Phones, Sound
from hub.errors import HubError, Invalid, PhoneElsewhere

log = logging.getLogger("rapport.desk")

NAMESPACE = "/desk"


class DeskNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """One console is one socket."""

    def __init__(
        self, doorman: Doorman, dispatch: Dispatch, feed: Feed, phone: tuple[Phones, Sound], public_url: str
    ) -> None:
        super().__init__(NAMESPACE)
        self._public_url = public_url
        self._doorman, self._dispatch, self._feed = doorman, dispatch, feed
        self._phones, self._sound = phone
        self._phones.on_moved(self._phone_moved)
        self._telling: set[asyncio.Task[None]] = set()
        self._order: dict[str, asyncio.Lock] = {}
        self._tabs: dict[str, str] = {}  # socket -> its tab's id, which stays the same while the page is reloaded
        self._events = {"command": self._command, "ping_desk": self._ping, "phone_here": self._phone_here,
                        "media": self._media}

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Every event is known and answered, whatever happens inside."""
        sid = args[0]
        if event == "connect":
            return await self._connect(sid, args[1], args[2] if len(args) > 2 else None)
        if event == "disconnect":
            return await self._disconnect(sid)
        payload = args[1] if len(args) > 1 else None
        try:
            known = self._events.get(event)
            if known is None:
                raise Invalid(f"Unknown event {event!r}; known: {', '.join(self._events)}.")
            return await known(sid, payload)
        except HubError as error:
            return wire.refusal(error)
        except Exception:
            log.exception("a socket event failed", extra={"socket_event": event})
            return {"ok": False, "code": "internal", "message": "Something broke on our side; it was logged.",
                    "field": ""}

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        if not is_own_page(environ, self._public_url):
            raise socketio.exceptions.ConnectionRefusedError("origin")
        actor = await self._doorman.actor_of_cookie(environ.get("HTTP_COOKIE", ""))
        if actor is None:
            raise socketio.exceptions.ConnectionRefusedError("sign_in")
        given = auth if isinstance(auth, dict) else {}
        after, epoch = given.get("after"), given.get("epoch")
        tab = given.get("tab")
        self._order[sid], self._tabs[sid] = asyncio.Lock(), tab[:64] if isinstance(tab, str) else ""
        known = (epoch if isinstance(epoch, str) else "", after if type(after) is int else -1)
        await self._feed.join(sid, actor, known)

    async def _disconnect(self, sid: str) -> None:
        self._order.pop(sid, None)
        self._tabs.pop(sid, None)
        agent = self._feed.agent_of(sid)
        await self._feed.leave(sid)
        if agent is not None and self._phones.leave(agent, sid):
            for other in self._feed.consoles_of(agent):
                await self.emit("phone", {"state": "free"}, room=other)

    def _phone_moved(self, agent: AgentId, sid: str, state: str) -> None:
        """Another node's tab took a phone from this socket, or left one free for all of the agent's here."""
        for each in [sid] if sid else self._feed.consoles_of(agent):
            task = asyncio.ensure_future(self.emit("phone", {"state": state}, room=each))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _ping(self, sid: str, payload: object) -> dict[str, object]:
        return {"ok": True, **self._feed.place()}

    async def _phone_here(self, sid: str, payload: object) -> dict[str, object]:
        """This console wants the phone. `{take: true}`: also from another tab, unless there is a call on it."""
        actor, tab = await self._doorman.still(self._feed.console(sid).actor), self._tabs.get(sid, "")
        if isinstance(payload, dict) and payload.get("take") is True:
            robbed = await self._phones.take(actor.id, sid, tab)
            if robbed:
                await self.emit("phone", {"state": "elsewhere"}, room=robbed)
            return {"ok": True, "here": True}
        return {"ok": True, "here": self._phones.claim(actor.id, sid, tab)}

    async def _media(self, sid: str, payload: object) -> dict[str, object]:
        """My sound in a call: a WebRTC offer, answered by the carrier. Only from the console that has the phone."""
        actor = await self._doorman.still(self._feed.console(sid).actor)
        if not self._phones.claim(actor.id, sid, self._tabs.get(sid, "")):
            raise PhoneElsewhere()
        return await self._sound.connect(actor, payload)

    async def _command(self, sid: str, payload: object) -> dict[str, object]:
        if not isinstance(payload, dict) or not isinstance(payload.get("name"), str):
            raise Invalid("A command needs a name.", field="name")
        fields = dict(payload)
        name, command_id = fields.pop("name"), fields.pop("id", "")
        apart = fields.pop("fields", None)  # where a command has a field `name` of its own, its fields stand apart
        fields = dict(apart) if isinstance(apart, dict) else fields
        if not isinstance(command_id, str) or not 8 <= len(command_id) <= 64:
            raise Invalid("A command needs an id of its own, 8 to 64 characters.", field="id")
        console = self._feed.console(sid)
        actor = await self._doorman.still(console.actor)
        async with self._order.setdefault(sid, asyncio.Lock()):  # one console's commands keep their order
            data = await self._dispatch.run(actor, (command_id, name, fields), sid)
        return {"ok": True, "data": data}
