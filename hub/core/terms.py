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
CallId = NewType("CallId", str)
LegId = NewType("LegId", str)
OrderId = NewType("OrderId", str)  # of what is to be done to a call
RecordingId = NewType("RecordingId", str)
ScorecardId = NewType("ScorecardId", str)
ReviewId = NewType("ReviewId", str)
CoachingNoteId = NewType("CoachingNoteId", str)
SampleRuleId = NewType("SampleRuleId", str)
CalibrationId = NewType("CalibrationId", str)
NoticeId = NewType("NoticeId", str)
HelpId = NewType("HelpId", str)
ClockId = NewType("ClockId", str)
ShiftId = NewType("ShiftId", str)


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
    """What a line of the thread is: an utterance, a colleague's note, something that happened, or what a supervisor
    said to the handling agent alone."""

    TEXT = "text"
    NOTE = "note"
    EVENT = "event"
    WHISPER = "whisper"


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


class StayEnd(StrEnum):
    """How an interaction's stay in a queue ended."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    OVERFLOWED = "overflowed"
    MOVED = "moved"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    CLOSED = "closed"


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


class Party(StrEnum):
    """Who a leg of a call is. AGENT owns the work; COLLEAGUE is asked by them; THIRD was added to the talk."""

    CUSTOMER = "customer"
    AGENT = "agent"
    COLLEAGUE = "colleague"
    SUPERVISOR = "supervisor"
    THIRD = "third"


class CallState(StrEnum):
    """Where a call stands for its customer. MENU: they choose; DIALLING: an agent, or they, are being rung."""

    MENU = "menu"
    QUEUED = "queued"
    DIALLING = "dialling"
    TALKING = "talking"
    HELD = "held"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


class Taping(StrEnum):
    """Whether a call is recorded now. REFUSED: the customer did not want it; it never begins again in this call."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"
    REFUSED = "refused"


class RecordingState(StrEnum):
    """READY: the carrier has it; STORED: we have it; GONE: deleted when its time was over; FAILED: never came."""

    READY = "ready"
    STORED = "stored"
    FAILED = "failed"
    GONE = "gone"


class OrderState(StrEnum):
    """What became of an order to a carrier. DROPPED: no longer wanted before it left."""

    WAITING = "waiting"
    PLACED = "placed"
    FAILED = "failed"
    DROPPED = "dropped"


class QuestionKind(StrEnum):
    """How a scorecard's question is answered; each may be allowed not to apply."""

    YES_NO = "yes_no"
    SCALE = "scale"


class ReviewState(StrEnum):
    """Where a review stands. After a dispute it is UPHELD as it was, or CHANGED: then its next version counts."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    CHANGED = "changed"


class NoticeKind(StrEnum):
    """What an agent is told until they have read it: words of a supervisor, or what was done to their work."""

    BROADCAST = "broadcast"
    MESSAGE = "message"
    STATE_SET = "state_set"
    TAKEN_OVER = "taken_over"
    REASSIGNED = "reassigned"
    SLA = "sla"


class HelpState(StrEnum):
    """Where a call for help stands. ENDED: no longer needed after it was answered."""

    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class ClockKind(StrEnum):
    """What was promised by a time: the first reply, each further one, or that the matter is resolved."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"


class ClockState(StrEnum):
    """PAUSED while it is the customer's turn. MET in time, MISSED late, CANCELLED: nobody waits any more; all final."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class ShiftKind(StrEnum):
    """What a shift of the roster is for. A break, training or meeting within work takes its place."""

    WORK = "work"
    BREAK = "break"
    TRAINING = "training"
    MEETING = "meeting"
