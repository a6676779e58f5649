"""What an agent may write, to whom and where: the checks before anything leaves, and the envelope itself.

Nothing is stored here beyond what the row of the message needs; deliver does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from channels.contract import Address, Medium, Outbound, OutboundFile
from hub.core import letters, threads
from hub.core.desk import ChannelInfo
from hub.core.letters import Manner, Quote
from hub.core.numbers import SPOKEN, e164, twins
from hub.core.terms import AgentId, ChannelId, ConsentState, ConversationId, CustomerId, FileId, MessageId
from hub.errors import Invalid, Missing, NotFound, TooLarge, Unwanted
from hub.store import conversation_rows, customer_rows
from hub.store.conversation_rows import Conversation, KeptFile, Line
from hub.store.customer_rows import stored_address, stored_value
from hub.store.floor_rows import Agent
from hub.store.writer import Tx

TEXT_LIMIT = 100_000
SUBJECT_LIMIT = 500
COPIES_LIMIT = 50
# Who writes text messages without a telephone number: a short code, or a name.
SHORT_OR_NAMED = re.compile(r"\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ._&+-]{1,11}")
MAIL_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\\[\]\x00-\x1f]{1,64}@[^\s@<>\"(),;:\\\[\]\x00-\x1f]{1,255}")


@dataclass(frozen=True, slots=True)
class Words:
    """What the agent wrote, whatever it answers."""

    text: str
    subject: str = ""
    copies: tuple[str, ...] = ()
    blind_copies: tuple[str, ...] = ()
    file_ids: tuple[FileId, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where it goes: the channel, the address, and the talk's own key if it has one."""

    channel: ChannelInfo
    to: Address
    thread_key: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked message, not yet stored."""

    conversation_id: ConversationId
    target: Target
    words: Words
    files: tuple[KeptFile, ...] = ()
    answered: Line | None = None  # what it answers
    forwarded: Line | None = None  # what it passes on


def channel_of(tx: Tx, channel_id: ChannelId) -> ChannelInfo:
    """A configured channel. Raises Invalid."""
    found = tx.house.channels.get(channel_id)
    if found is None:
        raise Invalid(f"There is no channel {channel_id!r}.", field="channel_id")
    return found


def check_words(tx: Tx, agent: AgentId, channel: ChannelInfo, words: Words) -> tuple[KeptFile, ...]:
    """Raise Missing, Invalid or TooLarge unless the channel can carry it; the files to attach."""
    if not words.text.strip() and not words.file_ids:
        raise Missing("Write something, or attach a file.", field="text")
    if len(words.text) > TEXT_LIMIT:
        raise TooLarge(f"text is longer than {TEXT_LIMIT:,} characters; send it in parts.", field="text")
    if len(words.subject) > SUBJECT_LIMIT or "\n" in words.subject or "\r" in words.subject:
        raise Invalid(f"subject is one line of {SUBJECT_LIMIT} characters at most.", field="subject")
    for name, addresses in (("copies", words.copies), ("blind_copies", words.blind_copies)):
        if addresses and channel.medium is not Medium.EMAIL:
            raise Invalid("Only mail can have copies.", field=name)
        if len(addresses) > COPIES_LIMIT:
            raise Invalid(f"At most {COPIES_LIMIT} addresses.", field=name)
        for address in addresses:
            if not MAIL_ADDRESS.fullmatch(address):
                raise Invalid(f"{address!r} is not an e-mail address.", field=name)
    return _check_files(tx, agent, channel, words.file_ids)


def _check_files(tx: Tx, agent: AgentId, channel: ChannelInfo, ids: Sequence[FileId]) -> tuple[KeptFile, ...]:
    if not ids:
        return ()
    if not channel.attachments:
        raise Invalid("This channel cannot carry files.", field="file_ids")
    found = {each.id: each for each in conversation_rows.files(tx, ids)}
    for each in ids:
        kept = found.get(each)
        if kept is None or kept.message_id is not None or kept.uploaded_by != agent:
            raise Invalid("A file is not there any more; attach it again.", field="file_ids")
    if sum(each.size for each in found.values()) > channel.max_attachment_bytes:
        limit = channel.max_attachment_bytes // (1024 * 1024)
        raise TooLarge(f"The files are larger than {limit} MiB together.", field="file_ids")
    return tuple(found[each] for each in ids)


def target_of(tx: Tx, channel: ChannelInfo, conversation: Conversation, to: str) -> Target:
    """Where an answer in this conversation goes: the address asked for, else the one the customer wrote from.

    Raises Invalid when it is not one of the customer's or of the thread's, or mail to it comes back.
    """
    last = conversation_rows.last_from_customer(tx, conversation.id, channel.id)
    thread_key = conversation_rows.thread_key(tx, conversation.id, channel.id)
    if to:
        address = read_address(to, channel.medium)
        _check_theirs(tx, conversation, address)
    elif last is not None:
        address = Address.read(last.address)
    else:
        address = _usual_address(tx, channel, conversation)
    if not channel.can_start and not thread_key:
        raise Invalid("The customer has never written through this channel; choose another.", field="channel_id")
    return Target(channel, address, thread_key)


def read_address(text: str, medium: Medium) -> Address:
    """An address as agents write it, with or without `medium:`. Raises Invalid."""
    kind, colon, value = text.strip().partition(":")
    if not colon or kind not in Medium.__members__.values():
        kind, value = medium, text.strip()
    if kind != medium:
        raise Invalid(f"This channel reaches {medium} addresses only.", field="to")
    if medium is Medium.EMAIL:
        value = value.lower()
        if not MAIL_ADDRESS.fullmatch(value):
            raise Invalid(f"{value!r} is not an e-mail address.", field="to")
    if medium in SPOKEN and value:
        number = e164(value) or (value if medium is Medium.SMS and SHORT_OR_NAMED.fullmatch(value) else "")
        if not number:
            raise Invalid("Write the number with its country, as +14155550100.", field="to")
        value = number
    if not value:
        raise Missing("Give an address.", field="to")
    return Address(medium, value)


def check_wanted(tx: Tx, customer_id: CustomerId, medium: Medium) -> None:
    """Raise Unwanted when they said STOP to text messages: we refuse it before the provider does."""
    if medium is Medium.SMS:
        said = customer_rows.consents_of(tx, customer_rows.tree(tx, customer_id), medium.value)
        if said.get("service") == ConsentState.WITHDRAWN:
            raise Unwanted(field="to")


def _check_theirs(tx: Tx, conversation: Conversation, address: Address) -> None:
    known = customer_rows.identities(tx, [stored_value(address)]).get(stored_value(address))
    if known is not None and known.customer_id in customer_rows.tree(tx, conversation.customer_id):
        if not known.valid:
            raise Invalid("Mail to this address comes back; choose another.", field="to")
        return
    parties = conversation_rows.parties(tx, [conversation.id]).get(conversation.id, set())
    if stored_address(address) not in parties:
        raise Invalid("This is not one of the customer's addresses; add it to them first.", field="to")


def _usual_address(tx: Tx, channel: ChannelInfo, conversation: Conversation) -> Address:
    last = conversation_rows.last_to_customer(tx, conversation.id, channel.id)
    if last is not None and last.address:
        return Address.read(last.address)
    return address_of(tx, conversation.customer_id, channel.medium)


def address_of(tx: Tx, customer_id: CustomerId, medium: Medium) -> Address:
    """The customer's address on a medium: the preferred one, else the one seen last, else its twin's: who calls from
    the chat's page can be written to there. Raises Missing."""
    tree = customer_rows.tree(tx, customer_id)
    same = {medium, *(each.medium for each in twins(Address(medium, "")))}
    usable = [each for each in customer_rows.identities_of(tx, tree) if each.medium in same and each.valid]
    if not usable:
        raise Missing(f"The customer has no {medium} address that works; add one.", field="to")
    best = max(usable, key=lambda each: (each.medium == medium, each.preferred, each.last_seen_at is not None, each.id))
    return Address(medium, best.value)


