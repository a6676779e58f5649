"""What happened, past tense: one frozen class a fact. Ids, codes, times and amounts only; never text, names, addresses.

Facts are the log. Everything that reacts (feed, router, senders, search, figures) reads them; nothing here acts.
Fields are found by name: `agent_id` is who it concerns, `by_agent_id` who did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.terms import (
    AgentId,
    CallbackId,
    CaseId,
    ChannelId,
    ConversationId,
    CustomerId,
    HandlingId,
    InteractionId,
    MergeId,
    MessageId,
    OfferId,
    OpportunityId,
    QueueId,
)


@dataclass(frozen=True, slots=True)
class CustomerAppeared:
    """A new customer record."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """The card, an identity, a consent or the stage changed."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class CustomersMerged:
    """Two records read as one from now on."""

    merge_id: MergeId
    winner_id: CustomerId
    loser_id: CustomerId


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """They read as two again."""

    merge_id: MergeId
    winner_id: CustomerId
    loser_id: CustomerId


@dataclass(frozen=True, slots=True)
class ConversationOpened:
    """A new matter."""

    conversation_id: ConversationId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """A line joined a thread: utterance, note or event."""

    message_id: MessageId
    conversation_id: ConversationId
    customer_id: CustomerId
    interaction_id: InteractionId | None
    kind: str
    direction: str
    medium: str
    channel_id: ChannelId
    agent_id: AgentId | None  # the owner of the interaction, who shall see it
    by_agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class MessageStateChanged:
    """A sent message got further, or failed."""

    message_id: MessageId
    conversation_id: ConversationId
    state: str
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class MessageWithdrawn:
    """Send was undone in time: the line is gone."""

    message_id: MessageId
    conversation_id: ConversationId
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class InteractionQueued:
    """Waiting work: new, returned, transferred, woken. `why`: "arrived", "declined", "expired", "rescinded",
    "transferred", "released", "reassigned", "woken", "callback_due", "overflowed"."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    queue_id: QueueId
    why: str
    agent_id: AgentId | None = None  # who had it before


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
    how: str  # "offer", "pull", "reassigned", "started", "woken"


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
    """Closed is final. `why`: "wrapped_up", "abandoned", "spam", "automatic", "logged", "callback_booked"."""

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
    """An agent was added or their queues, skills, capacity, name or roles changed."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AgentSignedOut:
    """Their sign-ins ended (sign-out, password change, deactivation): sockets close."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case was opened."""

    case_id: CaseId
    customer_id: CustomerId
    by_agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """A case changed, was closed or reopened."""

    case_id: CaseId
    customer_id: CustomerId
    status: str
    by_agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class OpportunityOpened:
    """A sale in sight."""

    opportunity_id: OpportunityId
    customer_id: CustomerId
    by_agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class OpportunityChanged:
    """Its stage, amount or name changed."""

    opportunity_id: OpportunityId
    customer_id: CustomerId
    stage: str
    by_agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class CallbackPlanned:
    """A call back was promised."""

    callback_id: CallbackId
    customer_id: CustomerId
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CallbackChanged:
    """It came due, was done, or was cancelled."""

    callback_id: CallbackId
    customer_id: CustomerId
    state: str


@dataclass(frozen=True, slots=True)
class CampaignAnswered:
    """A customer answered a campaign."""

    customer_id: CustomerId
    response: str


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """A customer gave or withdrew consent."""

    customer_id: CustomerId
    purpose: str
    medium: str
    state: str


@dataclass(frozen=True, slots=True)
class StageEntered:
    """The customer's life-cycle stage changed."""

    customer_id: CustomerId
    stage: str
    cause: str


@dataclass(frozen=True, slots=True)
class RatingRecorded:
    """The customer rated a talk, 1 to 5."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId | None
    score: int


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """An agent's draft changed; their other consoles follow."""

    agent_id: AgentId
    conversation_id: ConversationId
    tab: str


@dataclass(frozen=True, slots=True)
class AgentMentioned:
    """A note calls an agent."""

    agent_id: AgentId
    message_id: MessageId
    conversation_id: ConversationId
    mention_id: str


@dataclass(frozen=True, slots=True)
class MentionsSeen:
    """An agent saw mentions."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class DeliveryQuarantined:
    """A raw delivery could not be handled and waits for a person."""

    delivery_id: str
    channel_id: ChannelId


@dataclass(frozen=True, slots=True)
class DeliveryReleased:
    """A quarantined delivery was handled or discarded."""

    delivery_id: str
    channel_id: ChannelId


@dataclass(frozen=True, slots=True)
class AddressBlocked:
    """An address was blocked; the address itself stays in its table."""

    customer_id: CustomerId | None
    conversation_id: ConversationId | None


@dataclass(frozen=True, slots=True)
class AddressUnblocked:
    """An address is routed again."""

    customer_id: CustomerId | None
    conversation_id: ConversationId | None


@dataclass(frozen=True, slots=True)
class HouseChanged:
    """Queues, dispositions, channels or texts were loaded anew: consoles fetch a fresh desk."""

    digest: str


Fact = (
    CustomerAppeared | CustomerChanged | CustomersMerged | MergeUndone | ConversationOpened | MessageRecorded
    | MessageStateChanged | MessageWithdrawn | InteractionQueued | InteractionChanged | OfferMade | OfferEnded
    | HandlingStarted | HandlingEnded | InteractionAwaited | InteractionResumed | InteractionSnoozed | WrapUpStarted
    | WrapUpExtended | WrapUpEnded | InteractionClosed | PresenceChanged | AgentChanged | AgentSignedOut | CaseOpened
    | CaseChanged | OpportunityOpened | OpportunityChanged | CallbackPlanned | CallbackChanged | CampaignAnswered
    | ConsentChanged | StageEntered | RatingRecorded | DraftSaved | AgentMentioned | MentionsSeen
    | DeliveryQuarantined | DeliveryReleased | AddressBlocked | AddressUnblocked | HouseChanged
)
