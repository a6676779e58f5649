"""Facts about steering the floor: what supervisors do for and to agents, calls for help, clocks. Nothing here acts.

`agent_id` is the agent concerned, who is shown it; `by_agent_id` the supervisor who did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.terms import (
    AgentId,
    CaseId,
    ClockId,
    ConversationId,
    CustomerId,
    HelpId,
    InteractionId,
    MessageId,
    NoticeId,
    QueueId,
)


@dataclass(frozen=True, slots=True)
class AgentStateSet:
    """A supervisor set an agent's presence. `waits`: it begins when the agent's hands are empty."""

    agent_id: AgentId
    by_agent_id: AgentId
    state: str
    reason: str
    waits: bool


@dataclass(frozen=True, slots=True)
class WorkTakenOver:
    """A supervisor took live work; `agent_id` is whose it was, None when it waited."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    by_agent_id: AgentId
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class WorkReassigned:
    """A supervisor moved work; `agent_id` is whose it was, None when it waited."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    by_agent_id: AgentId
    agent_id: AgentId | None = None
    to_agent_id: AgentId | None = None
    to_queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class ChatWhispered:
    """A supervisor left the handling agent a line that nobody else sees."""

    message_id: MessageId
    interaction_id: InteractionId
    conversation_id: ConversationId
    by_agent_id: AgentId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class TalkWatched:
    """A supervisor has an agent's live written talk on their screen."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    by_agent_id: AgentId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class NoticeSent:
    """Something was put before agents until they have read it: a broadcast (`team`, `queue_id`: to whom), words to
    one of them, or what was done to their work. `kind` is terms.NoticeKind; `by_agent_id` None is the hub itself."""

    notice_id: NoticeId
    kind: str
    by_agent_id: AgentId | None = None
    team: str = ""
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """An agent has read it, or what it told is over; `by_agent_id` sent it."""

    notice_id: NoticeId
    agent_id: AgentId
    by_agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """An agent calls for a supervisor, about this work or none."""

    help_id: HelpId
    agent_id: AgentId
    team: str = ""
    interaction_id: InteractionId | None = None


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    """A supervisor comes."""

    help_id: HelpId
    agent_id: AgentId
    by_agent_id: AgentId
    interaction_id: InteractionId | None = None


@dataclass(frozen=True, slots=True)
class HelpWithdrawn:
    """The call for help is over: withdrawn, or no longer needed after it was answered, or its work left the agent."""

    help_id: HelpId
    agent_id: AgentId
    interaction_id: InteractionId | None = None


@dataclass(frozen=True, slots=True)
class SlaChanged:
    """A clock was started, paused, set going again, moved or cancelled. `clock` is terms.ClockKind, `state`
    terms.ClockState; `due_at` None while it is paused. `agent_id` owns the matter, as far as anybody does. `told` is
    what was told of it before and still holds: "warned", "breached", "" for nothing."""

    clock_id: ClockId
    clock: str
    state: str
    queue_id: QueueId | None = None
    due_at: datetime | None = None
    agent_id: AgentId | None = None
    interaction_id: InteractionId | None = None
    conversation_id: ConversationId | None = None
    case_id: CaseId | None = None
    customer_id: CustomerId | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class SlaWarned:
    """A clock comes near its end."""

    clock_id: ClockId
    clock: str
    queue_id: QueueId | None = None
    due_at: datetime | None = None
    agent_id: AgentId | None = None
    interaction_id: InteractionId | None = None
    conversation_id: ConversationId | None = None
    case_id: CaseId | None = None
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class SlaBreached:
    """A clock ran out; it runs on until what it waits for happens."""

    clock_id: ClockId
    clock: str
    queue_id: QueueId | None = None
    due_at: datetime | None = None
    agent_id: AgentId | None = None
    interaction_id: InteractionId | None = None
    conversation_id: ConversationId | None = None
    case_id: CaseId | None = None
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class SlaMet:
    """What a clock waited for happened, in time (`late_seconds` 0) or that much business time late."""

    clock_id: ClockId
    clock: str
    late_seconds: int
    queue_id: QueueId | None = None
    due_at: datetime | None = None
    agent_id: AgentId | None = None
    interaction_id: InteractionId | None = None
    conversation_id: ConversationId | None = None
    case_id: CaseId | None = None
    customer_id: CustomerId | None = None
