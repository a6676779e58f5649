"""Stays: one interaction's time in one queue, from its coming to its end, counted from the log alone.

A stay begins when work enters a queue and ends in exactly one way; a declined offer or one that ran out does not end
it. Live boards, reports and replays all count these, so that their figures cannot differ: `Stays` folds facts,
`Tally` counts what it found. What an agent does afterwards is handlings' matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from hub.core import facts
from hub.core.facts import Fact
from hub.core.terms import AgentId, InteractionId, QueueId, StayEnd

SHORT_SECONDS: Final = 5  # who gives up sooner has mostly dialled wrong
_ENDS: Final = {"abandoned": StayEnd.ABANDONED, "callback_booked": StayEnd.CALLBACK, "voicemail": StayEnd.VOICEMAIL}


@dataclass(frozen=True, slots=True)
class Stay:
    """One interaction in one queue. `why` is how it came (InteractionQueued.why); `end` is None while it waits."""

    interaction_id: InteractionId
    queue_id: QueueId
    medium: str
    why: str
    entered_at: datetime
    target_seconds: int
    left_at: datetime | None = None
    end: StayEnd | None = None
    agent_id: AgentId | None = None  # who answered

    @property
    def waited_seconds(self) -> float:
        """From entering this queue to leaving it; 0 while it waits."""
        return (self.left_at - self.entered_at).total_seconds() if self.left_at else 0.0

    @property
    def in_target(self) -> bool:
        """Whether it ended within the queue's aim."""
        return self.left_at is not None and self.waited_seconds <= self.target_seconds


class Stays:
    """The fold: what waits now, and what each fact begins and ends."""

    def __init__(self, waiting: Iterable[Stay] = ()) -> None:
        self.waiting: dict[InteractionId, Stay] = {stay.interaction_id: stay for stay in waiting}

    def tell(self, fact: Fact, at: datetime) -> list[Stay]:
        """Take in one fact; the stays it ended and began, in that order. A fact told twice changes nothing twice."""
        match fact:
            case facts.InteractionQueued():
                return self._queued(fact, at)
            case facts.HandlingStarted(how="reassigned") if self._given(fact.interaction_id, at):
                return self._leave(fact.interaction_id, at, StayEnd.MOVED)
            case facts.HandlingStarted() if fact.how != "consulted":
                return self._leave(fact.interaction_id, at, StayEnd.ANSWERED, fact.agent_id)
            case facts.InteractionClosed():
                return self._leave(fact.interaction_id, at, _ENDS.get(fact.why, StayEnd.CLOSED))
        return []

    def _given(self, work: InteractionId, at: datetime) -> bool:
        """Whether a supervisor gave it from hand to hand: it came into the queue that moment, and waited for nobody."""
        stay = self.waiting.get(work)
        return stay is not None and stay.why == "reassigned" and stay.entered_at == at

    def _queued(self, fact: facts.InteractionQueued, at: datetime) -> list[Stay]:
        before = self.waiting.get(fact.interaction_id)
        if before is not None and before.queue_id == fact.queue_id:
            return []
        end = StayEnd.OVERFLOWED if fact.why == "overflowed" else StayEnd.MOVED
        left = self._leave(fact.interaction_id, at, end)
        began = Stay(fact.interaction_id, fact.queue_id, fact.medium, fact.why, at, fact.target_seconds)
        self.waiting[fact.interaction_id] = began
        return [*left, began]

    def _leave(self, work: InteractionId, at: datetime, end: StayEnd, agent: AgentId | None = None) -> list[Stay]:
        stay = self.waiting.pop(work, None)
        return [] if stay is None else [replace(stay, left_at=at, end=end, agent_id=agent)]


@dataclass(slots=True)
class Tally:
    """What happened in one queue during one interval, on one medium or on all. Tallies add up.

    A stay counts as entered in the interval it began in, and by its end in the interval it ended in. So for any
    interval: waiting at the start + entered = every kind of end + waiting at the end.
    """

    entered: int = 0
    answered: int = 0
    in_target: int = 0  # answered within the aim
    wait_seconds: float = 0.0  # of those answered, together
    abandoned: int = 0
    abandoned_in_target: int = 0  # gave up within the aim
    abandoned_short: int = 0  # gave up within SHORT_SECONDS
    overflowed: int = 0
    moved: int = 0
    callback: int = 0
    voicemail: int = 0
    closed: int = 0

    def count(self, stay: Stay) -> None:
        """Take in one stay that began (no end yet) or ended."""
        match stay.end:
            case None:
                self.entered += 1
            case StayEnd.ANSWERED:
                self.answered += 1
                self.in_target += stay.in_target
                self.wait_seconds += stay.waited_seconds
            case StayEnd.ABANDONED:
                self.abandoned += 1
                self.abandoned_in_target += stay.in_target
                self.abandoned_short += stay.waited_seconds < SHORT_SECONDS
            case StayEnd.OVERFLOWED | StayEnd.MOVED | StayEnd.CALLBACK | StayEnd.VOICEMAIL | StayEnd.CLOSED:
                setattr(self, stay.end.value, getattr(self, stay.end.value) + 1)

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def left(self) -> int:
        """How many stays ended."""
        return (self.answered + self.abandoned + self.overflowed + self.moved + self.callback + self.voicemail
                + self.closed)

    @property
    def service_level(self) -> float | None:
        """Answered within the aim, of all who did not give up before it; None when there was nobody to answer."""
        of = self.answered + self.abandoned - self.abandoned_in_target
        return self.in_target / of if of else None

    @property
    def abandoned_share(self) -> float | None:
        """Who gave up, of all who could have been answered; None when there was nobody."""
        of = self.answered + self.abandoned
        return self.abandoned / of if of else None

    @property
    def answer_seconds(self) -> float | None:
        """The mean wait of those answered (ASA); None when nobody was."""
        return self.wait_seconds / self.answered if self.answered else None
