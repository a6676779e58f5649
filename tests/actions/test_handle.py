"""Work in hands and out of them: put aside, handed on, taken back, never lost, never owned twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from hub.actions import handle, notes, offer, presence, wrapup
from hub.actions.offer import Taken
from hub.core.form import WrapUpForm
from hub.core.terms import AgentId, DispositionCode, InteractionId, OfferId, Role, WrapUpResult
from hub.errors import (
    AlreadyTaken,
    Forbidden,
    HubError,
    Invalid,
    Missing,
    NotFound,
    NotYours,
    OfferGone,
    OverCapacity,
)
from hub.store.database import open_store
from tests.actions.firm import NOON, ORDERS, SUPPORT, Firm

FORM = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)


def talk(firm: Firm, agent: AgentId, visitor: str = "v1") -> Taken:
    """A chat in the agent's hands."""
    firm.chat(visitor, "Hello")
    return firm.accept_next(agent)


def waiting(firm: Firm) -> InteractionId:
    """A chat that waits."""
    firm.chat("v1", "Hello")
    return InteractionId(firm.all("interaction")[-1]["id"])


# --- offers --------------------------------------------------------------------------------------------------


def test_accepting_again_answers_the_same_and_others_hear_that_it_is_gone(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    waiting(firm)
    firm.route()
    (offered,) = firm.offers(ann)
    with pytest.raises(OfferGone):
        firm.store.do_now(offer.accept, bob, offered)
    first = firm.store.do_now(offer.accept, ann, offered)
    assert firm.store.do_now(offer.accept, ann, offered) == first
    assert firm.load(ann) == {"chat": 1} and firm.count("handling") == 1
    with pytest.raises(OfferGone):
        firm.store.do_now(offer.decline, ann, offered)
    with pytest.raises(OfferGone):
        firm.store.do_now(offer.accept, ann, OfferId("nonsense"))


def test_a_declined_offer_goes_to_the_next_agent_with_its_age(firm: Firm) -> None:
    ann = firm.agent("Ann")
    work = waiting(firm)
    queued_at = firm.work(work)["queued_at"]
    firm.route()
    firm.store.do_now(offer.decline, ann, firm.offers(ann)[0])
    firm.clock.pass_by(5)
    firm.route()
    assert firm.offers(ann) == [], "not the same agent again at once"
    bob = firm.agent("Bob")
    firm.route()
    assert firm.offers(bob) and firm.work(work)["queued_at"] == queued_at


def test_an_offer_nobody_answers_goes_on_and_its_agent_is_shown_as_missed(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    work = waiting(firm)
    firm.route()
    (late,) = firm.offers(ann)
    firm.store.do_now(presence.set, bob, "available")
    firm.clock.pass_by(21)
    firm.route()
    assert firm.one("seat", ann)["presence"] == "missed" and firm.offers(bob)
    with pytest.raises(OfferGone):
        firm.store.do_now(offer.accept, ann, late)
    firm.store.do_now(offer.accept, bob, firm.offers(bob)[0])
    with pytest.raises((OfferGone, AlreadyTaken)):
        firm.store.do_now(offer.accept, ann, late)
    assert firm.work(work)["agent_id"] == bob


def test_nobody_carries_more_than_they_may(firm: Firm) -> None:
    ann = firm.agent("Ann", chats=2)
    for n in range(4):
        firm.chat(f"v{n}", "Hello")
    for _ in range(4):
        firm.route()
    assert len(firm.offers(ann)) == 2
    for each in firm.offers(ann):
        firm.store.do_now(offer.accept, ann, each)
    firm.route()
    assert firm.offers(ann) == []
    with pytest.raises(OverCapacity):
        firm.store.do_now(offer.pull, ann)
    queued = [row["id"] for row in firm.all("interaction") if row["state"] == "queued"]
    with pytest.raises(OverCapacity):
        firm.store.do_now(offer.pull, ann, queued[0])


def test_pulling_takes_the_oldest_that_fits_from_ones_own_queues(firm: Firm) -> None:
    ann = firm.agent("Ann", queues=(SUPPORT,), available=False)
    firm.chat("v0", "Order", topic="order")
    firm.clock.pass_by(1)
    firm.chat("v1", "First")
    firm.clock.pass_by(1)
    firm.chat("v2", "Second")
    taken = firm.store.do_now(offer.pull, ann)
    assert firm.work(taken.interaction_id)["preview"] == "First"
    assert firm.store.do_now(offer.pull, ann, taken.interaction_id) == taken
    other = next(row["id"] for row in firm.all("interaction") if row["queue_id"] == ORDERS)
    with pytest.raises(Forbidden):
        firm.store.do_now(offer.pull, ann, other)
    firm.store.do_now(offer.pull, ann, None, SUPPORT)
    with pytest.raises(NotFound):
        firm.store.do_now(offer.pull, ann)


# --- races ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first_move", [offer.accept, offer.decline])
def test_of_many_answers_to_one_offer_one_counts(firm: Firm, first_move: Any) -> None:
    """The same offer answered from several consoles through two nodes while the router runs it out."""
    other = open_store(firm.url, clock=firm.clock, blobs=firm.folder)
    other.house = firm.store.house
    ann = firm.agent("Ann")
    work = waiting(firm)
    firm.route()
    (offered,) = firm.offers(ann)
    firm.clock.pass_by(21)

    def attempt(which: int) -> str:
        store = (firm.store, other)[which % 2]
        action = (first_move, offer.accept, offer.decline)[which % 3]
        try:
            return "taken" if store.do_now(action, ann, offered) else "declined"
        except HubError as refused:
            return refused.code

    try:
        with ThreadPoolExecutor(8) as pool:
            moves = [pool.submit(attempt, n) for n in range(12)]
            expiry = pool.submit(firm.route)
            answers = {move.result() for move in moves}
            expiry.result()
    finally:
        other.close()
    owner, handlings = firm.work(work)["agent_id"], firm.count("handling")
    assert handlings == (1 if owner else 0)
    assert firm.load(ann) == ({"chat": 1} if owner else {})
    assert "taken" in answers if owner else "taken" not in answers
    assert firm.one("offer", offered)["state"] in ("accepted", "declined", "expired")


def test_many_agents_pull_one_talk_and_one_has_it(firm: Firm) -> None:
    other = open_store(firm.url, clock=firm.clock, blobs=firm.folder)
    other.house = firm.store.house
    agents = [firm.agent(f"Agent{n}", available=False) for n in range(8)]
    work = waiting(firm)

    def pull(n: int) -> str:
        try:
            (firm.store, other)[n % 2].do_now(offer.pull, agents[n], work)
        except AlreadyTaken:
            return "late"
        return "has it"

    try:
        with ThreadPoolExecutor(8) as pool:
            answers = sorted(pool.map(pull, range(8)))
    finally:
        other.close()
    assert answers == ["has it", *["late"] * 7]
    assert firm.count("handling") == 1 and sum(sum(firm.load(each).values()) for each in agents) == 1


def test_many_talks_pulled_at_once_never_exceed_the_seat(firm: Firm) -> None:
    ann = firm.agent("Ann", chats=3, available=False)
    for n in range(10):
        firm.chat(f"v{n}", "Hello")
    ids = [row["id"] for row in firm.all("interaction")]
    other = open_store(firm.url, clock=firm.clock, blobs=firm.folder)
    other.house = firm.store.house

    def pull(n: int) -> bool:
        try:
            (firm.store, other)[n % 2].do_now(offer.pull, ann, ids[n])
        except OverCapacity:
            return False
        return True

    try:
        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(pull, range(10))) == 3
    finally:
        other.close()
    assert firm.load(ann) == {"chat": 3}


# --- in hands ------------------------------------------------------------------------------------------------


def test_awaiting_the_customer_takes_no_place_and_its_time_is_not_handling(firm: Firm) -> None:
    ann = firm.agent("Ann")
    held = talk(firm, ann)
    firm.clock.pass_by(10)
    firm.store.do_now(handle.await_customer, ann, held.interaction_id)
    firm.store.do_now(handle.await_customer, ann, held.interaction_id)
    assert firm.load(ann) == {}
    firm.clock.pass_by(600)
    firm.store.do_now(handle.wake, ann, held.interaction_id)
    assert firm.load(ann) == {"chat": 1}
    firm.clock.pass_by(10)
    firm.store.do_now(wrapup.complete, ann, held.handling_id, FORM)
    (stretch,) = firm.all("handling")
    assert stretch["held_seconds"] == 600
    assert (stretch["ended_at"] - stretch["started_at"]).total_seconds() == 620


def test_snoozed_work_comes_back_to_who_put_it_aside(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = talk(firm, ann)
    until = NOON + timedelta(hours=2)
    for wrong in (NOON, NOON + timedelta(days=400)):
        with pytest.raises(Invalid):
            firm.store.do_now(handle.snooze, ann, held.interaction_id, wrong)
    firm.store.do_now(handle.snooze, ann, held.interaction_id, until)
    assert firm.load(ann) == {}
    firm.route()
    assert firm.work(held.interaction_id)["state"] == "snoozed"
    firm.store.do_now(presence.set, bob, "available")
    firm.clock.moment = until
    firm.route()
    firm.route()
    assert firm.offers(ann) and not firm.offers(bob)
    firm.store.do_now(offer.accept, ann, firm.offers(ann)[0])
    assert firm.count("handling") == 2


def test_snoozed_work_of_somebody_away_is_anybodys(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = talk(firm, ann)
    firm.store.do_now(handle.snooze, ann, held.interaction_id, NOON + timedelta(hours=2))
    firm.store.do_now(presence.set, ann, "away", "lunch")
    firm.store.do_now(presence.set, bob, "available")
    firm.clock.pass_by(7200)
    firm.route()
    firm.route()
    assert firm.offers(bob)


def test_snoozed_work_may_be_taken_up_early(firm: Firm) -> None:
    ann = firm.agent("Ann")
    held = talk(firm, ann)
    firm.store.do_now(handle.snooze, ann, held.interaction_id, NOON + timedelta(hours=2))
    firm.store.do_now(handle.wake, ann, held.interaction_id)
    assert firm.work(held.interaction_id)["state"] == "active" and firm.load(ann) == {"chat": 1}


def test_a_transfer_needs_one_target_who_is_there(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = talk(firm, ann)

    def hand(error: type[HubError], *target: Any) -> None:
        with pytest.raises(error):
            firm.store.do_now(handle.transfer, ann, held.interaction_id, "note", *target)

    hand(Missing, None, None)
    hand(Missing, SUPPORT, bob)
    hand(Invalid, None, bob)
    hand(Invalid, "nowhere", None)
    hand(Invalid, None, ann)
    hand(NotFound, None, "nobody")
    assert firm.work(held.interaction_id)["agent_id"] == ann
    firm.store.do_now(handle.transfer, ann, held.interaction_id, "note", ORDERS, None)
    work = firm.work(held.interaction_id)
    assert (work["state"], work["queue_id"], work["transfers"], work["note"]) == ("queued", ORDERS, 1, "note")
    with pytest.raises(NotYours):
        firm.store.do_now(handle.transfer, ann, held.interaction_id, "again", SUPPORT, None)


def test_a_supervisor_moves_anybodys_work_and_an_agent_does_not(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", chats=1)
    sue = firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)
    firm.store.do_now(presence.set, bob, "away", "lunch")
    held = talk(firm, ann)
    with pytest.raises(Forbidden):
        firm.store.do_now(handle.reassign, bob, held.interaction_id, None, bob)
    firm.store.do_now(handle.reassign, sue, held.interaction_id, None, bob, "yours")
    assert firm.load(ann) == {} and firm.load(bob) == {"chat": 1}
    firm.chat("v2", "Hello")
    firm.route()
    second = InteractionId(firm.all("interaction")[-1]["id"])
    assert firm.work(second)["state"] == "offered"
    with pytest.raises(OverCapacity):
        firm.store.do_now(handle.reassign, sue, second, None, bob)
    firm.store.do_now(handle.reassign, sue, second, ORDERS)
    assert firm.offers(ann) == [] and firm.work(second)["queue_id"] == ORDERS


def test_a_lost_agents_work_goes_back_by_medium_with_its_age(firm: Firm) -> None:
    ann = firm.agent("Ann")
    chat = talk(firm, ann)
    firm.mail("a@x.example", "Hi")
    mail = firm.accept_next(ann)
    firm.chat("v3", "Waits")
    firm.route()
    firm.store.do_now(presence.disconnect, ann)
    firm.route()
    assert firm.offers(ann) == [], "live offers are taken back at once"
    firm.clock.pass_by(31)
    firm.route()
    assert firm.one("seat", ann)["presence"] == "offline"
    firm.clock.pass_by(100)
    firm.route()
    assert firm.work(chat.interaction_id)["state"] == "queued" and firm.work(mail.interaction_id)["state"] == "active"
    assert firm.load(ann) == {"email": 1}
    firm.clock.pass_by(900)
    firm.route()
    assert firm.work(mail.interaction_id)["state"] == "queued" and firm.load(ann) == {}
    assert firm.work(chat.interaction_id)["queued_at"] == NOON


def test_who_comes_back_in_time_keeps_their_work(firm: Firm) -> None:
    ann = firm.agent("Ann")
    held = talk(firm, ann)
    firm.store.do_now(presence.disconnect, ann)
    firm.clock.pass_by(20)
    firm.store.do_now(presence.connect, ann)
    firm.clock.pass_by(3600)
    firm.route()
    assert firm.work(held.interaction_id)["agent_id"] == ann and firm.one("seat", ann)["presence"] == "available"


def test_work_that_waits_too_long_overflows_with_its_age(firm: Firm) -> None:
    work = waiting(firm)
    firm.clock.pass_by(601)
    firm.route()
    found = firm.work(work)
    assert (found["queue_id"], found["queued_at"], found["entered_at"]) == (ORDERS, NOON, firm.clock.moment)


# --- presence and notes --------------------------------------------------------------------------------------


def test_presence_is_kept_as_a_history_without_gaps(firm: Firm) -> None:
    ann = firm.agent("Ann")
    for state, reason in (("away", "lunch"), ("available", ""), ("offline", "")):
        firm.clock.pass_by(60)
        firm.store.do_now(presence.set, ann, state, reason)
    history = firm.all("presence_history")
    assert [row["presence"] for row in history] == ["offline", "available", "away", "available", "offline"]
    assert all(row["ended_at"] == after["began_at"] for row, after in pairwise(history))
    for wrong in (("asleep", ""), ("away", "golf"), ("available", "lunch")):
        with pytest.raises(Invalid):
            firm.store.do_now(presence.set, ann, *wrong)


def test_a_note_calls_colleagues_and_never_leaves(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = talk(firm, ann)
    firm.store.do_now(notes.write_note, ann, held.conversation_id, "@Bob look", (bob, bob, ann))
    (called,) = firm.all("mention")
    assert called["agent_id"] == bob and firm.count("outgoing") == 0
    firm.store.do_now(notes.see_mentions, ann, (called["id"],))
    assert firm.all("mention")[0]["seen_at"] is None, "only one's own"
    firm.store.do_now(notes.see_mentions, bob, (called["id"],))
    assert firm.all("mention")[0]["seen_at"] == NOON
    with pytest.raises(Invalid):
        firm.store.do_now(notes.write_note, ann, held.conversation_id, "x", (AgentId("nobody"),))


def test_reading_is_the_owners(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = talk(firm, ann)
    firm.chat("v1", "More")
    assert firm.work(held.interaction_id)["unread"] == 2
    firm.store.do_now(notes.mark_read, bob, held.conversation_id)
    assert firm.work(held.interaction_id)["unread"] == 2
    firm.store.do_now(notes.mark_read, ann, held.conversation_id)
    assert firm.work(held.interaction_id)["unread"] == 0
