"""The routes of a number: webhooks in, TwiML out. A webhook is verified and kept before it is answered.

When the hub cannot take a webhook in, the answer is an error on purpose: the provider then asks the number's
fallback address, which needs no hub (config/fallback).
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import wave
from collections import OrderedDict
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
from aiohttp import web

from channels import sounds
from channels.adapter import Mount
from channels.contract import Delivery, Forged, Taken, Unreadable
from channels.phone_twilio import reading
from channels.phone_twilio.settings import Settings
from channels.twilio import forms, signing, twiml
from channels.twilio.account import Secrets
from channels.twilio.forms import Form
from channels.twilio.twiml import Place
from channels.voice import CallScript, HangUp

SOUND_SECONDS = 300
_ROOMS = 2000  # conferences remembered
_DIGITS = re.compile(r"[0-9A-D*#w]{1,64}")
_WEBHOOKS = ("voice", "step", "status", "recording", reading.QUALITY)


class Rooms:
    """Which conference is which call's, as far as the carrier told; the oldest are forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, str] = OrderedDict()

    def of(self, call_id: str) -> str:
        """The conference's id, "" when it is not known."""
        return self._known.get(call_id, "")

    def keep(self, call_id: str, conference: str) -> None:
        """A conference has begun, or was looked up."""
        self._known[call_id] = conference
        self._known.move_to_end(call_id)
        while len(self._known) > _ROOMS:
            self._known.popitem(last=False)

    def forget(self, call_id: str) -> None:
        """It is over."""
        self._known.pop(call_id, None)


class Doors:
    """All routes of one number."""

    def __init__(self, id: str, settings: Settings, auth_token: str, rooms: Rooms) -> None:
        self._id, self._settings, self._rooms = id, settings, rooms
        self._secrets = Secrets(auth_token)
        self._site: Mount | None = None

    @property
    def site(self) -> Mount:
        """The hub that serves us."""
        if self._site is None:
            raise RuntimeError("this channel is not mounted")
        return self._site

    @property
    def public_url(self) -> str:
        """How the provider reaches us."""
        return self._settings.public_url.rstrip("/") or self.site.public_url

    def place(self, call_id: str = "", leg_id: str = "", turn: str = "1") -> Place:
        """Where a script of this number runs."""
        return Place(f"{self.public_url}/channels/{self._id}", call_id, leg_id, turn, self._settings.voices)

    def mount(self, site: Mount) -> None:
        """Claim the routes."""
        self._site = site
        base = f"/channels/{self._id}"
        for route in _WEBHOOKS:
            site.route("POST", f"{base}/{route}", self._webhook)
        site.route("POST", f"{base}/conference", self._conference)
        site.route("POST", f"{base}/keys", self._keys)
        site.route("GET", f"{base}/music", self._music)
        site.route("GET", f"{base}/sound/{{name}}.wav", self._sound)

    def delivery(self, path: str, body: bytes, headers: dict[str, str], at: datetime) -> Delivery:
        """A webhook as a delivery; its key is the same for each repetition. Raises Unreadable."""
        url = self.public_url + path
        if path.partition("?")[0].endswith(f"/{reading.QUALITY}"):
            key = f"{reading.QUALITY}/{hash_of(body)}"
        else:
            key = reading.key_of(forms.read(Delivery(self._id, body, "", url=url)))
        return Delivery(self._id, body, key, headers, url, at)

    async def _read(self, request: web.Request) -> Delivery:
        """The webhook, true or not. Raises Unreadable."""
        if (request.content_length or 0) > forms.MAX_BODY:
            raise Unreadable("a webhook larger than any of theirs")
        body = await request.read()
        headers = {name: request.headers[name] for name in signing.KEPT_HEADERS if name in request.headers}
        return self.delivery(request.raw_path, body, headers, datetime.now(UTC))

    async def _webhook(self, request: web.Request) -> web.StreamResponse:
        try:
            delivery = await self._read(request)
            taken = await self.site.arrived(delivery)
        except (Forged, Unreadable) as error:
            return self._refused(error)
        if request.path.endswith(("/voice", "/step")):
            return _document(self._answer(forms.read(delivery), taken))
        return web.Response(status=204)

    def _refused(self, error: Forged | Unreadable) -> web.Response:
        self.site.note(self._id, f"refused: {error.code}")
        return web.Response(status=403 if isinstance(error, Forged) else 400)

    def _answer(self, form: Form, taken: Taken) -> str:
        """What the caller hears next: the hub's script, else what is right without one."""
        if taken.script is not None:
            asked = form.ours("turn")
            turn = twiml.next_turn(asked) if asked else "1"
            return twiml.render(taken.script, self.place(turn=turn))
        if taken.state == "quarantined":
            raise web.HTTPServiceUnavailable(reason="this call could not be taken in")
        if reading.route_of(form) == "voice":
            return twiml.pause(5) if taken.reason == "softphone_test" else twiml.refuse()
        return twiml.render(CallScript((HangUp(),)), self.place())

    async def _conference(self, request: web.Request) -> web.StreamResponse:
        """A conference began or ended: only remembered, so that orders need not ask for its id."""
        try:
            delivery = await self._read(request)
            signing.check(self._secrets.auth_token, delivery)
            form = forms.read(delivery)
        except (Forged, Unreadable) as error:
            return self._refused(error)
        call_id, event = form.get("FriendlyName"), form.get("StatusCallbackEvent")
        if event == "conference-end" and self._rooms.of(call_id) == form.get("ConferenceSid"):
            self._rooms.forget(call_id)
        elif event == "conference-start" and call_id and form.get("ConferenceSid"):
            self._rooms.keep(call_id, form.get("ConferenceSid"))
        return web.Response(status=204)

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        """What AnnounceUrl asks for: the keys that an order presses into one line."""
        digits = request.query.get("digits", "")
        if not _DIGITS.fullmatch(digits):
            return web.Response(status=400)
        return _document(twiml.keys(digits))

    async def _music(self, request: web.Request) -> web.StreamResponse:
        return _document(twiml.music(self.site.sound("music")))

    async def _sound(self, request: web.Request) -> web.StreamResponse:
        """One of the hub's sounds, once; music for as many seconds as a Wait needs."""
        name, asked = request.match_info["name"], request.query.get("seconds", "")
        if name not in sounds.NAMES:
            return web.Response(status=404)
        seconds = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
        made = (for_seconds, name, min(seconds, SOUND_SECONDS)) if seconds else (sounds.wav, name)
        body = await asyncio.to_thread(*made)  # the first time it takes a moment that the hub has not got
        return web.Response(body=body, content_type="audio/wav", headers={"Cache-Control": "public, max-age=604800"})


def _document(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/xml", charset="utf-8", headers={"Cache-Control": "no-store"})


def hash_of(body: bytes) -> str:
    """A body's own name."""
    return hashlib.sha256(body).hexdigest()


@lru_cache(maxsize=64)
def for_seconds(name: str, seconds: int) -> bytes:
    """A sound repeated or cut to so many seconds, as a WAV file."""
    once = sounds.samples(name)
    wanted = seconds * sounds.TELEPHONE_RATE
    repeated = np.tile(once, -(-wanted // len(once)))[:wanted]
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sounds.TELEPHONE_RATE)
        file.writeframes(repeated.astype("<i2").tobytes())
    return written.getvalue()
