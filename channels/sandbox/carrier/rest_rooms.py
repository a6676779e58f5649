"""REST of conferences: list, look up, announce, end; and their participants: call in, hold, mute, coach, drop."""

from __future__ import annotations

from aiohttp import web

from channels.sandbox.carrier.account import Hook
from channels.sandbox.carrier.dialling import Dialling
from channels.sandbox.carrier.lines import Lines
from channels.sandbox.carrier.rest import Form, Reply, Rest, RestError, not_found, paged, report, within, yes
from channels.sandbox.carrier.rest_calls import calling
from channels.sandbox.carrier.rooms import Joining, Rooms
from channels.sandbox.carrier.shapes import Shapes
from channels.sandbox.carrier.state import Book, Room, Seat

ROOM_EVENTS = ("end",)


class RoomRest:
    """Conferences and Participants."""

    def __init__(self, book: Book, lines: Lines, rooms: Rooms, dialling: Dialling, shapes: Shapes) -> None:
        self._book, self._lines, self._rooms = book, lines, rooms
        self._dialling, self._shapes = dialling, shapes

    def routes(self, rest: Rest, prefix: str) -> list[web.RouteDef]:
        """Where it is served."""
        one = "/{account}/Conferences/{room}"
        seat = f"{one}/Participants/{{call}}.json"
        return [
            rest.route(prefix, method, path, handler)
            for method, path, handler in (
                ("GET", "/{account}/Conferences.json", self._list), ("GET", f"{one}.json", self._get),
                ("POST", f"{one}.json", self._change), ("GET", f"{one}/Participants.json", self._seats),
                ("POST", f"{one}/Participants.json", self._call_in), ("GET", seat, self._seat),
                ("POST", seat, self._change_seat), ("DELETE", seat, self._drop),
            )
        ]

    async def _list(self, request: web.Request, form: Form) -> Reply:
        name, status = request.query.get("FriendlyName", ""), request.query.get("Status", "")
        found = [
            room for room in reversed(self._book.rooms.values())
            if name in ("", room.name) and status in ("", room.status) and within(request, "DateCreated", room.made)
            and within(request, "DateUpdated", room.updated or room.made)
        ]  # fmt: skip
        return paged(request, "conferences", found, self._shapes.room)

    async def _get(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.room(self._any_room(request)))

    async def _change(self, request: web.Request, form: Form) -> Reply:
        room, status = self._any_room(request), str(form.get("Status", ""))
        if room.status == "completed":
            raise RestError(400, 20001, "The conference is already completed")
        if status == "completed":
            self._rooms.end(room, "conference-ended-via-api")
        elif status:
            raise RestError(400, 20001, "Status must be completed")
        if form.get("AnnounceUrl"):
            joined = [seat for seat in room.seats.values() if seat.joined]
            self._rooms.announce(room, joined, _hook(form, "AnnounceUrl", "AnnounceMethod"))
        return Reply(self._shapes.room(room))

    async def _seats(self, request: web.Request, form: Form) -> Reply:
        room = self._any_room(request)
        wanted = {name: request.query.get(name, "").lower() for name in ("Muted", "Hold", "Coaching")}
        found = [
            seat for seat in room.seats.values()
            if wanted["Muted"] in ("", str(seat.muted).lower()) and wanted["Hold"] in ("", str(seat.hold).lower())
            and wanted["Coaching"] in ("", str(bool(seat.coaching)).lower())
        ]  # fmt: skip
        return paged(request, "participants", found, lambda seat: self._shapes.seat(room, seat))

    async def _call_in(self, request: web.Request, form: Form) -> Reply:
        made = calling(self._book, form)
        name = request.match_info["room"]
        known = self._book.rooms.get(name)
        if known is not None and known.status == "completed":
            raise RestError(400, 20001, "The conference is already completed")
        coach = self._coach(form, self._book.live_room(name))
        how = Joining(
            label=str(form.get("Label", "")), muted=yes(form, "Muted", False), coaching=coach,
            starts=yes(form, "StartConferenceOnEnter", True), ends=yes(form, "EndConferenceOnExit", False),
            beep=str(form.get("Beep", "true")),
            wait=_hook(form, "WaitUrl", "WaitMethod") if "WaitUrl" in form else None,
            report=report(form, "ConferenceStatusCallback", ROOM_EVENTS),
            record=str(form.get("ConferenceRecord", "")),
            tape_report=report(form, "ConferenceRecordingStatusCallback"),
        )
        room, seat = self._dialling.participant(made, name, how)
        return Reply(self._shapes.seat(room, seat), 201)

    async def _seat(self, request: web.Request, form: Form) -> Reply:
        room, seat = self._known(request)
        return Reply(self._shapes.seat(room, seat))

    async def _change_seat(self, request: web.Request, form: Form) -> Reply:
        room, seat = self._known(request)
        if "Hold" in form or "HoldUrl" in form:
            hook = _hook(form, "HoldUrl", "HoldMethod") if "HoldUrl" in form else None
            self._rooms.hold(room, seat, yes(form, "Hold", True), hook)
        if "Muted" in form:
            self._rooms.mute(room, seat, yes(form, "Muted", False))
        if "Coaching" in form or "CallSidToCoach" in form:
            self._rooms.coach(room, seat, self._coach(form, room))
        if "EndConferenceOnExit" in form:
            self._rooms.ending(room, seat, yes(form, "EndConferenceOnExit", False))
        if form.get("AnnounceUrl"):
            self._rooms.announce(room, [seat], _hook(form, "AnnounceUrl", "AnnounceMethod"))
        return Reply(self._shapes.seat(room, seat))

    async def _drop(self, request: web.Request, form: Form) -> Reply:
        _, seat = self._known(request)
        seat.line.leaving = "participant_updated_via_api"
        self._lines.end(seat.line, "completed" if seat.line.status == "in-progress" else "canceled")
        return Reply()

    def _coach(self, form: Form, room: Room | None) -> str:
        """Whom to coach, "" for nobody."""
        whom = str(form.get("CallSidToCoach", ""))
        if not yes(form, "Coaching", bool(whom)):
            return ""
        if not whom:
            raise RestError(400, 21220, "CallSidToCoach must be given with Coaching")
        if room is None or whom not in room.seats:
            raise RestError(400, 13240, "CallSidToCoach is not a participant of the conference")
        return whom

    def _any_room(self, request: web.Request) -> Room:
        sid = request.match_info["room"]
        room = self._book.rooms.get(sid) or self._book.live_room(sid)
        if room is None:
            raise not_found(request)
        return room

    def _known(self, request: web.Request) -> tuple[Room, Seat]:
        """A participant by the call or by its label, as long as it is there."""
        room, wanted = self._any_room(request), request.match_info["call"]
        seat = room.seats.get(wanted)
        seat = seat or next((found for found in room.seats.values() if found.label and found.label == wanted), None)
        if seat is None:
            raise not_found(request)
        return room, seat


def _hook(form: Form, url: str, method: str) -> Hook:
    return Hook(str(form.get(url, "")), str(form.get(method, "POST")))


__all__ = ["RoomRest"]
