"""Cases: opened, changed, closed, opened again, each step in their history.

The wrap-up writes through here too; which case a talk belongs to is decided in core/outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.actions import sla
from hub.actions.sla import CaseNow
from hub.core import facts
from hub.core.effects import OpenCase
from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    CaseType,
    ConversationId,
    CustomerId,
    HandlingId,
    QueueId,
)
from hub.errors import Invalid, NotFound, Stale
from hub.store import floor_rows, record_rows
from hub.store.record_rows import Case
from hub.store.writer import Tx

CLOSED = (CaseStatus.RESOLVED, CaseStatus.CLOSED)
SUBJECT_LIMIT = 500


@dataclass(frozen=True, slots=True)
class By:
    """Who changes records, during which handling."""

    agent_id: AgentId | None  # None: the hub
    handling_id: HandlingId | None = None
    queue_id: QueueId | None = None
    conversation_id: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What an agent changes on a case; None leaves a field as it is."""

    case_id: CaseId
    version: int
    subject: str | None = None
    type: CaseType | None = None
    status: CaseStatus | None = None
    priority: int | None = None
    owner_id: AgentId | None = None
    due_at: datetime | None = None


def open_one(tx: Tx, customer_id: CustomerId, made: OpenCase, by: By) -> tuple[CaseId, str]:
    """A new case; its id and number."""
    case_id = CaseId(tx.new_id())
    number = f"{tx.house.case_prefix}{tx.number('case'):05d}"
    record_rows.add_case(
        tx,
        {"id": case_id, "number": number, "customer_id": customer_id, "type": made.type,
         "subject": made.subject[:SUBJECT_LIMIT], "status": made.status, "priority": made.priority,
         "topic": made.topic, "owner_id": made.owner_id, "queue_id": by.queue_id or "", "due_at": made.due_at,
         "conversation_id": by.conversation_id, "created_at": tx.now, "updated_at": tx.now,
         "closed_at": tx.now if made.status in CLOSED else None, "parent_id": made.parent},
    )
    _note(tx, case_id, by, "opened", "", made.status)
    tx.record(facts.CaseOpened(case_id, customer_id, by.agent_id))
    now = CaseNow(
        case_id, customer_id, CaseType(made.type), CaseStatus(made.status), made.priority, by.queue_id or QueueId(""),
        by.conversation_id, made.owner_id,
    )
    sla.case_opened(tx, now)
    return case_id, number


def change(tx: Tx, case: Case, values: dict[str, object], by: By) -> None:
    """Set fields and keep what was before. Raises Stale when somebody changed it meanwhile."""
    given = {name: value for name, value in values.items() if getattr(case, name) != value}
    if not given:
        return
    status = given.get("status", case.status)
    columns = dict(given)
    if status in CLOSED and case.status not in CLOSED:
        columns["closed_at"] = tx.now
    if status not in CLOSED and case.status in CLOSED:
        columns |= {"closed_at": None, "reopened": case.reopened + 1}
    if not record_rows.change_case(tx, case, **columns):
        raise Stale("The case was changed meanwhile; look at it again.", field="case.version")
    for name, value in given.items():
        _note(tx, case.id, by, name, getattr(case, name), value)
    tx.record(facts.CaseChanged(case.id, case.customer_id, str(status), by.agent_id))
    after = record_rows.case(tx, case.id)
    if after is not None:
        now = CaseNow(
            case.id, case.customer_id, after.type, after.status, after.priority, after.queue_id,
            after.conversation_id, after.owner_id,
        )
        moved = by.agent_id is not None and bool({"type", "priority"} & given.keys())
        sla.case_changed(tx, case.status, now, moved=moved)


def customer_spoke(tx: Tx, case_id: CaseId) -> None:
    """A case that waited for its customer is open again: they have written."""
    case = record_rows.case(tx, case_id)
    if case is not None and case.status is CaseStatus.WAITING:
        change(tx, case, {"status": CaseStatus.OPEN}, By(None))


def update(tx: Tx, agent: AgentId, wanted: CaseChange) -> None:
    """An agent changes a case. Raises NotFound, Stale (with the version now), Invalid."""
    case = record_rows.case(tx, wanted.case_id)
    if case is None:
        raise NotFound("There is no such case.", field="case_id")
    if case.version != wanted.version:
        raise Stale(data={"version": case.version})
    if wanted.subject is not None and not wanted.subject.strip():
        raise Invalid("subject must not be empty.", field="subject")
    if wanted.priority is not None and not 1 <= wanted.priority <= 10:
        raise Invalid("priority is 1 (low) to 10 (high).", field="priority")
    if wanted.owner_id is not None and floor_rows.agent(tx, wanted.owner_id) is None:
        raise Invalid("There is no such agent.", field="owner_id")
    given = {
        "subject": wanted.subject.strip()[:SUBJECT_LIMIT] if wanted.subject is not None else None,
        "type": wanted.type,
        "status": wanted.status,
        "priority": wanted.priority,
        "owner_id": wanted.owner_id,
        "due_at": wanted.due_at,
    }
    change(tx, case, {name: value for name, value in given.items() if value is not None}, By(agent))


def _note(tx: Tx, case_id: CaseId, by: By, name: str, before: object, after: object) -> None:
    record_rows.note_change(
        tx, "case", case_id,
        {"agent_id": by.agent_id, "handling_id": by.handling_id, "field": name, "before": text_of(before),
         "after": text_of(after)},
    )


def text_of(value: object) -> str:
    """A field's value as history shows it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
