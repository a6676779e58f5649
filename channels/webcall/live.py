"""Callers' browsers over a socket: a call is asked for with the chat's pass, and steered from there.

Decisions are the exchange's. A socket that breaks ends nothing: the media goes on, and the browser comes back with
the line's key.
"""

from __future__ import annotations

import hmac
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass

import socketio
from socketio.exceptions import ConnectionRefusedError

from channels.media import IceServer
from channels.visitors.limits import Places, Window
from channels.visitors.passes import Pass, read
from channels.visitors.refusal import Refused, limited, origin_refused
from channels.voice import LegEnd
from channels.webcall.exchange import Exchange
from channels.webcall.line import Line
from channels.webcall.settings import Settings

ACTS_PER_10S = 60  # of one socket
TROUBLES = frozenset({"no-microphone"})
_KEY = re.compile(r"[0-9*#]")

log = logging.getLogger(__name__)
Json = Mapping[str, object]


@dataclass(slots=True)
class Caller:
    """One connected page: the pass it came with, and its line once it calls."""

    address: str
    given: Pass | None = None
    line: Line | None = None
    acts: int = 0


class Live(socketio.AsyncNamespace):  # type: ignore[misc]
    """The namespace /call/<channel>."""

    def __init__(self, exchange: Exchange, settings: Settings, key: str, ice: tuple[IceServer, ...]) -> None:
        super().__init__(f"/call/{exchange.channel}")
        self._exchange, self._settings, self._key = exchange, settings, key
        self._ice = [_browsers(each) for each in ice]
        self._callers: dict[str, Caller] = {}
        self._sockets = Places(settings.sockets_per_address)
        self._acts = Window(ACTS_PER_10S, 10, time.monotonic)
        exchange.watch(self.show)

    async def on_connect(self, sid: str, environ: Json, auth: object) -> None:
        """Admit a page: with a pass of the chat, or with the key of a line it had."""
        request = environ.get("aiohttp.request")
        caller = Caller(str(getattr(request, "remote", "") or ""))
        said = auth if isinstance(auth, dict) else {}
        try:
            if said.get("line"):
                caller.line = self._line(said)
            else:
                caller.given = self._pass(said.get("pass"), str(environ.get("HTTP_ORIGIN", "")))
            if not self._sockets.take(caller.address):
                raise limited("too many connections from your network", 30)
        except Refused as refused:
            raise ConnectionRefusedError(refused.message, refused.answer()) from refused
        self._callers[sid] = caller

    async def on_disconnect(self, sid: str, reason: str = "") -> None:
        """Forget a page; its call goes on as long as its sound does."""
        caller = self._callers.pop(sid, None)
        if caller is not None:
            self._sockets.leave(caller.address)

    async def on_prepare(self, sid: str, said: object = None) -> dict[str, object]:
        """What the browser needs before it offers; the media is started meanwhile."""

        async def prepare(caller: Caller, words: Json) -> dict[str, object]:
            self._exchange.start(self._exchange.warm())
            call = {"call": caller.line.view.shown()} if caller.line is not None else {}
            return {"ok": True, "ice": self._ice, **call}

        return await self._answer(sid, said, prepare)

    async def on_call(self, sid: str, said: object = None) -> dict[str, object]:
        """Call with an SDP offer; answered with ours, the line, and the key that opens it again."""
        return await self._answer(sid, said, self._call)

    async def on_media(self, sid: str, said: object = None) -> dict[str, object]:
        """Offer again for the same line: the page was reloaded, or the network changed."""

        async def again(caller: Caller, words: Json) -> dict[str, object]:
            return {"ok": True, "sdp": await self._exchange.offer(_in_call(caller), _sdp(words))}

        return await self._answer(sid, said, again)

    async def on_key(self, sid: str, said: object = None) -> dict[str, object]:
        """A key of the keypad."""

        async def press(caller: Caller, words: Json) -> dict[str, object]:
            key = words.get("key")
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise Refused("invalid", "key must be one of 0-9, * and #", field="key")
            self._exchange.press(_in_call(caller), key)
            return {"ok": True}

        return await self._answer(sid, said, press)

    async def on_said(self, sid: str, said: object = None) -> dict[str, object]:
        """The browser has spoken a turn to its end."""

        async def heard(caller: Caller, words: Json) -> dict[str, object]:
            turn = words.get("turn")
            if isinstance(turn, int):
                self._exchange.said(_in_call(caller), turn)
            return {"ok": True}

        return await self._answer(sid, said, heard)

    async def on_trouble(self, sid: str, said: object = None) -> dict[str, object]:
        """The browser's own trouble that the agent should know of: its microphone is gone, or back."""

        async def tell(caller: Caller, words: Json) -> dict[str, object]:
            if words.get("warning") not in TROUBLES:
                raise Refused("invalid", "warning must be no-microphone", field="warning")
            self._exchange.warn(_in_call(caller), str(words["warning"]), words.get("on") is True)
            return {"ok": True}

        return await self._answer(sid, said, tell)

    async def on_hangup(self, sid: str, said: object = None) -> dict[str, object]:
        """The caller hangs up."""

        async def hang_up(caller: Caller, words: Json) -> dict[str, object]:
            if caller.line is not None:
                await self._exchange.end(caller.line, LegEnd.HUNG_UP)
            return {"ok": True}

        return await self._answer(sid, said, hang_up)

    async def show(self, line: Line) -> None:
        """Tell the line's pages how the call stands."""
        for sid, caller in tuple(self._callers.items()):
            if caller.line is line:
                await self.emit("call", line.view.shown(), to=sid)

    # --- the steps of it ------------------------------------------------------------------------------------

    async def _call(self, caller: Caller, said: Json) -> dict[str, object]:
        if caller.line is not None and caller.line.alive:
            raise Refused("in_call", "you are in a call already: end that one first", status=409)
        given, caller.given = caller.given, None
        if given is None:
            raise Refused("pass_refused", "a pass is good for one call; ask the chat for another", status=403)
        try:
            line, answer = await self._exchange.call(given, _sdp(said), self._settings.most_calls)
        except Refused:
            caller.given = given
            raise
        caller.line = line
        return {"ok": True, "line": line.id, "key": line.key, "sdp": answer, "call": line.view.shown()}

    def _line(self, said: Mapping[object, object]) -> Line:
        line = self._exchange.lines.get(str(said.get("line")))
        if line is None or not line.visitor or not hmac.compare_digest(line.key, str(said.get("key"))):
            raise Refused("gone", "this call has ended", status=404, field="line")
        return line

    def _pass(self, text: object, origin: str) -> Pass:
        given = read(text, self._key, time.time())
        if given.chat != self._settings.chat:
            raise Refused("pass_refused", "the pass is of another chat", status=403, field="pass")
        if given.origin != origin:
            raise origin_refused(origin)
        return given

    async def _answer(
        self, sid: str, said: object, act: Callable[[Caller, Json], Awaitable[dict[str, object]]]
    ) -> dict[str, object]:
        caller = self._callers.get(sid)
        try:
            if caller is None:
                raise Refused("pass_refused", "connect with a pass first", status=401)
            caller.acts += 1
            if wait := self._acts.wait(sid, str(caller.acts)):
                raise limited("too much at once", wait)
            return await act(caller, said if isinstance(said, dict) else {})
        except Refused as refused:
            return refused.answer()


def _in_call(caller: Caller) -> Line:
    if caller.line is None or not caller.line.alive:
        raise Refused("gone", "this call has ended", status=404, field="line")
    return caller.line


def _sdp(said: Json) -> str:
    sdp = said.get("sdp")
    if not isinstance(sdp, str) or not sdp:
        raise Refused("invalid", "sdp must be the browser's offer", field="sdp")
    return sdp


def _browsers(server: IceServer) -> dict[str, str]:
    return {key: value for key, value in asdict(server).items() if value}
