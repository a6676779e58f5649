"""The effects of a wrap-up form, written: cases, sales, callbacks, answers, consents, stages, and lines that say so.

What follows from the form was decided in core/outcome; here nothing is decided any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from hub.actions import callbacks, cases, lines, opportunities
from hub.actions.cases import By
from hub.core import facts
from hub.core.effects import (
    AnswerCampaign,
    CaseRecord,
    ChangeCase,
    ChangeOpportunity,
    Effect,
    EndRelation,
    EnterStage,
    OpenCase,
    OpenOpportunity,
    OpenRecords,
    PlanCallback,
    SaleRecord,
    SetConsent,
)
from hub.core.form import WrapUpForm
from hub.core.terms import CustomerId, LifecycleStage
from hub.errors import Invalid
from hub.store import conversation_rows, customer_rows, floor_rows, record_rows
from hub.store.floor_rows import Work
from hub.store.handling_rows import Handling
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Talk:
    """The work, the stretch of it that ended, and the form about it."""

    work: Work
    handling: Handling
    form: WrapUpForm

    @property
    def by(self) -> By:
        """Who writes records now."""
        return By(self.handling.agent_id, self.handling.id, self.work.queue_id, self.work.conversation_id)


def open_records(tx: Tx, talk: Talk) -> OpenRecords:
    """What the form is read against, from all records that read as this customer."""
    tree = customer_rows.tree(tx, talk.work.customer_id)
    customer = customer_rows.reads_as(tx, talk.work.customer_id)
    conversation = conversation_rows.conversation(tx, talk.work.conversation_id)
    return OpenRecords(
        now=tx.now,
        customer_id=talk.work.customer_id,
        agent_id=talk.handling.agent_id,
        queue_id=talk.handling.queue_id,
        stage=LifecycleStage(customer.stage) if customer and customer.stage else None,
        time_zone=customer.time_zone if customer else "",
        subject=talk.work.subject or (conversation.subject if conversation else ""),
        cases=tuple(
            CaseRecord(
                each.id, each.version, each.status, each.topic, each.closed_at, each.type, each.subject
            )
            for each in record_rows.cases_of(tx, tree)
        ),
        sales=tuple(
            SaleRecord(each.id, each.version, each.stage) for each in record_rows.opportunities_of(tx, tree)
        ),
        bought_before=record_rows.has_bought(tx, tree),
    )


def check(tx: Tx, effects: Sequence[Effect]) -> None:
    """Raise Invalid for agents who do not work here, before anything is written."""
    for effect in effects:
        match effect:
            case PlanCallback(agent_id=str(agent)):
                _check_agent(tx, agent, "callback.agent_id")
            case OpenCase(owner_id=str(agent)):
                _check_agent(tx, agent, "case.owner_id")
            case ChangeCase(changes={"owner_id": str(agent)}):
                _check_agent(tx, agent, "case.owner_id")


def write(tx: Tx, talk: Talk, effects: Sequence[Effect]) -> dict[str, str]:
    """Write them all; the ids and numbers of what was made."""
    customer = customer_rows.reads_as(tx, talk.work.customer_id)
    customer_id = customer.id if customer else talk.work.customer_id
    made: dict[str, str] = {}
    _wrapped_up(tx, talk)
    for effect in effects:
        made |= _write(tx, talk, customer_id, effect)
    return made


def _write(tx: Tx, talk: Talk, customer_id: CustomerId, effect: Effect) -> dict[str, str]:
    match effect:
        case OpenCase():
            return _open_case(tx, talk, customer_id, effect)
        case ChangeCase():
            return _change_case(tx, talk, effect)
        case OpenOpportunity():
            return _open_sale(tx, talk, customer_id, effect)
        case ChangeOpportunity():
            return _change_sale(tx, talk, effect)
        case PlanCallback():
            return _plan_callback(tx, talk, customer_id, effect)
        case AnswerCampaign():
            _answer_campaign(tx, talk, customer_id, effect)
        case SetConsent():
            _set_consent(tx, talk, customer_id, effect)
        case EndRelation():
            _end_relation(tx, talk, customer_id, effect)
        case EnterStage():
            customer_rows.enter_stage(tx, customer_id, effect.stage, effect.cause)
            tx.record(facts.StageEntered(customer_id, effect.stage, effect.cause))
        case _:
            assert_never(effect)
    return {}


def _wrapped_up(tx: Tx, talk: Talk) -> None:
    handled = tx.now - talk.handling.started_at
    _tell(
        tx, talk, "wrapped_up",
        {"handling_id": talk.handling.id, "codes": " ".join(talk.form.codes), "result": talk.form.result,
         "note": talk.form.note, "handled_seconds": str(int(handled.total_seconds()))},
    )


def _open_case(tx: Tx, talk: Talk, customer_id: CustomerId, effect: OpenCase) -> dict[str, str]:
    case_id, number = cases.open_one(tx, customer_id, effect, talk.by)
    conversation_rows.change_conversation(tx, talk.work.conversation_id, case_id=case_id)
    made = {"case_id": str(case_id), "case_number": number}
    _tell(tx, talk, "case_opened", {**made, "subject": effect.subject})
    return made


def _change_case(tx: Tx, talk: Talk, effect: ChangeCase) -> dict[str, str]:
    case = record_rows.case(tx, effect.id)
    if case is None:
        return {}
    cases.change(tx, case, effect.changes, talk.by)
    conversation_rows.change_conversation(tx, talk.work.conversation_id, case_id=case.id)
    made = {"case_id": str(case.id), "case_number": case.number}
    status = effect.changes.get("status", case.status)
    name = "case_reopened" if effect.reopens else "case_closed" if status in cases.CLOSED else "case_attached"
    _tell(tx, talk, name, {**made, "subject": case.subject})
    return made


def _open_sale(tx: Tx, talk: Talk, customer_id: CustomerId, effect: OpenOpportunity) -> dict[str, str]:
    opportunity_id, number = opportunities.open_one(tx, customer_id, effect, talk.by)
    made = {"opportunity_id": str(opportunity_id), "opportunity_number": number}
    _tell(tx, talk, "opportunity_opened", {**made, "name": effect.name, "stage": effect.stage})
    return made


def _change_sale(tx: Tx, talk: Talk, effect: ChangeOpportunity) -> dict[str, str]:
    sale = record_rows.opportunity(tx, effect.id)
    if sale is None:
        return {}
    opportunities.change(tx, sale, effect.changes, talk.by)
    made = {"opportunity_id": str(sale.id), "opportunity_number": sale.number}
    stage = str(effect.changes.get("stage", sale.stage))
    _tell(tx, talk, "opportunity_changed", {**made, "name": sale.name, "stage": stage})
    return made


def _plan_callback(tx: Tx, talk: Talk, customer_id: CustomerId, effect: PlanCallback) -> dict[str, str]:
    callback_id = callbacks.plan(
        tx, customer_id, effect, talk.handling.agent_id, talk.work.conversation_id
    )
    made = {"callback_id": str(callback_id)}
    _tell(tx, talk, "callback_planned",
          {**made, "due_at": effect.due_at.isoformat(), "time_zone": effect.time_zone, "queue_id": effect.queue_id})
    return made


def _answer_campaign(tx: Tx, talk: Talk, customer_id: CustomerId, effect: AnswerCampaign) -> None:
    customer_rows.write_touches(
        tx,
        [{"id": tx.new_id(), "customer_id": customer_id, "at": tx.now, "name": effect.campaign,
          "medium": talk.work.medium, "utm": {}, "response": effect.response,
          "agent_id": talk.handling.agent_id}],
    )
    tx.record(facts.CampaignAnswered(customer_id, effect.response))


def _set_consent(tx: Tx, talk: Talk, customer_id: CustomerId, effect: SetConsent) -> None:
    customer_rows.write_consents(
        tx,
        [{"id": tx.new_id(), "customer_id": customer_id, "purpose": effect.purpose, "medium": effect.medium,
          "state": effect.state, "at": tx.now, "how": "wrap-up", "agent_id": talk.handling.agent_id,
          "handling_id": talk.handling.id}],
    )
    tx.record(facts.ConsentChanged(customer_id, effect.purpose, effect.medium, effect.state))


def _end_relation(tx: Tx, talk: Talk, customer_id: CustomerId, effect: EndRelation) -> None:
    customer_rows.add_termination(
        tx,
        {"id": tx.new_id(), "customer_id": customer_id, "at": tx.now, "side": effect.side,
         "reason": effect.reason, "competitor": effect.competitor, "agent_id": talk.handling.agent_id},
    )
    _tell(tx, talk, "relation_ended", {"side": effect.side, "reason": effect.reason})


def _tell(tx: Tx, talk: Talk, name: str, data: dict[str, str]) -> None:
    lines.event(tx, lines.place_of(talk.work), name, data, talk.handling.agent_id)


def _check_agent(tx: Tx, agent: str, field: str) -> None:
    found = floor_rows.agents(tx, [agent])
    if not any(each.active for each in found.values()):
        raise Invalid("There is no such agent.", field=field)


