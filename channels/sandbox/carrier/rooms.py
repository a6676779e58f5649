"""Conferences: who is in, who hears whom, waiting and hold music, and the events the provider reports of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from channels.sandbox.carrier.account import NOWHERE, Hook, new_sid
from channels.sandbox.carrier.state import Book, Line, Room, Seat
from channels.sandbox.carrier.tapes import Tapes
from channels.sandbox.carrier.wire import Wire

MUSIC = "music"  # the provider's own, while one waits or is on hold and no other was named


@dataclass(frozen=True, slots=True)
class Joining:
    """How a line comes into a room, and what the room is made with when it is the first."""

    label: str = ""
    muted: bool = False
    coaching: str = ""
    starts: bool = True
    ends: bool = False
    beep: str = "true"
    wait: Hook | None = None
    report: Hook = NOWHERE
    record: str = ""
    tape_report: Hook = NOWHERE


class Rooms:
    """All conferences. `play` lets a line hear the documents of an address: (line, address, what hearing it is)."""

    def __init__(self, book: Book, wire: Wire, tapes: Tapes) -> None:
        self._book, self._wire, self._tapes = book, wire, tapes
        self.play: Callable[[Line, Hook, str], Coroutine[Any, Any, None]] = _nothing
        self.changed: Callable[[Room], None] = lambda room: None  # who sits how; for real sound
        self.drop: Callable[[Line], None] = lambda line: None  # ring no more: the room is over

    # --- coming and going ------------------------------------------------------------------------------

    def expect(self, line: Line, name: str, how: Joining) -> tuple[Room, Seat]:
        """Keep a seat for a line that is being rung."""
        room = self._book.live_room(name) or self._new_room(name, how)
        seat = room.seats.get(line.sid)
        if seat is None:
            seat = Seat(line, self._book.time.now(), how.label, how.muted, coaching=how.coaching, starts=how.starts,
                        ends=how.ends, beep=how.beep, wait=how.wait)
            room.seats[line.sid], line.room = seat, room.sid
        return room, seat

    def join(self, line: Line, name: str, how: Joining) -> Seat:
        """The line is in the room from now on."""
        room, seat = self.expect(line, name, how)
        seat.joined = True
        line.label = seat.label
        self._report(room, "join", "participant-join", seat)
        joined = [other for other in room.seats.values() if other.joined]
        if room.status == "init" and len(joined) > 1 and any(other.starts for other in joined):
            room.status = "in-progress"
            self._report(room, "start", "conference-start")
            if room.record in ("true", "record-from-start"):
                self._tapes.start(None, room, "Conference", room.tape_report)
        self._refresh(room)
        return seat

    def leave(self, line: Line, reason: str) -> None:
        """The line is out of its room; the room may end by that."""
        found = self._book.seat(line)
        if found is None:
            return
        room, seat = found
        self._out(room, seat, reason)
        if seat.ends and seat.joined:
            kicked = "kicked" if reason == "participant_updated_via_api" else "left"
            self.end(room, f"participant-with-end-conference-on-exit-{kicked}", line.sid)
        elif not room.seats:
            self.end(room, "last-participant-left", line.sid)
        else:
            self._refresh(room)

    def end(self, room: Room, reason: str, by: str = "") -> None:
        """The room is over; who is left goes on with what follows in its document."""
        if room.status == "completed":
            return
        why = "conference_ended_via_api" if reason.endswith("via-api") else "moderator_ended_conference"
        awaited = [seat.line for seat in room.seats.values() if not seat.joined]
        for seat in list(room.seats.values()):
            self._out(room, seat, why)
        for line in awaited:
            self.drop(line)
        room.status, room.reason, room.ended_by, room.updated = "completed", reason, by, self._book.time.now()
        self._book.open_rooms.pop(room.name, None)
        self._tapes.room_ended(room)
        self._report(room, "end", "conference-end")
        self.changed(room)

    def line_ended(self, line: Line) -> None:
        """A line that is over leaves its room."""
        self.leave(line, line.leaving or ("participant_hung_up" if line.answered else "participant_add_failed"))

    def _out(self, room: Room, seat: Seat, reason: str) -> None:
        room.seats.pop(seat.line.sid, None)
        seat.line.room = ""
        self._quiet(seat)
        seat.left.set()
        line = seat.line
        self._report(room, "leave", "participant-leave", seat,
                     {"ReasonParticipantLeft": reason, "ParticipantCallStatus": line.status})
        if line.live():
            line.ear.hear("silence")

    # --- changes ---------------------------------------------------------------------------------------

    def hold(self, room: Room, seat: Seat, on: bool, hook: Hook | None) -> None:
        """On hold one hears music and is heard by nobody."""
        if seat.hold == on and hook is None:
            return
        seat.hold, seat.hold_hook = on, hook if on else None
        self._quiet(seat)
        self._modified(room, seat, "hold", "participant-hold" if on else "participant-unhold")

    def mute(self, room: Room, seat: Seat, on: bool) -> None:
        """Muted one hears, and is heard by nobody."""
        if seat.muted != on:
            seat.muted = on
            self._modified(room, seat, "mute", "participant-mute" if on else "participant-unmute")

    def coach(self, room: Room, seat: Seat, whom: str) -> None:
        """Be heard by one only; "" by all again. Raises ValueError when that one is not in the room."""
        if whom and whom not in room.seats:
            raise ValueError("the call to coach is not in the conference")
        if seat.coaching != whom:
            seat.coaching = whom
            self._modified(room, seat, "modify", "participant-modify")

    def ending(self, room: Room, seat: Seat, ends: bool) -> None:
        """Whether the room ends when this one goes."""
        seat.ends = ends
        self._modified(room, seat, "modify", "participant-modify")

    def announce(self, room: Room, seats: list[Seat], hook: Hook) -> None:
        """Let these hear an announcement; then all is as it was."""
        for seat in seats:
            self._wire.spawn(self._announce(room, seat, hook))

    async def _announce(self, room: Room, seat: Seat, hook: Hook) -> None:
        self._quiet(seat)
        seat.sound, seat.announcing = asyncio.current_task(), True
        try:
            await self.play(seat.line, hook, "announce")
        finally:
            seat.sound, seat.announcing = None, False
            if seat.line.sid in room.seats:
                self._report(room, "announcement", "announcement-end", seat, {"AnnounceUrl": hook.url})
                self._refresh(room)

    def _modified(self, room: Room, seat: Seat, event: str, name: str) -> None:
        room.updated = seat.updated = self._book.time.now()
        self._report(room, event, name, seat)
        self._refresh(room)

    # --- who hears what --------------------------------------------------------------------------------

    def _refresh(self, room: Room) -> None:
        for seat in list(room.seats.values()):
            if not seat.joined or seat.announcing:
                continue
            if room.status == "in-progress" and not seat.hold:
                if seat.sound is not None and seat.sound is not asyncio.current_task():
                    self._quiet(seat)
                voices = [_name(other) for other in room.seats.values() if _audible(other, seat)]
                seat.line.ear.hear("talk" if voices else "silence", ", ".join(voices))
            elif seat.sound is None:
                hook, what = (seat.hold_hook, "hold") if seat.hold else (seat.wait, "play")
                if hook is None:
                    seat.line.ear.hear("hold" if seat.hold else "music", MUSIC)
                elif not hook.url:
                    seat.line.ear.hear("silence")
                else:
                    seat.sound = self._wire.spawn(self.play(seat.line, hook, what))
        self.changed(room)

    @staticmethod
    def _quiet(seat: Seat) -> None:
        if seat.sound is not None and seat.sound is not asyncio.current_task():
            seat.sound.cancel()
        seat.sound = None

    # --- rows and reports ------------------------------------------------------------------------------

    def _new_room(self, name: str, how: Joining) -> Room:
        room = Room(new_sid("CF"), name, self._book.time.now(), report=how.report, record=how.record,
                    tape_report=how.tape_report)
        self._book.rooms[room.sid] = self._book.open_rooms[name] = room
        return room

    def _report(
        self, room: Room, event: str, name: str, seat: Seat | None = None, more: dict[str, str] | None = None
    ) -> None:
        if not room.report.url or event not in room.report.events:
            return
        room.sequence += 1
        params = {
            "ConferenceSid": room.sid, "FriendlyName": room.name, "AccountSid": self._book.account.sid,
            "SequenceNumber": str(room.sequence), "Timestamp": format_datetime(self._book.time.now()),
            "StatusCallbackEvent": name, **(more or {}),
        }
        if seat is not None:
            params |= {
                "CallSid": seat.line.sid, "Muted": _yes(seat.muted), "Hold": _yes(seat.hold),
                "Coaching": _yes(bool(seat.coaching)), "EndConferenceOnExit": _yes(seat.ends),
                "StartConferenceOnEnter": _yes(seat.starts),
            }
            if seat.label:
                params["ParticipantLabel"] = seat.label
            if seat.coaching:
                params["CallSidToCoach"] = seat.coaching
        if event == "end":
            params |= {"ReasonConferenceEnded": room.reason, "CallSidEndingConference": room.ended_by,
                       "Reason": room.reason.replace("-", " ")}
        self._wire.tell("conference", room.sid, room.report, params)


def _audible(speaker: Seat, listener: Seat) -> bool:
    """Whether one hears the other."""
    return (
        speaker is not listener and speaker.joined and not speaker.hold and not speaker.muted
        and speaker.coaching in ("", listener.line.sid)
    )


def _name(seat: Seat) -> str:
    return seat.label or seat.line.handset.partition("?")[0]


def _yes(value: bool) -> str:
    return "true" if value else "false"


async def _nothing(line: Line, hook: Hook, what: str) -> None:
    raise AssertionError("Rooms.play was not set")


__all__ = ["Joining", "Rooms"]
