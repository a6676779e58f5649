"""Quarter hours in UTC as local hours, days, weeks and months: a day has 23, 24 or 25 hours, as the zone's clock says.

The zone's offsets are whole quarters of an hour (true of every zone since 1972); within a segment the offset stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.core.figures import Segment
from hub.core.slots import SLOT_SECONDS, SLOTS_OF_DAY, slot_of, start_of

HOUR, DAY, WEEKDAY, WEEK, MONTH = "hour", "day", "weekday", "week", "month"
TIMES = (HOUR, DAY, WEEKDAY, WEEK, MONTH)
SLOTS_OF_HOUR = 4
_FIRST_DAY = date(1970, 1, 1)


def offset_of(slot: int, zone: ZoneInfo) -> int:
    """By how many slots the zone's clock is before UTC's."""
    offset = start_of(slot).astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) // SLOT_SECONDS


def segments(first: int, last: int, zone: ZoneInfo) -> list[Segment]:
    """The slots from `first` up to `last`, cut where the clock is changed."""
    found: list[Segment] = []
    begin, offset = first, offset_of(first, zone)
    for place in [*range(first + SLOTS_OF_DAY, last, SLOTS_OF_DAY), last - 1]:
        if place > begin and offset_of(place, zone) != offset:
            change = _change(max(begin, place - SLOTS_OF_DAY), place, zone)
            found.append(Segment(begin, change, offset))
            begin, offset = change, offset_of(change, zone)
    return [*found, Segment(begin, last, offset)]


def _change(low: int, high: int, zone: ZoneInfo) -> int:
    """The first slot after `low`, up to `high`, that has the offset of `high`."""
    wanted = offset_of(high, zone)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if offset_of(middle, zone) == wanted else (middle + 1, high)
    return high


@dataclass(frozen=True, slots=True)
class Shift:
    """How far apart two days are that are compared: some days, or the same day of so many months later."""

    days: int = 0
    months: int = 0

    def later(self, day: date) -> date:
        """The day an earlier one is moved onto; where its month lacks it, that month's last."""
        return _months(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """The day that day is compared with; where its month lacks it, that month's last."""
        return _months(day, -self.months) - timedelta(days=self.days)

    def pairs(self, day: date) -> bool:
        """Whether an earlier day has a day of its own to be compared with: 31 January has none in February."""
        return self.before(self.later(day)) == day

    def paired(self, day: date) -> bool:
        """Whether a day has a day before of its own."""
        return self.later(self.before(day)) == day


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time groups of a zone in words. `shift` moves an earlier day onto the day it is compared with; its
    weekday goes along only where days are told apart (`dated`), else Mondays are compared with Mondays."""

    zone: ZoneInfo
    by: tuple[str, ...]  # of TIMES
    shift: Shift | None = None
    dated: bool = False

    @property
    def grain(self) -> int:
        """Slots of one group: the coarsest that tells what is asked apart; 0 without time."""
        if HOUR in self.by:
            return SLOTS_OF_HOUR
        return SLOTS_OF_DAY if self.by else 0

    @property
    def cycle(self) -> int:
        """Where only the hour of the day is asked, groups begin again each day."""
        return SLOTS_OF_DAY if self.by == (HOUR,) else 0

    def words(self, group: int, segment: Segment) -> dict[str, str]:
        """A group's labels: hour "02:00", day "2026-10-25", weekday "1" (Monday) to "7", week "2026-W43", month
        "2026-10". An hour that comes twice in a day is told apart by its offset, "02:00+01:00", beside its day.
        Nothing for an earlier day that is compared with none, where days are told apart."""
        local = group * self.grain
        own = day = _FIRST_DAY + timedelta(days=local // SLOTS_OF_DAY)
        if self.shift is not None:
            if DAY in self.by and not self.shift.pairs(own):
                return {}
            day = self.shift.later(own)
        weekday = day if self.dated or DAY in self.by else own
        found = {
            DAY: day.isoformat(), WEEKDAY: str(weekday.isoweekday()), MONTH: f"{day:%Y-%m}",
            WEEK: "{}-W{:02}".format(*day.isocalendar()), HOUR: f"{local % SLOTS_OF_DAY // SLOTS_OF_HOUR:02}:00",
        }  # fmt: skip
        if HOUR in self.by and DAY in self.by and self._again(local, segment):
            found[HOUR] += _written(segment.offset)
        return {name: found[name] for name in self.by}

    def matching(self, parts: Sequence[Segment], wanted: Mapping[str, str]) -> tuple[tuple[int, int], ...]:
        """The slots whose labels are the wanted ones (of the dimensions in `by`), as runs."""
        runs: list[tuple[int, int]] = []
        for segment, group, first, last in _groups(parts, self.grain):
            words = self.words(group, segment)
            if words and all(words[name] == value for name, value in wanted.items()):
                if runs and runs[-1][1] == first:
                    runs[-1] = (runs[-1][0], last)
                else:
                    runs.append((first, last))
        return tuple(runs)

    def _again(self, local: int, segment: Segment) -> bool:
        moment = datetime(1970, 1, 1, tzinfo=self.zone) + timedelta(seconds=SLOT_SECONDS * local)
        first = moment.replace(fold=0).utcoffset() or timedelta()
        twice = moment.replace(fold=1).utcoffset() != first
        return twice and int(first.total_seconds()) // SLOT_SECONDS > segment.offset


def _groups(parts: Sequence[Segment], grain: int) -> Iterator[tuple[Segment, int, int, int]]:
    """The groups of some segments with their slots in UTC, in order."""
    for segment in parts:
        first = segment.first
        while first < segment.last:
            group = (first + segment.offset) // grain
            last = min(segment.last, (group + 1) * grain - segment.offset)
            yield segment, group, first, last
            first = last


def _months(day: date, months: int) -> date:
    """The same day of another month, or its last."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def day_span(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """The slots of a local day, the last not included."""
    return tuple(slot_of(datetime(*each.timetuple()[:3], tzinfo=zone).astimezone(UTC))
                 for each in (day, day + timedelta(days=1)))  # type: ignore[return-value]


def _written(offset: int) -> str:
    minutes = abs(offset) * SLOT_SECONDS // 60
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
