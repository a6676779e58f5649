"""Recordings over HTTP: played in pieces by who may hear them, each play kept; erased by an admin who says why."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from hub.actions import recordings as actions
from hub.core.terms import RecordingId, RecordingState, Role
from hub.edge.site import STORE, Actor, answer
from hub.errors import Missing, NotFound
from hub.readers.recordings import erase
from hub.store import blobs, recordings
from hub.store.recordings import Play, Recording

SOUNDS = {"audio/wav", "audio/x-wav", "audio/mpeg", "audio/ogg", "audio/webm", "audio/mp4"}


@dataclass(frozen=True, slots=True)
class Plays:
    """Who listened to a recording, the newest first."""

    items: tuple[Play, ...]


async def play(request: web.Request, me: Actor) -> web.StreamResponse:
    """A recording's sound, whole or the range asked for; for who handled this customer's work, and supervisors."""
    store = request.app[STORE]
    found = await _found(request)
    if not me.may(Role.SUPERVISOR) and not await store.read(recordings.handled_by, found, me.id):
        raise NotFound("There is no such recording, or you may not hear it.", field="id")
    path = blobs.path_of(store.blobs, found.sha256)
    if found.state is not RecordingState.STORED or not path.is_file():
        raise NotFound(_ABSENT[found.state], field="id")
    if request.method == "GET":
        await store.do(actions.play, me.id, found.id)
    return web.FileResponse(path, headers={
        "Content-Type": found.content_type if found.content_type in SOUNDS else "application/octet-stream",
        "Content-Disposition": f'inline; filename="{found.kind}-{found.made_at:%Y%m%d-%H%M}{_ending(found)}"',
        "Content-Security-Policy": "default-src 'none'; media-src 'self'; sandbox",
        "Cache-Control": "private, no-store",  # a copy would outlive its days
    })


async def plays(request: web.Request, me: Actor) -> web.Response:
    """Who listened to a recording and when, the newest first."""
    found = await _found(request)
    return answer(Plays(tuple(await request.app[STORE].read(recordings.plays, found.id))))


async def erased(request: web.Request, me: Actor) -> web.Response:
    """`?reason=`: a recording's bytes are removed for good; the reason stands in the thread."""
    why = " ".join(request.query.get("reason", "").split())
    if not why:
        raise Missing("Say why: ?reason=asked by the customer.", field="reason")
    await erase(request.app[STORE], await _found(request), me.id, why)
    return answer({"ok": True})


async def _found(request: web.Request) -> Recording:
    found = await request.app[STORE].read(recordings.found, RecordingId(request.match_info["id"]))
    if found is None:
        raise NotFound("There is no such recording, or you may not hear it.", field="id")
    return found


_ABSENT = {
    RecordingState.READY: "The recording is still on its way from the carrier; try again in a moment.",
    RecordingState.STORED: "The recording's file is not there any more.",
    RecordingState.FAILED: "The recording never came from the carrier.",
    RecordingState.GONE: "The recording was erased.",
}
_ENDINGS = {"audio/wav": ".wav", "audio/x-wav": ".wav", "audio/mpeg": ".mp3", "audio/ogg": ".ogg"}


def _ending(recording: Recording) -> str:
    return _ENDINGS.get(recording.content_type, "")
