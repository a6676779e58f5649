"""The long work of replays and autopsies, done in processes of their own: each opens the database to read and no more.

Functions here are given plain values (they travel to another process) and tell how far they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.core.plan import QueuePlan
from hub.core.terms import QueueId
from hub.edge.jobs import Progress
from hub.insight.autopsy import WARM_UP, Line, Missed, Remedy, remedies, timeline
from hub.insight.replay import Changes, compare
from hub.insight.simulation import tallies
from hub.insight.what_if import Outcome
from hub.readers.journal import asked_again
from hub.store import days, journal
from hub.store.database import Connection, reading

EXACT_SHARE = 0.3  # of the progress of a replay that also asks the journal again


@dataclass(frozen=True, slots=True)
class Asked:
    """A stretch of time, the rules, and what should be otherwise."""

    database_url: str
    begins: datetime
    ends: datetime
    queues: tuple[QueuePlan, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Replayed:
    """Each queue as counted, as lived again, and with the changes. `exact`: whether the router's journal of the day,
    asked again, decides as it did; None when there is none or the rules are to be others."""

    actual: dict[QueueId, Outcome]
    before: dict[QueueId, Outcome]
    after: dict[QueueId, Outcome]
    exact: bool | None
    runs_checked: int


def replay(progress: Progress, asked: Asked) -> Replayed:
    """Live the day again, and ask its journal again when nothing is to be otherwise."""
    unchanged = asked.changes.is_nothing
    share = 1 - EXACT_SHARE if unchanged else 1.0
    with reading(asked.database_url) as connection:
        past = days.past(connection, asked.begins, asked.ends)
        found = compare(past, asked.queues, asked.changes, lambda part: progress.tell(share * part))
        exact, checked = None, 0
        if unchanged:
            exact, checked = same_again(connection, asked, lambda part: progress.tell(share + EXACT_SHARE * part))
    return Replayed(found.actual, found.before, found.after, exact, checked)


def same_again(connection: Connection, asked: Asked, tell: Callable[[float], None]) -> tuple[bool | None, int]:
    """Whether every recorded decision of that time is decided again as it was; None without a journal."""
    floors = journal.floors(connection, asked.begins, asked.ends)
    checked, same = 0, True
    for number, floor_id in enumerate(floors):
        for asking, again in enumerate(asked_again(journal.pages(connection, floor_id, asked.ends))):
            if asked.begins <= again.run.at < asked.ends:
                checked += 1
                same = same and again.is_same
            if asking % 256 == 0:
                tell(number / len(floors))
    return (same if checked else None), checked


@dataclass(frozen=True, slots=True)
class Opened:
    """A queue and the time in which it missed its target; `expected` arrivals by the half hour's beginning."""

    database_url: str
    queue_id: QueueId
    begins: datetime
    ends: datetime
    queues: tuple[QueuePlan, ...]
    expected: Mapping[datetime, float]


@dataclass(frozen=True, slots=True)
class Autopsy:
    """What happened, what would have been, and the same time lived again without a change, to compare with."""

    case: Missed
    timeline: list[Line]
    as_it_was: Remedy | None
    remedies: list[Remedy]


def autopsy(asked: Opened) -> Autopsy | None:
    """Open one case. None when nothing ended in that queue then."""
    with reading(asked.database_url) as connection:
        past = days.past(connection, asked.begins - WARM_UP, asked.ends)
    ended = [stay for stay in past.stays if stay.queue_id == asked.queue_id and stay.left_at is not None
             and asked.begins <= stay.left_at < asked.ends]
    level = tallies(ended)[asked.queue_id].service_level if ended else None
    if level is None:
        return None
    case = Missed(asked.queue_id, asked.begins, asked.ends, level)
    queue = next(each for each in asked.queues if each.id == asked.queue_id)
    as_it_was, better = remedies(case, past, asked.queues)
    return Autopsy(case, timeline(case, past, queue, asked.expected.get), as_it_was, better)
