"""All rooms of one media process: legs that come and go, the clock of 20 ms, recordings. Commands are process's.

What must not live here: how commands arrive, how WebRTC or Opus work.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from channels.media import plain, rooms
from channels.media.opus import Encoder, Frame, Loop, energy
from channels.media.peer import Line, Peer
from channels.media.rooms import Voice
from channels.media.tape import Tape
from channels.media.values import FRAME, RATE, IceServer, Stats
from channels.voice import Part

TICK = FRAME / RATE
LATE_MOST = 0.2  # seconds behind before frames are left out
SILENT_SECONDS = 6.0  # without any packet, or after its end was closed, before a leg is lost: a page is reloaded sooner
CONNECT_SECONDS = 15.0
QUALITY_EVERY = 3  # looks of a second each
LOOPS = ("", "music", "ringing")

Tell = Callable[[dict[str, object]], None]


class Gone(Exception):
    """No such leg."""


@dataclass(slots=True)
class Leg:
    """One leg: its voice, and the peer or the plain sound it speaks with."""

    voice: Voice
    peer: Peer | None = None
    source: list[Frame] = field(default_factory=list)
    place: int = 0
    encoder: Encoder | None = None
    connected: bool = False
    seen_packets: int = 0
    seen_at: float = 0.0
    left_at: float = 0.0  # when the other side closed its end, 0 while it has not
    before: Line = field(default_factory=Line)
    warnings: frozenset[str] = frozenset()
    bytes_in: int = 0  # of peers that were replaced, and so on
    bytes_out: int = 0
    packets_in: int = 0
    packets_out: int = 0


class Hall:
    """The rooms. `tell` hears events, as JSON values."""

    def __init__(self, tell: Tell, ice: Sequence[IceServer], address: str = "") -> None:
        self._tell, self._ice, self._address = tell, tuple(ice), address
        self._legs: dict[str, Leg] = {}
        self._tapes: dict[str, Tape] = {}
        self._loops: Mapping[str, Loop] = {name: Loop(name) for name in LOOPS}
        self._at = 0
        self._anybody = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def make_sounds(self) -> None:
        """Make what is played; may run in a thread of its own."""
        for loop in self._loops.values():
            loop.make()

    # --- coming and going -----------------------------------------------------------------------------

    async def answer(self, id: str, sdp: str, place: Mapping[str, str]) -> str:
        """The answer to a leg's offer; a leg that is there already changes its media and stays as it was."""
        known = self._legs.get(id)
        voice = known.voice if known else Voice(id)
        peer = Peer(voice.say, self._changed, self._ice)
        answer = await peer.answer(sdp)
        leg = self._legs.get(id)
        if leg is None:
            leg = self._legs[id] = Leg(voice)
            _put(voice, place)
        elif leg.peer is not None:
            self._leave(leg.peer, leg)
        leg.peer, leg.left_at, leg.seen_packets, leg.seen_at, leg.before = peer, 0.0, 0, time.monotonic(), Line()
        self._anybody.set()
        return _at_address(answer, self._address) if self._address else answer

    def speak(self, id: str, source: list[Frame], place: Mapping[str, str]) -> None:
        """A leg without a network, which says `source` again and again; nothing of it: it listens."""
        leg = self._legs.setdefault(id, Leg(Voice(id)))
        leg.source, leg.connected = source, True
        _put(leg.voice, place)
        self._anybody.set()
        self._tell({"event": "connected", "leg": id})

    def drop(self, id: str) -> None:
        """A leg goes."""
        leg = self._legs.pop(id, None)
        if leg is None:
            return
        if leg.peer is not None:
            self._leave(leg.peer, leg)
        self._tidy(leg.voice.room)

    def _lose(self, id: str, reason: str) -> None:
        if id in self._legs:
            self.drop(id)
            self._tell({"event": "lost", "leg": id, "reason": reason})

    def _leave(self, peer: Peer, leg: Leg) -> None:
        leg.bytes_in += peer.inlet.bytes
        leg.packets_in += peer.inlet.frames
        leg.bytes_out += peer.outlet.bytes
        leg.packets_out += peer.outlet.packets
        self._start(peer.close())

    def _tidy(self, room: str) -> None:
        """A room nobody is in any more keeps no tape."""
        if room in self._tapes and not any(each.voice.room == room for each in self._legs.values()):
            self._end_tape(room)

    def _changed(self, peer: Peer, state: str) -> None:
        for id, leg in tuple(self._legs.items()):
            if leg.peer is peer and state == "connected":
                leg.connected = True
                self._tell({"event": "connected", "leg": id})
            elif leg.peer is peer:
                leg.peer, leg.connected, leg.left_at = None, False, time.monotonic()
                self._leave(peer, leg)

    # --- what is done to legs ---------------------------------------------------------------------------

    def leg(self, id: str) -> Leg:
        """A leg by its id. Raises Gone."""
        if id not in self._legs:
            raise Gone(id)
        return self._legs[id]

    def place(self, id: str, place: Mapping[str, str]) -> None:
        """Move a leg to a room, or change its part in it."""
        voice = self.leg(id).voice
        before = voice.room
        _put(voice, place)
        if before != voice.room:
            voice.loop, voice.held = "", False
            self._tidy(before)

    def play(self, id: str, name: str) -> None:
        """A loop until told otherwise ("" ends it), or a sound once. Raises KeyError for no such sound."""
        voice = self.leg(id).voice
        if name in LOOPS:
            voice.loop = name
        else:
            rooms.play_once(voice, name)

    def keys(self, id: str, keys: str) -> None:
        """A leg hears keys."""
        self.leg(id).voice.once.extend(plain.key_tones(keys))

    def record(self, room: str, tape: str, path: str) -> None:
        """Start, pause, resume or stop the recording of a room; a repetition changes nothing."""
        running = self._tapes.get(room)
        if tape == "start" and running is None:
            self._tapes[room] = Tape(Path(path))
        elif tape == "stop":
            self._end_tape(room)
        elif running is not None:
            running.paused = tape == "pause"

    def _end_tape(self, room: str) -> None:
        running = self._tapes.pop(room, None)
        if running is None:
            return
        running.close()
        if running.frames:
            said = {"path": str(running.path), "seconds": running.seconds}
            self._tell({"event": "recorded", "room": room, **said})

    async def stats(self, id: str) -> dict[str, object]:
        """What went through a leg so far."""
        leg = self.leg(id)
        line = await leg.peer.line() if leg.peer else Line()
        inlet, outlet = (leg.peer.inlet, leg.peer.outlet) if leg.peer else (None, None)
        return asdict(Stats(
            connected=leg.connected,
            bytes_in=leg.bytes_in + (inlet.bytes if inlet else 0),
            bytes_out=leg.bytes_out + (outlet.bytes if outlet else 0),
            packets_in=leg.packets_in + (inlet.frames if inlet else 0),
            packets_out=leg.packets_out + (outlet.packets if outlet else 0),
            energy_in=leg.voice.energy_in,
            energy_out=leg.voice.energy_out,
            packets_lost=line.lost, jitter_ms=line.jitter_ms, rtt_ms=line.rtt_ms,
        ))  # fmt: skip

    # --- the clocks -------------------------------------------------------------------------------------

    async def run(self) -> None:
        """A frame every 20 ms while anybody is there, for ever."""
        watch = asyncio.create_task(self._watch())
        try:
            while True:
                await self._anybody.wait()
                due = time.monotonic()
                while self._legs:
                    self._frame()
                    due += TICK
                    wait = due - time.monotonic()
                    if wait < -LATE_MOST:
                        due = time.monotonic()
                    await asyncio.sleep(max(0.0, wait))
                self._anybody.clear()
        finally:
            watch.cancel()

    def _frame(self) -> None:
        by_room: dict[str, list[Voice]] = defaultdict(list)
        for leg in self._legs.values():
            if leg.source:
                leg.voice.say(leg.source[leg.place % len(leg.source)])
                leg.place += 1
            leg.voice.turn()
            if leg.voice.room:
                by_room[leg.voice.room].append(leg.voice)
        for leg in self._legs.values():
            if leg.connected:
                self._give(leg, by_room.get(leg.voice.room, []))
        for room, tape in tuple(self._tapes.items()):
            try:
                tape.write(rooms.on_tape(by_room.get(room, [])))
            except Exception as error:  # a full disk ends the recording, not the call
                self._tell({"event": "fault", "what": f"recording: {type(error).__name__}"})
                with contextlib.suppress(Exception):
                    self._end_tape(room)
        self._at += 1

    def _give(self, leg: Leg, others: list[Voice]) -> None:
        heard = rooms.heard_by(leg.voice, others)
        samples = rooms.output(heard, self._loops, self._at)
        loop = self._loops[heard.loop]
        leg.voice.energy_out += energy(samples if samples is not None else loop.frame(self._at))
        if leg.peer is None:
            return
        if samples is None:
            leg.peer.outlet.give(loop.packet(self._at))
            return
        if leg.encoder is None:
            leg.encoder = Encoder()
        leg.peer.outlet.give(leg.encoder.encode(samples))

    async def _watch(self) -> None:
        """Every second: who has gone silent, and how the lines are."""
        look = 0
        while True:
            await asyncio.sleep(1.0)
            look += 1
            for id, leg in tuple(self._legs.items()):
                peer = leg.peer
                if peer is None:
                    if leg.left_at and time.monotonic() - leg.left_at > SILENT_SECONDS:
                        self._lose(id, "closed")
                    continue
                line = await peer.line()
                if leg.peer is peer:
                    self._judge(id, leg, line, look)

    def _judge(self, id: str, leg: Leg, line: Line, look: int) -> None:
        now = time.monotonic()
        if line.packets != leg.seen_packets:
            leg.seen_packets, leg.seen_at = line.packets, now
        patience = SILENT_SECONDS if leg.peer is not None and leg.peer.connected else CONNECT_SECONDS
        if now - leg.seen_at > patience:
            self._lose(id, "silent" if leg.connected else "never")
        elif look % QUALITY_EVERY == 0:
            warnings = _faults(leg.before, line)
            for warning in sorted(warnings ^ leg.warnings):
                self._tell({"event": "warned", "leg": id, "warning": warning, "on": warning in warnings})
            leg.before, leg.warnings = line, warnings

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Everybody goes; recordings are completed."""
        for room in tuple(self._tapes):
            self._end_tape(room)
        for id in tuple(self._legs):
            self.drop(id)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=0.3)


def _put(voice: Voice, place: Mapping[str, str]) -> None:
    voice.room, voice.part, voice.beside = place["room"], Part(place["part"]), place["beside"]


def _faults(before: Line, now: Line) -> frozenset[str]:
    """What is wrong with a line, by the carriers' usual bounds: 5 % lost, 50 ms of jitter, 400 ms there and back."""
    lost, received = now.lost - before.lost, now.received - before.received
    found = {
        "high-packet-loss": lost > 0 and lost / max(1, lost + received) > 0.05,
        "high-jitter": now.jitter_ms > 50,
        "high-rtt": now.rtt_ms > 400,
    }
    return frozenset(name for name, so in found.items() if so)


def _at_address(sdp: str, address: str) -> str:
    """The answer of a machine behind a one-to-one NAT: its host candidates carry the public address."""
    lines = []
    for line in sdp.split("\r\n"):
        words = line.split(" ")
        if line.startswith("a=candidate:") and words[7:8] == ["host"] and ":" not in words[4]:
            words[4] = address
        lines.append(" ".join(words))
    return "\r\n".join(lines)
