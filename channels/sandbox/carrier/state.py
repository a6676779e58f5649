"""What the carrier keeps: lines, rooms, seats, tapes, texts, notices; the book of them all; and who is told of news.

Rows only; how they change is lines, rooms, tapes and texts. Everything lives in memory and ends with the process.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from channels.sandbox.carrier.account import NOWHERE, Account, File, Hook, new_sid
from channels.sandbox.carrier.clock import Time
from channels.sandbox.carrier.ear import Ear, Heard

KEPT = 5000  # of each kind of row; the oldest that are over are forgotten beyond this
KEPT_TAPES = 300  # they hold sound
CURRENCY = "USD"
LIVE = ("queued", "initiated", "ringing", "in-progress")

Event = dict[str, Any]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Notice:
    """What the provider's debugger would show. `level`: 0 error, 1 warning."""

    sid: str
    line: str
    at: datetime
    code: int
    message: str
    url: str = ""
    level: int = 0


@dataclass(slots=True, eq=False)
class Line:
    """One leg of a call: between the carrier and a handset or a softphone."""

    sid: str
    from_: str
    to: str
    direction: str  # inbound | outbound-api | outbound-dial
    made: datetime
    ear: Ear
    status: str = "queued"
    parent: str = ""
    label: str = ""
    caller: str = ""  # who really calls, when they show another number or none
    report: Hook = NOWHERE  # call progress events
    answered: datetime | None = None
    ended: datetime | None = None
    updated: datetime | None = None
    price: Decimal | None = None
    sequence: int = 0
    sip: int = 0  # the SIP answer, once it ended without being answered
    tones: str = ""  # keys played to this leg
    asked: tuple[int | None, str] | None = None  # keys are wanted: how many, and what ends them
    listener: Callable[[str], None] | None = None  # gets keys as they are pressed
    script: asyncio.Task[None] | None = None  # what executes this line's documents
    picked_up: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    refusal: str = ""  # how the called side ended it before answering: busy | no-answer | failed
    leaving: str = ""  # why it leaves its room, for the room's report
    room: str = ""  # the sid of the room it sits in, or is being rung for
    media: bool = False  # somebody's real sound is joined to it

    def live(self) -> bool:
        """Whether it has not ended."""
        return self.status in LIVE

    @property
    def handset(self) -> str:
        """The far end: the caller of an inbound line, the called one of an outbound line."""
        return (self.caller or self.from_) if self.direction == "inbound" else self.to

    @property
    def ours(self) -> str:
        """The account's end."""
        return self.to if self.direction == "inbound" else self.from_


@dataclass(slots=True, eq=False)
class Seat:
    """A line in a room."""

    line: Line
    made: datetime
    label: str = ""
    muted: bool = False
    hold: bool = False
    coaching: str = ""  # the line that alone hears it
    starts: bool = True
    ends: bool = False
    beep: str = "true"
    wait: Hook | None = None  # None: the provider's music; an empty address: silence
    hold_hook: Hook | None = None
    joined: bool = False
    announcing: bool = False
    updated: datetime | None = None
    left: asyncio.Event = field(default_factory=asyncio.Event)
    sound: asyncio.Task[None] | None = None  # what plays to it while it waits or is on hold


@dataclass(slots=True, eq=False)
class Room:
    """A conference."""

    sid: str
    name: str
    made: datetime
    status: str = "init"
    report: Hook = NOWHERE
    record: str = ""
    tape_report: Hook = NOWHERE
    seats: dict[str, Seat] = field(default_factory=dict)  # by the line's sid
    sequence: int = 0
    updated: datetime | None = None
    reason: str = ""
    ended_by: str = ""


@dataclass(slots=True, eq=False)
class Tape:
    """A recording. `parts` are the stretches that were recorded, by the carrier's clock."""

    sid: str
    line: str
    room: str
    source: str
    made: datetime
    status: str = "in-progress"
    channels: int = 1
    track: str = "both"
    report: Hook = NOWHERE
    parts: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    updated: datetime | None = None
    price: Decimal | None = None
    sound: bytes | None = None  # what was really heard, when media took part; WAV
    media_room: str = ""  # where real sound is recorded, "" when it is not
    paused_by: str = ""

    def seconds(self, now: datetime) -> float:
        """How much was recorded."""
        return sum(((end or now) - begin).total_seconds() for begin, end in self.parts)


