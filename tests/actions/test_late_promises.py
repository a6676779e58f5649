"""Clocks for what was there before its promise: from now on, never late by a time nobody promised."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hub.actions import alarms, cases, deliver, handle, sla
from hub.actions.cases import CaseChange
from hub.core import facts
from hub.core.terms import CaseId, CaseStatus, ClockKind, ConversationId, InteractionId
from hub.readers.clocks import Unpromised
from hub.store import clock_rows
from hub.store.writer import Tx
from tests.actions.firm import MAIL, Firm, small_plan
from tests.actions.test_sla import CASES, LETTERS, a_complaint, clocks, told

YEAR = 365 * 86_400


@pytest.fixture
def firm(firm: Firm) -> Firm:
    """A house that promises nothing yet."""
    firm.store.house = replace(small_plan(), sla=())
    return firm


def promise(firm: Firm, limit: int = 1) -> int:
    """The house begins to promise, and what is there gets its clocks, `limit` a commit; how many commits."""
    firm.store.house = replace(firm.store.house, sla=(replace(CASES, targets={
        ClockKind.FIRST_REPLY: 3600, ClockKind.RESOLUTION: 14_400}), LETTERS))
    commits = 0
    both: list[tuple[Unpromised, Callable[[Tx, list[Any]], None]]] = [
        (clock_rows.cases_unpromised, sla.cases_promised_late), (clock_rows.talks_unpromised, sla.talks_promised_late)]
    for unpromised, late in both:
        after = ""
        while found := firm.store.read_now(unpromised, after, limit):
            firm.store.do_now(late, found)
            after, commits = found[-1], commits + 1
    return commits


def test_an_old_case_is_promised_its_end_from_now_on(firm: Firm) -> None:
    """A year old, and not late: nothing used, nothing broken, and no first reply asked for that was given long ago."""
    case_id = a_complaint(firm)
    firm.clock.pass_by(YEAR)
    promise(firm)
    (row,) = firm.all("sla_clock")
    assert (row["case_id"], row["kind"], row["state"], row["used_seconds"]) == (case_id, "resolution", "running", 0)
    assert row["started_at"] == firm.clock() and row["due_at"] == firm.clock() + timedelta(seconds=14_400)
    assert not told(firm, facts.SlaBreached) and firm.store.do_now(alarms.ring) == 0
    assert [each.case_id for each in told(firm, facts.SlaChanged)] == [case_id]


def test_a_case_that_waits_for_its_customer_is_promised_paused_and_a_closed_one_nothing(firm: Firm) -> None:
    case_id = a_complaint(firm, "waiting")
    promise(firm)
    assert clocks(firm) == [("resolution", "paused")]
    version = firm.one("case", case_id)["version"]
    firm.store.do_now(cases.update, firm.all("agent")[0]["id"],
                      CaseChange(CaseId(case_id), version, status=CaseStatus.CLOSED))
    assert promise(firm) == 0
    assert clocks(firm) == [("resolution", "met")]


def test_a_mail_that_waits_is_promised_a_reply_from_now_on(firm: Firm) -> None:
    """The first to who never got one, the next to who did; nothing where it is the customer's turn to write."""
    for name, sender, subject in (("Ann", "dan", "Order 7"), ("Bob", "eve", "Grinder")):
        agent = firm.agent(name)
        firm.mail(f"{sender}@x.example", "Hello", subject)
        taken = firm.accept_next(agent)
        reply = deliver.Reply(ConversationId(taken.conversation_id), MAIL, "Soon")
        firm.store.do_now(deliver.send_message, agent, reply)
        firm.clock.pass_by(60)
    firm.mail("eve@x.example", "And now?", "Re: Grinder")
    firm.mail("fay@x.example", "Thanks?", "Bill")
    firm.clock.pass_by(YEAR)
    assert promise(firm) == 2
    work = {row["conversation_id"]: row["subject"] for row in firm.all("interaction")}
    found = {work[row["conversation_id"]]: (row["kind"], row["state"], row["due_at"] - firm.clock())
             for row in firm.all("sla_clock")}
    assert found == {"Bill": ("first_reply", "running", timedelta(seconds=1800)),
                     "Grinder": ("next_reply", "running", timedelta(seconds=3600))}
    assert firm.store.do_now(alarms.ring) == 0


def test_the_customers_turn_is_a_pause(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.mail("dan@x.example", "Where is it?", "Order 7")
    taken = firm.accept_next(ann)
    firm.store.do_now(handle.await_customer, ann, taken.interaction_id)
    promise(firm)
    assert clocks(firm) == [("first_reply", "paused")]
    firm.store.do_now(handle.wake, ann, taken.interaction_id)
    assert clocks(firm) == [("first_reply", "running")]


def test_stopped_anywhere_and_done_again_nothing_has_two_clocks(firm: Firm) -> None:
    """What was found before somebody else set the clock is looked at again in the commit."""
    case_id = a_complaint(firm)
    for number in range(4):
        firm.mail(f"v{number}@x.example", "Hello?", f"Subject {number}")
    promised = promise(firm)
    assert promised == firm.count("sla_clock") == 5
    assert promise(firm) == 0
    firm.store.do_now(sla.cases_promised_late, [case_id])
    firm.store.do_now(sla.talks_promised_late, [InteractionId(row["id"]) for row in firm.all("interaction")])
    assert firm.count("sla_clock") == 5
