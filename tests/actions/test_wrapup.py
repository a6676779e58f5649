"""The wrap-up contract (spec/methods 4.3, checks a to g): all at once or nothing, once, with the field named."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from hub.actions import callbacks, cases, handle, presence, wrapup
from hub.actions.cases import CaseChange
from hub.actions.offer import Taken
from hub.core import facts
from hub.core.form import (
    CallbackStep,
    CampaignStep,
    CaseStep,
    ConsentStep,
    OpportunityStep,
    TerminationStep,
    WrapUpForm,
)
from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    CaseType,
    DispositionCode,
    OpportunityStage,
    Role,
    WrapUpResult,
)
from hub.errors import HubError, Invalid, Limited, Missing, NotYours, Stale
from tests.actions.firm import Firm

QUESTION = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)
WHOLE = WrapUpForm(
    codes=(DispositionCode("delivery"), DispositionCode("sold")), result=WrapUpResult.FOLLOW_UP, note="All of it",
    case=CaseStep("attach", type=CaseType.PROBLEM, subject="Lost parcel"),
    opportunity=OpportunityStep("attach", name="Beans", stage=OpportunityStage.WON, amount="99.90"),
    callback=CallbackStep("2026-11-24T10:00", ""),
    campaign=CampaignStep("autumn", "interested"),
    consents=(ConsentStep("ads", "email", "given"),),
)


def talk(firm: Firm, agent: AgentId, visitor: str = "v1") -> Taken:
    """A chat in the agent's hands."""
    firm.chat(visitor, "Hello")
    return firm.accept_next(agent)


def test_a_one_request_makes_each_record_once_however_often_it_is_sent(firm: Firm) -> None:
    ann = firm.agent()
    held = talk(firm, ann)
    answers = [firm.store.do_now(wrapup.complete, ann, held.handling_id, WHOLE) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    made = answers[0].made
    assert made["case_number"] == "RC-00001" and made["opportunity_number"] == "OP-00001" and made["callback_id"]
    for name in ("case", "opportunity", "callback", "wrapup", "consent"):
        assert firm.count(name) == 1, name
    assert [row["response"] for row in firm.all("touch")] == ["", "interested"]
    assert [row["code"] for row in firm.all("wrapup_code")] == ["delivery", "sold"]
    sale = firm.all("opportunity")[0]
    assert (sale["amount"], sale["stage"]) == (Decimal("99.90"), "won") and sale["closed_at"] is not None
    assert firm.one("conversation", held.conversation_id)["case_id"] == made["case_id"]
    assert [type(each).__name__ for each in firm.facts()].count("WrapUpEnded") == 1


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (replace(WHOLE, callback=CallbackStep("2026-11-24T10:00", "", agent_id=AgentId("nobody"))), Invalid),
        (replace(WHOLE, case=CaseStep("attach", id=CaseId("foreign"))), Invalid),
        (replace(WHOLE, next_presence="asleep"), Invalid),
        (replace(WHOLE, opportunity=OpportunityStep("create", name="x")), Missing),
    ],
)
def test_b_an_error_in_any_step_leaves_nothing(firm: Firm, broken: WrapUpForm, error: type[HubError]) -> None:
    ann = firm.agent()
    held = talk(firm, ann)
    before = firm.changed_tables()
    with pytest.raises(error) as refused:
        firm.store.do_now(wrapup.complete, ann, held.handling_id, broken)
    assert refused.value.field
    assert firm.changed_tables() == before
    assert firm.work(held.interaction_id)["state"] == "active" and firm.load(ann) == {"chat": 1}


