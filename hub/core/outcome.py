"""What follows from a wrap-up form: one form in, the effects out, all or none. Pure.

Defaults follow one rule: a talk about something belongs to the single open record of it; only when there are two
or more is a person asked. Nothing is stored here.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeVar

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
from hub.core.form import CallbackStep, CaseStep, OpportunityStep, WrapUpForm
from hub.core.plan import FloorPlan
from hub.core.terms import (
    CaseStatus,
    CaseType,
    DispositionCode,
    LifecycleStage,
    OpportunityStage,
    QueueId,
    WrapUpResult,
)
from hub.errors import Invalid, Missing, Stale

CLOSED_CASES = (CaseStatus.RESOLVED, CaseStatus.CLOSED)
CLOSED_STAGES = (OpportunityStage.WON, OpportunityStage.LOST)
NOTE_LIMIT = 20_000
MOST_MONEY = Decimal("9999999999999999.99")


def derive(form: WrapUpForm, records: OpenRecords, plan: FloorPlan) -> list[Effect]:
    """The effects, in the order they are written.

    Raises Missing or Invalid naming the field, Stale when a record was changed since the form was opened.
    """
    _check_form(form, records, plan)
    effects: list[Effect] = []
    if form.case is not None and form.case.action != "none":
        effects.append(_case(form, form.case, records, plan))
    if form.opportunity is not None and form.opportunity.action != "none":
        effects.append(_opportunity(form.opportunity, records, plan))
    if form.callback is not None:
        effects.append(_callback(form.callback, records, plan))
    if form.campaign is not None:
        effects.append(AnswerCampaign(form.campaign.campaign, form.campaign.response))
    effects += [SetConsent(each.purpose, each.medium, each.state) for each in form.consents]
    if form.termination is not None:
        step = form.termination
        effects.append(EndRelation(step.side, step.reason, step.competitor.strip()))
    entered = _stage(form, effects, records)
    return [*effects, entered] if entered else effects


# --- what must be there --------------------------------------------------------------------------------------


def _check_form(form: WrapUpForm, records: OpenRecords, plan: FloorPlan) -> None:
    if not form.codes:
        raise Missing("Choose what it was about.", field="codes")
    if len(form.note) > NOTE_LIMIT:
        raise Invalid(f"note is longer than {NOTE_LIMIT} characters; shorten it.", field="note")
    for code in form.codes:
        _check_code(code, records.queue_id, plan)
        for name in plan.dispositions[code].requires:
            if not _is_given(form, name):
                shown = plan.dispositions[code].name.get("en", code)
                raise Missing(f"{name} is required for {shown!r}.", field=name)
    for consent in form.consents:
        if not consent.purpose.strip():
            raise Missing("A consent needs its purpose.", field="consents.purpose")
    if form.campaign is not None and not form.campaign.campaign.strip():
        raise Missing("Name the campaign.", field="campaign.campaign")


def _check_code(code: DispositionCode, queue: QueueId, plan: FloorPlan) -> None:
    known = plan.dispositions.get(code)
    if known is None:
        raise Invalid(f"There is no result {code!r}.", field="codes")
    if known.queues and queue not in known.queues:
        raise Invalid(f"The result {code!r} is not used in this queue.", field="codes")


def _is_given(form: WrapUpForm, name: str) -> bool:
    case = form.case if form.case and form.case.action != "none" else None
    sale = form.opportunity if form.opportunity and form.opportunity.action != "none" else None
    match name:
        case "note":
            return bool(form.note.strip())
        case "topic":
            return bool(form.topic.strip())
        case "case":
            return case is not None
        case "case.type":
            return case is not None and (case.type is not None or case.id is not None)
        case "case.subject":
            return case is not None and (bool(case.subject.strip()) or case.id is not None)
        case "opportunity":
            return sale is not None
        case "opportunity.amount":
            return sale is not None and bool(sale.amount.strip())
        case "opportunity.name":
            return sale is not None and (bool(sale.name.strip()) or sale.id is not None)
        case "callback":
            return form.callback is not None
        case "campaign":
            return form.campaign is not None
        case "termination":
            return form.termination is not None
    return True


# --- the case ------------------------------------------------------------------------------------------------


def _case(form: WrapUpForm, step: CaseStep, records: OpenRecords, plan: FloorPlan) -> Effect:
    topic = step.topic or form.topic or _topic(form, plan)
    if step.priority is not None and not 1 <= step.priority <= 10:
        raise Invalid("case.priority is 1 (low) to 10 (high).", field="case.priority")
    if step.action == "create":
        return _new_case(form, step, topic, records, plan)
    found = _the_case(step, topic, records)
    if found is None:
        if step.action == "close":
            raise Missing("There is no open case to close; choose one.", field="case.id")
        return _new_case(form, step, topic, records, plan)
    if step.version is not None and step.version != found.version:
        raise Stale("The case was changed meanwhile; look at it again.", field="case.version")
    if found.status in CLOSED_CASES and step.action == "attach":
        return _continue_case(form, step, found, topic, records, plan)
    return ChangeCase(found.id, found.version, _case_changes(step))


def _the_case(step: CaseStep, topic: str, records: OpenRecords) -> CaseRecord | None:
    """The case named, else the single open one, else the single open one on this topic, else None."""
    if step.id is not None:
        found = next((each for each in records.cases if each.id == step.id), None)
        if found is None:
            raise Invalid("This case is not one of the customer's.", field="case.id")
        return found
    open_ones = [each for each in records.cases if each.status not in CLOSED_CASES]
    same_topic = [each for each in open_ones if topic and each.topic == topic]
    return _single(open_ones, same_topic, "case.id")


Record = TypeVar("Record", CaseRecord, SaleRecord)


def _single(all_: Sequence[Record], closer: Sequence[Record], field_name: str) -> Record | None:
    for some in (all_, closer):
        if len(some) == 1:
            return some[0]
    if not all_:
        return None
    raise Missing("There are several open ones; choose which.", field=field_name)


def _continue_case(
    form: WrapUpForm, step: CaseStep, found: CaseRecord, topic: str, records: OpenRecords, plan: FloorPlan
) -> Effect:
    """A closed case is opened again within some days; later a new one continues it."""
    closed = found.closed_at or records.now
    if records.now - closed <= timedelta(days=plan.case_reopen_days):
        changes = {"status": CaseStatus.OPEN, **_case_changes(step)}
        return ChangeCase(found.id, found.version, changes, reopens=True)
    again = replace(step, type=step.type or found.type, subject=step.subject.strip() or found.subject)
    return replace(_new_case(form, again, topic or found.topic, records, plan), parent=found.id)


def _new_case(form: WrapUpForm, step: CaseStep, topic: str, records: OpenRecords, plan: FloorPlan) -> OpenCase:
    """A new case; its subject is what was said of it, else what the talk or the note or the result is called."""
    resolved = form.result is WrapUpResult.RESOLVED
    status = step.status or (CaseStatus.RESOLVED if resolved else CaseStatus.OPEN)
    called = plan.dispositions[form.codes[0]].name
    first_line = form.note.strip().split("\n")[0][:120]
    return OpenCase(
        type=step.type or CaseType.QUESTION,
        subject=step.subject.strip() or records.subject.strip() or first_line
        or called.get(plan.languages[0], form.codes[0]),
        status=status,
        priority=step.priority or 5,
        topic=topic,
        due_at=step.due_at,
        owner_id=step.owner_id or records.agent_id,
    )


def _case_changes(step: CaseStep) -> dict[str, object]:
    given: dict[str, object] = {
        "type": step.type,
        "subject": step.subject.strip() or None,
        "status": CaseStatus.CLOSED if step.action == "close" else step.status,
        "priority": step.priority,
        "due_at": step.due_at,
        "owner_id": step.owner_id,
        "topic": step.topic or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _topic(form: WrapUpForm, plan: FloorPlan) -> str:
    return next((plan.dispositions[code].topic for code in form.codes if plan.dispositions[code].topic), "")


# --- the sale ------------------------------------------------------------------------------------------------


def _opportunity(step: OpportunityStep, records: OpenRecords, plan: FloorPlan) -> Effect:
    amount = money(step.amount, "opportunity.amount")
    expected = iso_day(step.expected_close, "opportunity.expected_close")
    if step.stage is OpportunityStage.LOST and not step.loss_reason.strip():
        raise Missing("Say why the sale was lost.", field="opportunity.loss_reason")
    found = None if step.action == "create" else _the_sale(step, records)
    if found is None:
        name = step.name.strip() or records.subject.strip()
        if not name:
            raise Missing("Name the opportunity.", field="opportunity.name")
        return OpenOpportunity(
            name, step.stage or OpportunityStage.NEW, amount, step.currency or plan.currency,
            step.loss_reason.strip(), expected,
        )
    if step.version is not None and step.version != found.version:
        raise Stale("The opportunity was changed meanwhile; look at it again.", field="opportunity.version")
    given: dict[str, object] = {
        "name": step.name.strip() or None,
        "stage": step.stage,
        "amount": amount,
        "currency": step.currency or None,
        "loss_reason": step.loss_reason.strip() or None,
        "expected_close": expected or None,
    }
    return ChangeOpportunity(
        found.id, found.version, {name: value for name, value in given.items() if value is not None}
    )


def _the_sale(step: OpportunityStep, records: OpenRecords) -> SaleRecord | None:
    if step.id is not None:
        found = next((each for each in records.sales if each.id == step.id), None)
        if found is None:
            raise Invalid("This opportunity is not one of the customer's.", field="opportunity.id")
        if found.stage in CLOSED_STAGES:
            raise Invalid("This opportunity is closed; open a new one.", field="opportunity.id")
        return found
    open_ones = [each for each in records.sales if each.stage not in CLOSED_STAGES]
    return _single(open_ones, (), "opportunity.id")


def money(text: str, field_name: str) -> Decimal | None:
    """An amount written as a decimal, "1234.50"; None for "". Raises Invalid."""
    if not text.strip():
        return None
    try:
        amount = Decimal(text.strip().replace(",", "."))
        if not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
            raise InvalidOperation
        return amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Invalid(f"{field_name} is an amount like 1234.50.", field=field_name) from None


def iso_day(text: str, field_name: str) -> str:
    """A date as "2026-12-31", "" for "". Raises Invalid."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise Invalid(f"{field_name} is a date like 2026-12-31.", field=field_name) from None


