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
    "OfferEnded",
    "OfferMade",
    "OpportunityChanged",
    "OpportunityOpened",
    "PresenceChanged",
    "RatingRecorded",
    "RecordingChanged",
    "RecordingMade",
    "RecordingPlayed",
    "StageEntered",
    "SwitchedOff",
    "TickPassed",
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
    | RecordingPlayed | SwitchedOff | TickPassed | AgentLent | AgentReturned
)
