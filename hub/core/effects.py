"""What may follow from a wrap-up, and what it is read against, as values.

Decided in outcome, written by actions/wrapup; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    CaseType,
    CustomerId,
    LifecycleStage,
    OpportunityId,
    OpportunityStage,
    QueueId,
)


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case of the customer, open or closed not long ago."""

    id: CaseId
    version: int
    status: CaseStatus
    topic: str
    closed_at: datetime | None = None
    type: CaseType = CaseType.QUESTION
    subject: str = ""


@dataclass(frozen=True, slots=True)
class SaleRecord:
    """An opportunity of the customer."""

    id: OpportunityId
    version: int
    stage: OpportunityStage


@dataclass(frozen=True, slots=True)
class OpenRecords:
    """What the form is read against: the customer, the talk, and the records there are."""

    now: datetime
    customer_id: CustomerId
    agent_id: AgentId
    queue_id: QueueId
    stage: LifecycleStage | None = None
    time_zone: str = ""
    subject: str = ""
    cases: tuple[CaseRecord, ...] = ()
    sales: tuple[SaleRecord, ...] = ()
    bought_before: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A new case; `parent` is the closed one it continues."""

    type: CaseType
    subject: str
    status: CaseStatus
    priority: int
    topic: str
    due_at: datetime | None = None
    owner_id: AgentId | None = None
    parent: CaseId | None = None


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """Attach the talk to a case and change what is named. `reopens`: it was closed."""

    id: CaseId
    version: int
    changes: dict[str, object] = field(default_factory=dict)
    reopens: bool = False


@dataclass(frozen=True, slots=True)
class OpenOpportunity:
    """A new sale in sight."""

    name: str
    stage: OpportunityStage
    amount: Decimal | None
    currency: str
    loss_reason: str = ""
    expected_close: str = ""


@dataclass(frozen=True, slots=True)
class ChangeOpportunity:
    """Attach the talk to a sale and change what is named."""

    id: OpportunityId
    version: int
    changes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanCallback:
    """Call back at that moment."""

    due_at: datetime
    time_zone: str
    queue_id: QueueId
    agent_id: AgentId | None
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class AnswerCampaign:
    """The customer answered a campaign."""

    campaign: str
    response: str


@dataclass(frozen=True, slots=True)
class SetConsent:
    """What they allow or withdraw."""

    purpose: str
    medium: str
    state: str


@dataclass(frozen=True, slots=True)
class EndRelation:
    """The relation ends."""

    side: str
    reason: str
    competitor: str


@dataclass(frozen=True, slots=True)
class EnterStage:
    """The relation stands somewhere else now."""

    stage: LifecycleStage
    cause: str


Effect = (
    OpenCase | ChangeCase | OpenOpportunity | ChangeOpportunity | PlanCallback | AnswerCampaign | SetConsent
    | EndRelation | EnterStage
)
