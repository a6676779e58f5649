"""What every route shares: typed keys, who asks, one line a route with its permission, errors as answers, headers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aiohttp import web

from hub.core.terms import AgentId, Role
from hub.edge import wire
from hub.errors import Forbidden, HubError, Invalid, SignInNeeded, TooLarge
from hub.settings import Settings
from hub.store.database import Store

if TYPE_CHECKING:
    from hub.edge.auth import Doorman
    from hub.edge.boards import Boards
    from hub.edge.feed import Feed
    from hub.edge.intake import Intake
    from hub.edge.signals import Signals

log = logging.getLogger("rapport.site")

STORE: web.AppKey[Store] = web.AppKey("store", Store)
SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
DOORMAN: web.AppKey[Doorman] = web.AppKey("doorman")
FEED: web.AppKey[Feed] = web.AppKey("feed")
BOARDS: web.AppKey[Boards] = web.AppKey("boards")
INTAKE: web.AppKey[Intake] = web.AppKey("intake")
NODES: web.AppKey[Signals] = web.AppKey("nodes")

COOKIE = "rapport"
GUARD = "X-Rapport"  # a header no foreign form can send: the guard against cross-site requests
YEARS = range(1970, 9000)  # that somebody may ask about: a day of another has no bounds in every time zone
MOST_DIGITS = 6
MAX_JSON = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks."""

    id: AgentId
    roles: tuple[Role, ...]
    token_hash: str = ""

    def may(self, role: Role) -> bool:
        """An admin may what a supervisor may, a supervisor what an agent may."""
        order = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
        return any(order.index(own) >= order.index(role) for own in self.roles)


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One of the demo's sign-ins, shown on the sign-in page."""

    role: str
    email: str
    password: str
    name: str


@dataclass(frozen=True, slots=True)
class Demo:
    """Set only by `hub demo`."""

    sign_ins: tuple[DemoSignIn, ...]


DEMO: web.AppKey[Demo] = web.AppKey("demo", Demo)

Handler = Callable[[web.Request, Actor], Awaitable[web.StreamResponse]]
PublicHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(value: object, status: int = 200) -> web.Response:
    """A JSON answer; never cached."""
    return web.Response(body=wire.dump(value), status=status, content_type="application/json",
                        headers={"Cache-Control": "no-store"})


def only(role: Role, method: str, path: str, handler: Handler) -> web.RouteDef:
    """A route for signed-in agents with at least this role."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if method not in ("GET", "HEAD") and GUARD not in request.headers:
            raise Forbidden(f"Send the header {GUARD}: 1 with requests that change something.")
        actor = await request.app[DOORMAN].actor(request)
        if actor is None:
            raise SignInNeeded()
        if not actor.may(role):
            raise Forbidden()
        return await handler(request, actor)

    return web.route(method, path, guarded)


def public(method: str, path: str, handler: PublicHandler) -> web.RouteDef:
    """A route for everybody."""
    return web.route(method, path, handler)


async def body(request: web.Request) -> object:
    """The request's JSON. Raises Invalid or TooLarge."""
    raw = await request.content.read(MAX_JSON + 1)
    while not request.content.at_eof() and len(raw) <= MAX_JSON:
        raw += await request.content.read(MAX_JSON + 1 - len(raw))
    if len(raw) > MAX_JSON:
        raise TooLarge("The request is larger than 1 MiB.")
    try:
        return wire.SocketJson.loads(raw or b"{}")
    except ValueError:
        raise Invalid("The request's body is not JSON.") from None


def asked_day(request: web.Request) -> date:
    """`?date=`: a day. Raises Invalid."""
    try:
        found = date.fromisoformat(request.query.get("date", ""))
    except ValueError:
        found = date.min
    return known_day(found, "date")


def known_day(day: date, field: str) -> date:
    """The same day. Raises Invalid for one that nobody may ask about."""
    if day.year not in YEARS:
        raise Invalid("Write the date like 2026-11-30.", field=field)
    return day


def asked_number(request: web.Request, name: str, usual: int, most: int) -> int:
    """A whole number of the query, from 1. Raises Invalid."""
    text = request.query.get(name, str(usual))
    if not text.isdecimal() or len(text) > MOST_DIGITS or not 1 <= int(text) <= most:
        raise Invalid(f"{name} is a whole number from 1 to {most}.", field=name)
    return int(text)


@web.middleware
async def errors(request: web.Request, handler: PublicHandler) -> web.StreamResponse:
    """Refusals become `{code, message, field}`; anything unforeseen is logged and answered 500 without a traceback."""
    try:
        return await handler(request)
    except HubError as error:
        return answer(wire.refusal(error), error.status)
    except web.HTTPException as error:
        if request.path.startswith("/api/") and error.status >= 400:
            return answer({"ok": False, "code": "http", "message": error.reason, "field": ""}, error.status)
        raise
    except (ConnectionResetError, TimeoutError):
        raise
    except Exception:
        log.exception("a request failed", extra={"route": request.match_info.route.resource})
        return answer({"ok": False, "code": "internal", "message": "Something broke on our side; it was logged.",
                       "field": ""}, 500)


async def headers(request: web.Request, response: web.StreamResponse) -> None:
    """Security headers on everything (ASVS 5.0 V3); a handler's own policy wins."""
    given = response.headers
    given.setdefault("X-Content-Type-Options", "nosniff")
    given.setdefault("Referrer-Policy", "same-origin")
    if request.path.startswith("/channels/") or request.path == "/widget.js":
        return
    given.setdefault("X-Frame-Options", "SAMEORIGIN")
    given.setdefault("Content-Security-Policy", _policy(request.app))


def _policy(app: web.Application) -> str:
    """What our pages may load: our own, and what a carrier's softphone speaks to, where a channel brings one."""
    settings = app.get(SETTINGS)
    channels = settings.channels.values() if settings is not None else ()
    others = sorted({origin for channel in channels for origin in getattr(channel, "page_origins", ())})
    spoken = " ".join(("'self'", "ws:", "wss:", *others))
    heard = f"media-src 'self' mediastream: {' '.join(others)}; " if others else ""
    return (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"connect-src {spoken}; {heard}"
        "frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
