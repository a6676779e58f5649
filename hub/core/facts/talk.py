"""Facts about what is said: conversations, messages, drafts, mentions, deliveries. Nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.terms import AgentId, ChannelId, ConversationId, CustomerId, InteractionId, MessageId


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