def line_to_forward(tx: Tx, conversation_id: ConversationId, message_id: MessageId) -> Line:
    """A line of this conversation. Raises NotFound."""
    found = conversation_rows.line(tx, message_id)
    if found is None or found.conversation_id != conversation_id or found.kind != "text":
        raise NotFound("There is no such message in this conversation.", field="forward_id")
    return found


# --- the envelope --------------------------------------------------------------------------------------------


def envelope(tx: Tx, who: Agent, draft: Draft, message_id: str, carried: Iterable[KeptFile]) -> Outbound:
    """What leaves. Its Message-ID is the same on every try."""
    channel, words = draft.target.channel, draft.words
    mail = channel.medium is Medium.EMAIL
    answered = draft.answered
    parents = answered.rfc_parents.split() if answered else []
    own_id = threads.rfc_message_id(draft.conversation_id, message_id, tx.house.token_key, tx.house.mail_domain)
    return Outbound(
        id=message_id,
        to=draft.target.to,
        text=_body(tx, who, draft) if mail else words.text,
        thread_key=draft.target.thread_key,
        subject=words.subject if channel.subject else "",
        copies=words.copies,
        blind_copies=words.blind_copies,
        message_id=own_id if mail else "",
        in_reply_to=answered.rfc_id if answered else "",
        references=letters.chain(parents, answered.rfc_id) if answered and answered.rfc_id else (),
        reply_token=draft.conversation_id if mail else "",
        sender_name=who.name,
        files=tuple(OutboundFile(each.filename, each.content_type, each.sha256, each.size) for each in carried),
        language=who.language,
        sent_at=tx.now,
    )


def _body(tx: Tx, who: Agent, draft: Draft) -> str:
    manner = Manner(who.language, tx.house.time_zone)
    signature = who.signature or draft.target.channel.signature
    quoted = ""
    if draft.forwarded is not None:
        quoted = letters.passed_on(_quote(draft.forwarded), manner)
    elif draft.answered is not None:
        quoted = letters.answer_to(_quote(draft.answered), manner)
    return letters.compose(draft.words.text, signature, quoted)


def _quote(line: Line) -> Quote:
    author = line.author_name or line.address.partition(":")[2]
    return Quote(author, line.at, line.subject, line.text)
