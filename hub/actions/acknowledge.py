"""Mails the hub writes by itself: that we heard them, and a talk's transcript. One a correspondent and day at most.

Never an answer to what is not from a person (RFC 3834), never to a mail robot's address, never the customer's words
to somebody who only named an address.
"""

from __future__ import annotations

import re

from channels.contract import Address, Automatic, DeliveryState, Medium, Outbound
from hub.actions import deliver, lines
from hub.actions.matters import Item
from hub.core import letters, threads
from hub.core.desk import ChannelInfo
from hub.core.letters import Manner, Quote
from hub.core.terms import ConversationId, CustomerId, Direction
from hub.store import conversation_rows
from hub.store.customer_rows import stored_address
from hub.store.writer import Tx

ROBOT = re.compile(r"^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|notifications?|robot)\b", re.I)
TRANSCRIPT = {"en": "Your talk with {firm}", "ru": "Ваш разговор с {firm}"}


def mail(tx: Tx, item: Item, conversation_id: ConversationId) -> bool:
    """Say that a first mail has come, if the firm has a text for it and nothing speaks against it."""
    message, channel = item.message, tx.house.channels.get(item.channel_id)
    texts = tx.house.automatic_answer
    if channel is None or channel.medium is not Medium.EMAIL or not texts or item.sender is None:
        return False
    address = stored_address(message.sender)
    nobody = message.sender.value.endswith(".invalid")  # RFC 6761: a mail that names no sender
    if message.automatic is not Automatic.NO or nobody or ROBOT.match(message.sender.value):
        return False
    if not conversation_rows.claim_automatic_reply(tx, address, tx.now.date().isoformat()):
        return False
    language = item.sender.language if item.sender.language in texts else tx.house.languages[0]
    text = texts.get(language) or next(iter(texts.values()))
    words = (threads.reply_subject(message.subject), text)
    chain = letters.chain(message.references, message.message_id)
    sent = _outbound(tx, channel, message.sender, conversation_id, words, chain)
    _lay_out(tx, channel, sent, conversation_id, item.sender.customer_id)
    return True


def transcript(tx: Tx, conversation_id: ConversationId, customer_id: CustomerId, address: Address) -> bool:
    """Mail a talk to the address its customer gave; one a day to an address. False when there is no mail channel."""
    channel = next((each for each in tx.house.channels.values() if each.medium is Medium.EMAIL), None)
    if channel is None:
        return False
    if not conversation_rows.claim_automatic_reply(tx, f"transcript {address.value}"[:300], tx.now.date().isoformat()):
        return False
    said = conversation_rows.talk_lines(tx, conversation_id)
    language = next((each.language for each in said if each.language in TRANSCRIPT), tx.house.languages[0])
    manner = Manner(language, tx.house.time_zone)
    text = "\n\n".join(
        letters.spoken(Quote(each.author_name or "-", each.at, "", each.text), manner) for each in said
    )
    subject = TRANSCRIPT.get(language, TRANSCRIPT["en"]).format(firm=tx.house.firm)
    sent = _outbound(tx, channel, address, conversation_id, (subject, text), ())
    _lay_out(tx, channel, sent, conversation_id, customer_id)
    return True


def _outbound(
    tx: Tx, channel: ChannelInfo, to: Address, conversation_id: ConversationId, words: tuple[str, str],
    chain: tuple[str, ...],
) -> Outbound:
    subject, text = words
    message_id, house = tx.new_id(), tx.house
    return Outbound(
        id=message_id, to=to, subject=subject, text=letters.compose(text, channel.signature),
        message_id=threads.rfc_message_id(conversation_id, message_id, house.token_key, house.mail_domain),
        reply_token=conversation_id, in_reply_to=chain[-1] if chain else "", references=chain,
        sender_name=house.firm, automatic=True, sent_at=tx.now,
    )


def _lay_out(
    tx: Tx, channel: ChannelInfo, sent: Outbound, conversation_id: ConversationId, customer_id: CustomerId
) -> None:
    place = lines.Place(conversation_id, customer_id, None, None, channel.id, channel.medium.value)
    row = lines.row(
        place, sent.id, direction=Direction.OUTBOUND.value, at=tx.now, author_name=tx.house.firm,
        address=stored_address(sent.to), subject=sent.subject, text=sent.text, state=DeliveryState.PENDING.value,
        rfc_id=sent.message_id, rfc_parents=" ".join(sent.references), automatic=True,
    )
    conversation_rows.write_lines(tx, [row])
    deliver.lay_out(tx, channel, sent, conversation_id)
    tx.record(lines.recorded(place, row))
