"""Facts about calls: their legs, orders, recordings, and the emergency switch. Nothing here acts.

`agent_id` is who owns the work at that moment, so that their desk follows; whose leg it is, is `leg_agent_id`.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.terms import (
    AgentId,
    CallId,
    ChannelId,
    ConversationId,
    CustomerId,
    InteractionId,
    LegId,
    OrderId,
    QueueId,
    RecordingId,
)


@dataclass(frozen=True, slots=True)
class CallBegan:
    """Somebody called us, or an agent calls."""

    call_id: CallId
    channel_id: ChannelId
    direction: str
    interaction_id: InteractionId | None = None
    customer_id: CustomerId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class CallChanged:
    """It stands elsewhere now: its state, its hold, its recording. `state` is terms.CallState."""

    call_id: CallId
    state: str
    interaction_id: InteractionId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class LegChanged:
    """A leg began, moved on, was muted, held, warned of, or ended. `state` is voice.LegState, `end` voice.LegEnd."""

    call_id: CallId
    leg_id: LegId
    party: str
    state: str
    end: str = ""
    interaction_id: InteractionId | None = None
    agent_id: AgentId | None = None
    leg_agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The customer is gone, or nobody was reached. `why`: "talked", "missed", "in_menu", "callback_booked",
    "voicemail", "closed", "emergency", "blocked", "busy", "no_answer", "failed", "cancelled". Times in seconds."""

    call_id: CallId
    channel_id: ChannelId
    why: str
    waited_seconds: int
    talk_seconds: int
    held_seconds: int
    interaction_id: InteractionId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class CallOrdered:
    """Something is to be done to a call on this channel: whoever performs orders wakes up."""

    call_id: CallId
    order_id: OrderId
    channel_id: ChannelId
    order: str  # "dial", "move", "hold", "mute", "take_part", "press_keys", "record_call", "drop"


@dataclass(frozen=True, slots=True)
class CallHeardBy:
    """A supervisor hears a call, or no longer. `part` is voice.Part, "" when they left."""

    call_id: CallId
    interaction_id: InteractionId
    by_agent_id: AgentId
    part: str
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class RecordingMade:
    """The carrier has a recording ready to be fetched. `what`: "talk" or "voicemail"."""

    recording_id: RecordingId
    channel_id: ChannelId
    what: str
    seconds: int
    call_id: CallId | None = None
    interaction_id: InteractionId | None = None
    conversation_id: ConversationId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class RecordingChanged:
    """It was stored with us, never came, or was deleted when its time was over. `state` is terms.RecordingState."""

    recording_id: RecordingId
    state: str
    conversation_id: ConversationId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class RecordingPlayed:
    """An agent listened to a recording."""

    recording_id: RecordingId
    by_agent_id: AgentId
    conversation_id: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """The emergency switch of a queue or a number: `on` means callers hear its announcement, else all is as usual."""

    on: bool
    by_agent_id: AgentId
    queue_id: QueueId | None = None
    channel_id: ChannelId | None = None
