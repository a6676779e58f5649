"""Opportunities: opened, moved through their stages, won or lost, each step in their history."""

from __future__ import annotations

from dataclasses import dataclass

from hub.actions.cases import By, text_of
from hub.core import facts
from hub.core.effects import OpenOpportunity
from hub.core.outcome import iso_day, money
from hub.core.terms import AgentId, CustomerId, OpportunityId, OpportunityStage
from hub.errors import Invalid, Missing, NotFound, Stale
from hub.store import record_rows
from hub.store.record_rows import Opportunity
from hub.store.writer import Tx

CLOSED = (OpportunityStage.WON, OpportunityStage.LOST)


@dataclass(frozen=True, slots=True)
class OpportunityChange:
    """What an agent changes on an opportunity; None leaves a field as it is."""

    opportunity_id: OpportunityId
    version: int
    name: str | None = None
    stage: OpportunityStage | None = None
    amount: str | None = None
    expected_close: str | None = None
    loss_reason: str | None = None


def open_one(tx: Tx, customer_id: CustomerId, made: OpenOpportunity, by: By) -> tuple[OpportunityId, str]:
    """A new opportunity; its id and number."""
    opportunity_id = OpportunityId(tx.new_id())
    number = f"{tx.house.opportunity_prefix}{tx.number('opportunity'):05d}"
    record_rows.add_opportunity(
        tx,
        {"id": opportunity_id, "number": number, "customer_id": customer_id, "name": made.name[:500],
         "stage": made.stage, "amount": made.amount, "currency": made.currency, "expected_close": made.expected_close,
         "owner_id": by.agent_id, "loss_reason": made.loss_reason, "conversation_id": by.conversation_id,
         "created_at": tx.now, "updated_at": tx.now, "closed_at": tx.now if made.stage in CLOSED else None},
    )
    record_rows.enter_sale_stage(tx, opportunity_id, made.stage, by.agent_id)
    _note(tx, opportunity_id, by, "opened", "", made.stage)
    tx.record(facts.OpportunityOpened(opportunity_id, customer_id, by.agent_id))
    return opportunity_id, number


def change(tx: Tx, sale: Opportunity, values: dict[str, object], by: By) -> None:
    """Set fields and keep what was before. Raises Stale when somebody changed it meanwhile."""
    given = {name: value for name, value in values.items() if getattr(sale, name) != value}
    if not given:
        return
    stage = given.get("stage", sale.stage)
    columns = dict(given)
    if "stage" in given:
        columns["closed_at"] = tx.now if stage in CLOSED else None
    if not record_rows.change_opportunity(tx, sale, **columns):
        raise Stale("The opportunity was changed meanwhile; look at it again.", field="opportunity.version")
    if "stage" in given:
        record_rows.enter_sale_stage(tx, sale.id, str(stage), by.agent_id)
    for name, value in given.items():
        _note(tx, sale.id, by, name, getattr(sale, name), value)
    tx.record(facts.OpportunityChanged(sale.id, sale.customer_id, str(stage), by.agent_id))


def update(tx: Tx, agent: AgentId, wanted: OpportunityChange) -> None:
    """An agent changes an opportunity. Raises NotFound, Stale (with the version now), Invalid, Missing."""
    sale = record_rows.opportunity(tx, wanted.opportunity_id)
    if sale is None:
        raise NotFound("There is no such opportunity.", field="opportunity_id")
    if sale.version != wanted.version:
        raise Stale(data={"version": sale.version})
    if wanted.name is not None and not wanted.name.strip():
        raise Invalid("name must not be empty.", field="name")
    reason = wanted.loss_reason.strip() if wanted.loss_reason is not None else None
    if wanted.stage is OpportunityStage.LOST and not (reason or sale.loss_reason):
        raise Missing("Say why the sale was lost.", field="loss_reason")
    given: dict[str, object] = {
        "name": wanted.name.strip()[:500] if wanted.name is not None else None,
        "stage": wanted.stage,
        "amount": money(wanted.amount, "amount") if wanted.amount is not None else None,
        "expected_close": iso_day(wanted.expected_close, "expected_close") if wanted.expected_close else None,
        "loss_reason": reason,
    }
    change(tx, sale, {name: value for name, value in given.items() if value is not None}, By(agent))


def _note(tx: Tx, opportunity_id: OpportunityId, by: By, name: str, before: object, after: object) -> None:
    record_rows.note_change(
        tx, "opportunity", opportunity_id,
        {"agent_id": by.agent_id, "handling_id": by.handling_id, "field": name, "before": text_of(before),
         "after": text_of(after)},
    )
