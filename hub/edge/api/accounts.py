"""Signing in and out, one's own settings, forgotten passwords, and what the sign-in page may know."""

from __future__ import annotations

import dataclasses
import secrets
from dataclasses import dataclass

from aiohttp import web

from hub.actions import accounts
from hub.core.terms import AgentId
from hub.edge import wire
from hub.edge.auth import SHIFT, SHORT, digest
from hub.edge.origin import source
from hub.edge.post import send_reset
from hub.edge.site import COOKIE, DEMO, DOORMAN, GUARD, SETTINGS, STORE, Actor, answer, body
from hub.errors import Forbidden, Invalid
from hub.store import account_rows, agents


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the sign-in form sends."""

    email: str
    password: str
    keep: bool = False


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What an agent may change of themselves; what is left out stays."""

    language: str | None = None
    theme: str | None = None
    signature: str | None = None
    mobile: str | None = None  # "+4915112345678", on which a call goes on when the console has no sound; "" is none
    password: str | None = None
    old_password: str | None = None


@dataclass(frozen=True, slots=True)
class ResetWanted:
    """Whose password is forgotten."""

    email: str


@dataclass(frozen=True, slots=True)
class NewPassword:
    """The link's token and the new password."""

    token: str
    password: str


def _guarded(request: web.Request) -> None:
    if GUARD not in request.headers:
        raise Forbidden(f"Send the header {GUARD}: 1 with requests that change something.")


async def _me(request: web.Request, agent: AgentId) -> dict[str, object]:
    store = request.app[STORE]
    row = await store.read(agents.me, agent, request.app[SETTINGS].plan, store.clock())
    return {**dataclasses.asdict(row), **await store.read(account_rows.own_settings, agent)}


async def sign_in(request: web.Request) -> web.Response:
    """Check the password and set the cookie."""
    _guarded(request)
    given = wire.read(SignIn, await body(request))
    lasts = SHIFT if given.keep else SHORT
    agent, token = await request.app[DOORMAN].sign_in(given.email, given.password, source(request), lasts=lasts)
    response = answer(await _me(request, agent))
    kept_for = int(SHIFT.total_seconds()) if given.keep else None
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", path="/", max_age=kept_for,
        secure=request.app[SETTINGS].site.public_url.startswith("https://"),
    )
    return response


async def sign_out(request: web.Request, me: Actor) -> web.Response:
    """End this sign-in here and on its sockets."""
    await request.app[DOORMAN].sign_out(me)
    response = answer({"ok": True})
    response.del_cookie(COOKIE, path="/")
    return response


async def me(request: web.Request, me: Actor) -> web.Response:
    """Who I am."""
    return answer(await _me(request, me.id))


async def change_me(request: web.Request, me: Actor) -> web.Response:
    """Change my settings; a new password needs the old one."""
    given = wire.read(OwnSettings, await body(request))
    doorman, store = request.app[DOORMAN], request.app[STORE]
    if given.password is not None:
        if not await doorman.agrees(me.id, given.old_password or ""):
            raise Invalid("The old password is wrong.", field="old_password")
        password_hash = await doorman.hash(given.password)
        await store.do(accounts.change_password, me.id, password_hash, me.token_hash)
    await store.do(accounts.change_own, me.id, accounts.Own(given.language, given.theme, given.signature, given.mobile))
    return answer(await _me(request, me.id))


async def want_reset(request: web.Request) -> web.Response:
    """Send a link to the address if somebody has it; the answer is the same in both cases."""
    _guarded(request)
    email = wire.read(ResetWanted, await body(request)).email.strip().lower()
    store = request.app[STORE]
    await store.do(accounts.count_attempt, f"reset {email}", source(request))
    token = secrets.token_urlsafe(32)
    language = await store.do(accounts.prepare_reset, email, digest(token))
    if language is not None:
        await send_reset(request.app, email, token, language)
    return answer({"ok": True}, 202)


async def reset(request: web.Request) -> web.Response:
    """Choose a new password by the link."""
    _guarded(request)
    given = wire.read(NewPassword, await body(request))
    password_hash = await request.app[DOORMAN].hash(given.password)
    agent = await request.app[STORE].do(accounts.reset_password, digest(given.token), password_hash)
    request.app[DOORMAN].forget(agent)
    return answer({"ok": True})


async def public(request: web.Request) -> web.Response:
    """What the sign-in page shows: the firm, the languages, the demo's sign-ins if this is a demo."""
    plan, demo = request.app[SETTINGS].plan, request.app.get(DEMO)
    return answer({
        "firm": plan.firm,
        "languages": plan.languages,
        "demo": demo.sign_ins if demo else (),
        "sandbox_url": "/sandbox" if demo else "",
        "version": request.app[SETTINGS].version,
    })


__all__ = ["change_me", "me", "public", "reset", "sign_in", "sign_out", "want_reset"]
