"""Both ends of a Twilio adapter in one process: the provider's REST on a free port, and a hub that only counts.

The provider answers as its documentation says, keeps what it was asked, and judges each request: its path and fields
must be among those of REQUESTS, and of the provider's own schema where TWILIO_OPENAPI names its file.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
from aiohttp import web
from yarl import URL

from channels.adapter import Channel, Handler
from channels.contract import (
    ChannelError,
    Delivery,
    Ignored,
    Inbound,
    News,
    OutboundFile,
    Signal,
    Taken,
    Talk,
)
from channels.twilio import signing
from channels.voice import CallScript
from tests.channels.site import serve

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
TOKEN = "a token nobody may see"
KEY = "SK00112233445566778899aabbccddeeff"
SECRET = "a key nobody may see, 32 characters"
SECRETS = {"auth_token": TOKEN, "api_key": KEY, "api_secret": SECRET, "token_key": "a secret that signs, 32 characters"}
NUMBER = "+14155550100"
CUSTOMER = "+4915112345678"
API = f"/2010-04-01/Accounts/{ACCOUNT}"

# What we ask of the provider: path (sids as {}), method, and the fields each request may have.
_CALLBACK = "StatusCallback StatusCallbackMethod StatusCallbackEvent"
_RECORDING = "RecordingStatusCallback RecordingStatusCallbackMethod RecordingStatusCallbackEvent"
REQUESTS: Mapping[tuple[str, str], frozenset[str]] = {
    key: frozenset(fields.split())
    for key, fields in {
        ("POST", "Calls.json"): f"To From Twiml Timeout {_CALLBACK}",
        ("POST", "Calls/{}.json"): "Twiml Status",
        ("GET", "Calls/{}.json"): "",
        ("GET", "Calls.json"): "To From StartTime> PageSize",
        ("GET", "Conferences.json"): "FriendlyName PageSize",
        ("POST", "Conferences/{}/Participants/{}.json"): (
            "Hold HoldUrl HoldMethod Muted Coaching CallSidToCoach AnnounceUrl AnnounceMethod"
        ),
        ("POST", "Calls/{}/Recordings.json"): f"RecordingChannels RecordingTrack {_RECORDING}",
        ("POST", "Calls/{}/Recordings/{}.json"): "Status PauseBehavior",
        ("GET", "Recordings.json"): "DateCreated> PageSize",
        ("GET", "Recordings/{}.mp3"): "",
        ("DELETE", "Recordings/{}.json"): "",
        ("GET", "Recordings/{}.wav"): "",
        ("POST", "Messages.json"): "To From MessagingServiceSid Body StatusCallback MediaUrl",
        ("GET", "Messages.json"): "To From DateSent> PageSize",
        ("GET", "Messages/{}/Media.json"): "PageSize",
        ("GET", "Messages/{}/Media/{}"): "",
        ("GET", "IncomingPhoneNumbers.json"): "PhoneNumber PageSize",
        ("GET", "Applications/{}.json"): "",
        ("GET", ".json"): "",
    }.items()
}
_SIDS = re.compile(r"\b(?:CA|CF|RE|SM|MM|ME|AP)[0-9a-f]{32}|Twilio\.CURRENT")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str  # below the account
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """A field, "" when it is missing."""
        return dict(self.fields).get(name, "")

    def all(self, name: str) -> list[str]:
        """Every value of a repeated field."""
        return [value for key, value in self.fields if key == name]


Answer = Callable[[Asked], "dict[str, Any] | tuple[int, Any] | web.StreamResponse | None"]


class Provider:
    """The REST side. `answer` may be set to say something else than the usual."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.wrong: list[str] = []
        self.answer: Answer = lambda asked: None
        self.url = ""
        self._made = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Provider:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._serve)
        self._runner, self.url = await serve(app)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def last(self, path: str = "") -> Asked:
        """The newest request, of those to this path."""
        return next(each for each in reversed(self.asked) if path in each.path)

    def sid(self, kind: str) -> str:
        """A new id."""
        self._made += 1
        return f"{kind}{self._made:032x}"

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(API).removeprefix("/")
        fields = parse_qsl((await request.read()).decode(), keep_blank_values=True) or list(request.query.items())
        asked = Asked(request.method, path, tuple(fields))
        self.asked.append(asked)
        self.wrong += judged(asked)
        if request.headers.get("Authorization") not in (
            aiohttp.encode_basic_auth(KEY, SECRET), aiohttp.encode_basic_auth(ACCOUNT, TOKEN)
        ):  # fmt: skip
            return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)
        said = self.answer(asked)
        if said is None:
            said = self._usual(asked)
        if isinstance(said, web.StreamResponse):
            return said
        status, body = said if isinstance(said, tuple) else (200, said)
        return web.json_response(body, status=status)

    def _usual(self, asked: Asked) -> dict[str, Any] | tuple[int, Any]:
        if asked.method == "POST" and asked.path == "Calls.json":
            return 201, call(self.sid("CA"), status="queued", to=asked.get("To"), _from=asked.get("From"))
        if asked.method == "POST" and asked.path == "Messages.json":
            return 201, message(self.sid("SM"), status="queued", to=asked.get("To"), body=asked.get("Body"))
        if asked.method == "GET" and asked.path in ("Conferences.json", "Recordings.json"):
            return page(asked.path.removesuffix(".json").lower(), [])
        if asked.method == "GET" and asked.path in ("Calls.json", "Messages.json"):
            return page(asked.path.removesuffix(".json").lower(), [])
        if "/Participants/" in asked.path:
            return {"call_sid": asked.path[-39:-5], "conference_sid": asked.path.split("/")[1], "status": "connected"}
        if "/Recordings" in asked.path:
            return 201, {"sid": self.sid("RE"), "status": "in-progress"}
        return call(asked.path[-39:-5], status="in-progress")


