"""From a form to its effects: what is required, what is attached by default, what opens again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.effects import (
    AnswerCampaign,
    CaseRecord,
    ChangeCase,
    ChangeOpportunity,
    EndRelation,
    EnterStage,
    OpenCase,
    OpenOpportunity,
    OpenRecords,
    PlanCallback,
    SaleRecord,
    SetConsent,
)
from hub.core.form import (
    CallbackStep,
    CampaignStep,
    CaseStep,
    ConsentStep,
    OpportunityStep,
    TerminationStep,
    WrapUpForm,
)
from hub.core.outcome import derive, local_moment
from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    CaseType,
    CustomerId,
    DispositionCode,
    LifecycleStage,
    OpportunityId,
    OpportunityStage,
    WrapUpResult,
)
from hub.errors import HubError, Invalid, Missing, Stale
from tests.actions.firm import SUPPORT, small_plan

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PLAN = small_plan()
OPEN_CASE = CaseRecord(CaseId("c1"), 3, CaseStatus.OPEN, "delivery")
SALE = SaleRecord(OpportunityId("o1"), 2, OpportunityStage.QUALIFIED)


def form(*codes: str, **steps: Any) -> WrapUpForm:
    chosen = tuple(DispositionCode(code) for code in codes or ("question",))
    return WrapUpForm(codes=chosen, result=steps.pop("result", WrapUpResult.FOLLOW_UP), **steps)


def records(**known: Any) -> OpenRecords:
    values: dict[str, Any] = {"stage": LifecycleStage.EXPLORATION, "subject": "Parcel"} | known
    return OpenRecords(NOW, CustomerId("ann"), AgentId("bob"), SUPPORT, **values)


# --- the case ------------------------------------------------------------------------------------------------


def test_the_talk_is_attached_to_the_single_open_case() -> None:
    step = CaseStep("attach", status=CaseStatus.WAITING)
    (effect,) = derive(form(case=step), records(cases=(OPEN_CASE,)), PLAN)
    assert effect == ChangeCase(OPEN_CASE.id, 3, {"status": CaseStatus.WAITING})


def test_without_an_open_case_one_is_opened_from_what_is_known() -> None:
    (effect,) = derive(form("delivery", case=CaseStep("attach")), records(), PLAN)
    assert isinstance(effect, OpenCase)
    assert (effect.subject, effect.topic, effect.owner_id) == ("Parcel", "delivery", "bob")


def test_with_several_open_cases_the_one_on_the_topic_is_meant_else_a_person_is_asked() -> None:
    others = (OPEN_CASE, CaseRecord(CaseId("c2"), 1, CaseStatus.NEW, "repair"))
    (effect,) = derive(form("delivery", case=CaseStep("attach")), records(cases=others), PLAN)
    assert isinstance(effect, ChangeCase) and effect.id == "c1"
    with pytest.raises(Missing) as refused:
        derive(form(case=CaseStep("attach")), records(cases=others), PLAN)
    assert refused.value.field == "case.id"


@pytest.mark.parametrize(("days", "reopens"), [(1, True), (14, True), (15, False)])
def test_a_closed_case_opens_again_for_some_days_then_a_new_one_continues_it(days: int, reopens: bool) -> None:
    closed = CaseRecord(CaseId("c9"), 4, CaseStatus.CLOSED, "", NOW - timedelta(days=days))
    (effect,) = derive(form(case=CaseStep("attach", id=closed.id)), records(cases=(closed,)), PLAN)
    if reopens:
        assert effect == ChangeCase(closed.id, 4, {"status": CaseStatus.OPEN}, reopens=True)
    else:
        assert isinstance(effect, OpenCase) and effect.parent == closed.id


def test_a_case_changed_meanwhile_is_stale_and_anothers_case_invalid() -> None:
    with pytest.raises(Stale):
        derive(form(case=CaseStep("attach", id=OPEN_CASE.id, version=2)), records(cases=(OPEN_CASE,)), PLAN)
    with pytest.raises(Invalid) as refused:
        derive(form(case=CaseStep("attach", id=CaseId("foreign"))), records(cases=(OPEN_CASE,)), PLAN)
    assert refused.value.field == "case.id"


def test_closing_needs_an_open_case() -> None:
    (effect,) = derive(form(case=CaseStep("close")), records(cases=(OPEN_CASE,)), PLAN)
    assert effect == ChangeCase(OPEN_CASE.id, 3, {"status": CaseStatus.CLOSED})
    with pytest.raises(Missing):
        derive(form(case=CaseStep("close")), records(), PLAN)


# --- what is required ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_form", "field"),
    [
        (form("delivery"), "case"),
        (form("complaint", case=CaseStep("create"), note="x"), "case.type"),
        (form("complaint", case=CaseStep("create", type=CaseType.COMPLAINT)), "note"),
        (form("sold"), "opportunity"),
        (form("sold", opportunity=OpportunityStep("create", name="x")), "opportunity.amount"),
        (form("leaving", note="bye"), "termination"),
        (form("later"), "callback"),
        (WrapUpForm(codes=(), result=WrapUpResult.RESOLVED), "codes"),
        (form("unknown"), "codes"),
        (form(opportunity=OpportunityStep("create", name="x", stage=OpportunityStage.LOST)), "opportunity.loss_reason"),
        (form(opportunity=OpportunityStep("create", name="x", amount="ten")), "opportunity.amount"),
        (form(opportunity=OpportunityStep("create", name="x", amount="NaN")), "opportunity.amount"),
        (form(opportunity=OpportunityStep("create", name="x", expected_close="soon")), "opportunity.expected_close"),
        (form(callback=CallbackStep("2026-11-22T10:00", "")), "callback.at"),
        (form(callback=CallbackStep("tomorrow", "")), "callback.at"),
        (form(callback=CallbackStep("9999-12-31T23:59", "America/New_York")), "callback.at"),
        (form(callback=CallbackStep("2026-11-24T10:00+01:00", "")), "callback.at"),
        (form(callback=CallbackStep("2026-11-24T10:00", "Mars/Base")), "callback.time_zone"),
        (form(case=CaseStep("create", priority=11)), "case.priority"),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_its_field(given_form: WrapUpForm, field: str) -> None:
    with pytest.raises((Missing, Invalid)) as refused:
        derive(given_form, records(), PLAN)
    assert refused.value.field == field
    assert len(str(refused.value)) > 10


def test_a_code_of_another_queue_is_refused() -> None:
    code = DispositionCode("question")
    plan = replace(PLAN, dispositions={code: replace(PLAN.dispositions[code], queues=("elsewhere",))})  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        derive(form(), records(), plan)


# --- sale, callback, the rest --------------------------------------------------------------------------------


def test_a_sale_is_attached_to_the_single_open_one() -> None:
    step = OpportunityStep("attach", stage=OpportunityStage.WON, amount="1,5")
    effects = derive(form(opportunity=step), records(sales=(SALE,)), PLAN)
    assert effects[0] == ChangeOpportunity(SALE.id, 2, {"stage": OpportunityStage.WON, "amount": Decimal("1.50")})


def test_a_sale_without_an_open_one_is_opened_in_the_firms_currency() -> None:
    (effect,) = derive(form(opportunity=OpportunityStep("attach", amount="9.999")), records(), PLAN)
    assert effect == OpenOpportunity("Parcel", OpportunityStage.NEW, Decimal("10.00"), "EUR")


def test_a_callback_is_a_local_time_of_the_customer() -> None:
    (effect,) = derive(form(callback=CallbackStep("2026-11-24T10:00", "")), records(time_zone="Asia/Omsk"), PLAN)
    assert isinstance(effect, PlanCallback)
    assert effect.due_at == datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def test_a_time_the_clock_skips_is_after_the_jump_and_one_that_comes_twice_is_the_first() -> None:
    assert local_moment("2026-03-29T02:30", "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert local_moment("2026-10-25T02:30", "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_all_steps_come_in_the_order_of_writing() -> None:
    whole = form(
        case=CaseStep("create"), opportunity=OpportunityStep("create", name="x"),
        callback=CallbackStep("2026-11-24T10:00", ""), campaign=CampaignStep("spring", "interested"),
        consents=(ConsentStep("ads", "sms", "given"),), termination=TerminationStep("client", "service", " Rival "),
    )
    kinds = [type(each) for each in derive(whole, records(), PLAN)]
    assert kinds == [OpenCase, OpenOpportunity, PlanCallback, AnswerCampaign, SetConsent, EndRelation, EnterStage]


@pytest.mark.parametrize(
    ("stage", "bought", "steps", "entered"),
    [
        (LifecycleStage.AWARENESS, False, {}, LifecycleStage.EXPLORATION),
        (LifecycleStage.AWARENESS, False, {"result": WrapUpResult.NO_ANSWER}, None),
        (LifecycleStage.EXPLORATION, False, {}, None),
        (LifecycleStage.EXPLORATION, True, {"campaign": CampaignStep("s", "bought")}, LifecycleStage.EXPANSION),
        (LifecycleStage.COMMITMENT, True, {"campaign": CampaignStep("s", "bought")}, None),
        (LifecycleStage.DISSOLUTION, False, {"campaign": CampaignStep("s", "bought")}, LifecycleStage.EXPLORATION),
        (LifecycleStage.COMMITMENT, True, {"termination": TerminationStep("both", "other")},
         LifecycleStage.DISSOLUTION),
    ],
)
def test_the_relation_moves_by_what_happened(
    stage: LifecycleStage, bought: bool, steps: dict[str, Any], entered: LifecycleStage | None
) -> None:
    effects = derive(form(**steps), records(stage=stage, bought_before=bought), PLAN)
    found = [each.stage for each in effects if isinstance(each, EnterStage)]
    assert found == ([entered] if entered else [])


@given(
    st.builds(
        WrapUpForm,
        codes=st.lists(st.sampled_from([*PLAN.dispositions, DispositionCode("x")]), max_size=3).map(tuple),
        result=st.sampled_from(WrapUpResult),
        note=st.text(max_size=5),
        case=st.none() | st.builds(CaseStep, st.sampled_from(["attach", "create", "close", "none"])),
        opportunity=st.none() | st.builds(OpportunityStep, st.sampled_from(["attach", "create", "none"]),
                                          amount=st.text(max_size=4), stage=st.sampled_from(OpportunityStage)),
        callback=st.none() | st.builds(CallbackStep, st.text(max_size=20), st.text(max_size=10)),
    )
)
def test_any_form_has_effects_or_a_refusal_that_names_a_field(any_form: WrapUpForm) -> None:
    known = records(cases=(OPEN_CASE,), sales=(SALE,))
    try:
        first = derive(any_form, known, PLAN)
    except HubError as refused:
        assert refused.field
    else:
        assert derive(any_form, known, PLAN) == first
