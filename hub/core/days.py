"""A day at work as values: who was there and when, what came, how long it takes. Lived again by insight/simulation.

Built by store/days.py from what really happened, or drawn. Nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from channels.contract import Medium
from hub.core.plan import QueuePlan
from hub.core.queues import Waiting
from hub.core.seats import Seat
from hub.core.terms import AgentId, PresenceState


@dataclass(frozen=True, slots=True)
class Arrival:
    """Work that comes into its queue at `item.since`.

    `patience_seconds` counts from then; None: this customer waits without end. `why` is how it came
    (InteractionQueued.why). Handling counts from acceptance to the end of wrapping up.
    """

    item: Waiting
    handling_seconds: float
    patience_seconds: float | None = None
    why: str = "arrived"


@dataclass(frozen=True, slots=True)
class SeatChange:
    """An agent's presence became this at that moment."""

    at: datetime
    agent_id: AgentId
    presence: PresenceState


@dataclass(frozen=True, slots=True)
class InHand:
    """Work an agent has in hand when the day begins, and how much longer it will take."""

    agent_id: AgentId
    medium: Medium
    seconds: float


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
