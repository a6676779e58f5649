"""REST of calls: make, look up, list, redirect, end; what the debugger says of them; recordings of all kinds."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from channels.sandbox.carrier.account import NOWHERE, Hook
from channels.sandbox.carrier.dialling import Calling, Dialling
from channels.sandbox.carrier.lines import Lines, Source
from channels.sandbox.carrier.phones import E164
from channels.sandbox.carrier.rest import Form, Handler, Reply, Rest, RestError, not_found, paged, report, within, yes
from channels.sandbox.carrier.shapes import Shapes
from channels.sandbox.carrier.state import Book, Line, Tape
from channels.sandbox.carrier.tapes import Tapes

CURRENT = "Twilio.CURRENT"
MAX_TWIML = 4000


def calling(book: Book, form: Form) -> Calling:
    """Whom to call as whom, from a request. Raises RestError in the provider's codes."""
    to, sender = str(form.get("To", "")).strip(), str(form.get("CallerId") or form.get("From", "")).strip()
    if not to:
        raise RestError(400, 21201, "No 'To' number is specified")
    if not sender:
        raise RestError(400, 21213, "No 'From' number is specified")
    client = to.startswith("client:")
    if not client and not E164.fullmatch(to):
        raise RestError(400, 21211, f"The phone number you are attempting to call, {to}, is not valid.")
    ours = book.account.number(sender)
    if not (ours and ours.voice) and not (client and sender.startswith("client:")):
        sentence = f"The source phone number provided, {sender}, is not yet verified for your account."
        raise RestError(400, 21210, sentence)
    text = str(form.get("Timeout", "60"))
    if not text.isdigit() or not 1 <= int(text) <= 600:
        raise RestError(400, 21215, "Timeout must be between 1 and 600")
    record = report(form, "RecordingStatusCallback") if yes(form, "Record", False) else None
    return Calling(to, sender, report(form, "StatusCallback"), int(text), record, str(form.get("SendDigits", "")))


class CallRest:
    """Calls and their Notifications."""

    def __init__(self, book: Book, lines: Lines, dialling: Dialling, shapes: Shapes) -> None:
        self._book, self._lines, self._dialling, self._shapes = book, lines, dialling, shapes

    def routes(self, rest: Rest, prefix: str) -> list[web.RouteDef]:
        """Where it is served."""
        one = "/{account}/Calls/{sid}"
        return [
            rest.route(prefix, method, path, handler)
            for method, path, handler in (
                ("GET", "/{account}/Calls.json", self._list), ("POST", "/{account}/Calls.json", self._make),
                ("GET", f"{one}.json", self._get), ("POST", f"{one}.json", self._change),
                ("DELETE", f"{one}.json", self._delete), ("GET", f"{one}/Notifications.json", self._notices),
                ("GET", "/{account}/Notifications.json", self._all_notices),
            )
        ]

    async def _make(self, request: web.Request, form: Form) -> Reply:
        made = calling(self._book, form)
        source = self._source(form)
        if source is None:
            app = self._book.account.apps.get(str(form.get("ApplicationSid", "")))
            if app is None:
                raise RestError(400, 21205, "Url parameter is required.")
            source = Source(app.voice)
        return Reply(self._shapes.call(self._dialling.call(made, source)), 201)

    def _source(self, form: Form) -> Source | None:
        twiml, url = str(form.get("Twiml", "")), str(form.get("Url", ""))
        if len(twiml) > MAX_TWIML:
            raise RestError(400, 21218, f"Twiml must not be longer than {MAX_TWIML} characters")
        if twiml:
            return Source(twiml=twiml)
        if not url:
            return None
        if not url.startswith(("http://", "https://")):
            raise RestError(400, 21205, f"Url is not a valid URL: {url}")
        fallback = str(form.get("FallbackUrl", ""))
        return Source(Hook(url, str(form.get("Method", "POST")), fallback, str(form.get("FallbackMethod", "POST"))))

    async def _list(self, request: web.Request, form: Form) -> Reply:
        wanted = {name: request.query.get(name, "") for name in ("To", "From", "Status", "ParentCallSid")}
        found = [
            line for line in reversed(self._book.lines.values())
            if wanted["To"] in ("", line.to, line.to.partition("?")[0]) and wanted["From"] in ("", line.from_)
            and wanted["Status"] in ("", line.status) and wanted["ParentCallSid"] in ("", line.parent)
            and within(request, "StartTime", line.answered or line.made)
            and (line.ended is None or within(request, "EndTime", line.ended))
        ]  # fmt: skip
        return paged(request, "calls", found, self._shapes.call)

    async def _get(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.call(self._known(request)))

    async def _change(self, request: web.Request, form: Form) -> Reply:
        line, status = self._known(request), str(form.get("Status", ""))
        if not line.live():
            raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
        if status not in ("", "completed", "canceled"):
            raise RestError(400, 20001, "Status must be canceled or completed")
        if status == "canceled" and line.status == "in-progress":
            raise RestError(400, 21220, "Call is in progress. Cannot cancel.")
        source = self._source(form)
        if source is not None:
            if line.status != "in-progress":
                raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
            self._lines.follow(line, source)
        elif status:
            line.leaving = "participant_updated_via_api"
            self._lines.end(line, "completed" if line.status == "in-progress" else "canceled")
        if "StatusCallback" in form:
            line.report = report(form, "StatusCallback")
        return Reply(self._shapes.call(line))

    async def _delete(self, request: web.Request, form: Form) -> Reply:
        line = self._known(request)
        if line.live():
            raise RestError(409, 20009, "Cannot delete this resource because it is not in a final state")
        del self._book.lines[line.sid]
        return Reply()

    async def _notices(self, request: web.Request, form: Form) -> Reply:
        line = self._known(request)
        found = [notice for notice in reversed(self._book.notices) if notice.line == line.sid]
        return paged(request, "notifications", found, self._shapes.notice)

    async def _all_notices(self, request: web.Request, form: Form) -> Reply:
        return paged(request, "notifications", reversed(self._book.notices), self._shapes.notice)

    def _known(self, request: web.Request) -> Line:
        line = self._book.lines.get(request.match_info["sid"])
        if line is None:
            raise not_found(request)
        return line


