"""The hub's end of the media process: starts it when first needed, speaks to it, and tells when it died."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import os
import sys
import tempfile
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from channels.media.values import Connected, IceServer, Lost, MediaEvent, Recorded, Stats, Warned
from channels.voice import Part, Tape

START_SECONDS = 60.0
ANSWER_SECONDS = 20.0
STOP_SECONDS = 0.7
LINE_MOST = 1 << 20
_BOOT = "import json,sys;sys.path[:]=json.loads(sys.argv[1]);from channels.media.process import serve;serve()"

log = logging.getLogger(__name__)
Heard = Callable[[MediaEvent], Awaitable[None]]


class MediaError(Exception):
    """The media process could not do it. `code`: "gone" (no such leg), "bad_offer", "failed", "died"."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


class Media:
    """Rooms and legs. `heard` is called for every event, one after another; `folder` is where recordings are written.

    Leg ids are the caller's. Everything but `answer` and `stats` is harmless when repeated; for a leg that is not
    there it raises MediaError("gone"). A process that dies loses its legs, each reported, and the next use starts
    another. `address` is the public one of a machine behind a one-to-one NAT, "" for none.
    """

    def __init__(
        self, heard: Heard, folder: Path | None = None, ice: Sequence[IceServer] = (), address: str = ""
    ) -> None:
        self._heard, self._ice, self._address = heard, tuple(ice), address
        self.folder = folder or Path(tempfile.gettempdir()) / f"rapport-media-{os.getuid()}"
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count(1)
        self._legs: set[str] = set()
        self._events: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.close()

    # --- what others ask ----------------------------------------------------------------------------------

    async def answer(self, room: str, leg: str, sdp: str, part: Part = Part.TALK, beside: str = "") -> str:
        """The answer to a leg's WebRTC offer, both with all candidates. The leg then is in `room` ("" for none) and
        hears silence until told otherwise; one that is there already only changes its media and stays where and
        how it is. Raises MediaError("bad_offer")."""
        self._legs.add(leg)
        try:
            place = {"room": room, "part": part, "beside": beside}
            return str(await self._ask("answer", leg=leg, sdp=sdp, place=place))
        except MediaError:
            self._legs.discard(leg)
            raise

    async def speak(self, room: str, leg: str, hertz: float = 0, wav: Path | None = None) -> None:
        """A leg without a network: a tone, a WAV file, or one that only listens."""
        self._legs.add(leg)
        place = {"room": room, "part": Part.TALK, "beside": ""}
        await self._ask("speak", leg=leg, hertz=hertz, wav=str(wav or ""), place=place)

    async def place(self, leg: str, room: str, part: Part = Part.TALK, beside: str = "") -> None:
        """Move a leg to a room ("" for none). Coming to another room ends hold and what was played to it."""
        await self._ask("place", leg=leg, place={"room": room, "part": part, "beside": beside})

    async def mute(self, leg: str, on: bool) -> None:
        """The leg is not heard, or is again."""
        await self._ask("mute", leg=leg, on=on)

    async def hold(self, leg: str, on: bool) -> None:
        """The leg hears music, hears nobody and is not heard; or comes back."""
        await self._ask("hold", leg=leg, on=on)

    async def play(self, leg: str, sound: str) -> None:
        """Play "music" or "ringing" to a leg until told otherwise ("" ends it), or "beep" once."""
        await self._ask("play", leg=leg, sound=sound)

    async def keys(self, leg: str, keys: str) -> None:
        """Let a leg hear keys (0-9 * # A-D, a comma is a pause) as tones."""
        await self._ask("keys", leg=leg, keys=keys)

    async def record(self, room: str, tape: Tape) -> None:
        """Start, pause, resume or stop the recording of a room. What is paused is left out. It ends, too, when the
        room's last leg goes; then comes Recorded, unless nothing was recorded."""
        path = await asyncio.to_thread(self._new_path) if tape is Tape.START else ""
        await self._ask("record", room=room, tape=tape, path=str(path))

    async def drop(self, leg: str) -> None:
        """A leg goes; one that is not there is fine."""
        self._legs.discard(leg)
        if self._process is not None:
            await self._ask("drop", leg=leg)

    async def stats(self, leg: str) -> Stats:
        """What went through a leg so far."""
        return Stats(**await self._ask("stats", leg=leg))

    # --- the process ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the process unless it runs; it takes about two seconds, so call it before the first call comes."""
        async with self._starting:
            if self._process is not None or self._closed:
                return
            path = json.dumps([entry or os.getcwd() for entry in sys.path])
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _BOOT, path, limit=LINE_MOST,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
            assert process.stdin is not None and process.stdout is not None
            setup = {"ice": [asdict(each) for each in self._ice], "address": self._address}
            process.stdin.write(json.dumps(setup).encode() + b"\n")
            try:
                async with asyncio.timeout(START_SECONDS):
                    ready = await process.stdout.readline()
            except TimeoutError:
                ready = b""
            if not ready:
                await _end(process)
                raise MediaError("died", "the media process could not be started")
            self._process = process
            if not self._tasks:
                self._tasks.append(asyncio.create_task(self._tell()))
            self._tasks.append(asyncio.create_task(self._listen(process, process.stdout)))

    @property
    def pid(self) -> int:
        """The process's number, 0 while there is none."""
        return self._process.pid if self._process is not None else 0

    async def close(self) -> None:
        """End the process, within a second; recordings that run are completed and told."""
        self._closed = True
        process, self._process = self._process, None
        if process is not None:
            await _end(process)
        for task in self._tasks[1:]:
            await asyncio.wait([task], timeout=STOP_SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._events.join()
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()

    async def _ask(self, do: str, **said: object) -> Any:
        if self._closed:
            raise MediaError("died", "the media is closed")
        if self._process is None:
            await self.start()
        process, number = self._process, next(self._numbers)
        if process is None or process.stdin is None:
            raise MediaError("died", "the media process is not there")
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            process.stdin.write(json.dumps({"id": number, "do": do, **said}).encode() + b"\n")
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except (TimeoutError, ConnectionError) as error:
            raise MediaError("died", "the media process does not answer") from error
        finally:
            self._waiting.pop(number, None)

    async def _listen(self, process: asyncio.subprocess.Process, lines: asyncio.StreamReader) -> None:
        while line := await lines.readline():
            told = json.loads(line)
            if "id" in told:
                self._answered(told)
            elif told["event"] == "fault":
                log.error("the media process reports a fault", extra={"fault": told["what"]})
            elif told["event"] != "ready":
                event = _event(told)
                if isinstance(event, Lost):
                    self._legs.discard(event.leg)
                self._events.put_nowait(event)
        if self._process is process:
            self._process = None
            log.error("the media process died", extra={"legs": len(self._legs)})
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(MediaError("died", "the media process died"))
        lost, self._legs = set() if self._closed else self._legs, set()
        for leg in sorted(lost):
            self._events.put_nowait(Lost(leg, "died"))
        await process.wait()

    def _answered(self, told: dict[str, Any]) -> None:
        waiting = self._waiting.get(told["id"])
        if waiting is None or waiting.done():
            return
        if "error" in told:
            waiting.set_exception(MediaError(told["error"], told["what"]))
        else:
            waiting.set_result(told["value"])

    async def _tell(self) -> None:
        while True:
            event = await self._events.get()
            try:
                await self._heard(event)
            except Exception:
                log.exception("an event of the media could not be taken")
            finally:
                self._events.task_done()

    def _new_path(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.folder.stat().st_uid != os.getuid():
            raise MediaError("failed", "the folder for recordings is somebody else's")
        return self.folder / f"{uuid.uuid4().hex}.ogg"


def _event(told: dict[str, Any]) -> MediaEvent:
    match told["event"]:
        case "connected":
            return Connected(told["leg"])
        case "lost":
            return Lost(told["leg"], told["reason"])
        case "recorded":
            return Recorded(told["room"], Path(told["path"]), told["seconds"])
    return Warned(told["leg"], told["warning"], told["on"])


async def _end(process: asyncio.subprocess.Process) -> None:
    """It ends when its input does; one that does not is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