# --- the callback --------------------------------------------------------------------------------------------


def _callback(step: CallbackStep, records: OpenRecords, plan: FloorPlan) -> PlanCallback:
    zone_name = step.time_zone or records.time_zone or plan.time_zone
    due_at = local_moment(step.at, zone_name)
    if due_at <= records.now:
        raise Invalid("callback.at is past; choose a time to come.", field="callback.at")
    queue = step.queue_id or records.queue_id
    if queue not in plan.queues:
        raise Invalid(f"There is no queue {queue!r}.", field="callback.queue_id")
    return PlanCallback(due_at, zone_name, queue, step.agent_id, step.address, step.note.strip())


def local_moment(text: str, zone_name: str) -> datetime:
    """A local time of a zone as an instant in UTC. Raises Invalid.

    A time the clock skips in spring counts from before the jump (RFC 5545 3.3.5: 02:30 is 03:30 then); one that
    comes twice in autumn is the first.
    """
    try:
        zone = zoneinfo.ZoneInfo(zone_name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"{zone_name!r} is not a time zone; write one like Europe/Moscow.",
                      field="callback.time_zone") from None
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("callback.at is a local time like 2026-05-04T10:00.", field="callback.at") from None
    if local.tzinfo is not None:
        raise Invalid("callback.at is a local time without an offset.", field="callback.at")
    try:
        return local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        raise Invalid("callback.at is too far away.", field="callback.at") from None


