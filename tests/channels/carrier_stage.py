"""A carrier on a real port and a customer's site that answers it: documents by path, every request judged and kept."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator
from yarl import URL

from channels.adapter import Handler
from channels.sandbox.carrier import Account, App, Carrier, Hook, Number, VirtualTime
from channels.sandbox.carrier.clock import Time
from channels.sandbox.carrier.tone import voices
from tests.channels.openapi import judge
from tests.channels.site import serve

ACCOUNT = "AC" + "a1" * 16
TOKEN = "b2" * 16
KEY, SECRET = "SK" + "c3" * 16, "d4" * 16
APP = "AP" + "e5" * 16
DESK = "+493055501000"  # the account's number
ANN = "+4915155501001"  # who calls it
PREFIX = "/sandbox/carrier"

Params = Mapping[str, str]
Script = str | int | Callable[[Params], str | int]


@dataclass
class Site:
    """The customer's site. `scripts` are documents by path; a number instead of one is a status."""

    origin: str = ""
    scripts: dict[str, Script] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    tokens: list[tuple[str, str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Judge, keep, answer."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        url = str(URL(self.origin + request.raw_path, encoded=True))
        given = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(TOKEN).validate(url, form, given):
            self.forged.append(url)
        params = {**request.query, **form}
        self.got.append((request.path, params))
        self.tokens.append((request.path, request.headers.get("I-Twilio-Idempotency-Token", "")))
        if request.path.endswith(".wav"):
            return web.Response(body=voices(2.0), content_type="audio/x-wav")
        script = self.scripts.get(request.path, 204)
        found = script(params) if callable(script) else script
        if isinstance(found, int):
            return web.Response(status=found)
        return web.Response(text=f"<Response>{found}</Response>", content_type="text/xml")

    def named(self, path: str) -> list[dict[str, str]]:
        """What came to a path, oldest first."""
        return [params for place, params in self.got if place == path]


@dataclass
class Stage:
    """Both sides, and a client of the REST."""

    carrier: Carrier
    site: Site
    time: Any
    rest_url: str
    http: aiohttp.ClientSession

    async def rest(self, method: str, path: str, **form: object) -> dict[str, Any]:
        """A request below the account; the answer's JSON, with its HTTP status as `http`."""
        status, body = await self.asked(method, path, form)
        return {**body, "http": status}

    async def asked(self, method: str, path: str, form: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
        """The same, status and JSON apart. Lists are repeated fields."""
        pairs = [(name, str(one)) for name, value in form.items()
                 for one in (value if isinstance(value, list) else [value])]
        url = f"{self.rest_url}/2010-04-01/Accounts/{ACCOUNT}{path}"
        sent = {"params": pairs} if method == "GET" else {"data": pairs}
        headers = {"Authorization": aiohttp.encode_basic_auth(KEY, SECRET)}
        async with self.http.request(method, url, headers=headers, **sent) as answer:  # type: ignore[arg-type]
            body = await answer.json() if answer.content_type == "application/json" else {}
            return answer.status, body


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def world_of(carrier: Carrier, wrong: list[str]) -> web.Application:
    """The carrier's site; what its REST answers amiss is added to `wrong`."""

    @web.middleware
    async def judged(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        at = request.path.find("/2010-04-01/")
        if at >= 0 and isinstance(answer, web.Response) and answer.content_type == "application/json":
            wrong.extend(judge(request.method, request.path[at:], answer.status, json.loads(answer.text or "")))
        return answer

    world = web.Application(middlewares=[judged])
    world.add_routes(carrier.routes(PREFIX))
    return world


@contextlib.asynccontextmanager
async def on_stage(time: Time | None = None, media: str = "none") -> AsyncIterator[Stage]:
    """Open both sides. Time stands still unless another is given. At the end no signature was wrong."""
    site, clock = Site(), time or VirtualTime()
    hub = web.Application()
    hub.router.add_route("*", "/{tail:.*}", site.handle)
    hub_runner, site.origin = await serve(hub)
    number = Number(
        DESK, "Orders", voice_url=f"{site.origin}/voice", status_callback=f"{site.origin}/status",
        sms_url=f"{site.origin}/sms",
    )
    app = App(APP, "Softphone", voice=Hook(f"{site.origin}/app"))
    account = Account(ACCOUNT, TOKEN, "Test", {KEY: SECRET}, {APP: app}, [number])
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    carrier = Carrier(account, origin + PREFIX, clock, media)
    wrong: list[str] = []
    world = world_of(carrier, wrong)
    world_runner, _ = await serve(world, port)
    try:
        async with aiohttp.ClientSession() as http:
            yield Stage(carrier, site, clock, origin + PREFIX, http)
        assert not wrong, sorted(set(wrong))  # answers that are not as the provider writes them
    finally:
        await carrier.close()
        await world_runner.cleanup()
        await hub_runner.cleanup()
    assert not site.forged, "signatures that the provider's own validator refuses"
