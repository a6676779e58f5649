"""Figures: the sums every number of a report is made of, what may be asked of them, and by what they are told apart.

Sums add up, numbers do not: a report adds first and divides last. What a number means is insight/catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Final

from hub.core.stays import Tally

SCORES: Final = (1, 2, 3, 4, 5)


@dataclass(slots=True)
class Handled:
    """Handlings that ended. Times in seconds: talk is without hold and without what was the customer's turn."""

    handled: int = 0
    talk_seconds: float = 0.0
    hold_seconds: float = 0.0
    wrapup_seconds: float = 0.0
    transferred: int = 0
    completed: int = 0
    judged: int = 0  # whose form was completed, transfers' notes aside
    resolved: int = 0  # of these, where the agent said it is resolved


@dataclass(slots=True)
class Present:
    """Agents' time by quarter hours, in seconds. Idle is available and without work; busy is with work, whatever the
    presence; what somebody does at once is told once."""

    quarters: int = 0  # quarter hours in which they were there
    available_seconds: float = 0.0
    idle_seconds: float = 0.0
    busy_seconds: float = 0.0
    away_seconds: float = 0.0
    missed_seconds: float = 0.0


@dataclass(slots=True)
class Planned:
    """Agents' planned time that has passed, by quarter hours, in seconds. Adherent is of the planned time, worked of
    the time around it too (core.roster)."""

    quarters: int = 0  # quarter hours for which anything was planned
    planned_seconds: float = 0.0
    work_seconds: float = 0.0  # of these, planned to be at work
    adherent_seconds: float = 0.0
    worked_seconds: float = 0.0


@dataclass(slots=True)
class Rated:
    """Ratings 1 to 5 by score, and handlings completed, whose customers could have rated."""

    one: int = 0
    two: int = 0
    three: int = 0
    four: int = 0
    five: int = 0

    @property
    def count(self) -> int:
        """How many ratings."""
        return self.one + self.two + self.three + self.four + self.five


@dataclass(slots=True)
class Returned:
    """Matters old enough to be judged, and those whose customer did not come again about the same in time."""

    matters: int = 0
    settled: int = 0


Waits = dict[int, int]  # whole seconds waited by those answered -> how many


@dataclass(slots=True)
class Figures:
    """All sums of one cell. A family that does not exist for the cell (waiting by agent) is None."""

    tally: Tally | None = None
    waits: Waits | None = None
    handled: Handled | None = None
    present: Present | None = None
    rated: Rated | None = None
    returned: Returned | None = None
    planned: Planned | None = None

    def add(self, other: Figures) -> None:
        """Take in another cell's sums."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if theirs is None:
                continue
            setattr(self, each.name, theirs if mine is None else summed(mine, theirs))


FAMILIES: Final = tuple(each.name for each in fields(Figures))
QUEUE, MEDIUM, CHANNEL, TEAM, AGENT = "queue", "medium", "channel", "team", "agent"
PLACES: Final[Mapping[str, frozenset[str]]] = {  # what each family can be told apart by, besides time
    "tally": frozenset({QUEUE, MEDIUM, CHANNEL}),
    "waits": frozenset({QUEUE, MEDIUM, CHANNEL}),
    "handled": frozenset({QUEUE, MEDIUM, CHANNEL, TEAM, AGENT}),
    "present": frozenset({TEAM, AGENT}),
    "rated": frozenset({QUEUE, MEDIUM, CHANNEL, TEAM, AGENT}),
    "returned": frozenset({QUEUE, MEDIUM, CHANNEL, TEAM, AGENT}),
    "planned": frozenset({TEAM, AGENT}),
}


def summed(one: object, other: object) -> object:
    """Two sums of a kind as one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: one.get(key, 0) + other.get(key, 0) for key in {*one, *other}}
    if isinstance(one, Tally) and isinstance(other, Tally):
        return one + other
    return type(one)(*(getattr(one, each.name) + getattr(other, each.name) for each in fields(one)))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Places:
    """Which rows count: an empty tuple means all. `agents` None means everybody, () nobody. A medium is phone or
    e-mail, a channel this number or that mailbox."""

    queues: tuple[str, ...] = ()
    mediums: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    agents: tuple[str, ...] | None = None
    channels: tuple[str, ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """The dimensions that are narrowed."""
        given = {QUEUE: self.queues, MEDIUM: self.mediums, CHANNEL: self.channels, TEAM: self.teams,
                 AGENT: self.agents is not None}
        return frozenset(name for name, value in given.items() if value)


@dataclass(frozen=True, slots=True)
class Segment:
    """Slots `first` to `last` (not included) in which a zone's clock differs from UTC by `offset` slots."""

    first: int
    last: int
    offset: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the store. `grain` is the slots of one time group (4 an hour, 96 a day), 0 for no time; with
    `cycle` (96) groups begin again each local day. `slots` narrows to these, where not None; `before` is the moment
    matters must be older than to be judged, `within_seconds` how soon their customer's return counts."""

    family: str
    segment: Segment
    by: tuple[str, ...] = ()  # of PLACES
    grain: int = 0
    places: Places = field(default_factory=Places)
    slots: tuple[tuple[int, int], ...] | None = None  # runs, the last not included
    cycle: int = 0
    before: datetime | None = None
    within_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: the local time group (slots since 1970 by the zone's clock, divided by the grain), the values of
    `by`, and the sums, in the order of the family's fields."""

    group: int
    key: tuple[str, ...]
    sums: Figures


STAYS, ENTERED, HANDLINGS, QUARTERS, RATINGS, MATTERS, PLANNED = (
    "stays", "entered", "handlings", "quarters", "ratings", "matters", "planned"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    """Which rows stand behind a number: their count is its n. `rows` is one of the words above, "" for none; `ends`
    are the ends of stays or handlings that count (() for all); `but` leaves out stays that were "abandoned_in_target"
    or "abandoned_short", or keeps only handlings whose form was "judged"."""

    rows: str = ""
    ends: tuple[str, ...] = ()
    but: str = ""
