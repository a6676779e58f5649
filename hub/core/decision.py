"""What the router wants done, as values: the Plan and its parts. Made by routing.decide, done by actions/route.py.

Nothing is decided here. (The firm's own rules are plan.py.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from channels.contract import Medium
from hub.core.queues import Alarm
from hub.core.terms import AgentId, InteractionId, OfferId, PresenceState, QueueId


@dataclass(frozen=True, slots=True)
class NewOffer:
    """Put this interaction before this agent. The offer's id is given by whoever writes it.

    `considered` counts the queue's agents by what the decision made of them: "fits" (the chosen one among
    them), "away", "missed", "offline", "full", "blocked_by_call", "no_medium", "lacks_skill".
    """

    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    medium: Medium
    offered_at: datetime
    deadline: datetime
    reason: str  # "longest_idle", "last_agent", "named", "transfer", "returned"
    considered: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EndedOffer:
    """This offer is over without an answer; its interaction is queued again with its age, or gone."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    reason: str  # "deadline", "agent_left", "agent_gone", "work_gone", "missed_another"


@dataclass(frozen=True, slots=True)
class Overflowed:
    """This interaction has waited long enough in one queue and goes to another, age kept."""

    interaction_id: InteractionId
    from_queue: QueueId
    to_queue: QueueId


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """The hub sets an agent's presence: MISSED after an offer nobody answered, OFFLINE after a lost console."""

    agent_id: AgentId
    presence: PresenceState
    reason: str  # "missed_offer", "lost"


@dataclass(frozen=True, slots=True)
class Release:
    """A lost agent's active and held interactions of these mediums go back to their queues, age kept."""

    agent_id: AgentId
    mediums: tuple[Medium, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from the floor at `at`. Nothing changes by itself before `wake`; None: only facts change it."""

    at: datetime
    offers: tuple[NewOffer, ...] = ()  # in the order of work
    expired: tuple[EndedOffer, ...] = ()
    rescinded: tuple[EndedOffer, ...] = ()
    overflows: tuple[Overflowed, ...] = ()
    returns: tuple[InteractionId, ...] = ()  # snoozed work that is queued again
    presences: tuple[PresenceChange, ...] = ()
    releases: tuple[Release, ...] = ()
    due: tuple[Alarm, ...] = ()
    wake: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to carry out."""
        return not (
            self.offers or self.expired or self.rescinded or self.overflows or self.returns
            or self.presences or self.releases or self.due
        )
