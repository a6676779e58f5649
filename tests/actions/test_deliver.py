"""The way out: to whom, once, taken back in time, tried again, given up, and what comes back."""

from datetime import timedelta
from typing import Any

import pytest

from channels.contract import (
    Address,
    DeliveryReported,
    DeliveryState,
    Medium,
    Outbound,
    Permanent,
    RatingGiven,
    Retry,
    TalkEnded,
    TranscriptWanted,
    Unknown,
)
from hub.actions import deliver, files, outbox, wrapup
from hub.actions.deliver import Opening, Reply
from hub.actions.offer import Taken
from hub.actions.outbox import Settled
from hub.core.form import WrapUpForm
from hub.core.terms import AgentId, ConversationId, DispositionCode, MessageId, WrapUpResult
from hub.errors import AnsweredMeanwhile, HubError, Invalid, Missing, NotYours, Stale, TooLarge
from hub.store.files import FoundFile
from tests.actions.firm import CHAT, MAIL, Firm


def mail_in_hand(firm: Firm, agent: AgentId, sender: str = "clara@x.example") -> Taken:
    """A mail the agent handles."""
    firm.mail(sender, "Where is it?", "Order 7")
    return firm.accept_next(agent)


def reply(firm: Firm, agent: AgentId, held: Taken, text: str = "On its way", **more: Any) -> MessageId:
    """The agent answers."""
    return firm.store.do_now(deliver.send_message, agent, Reply(held.conversation_id, MAIL, text, **more))


def claimed(firm: Firm) -> list[Outbound]:
    """What a sender takes in hand now."""
    return firm.store.do_now(outbox.claim, MAIL, 10, "sender")


def state(firm: Firm, message_id: str) -> str:
    return str(firm.one("message", message_id)["state"])


# --- what may be sent ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "error", "field"),
    [
        ({"text": " "}, Missing, "text"), ({"text": "x" * 100_001}, TooLarge, "text"),
        ({"to": "email:stranger@z.example"}, Invalid, "to"), ({"to": "sms:+491511234567"}, Invalid, "to"),
        ({"copies": ("not an address",)}, Invalid, "copies"), ({"subject": "a\nBcc: x@y"}, Invalid, "subject"),
        ({"file_ids": ("none",)}, Invalid, "file_ids"), ({"channel_id": "fax"}, Invalid, "channel_id"),
        ({"channel_id": "chat"}, HubError, ""),
    ],
)
def test_what_cannot_be_sent_is_refused_by_its_field_and_writes_nothing(
    firm: Firm, wrong: dict[str, Any], error: type[HubError], field: str
) -> None:
    ann = firm.agent()
    held = mail_in_hand(firm, ann)
    before = firm.changed_tables()
    values: dict[str, Any] = {"channel_id": MAIL, "text": "Hello", **wrong}
    with pytest.raises(error) as refused:
        firm.store.do_now(deliver.send_message, ann, Reply(held.conversation_id, **values))
    assert not field or refused.value.field == field
    assert firm.changed_tables() == before


