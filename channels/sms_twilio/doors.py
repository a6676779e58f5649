"""The routes of text messages: webhooks in, files of ours out. A webhook is verified and kept before it is answered."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web

from channels.adapter import Mount
from channels.contract import ChannelError, Delivery, Forged, OutboundFile, Permanent, Unreadable
from channels.sms_twilio import frames, reading, words
from channels.sms_twilio.frames import Media
from channels.sms_twilio.settings import Settings
from channels.twilio import forms, signing, twiml
from channels.twilio.account import is_here
from channels.twilio.forms import Form
from channels.twilio.media import TOO_LARGE, Store, Want

FETCH_SECONDS = 9.0  # for all files: the provider waits 15 s for the webhook's answer
FILE_GOOD_FOR = 4 * 3600  # seconds in which the provider may fetch a file of ours
KINDS = ("image/", "audio/", "video/", "text/vcard", "text/x-vcard", "text/plain", "text/calendar", "application/pdf")


class Doors:
    """All routes of one number."""

    def __init__(self, id: str, settings: Settings, store: Store, keys: tuple[str, str]) -> None:
        self._id, self._settings, self._store = id, settings, store
        self._keys = _Keys(*keys)
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

    @property
    def is_reachable(self) -> bool:
        """Whether the carrier can call us; the provider refuses an address of this machine."""
        host = self.public_url.partition("//")[2].partition("/")[0].partition(":")[0]
        return not (self._settings.account.is_provider and is_here(host))

    def url(self, route: str, **query: str) -> str:
        """A link to one of our routes."""
        return f"{self.public_url}/channels/{self._id}/{route}" + (f"?{urlencode(query)}" if query else "")

    def mount(self, site: Mount) -> None:
        """Claim the routes."""
        self._site = site
        base = f"/channels/{self._id}"
        site.route("POST", f"{base}/message", self._message)
        site.route("POST", f"{base}/status", self._status)
        site.route("GET", f"{base}/media/{{token}}", self._file)

    # --- webhooks ---------------------------------------------------------------------------------------------

    async def _message(self, request: web.Request) -> web.StreamResponse:
        try:
            delivery = await self.with_files(await self._read(request))
            await self.site.arrived(delivery)
        except (Forged, Unreadable) as error:
            return self._refused(error)
        answer = self._answer(forms.read(delivery, frames.split(delivery)[0]))
        return web.Response(text=twiml.message(answer), content_type="text/xml", charset="utf-8")

    async def _status(self, request: web.Request) -> web.StreamResponse:
        try:
            await self.site.arrived(await self._read(request))
        except (Forged, Unreadable) as error:
            return self._refused(error)
        return web.Response(status=204)

    async def _read(self, request: web.Request) -> Delivery:
        """The webhook, known to be true. Raises Forged, Unreadable."""
        if (request.content_length or 0) > forms.MAX_BODY:
            raise Unreadable("a webhook larger than any of theirs")
        body = await request.read()
        if frames.is_frame(body):
            raise Unreadable("not a form of a webhook")
        headers = {name: request.headers[name] for name in signing.KEPT_HEADERS if name in request.headers}
        delivery = self.delivery(self.public_url + request.raw_path, body, headers, datetime.now(UTC))
        signing.check(self._keys.auth_token, delivery)
        return delivery

    def _refused(self, error: Forged | Unreadable) -> web.Response:
        self.site.note(self._id, f"refused: {error.code}")
        return web.Response(status=403 if isinstance(error, Forged) else 400)

    def delivery(self, url: str, body: bytes, headers: dict[str, str], at: datetime) -> Delivery:
        """A webhook as a delivery; its key is the same for each repetition. Raises Unreadable."""
        key = reading.key_of(forms.read(Delivery(self._id, body, "", url=url)))
        return Delivery(self._id, body, key, headers, url, at)

    async def with_files(self, delivery: Delivery) -> Delivery:
        """The delivery with the message's files in it. A file that cannot be had does not hold up the message."""
        form = forms.read(delivery)
        wanted = min(form.number("NumMedia") or 0, frames.MAX_FILES)
        if not wanted:
            return delivery
        limit = time.monotonic() + FETCH_SECONDS
        media, total = [], 0
        for place in range(wanted):
            kind = form.get(f"MediaContentType{place}").partition(";")[0].strip().casefold()
            allowed = min(frames.MAX_FILE_BYTES, frames.MAX_BYTES - total)
            want = Want(form.get(f"MediaUrl{place}"), allowed, KINDS, max(0.1, limit - time.monotonic()))
            media.append(await self._fetched(kind, want))
            total += len(media[-1].body)
        body = await asyncio.to_thread(frames.join, delivery.body, media)
        return Delivery(delivery.channel, body, delivery.key, delivery.headers, delivery.url, delivery.received_at)

    async def _fetched(self, kind: str, want: Want) -> Media:
        if not kind.startswith(KINDS):
            return Media(kind, fault="type")
        try:
            found = await self._store.fetch(want)
        except Permanent as error:
            return Media(kind, fault="too_large" if error.detail == TOO_LARGE else "gone")
        except ChannelError:
            return Media(kind, fault="unreachable")
        return Media(found.content_type or kind, found.body)

    def _answer(self, form: Form) -> str:
        """The one automatic answer to a known word, unless the provider gave it already."""
        word = words.known(form.get("Body"))
        if word is None or form.get("OptOutType") or (word.is_providers and self._settings.provider_answers):
            return ""
        texts = {
            words.HELP: self._settings.help, words.STOP: self._settings.stopped, words.START: self._settings.started,
        }[word.asks]  # fmt: skip
        return texts.get(word.language) or next(iter(texts.values()), "")

    # --- files of ours that the provider fetches ----------------------------------------------------------------

    def file_url(self, file: OutboundFile) -> str:
        """Where the provider finds a file, for a few hours. The link is the only key to it."""
        said = json.dumps([file.path, file.content_type, int(time.time()) + FILE_GOOD_FOR]).encode()
        return self.url(f"media/{_coded(said)}.{self._keys.mark(said)}")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            coded, _, mark = request.match_info["token"].partition(".")
            said = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
            if not hmac.compare_digest(self._keys.mark(said), mark):
                return web.Response(status=404)
            path, content_type, until = json.loads(said)
        except (ValueError, TypeError):
            return web.Response(status=404)
        if until < time.time() or not await asyncio.to_thread(Path(path).is_file):
            return web.Response(status=404)
        # Never shown as a page of this site, whatever it says it is.
        guard = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
        return web.FileResponse(path, headers={"Content-Type": content_type, **guard})


class _Keys:
    """What checks webhooks and marks links. Never shown."""

    def __init__(self, auth_token: str, token_key: str) -> None:
        self.auth_token = auth_token
        # Without a key of the hub's, links are good until the next start.
        self._key = hashlib.sha256(b"sms files " + (token_key.encode() or secrets.token_bytes(32))).digest()

    def mark(self, said: bytes) -> str:
        """The signature of a link."""
        return _coded(hmac.new(self._key, said, hashlib.sha256).digest())

    def __repr__(self) -> str:
        return "_Keys(…)"


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
