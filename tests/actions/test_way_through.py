"""The main way: a chat and a mail from the first word to the wrap-up, every record there."""

from hub.actions import deliver, handle, wrapup
from hub.core.form import CallbackStep, CaseStep, OpportunityStep, WrapUpForm
from hub.core.terms import CaseType, ConversationId, DispositionCode, OpportunityStage, WrapUpResult
from tests.actions.firm import CHAT, MAIL, SUPPORT, Firm


def test_a_chat_is_offered_answered_transferred_and_wrapped_up_with_everything_that_follows(firm: Firm) -> None:
    ann, bob = firm.agent("Ann"), firm.agent("Bob", available=False)
    taken = firm.chat("v1", "My parcel went astray", name="Clara", language="en")
    assert taken.state == "handled"
    in_hand = firm.accept_next(ann)
    assert firm.load(ann) == {"chat": 1}
    firm.store.do_now(deliver.send_message, ann, deliver.Reply(in_hand.conversation_id, CHAT, "Let me look"))
    assert [each.text for each in firm.send_all(CHAT)] == ["Let me look"]

    from hub.actions import presence
    firm.store.do_now(presence.set, bob, "available")
    firm.store.do_now(handle.transfer, ann, in_hand.interaction_id, "Knows parcels", None, bob)
    assert firm.load(ann) == {}
    second = firm.accept_next(bob)
    assert second.interaction_id == in_hand.interaction_id

    firm.store.do_now(wrapup.start, bob, second.interaction_id)
    assert firm.load(bob) == {"chat": 1}, "wrapping takes its place"
    form = WrapUpForm(
        codes=(DispositionCode("delivery"),), result=WrapUpResult.FOLLOW_UP, note="Courier will call",
        case=CaseStep("attach", type=CaseType.PROBLEM, subject="Parcel astray"),
        opportunity=OpportunityStep("create", name="Subscription", stage=OpportunityStage.NEW, amount="120.50"),
        callback=CallbackStep("2026-11-24T10:00", "Europe/Berlin"),
    )
    done = firm.store.do_now(wrapup.complete, bob, second.handling_id, form)
    assert firm.store.do_now(wrapup.complete, bob, second.handling_id, form) == done
    assert {name: firm.count(name) for name in ("case", "opportunity", "callback", "wrapup", "handling")} == {
        "case": 1, "opportunity": 1, "callback": 1, "wrapup": 2, "handling": 2,
    }
    assert firm.work(second.interaction_id)["state"] == "closed"
    assert firm.load(bob) == {}
    assert [each["event"] for each in firm.events()] == [
        "transferred", "wrapped_up", "case_opened", "opportunity_opened", "callback_planned",
    ]


def test_a_mail_is_answered_with_the_chain_its_program_needs(firm: Firm) -> None:
    ann = firm.agent("Ann")
    firm.mail("clara@x.example", "Where is my order?", "Order 7", message_id="<a@x.example>",
              references=("<0@x.example>",))
    in_hand = firm.accept_next(ann)
    firm.store.do_now(
        deliver.send_message, ann, deliver.Reply(ConversationId(in_hand.conversation_id), MAIL, "On its way")
    )
    assert firm.send_all(MAIL) == [], "it can be taken back for a while"
    firm.clock.pass_by(7)
    (sent,) = firm.send_all(MAIL)
    assert sent.in_reply_to == "<a@x.example>"
    assert sent.references == ("<0@x.example>", "<a@x.example>")
    assert sent.subject == "Re: Order 7"
    assert str(sent.to) == "email:clara@x.example"
    firm.store.do_now(handle.await_customer, ann, in_hand.interaction_id)
    assert firm.load(ann) == {}
    firm.mail("clara@x.example", "Thanks", "Re: Order 7", in_reply_to=sent.message_id)
    work = firm.work(in_hand.interaction_id)
    assert work["state"] == "active" and work["agent_id"] == ann and work["queue_id"] == SUPPORT
    assert firm.load(ann) == {"email": 1}
    assert firm.count("conversation") == 1
