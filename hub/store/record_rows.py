"""Cases, opportunities, callbacks and their history as actions read and write them inside a transaction.

What follows from what is decided in core/outcome; lists and pages are read elsewhere in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hub.core.terms import (
    AgentId,
    CallbackId,
    CallbackState,
    CaseId,
    CaseStatus,
    CaseType,
    ConversationId,
    CustomerId,
    InteractionId,
    OpportunityId,
    OpportunityStage,
    QueueId,
)
from hub.store import tables as t
from hub.store.sql import select
from hub.store.typed import add, change, find, find_one
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Case:
    """A case."""

    id: CaseId
    number: str
    customer_id: CustomerId
    type: CaseType
    subject: str
    status: CaseStatus
    priority: int
    topic: str
    owner_id: AgentId | None
    queue_id: QueueId
    due_at: datetime | None
    conversation_id: ConversationId | None
    closed_at: datetime | None
    reopened: int
    version: int


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A sale in sight."""

    id: OpportunityId
    number: str
    customer_id: CustomerId
    name: str
    stage: OpportunityStage
    amount: Decimal | None
    currency: str
    expected_close: str
    loss_reason: str
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Callback:
    """A promised call back."""

    id: CallbackId
    customer_id: CustomerId
    conversation_id: ConversationId | None
    due_at: datetime
    queue_id: QueueId
    agent_id: AgentId | None
    address: str
    note: str
    state: CallbackState
    attempts: int
    interaction_id: InteractionId | None
    created_at: datetime


def cases(tx: Tx, ids: Iterable[str]) -> list[Case]:
    """These cases."""
    return find(tx, Case, t.case, t.case.c.id.in_(sorted(ids)))


def case(tx: Tx, case_id: CaseId) -> Case | None:
    """One case."""
    return find_one(tx, Case, t.case, t.case.c.id == case_id)


def cases_of(tx: Tx, customers: Iterable[str]) -> list[Case]:
    """All cases of a customer's records, oldest first."""
    return find(tx, Case, t.case, t.case.c.customer_id.in_(sorted(customers)))


def add_case(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new case."""
    add(tx, t.case, **row)


def change_case(tx: Tx, seen: Case, **values: Any) -> bool:
    """Set columns if nobody changed it since it was seen. Raises the version by one."""
    where = [t.case.c.id == seen.id, t.case.c.version == seen.version]
    return change(tx, t.case, where, version=seen.version + 1, updated_at=tx.now, **values) == 1


def opportunity(tx: Tx, opportunity_id: OpportunityId) -> Opportunity | None:
    """One opportunity."""
    return find_one(tx, Opportunity, t.opportunity, t.opportunity.c.id == opportunity_id)


def opportunities_of(tx: Tx, customers: Iterable[str]) -> list[Opportunity]:
    """All opportunities of a customer's records, oldest first."""
    return find(tx, Opportunity, t.opportunity, t.opportunity.c.customer_id.in_(sorted(customers)))


def add_opportunity(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new opportunity."""
    add(tx, t.opportunity, **row)


def change_opportunity(tx: Tx, seen: Opportunity, **values: Any) -> bool:
    """Set columns if nobody changed it since it was seen. Raises the version by one."""
    where = [t.opportunity.c.id == seen.id, t.opportunity.c.version == seen.version]
    return change(tx, t.opportunity, where, version=seen.version + 1, updated_at=tx.now, **values) == 1


def enter_sale_stage(tx: Tx, opportunity_id: OpportunityId, stage: str, agent: AgentId | None) -> None:
    """Leave the stage there was and enter another at the same moment."""
    h = t.opportunity_stage
    change(tx, h, [h.c.opportunity_id == opportunity_id, h.c.left_at.is_(None)], left_at=tx.now)
    add(tx, h, id=tx.new_id(), opportunity_id=opportunity_id, stage=stage, entered_at=tx.now, left_at=None,
        agent_id=agent)


def note_change(tx: Tx, kind: str, record_id: str, made: Mapping[str, Any]) -> None:
    """One step of a record's history: `made` names field, before, after, agent_id, handling_id."""
    add(tx, t.record_history, id=tx.new_id(), kind=kind, record_id=record_id, at=tx.now, **made)


def callback(tx: Tx, callback_id: CallbackId) -> Callback | None:
    """One callback."""
    return find_one(tx, Callback, t.callback, t.callback.c.id == callback_id)


def due_callbacks(tx: Tx, limit: int = 200) -> list[Callback]:
    """Planned ones whose time has come."""
    c = t.callback.c
    query = select(c.id).where(c.state == CallbackState.PLANNED, c.due_at <= tx.now).order_by(c.due_at).limit(limit)
    ids = [row[0] for row in tx.conn.execute(query)]
    return find(tx, Callback, t.callback, c.id.in_(ids)) if ids else []


def add_callback(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new callback."""
    add(tx, t.callback, **row)


def change_callback(tx: Tx, callback_id: CallbackId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.callback, [t.callback.c.id == callback_id], **values)


def has_bought(tx: Tx, customers: Iterable[str]) -> bool:
    """Whether there is an order, or a sale that was won."""
    owners = sorted(customers)
    orders = select(t.order.c.id).where(t.order.c.customer_id.in_(owners)).limit(1)
    won = (
        select(t.opportunity.c.id)
        .where(t.opportunity.c.customer_id.in_(owners), t.opportunity.c.stage == OpportunityStage.WON)
        .limit(1)
    )
    return tx.conn.execute(orders).first() is not None or tx.conn.execute(won).first() is not None
