"""The way in: each delivery once, whoever sends it, in groups of any size; nobody joins by a claim."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from channels.contract import Address, Automatic, Delivery, Ignored, Medium, MessageArrived, Taken
from hub.actions import customers, handle, intake, receive, wrapup
from hub.core import facts
from hub.core.form import WrapUpForm
from hub.core.terms import CustomerId, DispositionCode, WrapUpResult
from hub.store import intake as intake_queries
from hub.store.database import open_store
from tests.actions.firm import CHAT, MAIL, NOON, ORDERS, SUPPORT, Firm, small_plan

RESOLVED = WrapUpForm(codes=(DispositionCode("question"),), result=WrapUpResult.RESOLVED)


# --- once ----------------------------------------------------------------------------------------------------


def test_the_same_delivery_again_is_one_message_and_hears_the_same_answer(firm: Firm) -> None:
    arrival = firm.chat_arrival("v1", "Hello")
    first = firm.take(arrival)
    firm.clock.pass_by(86_400)
    assert firm.take(arrival) == first
    assert firm.take_all([arrival, arrival]) == [first, first]
    assert (firm.count("message"), firm.count("delivery"), firm.count("customer")) == (1, 1, 1)


def test_the_same_delivery_twice_in_one_group_is_one_message(firm: Firm) -> None:
    arrival = firm.chat_arrival("v1", "Hello")
    answers = firm.take_all([arrival, arrival, firm.chat_arrival("v1", "More")])
    assert answers[0] == answers[1] != answers[2]
    assert firm.count("message") == 2 and firm.count("interaction") == 1


def test_one_message_in_two_deliveries_is_one_message(firm: Firm) -> None:
    """A mailbox renumbered by its server gives the same mail under another key."""
    first = firm.mail_arrival("a@x.example", "Hi", external_id="same")
    again = replace(first, raw=intake.raw_of(Delivery(MAIL, b"same", "other key")))
    taken, doubled = firm.take(first), firm.take(again)
    assert doubled.message_ids == taken.message_ids and firm.count("message") == 1


def test_the_same_delivery_in_parallel_through_two_nodes_is_one_message(firm: Firm) -> None:
    other = open_store(firm.url, clock=firm.clock, blobs=firm.folder)
    other.house = firm.store.house
    arrivals = [firm.chat_arrival(f"v{n % 5}", f"line {n}") for n in range(20)]
    try:
        with ThreadPoolExecutor(8) as pool:
            jobs = [
                pool.submit(store.do_now, receive.many, [arrival])
                for arrival in arrivals for store in (firm.store, other)
            ]
            answers = [job.result()[0] for job in jobs]
    finally:
        other.close()
    assert firm.count("message") == 20 and firm.count("delivery") == 20
    assert firm.count("customer") == 5 and firm.count("interaction") == 5
    assert [answers[n].message_ids for n in range(0, 40, 2)] == [answers[n].message_ids for n in range(1, 40, 2)]


def test_what_was_kept_first_is_received_once(firm: Firm) -> None:
    arrival = firm.mail_arrival("a@x.example", "Hi")
    (kept,) = firm.store.do_now(intake.keep, [arrival.raw])
    assert kept.taken is None
    assert firm.store.read_now(intake_queries.unfinished) == [kept.id]
    taken = firm.take(replace(arrival, kept_id=kept.id))
    (again,) = firm.store.do_now(intake.keep, [arrival.raw])
    assert again.taken == taken and again.id == kept.id
    assert firm.count("delivery") == 1 and firm.store.read_now(intake_queries.unfinished) == []


def test_a_group_is_taken_in_like_its_members_one_by_one(firm: Firm) -> None:
    group = [
        firm.chat_arrival("v1", "one", name="Ann"), firm.mail_arrival("b@x.example", "two", "S"),
        firm.chat_arrival("v1", "three"), firm.chat_arrival("v2", "four", topic="order"),
        firm.mail_arrival("b@x.example", "five", "Re: S"),
    ]
    answers = firm.take_all(group)
    assert [each.state for each in answers] == ["handled"] * 5
    assert firm.count("customer") == 3 and firm.count("conversation") == 3 and firm.count("interaction") == 3
    work = {row["preview"]: row for row in firm.all("interaction")}
    assert work["three"]["unread"] == 2 and work["five"]["unread"] == 2
    assert work["four"]["queue_id"] == ORDERS and work["three"]["queue_id"] == SUPPORT
    queued = [each for each in firm.facts() if isinstance(each, facts.InteractionQueued)]
    assert len(queued) == 3


def test_lines_of_a_group_keep_their_order(firm: Firm) -> None:
    firm.take_all([firm.chat_arrival("v1", f"line {n}") for n in range(50)])
    assert [row["text"] for row in firm.all("message")] == [f"line {n}" for n in range(50)]


# --- the ledger ----------------------------------------------------------------------------------------------


def test_every_delivery_is_handled_quarantined_or_ignored(firm: Firm) -> None:
    ann = firm.agent()
    firm.chat("v1", "Hello")
    firm.mail("list@x.example", "News", automatic=Automatic.BULK)
    firm.news(MAIL, Ignored("receipt"))
    bad = intake.raw_of(Delivery(MAIL, b"\xff", "bad"))
    firm.store.do_now(intake.quarantine, bad, "unreadable: no header")
    assert firm.store.do_now(intake.quarantine, bad, "again") == Taken("quarantined", "unreadable: no header")
    book = firm.store.read_now(intake_queries.ledger, NOON, firm.clock.moment.replace(hour=23))
    assert book.by_outcome == {"handled": 1, "ignored": 2, "quarantined": 1}
    assert book.received == sum(book.by_outcome.values())
    (item,), _ = firm.store.read_now(intake_queries.quarantine)
    firm.store.do_now(intake.discard, ann, item.id)
    assert firm.store.read_now(intake_queries.quarantine)[0] == []


def test_a_quarantined_delivery_can_be_tried_again_after_a_fix(firm: Firm) -> None:
    arrival = firm.mail_arrival("a@x.example", "Hi")
    firm.store.do_now(intake.quarantine, arrival.raw, "failed: KeyError")
    assert firm.take(arrival).state == "quarantined", "a repetition hears the same"
    (item,), _ = firm.store.read_now(intake_queries.quarantine)
    assert firm.take(replace(arrival, kept_id=item.id)).state == "handled"
    assert firm.count("message") == 1 and firm.count("delivery") == 1
    assert any(isinstance(each, facts.DeliveryReleased) for each in firm.facts())


def test_a_group_that_fails_leaves_nothing_and_harms_nobody(firm: Firm) -> None:
    good, bad = firm.chat_arrival("v1", "Hello"), firm.chat_arrival("v2", "Hello")
    naive = replace(bad.raw.delivery, received_at=NOON.replace(tzinfo=None))
    broken = replace(bad, raw=replace(bad.raw, delivery=naive))
    try:
        firm.take_all([good, broken])
    except Exception:
        assert firm.count("message") == 0 and firm.count("customer") == 0
    assert firm.take(good).state == "handled"


# --- who -----------------------------------------------------------------------------------------------------


def test_a_first_touch_makes_a_customer_with_a_number_a_stage_and_how_they_came(firm: Firm) -> None:
    firm.chat("v1", "Hello", name="Ann", language="en", utm={"utm_campaign": "spring"}, referrer="https://r.example",
              consent="I agree that you keep this talk")
    firm.chat("v2", "Hello")
    first, second = firm.all("customer")
    assert (first["name"], first["number"], second["number"]) == ("Ann", 1, 2)
    assert [row["stage"] for row in firm.all("stage_history")] == ["awareness", "awareness"]
    assert firm.all("touch")[0]["utm"] == {"utm_campaign": "spring"}
    assert len(firm.all("touch")) == 2
    (consent,) = firm.all("consent")
    assert consent["state"] == "given" and "I agree" in consent["how"]


def test_a_claimed_address_never_joins_but_makes_a_candidate(firm: Firm) -> None:
    firm.mail("ann@x.example", "Hi")
    firm.chat("v1", "I am Ann", email="ann@x.example")
    mail_customer, visitor = (row["id"] for row in firm.all("customer"))
    (pair,) = firm.all("merge_candidate")
    assert (pair["customer_id"], pair["other_id"]) == (visitor, mail_customer)
    assert firm.count("conversation") == 2


def test_who_writes_from_an_address_others_only_named_gets_it(firm: Firm) -> None:
    """Pre-takeover (Chatwoot CVE-2026-44707): naming a victim's address must not catch the victim's mail."""
    firm.chat("v1", "I am Ann", email="ann@x.example")
    firm.mail("ann@x.example", "It is me, the real one")
    assert firm.count("customer") == 2
    claimant, real = (row["id"] for row in firm.all("customer"))
    owner = {f"{row['medium']}:{row['value']}": row["customer_id"] for row in firm.all("identity")}
    assert owner == {"chat:v1": claimant, "email:ann@x.example": real}
    assert firm.all("merge_candidate")[0]["other_id"] == claimant


def test_a_signed_identity_joins_its_customer(firm: Firm) -> None:
    firm.chat("v1", "Hello", external_ref="77", verified=True, name="Ann")
    firm.chat("v2", "From my phone", external_ref="77", verified=True)
    firm.chat("v3", "Not me", external_ref="77")
    assert firm.count("customer") == 2
    owners = [row["customer_id"] for row in firm.all("identity")]
    assert owners[0] == owners[1] != owners[2]


def test_an_address_has_one_customer_however_many_write_at_once(firm: Firm) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: firm.mail("ann@x.example", f"mail {n}", f"subject {n}"), range(16)))
    assert firm.count("customer") == 1 and firm.count("identity") == 1 and firm.count("conversation") == 16


def test_a_merged_customers_mail_goes_on_in_their_own_record(firm: Firm) -> None:
    ann = firm.agent()
    firm.mail("a@x.example", "Hi", "S")
    firm.mail("b@x.example", "Hi", "T")
    winner, loser = (CustomerId(row["id"]) for row in firm.all("customer"))
    firm.store.do_now(customers.merge, ann, winner, loser)
    firm.mail("b@x.example", "More", "Re: T")
    assert firm.count("customer") == 2 and firm.count("conversation") == 2
    assert firm.all("message")[-1]["customer_id"] == loser


# --- blocked, automatic --------------------------------------------------------------------------------------


def test_a_blocked_senders_mail_is_kept_and_never_routed(firm: Firm) -> None:
    ann = firm.agent()
    firm.store.do_now(customers.block, ann, "spam@x.example")
    assert firm.mail("spam@x.example", "Buy") == Taken("ignored", "blocked")
    assert (firm.count("delivery"), firm.count("message"), firm.count("customer")) == (1, 0, 0)
    firm.store.do_now(customers.unblock, ann, "spam@x.example")
    assert firm.mail("spam@x.example", "Buy").state == "handled"


def test_automatic_mail_never_makes_a_customer(firm: Firm) -> None:
    for kind in (Automatic.REPLY, Automatic.LIST, Automatic.BULK, Automatic.LOOP):
        assert firm.mail("robot@x.example", "I am away", automatic=kind).state == "ignored"
    assert firm.count("customer") == 0 and firm.count("interaction") == 0 and firm.count("delivery") == 4


def test_an_absence_note_lies_in_its_thread_and_wakes_nobody(firm: Firm) -> None:
    ann = firm.agent()
    firm.mail("a@x.example", "Hi", "S", message_id="<1@x.example>")
    in_hand = firm.accept_next(ann)
    firm.store.do_now(handle.await_customer, ann, in_hand.interaction_id)
    taken = firm.mail("a@x.example", "I am away", "Auto: S", in_reply_to="<1@x.example>", automatic=Automatic.REPLY)
    assert taken.state == "handled"
    work = firm.work(in_hand.interaction_id)
    assert work["state"] == "waiting" and firm.count("interaction") == 1
    assert firm.all("message")[-1]["automatic"]


def test_a_first_mail_is_acknowledged_once_a_day_and_robots_never(firm: Firm) -> None:
    firm.store.house = small_plan(automatic_answer={"en": "We have your mail.", "ru": "Ваше письмо получено."})
    firm.mail("a@x.example", "Hi", "One")
    firm.mail("a@x.example", "Hi", "Two")
    firm.mail("no-reply@x.example", "Hi", "Three")
    firm.mail("list@x.example", "Hi", "Four", automatic=Automatic.LIST)
    (sent,) = firm.send_all(MAIL)
    assert sent.automatic and str(sent.to) == "email:a@x.example" and sent.text.startswith("We have your mail.")
    assert "Hi" not in sent.text, "the customer's words are not sent to whom they name"
    firm.clock.pass_by(86_400)
    firm.mail("a@x.example", "Hi", "Five")
    assert len(firm.send_all(MAIL)) == 1


# --- work ----------------------------------------------------------------------------------------------------


def test_a_customer_who_returns_soon_is_kept_for_their_last_agent(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    firm.chat("v1", "Hello")
    first = firm.accept_next(ann)
    firm.store.do_now(wrapup.start, ann, first.interaction_id)
    firm.store.do_now(wrapup.complete, ann, first.handling_id, RESOLVED)
    firm.clock.pass_by(3600)
    firm.chat("v1", "One more thing")
    assert firm.count("conversation") == 1 and firm.count("interaction") == 2
    work = firm.all("interaction")[-1]
    assert (work["reserved_for"], work["reserved_reason"], work["state"]) == (ann, "last_agent", "queued")
    assert bob


def test_a_customer_who_returns_late_is_anybodys(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.chat("v1", "Hello")
    first = firm.accept_next(ann)
    firm.store.do_now(wrapup.complete, ann, first.handling_id, RESOLVED)
    firm.clock.pass_by(100 * 3600)
    firm.chat("v1", "Hello again")
    assert firm.all("interaction")[-1]["reserved_for"] is None


def test_who_writes_while_the_form_is_filled_in_is_not_forgotten(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.chat("v1", "Hello")
    first = firm.accept_next(ann)
    firm.store.do_now(wrapup.start, ann, first.interaction_id)
    firm.chat("v1", "Wait, one more")
    firm.store.do_now(wrapup.complete, ann, first.handling_id, RESOLVED)
    work = firm.all("interaction")[-1]
    assert work["state"] == "queued" and work["reserved_for"] == ann and work["preview"] == "Wait, one more"


def test_an_answer_whose_agent_is_away_goes_to_the_queue_at_once_with_its_age(firm: Firm) -> None:
    from hub.actions import presence

    ann = firm.agent("Ann")
    firm.mail("a@x.example", "Hi", "S")
    queued_at = firm.all("interaction")[0]["queued_at"]
    in_hand = firm.accept_next(ann)
    firm.store.do_now(handle.await_customer, ann, in_hand.interaction_id)
    firm.store.do_now(presence.set, ann, "away", "lunch")
    firm.clock.pass_by(600)
    firm.mail("a@x.example", "Well?", "Re: S")
    work = firm.work(in_hand.interaction_id)
    assert (work["state"], work["agent_id"], work["queued_at"]) == ("queued", None, queued_at)
    assert firm.load(ann) == {}


def test_a_snoozed_talk_wakes_when_the_customer_writes(firm: Firm) -> None:
    from datetime import timedelta

    ann = firm.agent("Ann")
    firm.chat("v1", "Hello")
    in_hand = firm.accept_next(ann)
    firm.store.do_now(handle.snooze, ann, in_hand.interaction_id, NOON + timedelta(days=1))
    firm.chat("v1", "Are you there?")
    work = firm.work(in_hand.interaction_id)
    assert work["state"] == "queued" and work["reserved_for"] == ann and work["snoozed_until"] is None


def test_a_message_with_hostile_text_is_kept(firm: Firm) -> None:
    message = MessageArrived("id\0x" * 300, Address(Medium.EMAIL, "a@x.example"), "NUL \0 and half \ud800 here",
                             subject="\udfff", message_id="<\0@x>")
    assert firm.take(firm.arrival(MAIL, "key\0" * 100, message)).state == "handled"
    assert firm.take(firm.arrival(MAIL, "key\0" * 100, message)).state == "handled"
    assert firm.count("message") == 1
    assert firm.chat("v1", "x" * 200_000).state == "handled"


def test_unknown_things_are_counted_not_lost(firm: Firm) -> None:
    assert firm.take(firm.arrival(CHAT, "nothing")) == Taken("ignored", "empty")
    assert firm.count("delivery") == 1