@dataclass(slots=True, eq=False)
class Text:
    """A message between a handset and one of the account's numbers."""

    sid: str
    from_: str
    to: str
    body: str
    direction: str  # inbound | outbound-api | outbound-reply
    made: datetime
    status: str
    segments: int = 1
    media: list[tuple[str, File]] = field(default_factory=list)
    report: Hook = NOWHERE
    error: int = 0
    sent: datetime | None = None
    updated: datetime | None = None
    price: Decimal | None = None
    sender_pool: str = ""  # the MG… it was sent by


class Book:
    """All rows, and those who watch them."""

    def __init__(self, account: Account, base_url: str, time: Time) -> None:
        self.account, self.base_url, self.time = account, base_url.rstrip("/"), time
        self.lines: dict[str, Line] = {}
        self.rooms: dict[str, Room] = {}
        self.open_rooms: dict[str, Room] = {}  # by name, those that have not ended
        self.tapes: dict[str, Tape] = {}
        self.texts: dict[str, Text] = {}
        self.notices: deque[Notice] = deque(maxlen=2000)
        self.blocked: set[tuple[str, str]] = set()  # (our number, theirs): they wrote STOP
        self.spent = Decimal(0)
        self.opened = time.now()
        self._watchers: list[Callable[[Event], None]] = []

    def watch(self, told: Callable[[Event], None]) -> Callable[[], None]:
        """Call `told` with every event; returns what ends that."""
        self._watchers.append(told)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._watchers.remove(told)

        return stop

    def emit(self, kind: str, **values: Any) -> None:
        """Tell who watches."""
        for told in list(self._watchers):
            told({"kind": kind, **values})

    def new_line(self, from_: str, to: str, direction: str, **fields: Any) -> Line:
        """A line that exists from now on, queued."""
        sid = new_sid("CA")
        ear = Ear(self.time.now, lambda heard: self._heard(line, heard))
        line = Line(sid, from_, to, direction, self.time.now(), ear, **fields)
        self.lines[sid] = line
        self._forget()
        return line

    def keep_text(self, text: Text) -> None:
        """A text that exists from now on."""
        self.texts[text.sid] = text
        self._forget()

    def _forget(self) -> None:
        """Lines, rooms, recordings and texts that are long over; a demo may run for weeks."""
        _trim(self.lines, KEPT, lambda line: not line.live())
        _trim(self.rooms, KEPT, lambda room: room.status == "completed")
        _trim(self.tapes, KEPT_TAPES, lambda tape: tape.status in ("completed", "absent"))
        _trim(self.texts, KEPT, lambda text: text.status not in ("queued", "sending", "sent"))

    def _heard(self, line: Line, heard: Heard) -> None:
        if self._watchers:
            self.emit("prompt", call=line.sid, number=line.handset, heard=asdict(heard))

    def notice(self, line: str, code: int, message: str, url: str = "", level: int = 0) -> None:
        """Keep what the provider's debugger would show."""
        self.notices.append(Notice(new_sid("NO"), line, self.time.now(), code, message, url, level))
        number = self.lines[line].handset if line in self.lines else ""
        self.emit("notice", call=line, number=number, code=code, message=message, url=url)

    def charge(self, amount: Decimal, what: str, sid: str, number: str) -> Decimal:
        """Money spent by the account. Returns it as the provider writes prices: negative."""
        self.spent += amount
        self.emit("money", amount=str(amount), currency=CURRENCY, total=str(self.spent), what=what, sid=sid,
                  number=number)
        return -amount

    def live_room(self, name: str) -> Room | None:
        """The room of that name or sid which has not ended."""
        room = self.open_rooms.get(name) or self.rooms.get(name)
        return room if room is not None and room.status != "completed" else None

    def seat(self, line: Line) -> tuple[Room, Seat] | None:
        """Where a line sits, or is awaited."""
        room = self.rooms.get(line.room)
        return (room, room.seats[line.sid]) if room is not None and line.sid in room.seats else None


def _trim(rows: dict[str, Row], most: int, over: Callable[[Row], bool]) -> None:
    """Forget the oldest rows that are over, one a time: rows come one at a time."""
    if len(rows) > most:
        old = next((sid for sid, row in rows.items() if over(row)), None)
        if old is not None:
            del rows[old]