# --- the relation --------------------------------------------------------------------------------------------


def _stage(form: WrapUpForm, effects: Iterable[Effect], records: OpenRecords) -> EnterStage | None:
    """Dwyer, Schurr, Oh 1987: a talk makes awareness exploration, a sale more of it, a termination its end."""
    entered = _entered(form, list(effects), records)
    return entered if entered is not None and entered.stage is not records.stage else None


def _entered(form: WrapUpForm, effects: list[Effect], records: OpenRecords) -> EnterStage | None:
    if any(isinstance(each, EndRelation) for each in effects):
        return EnterStage(LifecycleStage.DISSOLUTION, "termination")
    if any(_is_sale(each) for each in effects):
        if records.bought_before and records.stage is not LifecycleStage.COMMITMENT:
            return EnterStage(LifecycleStage.EXPANSION, "sale")
        if records.stage in (None, LifecycleStage.AWARENESS, LifecycleStage.DISSOLUTION):
            return EnterStage(LifecycleStage.EXPLORATION, "sale")
        return None
    spoken = form.result is not WrapUpResult.NO_ANSWER
    if spoken and records.stage in (None, LifecycleStage.AWARENESS):
        return EnterStage(LifecycleStage.EXPLORATION, "first_talk")
    return None


def _is_sale(effect: Effect) -> bool:
    match effect:
        case OpenOpportunity(stage=OpportunityStage.WON):
            return True
        case ChangeOpportunity(changes=changes):
            return changes.get("stage") is OpportunityStage.WON
        case AnswerCampaign(response="bought"):
            return True
    return False
