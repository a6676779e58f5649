"""What a report is asked, read from words and judged: metrics, time, zone, filters, grouping, comparison.

Pure. Who may see which rows is decided elsewhere and told as `sight`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.core.figures import AGENT, MEDIUM, QUEUE, TEAM, Places
from hub.core.slots import slot_after, slot_of, start_of
from hub.errors import Invalid
from hub.insight.catalogue import BY_ID
from hub.insight.intervals import TIMES
from hub.insight.metric import Metric

LONGEST = timedelta(days=800)
MOST_METRICS = 12
FILTERS = (QUEUE, MEDIUM, TEAM, AGENT)
DIMENSIONS = (*FILTERS, *TIMES)
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
    where = _zone(given.get("zone") or zone)
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
    if len(names) > MOST_METRICS:
        raise Invalid(f"A report has {MOST_METRICS} metrics at most.", field="metrics")
    for name in names:
        if name not in BY_ID:
            raise Invalid(f"There is no metric {name!r}.", field="metrics")
    return tuple(BY_ID[name] for name in dict.fromkeys(names))


def _places(given: Mapping[str, str]) -> Places:
    agents = tuple(_words(given.get(AGENT, "")))
    return Places(tuple(_words(given.get(QUEUE, ""))), tuple(_words(given.get(MEDIUM, ""))),
                  tuple(_words(given.get(TEAM, ""))), agents or None)


def _words(text: str) -> list[str]:
    return [word for word in (each.strip() for each in text.split(",")) if word]


def _zone(name: str) -> ZoneInfo:
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
    if not 1970 < found.year < 2200:
        raise Invalid(f"{name} is a moment of our times.", field=name)
    return found
