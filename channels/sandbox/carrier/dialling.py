"""Dial: into a conference, to a number, to a softphone; and the calls and participants made over REST."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from channels.sandbox.carrier.account import NOWHERE, Hook
from channels.sandbox.carrier.clock import first_of
from channels.sandbox.carrier.lines import RING_SECONDS, Lines, Source
from channels.sandbox.carrier.phones import E164
from channels.sandbox.carrier.rooms import Joining, Rooms
from channels.sandbox.carrier.script import Performer
from channels.sandbox.carrier.state import Book, Line, Room, Seat
from channels.sandbox.carrier.tapes import Tapes
from channels.sandbox.carrier.twiml import BadDocument, Verb
from channels.sandbox.carrier.wire import NoAnswer

DIAL_SECONDS = 30
BAD_COACH = 13240
BAD_CALLER = 13214
BAD_NUMBER = 13224


@dataclass(frozen=True, slots=True)
class Calling:
    """A call to be made: to whom, as whom, who is told, how long it rings."""

    to: str
    from_: str
    report: Hook = NOWHERE
    seconds: int = RING_SECONDS
    record: Hook | None = None  # record from the answer on, and report there
    send_digits: str = ""


class Dialling:
    """Makes calls and joins lines."""

    def __init__(self, book: Book, lines: Lines, rooms: Rooms, tapes: Tapes, performer: Performer) -> None:
        self._book, self._lines, self._rooms, self._tapes, self._performer = book, lines, rooms, tapes, performer

    # --- over REST -------------------------------------------------------------------------------------

    def call(self, calling: Calling, source: Source) -> Line:
        """Call somebody; when they answer they hear `source`."""
        line = self._new(calling, "outbound-api")

        async def then() -> None:
            self._answered(line, calling)
            await self._lines.perform(line, source)

        self._lines.dial(line, calling.seconds, then)
        return line

    def participant(self, calling: Calling, room: str, how: Joining) -> tuple[Room, Seat]:
        """Call somebody into a room."""
        line = self._new(calling, "outbound-api")
        found, seat = self._rooms.expect(line, room, how)

        async def then() -> None:
            self._answered(line, calling)
            self._rooms.join(line, found.sid, how)
            await first_of(seat.left.wait(), line.gone.wait())
            self._lines.end(line, "completed")

        self._lines.dial(line, calling.seconds, then)
        return found, seat

    def _new(self, calling: Calling, direction: str, parent: str = "") -> Line:
        return self._book.new_line(calling.from_, calling.to, direction, report=calling.report, parent=parent)

    def _answered(self, line: Line, calling: Calling) -> None:
        if calling.send_digits:
            line.tones += calling.send_digits
        if calling.record is not None:
            self._tapes.start(line, None, "OutboundAPI", calling.record)

    # --- the verb --------------------------------------------------------------------------------------

    async def dial(self, line: Line, verb: Verb, base: str) -> Source | None:
        """Execute Dial. Returns what its action says comes next."""
        nouns = verb.children or (Verb("Number", {}, verb.text),)
        conference = next((noun for noun in nouns if noun.name == "Conference"), None)
        if conference is not None:
            result = await self._conference(line, conference, base)
        else:
            result = await self._numbers(line, verb, nouns, base)
        if not line.live() or not verb.get("action"):
            return None
        return Source(Hook(urljoin(base, verb.get("action")), verb.get("method", "POST")), result)

    async def _conference(self, line: Line, noun: Verb, base: str) -> dict[str, str]:
        coach = noun.get("coach")
        room = self._book.live_room(noun.text)
        if coach and (room is None or coach not in room.seats):
            self._book.notice(line.sid, BAD_COACH, "Dial->Conference: invalid coach value", base)
            return {"DialCallStatus": "failed"}
        wait = Hook(urljoin(base, noun.get("waitUrl")) if noun.get("waitUrl") else "", noun.get("waitMethod", "POST"))
        how = Joining(
            label=noun.get("participantLabel"), muted=noun.yes("muted"), coaching=coach,
            starts=noun.yes("startConferenceOnEnter", "true"), ends=noun.yes("endConferenceOnExit"),
            beep=noun.get("beep", "true"), wait=wait if "waitUrl" in noun.attributes else None,
            report=_report(noun, base, "statusCallback", "end"), record=noun.get("record"),
            tape_report=_report(noun, base, "recordingStatusCallback", "completed"),
        )
        seat = self._rooms.join(line, noun.text, how)
        try:
            await first_of(seat.left.wait(), line.gone.wait())
        finally:
            if line.live():
                self._rooms.leave(line, line.leaving or "participant_hung_up")
        return {"DialCallStatus": "completed"}

    async def _numbers(self, line: Line, verb: Verb, nouns: tuple[Verb, ...], base: str) -> dict[str, str]:
        """Ring all at once; who answers first is joined, the others ring no more."""
        fault = self._refused(line, verb, nouns)
        if fault:
            self._book.notice(line.sid, *fault, base)
            return {"DialCallStatus": "failed"}
        children = [self._ring(line, verb, noun, base) for noun in nouns]
        line.ear.hear("ringing")
        begun = self._book.time.now()
        try:
            while (talking := next((child for child in children if child.status == "in-progress"), None)) is None:
                alive = [child for child in children if child.live()]
                if not alive or not line.live():
                    break
                waits = [wait for child in alive for wait in (child.picked_up.wait(), child.gone.wait())]
                await first_of(*waits, line.gone.wait())
                await self._book.time.sleep(0)
            if talking is not None and line.live():
                await self._joined(line, talking, children)
        finally:
            for child in children:
                self._lines.end(child, "completed" if child.status == "in-progress" else "canceled")
            if line.live():
                line.ear.hear("silence")
        last = talking or children[0]
        status = "completed" if talking is not None else last.status
        seconds = round((self._book.time.now() - (last.answered or begun)).total_seconds())
        return {"DialCallStatus": status, "DialCallSid": last.sid, "DialCallDuration": str(seconds)}

    def _refused(self, line: Line, verb: Verb, nouns: tuple[Verb, ...]) -> tuple[int, str] | None:
        """Why the provider would not dial: its code and sentence."""
        for noun in nouns:
            if noun.name == "Number" and not E164.fullmatch(noun.text):
                return BAD_NUMBER, "Dial: the number cannot be called or is invalid"
        caller = verb.get("callerId")
        if caller and caller not in (line.from_, line.to) and self._book.account.number(caller) is None:
            return BAD_CALLER, "Dial: invalid callerId value"
        return None

    async def _joined(self, line: Line, talking: Line, children: list[Line]) -> None:
        for child in children:
            if child is not talking:
                self._lines.end(child, "canceled")
        line.ear.hear("talk", talking.to.partition("?")[0])
        talking.ear.hear("talk", line.handset)
        await first_of(talking.gone.wait(), line.gone.wait())

    def _ring(self, line: Line, verb: Verb, noun: Verb, base: str) -> Line:
        identity = next((child.text for child in noun.children if child.name == "Identity"), noun.text)
        to = f"client:{identity}" if noun.name == "Client" else noun.text
        caller = verb.get("callerId") or line.from_
        calling = Calling(to, caller, _report(noun, base, "statusCallback", "completed"))
        child = self._new(calling, "outbound-dial", line.sid)
        whisper = noun.get("url")

        async def then() -> None:
            if whisper:
                await self._whisper(child, Hook(urljoin(base, whisper), noun.get("method", "POST")))
            await child.gone.wait()

        self._lines.dial(child, verb.number("timeout", DIAL_SECONDS), then)
        return child

    async def _whisper(self, child: Line, hook: Hook) -> None:
        try:
            await self._performer.whisper(child, hook)
        except (NoAnswer, BadDocument) as error:
            self._book.notice(child.sid, error.code, str(error), hook.url)


def _report(noun: Verb, base: str, name: str, usual: str) -> Hook:
    """Where a noun wants to be told, and of what."""
    url = noun.get(name)
    if not url:
        return Hook("")
    events = frozenset(noun.get(f"{name}Event", usual).split())
    return Hook(urljoin(base, url), noun.get(f"{name}Method", "POST"), events=events)
