"""All lines of one channel: callers come, orders are carried out, the media's news becomes reports, in order.

What must not live here: sockets (live), what a caller hears step by step (script), WebRTC (channels.media).
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from channels.adapter import Mount
from channels.contract import Taken
from channels.media import Connected, Lost, Media, MediaError, MediaEvent, Recorded, Warned
from channels.party import Address, Medium
from channels.visitors.passes import Pass
from channels.visitors.refusal import Refused, busy
from channels.voice import (
    CallArrived,
    CallScript,
    Join,
    KeysPressed,
    LegChanged,
    LegEnd,
    LegState,
    LineQuality,
    Record,
    RecordingReady,
    Tape,
)
from channels.webcall import reports
from channels.webcall.line import Line, View, new_line, now
from channels.webcall.script import Script

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between tries to tell the hub; then the last again
NO_LINES = "~"  # sorts after every line id: asks how a talk stands without what was written
LAST_WORDS_SECONDS = 0.5  # for what is told while the hub stops
VOICEMAIL = "voicemail/"  # names a room where a caller is alone with the tape

log = logging.getLogger(__name__)
Show = Callable[[Line], Awaitable[None]]
Heard = Callable[[MediaEvent], Awaitable[None]]


class Exchange:
    """The lines. `make_media` is given who hears its events."""

    def __init__(self, channel: str, site: Mount, make_media: Callable[[Heard], Media]) -> None:
        self.channel, self.site = channel, site
        self.media = make_media(self._heard)
        self.lines: dict[str, Line] = {}
        self._show: Show = _to_nobody
        self._scripts: dict[str, Script] = {}
        self._passes: dict[str, Pass] = {}  # of callers whose media does not flow yet
        self._recorded: dict[str, tuple[str, str]] = {}  # room: the caller's line, the hub's call
        self._tasks: set[asyncio.Task[Any]] = set()
        self._keeping = asyncio.Lock()
        self._closing = False

    def watch(self, show: Show) -> None:
        """Who tells a caller's browser how its call stands."""
        self._show = show

    # --- callers --------------------------------------------------------------------------------------------

    async def call(self, who: Pass, sdp: str, most: int) -> tuple[Line, str]:
        """A visitor calls: their line and the answer to their offer. Raises Refused."""
        callers = [line for line in self.lines.values() if line.visitor]
        if any(line.visitor == who.visitor for line in callers):
            raise Refused("in_call", "you are in a call already: end that one first", status=409)
        if len(callers) >= most:
            raise busy()
        line = Line(new_line(), visitor=who.visitor)
        self.lines[line.id] = line
        self._passes[line.id] = who
        try:
            answer = await self.offer(line, sdp)
        except Refused:
            self.lines.pop(line.id, None)
            self._passes.pop(line.id, None)
            raise
        return line, answer

    async def offer(self, line: Line, sdp: str) -> str:
        """The answer to an offer for a line; one that has media already changes it. Raises Refused."""
        join = line.join or Join("")
        try:
            return await self.media.answer(join.room, line.id, sdp, join.part, join.beside)
        except MediaError as error:
            if error.code == "bad_offer":
                raise Refused("invalid", "the offer must be of one audio line with Opus", field="sdp") from error
            log.error("the media does not answer", extra={"code": error.code})
            raise busy() from error

    def press(self, line: Line, key: str) -> None:
        """The caller pressed a key; in a talk it goes nowhere."""
        if (script := self._scripts.get(line.id)) is not None:
            script.press(key)

    def said(self, line: Line, turn: int) -> None:
        """The caller's browser has spoken."""
        if (script := self._scripts.get(line.id)) is not None:
            script.said(turn)

    def follow(self, line: Line, script: CallScript) -> None:
        """The line does this from now on."""
        if line.alive:
            self._scripts.setdefault(line.id, Script(line, self)).start(script)

    async def _arrive(self, line: Line, who: Pass) -> None:
        """The caller's media flows: now the hub hears of them."""
        await self.play(line, "music")
        arrived = CallArrived(
            line.id, Address(Medium.WEBCALL, who.visitor), self.channel, now(),
            reports.read_profile(who.profile), thread_key=who.visitor,
        )  # fmt: skip
        await self._keep_lines()
        taken = await self._tell(line, arrived, "arrived")
        if taken is None or taken.script is None:
            await self.end(line, LegEnd.FAILED)
        else:
            self.follow(line, taken.script)

    # --- what a script needs (Booth) --------------------------------------------------------------------------

    async def show(self, line: Line) -> None:
        """Tell the caller's browser how the call stands."""
        await self._show(line)

    async def pressed(self, line: Line, step: str, keys: str) -> CallScript | None:
        """Report keys; what to do next."""
        line.asked += 1
        telling = self.start(self._tell(line, KeysPressed(line.id, step, keys), f"keys/{line.asked}"))
        line.taped.set()
        taken = await asyncio.shield(telling)  # a script that is replaced has pressed its keys all the same
        return taken.script if taken is not None else None

    async def play(self, line: Line, sound: str) -> None:
        """Play a sound to the line, if it is there."""
        await self.quietly(self.media.play(line.id, sound))

    async def aside(self, line: Line) -> None:
        """The line is in no room: it hears music."""
        if line.join is None:
            return
        line.join = None
        await self.quietly(self.media.place(line.id, ""))
        await self.play(line, "music")

    async def join(self, line: Line, join: Join) -> None:
        """Put the line into a room."""
        line.join = join
        await self.quietly(self.media.place(line.id, join.room, join.part, join.beside))
        await self.say_where(line, "talking")

    async def say_where(self, line: Line, state: str) -> None:
        """The line is in a talk, or held in it: tell its page, with the name of who is there."""
        agent = ""
        if line.visitor:
            try:
                agent = (await self.site.talk(self.channel, line.visitor, NO_LINES)).agent_name
            except Exception as error:
                log.error("the hub did not say who talks", extra={"error": type(error).__name__})
        if line.alive:
            line.view = View(state, (), line.view.turn, agent=agent)
            await self._show(line)

    async def tape(self, line: Line, step: Record, heard: asyncio.Event) -> None:
        """Record the line alone until `heard`."""
        room = f"{VOICEMAIL}{line.id}"
        line.taped.clear()
        self._recorded[room] = (line.id, line.call_id)
        await self.quietly(self.media.place(line.id, room))
        await self.play(line, "beep")
        await asyncio.sleep(0.4)
        await self.quietly(self.media.record(room, Tape.START))
        await heard.wait()
        await self.quietly(self.media.record(room, Tape.STOP))
        await self.quietly(self.media.place(line.id, ""))
        await self.play(line, "music")

    async def end(self, line: Line, end: LegEnd, reason: str = "") -> None:
        """The line is over. Again: nothing."""
        if not line.alive:
            return
        talked = int(time.monotonic() - line.answered_at) if line.answered_at else None
        known = line.id not in self._passes
        line.state = LegState.ENDED
        line.view = View("ended", (), line.view.turn, reason=reason or end.value)
        self._passes.pop(line.id, None)
        line.taped.set()
        if (script := self._scripts.pop(line.id, None)) is not None:
            script.stop()
        self.lines.pop(line.id, None)
        self.start(self.quietly(self.media.drop(line.id)))
        await self._show(line)
        if known:
            ended = LegChanged(line.id, LegState.ENDED, now(), line.leg_id, end, seconds=talked)
            self.start(self._ended(line, ended))
        if line.join is not None and line.join.ends_room:
            for other in [each for each in self.lines.values() if each.room == line.join.room]:
                await self.end(other, LegEnd.HUNG_UP)

    async def _ended(self, line: Line, ended: LegChanged) -> None:
        await self._tell(line, ended, "ended")
        await self._keep_lines()

    # --- the media's news -------------------------------------------------------------------------------------

    async def _heard(self, event: MediaEvent) -> None:
        if self._closing and not isinstance(event, Recorded):
            return
        match event:
            case Connected(leg=id):
                if (line := self.lines.get(id)) is not None:
                    self._connected(line)
            case Lost(leg=id, reason=reason):
                if (line := self.lines.get(id)) is not None:
                    await self.end(line, LegEnd.LOST, "no_line" if reason == "never" else "")
            case Recorded():
                self.start(self._ready(event))
            case Warned(leg=id, warning=warning, on=on):
                if (line := self.lines.get(id)) is not None:
                    self.warn(line, warning, on)

    def _connected(self, line: Line) -> None:
        if line.state is LegState.ANSWERED:
            self.start(self.show(line))
            return
        line.state, line.answered_at = LegState.ANSWERED, time.monotonic()
        if (who := self._passes.pop(line.id, None)) is not None:
            self.start(self._arrive(line, who))
        else:
            self.report(line, LegChanged(line.id, LegState.ANSWERED, now(), line.leg_id), "answered")
            self.start(self._keep_lines())

    async def _ready(self, event: Recorded) -> None:
        id, call_id = self._recorded.get(event.room, ("", ""))
        kind = "voicemail" if event.room.startswith(VOICEMAIL) else "talk"
        name = event.path.stem
        if not id:
            return
        line = self.lines.get(id) or Line(id)
        if id not in self.lines:
            self._recorded.pop(event.room, None)
        elif kind == "voicemail":
            await line.taped.wait()  # the key that ended it is told first
        await self._tell(line, RecordingReady(id, name, kind, event.seconds, now(), call_id), f"recorded/{name}")

    def warn(self, line: Line, warning: str, on: bool) -> None:
        """A leg's sound is bad, or good again."""
        line.reported += 1
        self.report(line, LineQuality(line.id, line.leg_id, warning, on), f"quality/{line.reported}")

    def records(self, room: str, line: str, call_id: str) -> None:
        """Whose recording a room's is."""
        self._recorded[room] = (line, call_id)

    # --- telling the hub ----------------------------------------------------------------------------------------

    def report(self, line: Line, said: reports.Report, key: str) -> None:
        """Tell the hub, after what was told of this line before."""
        self.start(self._tell(line, said, key))

    async def lost_before(self, kept: str) -> None:
        """Lines that an earlier process had and nobody has now are lost."""
        try:
            known = json.loads(kept or "{}")
        except ValueError:
            known = {}
        for id, leg_id in known.items():
            if id not in self.lines:
                await self.gone(id, leg_id)
        await self._keep_lines()

    async def gone(self, id: str, leg_id: str) -> None:
        """The hub speaks of a line that is not there: it ended, and perhaps nobody told."""
        ended = LegChanged(id, LegState.ENDED, now(), leg_id, LegEnd.LOST)
        await self._tell(Line(id, leg_id), ended, "ended")

    async def _tell(self, line: Line, said: reports.Report, key: str) -> Taken | None:
        delivery = reports.delivery(self.channel, said, key, now())
        async with line.turn:
            tries = 0
            while True:
                try:
                    return await self.site.arrived(delivery)
                except Exception as error:
                    if self._closing:
                        return None
                    pause = PAUSES[min(tries, len(PAUSES) - 1)]
                    log.error("the hub did not take a report of a web call", extra={"error": type(error).__name__})
                    tries += 1
                    await asyncio.sleep(pause)

    async def _keep_lines(self) -> None:
        """Remember which lines there are, for the process after this one."""
        async with self._keeping:
            if self._closing:
                return
            known = {id: line.leg_id for id, line in self.lines.items() if id not in self._passes}
            try:
                await self.site.keep_bookmark(self.channel, json.dumps(known, separators=(",", ":")))
            except Exception as error:
                log.error("the lines could not be noted", extra={"error": type(error).__name__})

    async def warm(self) -> None:
        """Start the media before the first caller waits for it."""
        await self.quietly(self.media.start())

    async def quietly(self, asked: Coroutine[Any, Any, None]) -> None:
        """Do it to a leg that may be gone already: the media tells that by itself."""
        try:
            await asked
        except MediaError as error:
            if error.code != "gone":
                log.error("the media could not do it", extra={"code": error.code})

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do it beside; it ends with the exchange."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """The hub stops: recordings are completed and told, the lines break; the next process tells of those."""
        self._closing = True
        for script in self._scripts.values():
            script.stop()
        await self.media.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_WORDS_SECONDS)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _to_nobody(line: Line) -> None:
    return None
