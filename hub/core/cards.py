"""What pages ask for over HTTP, as values: the customer's card, records, threads, search hits, routing traces.

The store builds these, the edge sends them, `python -m hub protocol` writes them as TypeScript. Nothing here acts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from hub.core.desk import ThreadRow
from hub.core.notices import ClockInfo
from hub.core.terms import (
    AgentId,
    CallbackId,
    CallbackState,
    CaseId,
    CaseStatus,
    CaseType,
    ConversationId,
    CustomerId,
    CustomerKind,
    DispositionCode,
    HandlingId,
    IdentityId,
    InteractionId,
    LifecycleStage,
    MergeId,
    OpportunityId,
    OpportunityStage,
    QueueId,
    WrapUpState,
)


@dataclass(frozen=True, slots=True)
class IdentityInfo:
    """One of a customer's addresses."""

    id: IdentityId
    address: str
    verified: bool
    preferred: bool
    valid: bool
    blocked: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """A case in a list or on its page."""

    id: CaseId
    number: str
    version: int
    customer_id: CustomerId
    customer_name: str
    type: CaseType
    subject: str
    status: CaseStatus
    priority: int
    owner_id: AgentId | None
    owner_name: str
    queue_id: QueueId | None
    due_at: datetime | None
    topic: str
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    clocks: tuple[ClockInfo, ...] = ()  # oldest first, those that are over too


@dataclass(frozen=True, slots=True)
class OpportunityInfo:
    """A sale in sight, in a list or on its page. `amount` is a decimal string with `currency`."""

    id: OpportunityId
    number: str
    version: int
    customer_id: CustomerId
    customer_name: str
    name: str
    stage: OpportunityStage
    amount: Decimal | None
    currency: str
    probability: int | None
    expected_close: str
    owner_id: AgentId | None
    owner_name: str
    loss_reason: str
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallbackInfo:
    """A promised call back."""

    id: CallbackId
    customer_id: CustomerId
    customer_name: str
    due_at: datetime
    time_zone: str
    queue_id: QueueId | None
    agent_id: AgentId | None
    agent_name: str
    address: str
    note: str
    state: CallbackState


@dataclass(frozen=True, slots=True)
class HistoryInfo:
    """One step in a record's history."""

    at: datetime
    author_name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """An order, as the ERP or the shop told it."""

    id: str
    number: str
    at: datetime
    status: str
    amount: Decimal
    currency: str
    summary: str


@dataclass(frozen=True, slots=True)
class TouchInfo:
    """A marketing touch."""

    id: str
    at: datetime
    name: str
    medium: str
    response: str


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """A previous matter in the customer panel, with how often each medium was used."""

    id: ConversationId
    subject: str
    opened_at: datetime
    last_at: datetime
    open: bool
    mediums: dict[str, int]


@dataclass(frozen=True, slots=True)
class ValueInfo:
    """What the customer bought, from orders alone: total, a year's revenue, number of orders, since when."""

    total: Decimal
    last_year: Decimal
    orders: int
    currency: str
    first_order_at: datetime | None
    last_order_at: datetime | None


@dataclass(frozen=True, slots=True)
class MergeInfo:
    """A merge that can be undone."""

    id: MergeId
    loser_id: CustomerId
    loser_name: str
    at: datetime
    author_name: str


@dataclass(frozen=True, slots=True)
class ConsentInfo:
    """The newest word on a purpose."""

    purpose: str
    medium: str
    state: str
    at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """The customer panel: who, how to reach, what is open, what was before."""

    id: CustomerId
    number: str
    version: int
    kind: CustomerKind
    name: str
    language: str
    time_zone: str
    region: str
    vip: bool
    stage: LifecycleStage | None
    since: datetime
    note: str
    preferred_agent_id: AgentId | None
    last_interaction_at: datetime | None
    last_medium: str
    identities: tuple[IdentityInfo, ...]
    cases: tuple[CaseInfo, ...]  # open ones, newest first
    opportunities: tuple[OpportunityInfo, ...]  # open ones
    callbacks: tuple[CallbackInfo, ...]  # planned or due
    orders: tuple[OrderInfo, ...]
    order_count: int
    touches: tuple[TouchInfo, ...]
    conversations: tuple[ConversationInfo, ...]
    conversation_count: int
    value: ValueInfo | None  # None without orders
    consents: tuple[ConsentInfo, ...]
    merges: tuple[MergeInfo, ...]
    duplicates: tuple[tuple[CustomerId, str], ...]  # merge candidates: id, name


@dataclass(frozen=True, slots=True)
class CustomerItem:
    """A line in the list of customers."""

    id: CustomerId
    number: str
    name: str
    vip: bool
    last_interaction_at: datetime | None
    last_medium: str
    identities: tuple[str, ...]  # addresses, the preferred one first


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of a customer's thread, oldest first. `before` asks for the page before it; "" at the beginning."""

    customer_id: CustomerId
    items: tuple[ThreadRow, ...]
    before: str
    counts: dict[str, int] = field(default_factory=dict)  # medium or "note" -> how many in all


@dataclass(frozen=True, slots=True)
class WrapUpView:
    """The form's start: the kept draft if any, open records to attach to, and what is suggested and why."""

    handling_id: HandlingId
    interaction_id: InteractionId
    state: WrapUpState
    deadline: datetime | None
    extensions: int
    draft: dict[str, object] | None
    open_cases: tuple[CaseInfo, ...]
    open_opportunities: tuple[OpportunityInfo, ...]
    dispositions: tuple[DispositionCode, ...]  # the commonest for this queue first


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One find. `kind`: customer, message, case, opportunity, order. Marks are [start, end) of what was sought."""

    kind: str
    id: str
    customer_id: CustomerId | None
    conversation_id: ConversationId | None
    title: str
    text: str
    at: datetime | None
    title_marks: tuple[tuple[int, int], ...] = ()
    text_marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One agent's place in a routing decision: chosen, or why not, in a code with its figures."""

    agent_id: AgentId
    agent_name: str
    verdict: str  # "offered", "fits", "away", "full", "lacks_skill", "declined", "reserved_for_other", ...
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class Trace:
    """Why an interaction is where it is."""

    interaction_id: InteractionId
    at: datetime
    verdict: str  # "offered", "waiting", "closed_hours", "reserved", "overflowed"
    queue_id: QueueId
    steps: tuple[TraceStep, ...]
    next_at: datetime | None
