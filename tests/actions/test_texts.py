"""Text messages through the actions: STOP and START, numbers as agents write them, reports that come early."""

import dataclasses

import pytest

from channels.contract import Address, ConsentSaid, DeliveryReported, DeliveryState, Medium, MessageArrived, Receipt
from hub.actions import deliver, outbox
from hub.actions.deliver import Opening, Reply
from hub.actions.outbox import Settled
from hub.core.desk import ChannelInfo
from hub.core.terms import ChannelId, ConversationId
from hub.errors import Invalid, Unwanted
from hub.store import customer_rows
from tests.actions.firm import SUPPORT, Firm

TEXTS = ChannelId("texts")
ANNA = Address(Medium.SMS, "+4915112345678")


@pytest.fixture(autouse=True)
def _texts(firm: Firm) -> None:
    """The firm has a number for messages as well."""
    info = ChannelInfo(
        id=TEXTS, name="Texts", medium=Medium.SMS, address="+14155550100", live=False, can_start=True, subject=False,
        html=False, attachments=False, max_attachment_bytes=0, signature="",
    )  # fmt: skip
    plan = firm.store.house
    firm.store.house = dataclasses.replace(
        plan, channels={**plan.channels, TEXTS: info}, channel_queue={**plan.channel_queue, TEXTS: SUPPORT},
        undo_seconds=0,
    )  # fmt: skip


def says(firm: Firm, id: str, text: str, given: bool | None = None) -> ConversationId:
    """Anna writes, perhaps one of the known words."""
    consent = () if given is None else (ConsentSaid(id, ANNA, given),)
    taken = firm.take(firm.arrival(TEXTS, id, MessageArrived(id, ANNA, text), *consent))
    assert taken.state == "handled"
    return ConversationId(firm.one("message", taken.message_ids[0])["conversation_id"])


def consents(firm: Firm, conversation: ConversationId) -> dict[str, str]:
    """What Anna said last of each purpose."""
    owner = firm.one("conversation", conversation)["customer_id"]
    return firm.store.do_now(customer_rows.consents_of, [owner], "sms")


def test_who_said_stop_gets_nothing_until_they_say_start(firm: Firm) -> None:
    agent = firm.agent()
    conversation = says(firm, "SM1", "Where is it?")
    says(firm, "SM2", "STOP", given=False)
    assert consents(firm, conversation) == {"service": "withdrawn", "ads": "withdrawn"}
    answer = Reply(conversation, TEXTS, "On its way", anyway=True)
    with pytest.raises(Unwanted):
        firm.store.do_now(deliver.send_message, agent, answer)
    with pytest.raises(Unwanted):
        firm.store.do_now(deliver.start_conversation, agent, Opening(TEXTS, "Hello", to=ANNA.value))
    assert firm.store.do_now(outbox.claim, TEXTS, 10, "sender") == []
    says(firm, "SM3", "START", given=True)
    assert consents(firm, conversation) == {"service": "given", "ads": "withdrawn"}, "START agrees to no advertising"
    assert firm.store.do_now(deliver.send_message, agent, answer)


def test_yes_in_an_ordinary_talk_agrees_to_nothing(firm: Firm) -> None:
    assert consents(firm, says(firm, "SM1", "Yes", given=True)) == {}


def test_numbers_are_kept_as_one_however_they_are_written(firm: Firm) -> None:
    agent = firm.agent()
    for written in ("+49 151 1234-5678", "0049 (151) 12345678", "sms:+4915112345678"):
        started = firm.store.do_now(deliver.start_conversation, agent, Opening(TEXTS, "Hello", to=written))
        assert firm.one("message", started.message_id)["address"] == str(ANNA)
    for wrong in ("0151 12345678", "+49", "a name too long to be one"):
        with pytest.raises(Invalid) as refused:
            firm.store.do_now(deliver.start_conversation, agent, Opening(TEXTS, "Hello", to=wrong))
        assert refused.value.field == "to"


def test_a_report_that_comes_before_the_providers_own_answer_is_believed(firm: Firm) -> None:
    agent = firm.agent()
    sent = firm.store.do_now(deliver.start_conversation, agent, Opening(TEXTS, "Hello", to=ANNA.value)).message_id
    (claimed,) = firm.store.do_now(outbox.claim, TEXTS, 10, "sender")
    firm.news(TEXTS, DeliveryReported(f"SM9/{claimed.id}", DeliveryState.DELIVERED))
    firm.store.do_now(outbox.settle_many, [Settled(claimed.id, Receipt("SM9"))])
    line = firm.one("message", sent)
    assert (line["state"], line["external_id"]) == ("delivered", "SM9")
    firm.clock.pass_by(3600)
    assert firm.store.do_now(outbox.claim, TEXTS, 10, "sender") == [], "it is never sent again"
    assert firm.one("message", sent)["state"] == "delivered"
    # What was caught up with later names it by the provider's id alone.
    assert firm.news(TEXTS, DeliveryReported("SM9", DeliveryState.READ)).state == "handled"