def test_an_answer_a_colleague_gave_meanwhile_is_shown_first(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = mail_in_hand(firm, ann)
    seen = MessageId(firm.all("message")[-1]["id"])
    theirs = reply(firm, bob, held, "I have it")
    with pytest.raises(AnsweredMeanwhile) as refused:
        reply(firm, ann, held, last_seen_id=seen)
    assert refused.value.data == {"items": [theirs]}
    assert reply(firm, ann, held, last_seen_id=theirs)
    assert reply(firm, bob, held, last_seen_id=seen, anyway=True)


def test_an_unsaid_draft_goes_when_the_message_goes(firm: Firm) -> None:
    from hub.actions import notes

    ann = firm.agent()
    held = mail_in_hand(firm, ann)
    firm.store.do_now(notes.save_draft, ann, notes.Draft(held.conversation_id, MAIL, "On its w"))
    assert firm.count("draft") == 1
    reply(firm, ann, held)
    assert firm.count("draft") == 0


def test_files_go_with_the_message_once(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = mail_in_hand(firm, ann)
    own = firm.store.do_now(files.add, ann, FoundFile("0" * 64, "a.pdf", "application/pdf", 900))
    with pytest.raises(Invalid):
        reply(firm, bob, held, file_ids=(own.id,))
    reply(firm, ann, held, file_ids=(own.id,))
    with pytest.raises(Invalid):
        reply(firm, ann, held, file_ids=(own.id,))
    more = firm.store.do_now(files.add, ann, FoundFile("1" * 64, "b.pdf", "application/pdf", 1001))
    with pytest.raises(TooLarge):
        reply(firm, ann, held, file_ids=(more.id,))
    firm.clock.pass_by(7)
    (sent,) = claimed(firm)
    assert [(each.filename, each.path) for each in sent.files] == [("a.pdf", "0" * 64)]


def test_a_line_is_passed_on_with_its_words_and_files(firm: Firm) -> None:
    ann = firm.agent()
    held = mail_in_hand(firm, ann)
    line = MessageId(firm.all("message")[0]["id"])
    reply(firm, ann, held, "Please look", to="expert@partner.example", forward_id=line)
    firm.clock.pass_by(7)
    (sent,) = claimed(firm)
    assert str(sent.to) == "email:expert@partner.example" and sent.subject == "Fwd: Order 7"
    assert "Please look" in sent.text and "Where is it?" in sent.text and "Forwarded message" in sent.text
    assert sent.in_reply_to == ""


# --- once, and taken back ------------------------------------------------------------------------------------


def test_a_mail_can_be_taken_back_until_it_leaves(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    held = mail_in_hand(firm, ann)
    message_id = reply(firm, ann, held, "Dear Clara")
    with pytest.raises(NotYours):
        firm.store.do_now(deliver.undo_send, bob, message_id)
    firm.store.do_now(deliver.undo_send, ann, message_id)
    assert firm.count("outgoing") == 0 and firm.all("draft")[0]["text"] == "Dear Clara"
    assert [row["direction"] for row in firm.all("message") if row["kind"] == "text"] == ["inbound"]
    late = reply(firm, ann, held)
    firm.clock.pass_by(7)
    with pytest.raises(Stale):
        firm.store.do_now(deliver.undo_send, ann, late)
    claimed(firm)
    with pytest.raises(Stale):
        firm.store.do_now(deliver.undo_send, ann, late)


def test_a_message_is_claimed_once_and_settled_once(firm: Firm) -> None:
    ann = firm.agent()
    message_id = reply(firm, ann, mail_in_hand(firm, ann))
    firm.clock.pass_by(7)
    (sent,) = firm.send_all(MAIL)
    assert sent.id == message_id and state(firm, message_id) == "sent"
    assert firm.count("outgoing") == 0 and claimed(firm) == []
    firm.store.do_now(outbox.settle_many, [Settled(message_id, Permanent("late news"))])
    assert state(firm, message_id) == "sent"


def test_a_busy_provider_is_tried_again_after_longer_and_longer_with_the_same_id(firm: Firm) -> None:
    ann = firm.agent()
    message_id = reply(firm, ann, mail_in_hand(firm, ann))
    firm.clock.pass_by(7)
    pauses, ids = [], set()
    for _ in range(8):
        (sent,) = claimed(firm)
        ids.add(sent.message_id)
        firm.store.do_now(outbox.settle_many, [Settled(sent.id, Retry("busy"))])
        (row,) = firm.all("outgoing")
        pauses.append((row["next_at"] - firm.clock.moment) / timedelta(minutes=1))
        assert claimed(firm) == []
        firm.clock.moment = row["next_at"]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60] and len(ids) == 1
    firm.clock.pass_by(86_400)
    (sent,) = claimed(firm)
    firm.store.do_now(outbox.settle_many, [Settled(sent.id, Retry("busy"))])
    assert state(firm, message_id) == "failed"


@pytest.mark.parametrize(("error", "ends"), [(Permanent("no such mailbox"), "failed"), (Unknown("cut"), "unknown")])
def test_what_failed_or_may_have_left_waits_for_a_person(firm: Firm, error: Any, ends: str) -> None:
    ann = firm.agent()
    message_id = reply(firm, ann, mail_in_hand(firm, ann))
    firm.clock.pass_by(7)
    (first,) = claimed(firm)
    firm.store.do_now(outbox.settle_many, [Settled(message_id, error)])
    assert state(firm, message_id) == ends and firm.one("message", message_id)["state_reason"]
    firm.clock.pass_by(10 * 86_400)
    assert claimed(firm) == [], "never by itself"
    firm.store.do_now(deliver.retry_send, ann, message_id)
    (again,) = claimed(firm)
    assert again == first
    with pytest.raises(Invalid):
        firm.store.do_now(deliver.retry_send, ann, message_id)


def test_what_a_dead_sender_held_is_unknown_for_mail_and_taken_again_for_a_talk(firm: Firm) -> None:
    ann = firm.agent()
    mail_id = reply(firm, ann, mail_in_hand(firm, ann))
    firm.chat("v1", "Hello")
    held = firm.accept_next(ann)
    firm.store.do_now(deliver.send_message, ann, Reply(held.conversation_id, CHAT, "Hi"))
    firm.clock.pass_by(7)
    assert len(claimed(firm)) == 1 and len(firm.store.do_now(outbox.claim, CHAT, 10, "sender")) == 1
    firm.clock.pass_by(601)
    assert claimed(firm) == [] and state(firm, mail_id) == "unknown"
    assert len(firm.store.do_now(outbox.claim, CHAT, 10, "other")) == 1


# --- what comes back -----------------------------------------------------------------------------------------


def test_a_hard_bounce_marks_the_line_and_the_address_and_tells_the_agent(firm: Firm) -> None:
    ann = firm.agent()
    held = mail_in_hand(firm, ann)
    message_id = reply(firm, ann, held)
    firm.clock.pass_by(7)
    (sent,) = firm.send_all(MAIL)
    bounce = DeliveryReported(sent.message_id, DeliveryState.FAILED, "no such user", "5.1.1", True,
                              Address(Medium.EMAIL, "clara@x.example"))
    assert firm.news(MAIL, bounce).state == "handled"
    assert firm.news(MAIL, bounce).state == "ignored"
    line = firm.one("message", message_id)
    assert line["state"] == "failed" and "5.1.1" in line["state_reason"]
    assert not firm.all("identity")[0]["valid"]
    assert firm.events("delivery_failed")[0]["data"]["message_id"] == message_id
    assert firm.work(held.interaction_id)["unread"] == 1
    with pytest.raises(Invalid):
        firm.store.do_now(deliver.start_conversation, ann, Opening(MAIL, "Hm", to="clara@x.example"))


def test_a_forged_bounce_of_a_mail_we_never_sent_means_nothing(firm: Firm) -> None:
    ann = firm.agent()
    mail_in_hand(firm, ann)
    forged = DeliveryReported("<guess@hub.fernhill.example>", DeliveryState.FAILED, "gone", "5.1.1", True,
                              Address(Medium.EMAIL, "clara@x.example"))
    assert firm.news(MAIL, forged).state == "ignored"
    assert firm.all("identity")[0]["valid"]


def test_a_bounce_without_its_message_id_means_the_newest_mail_to_that_address(firm: Firm) -> None:
    ann = firm.agent()
    message_id = reply(firm, ann, mail_in_hand(firm, ann))
    firm.clock.pass_by(7)
    firm.send_all(MAIL)
    old_style = DeliveryReported("", DeliveryState.FAILED, "user unknown", "5.1.1", True,
                                 Address(Medium.EMAIL, "clara@x.example"))
    assert firm.news(MAIL, old_style).state == "handled" and state(firm, message_id) == "failed"


def test_ticks_go_forward_only(firm: Firm) -> None:
    ann = firm.agent()
    firm.chat("v1", "Hello")
    held = firm.accept_next(ann)
    message_id = firm.store.do_now(deliver.send_message, ann, Reply(held.conversation_id, CHAT, "Hi"))
    firm.send_all(CHAT)
    for news, after in (("read", "read"), ("delivered", "read"), ("sent", "read")):
        firm.news(CHAT, DeliveryReported(f"v1/{message_id}", DeliveryState(news)))
        assert state(firm, message_id) == after


def test_a_complaint_withdraws_consent_and_leaves_the_address(firm: Firm) -> None:
    ann = firm.agent()
    reply(firm, ann, mail_in_hand(firm, ann))
    firm.clock.pass_by(7)
    (sent,) = firm.send_all(MAIL)
    complaint = DeliveryReported(sent.message_id, DeliveryState.FAILED, "feedback: marked as spam", "5.7.1", True)
    assert firm.news(MAIL, complaint).state == "handled"
    assert firm.all("identity")[0]["valid"] and firm.all("consent")[0]["state"] == "withdrawn"
    assert firm.events("complained")


# --- the talk ------------------------------------------------------------------------------------------------


def test_a_customer_who_ends_the_talk_opens_the_agents_form(firm: Firm) -> None:
    ann = firm.agent()
    firm.chat("v1", "Hello")
    held = firm.accept_next(ann)
    visitor = Address(Medium.CHAT, "v1")
    assert firm.news(CHAT, TalkEnded("v1", visitor)).state == "handled"
    assert firm.work(held.interaction_id)["state"] == "wrapping" and firm.load(ann) == {"chat": 1}
    assert firm.news(CHAT, RatingGiven("v1", visitor, 5, "Kind")).state == "handled"
    assert firm.work(held.interaction_id)["rating"] == 5
    assert firm.news(CHAT, TalkEnded("v2", visitor)).reason == "no_talk"


def test_a_customer_who_leaves_the_queue_has_abandoned_it(firm: Firm) -> None:
    ann = firm.agent()
    firm.chat("v1", "Hello")
    firm.route()
    firm.news(CHAT, TalkEnded("v1", Address(Medium.CHAT, "v1")))
    assert firm.all("interaction")[0]["state"] == "abandoned"
    assert firm.offers(ann) == [] and firm.count("handling") == 0


def test_a_transcript_is_mailed_once_a_day(firm: Firm) -> None:
    ann = firm.agent()
    firm.chat("v1", "Hello", name="Clara")
    held = firm.accept_next(ann)
    firm.store.do_now(deliver.send_message, ann, Reply(held.conversation_id, CHAT, "Hi there"))
    wish = TranscriptWanted("v1", Address(Medium.CHAT, "v1"), "Clara@x.example")
    assert firm.news(CHAT, wish).state == "handled"
    assert firm.news(CHAT, wish).state == "ignored"
    (sent,) = firm.send_all(MAIL)
    assert str(sent.to) == "email:clara@x.example" and "Hello" in sent.text and "Hi there" in sent.text


# --- writing first -------------------------------------------------------------------------------------------


def test_writing_first_makes_a_customer_and_work_of_ones_own(firm: Firm) -> None:
    ann = firm.agent()
    started = firm.store.do_now(deliver.start_conversation, ann, Opening(MAIL, "Good news", to="New@x.example"))
    assert firm.load(ann) == {"email": 1} and firm.work(started.interaction_id)["agent_id"] == ann
    assert firm.all("identity")[0]["value"] == "new@x.example"
    firm.clock.pass_by(7)
    (sent,) = firm.send_all(MAIL)
    firm.mail("new@x.example", "Tell me", "Re: hm", in_reply_to=sent.message_id)
    assert firm.count("customer") == 1 and firm.count("conversation") == 1
    assert firm.work(started.interaction_id)["unread"] == 1
    with pytest.raises(Invalid):
        firm.store.do_now(deliver.start_conversation, ann, Opening(CHAT, "Hi", to="v1"))
    with pytest.raises(Missing):
        firm.store.do_now(deliver.start_conversation, ann, Opening(MAIL, "Hi"))


def test_who_answers_waiting_work_has_it(firm: Firm) -> None:
    ann = firm.agent(available=False)
    firm.mail("clara@x.example", "Hello?")
    work = firm.all("interaction")[0]
    reply(firm, ann, Taken(work["id"], ConversationId(work["conversation_id"]), work["id"]))
    assert firm.all("interaction")[0]["agent_id"] == ann and firm.load(ann) == {"email": 1}


def test_an_answer_into_a_closed_talk_is_new_work_of_the_writer(firm: Firm) -> None:
    ann = firm.agent()
    held = mail_in_hand(firm, ann)
    form = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)
    firm.store.do_now(wrapup.complete, ann, held.handling_id, form)
    reply(firm, ann, held, "One more thing")
    assert firm.count("interaction") == 2
    assert firm.all("interaction")[-1]["direction"] == "outbound" and firm.load(ann) == {"email": 1}
