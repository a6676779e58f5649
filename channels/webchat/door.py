"""The web chat over HTTP: routes under /channels/<id>/, cross-origin rules, errors as JSON.

Decisions are the reception's.
"""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

from aiohttp import web

from channels.adapter import Mount
from channels.visitors.refusal import Refused
from channels.webchat import files, show
from channels.webchat.acts import LINE_ID
from channels.webchat.identity import visitor_id
from channels.webchat.reception import Caller, Reception, asked

JSON_MAX_BYTES = 64 * 1024  # of one request that is not a file; 5,000 characters of any script fit
UPLOAD_SECONDS = 300  # a file that takes longer is given up
SPOOL_BYTES = 256 * 1024  # of a file kept in memory while it comes; the rest goes to disk
PREFLIGHT_SECONDS = "7200"  # Chromium keeps no answer longer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Act = Callable[[Caller, Mapping[str, object]], Awaitable[dict[str, object]]]

log = logging.getLogger(__name__)


class Door:
    """The routes of one channel."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def mount(self, site: Mount) -> None:
        """Claim every route, each with its preflight."""
        r, prefix = self._reception, f"/channels/{self._reception.channel}"
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/config", self._config),
            ("POST", "/start", self._act(r.message)),
            ("POST", "/message", self._act(r.message)),
            ("POST", "/file", self._upload),
            ("GET", "/talk", self._talk),
            ("POST", "/seen", self._act(r.seen)),
            ("POST", "/end", self._act(r.end)),
            ("POST", "/rating", self._act(r.rating)),
            ("POST", "/transcript", self._act(r.transcript)),
            ("POST", "/call", self._call),
            ("GET", "/file/{line}/{index}", self._download),
        ]
        for method, path, handler in routes:
            site.route(method, prefix + path, self._guard(handler))
            site.route("OPTIONS", prefix + path, self._guard(_preflight))

    def _guard(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            origin = request.headers.get("Origin", "")
            admitted = False
            try:
                # A browser leaves Origin out only where it reads from the page's own site.
                if origin or request.method != "GET":
                    self._reception.admit(origin, request.host)
                    admitted = bool(origin)
                response = await handler(request)
            except Refused as refused:
                response = _refusal(refused)
            if not response.prepared:
                response.headers.update(_headers(origin if admitted else ""))
            return response

        return guarded

    def _act(self, act: Act) -> Handler:
        async def handler(request: web.Request) -> web.StreamResponse:
            caller = _caller(request)
            return web.json_response(await act(caller, await _json(request)))

        return handler

    async def _call(self, request: web.Request) -> web.StreamResponse:
        """A pass for a call, bound to the page it is asked from."""
        origin = request.headers.get("Origin", "")
        return web.json_response(self._reception.call(_caller(request), await _json(request), origin))

    async def _config(self, request: web.Request) -> web.StreamResponse:
        r = self._reception
        is_open, opens_at = await asked(r.site.open_hours(r.channel))
        return web.json_response(show.looks(r.channel, r.settings, is_open, opens_at))

    async def _talk(self, request: web.Request) -> web.StreamResponse:
        caller = _caller(request)
        self._reception.read_limit(caller)
        talk = await self._reception.talk(caller, request.query.get("after", ""))
        return web.json_response(show.talk(talk))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        r, caller = self._reception, _caller(request)
        said = {key: request.query.get(key, "") for key in ("client_id", "identity")}
        if not r.uploads.take(caller.visitor):
            raise Refused(
                "limited",
                "two files are on their way already; send this one after them",
                status=429,
                retry_after=2,
            )
        try:
            with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as kept:
                async with asyncio.timeout(UPLOAD_SECONDS):
                    about = await self._receive(request, kept)
                answer = await r.file(caller, said, about, lambda: _whole(kept))
        except TimeoutError as error:
            raise Refused("too_slow", f"the file did not arrive within {UPLOAD_SECONDS} s", status=408) from error
        finally:
            r.uploads.leave(caller.visitor)
        return web.json_response(answer)

    async def _receive(self, request: web.Request, kept: IO[bytes]) -> dict[str, object]:
        most, allowed = self._reception.settings.max_file_bytes, self._reception.settings.file_types
        name = files.safe_name(request.query.get("name", ""))
        if (request.content_length or 0) > most:
            raise _too_large(most)
        size, head, content_type = 0, b"", ""
        async for chunk in request.content.iter_chunked(64 * 1024):
            size += len(chunk)
            if size > most:
                raise _too_large(most)
            kept.write(chunk)
            if not content_type:
                head += chunk
                if len(head) >= files.HEAD_BYTES:
                    content_type = files.check_type(name, head[: files.HEAD_BYTES], allowed)
        if not size:
            raise Refused("empty", "the file is empty; choose another", field="file")
        content_type = content_type or files.check_type(name, head, allowed)
        return {"name": name, "type": content_type, "size": size}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        r, caller = self._reception, _caller(request)
        r.read_limit(caller)
        line, index = request.match_info["line"], request.match_info["index"]
        found = None
        if LINE_ID.fullmatch(line) and index.isascii() and index.isdigit() and len(index) < 4:
            found = await asked(r.site.file(r.channel, caller.visitor, line, int(index)))
        if found is None or not await asyncio.to_thread(Path(found.path).is_file):
            raise Refused("not_found", "there is no such file in your talk", status=404)
        # Always as an attachment: a picture is shown by the widget from memory, never from this address.
        saved_as = quote(files.safe_name(found.filename), safe="")
        return web.FileResponse(
            found.path,
            headers={
                "Content-Type": _plain_type(found.content_type),
                "Content-Disposition": f"attachment; filename*=UTF-8''{saved_as}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )


def _plain_type(content_type: str) -> str:
    """A type no browser runs: markup and unknown types travel as bytes."""
    harmless = {known for known, kind in files.TYPES.values() if kind != "markup"}
    return content_type if content_type in harmless else "application/octet-stream"


def _whole(kept: IO[bytes]) -> bytes:
    kept.seek(0)
    return kept.read()


async def _preflight(request: web.Request) -> web.StreamResponse:
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        },
    )


def _headers(origin: str) -> dict[str, str]:
    headers = {"Vary": "Origin", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if origin:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        headers["Access-Control-Expose-Headers"] = "Retry-After, Content-Disposition"
    return headers


def _refusal(refused: Refused) -> web.Response:
    response = web.json_response(refused.answer(), status=refused.status)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def _caller(request: web.Request) -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return Caller(visitor_id(token if scheme.lower() == "bearer" else ""), request.remote or "")


async def _json(request: web.Request) -> Mapping[str, object]:
    raw = b""
    while chunk := await request.content.read(JSON_MAX_BYTES + 1):
        raw += chunk
        if len(raw) > JSON_MAX_BYTES:
            raise Refused("too_long", f"the request is longer than {JSON_MAX_BYTES:,} bytes", status=413)
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("invalid", "the body must be JSON in UTF-8") from error
    if not isinstance(said, dict):
        raise Refused("invalid", "the body must be a JSON object")
    return said


def _too_large(most: int) -> Refused:
    return Refused(
        "too_large",
        f"the file is larger than {most // (1024 * 1024)} MB; send a smaller one",
        status=413,
        field="file",
    )
