"""The carrier's HTTP for the sandbox's page: a handset with keypad and texts, events as they come, faults on demand."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import json
from dataclasses import asdict
from typing import Any

from aiohttp import web

from channels.sandbox.carrier.account import File
from channels.sandbox.carrier.clients import connected, json_of, problem
from channels.sandbox.carrier.handset import HandsetCall, call_view, own_texts, text_view
from channels.sandbox.carrier.lines import Lines
from channels.sandbox.carrier.phones import Phones
from channels.sandbox.carrier.shapes import account_of
from channels.sandbox.carrier.state import CURRENCY, Book, Event, Line
from channels.sandbox.carrier.texts import Texts
from channels.sandbox.carrier.voices import Voices
from channels.sandbox.carrier.wire import Wire

MAX_EVENTS = 1000  # a page that reads no more is left behind
MAX_CALLS, MAX_TEXTS = 50, 200
MAX_FILES, MAX_FILE = 10, 5 * 1024 * 1024
PING_SECONDS = 15


class Pages:
    """What the page asks."""

    def __init__(self, book: Book, wire: Wire, lines: Lines, texts: Texts, phones: Phones) -> None:
        self._book, self._wire, self._lines, self._texts, self._phones = book, wire, lines, texts, phones
        self.voices: Voices | None = None
        self._streams: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def close(self) -> None:
        """End the streams of events."""
        for queue in self._streams:
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(None)

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """Where it is served."""
        return [
            web.get(f"{prefix}/about", self._about), web.get(f"{prefix}/events", self._events),
            web.get(f"{prefix}/handset/calls", self._calls), web.get(f"{prefix}/handset/heard", self._heard),
            web.get(f"{prefix}/handset/texts", self._own_texts), web.get(f"{prefix}/media/{{sid}}", self._file),
            web.post(f"{prefix}/handset/dial", self._dial), web.post(f"{prefix}/handset/answer", self._answer),
            web.post(f"{prefix}/handset/reject", self._hang_up), web.post(f"{prefix}/handset/hangup", self._hang_up),
            web.post(f"{prefix}/handset/press", self._press), web.post(f"{prefix}/handset/media", self._media),
            web.post(f"{prefix}/handset/text", self._text), web.post(f"{prefix}/handset/phone", self._phone),
            web.get(f"{prefix}/faults", self._faults), web.post(f"{prefix}/faults", self._set_faults),
            web.get(f"{prefix}/wire", self._sent), web.route("*", f"{prefix}/bins/{{name}}", self._bin),
        ]  # fmt: skip

    # --- calls -----------------------------------------------------------------------------------------

    async def _about(self, request: web.Request) -> web.Response:
        return web.json_response(self._described())

    def _described(self) -> dict[str, Any]:
        spent = {"amount": str(self._book.spent), "currency": CURRENCY}
        return {**account_of(self._book.account), "media": self.voices is not None, "spent": spent}

    async def _dial(self, request: web.Request) -> web.Response:
        said = await json_of(request)
        to = str(said.get("to", "")).strip()
        if not to:
            raise problem(400, "no_number", "to: the number to call")
        shown = "" if said.get("withhold") else None
        line = self._lines.arrive(str(said.get("from", "")).strip(), to, shown)
        return web.json_response({"call": call_view(line)})

    async def _answer(self, request: web.Request) -> web.Response:
        line = self._line((await json_of(request)).get("call"))
        line.picked_up.set()
        return web.json_response({"call": call_view(line)})

    async def _hang_up(self, request: web.Request) -> web.Response:
        line = self._line((await json_of(request)).get("call"))
        self._lines.hang_up(line)
        return web.json_response({"call": call_view(line)})

    async def _press(self, request: web.Request) -> web.Response:
        said = await json_of(request)
        digits = str(said.get("digits", ""))
        if not digits or len(digits) > 32 or set(digits) - set("0123456789*#"):
            raise problem(400, "bad_digits", "digits: 1 to 32 of 0-9 * #")
        wanted = await HandsetCall(self._line(said.get("call")), self._lines, self._book.time).press(digits)
        return web.json_response({"wanted": wanted})

    async def _media(self, request: web.Request) -> web.Response:
        said = await json_of(request)
        line = self._line(said.get("call"))
        if self.voices is None:
            raise problem(409, "no_media", "this sandbox runs without media; calls are silent")
        return web.json_response({"sdp": await connected(self.voices, line, str(said.get("sdp", "")))})

    async def _calls(self, request: web.Request) -> web.Response:
        return web.json_response({"calls": self._calls_of(request.query.get("number", ""))})

    def _calls_of(self, number: str) -> list[dict[str, Any]]:
        found = [line for line in reversed(self._book.lines.values()) if line.handset == number]
        return [call_view(line) for line in found[:MAX_CALLS]]

    async def _heard(self, request: web.Request) -> web.Response:
        line = self._line(request.query.get("call"))
        return web.json_response({"heard": [asdict(heard) for heard in line.ear.heard()]})

    def _line(self, sid: object) -> Line:
        line = self._book.lines.get(str(sid or ""))
        if line is None:
            raise problem(404, "no_call", "call: no such call")
        return line

    # --- texts -----------------------------------------------------------------------------------------

    async def _text(self, request: web.Request) -> web.Response:
        said = await json_of(request)
        from_, to, body = (str(said.get(name, "")).strip() for name in ("from", "to", "text"))
        files = _files(said.get("files") or [])
        if not from_ or not to or not (body or files):
            raise problem(400, "bad_text", "from, to and text (or files) are needed")
        text = self._texts.arrive(from_, to, body, files)
        return web.json_response({"text": text_view(text, self._book.base_url)})

    async def _own_texts(self, request: web.Request) -> web.Response:
        return web.json_response({"texts": self._texts_of(request.query.get("number", ""))})

    def _texts_of(self, number: str) -> list[dict[str, Any]]:
        return [text_view(text, self._book.base_url) for text in own_texts(self._book, number)[-MAX_TEXTS:]]

    async def _phone(self, request: web.Request) -> web.Response:
        said = await json_of(request)
        phone = self._phones.phone(str(said.get("number", "")))
        phone.rings() if said.get("on", True) else phone.off()
        return web.json_response({"number": phone.address, "on": phone.manner != "off"})

    async def _file(self, request: web.Request) -> web.Response:
        """A file of a text. Its long random name is the key, as at the provider's."""
        for text in self._book.texts.values():
            for sid, file in text.media:
                if sid == request.match_info["sid"]:
                    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
                    return web.Response(body=file.body, content_type=file.type.partition(";")[0], headers=headers)
        raise problem(404, "no_file", "no such file")

    async def _bin(self, request: web.Request) -> web.Response:
        """A document that the account keeps with the carrier, for when its own site is down."""
        document = self._book.account.bins.get(request.match_info["name"])
        if document is None:
            raise problem(404, "no_bin", "no such TwiML bin")
        return web.Response(text=document, content_type="text/xml")

    # --- faults and events -----------------------------------------------------------------------------

    async def _faults(self, request: web.Request) -> web.Response:
        return web.json_response({"kinds": self._wire.faults.shown()})

    async def _set_faults(self, request: web.Request) -> web.Response:
        said = await json_of(request)
        if said.pop("clear", False):
            self._wire.faults.clear()
        if kind := said.pop("kind", ""):
            try:
                self._wire.faults.set(str(kind), **said)
            except (ValueError, TypeError) as error:
                raise problem(400, "bad_fault", str(error)) from None
        return web.json_response({"kinds": self._wire.faults.shown()})

    async def _sent(self, request: web.Request) -> web.Response:
        shown = [{**asdict(sent), "at": sent.at.isoformat()} for sent in reversed(self._wire.sent)]
        return web.json_response({"wire": shown[:MAX_TEXTS]})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events (WHATWG HTML §9.2), all or those of one number."""
        number = request.query.get("number", "")
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(MAX_EVENTS)

        def told(event: Event) -> None:
            shown = self._shown(event)
            if shown is None or (number and event.get("number", number) != number):
                return
            try:
                queue.put_nowait(shown)
            except asyncio.QueueFull:
                stop()

        stop = self._book.watch(told)
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store",
                                             "X-Accel-Buffering": "no"})
        await answer.prepare(request)
        try:
            own = {"calls": self._calls_of(number), "texts": self._texts_of(number)}
            await answer.write(_event({"kind": "hello", **self._described(), **own}))
            await self._stream(queue, answer)
        except ConnectionError:
            return answer
        finally:
            stop()
            self._streams.discard(queue)
        return answer

    async def _stream(self, queue: asyncio.Queue[dict[str, Any] | None], answer: web.StreamResponse) -> None:
        """Write events until the end, or until nobody reads them."""
        self._streams.add(queue)
        while not queue.full():
            try:
                async with asyncio.timeout(PING_SECONDS):
                    shown = await queue.get()
            except TimeoutError:
                await answer.write(b": still here\n\n")
                continue
            if shown is None:
                return
            await answer.write(_event(shown))

    def _shown(self, event: Event) -> dict[str, Any] | None:
        """An event as the page is told it."""
        if event["kind"] == "line":
            return {"kind": "call", "call": call_view(event["line"])}
        if event["kind"] == "message":
            return {"kind": "text", "text": text_view(event["text"], self._book.base_url)}
        shown = {name: value for name, value in event.items() if name != "number"}
        line = self._book.lines.get(str(event.get("call", "")))
        if event["kind"] == "prompt" and line is not None and line.media:
            if event["heard"]["what"] in ("hold", "music"):
                shown["heard"] = {**event["heard"], "url": ""}  # the media plays it
        return shown


def _files(given: object) -> tuple[File, ...]:
    if not isinstance(given, list) or len(given) > MAX_FILES:
        raise problem(400, "bad_files", f"files: at most {MAX_FILES}")
    found = []
    for file in given:
        try:
            body = base64.b64decode(str(file["data"]), validate=True)
            found.append(File(str(file.get("name", "file"))[:100], str(file["type"]), body))
        except (binascii.Error, KeyError, TypeError, AttributeError):
            raise problem(400, "bad_files", "files: each has name, type and data (base64)") from None
        if len(body) > MAX_FILE:
            raise problem(413, "too_big", f"files: at most {MAX_FILE} bytes each")
    return tuple(found)


def _event(shown: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(shown, ensure_ascii=False).encode() + b"\n\n"


__all__ = ["Pages"]
