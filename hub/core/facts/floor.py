"""Facts about who handles it: queues, offers, handlings, wrap-ups, presence. Nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.terms import AgentId, ConversationId, CustomerId, HandlingId, InteractionId, OfferId, QueueId


@dataclass(frozen=True, slots=True)
class InteractionQueued:
    """Waiting work: new, returned, transferred, woken. `why`: "arrived", "declined", "expired", "rescinded",
    "transferred", "released", "reassigned", "woken", "callback_due", "overflowed".

    What figures need is told with it, so that the log alone can be counted: `queued_at` is the original age where
    that is older than the fact, `target_seconds` the queue's aim at that moment (0 in logs of before)."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    queue_id: QueueId
    why: str
    agent_id: AgentId | None = None  # who had it before
    medium: str = ""
    queued_at: datetime | None = None
    target_seconds: int = 0


@dataclass(frozen=True, slots=True)
class InteractionChanged:
    """Something a viewer of the work row sees changed (unread, preview, subject, state by the customer's turn)."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class OfferMade:
    """An interaction was put before an agent."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    deadline: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """An offer's end: "accepted", "declined", "expired" or "rescinded"."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    state: str


@dataclass(frozen=True, slots=True)
class HandlingStarted:
    """An agent owns the interaction from now on."""

    handling_id: HandlingId
    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId
    queue_id: QueueId
    how: str  # "offer", "pull", "reassigned", "started", "woken", "consulted"
    medium: str = ""
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class HandlingEnded:
    """An agent's stretch ended; see terms.HandlingEnd."""

    handling_id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    ended_by: str


@dataclass(frozen=True, slots=True)
class InteractionAwaited:
    """It is the customer's turn: no load."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class InteractionResumed:
    """Active again: the customer wrote, or the agent took it up."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class InteractionSnoozed:
    """Put aside until then."""

    interaction_id: InteractionId
    agent_id: AgentId
    until: datetime


@dataclass(frozen=True, slots=True)
class WrapUpStarted:
    """The talk is over, the form is open."""

    handling_id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    deadline: datetime


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    """More time was taken."""

    handling_id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    deadline: datetime


@dataclass(frozen=True, slots=True)
class WrapUpEnded:
    """The form was completed, or time ran out and the draft was flagged."""

    handling_id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    state: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InteractionClosed:
    """Closed is final. `why`: "wrapped_up", "abandoned", "spam", "automatic", "logged", "callback_booked",
    "voicemail", "called_back"."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    queue_id: QueueId
    why: str
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """An agent's presence, what comes next, or whether a console is connected changed."""

    agent_id: AgentId
    presence: str
    reason: str
    online: bool


@dataclass(frozen=True, slots=True)
class AgentChanged:
    """An agent was added or their queues, skills, capacity, name or roles changed. What boards count by is told."""

    agent_id: AgentId
    team: str = ""
    queues: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class AgentLent:
    """Somebody lent the agent to a queue until then ("": only took them from the other). AgentChanged says what the
    agent serves now."""

    agent_id: AgentId
    queue_id: str
    from_queue_id: str
    until: datetime
    by_agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AgentReturned:
    """The time for which the agent was lent is over."""

    agent_id: AgentId
    queue_id: str
    from_queue_id: str


@dataclass(frozen=True, slots=True)
class AgentSignedOut:
    """Their sign-ins ended (sign-out, password change, deactivation): sockets close."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class HouseChanged:
    """Queues, dispositions, channels or texts were loaded anew: consoles fetch a fresh desk."""

    digest: str


@dataclass(frozen=True, slots=True)
class TickPassed:
    """A second in which something was told has ended. What boards showed at that moment is what stands before it."""


@dataclass(frozen=True, slots=True)
class AlertSnoozed:
    """A supervisor has seen an alert and does not want to be reminded of it until then. `alert_id` is its board's."""

    alert_id: str
    until: datetime
    by_agent_id: AgentId
