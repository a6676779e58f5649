"""Clocks beside cases and written talks: set going, paused and stopped by the very actions that cause it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.contract import Medium
from hub.actions import alarms, cases, customers, deliver, handle, interventions, offer, wrapup
from hub.actions.cases import CaseChange
from hub.core import facts
from hub.core.board import raised
from hub.core.board.view import Alert
from hub.core.form import CaseStep, WrapUpForm
from hub.core.plan import Hours, SlaPolicy
from hub.core.terms import (
    CaseId,
    CaseStatus,
    CaseType,
    ClockKind,
    ConversationId,
    DispositionCode,
    Role,
    WrapUpResult,
)
from hub.store import clock_rows, records
from tests.actions.firm import MAIL, ORDERS, Firm, small_plan

ALWAYS = Hours("always")
COMPLAINTS = SlaPolicy(
    "complaints", "cases", ALWAYS, {ClockKind.FIRST_REPLY: 3600, ClockKind.RESOLUTION: 7200}, 600,
    case_types=(CaseType.COMPLAINT,), raise_priority=2, to_queue=ORDERS,
)  # fmt: skip
CASES = SlaPolicy("cases", "cases", ALWAYS, {ClockKind.RESOLUTION: 14_400}, 600)
LETTERS = SlaPolicy(
    "letters", "messages", ALWAYS, {ClockKind.FIRST_REPLY: 1800, ClockKind.NEXT_REPLY: 3600}, 300,
    mediums=(Medium.EMAIL,), raise_priority=3, to_queue=ORDERS,
)  # fmt: skip


@pytest.fixture
def firm(firm: Firm) -> Firm:
    """A house that promises."""
    firm.store.house = replace(small_plan(), sla=(COMPLAINTS, CASES, LETTERS))
    return firm


def clocks(firm: Firm) -> list[tuple[str, str]]:
    """Every clock's kind and state, oldest first."""
    return [(row["kind"], row["state"]) for row in firm.all("sla_clock")]


def told(firm: Firm, *kinds: type) -> list[Any]:
    """The facts of these kinds."""
    return [each for each in firm.facts() if isinstance(each, kinds)]


def ring(firm: Firm) -> int:
    """What the alarm does when it wakes."""
    return firm.store.do_now(alarms.ring)


def a_complaint(firm: Firm, status: str = "") -> CaseId:
    """A case opened by a wrap-up after a mail."""
    ann = firm.agent("Ann")
    firm.mail("clara@x.example", "It leaks", "Machine")
    taken = firm.accept_next(ann)
    form = WrapUpForm(
        (DispositionCode("complaint"),), WrapUpResult.FOLLOW_UP, note="n",
        case=CaseStep("create", type=CaseType.COMPLAINT, subject="Leaks"),
    )  # fmt: skip
    firm.store.do_now(wrapup.complete, ann, firm.store.do_now(wrapup.start, ann, taken.interaction_id), form)
    case_id = CaseId(firm.all("case")[0]["id"])
    if status:
        change(firm, case_id, status=CaseStatus(status))
    return case_id


def change(firm: Firm, case_id: CaseId, **values: Any) -> None:
    """An agent changes the case."""
    version = firm.one("case", case_id)["version"]
    firm.store.do_now(cases.update, firm.all("agent")[0]["id"], CaseChange(case_id, version, **values))


def test_a_case_opened_by_a_wrap_up_runs_and_its_end_is_met(firm: Firm) -> None:
    case_id = a_complaint(firm)
    assert clocks(firm)[1:] == [("first_reply", "running"), ("resolution", "running")]
    firm.clock.pass_by(600)
    change(firm, case_id, status=CaseStatus.RESOLVED)
    assert clocks(firm)[1:] == [("first_reply", "cancelled"), ("resolution", "met")]
    assert [each.late_seconds for each in told(firm, facts.SlaMet)] == [0]


def test_waiting_for_the_customer_pauses_and_their_mail_goes_on(firm: Firm) -> None:
    case_id = a_complaint(firm, "waiting")
    resolution = firm.all("sla_clock")[-1]
    assert resolution["state"] == "paused" and resolution["due_at"] is None
    firm.clock.pass_by(100_000)
    assert ring(firm) == 0
    before = firm.clock()
    firm.mail("clara@x.example", "Here is the picture", "Re: Machine")
    assert firm.one("case", case_id)["status"] == "open"
    resolution = firm.one("sla_clock", resolution["id"])
    assert resolution["state"] == "running" and resolution["due_at"] == before + timedelta(seconds=7200)


def test_it_warns_then_breaks_raises_moves_and_tells(firm: Firm) -> None:
    sue = firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)
    case_id = a_complaint(firm)
    change(firm, case_id, owner_id=firm.all("agent")[1]["id"])
    firm.clock.pass_by(6600)
    while ring(firm):
        pass
    assert {each.clock for each in told(firm, facts.SlaBreached)} == {"first_reply"}
    assert [each.clock for each in told(firm, facts.SlaWarned)] == ["resolution"]
    firm.clock.pass_by(600)
    ring(firm)
    row = firm.one("case", case_id)
    assert row["queue_id"] == ORDERS and row["priority"] == 5 + 2 + 2
    kinds = [row["kind"] for row in firm.all("notice")]
    assert kinds and set(kinds) == {"sla"}
    readers = {(row["agent_id"], row["notice_id"]) for row in firm.all("notice_reader")}
    broken = [row["id"] for row in firm.all("notice") if row["detail"] == "resolution:breached"]
    assert (sue, broken[0]) in readers and (row["owner_id"], broken[0]) in readers
    assert ring(firm) == 0, "each is told once"