class TapeRest:
    """Recordings: of a call, of a conference, all; and their sound."""

    def __init__(self, book: Book, tapes: Tapes, shapes: Shapes) -> None:
        self._book, self._tapes, self._shapes = book, tapes, shapes

    def routes(self, rest: Rest, prefix: str) -> list[web.RouteDef]:
        """Where it is served."""
        account, call, room = "/{account}", "/{account}/Calls/{call}", "/{account}/Conferences/{room}"
        made: list[tuple[str, str, Handler]] = [("POST", f"{call}/Recordings.json", self._make)]
        for place in (account, call, room):
            made += [
                ("GET", f"{place}/Recordings.json", self._list), ("GET", f"{place}/Recordings/{{sid}}.json", self._get),
                ("DELETE", f"{place}/Recordings/{{sid}}.json", self._delete),
            ]  # fmt: skip
        made += [("POST", f"{place}/Recordings/{{sid}}.json", self._change) for place in (call, room)]
        made += [("GET", f"{account}/Recordings/{{sid}}{ending}", self._sound) for ending in (".wav", ".mp3", "")]
        return [rest.route(prefix, method, path, handler) for method, path, handler in made]

    async def _make(self, request: web.Request, form: Form) -> Reply:
        line = self._book.lines.get(request.match_info["call"])
        if line is None:
            raise not_found(request)
        if line.status != "in-progress":
            raise RestError(400, 21220, "Requested resource is not eligible for recording")
        told = report(form, "RecordingStatusCallback") if "RecordingStatusCallback" in form else NOWHERE
        tape = self._tapes.start(line, None, "StartCallRecordingAPI", told)
        tape.channels = 2 if str(form.get("RecordingChannels", "mono")) == "dual" else 1
        tape.track = str(form.get("RecordingTrack", "both"))
        return Reply(self._shapes.tape(tape, f"/Calls/{line.sid}"), 201)

    async def _list(self, request: web.Request, form: Form) -> Reply:
        call = request.match_info.get("call", request.query.get("CallSid", ""))
        room = request.match_info.get("room", request.query.get("ConferenceSid", ""))
        found: Iterable[Tape] = [
            tape for tape in reversed(self._book.tapes.values())
            if call in ("", tape.line) and room in ("", tape.room) and within(request, "DateCreated", tape.made)
        ]  # fmt: skip
        return paged(request, "recordings", found, lambda tape: self._shapes.tape(tape, _under(request)))

    async def _get(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.tape(self._known(request), _under(request)))

    async def _change(self, request: web.Request, form: Form) -> Reply:
        tape, status = self._known(request), str(form.get("Status", ""))
        if tape.status not in ("in-progress", "paused"):
            raise RestError(400, 21220, "Recording is not in progress. Cannot be updated.")
        if status == "paused":
            self._tapes.pause(tape, str(form.get("PauseBehavior", "silence")))
        elif status == "in-progress":
            self._tapes.go_on(tape)
        elif status == "stopped":
            self._tapes.stop(tape)
        else:
            raise RestError(400, 20001, "Status must be stopped, paused or in-progress")
        return Reply(self._shapes.tape(tape, _under(request)))

    async def _delete(self, request: web.Request, form: Form) -> Reply:
        tape = self._known(request)
        if tape.status in ("in-progress", "paused"):
            raise RestError(409, 20009, "Cannot delete this resource because it is not in a final state")
        del self._book.tapes[tape.sid]
        return Reply()

    async def _sound(self, request: web.Request, form: Form) -> web.StreamResponse:
        """The sound, as WAV whatever the ending: this carrier has no MP3 writer."""
        tape = self._known(request)
        if tape.status != "completed":
            raise not_found(request)
        return web.Response(body=self._tapes.sound(tape), content_type="audio/x-wav")

    def _known(self, request: web.Request) -> Tape:
        sid, info = request.match_info["sid"], request.match_info
        call, room = info.get("call", ""), info.get("room", "")
        found = self._tapes.current(call, room) if sid == CURRENT else self._book.tapes.get(sid)
        if found is None or (call and found.line != call) or (room and found.room != room):
            raise not_found(request)
        return found


def _under(request: web.Request) -> str:
    """The path a recording was asked under."""
    if "call" in request.match_info:
        return f"/Calls/{request.match_info['call']}"
    return f"/Conferences/{request.match_info['room']}" if "room" in request.match_info else ""


__all__ = ["CallRest", "TapeRest", "calling"]
