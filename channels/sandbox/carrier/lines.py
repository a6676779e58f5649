"""The life of a line: it rings, is answered, follows its documents, ends; each step reported as the provider does."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import cache
from typing import Protocol

import phonenumbers

from channels.sandbox.carrier import prices
from channels.sandbox.carrier.account import API_VERSION, Hook
from channels.sandbox.carrier.clock import first_of
from channels.sandbox.carrier.phones import Phones
from channels.sandbox.carrier.state import Book, Line
from channels.sandbox.carrier.wire import Wire

WITHHELD = "+266696687"  # the provider's number for callers who withhold theirs
SETUP_SECONDS = 0.3  # between dialling and the first ring
RING_SECONDS = 60
_SIP = {"busy": 486, "no-answer": 487, "failed": 404, "canceled": 487}
DEFAULT_EVENTS = frozenset({"completed"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line's next document comes from: an address asked with more fields, or the document itself."""

    hook: Hook | None = None
    params: dict[str, str] = field(default_factory=dict)
    twiml: str = ""
    base: str = ""  # what relative addresses in `twiml` are relative to


class Leaves(Protocol):
    """Who must know that a line is over."""

    def line_ended(self, line: Line) -> None:
        """It is over, whatever it did."""


class Lines:
    """All lines. `perform` executes documents for one; `over` are told when one ends."""

    def __init__(self, book: Book, wire: Wire, phones: Phones) -> None:
        self._book, self._wire, self._phones = book, wire, phones
        self.perform: Callable[[Line, Source], Awaitable[None]] = _nothing
        self.over: list[Leaves] = []

    # --- beginnings ------------------------------------------------------------------------------------

    def arrive(self, from_: str, to: str, shown: str | None = None) -> Line:
        """Somebody dials one of the account's numbers. `shown` is the number they show, "" when they withhold it."""
        caller = from_ if shown is None else shown
        caller = caller if caller and caller != "anonymous" else WITHHELD
        number = self._book.account.number(to)
        line = self._book.new_line(caller, to, "inbound", status="ringing", caller=from_)
        line.ear.hear("ringing")
        self._changed(line)
        if number is None or not number.voice:
            self.end(line, "failed")
            return line
        line.report = Hook(number.status_callback, events=DEFAULT_EVENTS)
        hook = number.voice_hook(self._book.account.apps)
        if not hook.url:
            self._book.notice(line.sid, 11100, "The number has no voice URL")
            self.end(line, "failed")
            return line
        self.follow(line, Source(hook))
        return line

    def dial(self, line: Line, seconds: float, then: Callable[[], Awaitable[None]]) -> None:
        """Ring the far end of a new line; when it is answered, do `then` as its script."""
        line.script = self._wire.spawn(self._ring(line, seconds, then))

    async def _ring(self, line: Line, seconds: float, then: Callable[[], Awaitable[None]]) -> None:
        self.report(line, "initiated", "initiated")
        await self._book.time.sleep(SETUP_SECONDS)
        if not line.live():
            return
        phone = self._phones.of(line.to)
        if phone.manner in ("off", "busy"):
            self.end(line, "busy" if phone.manner == "busy" else "failed")
            return
        line.status = "ringing"
        self._changed(line)
        self.report(line, "ringing", "ringing")
        if phone.manner in ("answers", "rejects"):
            self._wire.spawn(self._react(line, phone.manner, phone.after))
        came = await first_of(line.picked_up.wait(), self._book.time.sleep(seconds), line.gone.wait())
        if came == 1:
            self.end(line, "no-answer")
        if line.live():
            self.answer(line)
            await then()

    async def _react(self, line: Line, manner: str, after: float) -> None:
        await self._book.time.sleep(after)
        if line.live() and manner == "answers":
            line.picked_up.set()
        elif line.live():
            self.end(line, "busy")

    # --- in the middle ---------------------------------------------------------------------------------

    def answer(self, line: Line) -> None:
        """The line is through from now on."""
        if line.status == "in-progress" or not line.live():
            return
        line.status, line.answered = "in-progress", self._book.time.now()
        line.ear.hear("silence")
        self._changed(line)
        if line.direction != "inbound":
            self.report(line, "answered", "in-progress")

    def follow(self, line: Line, source: Source) -> None:
        """The line follows this from now on, whatever it did before."""
        before, line.leaving = line.script, "participant_updated_via_api"
        if before is not None and before is not asyncio.current_task():
            before.cancel()
        line.listener, line.asked = None, None
        line.script = self._wire.spawn(self._follow(line, source, before))

    async def _follow(self, line: Line, source: Source, before: asyncio.Task[None] | None) -> None:
        if before is not None and before is not asyncio.current_task():
            await asyncio.wait({before})
            line.ear.hear("silence")
        line.leaving = ""
        try:
            await self.perform(line, source)
        except Exception:  # a line whose script broke must not hang for ever; Wire.spawn logs it
            self.end(line, "failed")
            raise

    def asked(self, line: Line, digits: int | None, finish: str) -> None:
        """Keys are wanted."""
        line.asked = (digits, finish)
        self._book.emit("asked", call=line.sid, number=line.handset, digits=digits, finish=finish)

    def press(self, line: Line, digits: str) -> bool:
        """Keys pressed at the far end. Returns whether the line wanted or heard them."""
        self._book.emit("pressed", call=line.sid, number=line.handset, digits=digits)
        wanted = line.listener is not None or (line.ear.present is not None and line.ear.present.what == "talk")
        for digit in digits:
            if line.listener is not None and line.live():
                line.listener(digit)
        return wanted

    # --- the end ---------------------------------------------------------------------------------------

    def end(self, line: Line, status: str) -> None:
        """The line is over. A line that is over already stays as it is."""
        if not line.live():
            return
        line.status, line.ended, line.listener, line.asked = status, self._book.time.now(), None, None
        line.ear.close()
        if line.answered is not None:
            kind = "client" if line.to.startswith("client:") else line.direction.partition("-")[0]
            price = prices.call_price(kind, self.seconds(line))
            line.price = self._book.charge(price, "call", line.sid, line.handset)
        else:
            line.sip = _SIP.get(status, 0)
        line.gone.set()
        for who in self.over:
            who.line_ended(line)
        if line.script is not None and line.script is not asyncio.current_task():
            line.script.cancel()
        self._changed(line)
        self.report(line, "completed", status)

    def hang_up(self, line: Line) -> None:
        """The far end hangs up, or refuses while it rings."""
        if line.status == "in-progress":
            self.end(line, "completed")
        else:
            self.end(line, "no-answer" if line.direction == "inbound" else "busy")

    def seconds(self, line: Line) -> int:
        """How long people could talk, whole seconds begun."""
        if line.answered is None:
            return 0
        return math.ceil(((line.ended or self._book.time.now()) - line.answered).total_seconds())

    # --- reports ---------------------------------------------------------------------------------------

    def report(self, line: Line, event: str, status: str) -> None:
        """A call progress event, to who asked for that event."""
        if not line.report.url or event not in (line.report.events or DEFAULT_EVENTS):
            return
        params = {**self.params(line), "CallStatus": status, "Timestamp": format_datetime(self._book.time.now()),
                  "CallbackSource": "call-progress-events", "SequenceNumber": str(line.sequence)}
        line.sequence += 1
        if event == "completed":
            seconds = self.seconds(line)
            params |= {"CallDuration": str(seconds), "Duration": str(math.ceil(seconds / 60))}
            if line.sip or status == "completed":
                params["SipResponseCode"] = str(line.sip or 200)
        self._wire.tell("status", line.sid, line.report, params)

    def params(self, line: Line) -> dict[str, str]:
        """The fields that every request about a line carries."""
        caller, called = _country(line.from_), _country(line.to.partition("?")[0])
        found = {
            "CallSid": line.sid, "AccountSid": self._book.account.sid, "ApiVersion": API_VERSION,
            "From": line.from_, "To": line.to, "Caller": line.from_, "Called": line.to,
            "CallStatus": line.status, "Direction": line.direction,
            "FromCountry": caller, "CallerCountry": caller, "ToCountry": called, "CalledCountry": called,
        }
        if line.parent:
            found["ParentCallSid"] = line.parent
        return found

    def _changed(self, line: Line) -> None:
        line.updated = self._book.time.now()
        self._book.emit("line", line=line, number=line.handset)


@cache
def _country(number: str) -> str:
    """The ISO country of a number, "" when it has none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


async def _nothing(line: Line, source: Source) -> None:
    raise AssertionError("Lines.perform was not set")


__all__ = ["Lines", "Source"]
