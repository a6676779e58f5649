"""The wrap-up form as a value: what an agent says happened and what shall follow. Read by core/outcome.py.

The contract is that one form becomes one transaction; nothing here decides or stores.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    CaseType,
    DispositionCode,
    OpportunityId,
    OpportunityStage,
    QueueId,
    WrapUpResult,
)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """The case part of the form. `attach` without an id takes the single open one, else opens a new one."""

    action: Literal["attach", "create", "close", "none"]
    id: CaseId | None = None
    version: int | None = None
    type: CaseType | None = None
    subject: str = ""
    status: CaseStatus | None = None
    priority: int | None = None
    due_at: datetime | None = None
    owner_id: AgentId | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class OpportunityStep:
    """The sales part of the form; `attach` means the single open one."""

    action: Literal["attach", "create", "none"]
    id: OpportunityId | None = None
    version: int | None = None
    name: str = ""
    stage: OpportunityStage | None = None
    amount: str = ""  # decimal, "1234.50"
    currency: str = ""
    loss_reason: str = ""
    expected_close: str = ""  # ISO date


@dataclass(frozen=True, slots=True)
class CallbackStep:
    """Promise a call back at a local time of the customer's zone."""

    at: str  # ISO local time without offset
    time_zone: str  # IANA name; "" is the customer's own
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CampaignStep:
    """The customer's answer to a campaign."""

    campaign: str
    response: Literal["interested", "refused", "bought", "no_answer"]


@dataclass(frozen=True, slots=True)
class ConsentStep:
    """What the customer said about a purpose on a medium."""

    purpose: str
    medium: str
    state: Literal["given", "withdrawn"]


@dataclass(frozen=True, slots=True)
class TerminationStep:
    """The relation ends: whose wish, why, to whom."""

    side: Literal["client", "company", "both"]
    reason: Literal["changed_requirements", "better_analogue", "service", "advertising", "contract_terms", "other"]
    competitor: str = ""


@dataclass(frozen=True, slots=True)
class WrapUpForm:
    """The one form: everything in it is saved together or not at all."""

    codes: tuple[DispositionCode, ...]
    result: WrapUpResult
    note: str = ""
    topic: str = ""
    case: CaseStep | None = None
    opportunity: OpportunityStep | None = None
    callback: CallbackStep | None = None
    campaign: CampaignStep | None = None
    consents: tuple[ConsentStep, ...] = ()
    termination: TerminationStep | None = None
    next_presence: str = ""  # "", "available", "away:lunch", "offline"
