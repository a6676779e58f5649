"""Facts about customers and their records: cases, opportunities, callbacks, consent, stages. Nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.terms import AgentId, CallbackId, CaseId, ConversationId, CustomerId, MergeId, OpportunityId


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
class AddressBlocked:
    """An address was blocked; the address itself stays in its table."""

    customer_id: CustomerId | None
    conversation_id: ConversationId | None


@dataclass(frozen=True, slots=True)
class AddressUnblocked:
    """An address is routed again."""

    customer_id: CustomerId | None
    conversation_id: ConversationId | None