def test_b_a_failure_of_the_last_write_takes_everything_back(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = firm.agent()
    held = talk(firm, ann)
    before = firm.changed_tables()

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(presence, "choose_next", fail)
        with pytest.raises(RuntimeError):
            firm.store.do_now(wrapup.complete, ann, held.handling_id, WHOLE)
    assert firm.changed_tables() == before
    firm.store.do_now(wrapup.complete, ann, held.handling_id, WHOLE)
    assert firm.count("case") == 1


def test_c_a_transferred_talk_has_a_wrap_up_for_each_of_its_handlings(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = talk(firm, ann)
    firm.clock.pass_by(30)
    firm.store.do_now(presence.set, bob, "available")
    firm.store.do_now(handle.transfer, ann, held.interaction_id, "Please look", None, bob)
    second = firm.accept_next(bob)
    firm.clock.pass_by(60)
    firm.store.do_now(wrapup.start, bob, second.interaction_id)
    firm.clock.pass_by(15)
    firm.store.do_now(wrapup.complete, bob, second.handling_id, QUESTION)
    by_agent = {row["agent_id"]: row for row in firm.all("wrapup")}
    assert by_agent[ann]["note"] == "Please look" and by_agent[bob]["state"] == "completed"
    handlings = {row["agent_id"]: row for row in firm.all("handling")}
    assert (handlings[ann]["ended_at"] - handlings[ann]["started_at"]).total_seconds() == 30
    assert (handlings[bob]["talk_ended_at"] - handlings[bob]["started_at"]).total_seconds() == 60
    assert (handlings[bob]["ended_at"] - handlings[bob]["talk_ended_at"]).total_seconds() == 15
    assert [row["event"] for row in firm.events()] == ["transferred", "wrapped_up"]


@pytest.mark.parametrize(("days", "cases_in_the_end"), [(5, 1), (30, 2)])
def test_d_a_closed_case_opens_again_within_days_and_is_continued_later(
    firm: Firm, days: int, cases_in_the_end: int
) -> None:
    ann = firm.agent()
    held = talk(firm, ann)
    first = firm.store.do_now(wrapup.complete, ann, held.handling_id, replace(
        QUESTION, case=CaseStep("create", subject="Grinder", status=CaseStatus.CLOSED)
    ))
    firm.clock.pass_by(days * 86_400)
    again = talk(firm, ann)
    case_id = CaseId(first.made["case_id"])
    form = replace(QUESTION, result=WrapUpResult.FOLLOW_UP, case=CaseStep("attach", id=case_id))
    firm.store.do_now(wrapup.complete, ann, again.handling_id, form)
    found = firm.all("case")
    assert len(found) == cases_in_the_end
    if cases_in_the_end == 1:
        assert found[0]["status"] == "open" and found[0]["reopened"] == 1 and found[0]["closed_at"] is None
        assert firm.events("case_reopened")
    else:
        assert found[1]["parent_id"] == case_id and found[0]["status"] == "closed"


def test_the_single_open_case_is_attached_to_without_asking(firm: Firm) -> None:
    ann = firm.agent()
    firm.store.do_now(wrapup.complete, ann, talk(firm, ann).handling_id, replace(
        QUESTION, result=WrapUpResult.FOLLOW_UP, case=CaseStep("attach", subject="Grinder")))
    firm.store.do_now(wrapup.complete, ann, talk(firm, ann).handling_id, replace(
        QUESTION, case=CaseStep("attach", status=CaseStatus.RESOLVED)))
    (case,) = firm.all("case")
    assert case["status"] == "resolved" and case["version"] == 2
    assert [(row["field"], row["after"]) for row in firm.all("record_history") if row["kind"] == "case"] == [
        ("opened", "open"), ("status", "resolved"),
    ]


def test_e_a_missed_offer_has_no_wrap_up(firm: Firm) -> None:
    ann = firm.agent()
    firm.chat("v1", "Hello")
    firm.route()
    firm.clock.pass_by(21)
    firm.route()
    assert firm.count("wrapup") == 0 and firm.count("handling") == 0
    assert firm.one("seat", ann)["presence"] == "missed"
    assert firm.all("interaction")[0]["state"] == "queued"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (WrapUpForm((DispositionCode("sold"),), WrapUpResult.RESOLVED), "opportunity"),
        (WrapUpForm((DispositionCode("delivery"),), WrapUpResult.RESOLVED), "case"),
        (WrapUpForm((), WrapUpResult.RESOLVED), "codes"),
    ],
)
def test_f_a_code_without_what_it_requires_is_refused_by_its_field(firm: Firm, form: WrapUpForm, field: str) -> None:
    ann = firm.agent()
    held = talk(firm, ann)
    with pytest.raises(Missing) as refused:
        firm.store.do_now(wrapup.complete, ann, held.handling_id, form)
    assert refused.value.field == field


def test_g_time_runs_out_the_draft_is_kept_and_flagged_and_the_seat_is_free(firm: Firm) -> None:
    ann, sue = firm.agent("Ann"), firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)
    held = talk(firm, ann)
    firm.store.do_now(wrapup.save, ann, held.handling_id, replace(QUESTION, note="half a thought"))
    firm.store.do_now(wrapup.start, ann, held.interaction_id)
    deadline = firm.one("wrapup", held.handling_id)["deadline"]
    assert (deadline - firm.clock.moment).total_seconds() == 90
    firm.clock.pass_by(60)
    firm.store.do_now(wrapup.extend, ann, held.handling_id)
    firm.store.do_now(wrapup.extend, ann, held.handling_id)
    with pytest.raises(Limited):
        firm.store.do_now(wrapup.extend, ann, held.handling_id)
    firm.clock.pass_by(149)
    firm.route()
    assert firm.one("wrapup", held.handling_id)["state"] == "open"
    firm.clock.pass_by(2)
    firm.route()
    kept = firm.one("wrapup", held.handling_id)
    assert kept["state"] == "flagged" and kept["form"]["note"] == "half a thought"
    assert firm.load(ann) == {} and firm.work(held.interaction_id)["state"] == "closed"
    assert firm.count("wrapup_code") == 0, "no code is invented"
    assert firm.events("wrapup_flagged")
    firm.store.do_now(wrapup.complete, sue, held.handling_id, QUESTION)
    assert firm.one("wrapup", held.handling_id)["state"] == "completed"
    ended = [each.state for each in firm.facts() if isinstance(each, facts.WrapUpEnded)]
    assert ended == ["flagged", "completed"]
    assert len([each for each in firm.facts() if isinstance(each, facts.InteractionClosed)]) == 1


