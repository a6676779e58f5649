"""A report put together: which questions a query makes for the store, and what the cells found come to.

Pure: the same query and the same cells give the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.core.figures import AGENT, PLACES, Asked, Cell, Figures, Handled, Places, Present, Rated, Returned
from hub.core.slots import SLOT_SECONDS, slot_after, slot_of, start_of
from hub.core.stays import Tally
from hub.errors import Invalid
from hub.insight.asking import FILTERS, NOBODY, Query
from hub.insight.catalogue import families_of, is_defined, measured
from hub.insight.intervals import DAY, TIMES, Clock, Shift, segments
from hub.insight.measure import UNKNOWN, Measure
from hub.insight.resolution import WITHIN

MOST_ROWS = 20_000
QUARTER = timedelta(seconds=SLOT_SECONDS)

Label = dict[str, str]
Values = dict[str, Measure]
Found = Iterable[tuple[Asked, Cell]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its labels, its numbers, and those it is compared with; None without, also for a day that the month
    before lacks."""

    key: Label
    values: Values
    before: Values | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The answer. Totals are of all rows together, not sums of the lines' numbers."""

    by: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Values
    before: Values | None
    zone: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """The questions about one stretch of time, and the clock that tells its groups."""

    clock: Clock
    asked: tuple[Asked, ...]


def plan(query: Query, now: datetime) -> Part:
    """The questions about the query's own time."""
    return _part(query, (query.from_at, query.to_at), None, now)


def plan_before(query: Query, now: datetime) -> Part | None:
    """The questions about the time it is compared with; None without a comparison."""
    if not query.compare:
        return None
    from_at, to_at, shift = earlier(query, now)
    return _part(query, (from_at, to_at), shift, now)


def _part(query: Query, span: tuple[datetime, datetime], shift: Shift | None, now: datetime) -> Part:
    dated = DAY in query.by or DAY in query.within
    clock = Clock(query.zone, tuple(name for name in TIMES if name in query.by), shift, dated)
    pieces = segments(slot_of(span[0]), slot_after(span[1]), query.zone)
    slots = None
    if query.within:
        names = tuple(name for name in TIMES if name in query.within)
        slots = Clock(query.zone, names, shift, dated).matching(pieces, query.within)
    by = tuple(name for name in query.by if name in FILTERS)
    return Part(clock, tuple(
        Asked(family, piece, by, clock.grain, seen(query, family), slots, clock.cycle, now - WITHIN,
              int(WITHIN.total_seconds()))
        for family in asked_families(query) for piece in pieces
    ))


def asked_families(query: Query) -> list[str]:
    """The sums the query's metrics need, where they exist for its places."""
    return families_of([metric for metric in query.metrics if is_defined(metric, query.narrowed)])


def seen(query: Query, family: str) -> Places:
    """The places of the query, as far as its asker sees them: whose work it is matters, how long customers wait not."""
    if query.sight is None or AGENT not in PLACES[family]:
        return query.places
    wanted = query.places.agents
    return replace(query.places, agents=tuple(sorted(query.sight if wanted is None else query.sight & {*wanted})))


def earlier(query: Query, now: datetime) -> tuple[datetime, datetime, Shift]:
    """The time a query is compared with, by the zone's clock, and how its days are moved onto the query's. What runs
    still is compared with as much of what was before."""
    shift, ends = _shift(query), min(query.to_at, start_of(slot_after(now)))
    if shift is None:
        from_at = query.from_at - (query.to_at - query.from_at)
        return from_at, max(from_at + QUARTER, ends - (query.to_at - query.from_at)), Shift()
    from_at = _before(shift, query.from_at, query.zone)
    return from_at, max(from_at + QUARTER, _before(shift, ends, query.zone, is_end=True)), shift


def _shift(query: Query) -> Shift | None:
    """By how much what it is compared with is earlier; None for a stretch that is not of whole days."""
    if query.compare == "week":
        return Shift(days=7)
    if query.compare == "year":
        return Shift(months=12)
    begins, ends = query.from_at.astimezone(query.zone), query.to_at.astimezone(query.zone)
    if not begins.time() == ends.time() == datetime.min.time():
        return None
    if begins.day == ends.day == 1:
        return Shift(months=(ends.year - begins.year) * 12 + ends.month - begins.month)
    return Shift(days=(ends.date() - begins.date()).days)


def _before(shift: Shift, moment: datetime, zone: ZoneInfo, *, is_end: bool = False) -> datetime:
    """The same time of the day before; where its month lacks that day, its last, or the end of it all."""
    local = moment.astimezone(zone)
    day, time = shift.before(local.date()), local.time()
    if is_end and not shift.paired(local.date()):
        day, time = day + timedelta(days=1), datetime.min.time()
    return start_of(slot_of(datetime.combine(day, time, tzinfo=zone).astimezone(UTC)))


def assembled(query: Query, own: tuple[Part, Found], before: tuple[Part, Found] | None = None) -> Report:
    """The report of the cells found."""
    cells, whole = _gathered(query, *own)
    old, old_whole = _gathered(query, *before) if before else ({}, Figures())
    rows = tuple(
        Row(dict(zip(query.by, key, strict=True)), _values(query, cells.get(key) or _nothing(query)),
            _values(query, old.get(key) or _nothing(query)) if before and _compares(query, before[0], key) else None)
        for key in sorted({*cells, *old})
    )
    return Report(query.by, rows, _values(query, whole), _values(query, old_whole) if before else None,
                  query.zone.key, query.from_at, query.to_at)


def _compares(query: Query, before: Part, key: tuple[str, ...]) -> bool:
    """Whether there is something before a line: every day has a day before, but not in every month."""
    shift = before.clock.shift
    return shift is None or DAY not in query.by or shift.paired(date.fromisoformat(key[query.by.index(DAY)]))


def _gathered(query: Query, part: Part, found: Found) -> tuple[dict[tuple[str, ...], Figures], Figures]:
    """The sums of each line, and of all; a day that is compared with none counts in all only."""
    whole = _nothing(query)
    cells: dict[tuple[str, ...], Figures] = {}
    for asked, cell in found:
        labels = dict(zip(asked.by, cell.key, strict=True))
        whole.add(cell.sums)
        if part.clock.by:
            words = part.clock.words(cell.group, asked.segment)
            if not words:
                continue
            labels |= words
        key = tuple(labels[name] or NOBODY for name in query.by)
        if key not in cells:
            if len(cells) >= MOST_ROWS:
                raise Invalid(f"This report would have more than {MOST_ROWS} lines; narrow it, or group by less.",
                              field="by")
            cells[key] = _nothing(query)
        cells[key].add(cell.sums)
    return cells, whole


_EMPTY: Mapping[str, Callable[[], object]] = {
    "tally": Tally, "waits": dict, "handled": Handled, "present": Present, "rated": Rated, "returned": Returned,
}  # fmt: skip


def _nothing(query: Query) -> Figures:
    """A line in which nothing happened: what was asked is zero, the rest unknown."""
    found = Figures()
    for family in asked_families(query):
        setattr(found, family, _EMPTY[family]())
    return found


def _values(query: Query, figures: Figures) -> Values:
    return {metric.id: measured(metric, figures) if is_defined(metric, query.narrowed) else UNKNOWN
            for metric in query.metrics}
