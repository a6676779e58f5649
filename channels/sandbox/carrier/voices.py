"""Real sound: the browsers of callers and agents, joined by our media process as their lines are joined here.

A line without real sound is silent; nothing else changes by it. What is to be done is done one after another.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av

from channels.media import Lost, Media, MediaError, MediaEvent, Recorded
from channels.sandbox.carrier import tone
from channels.sandbox.carrier.state import Book, Event, Line, Room, Tape
from channels.voice import Part
from channels.voice import Tape as Act

RATE = 16_000  # Hz of the recordings handed out
FINISH_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a leg is in the media: where, in what part, and what it hears instead of the others."""

    room: str = ""
    part: Part = Part.TALK
    beside: str = ""
    muted: bool = False
    held: bool = False
    sound: str = ""


class Voices:
    """The lines that have real sound."""

    def __init__(self, book: Book, folder: Path | None = None) -> None:
        self._book = book
        self.media = Media(self._told, folder)
        self.lost: Callable[[Line], None] = lambda line: None
        self._ways: dict[str, _Way] = {}  # by line, as the media has it
        self._starting: set[str] = set()  # lines whose recordings are about to go on with real sound
        self._alone: dict[str, str] = {}  # line -> the tape of the message it leaves
        self._tapes: dict[str, asyncio.Future[Path]] = {}  # media room -> its recording, once complete
        self._work: asyncio.Queue[Coroutine[Any, Any, None]] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None
        self._stop = book.watch(self._heard)

    async def close(self) -> None:
        """End the media process."""
        self._stop()
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        while not self._work.empty():
            self._work.get_nowait().close()
        await self.media.close()

    # --- lines -----------------------------------------------------------------------------------------

    async def connect(self, line: Line, sdp: str) -> str:
        """The answer to a WebRTC offer for a line; again replaces its media. Raises MediaError."""
        answer = await self.media.answer(self._way(line).room, line.sid, sdp)
        line.media = True
        self._ways.setdefault(line.sid, _Way(self._way(line).room))
        self._later(self._place(line))
        self._tape_late(line)
        return answer

    def changed(self, room: Room) -> None:
        """Somebody in a room sits otherwise than before."""
        for seat in room.seats.values():
            if seat.line.media:
                self._later(self._place(seat.line))
                self._tape_late(seat.line)

    def _tape_late(self, line: Line) -> None:
        """Recordings that began before anybody's real sound was there go on with it."""
        for tape in self._book.tapes.values():
            if tape.status == "in-progress" and not tape.media_room and line.sid not in self._starting:
                taped = self._book.lines.get(tape.line)
                room = tape.room or (taped.room if taped is not None else "")
                if tape.line == line.sid or (room and room == line.room):
                    self._starting.add(line.sid)
                    self._later(self._begin_late(tape, line))

    async def _begin_late(self, tape: Tape, line: Line) -> None:
        self._starting.discard(line.sid)
        if tape.status == "in-progress" and not tape.media_room and self._prepare(tape):
            await self.media.record(tape.media_room, Act.START)

    def line_ended(self, line: Line) -> None:
        """A line that is over takes its sound with it."""
        if line.media:
            self._later(self._drop(line))

    def _way(self, line: Line) -> _Way:
        found, present = self._book.seat(line), line.ear.present
        sound = "" if present is None else present.what if present.what in ("music", "beep") else ""
        if present is not None and present.what == "play" and line.to.startswith("client:"):
            sound = present.text.partition(".")[0]  # a console plays no addresses, a handset's page does
        if found is None or not found[1].joined:
            return _Way(self._alone.get(line.sid, ""), sound=sound)
        room, seat = found
        open_ = room.status == "in-progress"
        part = Part.WHISPER if seat.coaching else Part.TALK
        return _Way(room.sid if open_ else "", part, seat.coaching, seat.muted, seat.hold and open_, sound)

    async def _place(self, line: Line) -> None:
        if not line.media:
            return
        before, way = self._ways.get(line.sid, _Way()), self._way(line)
        self._ways[line.sid] = way
        if (way.room, way.part, way.beside) != (before.room, before.part, before.beside):
            await self.media.place(line.sid, way.room, way.part, way.beside)
            before = _Way(way.room, way.part, way.beside, before.muted) if way.room != before.room else before
        if way.muted != before.muted:
            await self.media.mute(line.sid, way.muted)
        if way.held != before.held:
            await self.media.hold(line.sid, way.held)
        if way.sound != before.sound and way.sound in ("", "music", "ringing", "beep"):
            await self.media.play(line.sid, way.sound)

    async def _drop(self, line: Line) -> None:
        line.media = False
        self._ways.pop(line.sid, None)
        self._alone.pop(line.sid, None)
        await self.media.drop(line.sid)

    def _heard(self, event: Event) -> None:
        """What a line hears changed, or keys were pressed; some of it is for the media to play."""
        if event["kind"] not in ("prompt", "tones", "pressed"):
            return
        line = self._book.lines.get(event["call"])
        if line is None:
            return
        if event["kind"] == "pressed":
            found = self._book.seat(line)
            others = [seat.line for seat in found[0].seats.values() if seat.line is not line] if found else []
            for other in others:
                self._keys(other, event["digits"])
        elif event["kind"] == "tones":
            self._keys(line, event["digits"])
        elif line.media:
            self._later(self._place(line))

    def _keys(self, line: Line, digits: str) -> None:
        if line.media:
            self._later(self.media.keys(line.sid, digits.replace("w", ",").replace("W", ",")))

    # --- recordings: tapes.Recorder --------------------------------------------------------------------

    async def begin(self, tape: Tape) -> None:
        """Record from now on, if anybody's real sound is there."""
        if not tape.media_room and self._prepare(tape):
            await self._act(tape, Act.START)

    def _prepare(self, tape: Tape) -> bool:
        """Choose the media's room that is recorded for a tape; False when no real sound is there."""
        line = self._book.lines.get(tape.line)
        if tape.source == "RecordVerb":
            if line is not None and line.media:
                self._alone[line.sid] = tape.media_room = tape.sid
                self._later(self._place(line))
        else:
            room = self._book.rooms.get(tape.room or (line.room if line is not None else ""))
            if room is not None and any(seat.line.media for seat in room.seats.values()):
                tape.media_room = room.sid
        if tape.media_room:
            self._tapes[tape.media_room] = asyncio.get_running_loop().create_future()
        return bool(tape.media_room)

    async def pause(self, tape: Tape) -> None:
        """Leave out what follows."""
        await self._act(tape, Act.PAUSE)

    async def go_on(self, tape: Tape) -> None:
        """Record again."""
        await (self._act(tape, Act.RESUME) if tape.media_room else self.begin(tape))

    async def finish(self, tape: Tape) -> None:
        """Stop, and put what was recorded into `tape.sound`."""
        if not tape.media_room:
            return
        await self._act(tape, Act.STOP)
        self._alone = {line: known for line, known in self._alone.items() if known != tape.sid}
        made = self._tapes.pop(tape.media_room, None)
        if made is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                path = await made
            tape.sound = await asyncio.to_thread(_as_wav, path)

    async def _act(self, tape: Tape, act: Act) -> None:
        if not tape.media_room:
            return
        done = asyncio.Event()
        self._later(self._record(tape.media_room, act, done))
        await done.wait()

    async def _record(self, room: str, act: Act, done: asyncio.Event) -> None:
        try:
            await self.media.record(room, act)
        finally:
            done.set()

    # --- the media's own news, and what waits to be done -------------------------------------------------

    async def _told(self, event: MediaEvent) -> None:
        if isinstance(event, Recorded):
            waiting = self._tapes.get(event.room)
            if waiting is not None and not waiting.done():
                waiting.set_result(event.path)
        elif isinstance(event, Lost):
            line = self._book.lines.get(event.leg)
            if line is not None and line.live():
                line.media = False
                self.lost(line)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        self._work.put_nowait(work)
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._do())

    async def _do(self) -> None:
        while True:
            work = await self._work.get()
            try:
                await work
            except MediaError as error:
                if error.code != "gone":
                    log.warning("the sandbox's media could not do it", extra={"code": error.code})


def _as_wav(path: Path) -> bytes:
    """A recording as WAV; its file is not needed any more."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts = []
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0):
            parts += [made.to_ndarray().tobytes() for made in resampler.resample(frame)]
    path.unlink(missing_ok=True)
    return tone.as_wav(b"".join(parts), RATE)


__all__ = ["Voices"]