def test_a_more_urgent_case_falls_under_another_promise_and_keeps_what_was_used(firm: Firm) -> None:
    case_id = a_complaint(firm)
    firm.clock.pass_by(1000)
    change(firm, case_id, type=CaseType.QUESTION)
    row = firm.all("sla_clock")[-1]
    assert (row["policy"], row["target_seconds"], row["used_seconds"]) == ("cases", 14_400, 1000)
    assert row["due_at"] == firm.clock() + timedelta(seconds=13_400)


def test_a_case_opened_again_is_promised_anew(firm: Firm) -> None:
    case_id = a_complaint(firm, "resolved")
    change(firm, case_id, status=CaseStatus.OPEN)
    assert clocks(firm)[-2:] == [("resolution", "met"), ("resolution", "running")]


def test_a_mail_waits_for_its_first_and_then_its_next_reply(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    firm.mail("dan@x.example", "Hello?", "Re: Order 7")
    assert clocks(firm) == [("first_reply", "running")]
    taken = firm.accept_next(ann)
    firm.clock.pass_by(60)
    reply(firm, ann, taken.conversation_id)
    assert clocks(firm) == [("first_reply", "met")]
    firm.mail("dan@x.example", "And now?", "Re: Order 7")
    assert clocks(firm)[1:] == [("next_reply", "running")]
    firm.clock.pass_by(3601)
    reply(firm, ann, taken.conversation_id)
    assert clocks(firm)[1:] == [("next_reply", "missed")]
    assert [each.late_seconds for each in told(firm, facts.SlaMet)] == [0, 1]
    assert len(told(firm, facts.SlaBreached)) == 1, "a breach nobody rang for is told before it is stopped"


def reply(firm: Firm, agent: Any, conversation: ConversationId) -> None:
    """An agent writes, and it leaves."""
    firm.store.do_now(deliver.send_message, agent, deliver.Reply(conversation, MAIL, "Soon"))


def test_a_reply_taken_back_was_none(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    begun = firm.clock()
    taken = firm.accept_next(ann)
    firm.clock.pass_by(60)
    reply(firm, ann, taken.conversation_id)
    firm.clock.pass_by(2)
    firm.store.do_now(deliver.undo_send, ann, firm.all("outgoing")[0]["message_id"])
    row = firm.all("sla_clock")[-1]
    assert row["state"] == "running" and row["due_at"] == begun + timedelta(seconds=1800)


def test_a_reply_taken_back_after_the_customer_wrote_again_leaves_one_promise(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    begun = firm.clock()
    taken = firm.accept_next(ann)
    firm.clock.pass_by(60)
    reply(firm, ann, taken.conversation_id)
    firm.mail("dan@x.example", "Hello?", "Re: Order 7")
    assert clocks(firm) == [("first_reply", "met"), ("next_reply", "running")]
    firm.clock.pass_by(2)
    firm.store.do_now(deliver.undo_send, ann, firm.all("outgoing")[0]["message_id"])
    assert clocks(firm) == [("first_reply", "met"), ("next_reply", "cancelled"), ("first_reply", "running")]
    assert firm.all("sla_clock")[-1]["due_at"] == begun + timedelta(seconds=1800)


def unread(firm: Firm) -> set[str]:
    """The details of what somebody has not read."""
    open_ones = {row["notice_id"] for row in firm.all("notice_reader") if row["read_at"] is None}
    return {row["detail"] for row in firm.all("notice") if row["id"] in open_ones}


def test_what_a_clock_told_need_not_be_read_once_it_is_over(firm: Firm) -> None:
    firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    firm.mail("eve@x.example", "And mine?", "Order 8")
    firm.clock.pass_by(1800)
    while ring(firm):
        pass
    assert firm.count("notice") == 2 and unread(firm) == {"first_reply:breached"}
    ann = firm.agent("Ann")
    reply(firm, ann, firm.accept_next(ann).conversation_id)
    assert len(told(firm, facts.NoticeRead)) == 1, "the other's stays"
    other = firm.accept_next(ann)
    firm.store.do_now(customers.mark_spam, ann, other.conversation_id)
    assert unread(firm) == set() and len(told(firm, facts.NoticeRead)) == 2


def test_what_a_cases_clocks_told_is_over_with_it(firm: Firm) -> None:
    firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)
    case_id = a_complaint(firm)
    firm.clock.pass_by(6600)
    while ring(firm):
        pass
    assert unread(firm) == {"first_reply:breached", "resolution:warned"}
    change(firm, case_id, status=CaseStatus.RESOLVED)
    assert unread(firm) == set()


def test_whoever_takes_over_what_waited_for_the_customer_owes_the_reply(firm: Firm) -> None:
    ann, sue = firm.agent("Ann"), firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    taken = firm.accept_next(ann)
    firm.store.do_now(handle.await_customer, ann, taken.interaction_id)
    assert clocks(firm) == [("first_reply", "paused")]
    firm.store.do_now(interventions.take_over, sue, taken.interaction_id)
    assert firm.work(taken.interaction_id)["state"] == "active" and clocks(firm) == [("first_reply", "running")]
    assert told(firm, facts.SlaChanged)[-1].agent_id == sue


def test_the_agents_word_that_it_is_the_customers_turn_pauses(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    taken = firm.accept_next(ann)
    firm.store.do_now(handle.await_customer, ann, taken.interaction_id)
    assert clocks(firm) == [("first_reply", "paused")]
    firm.store.do_now(handle.wake, ann, taken.interaction_id)
    assert clocks(firm) == [("first_reply", "running")]


def test_what_is_closed_or_spam_waits_for_nothing(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.mail("spam@x.example", "Buy", "Buy")
    firm.store.do_now(customers.mark_spam, ann, ConversationId(firm.all("conversation")[0]["id"]))
    assert clocks(firm) == [("first_reply", "cancelled")]
    firm.clock.pass_by(9999)
    assert ring(firm) == 0


def test_waiting_mail_whose_promise_is_broken_is_more_urgent_and_goes_where_the_house_says(firm: Firm) -> None:
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    firm.clock.pass_by(1800)
    assert ring(firm) == 1
    work = firm.all("interaction")[0]
    assert (work["priority"], work["queue_id"], work["state"]) == (8, ORDERS, "queued")
    assert firm.events("sla_breached")
    ann = firm.agent("Ann")
    firm.route()
    firm.store.do_now(offer.accept, ann, firm.offers(ann)[0])


def test_a_house_that_promises_otherwise_is_counted_anew(firm: Firm) -> None:
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    begun = firm.clock()
    firm.store.house = replace(firm.store.house, sla=(replace(LETTERS, targets={ClockKind.FIRST_REPLY: 600}),))
    assert firm.store.do_now(alarms.reconcile) == ""
    assert firm.all("sla_clock")[0]["due_at"] == begun + timedelta(seconds=600)
    changes = len(told(firm, facts.SlaChanged))
    firm.store.do_now(alarms.reconcile)
    assert len(told(firm, facts.SlaChanged)) == changes, "what is right is left alone"
    firm.store.house = replace(firm.store.house, sla=())
    firm.store.do_now(alarms.reconcile)
    assert firm.all("sla_clock")[0]["due_at"] == begun + timedelta(seconds=600), "a promise outlives its policy"


def calling(firm: Firm) -> dict[str, str]:
    """The promises that call for somebody on a board, and their words."""
    found: dict[str, Alert] = {}
    for fact in firm.facts():
        raised.tell(found, fact, firm.clock())
    return {alert.id: alert.text for alert in found.values() if alert.kind == "sla"}


def test_a_broken_promise_calls_while_it_runs(firm: Firm) -> None:
    """Not while the customer's turn pauses it; again when it goes on; not once the house promises less."""
    ann = firm.agent("Ann")
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    taken = firm.accept_next(ann)
    broken = {f"sla:{firm.all('sla_clock')[0]['id']}": "first_reply:breached"}
    firm.clock.pass_by(1800)
    ring(firm)
    assert calling(firm) == broken
    firm.store.do_now(handle.await_customer, ann, taken.interaction_id)
    assert calling(firm) == {}
    firm.store.do_now(handle.wake, ann, taken.interaction_id)
    assert calling(firm) == broken
    firm.store.house = replace(firm.store.house, sla=(replace(LETTERS, targets={ClockKind.FIRST_REPLY: 9000}),))
    firm.store.do_now(alarms.reconcile)
    assert calling(firm) == {}


def test_a_breach_nobody_was_told_of_is_told_before_the_pause(firm: Firm) -> None:
    """It is on record, and a clock that stands calls for nobody."""
    ann = firm.agent("Ann")
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    taken = firm.accept_next(ann)
    firm.clock.pass_by(1800)
    firm.store.do_now(handle.await_customer, ann, taken.interaction_id)
    assert len(told(firm, facts.SlaBreached)) == 1 and calling(firm) == {}
    firm.store.do_now(handle.wake, ann, taken.interaction_id)
    assert list(calling(firm).values()) == ["first_reply:breached"]


def test_the_alarm_knows_when_it_rings_next_and_pages_show_the_clocks(firm: Firm) -> None:
    case_id = a_complaint(firm)
    assert firm.store.read_now(clock_rows.next_ring) == firm.clock() + timedelta(seconds=3000)
    (info,), _ = firm.store.read_now(records.case_list)
    assert [(each.kind, each.state, each.left_seconds) for each in info.clocks] == [
        ("first_reply", "running", None), ("resolution", "running", None)]
    change(firm, case_id, status=CaseStatus.WAITING)
    (info,), _ = firm.store.read_now(records.case_list)
    assert [each.left_seconds for each in info.clocks] == [3600, 7200]
