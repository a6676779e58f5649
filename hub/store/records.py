"""Cases, opportunities, callbacks and orders as pages show them: lists by keyset, single ones with their history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, select

from hub.core.cards import CallbackInfo, CaseInfo, HistoryInfo, OpportunityInfo, OrderInfo
from hub.core.desk import ThreadRow
from hub.core.terms import (
    CallbackState,
    CaseId,
    CaseStatus,
    CaseType,
    OpportunityId,
    OpportunityStage,
)
from hub.errors import NotFound
from hub.store import clocks
from hub.store import tables as t
from hub.store.people import Person, people
from hub.store.threads import conversation_lines

PAGE = 50
SHOWN = 10  # orders in the customer panel
CLOSED_CASE = (CaseStatus.RESOLVED, CaseStatus.CLOSED)
CLOSED_OPPORTUNITY = (OpportunityStage.WON, OpportunityStage.LOST)

_k, _p, _b, _r = t.case.c, t.opportunity.c, t.callback.c, t.order.c
_owner = t.agent.alias("owner")
T = TypeVar("T")

is_open_case = _k.status.not_in(CLOSED_CASE)
is_open_opportunity = _p.stage.not_in(CLOSED_OPPORTUNITY)
is_open_callback = _b.state.in_((CallbackState.PLANNED, CallbackState.DUE))


_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_CASES = (
    select(t.case, _owner.c.name.label("owner_name"))
    .outerjoin(_owner, _owner.c.id == _k.owner_id)
)
_OPPORTUNITIES = (
    select(t.opportunity, _owner.c.name.label("owner_name"))
    .outerjoin(_owner, _owner.c.id == _p.owner_id)
)
_CALLBACKS = (
    select(t.callback, _owner.c.name.label("agent_name"))
    .outerjoin(_owner, _owner.c.id == _b.agent_id)
    .order_by(_b.due_at, _b.id)
)
_ORDERS = select(_r.id, _r.number, _r.at, _r.status, _r.amount, _r.currency, _r.summary).order_by(_r.at.desc(), _r.id)

# What the customer panel asks: all that is open of these records of one customer.
_CASES_OF = _CASES.where(_k.customer_id.in_(_ids), is_open_case).order_by(_k.id.desc()).limit(PAGE)
_OPPORTUNITIES_OF = (
    _OPPORTUNITIES.where(_p.customer_id.in_(_ids), is_open_opportunity).order_by(_p.id.desc()).limit(PAGE)
)
_CALLBACKS_OF = _CALLBACKS.where(_b.customer_id.in_(_ids), is_open_callback).limit(PAGE)
_ORDERS_OF = _ORDERS.where(_r.customer_id.in_(_ids)).limit(SHOWN)


def cases_of(conn: Connection, ids: Sequence[str]) -> list[CaseInfo]:
    """A customer's open cases, newest first."""
    rows = conn.execute(_CASES_OF, {"ids": ids}).all()
    return _cases(conn, rows)


def opportunities_of(conn: Connection, ids: Sequence[str]) -> list[OpportunityInfo]:
    """A customer's open opportunities, newest first."""
    rows = conn.execute(_OPPORTUNITIES_OF, {"ids": ids}).all()
    whose = people(conn, {row.customer_id for row in rows})
    return [_opportunity(row, whose[row.customer_id]) for row in rows]


def callbacks_of(conn: Connection, ids: Sequence[str]) -> list[CallbackInfo]:
    """What was promised to a customer and not done yet, the next first."""
    rows = conn.execute(_CALLBACKS_OF, {"ids": ids}).all()
    whose = people(conn, {row.customer_id for row in rows})
    return [_callback(row, whose[row.customer_id]) for row in rows]


def orders_of(conn: Connection, ids: Sequence[str]) -> list[OrderInfo]:
    """A customer's latest orders."""
    return [OrderInfo(*row) for row in conn.execute(_ORDERS_OF, {"ids": ids})]


def cases(
    conn: Connection, *where: ColumnElement[bool], before: str = "", limit: int = PAGE
) -> tuple[list[CaseInfo], str]:
    """A page of cases, newest first, and the cursor of the next ("" at the end)."""
    rows, following = _page(conn, _CASES, _k.id, where, before, limit)
    return _cases(conn, rows), following


def opportunities(
    conn: Connection, *where: ColumnElement[bool], before: str = "", limit: int = PAGE
) -> tuple[list[OpportunityInfo], str]:
    """A page of opportunities, newest first, and the cursor of the next."""
    rows, following = _page(conn, _OPPORTUNITIES, _p.id, where, before, limit)
    whose = people(conn, {row.customer_id for row in rows})
    return [_opportunity(row, whose[row.customer_id]) for row in rows], following


def callbacks(conn: Connection, *where: ColumnElement[bool], limit: int = 200) -> list[CallbackInfo]:
    """Promised calls, the next due first."""
    rows = conn.execute(_CALLBACKS.where(*where).limit(limit)).all()
    whose = people(conn, {row.customer_id for row in rows})
    return [_callback(row, whose[row.customer_id]) for row in rows]