def call(sid: str, **values: object) -> dict[str, Any]:
    """A Call resource."""
    return {"sid": sid, "account_sid": ACCOUNT, "from": values.pop("_from", ""), **values}


def message(sid: str, **values: object) -> dict[str, Any]:
    """A Message resource."""
    return {"sid": sid, "account_sid": ACCOUNT, "from": values.pop("_from", NUMBER), **values}


def page(name: str, rows: list[dict[str, Any]], following: str | None = None) -> dict[str, Any]:
    """A page of a list."""
    return {name: rows, "page": 0, "page_size": 100, "next_page_uri": following, "uri": "", "first_page_uri": ""}


def judged(asked: Asked) -> list[str]:
    """What is wrong with a request."""
    shape = (asked.method, _SIDS.sub("{}", asked.path))
    if shape not in REQUESTS:
        return [f"no such request: {shape}"]
    strange = {name for name, _ in asked.fields} - REQUESTS[shape]
    return [f"{shape}: no field {name}" for name in sorted(strange)] + _against_schema(asked)


@cache
def schema() -> dict[str, Any]:
    """The provider's own schema, when the environment names its file; else empty."""
    path = os.environ.get("TWILIO_OPENAPI", "")
    if not path:
        return {}
    raw = Path(path).read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(raw) if path.endswith(".gz") else raw)
    return found


def beside_the_schema(name: str, without: Any) -> Any:
    """A JSON file that lies beside the provider's schema, where the environment names one."""
    path = os.environ.get("TWILIO_OPENAPI", "")
    found = Path(path).with_name(name) if path else None
    return json.loads(found.read_text("utf-8")) if found is not None and found.is_file() else without


def _against_schema(asked: Asked) -> list[str]:
    """The path, the required fields, the fields and their enums and numbers."""
    document = schema()
    own = f"{API}/{asked.path}".replace("/.json", ".json")
    if not document or asked.path.endswith((".mp3", ".wav")) or not own.endswith(".json"):
        return []
    patterns = sorted(document["paths"], key=lambda each: each.count("{"))
    named = [each for each in patterns if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each), own)]
    found = next((each for each in named if asked.method.lower() in document["paths"][each]), None)
    if found is None:
        return [f"{asked.method} {asked.path}: not in the schema"]
    operation = document["paths"][found][asked.method.lower()]
    if asked.method in ("GET", "DELETE"):
        known = {each["name"]: each["schema"] for each in operation.get("parameters", ())}
        required: list[str] = []
    else:
        form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        known, required = form.get("properties", {}), form.get("required", [])
    faults = [f"{found}: {name} is missing" for name in required if name not in dict(asked.fields)]
    for name, value in asked.fields:
        faults += _against_field(document, f"{found} {name}", known.get(name), value)
    return faults


def _against_field(document: Mapping[str, Any], name: str, field_schema: Any, value: str) -> list[str]:
    if field_schema is None:
        return [f"{name}: no such field"]
    if field_schema.get("type") == "array":
        field_schema = field_schema["items"]
    if "$ref" in field_schema:
        field_schema = document["components"]["schemas"][field_schema["$ref"].rsplit("/", 1)[-1]]
    if "enum" in field_schema and value not in field_schema["enum"]:
        return [f"{name}: {value!r} is not one of {field_schema['enum']}"]
    if field_schema.get("type") == "boolean" and value not in ("true", "false"):
        return [f"{name}: {value!r} is no boolean"]
    if field_schema.get("type") == "integer" and not value.isdigit():
        return [f"{name}: {value!r} is no number"]
    if (pattern := field_schema.get("pattern")) and not re.fullmatch(pattern, value):
        return [f"{name}: {value!r} does not match {pattern}"]
    return []


