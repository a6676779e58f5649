"""TwiML executed: what a line does, verb by verb, and what its caller hears meanwhile. Dial is dialling."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from channels.sandbox.carrier import tone, twiml
from channels.sandbox.carrier.account import Hook
from channels.sandbox.carrier.clock import first_of
from channels.sandbox.carrier.lines import Lines, Source
from channels.sandbox.carrier.state import Book, Line
from channels.sandbox.carrier.tapes import Tapes
from channels.sandbox.carrier.twiml import BadDocument, Document, Verb
from channels.sandbox.carrier.wire import NoAnswer, Wire

SPOKEN_SECONDS = 0.06  # a character
SORRY = "We are sorry, an application error has occurred. Goodbye."
UNANSWERED = frozenset({"Reject", "Pause", "Redirect"})  # verbs that do not pick up
UNKNOWN_SOUND_SECONDS = 3.0
BEEP_SECONDS = 0.4
FOREVER = 1000  # loops, as the provider has it for loop="0"
MAX_RECORDING = 3600
ANY_KEY = "1234567890*#"
XML_TYPES = ("text/xml", "application/xml", "text/html")

Dialling = Callable[[Line, Verb, str], Awaitable["Source | None"]]


@dataclass(frozen=True, slots=True)
class _Scene:
    """Whose script it is: the line, where relative addresses start, how playing is heard, what may be said."""

    line: Line
    base: str
    playing: str = "play"
    allowed: frozenset[str] | None = None


class Performer:
    """Executes documents for lines."""

    def __init__(self, book: Book, wire: Wire, lines: Lines, tapes: Tapes) -> None:
        self._book, self._wire, self._lines, self._tapes = book, wire, lines, tapes
        self.dial: Dialling = _nothing
        self._lengths: dict[str, float | None] = {}

    async def perform(self, line: Line, source: Source) -> None:
        """Follow documents until they end, then hang up."""
        following: Source | None = source
        try:
            while following is not None and line.live():
                document, base = await self._read(line, following, None)
                following = await self._verbs(_Scene(line, base), document)
        except (NoAnswer, BadDocument) as error:
            await self._sorry(line, error.code, str(error))
        self._lines.end(line, "completed")

    async def play_out(self, line: Line, hook: Hook, what: str) -> None:
        """Let a line hear an address's documents (or its sound) while it waits, is on hold or is announced to."""
        following: Source | None = Source(hook)
        playing = what if what == "hold" else "play"
        try:
            while following is not None and line.live():
                document, base = await self._read(line, following, twiml.WAITING)
                following = await self._verbs(_Scene(line, base, playing, twiml.WAITING), document)
        except (NoAnswer, BadDocument) as error:
            self._book.notice(line.sid, error.code, str(error), hook.url)
        line.ear.hear("silence")

    async def whisper(self, line: Line, hook: Hook) -> None:
        """Let the dialled one hear a document before being joined."""
        document, base = await self._read(line, Source(hook), None)
        await self._verbs(_Scene(line, base), document)

    # --- documents -------------------------------------------------------------------------------------

    async def _read(
        self, line: Line, source: Source, allowed: frozenset[str] | None
    ) -> tuple[Document, str]:
        body: bytes | str = source.twiml
        base, kind = source.base, XML_TYPES[0]
        if source.hook is not None:
            params = {**self._lines.params(line), **source.params}
            answer = await self._wire.ask("voice", source.hook, params)
            body, base, kind = answer.body, answer.url, answer.type
        if kind.startswith("audio/"):
            self._lengths.setdefault(base, tone.length(body if isinstance(body, bytes) else b""))
            return Document((Verb("Play", {"loop": "0"} if allowed else {}, base),)), base
        if kind not in XML_TYPES:
            raise BadDocument(12300, f"Invalid Content-Type: {kind}")
        document = twiml.read(body, allowed)
        for warning in document.warnings:
            self._book.notice(line.sid, 12200, f"Schema validation warning: {warning}", base, level=1)
        return document, base

    async def _sorry(self, line: Line, code: int, message: str) -> None:
        self._book.notice(line.sid, code, message)
        if line.live():
            self._lines.answer(line)
            await self._heard(line, "say", SORRY, "en-US", len(SORRY) * SPOKEN_SECONDS)

    async def _verbs(self, scene: _Scene, document: Document) -> Source | None:
        line = scene.line
        for verb in document.verbs:
            if line.status == "ringing" and verb.name not in UNANSWERED:
                self._lines.answer(line)
            following = await self._verb(scene, verb)
            if following is not None or not line.live():
                return following
        return None

    async def _verb(self, scene: _Scene, verb: Verb) -> Source | None:
        line = scene.line
        match verb.name:
            case "Say" | "Play" | "Pause":
                await self._prompt(scene, verb)
            case "Gather":
                return await self._gather(scene, verb)
            case "Record":
                return await self._record(scene, verb)
            case "Dial":
                return await self.dial(line, verb, scene.base)
            case "Redirect":
                return Source(self._hook(scene, verb, verb.text))
            case "Hangup":
                self._lines.end(line, "completed")
            case "Reject":
                self._lines.end(line, "busy" if verb.get("reason") == "busy" else "no-answer")
            case _:
                self._book.notice(line.sid, 12200, f"<{verb.name}> does nothing in a call", scene.base, level=1)
        return None

    # --- prompts ---------------------------------------------------------------------------------------

    async def _prompt(self, scene: _Scene, verb: Verb) -> None:
        if verb.name == "Pause":
            await self._heard(scene.line, "silence", "", "", verb.number("length", 1))
        elif verb.name == "Say":
            times = verb.number("loop", 1) or FOREVER
            await self._heard(scene.line, "say", verb.text, verb.get("language", "en-US"),
                              times * max(len(verb.text) * SPOKEN_SECONDS, 0.3))
        elif verb.get("digits"):
            scene.line.tones += verb.get("digits")
            self._book.emit("tones", call=scene.line.sid, number=scene.line.handset, digits=verb.get("digits"))
            await self._book.time.sleep(0.2 * len(verb.get("digits")))
        else:
            await self._play(scene, urljoin(scene.base, verb.text), verb.number("loop", 1) or FOREVER)

    async def _play(self, scene: _Scene, url: str, times: int) -> None:
        if url not in self._lengths:
            try:
                answer = await self._wire.fetch(url)
                self._lengths[url] = tone.length(answer.body)
                if not answer.type.startswith("audio/"):
                    self._book.notice(scene.line.sid, 12300, f"Invalid Content-Type: {answer.type}", url)
            except NoAnswer as error:
                self._book.notice(scene.line.sid, error.code, str(error), url)
                return
        seconds = self._lengths[url] or UNKNOWN_SOUND_SECONDS
        await self._heard(scene.line, scene.playing, url.rpartition("/")[2].partition("?")[0], "", seconds * times, url)

    async def _heard(
        self, line: Line, what: str, text: str, language: str, seconds: float, url: str = ""
    ) -> None:
        if not line.live():
            return
        line.ear.hear(what, text, language, url)
        await self._book.time.sleep(seconds)
        line.ear.hear("silence")  # not when cancelled: who cancels says what is heard instead

    # --- keys and recordings ---------------------------------------------------------------------------

    async def _gather(self, scene: _Scene, verb: Verb) -> Source | None:
        line = scene.line
        most, finish = verb.number("numDigits", 0), verb.get("finishOnKey", "#")
        keys, ended = await self._keys(scene, verb, most, finish)
        if not line.live() or (not keys and not verb.yes("actionOnEmptyResult")):
            return None
        params = {"Digits": keys, "msg": "Gather End"}
        if ended:
            params["FinishedOnKey"] = ended
        return Source(self._hook(scene, verb, verb.get("action")), params)

    async def _keys(self, scene: _Scene, verb: Verb, most: int, finish: str) -> tuple[str, str]:
        """The keys pressed, and the one that ended it. A key interrupts the prompts."""
        line, pressed, came = scene.line, [""], asyncio.Event()

        def key(digit: str) -> None:
            pressed[0] += digit
            came.set()

        line.listener = key
        self._lines.asked(line, most or None, finish)
        try:
            prompts = asyncio.ensure_future(self._prompts(scene, verb))
            try:
                await first_of(asyncio.wait({prompts}), came.wait(), line.gone.wait())
            finally:
                prompts.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await prompts
            line.ear.hear("silence")
            while line.live():
                ended = next((digit for digit in pressed[0] if digit in finish), "") if finish else ""
                if ended or (most and len(pressed[0]) >= most):
                    break
                came.clear()
                timeout = verb.number("timeout", 5)
                if await first_of(came.wait(), line.gone.wait(), self._book.time.sleep(timeout)) == 2:
                    break
        finally:
            if line.listener is key:
                line.listener, line.asked = None, None
        ended = next((digit for digit in pressed[0] if digit in finish), "")
        keys = pressed[0].partition(ended)[0] if ended else pressed[0]
        return (keys[:most] if most else keys), ended

    async def _prompts(self, scene: _Scene, verb: Verb) -> None:
        for child in verb.children:
            await self._prompt(scene, child)

    async def _record(self, scene: _Scene, verb: Verb) -> Source | None:
        """The caller is taken to speak until they press a key that ends it, hang up, or the time is over."""
        line = scene.line
        if verb.yes("playBeep", "true"):
            await self._heard(line, "beep", "beep", "", BEEP_SECONDS)
        if not line.live():
            return None
        finish, ended, came = verb.get("finishOnKey", ANY_KEY), [""], asyncio.Event()

        def key(digit: str) -> None:
            if digit in finish:
                ended[0] = digit
                came.set()

        line.ear.hear("record")
        tape = self._tapes.start(line, None, "RecordVerb", self._report(scene, verb))
        line.listener = key
        self._lines.asked(line, 1, finish)
        try:
            longest = min(verb.number("maxLength", MAX_RECORDING), MAX_RECORDING)
            await first_of(came.wait(), line.gone.wait(), self._book.time.sleep(longest))
        finally:
            if line.listener is key:
                line.listener, line.asked = None, None
            self._tapes.stop(tape)
            line.ear.hear("silence")
            if not line.live():
                fields = {**self._tapes.fields(tape), "Digits": "hangup"}
                self._wire.spawn(self._last_word(line, self._hook(scene, verb, verb.get("action")), fields))
        if not line.live():
            return None
        return Source(self._hook(scene, verb, verb.get("action")), {**self._tapes.fields(tape), "Digits": ended[0]})

    async def _last_word(self, line: Line, hook: Hook, fields: dict[str, str]) -> None:
        """Hand over a message whose speaker hung up; nobody hears the answer."""
        try:
            await self._wire.ask("voice", hook, {**self._lines.params(line), **fields})
        except NoAnswer as error:
            self._book.notice(line.sid, error.code, str(error), hook.url)

    def _report(self, scene: _Scene, verb: Verb) -> Hook:
        url = verb.get("recordingStatusCallback")
        if not url:
            return Hook("")
        events = frozenset(verb.get("recordingStatusCallbackEvent", "completed").split())
        return Hook(urljoin(scene.base, url), verb.get("recordingStatusCallbackMethod", "POST"), events=events)

    def _hook(self, scene: _Scene, verb: Verb, url: str) -> Hook:
        return Hook(urljoin(scene.base, url) if url else scene.base, verb.get("method", "POST"))


async def _nothing(line: Line, verb: Verb, base: str) -> Source | None:
    raise AssertionError("Performer.dial was not set")


__all__ = ["Performer"]
