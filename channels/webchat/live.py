"""The web chat over a socket: live lines, typing, read marks, and messages with an answer.

Decisions are the reception's. A socket that does not work costs nothing: the widget asks `GET talk` instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass

import socketio
from socketio.exceptions import ConnectionRefusedError

from channels.contract import News, Signal, Talk
from channels.visitors.limits import Window
from channels.visitors.refusal import Refused, limited
from channels.webchat import show
from channels.webchat.acts import LINE_ID
from channels.webchat.identity import visitor_id
from channels.webchat.reception import Caller, Reception

LINES_AT_ONCE = 200  # what Mount.talk gives at most
TYPING_PER_10S = 20
PLACE_SECONDS = 10  # how often a place in line is looked at anew: it moves without a change of the talk itself

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Viewer:
    """One connected tab: whose it is, and the last line it was shown; None until it asked to follow."""

    caller: Caller
    cursor: str | None = None


class Live(socketio.AsyncNamespace):  # type: ignore[misc]
    """The namespace /chat/<channel>. Clients choose no room: each tab follows its own talk."""

    def __init__(self, reception: Reception, clock: Callable[[], float]) -> None:
        super().__init__(f"/chat/{reception.channel}")
        self._reception = reception
        self._viewers: dict[str, Viewer] = {}
        self._tabs: dict[str, set[str]] = {}
        self._turns: dict[str, int] = {}  # how often a watched talk has changed
        self._showing: set[str] = set()
        self._changed: set[str] = set()
        self._in_line: set[str] = set()
        self._places: asyncio.Task[None] | None = None
        self._typing = Window(TYPING_PER_10S, 10, clock)
        self._strokes = 0
        self._tasks: set[asyncio.Task[None]] = set()

    # --- coming and going --------------------------------------------------------------------------------

    async def on_connect(self, sid: str, environ: Mapping[str, object], auth: object) -> None:
        """Admit a tab by its page's origin and its visitor's token."""
        request = environ.get("aiohttp.request")
        address = str(getattr(request, "remote", "") or "")
        try:
            self._reception.admit(str(environ.get("HTTP_ORIGIN", "")), str(environ.get("HTTP_HOST", "")))
            token = auth.get("token") if isinstance(auth, dict) else None
            visitor = visitor_id(token if isinstance(token, str) else "")
            if not self._reception.sockets.take(address):
                raise limited("too many connections from your network", 30)
        except Refused as refused:
            raise ConnectionRefusedError(refused.message, refused.answer()) from refused
        self._viewers[sid] = Viewer(Caller(visitor, address))
        self._tabs.setdefault(visitor, set()).add(sid)

    async def on_disconnect(self, sid: str, reason: str = "") -> None:
        """Forget a tab."""
        viewer = self._viewers.pop(sid, None)
        if viewer is None:
            return
        self._reception.sockets.leave(viewer.caller.address)
        tabs = self._tabs.get(viewer.caller.visitor, set())
        tabs.discard(sid)
        if not tabs:
            self._tabs.pop(viewer.caller.visitor, None)
            self._turns.pop(viewer.caller.visitor, None)

    # --- what a tab asks ---------------------------------------------------------------------------------

    async def on_follow(self, sid: str, said: object = None) -> dict[str, object]:
        """Show the talk after the tab's cursor, and from now on every change of it."""
        return await self._answer(sid, said, self._follow)

    async def on_message(self, sid: str, said: object = None) -> dict[str, object]:
        """A line the visitor wrote; answered after it is kept."""
        return await self._answer(sid, said, lambda viewer, words: self._reception.message(viewer.caller, words))

    async def on_seen(self, sid: str, said: object = None) -> dict[str, object]:
        """Our lines reached the screen, or were read."""
        return await self._answer(sid, said, lambda viewer, words: self._reception.seen(viewer.caller, words))

    async def on_typing(self, sid: str, said: object = None) -> None:
        """The visitor is writing, or stopped; what they write stays with them until they send it."""
        viewer = self._viewers.get(sid)
        if viewer is None:
            return
        self._strokes += 1
        if not self._typing.wait(viewer.caller.visitor, str(self._strokes)):
            kind = "typing" if isinstance(said, dict) and said.get("on") is True else "idle"
            self._reception.site.signal(Signal(self._reception.channel, viewer.caller.visitor, kind))

    async def _answer(
        self,
        sid: str,
        said: object,
        act: Callable[[Viewer, Mapping[str, object]], Awaitable[dict[str, object]]],
    ) -> dict[str, object]:
        viewer = self._viewers.get(sid)
        try:
            if viewer is None:
                raise Refused("token_missing", "connect with your token first", status=401)
            if not isinstance(said, dict):
                raise Refused("invalid", "send one JSON object")
            return await act(viewer, said)
        except Refused as refused:
            return refused.answer()

    async def _follow(self, viewer: Viewer, said: Mapping[str, object]) -> dict[str, object]:
        self._reception.read_limit(viewer.caller)
        after = said.get("after", "")
        if not isinstance(after, str) or (after and not LINE_ID.fullmatch(after)):
            raise Refused("invalid", "after must be a line id as it came, or empty", field="after")
        visitor, viewer.cursor = viewer.caller.visitor, None
        while True:  # until what was read is not older than the last change
            turn = self._turns.get(visitor, 0)
            talk = await self._reception.talk(viewer.caller, after)
            if turn == self._turns.get(visitor, 0):
                break
        viewer.cursor = _cursor(talk, after)
        self._mind_place(visitor, talk)
        if len(talk.lines) >= LINES_AT_ONCE:
            self._start(self.changed(visitor, News.LINES))
        return {"ok": True, "talk": show.talk(talk)}

    # --- what the hub tells ------------------------------------------------------------------------------

    async def changed(self, visitor: str, news: News) -> None:
        """Show every tab of the visitor what is new to it; what changes meanwhile takes one more turn."""
        if visitor not in self._tabs:
            if news is News.STATE:
                self._reception.forget(visitor)
            return
        self._turns[visitor] = self._turns.get(visitor, 0) + 1
        self._changed.add(visitor)
        if visitor in self._showing:
            return
        self._showing.add(visitor)
        try:
            while visitor in self._changed:
                self._changed.discard(visitor)
                await self._show(visitor)
        except Refused:
            log.warning("a change of a talk could not be shown; its tabs will ask again")
        finally:
            self._showing.discard(visitor)

    async def signalled(self, signal: Signal) -> None:
        """An agent is writing, or stopped."""
        for sid in tuple(self._tabs.get(signal.thread_key, ())):
            await self.emit("signal", {"kind": signal.kind}, to=sid)

    async def _show(self, visitor: str) -> None:
        by_cursor: dict[str, list[str]] = {}
        for sid in self._tabs.get(visitor, ()):
            cursor = self._viewers[sid].cursor
            if cursor is not None:
                by_cursor.setdefault(cursor, []).append(sid)
        for cursor, sids in by_cursor.items():
            talk = await self._reception.talk(self._viewers[sids[0]].caller, cursor)
            self._mind_place(visitor, talk)
            for sid in sids:
                viewer = self._viewers.get(sid)
                if viewer is not None and viewer.cursor == cursor:
                    viewer.cursor = _cursor(talk, cursor)
                    await self.emit("talk", show.talk(talk), to=sid)
            if len(talk.lines) >= LINES_AT_ONCE:
                self._changed.add(visitor)

    def _mind_place(self, visitor: str, talk: Talk) -> None:
        if talk.state != "queued":
            self._in_line.discard(visitor)
            return
        self._in_line.add(visitor)
        if self._places is None or self._places.done():
            self._places = self._start(self._watch_places())

    async def _watch_places(self) -> None:
        while self._in_line:
            await asyncio.sleep(PLACE_SECONDS)
            for visitor in tuple(self._in_line):
                if visitor in self._tabs:
                    await self.changed(visitor, News.LINES)
                else:
                    self._in_line.discard(visitor)

    def _start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Stop what runs on its own."""
        for task in tuple(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _cursor(talk: Talk, before: str) -> str:
    return max((line.id for line in talk.lines), default=before) or before