@dataclass(slots=True)
class Counter:
    """A hub that takes deliveries once, each by its key, and answers calls with what `script_for` says."""

    channel: Channel
    script_for: Callable[[Inbound], CallScript | None] = lambda inbound: None
    taken: dict[str, Taken] = field(default_factory=dict)
    inbounds: list[Inbound] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    bookmarks: dict[str, str] = field(default_factory=dict)
    app: web.Application = field(default_factory=web.Application)
    public_url: str = ""
    down: bool = False

    async def __aenter__(self) -> Counter:
        self.channel.mount(self)
        runner, self.public_url = await serve(self.app)
        self._runner = runner
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        await self.channel.close()

    _runner: Any = None

    def route(self, method: str, path: str, handler: Handler) -> None:
        self.app.router.add_route(method, path, handler)

    def namespace(self, handler: object) -> None:
        raise AssertionError("calls and messages need no socket of the hub's")

    async def arrived(self, delivery: Delivery) -> Taken:
        if self.down:
            raise ConnectionError("the store is away")
        self.channel.verify(delivery)
        if (before := self.taken.get(delivery.key)) is not None:
            return before
        self.deliveries.append(delivery)
        try:
            inbounds = self.channel.parse(delivery)
        except ChannelError as error:
            return self.taken.setdefault(delivery.key, Taken("quarantined", error.code))
        self.inbounds += inbounds
        ignored = [each.reason for each in inbounds if isinstance(each, Ignored)]
        scripts = [self.script_for(each) for each in inbounds]
        state, reason = ("ignored", ignored[0]) if len(ignored) == len(inbounds) else ("handled", "")
        return self.taken.setdefault(delivery.key, Taken(state, reason, script=scripts[0]))

    async def talk(self, channel: str, thread_key: str, after: str) -> Talk:
        raise AssertionError("there are no talks here")

    async def open_hours(self, channel: str) -> tuple[bool, datetime | None]:
        return True, None

    def signal(self, signal: Signal) -> None:
        raise AssertionError("nobody types here")

    def watch(self, channel: str, listener: Callable[[str, News], Awaitable[None]]) -> None:
        raise AssertionError("there are no talks here")

    def watch_signals(self, channel: str, listener: Callable[[Signal], Awaitable[None]]) -> None:
        raise AssertionError("nobody types here")

    async def bookmark(self, channel: str) -> str:
        return self.bookmarks.get(channel, "")

    async def keep_bookmark(self, channel: str, bookmark: str) -> None:
        self.bookmarks[channel] = bookmark

    async def file(self, channel: str, thread_key: str, message_id: str, index: int) -> OutboundFile | None:
        return None

    def report(self, channel: str, state: str, detail: str = "") -> None:
        self.reports.append(f"{state} {detail}".strip())

    def sound(self, name: str) -> str:
        return f"{self.public_url}/sounds/{name}.wav"

    def note(self, channel: str, code: str, data: Mapping[str, str] | None = None) -> None:
        self.noted.append(code)

    # --- the provider's webhooks --------------------------------------------------------------------------------

    async def post(
        self, url: str, fields: Mapping[str, str], token: str = TOKEN, body: bytes | None = None
    ) -> tuple[int, str]:
        """A signed webhook to an address of ours (whole, or its part below the channel). Status and body.

        `body` is sent instead of what was signed.
        """
        whole = url if "://" in url else f"{self.public_url}/channels/{self.channel.id}/{url}"
        headers = dict(signing.sign(token, whole, list(fields.items())))
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        sent = body or urlencode(fields).encode()
        async with aiohttp.ClientSession() as client:
            async with client.post(URL(whole, encoded=True), data=sent, headers=headers) as answer:
                return answer.status, await answer.text()

    async def get(self, url: str) -> tuple[int, str, bytes]:
        """What the provider fetches from us: status, content type, bytes."""
        whole = url if "://" in url else f"{self.public_url}/channels/{self.channel.id}/{url}"
        async with aiohttp.ClientSession() as client, client.get(whole) as answer:
            return answer.status, answer.content_type, await answer.read()


async def settled(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
