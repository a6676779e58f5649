"""A roster as CSV, read and written: agent's e-mail, date, from, to, kind, and a zone where it is not the firm's.

Times are by the zone's clock; a shift that ends no later than it begins ends on the next day, 24:00 is its midnight. A
time the clocks leave out is at fault; one that comes twice begins at the first and ends at the second. Nothing is
guessed: every fault is told with its line, its column and what to write, and then nothing of the file is taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.core.roster import Shift, overlap
from hub.core.terms import AgentId, ShiftId, ShiftKind
from hub.insight.table import csv_line

COLUMNS = ("agent", "date", "from", "to", "kind")
ZONE = "zone"
MOST_LINES = 5000
MOST_FAULTS = 200
MOST_HEAD = 1000  # characters of the first line
KINDS = {
    "work": ShiftKind.WORK, "break": ShiftKind.BREAK, "training": ShiftKind.TRAINING, "meeting": ShiftKind.MEETING,
    "работа": ShiftKind.WORK, "перерыв": ShiftKind.BREAK, "обучение": ShiftKind.TRAINING, "встреча": ShiftKind.MEETING,
}  # fmt: skip
REMEDIES = {  # by code: what is wrong, and what to write
    "header": "The first line names the columns: agent,date,from,to,kind and, if wanted, zone.",
    "short": "The line has too few columns; write agent,date,from,to,kind.",
    "line": "This line and what follows cannot be read; look at its quotation marks.",
    "long": "The file has too many lines; split it.",
    "agent": "No agent of your teams has this e-mail; write the one they sign in with.",
    "date": "This is no date; write it like 2026-11-30 or 30.11.2026.",
    "time": "This is no time of day; write it like 08:30.",
    "gap": "The clocks leave this time out on that day; write one before or after.",
    "kind": "This is no kind; write work, break, training or meeting.",
    "zone": "There is no such time zone; write it like Europe/Berlin, or leave it empty.",
    "length": "A shift lasts more than nothing and less than a day; write another end.",
    "twice": "It overlaps another line of the same agent; change one of them.",
    "taken": "It overlaps a shift that is planned already; change that one, or this line.",
    "far": "It lies more than two years away; look at the year.",
}  # fmt: skip

_DATES = (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
          re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"))
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where. `other` is the line it clashes with, 0 for none."""

    line: int
    column: str
    code: str
    value: str
    other: int = 0

    @property
    def remedy(self) -> str:
        """What to do, in a sentence."""
        return REMEDIES[self.code]


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is read against: agents one may plan by e-mail, the zone where a line names none, what is planned
    already, and how far from now a shift may lie."""

    agents: Mapping[str, AgentId]
    zone: ZoneInfo
    now: datetime
    horizon: timedelta
    planned: Sequence[Shift] = ()


@dataclass(slots=True)
class Taken:
    """What a file comes to: shifts by their line, or faults."""

    shifts: dict[int, Shift]
    faults: list[Fault]


class _Wrong(Exception):
    """A value is at fault: its column and code."""

    def __init__(self, column: str, code: str, value: str) -> None:
        super().__init__(code)
        self.column, self.code, self.value = column, code, value


def read(text: str, known: Known) -> Taken:
    """The shifts of a file, or everything that is wrong with it."""
    lines = text.removeprefix("\ufeff").splitlines()
    taken = Taken({}, [])
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    head = lines[first] if lines else ""
    mark = max(_DELIMITERS, key=head.count)
    names = [each.strip().casefold() for each in next(csv.reader([head[:MOST_HEAD]], delimiter=mark), [])]
    if not {*COLUMNS} <= {*names}:
        return Taken({}, [Fault(first + 1, "", "header", head[:80])])
    reader = csv.reader(io.StringIO("\n".join(lines[first + 1:])), delimiter=mark)
    try:
        for cells in reader:
            number = first + 1 + reader.line_num
            if number > MOST_LINES + first + 1:
                taken.faults.append(Fault(number, "", "long", ""))
                break
            if any(cell.strip() for cell in cells):
                _read_line(taken, number, names, cells, known)
    except csv.Error:
        taken.faults.append(Fault(first + 1 + reader.line_num, "", "line", ""))
    _find_clashes(taken, known)
    return Taken({} if taken.faults else taken.shifts, taken.faults[:MOST_FAULTS])


def _read_line(taken: Taken, number: int, names: list[str], cells: list[str], known: Known) -> None:
    row = {name: cell.strip().removeprefix("'") for name, cell in zip(names, cells, strict=False)}
    missing = next((name for name in COLUMNS if name not in row), None)
    if missing:
        taken.faults.append(Fault(number, missing, "short", ""))
        return
    found: dict[str, object] = {}
    for column, parse in (("agent", _agent), ("date", _date), ("kind", _kind), (ZONE, _zone)):
        try:
            found[column] = parse(row.get(column, ""), known)
        except _Wrong as wrong:
            taken.faults.append(Fault(number, column, wrong.code, wrong.value))
    try:
        clock = _time("from", row["from"]), _time("to", row["to"])
        if len(found) == 4:
            begins, ends = _span(found["date"], clock, found[ZONE])  # type: ignore[arg-type]
            if abs(begins - known.now) > known.horizon:
                raise _Wrong("date", "far", row["date"])
            taken.shifts[number] = Shift(ShiftId(""), found["agent"], found["kind"], begins, ends)  # type: ignore[arg-type]
    except _Wrong as wrong:
        taken.faults.append(Fault(number, wrong.column, wrong.code, wrong.value))


def _agent(value: str, known: Known) -> AgentId:
    found = known.agents.get(value.casefold())
    if found is None:
        raise _Wrong("agent", "agent", value)
    return found


def _date(value: str, known: Known) -> date:
    match = next((found for each in _DATES if (found := each.fullmatch(value))), None)
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    except ValueError:
        day = None
    if day is None:
        raise _Wrong("date", "date", value)
    if abs(day - known.now.date()) > known.horizon:  # before anything is reckoned with it: dates end somewhere
        raise _Wrong("date", "far", value)
    return day


def _kind(value: str, known: Known) -> ShiftKind:
    if value.casefold() not in KINDS:
        raise _Wrong("kind", "kind", value)
    return KINDS[value.casefold()]


def _zone(value: str, known: Known) -> ZoneInfo:
    try:
        return ZoneInfo(value) if value else known.zone
    except (ValueError, OSError, KeyError):
        raise _Wrong(ZONE, "zone", value) from None


def _time(column: str, value: str) -> timedelta:
    """Since midnight by the clock; 24:00 is the end of the day."""
    match = _TIME.fullmatch(value)
    if match:
        hours, minutes = int(match[1]), int(match[2])
        if minutes < 60 and (hours < 24 or (hours, minutes, column) == (24, 0, "to")):
            return timedelta(hours=hours, minutes=minutes)
    raise _Wrong(column, "time", value)


def _span(day: date, clock: tuple[timedelta, timedelta], zone: ZoneInfo) -> tuple[datetime, datetime]:
    begins, ends = clock
    if ends == begins:
        raise _Wrong("to", "length", _words(ends))
    midnight = datetime.combine(day, time(0))
    first = _moment("from", midnight + begins, zone, fold=0)
    last = _moment("to", midnight + ends + timedelta(days=ends < begins), zone, fold=1)
    if not timedelta(0) < last - first < timedelta(days=1):
        raise _Wrong("to", "length", _words(ends))
    return first, last


def _moment(column: str, wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    """A time of the clock as a moment. Raises _Wrong where the clocks leave it out."""
    found = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != wall:
        raise _Wrong(column, "gap", f"{wall:%H:%M}")
    return found


def _words(clock: timedelta) -> str:
    minutes = int(clock.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _find_clashes(taken: Taken, known: Known) -> None:
    """Lines that overlap each other, or what is planned; a line that says what is planned already is no fault."""
    there: dict[AgentId, list[Shift]] = defaultdict(list)
    for shift in known.planned:
        there[shift.agent_id].append(shift)
    mine: dict[AgentId, list[tuple[int, Shift]]] = defaultdict(list)
    for number, shift in sorted(taken.shifts.items(), key=lambda each: (each[1].begins_at, each[0])):
        before = [each for each in mine[shift.agent_id] if each[1].ends_at > shift.begins_at]
        clash = next((line for line, other in before if _apart(shift, [other])), 0)
        if clash:
            taken.faults.append(Fault(number, "from", "twice", "", clash))
        else:
            other = _apart(shift, there[shift.agent_id])
            if other and (other.kind, other.span) != (shift.kind, shift.span):
                taken.faults.append(Fault(number, "from", "taken", ""))
        mine[shift.agent_id] = [*before, (number, shift)]
    taken.faults.sort(key=lambda each: each.line)


def _apart(shift: Shift, others: Iterable[Shift]) -> Shift | None:
    """The first that clashes, whatever its id: shifts of a file have none yet."""
    return overlap(Shift(ShiftId("new"), *(shift.agent_id, shift.kind, shift.begins_at, shift.ends_at)), others)


def written(found: Iterable[Shift], emails: Mapping[AgentId, str], zone: ZoneInfo) -> Iterator[str]:
    """The lines of a file with these shifts; read again they are the same."""
    yield csv_line([*COLUMNS, ZONE])
    for shift in found:
        begins, ends = (each.astimezone(zone) for each in shift.span)
        yield csv_line([emails.get(shift.agent_id, ""), begins.date().isoformat(), f"{begins:%H:%M}", f"{ends:%H:%M}",
                        shift.kind.value, zone.key])
