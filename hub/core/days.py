"""A day at work as values: who was there and when, what came, how long it took. Lived again by insight/simulation.

`Past` is what store/days read of what really happened; `Day` is what is lived: every length and patience is set.
Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from channels.contract import Medium
from hub.core.plan import QueuePlan
from hub.core.queues import Waiting
from hub.core.seats import Seat
from hub.core.stays import Stay
from hub.core.terms import AgentId, PresenceState, QueueId, StayEnd


@dataclass(frozen=True, slots=True)
class Arrival:
    """Work that comes into its queue at `item.since`.

    `patience_seconds` counts from then; None: it waits without end. Whoever waits no longer leaves as
    `leaves` (InteractionClosed.why: "abandoned", "callback_booked", "voicemail", …). `why` is how it came
    (InteractionQueued.why). Handling counts from acceptance to the end of wrapping up.
    """

    item: Waiting
    handling_seconds: float
    patience_seconds: float | None = None
    leaves: str = "abandoned"
    why: str = "arrived"


@dataclass(frozen=True, slots=True)
class SeatChange:
    """An agent's presence became this at that moment."""

    at: datetime
    agent_id: AgentId
    presence: PresenceState


@dataclass(frozen=True, slots=True)
class InHand:
    """Work an agent has in hand when the day begins, since so many seconds; `seconds` more it will take."""

    agent_id: AgentId
    medium: Medium
    queue_id: QueueId
    since_seconds: float
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """From `begins` to `ends`: the rules, the seats as they stand at the beginning (without load: that is `in_hand`),
    what changes about them, and what comes. Arrivals before `begins` wait already. In any order."""

    begins: datetime
    ends: datetime
    queues: tuple[QueuePlan, ...]
    seats: tuple[Seat, ...]
    arrivals: tuple[Arrival, ...]
    changes: tuple[SeatChange, ...] = ()
    in_hand: tuple[InHand, ...] = ()
    answer_seconds: float = 0.0  # from the offer to its acceptance


@dataclass(frozen=True, slots=True)
class Seen:
    """Work that came and what became of it, through all queues it overflowed to.

    `waited_seconds` is from its coming to its end, or to the end of what was looked at; `end` is None when it
    waited still. `handling_seconds` is None when nobody handled it, or not to the end.
    """

    item: Waiting
    waited_seconds: float
    end: StayEnd | None
    handling_seconds: float | None = None
    why: str = "arrived"

    def in_queue(self, queue: QueueId) -> Seen:
        """The same work, had it come to another queue."""
        return replace(self, item=replace(self.item, queue_id=queue))


@dataclass(frozen=True, slots=True)
class Past:
    """What happened from `begins` to `ends`: arrivals with their ends, seats at the beginning, what changed."""

    begins: datetime
    ends: datetime
    seats: tuple[Seat, ...] = ()
    seen: tuple[Seen, ...] = ()
    changes: tuple[SeatChange, ...] = ()
    in_hand: tuple[InHand, ...] = ()
    stays: tuple[Stay, ...] = ()  # the same as counted: those that began, then those that ended
    answer_seconds: float = 0.0  # from an offer to its acceptance, the median
    lengths: Mapping[tuple[QueueId, Medium], tuple[float, ...]] = field(default_factory=dict)  # of the weeks before
