"""From what was seen to a day that can be lived again under other rules: lengths stay, patience is drawn where unknown.

- A handling's length stays with its interaction; what nobody handled gets one of the lengths of its queue and medium,
  of the weeks before where the day itself shows too few, of the same medium in other queues where there are none.
  Work of which no length is known at all cannot be lived again; with much of it a queue is not told (`unknown`).
- Who gave up keeps exactly that patience. Who was answered had at least the patience they showed; how much more is
  drawn, exponential with the mean of those who gave up: all waiting of the queue and medium over the number who gave
  up (the maximum likelihood estimate with censored waits; Mandelbaum & Zeltyn 2013). Exponential waits have no
  memory, so "more" needs no further condition. Where nobody gave up, patience is without end.
- Written work does not give up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean

from channels.contract import Medium
from hub.core.days import Arrival, Day, InHand, Past, Seen
from hub.core.plan import QueuePlan
from hub.core.queues import LIVE
from hub.core.terms import QueueId, StayEnd
from hub.insight.chance import Chance

Kind = tuple[QueueId, Medium]

LEAVES = {StayEnd.ABANDONED: "abandoned", StayEnd.CALLBACK: "callback_booked", StayEnd.VOICEMAIL: "voicemail",
          StayEnd.CLOSED: "closed", StayEnd.MOVED: "moved"}
MOST_LOST = 0.2  # of a queue's work; with more that cannot be lived again its figures would mislead
FEWEST = 5  # lengths of one queue and medium; with fewer those of the medium are taken


@dataclass(frozen=True, slots=True)
class Habits:
    """What was seen of lengths and patience, by queue and medium."""

    lengths: Mapping[Kind, tuple[float, ...]] = field(default_factory=dict)
    patience: Mapping[Kind, float] = field(default_factory=dict)  # the mean; a kind not named waits without end
    by_medium: Mapping[Medium, tuple[float, ...]] = field(default_factory=dict)

    def lengths_of(self, kind: Kind) -> tuple[float, ...]:
        """The lengths to draw from; () when none is known at all."""
        found = self.lengths.get(kind, ())
        return found if len(found) >= FEWEST else self.by_medium.get(kind[1], found)

    def mean_length(self, kind: Kind) -> float | None:
        """The mean of those; None when none is known."""
        lengths = self.lengths_of(kind)
        return fmean(lengths) if lengths else None


def habits_of(seen: Iterable[Seen], before: Mapping[Kind, tuple[float, ...]] | None = None) -> Habits:
    """Lengths and patience from what was seen; `before` are lengths of the weeks before."""
    lengths: dict[Kind, list[float]] = {}
    by_medium: dict[Medium, list[float]] = {}
    waited: dict[Kind, float] = {}
    gave_up: dict[Kind, int] = {}
    for each in seen:
        kind = (each.item.queue_id, each.item.medium)
        if each.handling_seconds is not None:
            lengths.setdefault(kind, []).append(each.handling_seconds)
            by_medium.setdefault(kind[1], []).append(each.handling_seconds)
        waited[kind] = waited.get(kind, 0.0) + each.waited_seconds
        gave_up[kind] = gave_up.get(kind, 0) + (each.end is StayEnd.ABANDONED)
    for kind, known in (before or {}).items():
        if len(lengths.get(kind, ())) < FEWEST:
            lengths.setdefault(kind, []).extend(known)
        by_medium.setdefault(kind[1], []).extend(known)
    return Habits(
        {kind: tuple(found) for kind, found in lengths.items()},
        {kind: waited[kind] / count for kind, count in gave_up.items() if count and kind[1] in LIVE},
        {medium: tuple(found) for medium, found in by_medium.items()},
    )


def day_of(past: Past, queues: Iterable[QueuePlan], habits: Habits, chance: Chance) -> Day:
    """The past as a day to live again, without the work whose length cannot be known from anything seen."""
    arrivals = (arrival_of(each, habits, chance) for each in past.seen)
    return Day(
        past.begins, past.ends, tuple(queues), past.seats, tuple(each for each in arrivals if each is not None),
        past.changes, tuple(left_over(each, habits, chance) for each in past.in_hand), past.answer_seconds,
    )


def unknown(past: Past, habits: Habits) -> frozenset[QueueId]:
    """The queues of which too much cannot be lived again to tell their figures."""
    came: dict[QueueId, int] = {}
    lost: dict[QueueId, int] = {}
    for each in past.seen:
        queue = each.item.queue_id
        came[queue] = came.get(queue, 0) + 1
        if each.handling_seconds is None and not habits.lengths_of((queue, each.item.medium)):
            lost[queue] = lost.get(queue, 0) + 1
    return frozenset(queue for queue, number in lost.items() if number > MOST_LOST * came[queue])


def arrival_of(seen: Seen, habits: Habits, chance: Chance) -> Arrival | None:
    """The same work, its length and patience set. None when no length is known."""
    name = seen.item.interaction_id
    kind = (seen.item.queue_id, seen.item.medium)
    seconds = seen.handling_seconds
    if seconds is None:
        lengths = habits.lengths_of(kind)
        if not lengths:
            return None
        seconds = chance.one_of(lengths, "length", name)
    leaves = LEAVES.get(seen.end, "") if seen.end is not None else ""
    patience: float | None = seen.waited_seconds if leaves else None
    if patience is None and kind in habits.patience:
        patience = seen.waited_seconds + chance.exponential(habits.patience[kind], "patience", name)
    return Arrival(seen.item, seconds, patience, leaves or "abandoned", seen.why)


def left_over(held: InHand, habits: Habits, chance: Chance) -> InHand:
    """How much longer work in hand takes: as long as one of those that took longer than it has; else it ends now.

    Where it is known (a past day), that stays.
    """
    if held.seconds > 0:
        return held
    longer = [each for each in habits.lengths_of((held.queue_id, held.medium)) if each > held.since_seconds]
    if not longer:
        return held
    whole = chance.one_of(longer, "in hand", f"{held.agent_id}/{held.medium}/{held.since_seconds}")
    return InHand(held.agent_id, held.medium, held.queue_id, held.since_seconds, whole - held.since_seconds)
