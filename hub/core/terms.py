"""The words of the house as types: identifiers and enumerations. Every member stands in the glossary, hub/README.md.

No behaviour lives here beyond reading and writing a value.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

CustomerId = NewType("CustomerId", str)
IdentityId = NewType("IdentityId", str)
ConversationId = NewType("ConversationId", str)
InteractionId = NewType("InteractionId", str)
HandlingId = NewType("HandlingId", str)
MessageId = NewType("MessageId", str)
OfferId = NewType("OfferId", str)
AgentId = NewType("AgentId", str)
QueueId = NewType("QueueId", str)  # the queue's key in config/floor.toml
ChannelId = NewType("ChannelId", str)  # the channel's key in config/channels.toml
SkillId = NewType("SkillId", str)  # the skill's key in config/floor.toml
DispositionCode = NewType("DispositionCode", str)
CaseId = NewType("CaseId", str)
OpportunityId = NewType("OpportunityId", str)
CallbackId = NewType("CallbackId", str)
FileId = NewType("FileId", str)
MergeId = NewType("MergeId", str)


class Role(StrEnum):
    """What an agent may do beyond their own work."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class InteractionState(StrEnum):
    """Where an interaction stands; the moves between them are the table in core/lifecycle.py."""

    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    HELD = "held"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    WRAPPING = "wrapping"
    CLOSED = "closed"
    ABANDONED = "abandoned"


class Direction(StrEnum):
    """Who began or wrote it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class MessageKind(StrEnum):
    """What a line of the thread is: an utterance, a colleague's note, or something that happened."""

    TEXT = "text"
    NOTE = "note"
    EVENT = "event"


class OfferState(StrEnum):
    """The life of an offer."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    RESCINDED = "rescinded"


class PresenceState(StrEnum):
    """What an agent sets, and what the hub sets for them: MISSED after an offer nobody answered."""

    AVAILABLE = "available"
    AWAY = "away"
    MISSED = "missed"
    OFFLINE = "offline"


class CaseStatus(StrEnum):
    """Where a case stands."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class CaseType(StrEnum):
    """What a case is about."""

    QUESTION = "question"
    PROBLEM = "problem"
    COMPLAINT = "complaint"
    REQUEST = "request"


class OpportunityStage(StrEnum):
    """How far a sale is."""

    NEW = "new"
    QUALIFIED = "qualified"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"


class CallbackState(StrEnum):
    """Where a promised call back stands: due ones are queued as work."""

    PLANNED = "planned"
    DUE = "due"
    DONE = "done"
    CANCELLED = "cancelled"


class LifecycleStage(StrEnum):
    """The customer's stage (Dwyer, Schurr, Oh 1987)."""

    AWARENESS = "awareness"
    EXPLORATION = "exploration"
    EXPANSION = "expansion"
    COMMITMENT = "commitment"
    DISSOLUTION = "dissolution"


class CustomerKind(StrEnum):
    """A person or a firm."""

    PERSON = "person"
    FIRM = "firm"


class ConsentState(StrEnum):
    """What the customer said about a purpose on a medium."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class WrapUpResult(StrEnum):
    """The first line of the wrap-up form."""

    RESOLVED = "resolved"
    FOLLOW_UP = "follow_up"
    ESCALATED = "escalated"
    NO_ANSWER = "no_answer"


class WrapUpState(StrEnum):
    """OPEN while the form is filled in; FLAGGED when time ran out and the draft was kept for review."""

    OPEN = "open"
    COMPLETED = "completed"
    FLAGGED = "flagged"


class HandlingEnd(StrEnum):
    """Why an agent's stretch of an interaction ended."""

    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    SNOOZED = "snoozed"
    LOST = "lost"
    REASSIGNED = "reassigned"


class DeliveryOutcome(StrEnum):
    """What became of a raw delivery."""

    RECEIVED = "received"
    HANDLED = "handled"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"
    DISCARDED = "discarded"
