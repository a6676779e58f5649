"""Threads under attack and out of order: who may speak in a conversation, and what becomes of who may not."""

from hub.actions import deliver, handle
from hub.core.terms import ConversationId
from tests.actions.firm import MAIL, SALES_MAIL, Firm


def answered(firm: Firm) -> tuple[str, str]:
    """A mail of Clara's that was answered: its conversation, and our Message-ID."""
    ann = firm.agent("Ann")
    firm.mail("clara@x.example", "Where is it?", "Order 7", message_id="<1@x.example>", copies=("dan@x.example",))
    in_hand = firm.accept_next(ann)
    firm.store.do_now(deliver.send_message, ann, deliver.Reply(in_hand.conversation_id, MAIL, "On its way"))
    firm.clock.pass_by(10)
    (sent,) = firm.send_all(MAIL)
    firm.store.do_now(handle.await_customer, ann, in_hand.interaction_id)
    return in_hand.conversation_id, sent.message_id


def where_the_last_line_is(firm: Firm) -> str:
    lines = [row for row in firm.all("message") if row["kind"] == "text"]
    return str(lines[-1]["conversation_id"])


def test_a_reply_joins_by_reference_by_token_and_into_another_mailbox(firm: Firm) -> None:
    conversation, ours = answered(firm)
    firm.mail("clara@x.example", "Thanks", "Anything", in_reply_to=ours)
    assert where_the_last_line_is(firm) == conversation
    firm.mail("clara@x.example", "Thanks", "Else", references=("<1@x.example>", ours), channel=SALES_MAIL)
    assert where_the_last_line_is(firm) == conversation
    firm.mail("clara@x.example", "Thanks", "Whatever", thread_token=conversation)
    assert where_the_last_line_is(firm) == conversation


def test_a_stranger_with_our_message_id_opens_a_conversation_of_their_own(firm: Firm) -> None:
    conversation, ours = answered(firm)
    firm.mail("mallory@z.example", "Send it to me instead", "Re: Order 7", in_reply_to=ours, references=(ours,))
    own = where_the_last_line_is(firm)
    assert own != conversation
    (notice,) = firm.events("possibly_related")
    assert notice["conversation_id"] == own and notice["data"] == {"conversation_id": conversation}
    owners = {row["id"]: row["customer_id"] for row in firm.all("conversation")}
    assert owners[own] != owners[conversation]


def test_a_stranger_with_a_stolen_token_opens_a_conversation_of_their_own(firm: Firm) -> None:
    conversation, _ = answered(firm)
    firm.mail("mallory@z.example", "Forwarded to me", "Re: Order 7", thread_token=conversation)
    assert where_the_last_line_is(firm) != conversation
    assert firm.events("possibly_related")


def test_a_guessed_or_broken_token_means_nothing(firm: Firm) -> None:
    answered(firm)
    firm.mail("clara@x.example", "Hm", "New", thread_token="0" * 32)
    firm.mail("clara@x.example", "Hm", "Newer", thread_token="no\0token")
    assert firm.count("conversation") == 3
    assert not firm.events("possibly_related")


def test_somebody_in_copy_may_answer_in_the_thread(firm: Firm) -> None:
    conversation, ours = answered(firm)
    firm.mail("dan@x.example", "I have it", "Re: Order 7", in_reply_to=ours)
    assert where_the_last_line_is(firm) == conversation


def test_the_same_subject_joins_the_same_sender_only(firm: Firm) -> None:
    conversation, _ = answered(firm)
    firm.mail("clara@x.example", "And now?", "RE: Order 7")
    assert where_the_last_line_is(firm) == conversation
    firm.mail("eve@z.example", "Mine too", "Re: Order 7")
    assert where_the_last_line_is(firm) != conversation
    firm.clock.pass_by(20 * 86_400)
    firm.mail("clara@x.example", "A new one", "Order 7")
    assert where_the_last_line_is(firm) != conversation


def test_a_message_id_of_somebody_elses_choice_takes_nothing_over(firm: Firm) -> None:
    """A mail that bears our own Message-ID must not capture the answers to ours."""
    conversation, ours = answered(firm)
    firm.mail("mallory@z.example", "Trap", "Trap", message_id=ours)
    firm.mail("clara@x.example", "Thanks", "X", in_reply_to=ours)
    assert where_the_last_line_is(firm) == conversation


def test_chats_of_two_visitors_never_meet(firm: Firm) -> None:
    firm.take_all([firm.chat_arrival(f"v{n % 3}", f"{n % 3}") for n in range(9)])
    lines = {row["text"]: set() for row in firm.all("message")}  # type: dict[str, set[str]]
    for row in firm.all("message"):
        lines[row["text"]].add(row["conversation_id"])
    assert all(len(each) == 1 for each in lines.values()) and len(set.union(*lines.values())) == 3


def test_replies_before_what_they_answer_still_find_each_other(firm: Firm) -> None:
    """The answer arrives first; both bear the same subject and sender."""
    firm.mail("clara@x.example", "second", "Re: Order 9", message_id="<2@x>", in_reply_to="<1@x>",
              references=("<1@x>",))
    firm.mail("clara@x.example", "first", "Order 9", message_id="<1@x>")
    assert firm.count("conversation") == 1


def test_a_closed_conversation_goes_on_as_new_work(firm: Firm) -> None:
    conversation, ours = answered(firm)
    work = firm.all("interaction")[0]
    from hub.actions import wrapup
    from hub.core.form import WrapUpForm
    from hub.core.terms import DispositionCode, HandlingId, WrapUpResult

    (handling,) = firm.all("handling")
    form = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)
    firm.store.do_now(wrapup.complete, handling["agent_id"], HandlingId(handling["id"]), form)
    firm.mail("clara@x.example", "One more", "Re: Order 7", in_reply_to=ours)
    assert where_the_last_line_is(firm) == conversation
    assert firm.work(work["id"])["state"] == "closed" and firm.count("interaction") == 2
    assert firm.one("conversation", ConversationId(conversation))["closed_at"] is None