def test_only_who_handled_it_may_wrap_up(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = talk(firm, ann)
    for action, rest in ((wrapup.start, (held.interaction_id,)), (wrapup.save, (held.handling_id, QUESTION)),
                         (wrapup.complete, (held.handling_id, QUESTION)), (wrapup.extend, (held.handling_id,))):
        with pytest.raises(NotYours):
            firm.store.do_now(action, bob, *rest)


def test_a_case_changed_under_the_form_is_stale_and_the_form_can_be_sent_again(firm: Firm) -> None:
    ann = firm.agent()
    made = firm.store.do_now(wrapup.complete, ann, talk(firm, ann).handling_id, replace(
        QUESTION, result=WrapUpResult.FOLLOW_UP, case=CaseStep("create", subject="Grinder"))).made
    held, case_id = talk(firm, ann), CaseId(made["case_id"])
    firm.store.do_now(cases.update, ann, CaseChange(case_id, 1, priority=8))
    with pytest.raises(Stale):
        firm.store.do_now(cases.update, ann, CaseChange(case_id, 1, priority=9))
    seen = CaseStep("close", id=case_id, version=1)
    with pytest.raises(Stale):
        firm.store.do_now(wrapup.complete, ann, held.handling_id, replace(QUESTION, case=seen))
    firm.store.do_now(wrapup.complete, ann, held.handling_id, replace(QUESTION, case=replace(seen, version=2)))
    assert firm.all("case")[0]["status"] == "closed"


def test_what_was_chosen_for_afterwards_begins_when_the_hands_are_empty(firm: Firm) -> None:
    ann = firm.agent()
    one, two = talk(firm, ann, "v1"), talk(firm, ann, "v2")
    firm.store.do_now(presence.set, ann, "away", "lunch")
    seat = firm.one("seat", ann)
    assert (seat["presence"], seat["next"]) == ("available", "away:lunch")
    firm.store.do_now(wrapup.complete, ann, one.handling_id, QUESTION)
    assert firm.one("seat", ann)["presence"] == "available"
    firm.store.do_now(wrapup.complete, ann, two.handling_id, QUESTION)
    seat = firm.one("seat", ann)
    assert (seat["presence"], seat["reason"], seat["next"]) == ("away", "lunch", "")


def test_the_form_may_say_what_comes_next(firm: Firm) -> None:
    ann = firm.agent()
    held = talk(firm, ann)
    firm.store.do_now(wrapup.complete, ann, held.handling_id, replace(QUESTION, next_presence="away:break"))
    assert firm.one("seat", ann)["reason"] == "break"


def test_the_last_talk_and_the_stage_are_remembered_without_gap_or_overlap(firm: Firm) -> None:
    ann = firm.agent()
    firm.store.do_now(wrapup.complete, ann, talk(firm, ann).handling_id, QUESTION)
    firm.clock.pass_by(50)
    leaving = WrapUpForm((DispositionCode("leaving"),), WrapUpResult.RESOLVED, note="moves away",
                         termination=TerminationStep("client", "changed_requirements"))
    firm.store.do_now(wrapup.complete, ann, talk(firm, ann).handling_id, leaving)
    stages: list[dict[str, Any]] = firm.all("stage_history")
    assert [row["stage"] for row in stages] == ["awareness", "exploration", "dissolution"]
    assert all(left["left_at"] == right["entered_at"] for left, right in pairwise(stages))
    assert stages[-1]["left_at"] is None
    (customer,) = firm.all("customer")
    assert (customer["stage"], customer["last_agent_id"], customer["last_medium"]) == ("dissolution", ann, "chat")
    assert firm.count("termination") == 1


def test_a_callback_comes_due_as_work_for_its_agent_and_is_done_by_its_wrap_up(firm: Firm) -> None:
    ann = firm.agent()
    form = replace(QUESTION, callback=CallbackStep("2026-11-24T10:00", "", agent_id=ann, note="price"))
    firm.store.do_now(wrapup.complete, ann, talk(firm, ann).handling_id, form)
    firm.clock.moment = firm.all("callback")[0]["due_at"]
    firm.route()
    (callback,) = firm.all("callback")
    assert callback["state"] == "due" and callback["interaction_id"]
    held = firm.accept_next(ann)
    assert held.interaction_id == callback["interaction_id"]
    assert firm.work(held.interaction_id)["medium"] == "callback"
    firm.store.do_now(wrapup.complete, ann, held.handling_id, QUESTION)
    assert firm.all("callback")[0]["state"] == "done"
    with pytest.raises(Invalid):
        firm.store.do_now(callbacks.cancel, ann, callback["id"])


def test_every_handling_that_ended_well_has_one_wrap_up(firm: Firm) -> None:
    ann = firm.agent()
    for n in range(3):
        held = talk(firm, ann, f"v{n}")
        firm.store.do_now(wrapup.complete, ann, held.handling_id, QUESTION)
    ended = {row["id"] for row in firm.all("handling") if row["ended_by"] in ("completed", "transferred")}
    assert ended == {row["handling_id"] for row in firm.all("wrapup")}
