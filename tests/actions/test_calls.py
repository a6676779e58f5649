"""The whole day of a call on both databases: in, menu, queue, answer, hold, consult, transfer, hang up, wrap up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.voice import (
    CallScript,
    Dial,
    Gather,
    HangUp,
    Hold,
    Join,
    LegEnd,
    LegState,
    Move,
    RecordCall,
    Refuse,
    Say,
    Tape,
    Wait,
)
from hub.actions import customers, handle, offer, phone, phone_parties, wrapup
from hub.core.form import WrapUpForm
from hub.core.terms import DispositionCode, WrapUpResult
from hub.errors import Invalid, NotYours, OverCapacity
from tests.actions.call_stage import CLARA, NIGHT, ORDERS, PHONE, CallFirm, dropped, kinds, moved_to
from tests.actions.firm import SUPPORT


@pytest.fixture
def firm(database_url: str, tmp_path: Path) -> Iterator[CallFirm]:
    found = CallFirm(database_url, tmp_path)
    yield found
    found.close()


def first(script: CallScript | None) -> object:
    """The first step a caller hears."""
    assert script is not None
    return script.steps[0]


def said(script: CallScript) -> str:
    """All that is spoken."""
    found = []
    for step in script.steps:
        prompts = [step] if isinstance(step, Say) else [each for each in getattr(step, "prompts", ())]
        found += [each.text for each in prompts if isinstance(each, Say)]
    return " ".join(found)


def test_a_caller_is_greeted_asked_and_queued(firm: CallFirm) -> None:
    taken = firm.calls_in()
    assert isinstance(first(taken.script), Gather)
    script = firm.presses("menu/main", "2")
    assert isinstance(first(script), Wait) and "Press 1" in said(script)
    (work,) = firm.all("interaction")
    assert (work["medium"], work["state"], work["queue_id"]) == ("phone", "queued", SUPPORT)
    assert firm.call()["state"] == "queued"


def test_a_menu_repeats_itself_and_then_decides(firm: CallFirm) -> None:
    firm.calls_in()
    assert isinstance(first(firm.presses("menu/main", "")), Gather)
    assert isinstance(first(firm.presses("menu/main", "7")), Gather)
    assert isinstance(first(firm.presses("menu/main", "")), Wait)
    assert firm.call()["queue_id"] == SUPPORT


def test_a_key_changes_the_language_and_asks_again(firm: CallFirm) -> None:
    firm.calls_in()
    script = firm.presses("menu/main", "9")
    assert "Нажмите" in said(script)
    assert "Нажмите 1" in said(firm.presses("menu/main", "1"))
    assert firm.all("interaction")[0]["queue_id"] == ORDERS


def test_a_call_through_the_whole_day(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.queues_up()
    firm.clock.pass_by(7)
    taken = firm.accept_next(ann)
    (dial,) = firm.orders()
    assert isinstance(dial, Dial) and dial.join.room == firm.call()["id"]
    assert firm.call()["state"] == "dialling"
    assert isinstance(first(firm.presses("queue", "1")), Wait)  # too late to be called back; never silent
    given = firm.answers()
    assert isinstance(moved_to(given).steps[-1], Join) and "recorded" in said(moved_to(given))
    assert [each.tape for each in given if isinstance(each, RecordCall)] == [Tape.START]
    assert firm.call()["state"] == "talking"
    firm.clock.pass_by(60)
    firm.store.do_now(phone.hold, ann, taken.interaction_id, True)
    assert firm.work(taken.interaction_id)["state"] == "held"
    firm.clock.pass_by(10)
    firm.store.do_now(phone.hold, ann, taken.interaction_id, False)
    assert [each.on for each in firm.orders() if isinstance(each, Hold)] == [True, False]
    firm.clock.pass_by(30)
    firm.store.do_now(phone.hang_up, ann, taken.interaction_id)
    assert len(dropped(firm.orders())) == 2
    assert firm.work(taken.interaction_id)["state"] == "wrapping"
    ended = firm.events("call_ended")[0]["data"]
    assert (ended["waited_seconds"], ended["talk_seconds"], ended["held_seconds"]) == ("7", "90", "10")
    firm.goes()
    firm.moves("agent", LegState.ENDED, LegEnd.HUNG_UP)
    assert firm.waiting_orders() == 0
    handling = firm.all("handling")[-1]["id"]
    form = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)
    firm.store.do_now(wrapup.complete, ann, handling, form)
    assert firm.work(taken.interaction_id)["state"] == "closed" and firm.load(ann) == {}


def test_the_customer_hangs_up_and_the_form_opens(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    firm.store.do_now(phone.hold, ann, work, True)
    firm.goes()
    assert firm.work(work)["state"] == "wrapping"
    assert len(dropped(firm.orders())) == 1 and firm.live_legs() == []
    assert firm.call()["ended_by"] == "talked"


def test_who_hangs_up_in_line_is_called_back(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.queues_up()
    firm.clock.pass_by(40)
    firm.goes()
    first_work, promised = firm.all("interaction")
    assert (first_work["state"], promised["state"], promised["medium"]) == ("abandoned", "queued", "callback")
    assert promised["conversation_id"] == first_work["conversation_id"]
    taken = firm.accept_next(ann)
    callback = firm.all("callback")[0]
    placed = firm.store.do_now(phone.place_call, ann, phone.Outgoing(callback_id=callback["id"]))
    assert placed.interaction_id == taken.interaction_id and firm.load(ann) == {"phone": 1}
    assert kinds(firm.answers("agent")) == ["Dial"]
    assert kinds(firm.answers("customer")) == ["RecordCall"]
    firm.clock.pass_by(30)
    firm.goes(firm.leg("customer")["line"])
    form = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)
    firm.store.do_now(wrapup.complete, ann, firm.all("handling")[-1]["id"], form)
    assert firm.all("callback")[0]["state"] == "done" and firm.load(ann) == {}


def test_two_missed_calls_are_one_callback(firm: CallFirm) -> None:
    for line in ("a", "b"):
        firm.queues_up(line)
        firm.goes(line)
    assert firm.count("callback") == 1


def test_calling_a_missed_number_oneself_closes_its_callback(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.queues_up()
    firm.goes()
    firm.store.do_now(phone.place_call, ann, phone.Outgoing(PHONE, CLARA))
    firm.answers("agent")
    assert firm.all("callback")[0]["state"] == "due"
    firm.answers("customer")
    assert firm.all("callback")[0]["state"] == "done"
    waiting = [row for row in firm.all("interaction") if row["medium"] == "callback"]
    assert [row["state"] for row in waiting] == ["closed"]


def test_a_callback_keeps_the_place(firm: CallFirm) -> None:
    firm.queues_up()
    firm.clock.pass_by(90)
    script = firm.presses("queue", "1")
    assert isinstance(script.steps[-1], HangUp)
    before, after = firm.all("interaction")
    assert (before["state"], after["state"]) == ("closed", "queued")
    assert after["queued_at"] == before["queued_at"] and after["queue_id"] == before["queue_id"]
    assert firm.all("callback")[0]["address"] == f"phone:{CLARA}"
    firm.goes()
    assert firm.call()["ended_by"] == "callback_booked" and firm.count("callback") == 1


def test_who_withholds_their_number_is_asked_for_one(firm: CallFirm) -> None:
    firm.queues_up(caller=None)
    assert isinstance(first(firm.presses("queue", "1")), Gather)
    assert isinstance(first(firm.presses("callback", "12#")), Gather)
    assert isinstance(firm.presses("callback", "4915199999999#").steps[-1], HangUp)
    assert firm.all("callback")[0]["address"] == "phone:+4915199999999"


@pytest.mark.parametrize("number", ["anonymous", "", "+0123", "12345", "+" + "9" * 40, "\0\ud800"])
def test_numbers_that_are_none_do_no_harm(firm: CallFirm, number: str) -> None:
    assert isinstance(first(firm.queues_up(caller=number)), Wait)
    assert firm.call()["address"] == ""
    firm.goes()
    assert firm.count("callback") == 0 and firm.all("interaction")[0]["state"] == "abandoned"


def test_a_closed_queue_offers_what_it_can(firm: CallFirm) -> None:
    script = firm.queues_up(key="8")
    assert isinstance(script.steps[0], Gather) and "closed" in said(script)
    assert firm.count("interaction") == 0
    firm.presses("closed", "1")
    (promised,) = firm.all("interaction")
    assert (promised["medium"], promised["queue_id"]) == ("callback", NIGHT)


def test_a_blocked_caller_is_refused(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.store.do_now(customers.block, ann, f"phone:{CLARA}")
    assert first(firm.calls_in().script) == Refuse()
    assert firm.call()["ended_by"] == "blocked" and firm.count("interaction") == 0


def test_an_agent_whose_phone_is_silent_loses_the_call_to_the_next(firm: CallFirm) -> None:
    ann, bob = firm.phone_agent("Ann"), firm.phone_agent("Bob")
    firm.queues_up()
    taken = firm.accept_next(ann) if firm.route().offers[0].agent_id == ann else None
    agent, other = (ann, bob) if taken else (bob, ann)
    if taken is None:
        firm.store.do_now(offer.accept, bob, firm.offers(bob)[0])
    firm.orders()
    firm.moves("agent", LegState.ENDED, LegEnd.NO_ANSWER)
    work = firm.all("interaction")[0]
    assert work["state"] == "queued" and firm.one("seat", agent)["presence"] == "missed"
    assert firm.orders() == []  # they heard music all along: nothing is to be changed
    firm.route()
    firm.store.do_now(offer.accept, other, firm.offers(other)[0])
    firm.answers(agent=other)
    assert firm.call()["state"] == "talking"


def test_a_phone_that_says_nothing_is_given_up(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.queues_up()
    firm.accept_next(ann)
    firm.orders()
    firm.clock.pass_by(26)
    firm.route()
    assert firm.all("interaction")[0]["state"] == "queued"
    assert len(dropped(firm.orders())) == 1


def test_a_lost_agent_has_half_a_minute(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    firm.moves("agent", LegState.ENDED, LegEnd.LOST)
    assert firm.call()["state"] == "reconnecting"
    assert [each.on for each in firm.orders() if isinstance(each, Hold)] == [True]
    firm.store.do_now(phone.reconnect, ann, work)
    given = firm.answers()
    assert [each.on for each in given if isinstance(each, Hold)] == [False]
    assert firm.call()["state"] == "talking" and firm.work(work)["agent_id"] == ann


def test_a_lost_agent_who_stays_away_gives_the_call_back(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    queued_at = firm.work(work)["queued_at"]
    firm.moves("agent", LegState.ENDED, LegEnd.LOST)
    firm.orders()
    firm.clock.pass_by(31)
    firm.route()
    row = firm.work(work)
    assert (row["state"], row["agent_id"], row["queued_at"]) == ("queued", None, queued_at)
    given = firm.orders()
    assert isinstance(moved_to(given).steps[0], Wait) and kinds(given) == ["RecordCall", "Move"]
    assert firm.all("handling")[0]["ended_by"] == "lost" and firm.load(ann) == {}


def test_a_warm_transfer_ends_one_handling_and_begins_another(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    bob = firm.phone_agent("Bob")
    firm.store.do_now(phone_parties.consult, ann, work, bob)
    assert kinds(firm.orders()) == ["Hold", "Dial"] and firm.work(work)["state"] == "held"
    with pytest.raises(Invalid):
        firm.store.do_now(phone_parties.complete_consult, ann, work, "")
    firm.answers("colleague")
    firm.store.do_now(phone_parties.complete_consult, ann, work, "knows beans")
    assert kinds(firm.orders()) == ["Hold", "Drop"]
    row = firm.work(work)
    assert (row["agent_id"], row["state"], row["transfers"]) == (bob, "active", 1)
    one, two = firm.all("handling")
    assert (one["ended_by"], two["ended_at"], two["agent_id"]) == ("transferred", None, bob)
    assert firm.load(ann) == {} and firm.load(bob) == {"phone": 1}
    firm.moves("agent", LegState.ENDED, LegEnd.HUNG_UP, ann)
    assert firm.call()["state"] == "talking"
    firm.goes()
    assert firm.work(work)["state"] == "wrapping"


def test_a_consultation_may_be_cancelled(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    bob = firm.phone_agent("Bob")
    firm.store.do_now(phone_parties.consult, ann, work, bob)
    firm.store.do_now(phone_parties.cancel_consult, ann, work)
    given = firm.orders()
    assert kinds(given) == ["Hold", "Hold"]  # the colleague's phone never rang
    assert firm.call()["state"] == "talking" and firm.live_legs() == ["customer", "agent"]


def test_a_call_handed_to_a_number_goes_on_without_us(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    firm.store.do_now(phone_parties.consult, ann, work, None, "+49 30 222222")
    firm.answers("colleague")
    firm.store.do_now(phone_parties.complete_consult, ann, work)
    assert firm.work(work)["state"] == "wrapping" and firm.live_legs() == ["customer", "colleague"]
    firm.orders()
    firm.moves("colleague", LegState.ENDED, LegEnd.HUNG_UP)
    assert firm.live_legs() == [] and kinds(firm.orders()) == ["Drop"]


def test_a_cold_transfer_brings_the_caller_back_to_the_music(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    firm.store.do_now(handle.transfer, ann, work, "beans", ORDERS)
    given = firm.orders()
    assert kinds(given) == ["RecordCall", "Move", "Drop"] and isinstance(moved_to(given).steps[0], Wait)
    assert firm.call()["queue_id"] == ORDERS and firm.live_legs() == ["customer"]
    firm.clock.pass_by(61)
    firm.accept_next(ann)
    assert isinstance(moved_to(firm.answers()).steps[-1], Join)


def test_a_third_party_joins_and_is_dropped(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    asked = firm.store.do_now(phone_parties.add_party, ann, work, "+4930222222")
    firm.answers("third")
    assert firm.call()["state"] == "talking" and firm.live_legs() == ["customer", "agent", "third"]
    firm.store.do_now(phone_parties.drop_party, ann, work, asked.leg_id)
    assert dropped(firm.orders()) == [asked.leg_id]


def test_whoever_is_asked_may_refuse_and_nobody_else_for_them(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    bob, eve = firm.phone_agent("Bob"), firm.phone_agent("Eve")
    asked = firm.store.do_now(phone_parties.consult, ann, work, bob)
    with pytest.raises(NotYours):
        firm.store.do_now(phone_parties.drop_party, eve, work, asked.leg_id)
    firm.store.do_now(phone_parties.drop_party, bob, work, asked.leg_id)
    assert firm.call()["state"] == "talking" and firm.live_legs() == ["customer", "agent"]


def test_a_recording_is_paused_and_refused(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    for tape in ("pause", "resume"):
        firm.store.do_now(phone.record_call, ann, work, tape)
    firm.store.do_now(phone.record_call, ann, work, "stop", refused=True)
    given = [each.tape for each in firm.orders() if isinstance(each, RecordCall)]
    assert given == [Tape.PAUSE, Tape.RESUME, Tape.STOP] and firm.call()["taping"] == "refused"
    with pytest.raises(Invalid):
        firm.store.do_now(phone.record_call, ann, work, "start")


def test_nobody_is_in_two_calls(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.connected(ann)
    firm.queues_up("in-2", caller="+4915100000000")
    with pytest.raises(OverCapacity):
        firm.store.do_now(offer.pull, ann, firm.all("interaction")[-1]["id"])
    with pytest.raises(OverCapacity):
        firm.store.do_now(phone.place_call, ann, phone.Outgoing(PHONE, "+4915100000001"))


def test_a_busy_number_suggests_so_in_the_form(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    placed = firm.store.do_now(phone.place_call, ann, phone.Outgoing(to="0049 151 1234567"))
    firm.answers("agent")
    firm.moves("customer", LegState.ENDED, LegEnd.BUSY)
    assert firm.work(placed.interaction_id)["state"] == "wrapping"
    assert firm.all("wrapup")[0]["form"]["result"] == "no_answer" and firm.call()["ended_by"] == "busy"
    assert kinds(firm.orders()) == ["Drop"]


def test_nothing_moves_a_leg_that_has_gone(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.queues_up()
    firm.accept_next(ann)
    firm.goes()  # before anything was ordered of them
    assert [each for each in firm.orders() if isinstance(each, (Move, Dial))] == []
    assert firm.live_legs() == [] and firm.count("callback") == 1
