"""What a report is asked, read from words and judged: metrics, time, zone, filters, grouping, comparison.

Pure. Who may see which rows is decided elsewhere and told as `sight`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.core.figures import AGENT, MEDIUM, QUEUE, TEAM, Places
from hub.core.slots import slot_after, slot_of, start_of
from hub.errors import Invalid
from hub.insight.catalogue import BY_ID
from hub.insight.intervals import TIMES
from hub.insight.metric import Metric

LONGEST = timedelta(days=800)
OUR_TIMES = range(1971, 2200)  # years
FILTERS = (QUEUE, MEDIUM, TEAM, AGENT)
DIMENSIONS = (*FILTERS, *TIMES)
NOBODY = "-"  # in keys and filters: no queue, no team, no agent
COMPARISONS = ("", "previous", "week", "year")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. `from_at` up to `to_at`, whole quarter hours; `within` are time labels that narrow it; `sight`
    are the agents whose work the asker may see, None for everybody's."""

    metrics: tuple[Metric, ...]
    from_at: datetime
    to_at: datetime
    zone: ZoneInfo
    by: tuple[str, ...] = ()
    places: Places = field(default_factory=Places)
    compare: str = ""
    within: Mapping[str, str] = field(default_factory=dict)
    sight: frozenset[str] | None = None

    @property
    def narrowed(self) -> frozenset[str]:
        """The places told apart or narrowed to."""
        return frozenset(name for name in self.by if name in FILTERS) | self.places.named


def read(given: Mapping[str, str], zone: str) -> Query:
    """A query from its words; `zone` is the asker's where none is named. Raises Invalid with the field's name."""
    metrics = _metrics(given.get("metrics", ""))
    where = zone_of(given.get("zone") or zone)
    from_at = start_of(slot_of(_moment(given, "from", where)))
    to_at = start_of(slot_after(_moment(given, "to", where)))
    if not from_at < to_at:
        raise Invalid("to is after from.", field="to")
    if to_at - from_at > LONGEST:
        raise Invalid(f"A report covers {LONGEST.days} days at most; choose a later from.", field="from")
    by = tuple(_words(given.get("by", "")))
    for name in by:
        if name not in DIMENSIONS:
            raise Invalid(f"by is some of {', '.join(DIMENSIONS)}; {name!r} is none.", field="by")
    if len(set(by)) != len(by):
        raise Invalid("by names each once.", field="by")
    compare = given.get("compare", "")
    if compare not in COMPARISONS:
        raise Invalid("compare is previous, week, year or empty.", field="compare")
    within = {name: given[name] for name in TIMES if given.get(name)}
    return Query(metrics, from_at, to_at, where, by, _places(given), compare, within)


def _metrics(words: str) -> tuple[Metric, ...]:
    names = _words(words)
    if not names:
        raise Invalid("Name metrics: metrics=service_level,asa.", field="metrics")
    for name in names:
        if name not in BY_ID:
            raise Invalid(f"There is no metric {name!r}.", field="metrics")
    return tuple(BY_ID[name] for name in dict.fromkeys(names))


def _places(given: Mapping[str, str]) -> Places:
    queues, mediums, teams, agents = (
        tuple("" if word == NOBODY else word for word in _words(given.get(name, ""))) for name in FILTERS
    )
    return Places(queues, mediums, teams, agents or None)


def _words(text: str) -> list[str]:
    return [word for word in (each.strip() for each in text.split(",")) if word]


def zone_of(name: str) -> ZoneInfo:
    """A zone by its name. Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise Invalid(f"There is no time zone {name!r}; write Europe/Berlin.", field="zone") from None


def _moment(given: Mapping[str, str], name: str, zone: ZoneInfo) -> datetime:
    """An instant; without an offset it is the zone's."""
    try:
        found = datetime.fromisoformat(given.get(name, "").replace(" ", "+"))
        found = found.replace(tzinfo=found.tzinfo or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(f"{name} is a moment such as 2026-11-01T00:00:00Z.", field=name) from None
    if found.year not in OUR_TIMES:
        raise Invalid(f"{name} is a moment of our times.", field=name)
    return found


USUAL = "service_level,asa,abandoned_share,entered"
PERIODS = ("today", "yesterday", "last_7", "last_30", "last_90", "this_week", "last_week", "this_month", "last_month")


def saved(words: Mapping[str, str], zone: str, now: datetime) -> dict[str, str]:
    """The words of a saved query as they are meant now: a period by its name, or the days from one to another, both
    within it, become moments by the query's clock. Raises Invalid."""
    where = zone_of(words.get("zone") or zone)
    found = {"metrics": USUAL, **{name: value for name, value in words.items() if name != "period"}}
    given = words.get("period", "")
    if given and given not in PERIODS and "from" not in words:
        raise Invalid(f"period is one of {', '.join(PERIODS)}; or name the days, from and to.", field="period")
    if given in PERIODS or "from" not in words:
        first, last = _days(given or PERIODS[2], now.astimezone(where).date())
    else:
        first, last = _day(words, "from"), _day(words, "to")
    for name, day in (("from", first), ("to", last + timedelta(days=1))):
        found[name] = datetime(day.year, day.month, day.day, tzinfo=where).isoformat()
    return found


def _days(period: str, today: date) -> tuple[date, date]:
    """A period's first and last day."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    before = first - timedelta(days=1)
    return {
        "today": (today, today), "yesterday": (today - timedelta(days=1),) * 2,
        "last_7": (today - timedelta(days=6), today), "last_30": (today - timedelta(days=29), today),
        "last_90": (today - timedelta(days=89), today), "this_week": (monday, today),
        "last_week": (monday - timedelta(days=7), monday - timedelta(days=1)), "this_month": (first, today),
        "last_month": (before.replace(day=1), before),
    }[period]  # fmt: skip


def _day(words: Mapping[str, str], name: str) -> date:
    try:
        found = date.fromisoformat(words.get(name, "")[:10])
    except ValueError:
        raise Invalid(f"{name} is a day such as 2026-11-01.", field=name) from None
    if found.year not in OUR_TIMES:
        raise Invalid(f"{name} is a day of our times.", field=name)
    return found
