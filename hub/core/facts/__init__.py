"""What happened, past tense: one frozen class a fact. Ids, codes, times and amounts only; never text, names, addresses.

Facts are the log. Everything that reacts (feed, router, senders, search, figures) reads them; nothing here acts.
Fields are found by name: `agent_id` is who it concerns, `by_agent_id` who did it.
"""

from __future__ import annotations

from hub.core.facts.calls import (
    CallBegan,
    CallChanged,
    CallEnded,
    CallHeardBy,
    CallOrdered,
    LegChanged,
    RecordingChanged,
    RecordingMade,
    RecordingPlayed,
    SwitchedOff,
)
from hub.core.facts.floor import (
    AgentChanged,
    AgentLent,
    AgentReturned,
    AgentSignedOut,
    AlertSnoozed,
    HandlingEnded,
    HandlingStarted,
    HouseChanged,
    InteractionAwaited,
    InteractionChanged,
    InteractionClosed,
    InteractionQueued,
    InteractionResumed,
    InteractionSnoozed,
    OfferEnded,
    OfferMade,
    PresenceChanged,
    TickPassed,
    WrapUpEnded,
    WrapUpExtended,
    WrapUpStarted,
)
from hub.core.facts.quality import (
    CalibrationChanged,
    CoachingNoteChanged,
    CoachingNoted,
    QualityRead,
    ReviewDisputed,
    ReviewOpened,
    ReviewPublished,
    ReviewSettled,
    SampleDrawn,
    ScorecardChanged,
)
from hub.core.facts.records import (
    AddressBlocked,
    AddressUnblocked,
    CallbackChanged,
    CallbackPlanned,
    CampaignAnswered,
    CaseChanged,
    CaseOpened,
    ConsentChanged,
    CustomerAppeared,
    CustomerChanged,
    CustomersMerged,
    MergeUndone,
    OpportunityChanged,
    OpportunityOpened,
    StageEntered,
)
from hub.core.facts.roster import RosterChanged
from hub.core.facts.steering import (
    AgentStateSet,
    ChatWhispered,
    HelpAnswered,
    HelpAsked,
    HelpWithdrawn,
    NoticeRead,
    NoticeSent,
    SlaBreached,
    SlaChanged,
    SlaMet,
    SlaWarned,
    TalkWatched,
    WorkReassigned,
    WorkTakenOver,
)
from hub.core.facts.talk import (
    AgentMentioned,
    ConversationOpened,
    DeliveryQuarantined,
    DeliveryReleased,
    DraftSaved,
    MentionsSeen,
    MessageRecorded,
    MessageStateChanged,
    MessageWithdrawn,
    RatingRecorded,
)

__all__ = [
    "AddressBlocked",
    "AddressUnblocked",
    "AgentChanged",
    "AgentLent",
    "AgentMentioned",
    "AgentReturned",
    "AgentSignedOut",
    "AgentStateSet",
    "AlertSnoozed",
    "CalibrationChanged",
    "CallBegan",
    "CallChanged",
    "CallEnded",
    "CallHeardBy",
    "CallOrdered",
    "CallbackChanged",
    "CallbackPlanned",
    "CampaignAnswered",
    "CaseChanged",
    "CaseOpened",
    "ChatWhispered",
    "CoachingNoteChanged",
    "CoachingNoted",
    "ConsentChanged",
    "ConversationOpened",
    "CustomerAppeared",
    "CustomerChanged",
    "CustomersMerged",
    "DeliveryQuarantined",
    "DeliveryReleased",
    "DraftSaved",
    "Fact",
    "HandlingEnded",
    "HandlingStarted",
    "HelpAnswered",
    "HelpAsked",
    "HelpWithdrawn",
    "HouseChanged",
    "InteractionAwaited",
    "InteractionChanged",
    "InteractionClosed",
    "InteractionQueued",
    "InteractionResumed",
    "InteractionSnoozed",
    "LegChanged",
    "MentionsSeen",
    "MergeUndone",
    "MessageRecorded",
    "MessageStateChanged",
    "MessageWithdrawn",
    "NoticeRead",
    "NoticeSent",
    "OfferEnded",
    "OfferMade",
    "OpportunityChanged",
    "OpportunityOpened",
    "PresenceChanged",
    "QualityRead",
    "RatingRecorded",
    "RecordingChanged",
    "RecordingMade",
    "RecordingPlayed",
    "ReviewDisputed",
    "ReviewOpened",
    "ReviewPublished",
    "ReviewSettled",
    "RosterChanged",
    "SampleDrawn",
    "ScorecardChanged",
    "SlaBreached",
    "SlaChanged",
    "SlaMet",
    "SlaWarned",
    "StageEntered",
    "SwitchedOff",
    "TalkWatched",
    "TickPassed",
    "WorkReassigned",
    "WorkTakenOver",
    "WrapUpEnded",
    "WrapUpExtended",
    "WrapUpStarted",
]

Fact = (
    CustomerAppeared | CustomerChanged | CustomersMerged | MergeUndone | ConversationOpened | MessageRecorded
    | MessageStateChanged | MessageWithdrawn | InteractionQueued | InteractionChanged | OfferMade | OfferEnded
    | HandlingStarted | HandlingEnded | InteractionAwaited | InteractionResumed | InteractionSnoozed | WrapUpStarted
    | WrapUpExtended | WrapUpEnded | InteractionClosed | PresenceChanged | AgentChanged | AgentSignedOut | CaseOpened
    | CaseChanged | OpportunityOpened | OpportunityChanged | CallbackPlanned | CallbackChanged | CampaignAnswered
    | ConsentChanged | StageEntered | RatingRecorded | DraftSaved | AgentMentioned | MentionsSeen
    | DeliveryQuarantined | DeliveryReleased | AddressBlocked | AddressUnblocked | HouseChanged | CallBegan
    | CallChanged | LegChanged | CallEnded | CallOrdered | CallHeardBy | RecordingMade | RecordingChanged
    | ScorecardChanged | ReviewOpened | ReviewPublished | ReviewDisputed
    | ReviewSettled | CoachingNoted | CoachingNoteChanged | SampleDrawn | CalibrationChanged | QualityRead
    | RecordingPlayed | SwitchedOff | TickPassed | AlertSnoozed | AgentStateSet | WorkTakenOver | WorkReassigned
    | ChatWhispered | TalkWatched | NoticeSent | NoticeRead | HelpAsked | HelpAnswered | HelpWithdrawn | SlaChanged
    | SlaWarned | SlaBreached | SlaMet | AgentLent | AgentReturned | RosterChanged
)
