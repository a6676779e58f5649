"""Agents' softphones: their tokens judged as the provider judges them, their ringing legs found, answered, hung up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt
from aiohttp import web

from channels.media import MediaError
from channels.sandbox.carrier.account import Account
from channels.sandbox.carrier.lines import Lines
from channels.sandbox.carrier.phones import identity, parameters
from channels.sandbox.carrier.state import Book, Line
from channels.sandbox.carrier.voices import Voices


class BadToken(Exception):
    """The token gives no right. The text says why."""


def identity_of(token: str, account: Account) -> str:
    """Whose token it is: HS256 by an API key's secret, for this account, in time, allowed to be called.

    Raises BadToken. RFC 7519; the provider's AccessToken.
    """
    try:
        issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss", ""))
        secret = account.keys.get(issuer, "")
        if not secret:
            raise BadToken("iss: no such API key")
        claims: dict[str, Any] = jwt.decode(token, secret, algorithms=["HS256"], options={"require": ["exp", "sub"]})
    except jwt.PyJWTError as error:
        raise BadToken(str(error)) from None
    grants = claims.get("grants", {})
    if claims["sub"] != account.sid:
        raise BadToken("sub: another account")
    if not grants.get("voice", {}).get("incoming", {}).get("allow"):
        raise BadToken("grants: no voice grant that allows incoming calls")
    if not grants.get("identity"):
        raise BadToken("grants: no identity")
    return str(grants["identity"])


@dataclass(frozen=True, slots=True)
class Clients:
    """Softphones over HTTP."""

    book: Book
    lines: Lines
    voices: Voices | None

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """Where they are served."""
        return [
            web.post(f"{prefix}/clients/media", self._media),
            web.post(f"{prefix}/clients/answer", self._answer),
            web.post(f"{prefix}/clients/hangup", self._hang_up),
        ]

    async def _media(self, request: web.Request) -> web.Response:
        said = await json_of(request)
        line = self._leg(said)
        if self.voices is None:
            raise problem(409, "no_media", "this sandbox runs without media; answer with /clients/answer")
        answer = await connected(self.voices, line, str(said.get("sdp", "")))
        line.picked_up.set()
        return web.json_response({"sdp": answer})

    async def _answer(self, request: web.Request) -> web.Response:
        self._leg(await json_of(request)).picked_up.set()
        return web.json_response({})

    async def _hang_up(self, request: web.Request) -> web.Response:
        self.lines.hang_up(self._leg(await json_of(request)))
        return web.json_response({})

    def _leg(self, said: dict[str, Any]) -> Line:
        """The leg that a softphone speaks of: by label, by parameter, by sid; "" is its newest ringing one."""
        try:
            who = identity_of(str(said.get("token", "")), self.book.account)
        except BadToken as error:
            raise problem(401, "bad_token", str(error)) from None
        wanted = str(said.get("leg_id", ""))
        for line in reversed(self.book.lines.values()):
            meant = _named(line, wanted) if wanted else line.status == "ringing"
            if meant and line.live() and identity(line.to) == who:
                return line
        raise problem(404, "no_leg", "leg_id: no such ringing or live leg of this identity")


def _named(line: Line, wanted: str) -> bool:
    found = parameters(line.to)
    return wanted in (line.sid, line.label, found.get("leg"), found.get("leg_id"))


async def json_of(request: web.Request) -> dict[str, Any]:
    """A request's JSON object. Raises a problem for anything else."""
    try:
        said = await request.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise problem(400, "bad_json", "the body must be a JSON object")
    return said


async def connected(voices: Voices, line: Line, sdp: str) -> str:
    """The answer to a WebRTC offer. Raises a problem."""
    try:
        return await voices.connect(line, sdp)
    except MediaError as error:
        status = 400 if error.code == "bad_offer" else 503
        raise problem(status, error.code, "sdp: the media could not answer this offer") from None


class _Problem(web.HTTPException):
    """An error as this API writes it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status_code = status
        body = web.json_response({"code": code, "message": message}).text
        super().__init__(text=body, content_type="application/json")


def problem(status: int, code: str, message: str) -> web.HTTPException:
    """An error to be raised from a handler."""
    return _Problem(status, code, message)


__all__ = ["Clients"]
