"""Recordings: of one line with all it hears, of a room, of a message left; start, pause, resume, stop, report."""

from __future__ import annotations

import math
from email.utils import format_datetime
from typing import Protocol

from channels.sandbox.carrier import tone
from channels.sandbox.carrier.account import Hook, new_sid
from channels.sandbox.carrier.prices import RECORDED_MINUTE
from channels.sandbox.carrier.state import Book, Line, Room, Tape
from channels.sandbox.carrier.wire import Wire

READY_SECONDS = 0.5  # from the end of a recording until it can be had
DEFAULT_EVENTS = frozenset({"completed"})


class Recorder(Protocol):
    """Who records real sound (voices); a tape it does not know it leaves alone."""

    async def begin(self, tape: Tape) -> None:
        """Record from now on, if anybody's real sound is there."""

    async def pause(self, tape: Tape) -> None:
        """Leave out what follows."""

    async def go_on(self, tape: Tape) -> None:
        """Record again."""

    async def finish(self, tape: Tape) -> None:
        """Stop, and put what was recorded into `tape.sound` (WAV)."""


class Tapes:
    """All recordings."""

    def __init__(self, book: Book, wire: Wire) -> None:
        self._book, self._wire = book, wire
        self._live: dict[str, Tape] = {}
        self.recorder: Recorder | None = None

    def start(self, line: Line | None, room: Room | None, source: str, report: Hook) -> Tape:
        """Record a line or a room from now on."""
        now = self._book.time.now()
        tape = Tape(new_sid("RE"), line.sid if line else "", room.sid if room else "", source, now, report=report)
        tape.parts.append((now, None))
        self._book.tapes[tape.sid] = self._live[tape.sid] = tape
        if self.recorder is not None:
            self._wire.spawn(self.recorder.begin(tape))
        self._report(tape, "in-progress")
        return tape

    def pause(self, tape: Tape, behaviour: str = "silence") -> None:
        """Stop listening for a while. "skip" leaves the time out, "silence" keeps it as silence."""
        if tape.status != "in-progress":
            return
        tape.status, tape.paused_by, tape.updated = "paused", behaviour, self._book.time.now()
        if behaviour == "skip":
            self._close_part(tape)
        if self.recorder is not None:
            self._wire.spawn(self.recorder.pause(tape))

    def go_on(self, tape: Tape) -> None:
        """Listen again."""
        if tape.status != "paused":
            return
        now = self._book.time.now()
        tape.status, tape.updated = "in-progress", now
        if tape.paused_by == "skip":
            tape.parts.append((now, None))
        if self.recorder is not None:
            self._wire.spawn(self.recorder.go_on(tape))

    def stop(self, tape: Tape) -> None:
        """End it; it can be had a moment later."""
        if self._live.pop(tape.sid, None) is None:
            return
        if tape.parts and tape.parts[-1][1] is None:
            self._close_part(tape)
        tape.status, tape.updated = "processing", self._book.time.now()
        self._wire.spawn(self._finish(tape))

    async def _finish(self, tape: Tape) -> None:
        if self.recorder is not None:
            await self.recorder.finish(tape)
        await self._book.time.sleep(READY_SECONDS)
        seconds = tape.seconds(self._book.time.now())
        tape.status = "completed" if seconds >= 0.1 else "absent"
        tape.updated = self._book.time.now()
        if tape.status == "completed":
            number = self._book.lines[tape.line].handset if tape.line in self._book.lines else ""
            amount = RECORDED_MINUTE * max(math.ceil(seconds / 60), 1)
            tape.price = self._book.charge(amount, "recording", tape.sid, number)
        self._report(tape, tape.status)

    def current(self, line: str = "", room: str = "") -> Tape | None:
        """The newest recording under way of a line or a room."""
        found = [tape for tape in self._live.values() if (line and tape.line == line) or (room and tape.room == room)]
        return found[-1] if found else None

    def line_ended(self, line: Line) -> None:
        """A line's recordings end with it."""
        for tape in list(self._live.values()):
            if tape.line == line.sid:
                self.stop(tape)

    def room_ended(self, room: Room) -> None:
        """A room's recordings end with it."""
        for tape in list(self._live.values()):
            if tape.room == room.sid and not tape.line:
                self.stop(tape)

    def sound(self, tape: Tape) -> bytes:
        """What was recorded, as WAV: what people really said, else voices that were made."""
        return tape.sound or tone.voices(tape.seconds(self._book.time.now()))

    def fields(self, tape: Tape) -> dict[str, str]:
        """The fields that say which recording it is."""
        return {
            "RecordingSid": tape.sid, "RecordingUrl": self.url(tape),
            "RecordingDuration": str(round(tape.seconds(self._book.time.now()))),
        }

    def url(self, tape: Tape) -> str:
        """Where it can be had, without an ending."""
        return f"{self._book.base_url}/2010-04-01/Accounts/{self._book.account.sid}/Recordings/{tape.sid}"

    def _close_part(self, tape: Tape) -> None:
        tape.parts[-1] = (tape.parts[-1][0], self._book.time.now())

    def _report(self, tape: Tape, event: str) -> None:
        if not tape.report.url or event not in (tape.report.events or DEFAULT_EVENTS):
            return
        params = {
            "AccountSid": self._book.account.sid, **self.fields(tape), "RecordingStatus": event,
            "RecordingChannels": str(tape.channels), "RecordingTrack": tape.track, "RecordingSource": tape.source,
            "RecordingStartTime": format_datetime(tape.made), "ErrorCode": "0",
        }
        if tape.line:
            params["CallSid"] = tape.line
        if tape.room:
            params["ConferenceSid"] = tape.room
        self._wire.tell("recording", tape.sid, tape.report, params)