def case_list(
    conn: Connection, status: str = "", ids: Sequence[str] | None = None, before: str = ""
) -> tuple[list[CaseInfo], str]:
    """Cases of a status ("open" is all that are not finished, "" all); `ids` limits them to what a search found."""
    where: list[ColumnElement[bool]] = [] if ids is None else [_k.id.in_(ids)]
    if status:
        where.append(is_open_case if status == "open" else _k.status == status)
    return cases(conn, *where, before=before)


def opportunity_list(
    conn: Connection, stage: str = "", ids: Sequence[str] | None = None, before: str = ""
) -> tuple[list[OpportunityInfo], str]:
    """Opportunities of a stage ("open" is all that are not won or lost, "" all)."""
    where: list[ColumnElement[bool]] = [] if ids is None else [_p.id.in_(ids)]
    if stage:
        where.append(is_open_opportunity if stage == "open" else _p.stage == stage)
    return opportunities(conn, *where, before=before)


def callback_list(conn: Connection, state: str = "") -> list[CallbackInfo]:
    """Callbacks of a state; "" is all that are still to be made."""
    return callbacks(conn, _b.state == state if state else is_open_callback)


def case(conn: Connection, case_id: CaseId) -> tuple[CaseInfo, list[HistoryInfo], list[ThreadRow]]:
    """A case, its history (oldest first) and the newest lines of its conversations. Raises NotFound."""
    found, _ = cases(conn, _k.id == case_id)
    if not found:
        raise NotFound("There is no such case.", field="case_id")
    c = t.conversation.c
    own = select(_k.conversation_id).where(_k.id == case_id, _k.conversation_id.is_not(None))
    query = select(c.id).where((c.case_id == case_id) | c.id.in_(own))
    return found[0], history(conn, "case", case_id), conversation_lines(conn, list(conn.execute(query).scalars()))


def opportunity(
    conn: Connection, opportunity_id: OpportunityId
) -> tuple[OpportunityInfo, list[HistoryInfo], list[ThreadRow]]:
    """An opportunity, its history and the newest lines of its conversation. Raises NotFound."""
    found, _ = opportunities(conn, _p.id == opportunity_id)
    if not found:
        raise NotFound("There is no such opportunity.", field="opportunity_id")
    query = select(_p.conversation_id).where(_p.id == opportunity_id, _p.conversation_id.is_not(None))
    talks = list(conn.execute(query).scalars())
    return found[0], history(conn, "opportunity", opportunity_id), conversation_lines(conn, talks)


def history(conn: Connection, kind: str, record_id: str, limit: int = 500) -> list[HistoryInfo]:
    """What was changed in a record, oldest first; the newest `limit` steps."""
    c = t.record_history.c
    query = (
        select(c.at, _owner.c.name, c.field, c.before, c.after)
        .outerjoin(_owner, _owner.c.id == c.agent_id)
        .where(c.record_id == record_id, c.kind == kind)
        .order_by(c.id.desc())
        .limit(limit)
    )
    found = [HistoryInfo(at, name or "", *rest) for at, name, *rest in conn.execute(query)]
    return found[::-1]


def _page(
    conn: Connection, query: Select[Any], key: Any, where: Sequence[ColumnElement[bool]], before: str, limit: int
) -> tuple[Sequence[Any], str]:
    conditions = [*where, *([key < before] if before else [])]
    rows = conn.execute(query.where(*conditions).order_by(key.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else ""


def _cases(conn: Connection, rows: Sequence[Any]) -> list[CaseInfo]:
    whose = people(conn, {row.customer_id for row in rows})
    promised = clocks.of_cases(conn, {row.id for row in rows})
    return [replace(_case(row, whose[row.customer_id]), clocks=promised.get(row.id, ())) for row in rows]


def _case(row: Any, person: Person) -> CaseInfo:
    return CaseInfo(
        id=row.id, number=row.number, version=row.version, customer_id=person.id, customer_name=person.name,
        type=CaseType(row.type), subject=row.subject, status=CaseStatus(row.status), priority=row.priority,
        owner_id=row.owner_id, owner_name=row.owner_name or "", queue_id=row.queue_id or None, due_at=row.due_at,
        topic=row.topic, created_at=row.created_at, updated_at=row.updated_at, closed_at=row.closed_at,
    )  # fmt: skip


def _opportunity(row: Any, person: Person) -> OpportunityInfo:
    return OpportunityInfo(
        id=row.id, number=row.number, version=row.version, customer_id=person.id, customer_name=person.name,
        name=row.name, stage=OpportunityStage(row.stage), amount=row.amount, currency=row.currency,
        probability=row.probability, expected_close=row.expected_close, owner_id=row.owner_id,
        owner_name=row.owner_name or "", loss_reason=row.loss_reason, created_at=row.created_at,
        updated_at=row.updated_at, closed_at=row.closed_at,
    )  # fmt: skip


def _callback(row: Any, person: Person) -> CallbackInfo:
    return CallbackInfo(
        id=row.id, customer_id=person.id, customer_name=person.name, due_at=row.due_at, time_zone=row.time_zone,
        queue_id=row.queue_id or None, agent_id=row.agent_id, agent_name=row.agent_name or "",
        address=row.address, note=row.note, state=CallbackState(row.state),
    )  # fmt: skip
