"""What we write to customers: checked, put into the thread as PENDING, and laid into the outbox.

Sending itself is the senders' (outbox). Mail can be taken back for a few seconds; a live talk's line leaves at once.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import timedelta

from channels.contract import DeliveryState, Medium, Outbound
from hub.actions import customers, enqueue, hands, lines, sla, writing
from hub.actions.enqueue import About
from hub.actions.writing import Draft, Target, Words
from hub.core import facts, threads
from hub.core.desk import ChannelInfo
from hub.core.seats import CALLS
from hub.core.terms import (
    AgentId,
    ChannelId,
    ConversationId,
    CustomerId,
    Direction,
    FileId,
    HandlingId,
    InteractionId,
    InteractionState,
    MessageId,
    OfferState,
)
from hub.errors import AnsweredMeanwhile, Invalid, Missing, NotFound, NotYours, Stale
from hub.store import conversation_rows, customer_rows, floor_rows, handling_rows, outbox_rows
from hub.store.conversation_rows import Conversation, Line
from hub.store.customer_rows import stored_address
from hub.store.floor_rows import Agent, Work
from hub.store.writer import Tx

S = InteractionState


@dataclass(frozen=True, slots=True)
class Reply:
    """A message into a conversation. `to`: "" is the address the customer used; `forward_id` passes a line on."""

    conversation_id: ConversationId
    channel_id: ChannelId
    text: str
    to: str = ""
    subject: str = ""
    copies: tuple[str, ...] = ()
    blind_copies: tuple[str, ...] = ()
    file_ids: tuple[FileId, ...] = ()
    last_seen_id: MessageId | None = None
    anyway: bool = False
    forward_id: MessageId | None = None

    @property
    def words(self) -> Words:
        """What was written."""
        return Words(self.text, self.subject.strip(), self.copies, self.blind_copies, self.file_ids)


def send_message(tx: Tx, agent: AgentId, reply: Reply) -> MessageId:
    """Write to the customer, or pass a line on to somebody else.

    Raises AnsweredMeanwhile with `data["items"]` (ids of the lines a colleague wrote since), Missing, Invalid,
    NotFound, TooLarge, Unwanted; then nothing is written.
    """
    conversation = conversation_rows.conversation(tx, reply.conversation_id)
    if conversation is None:
        raise NotFound("There is no such conversation.", field="conversation_id")
    who, channel = hands.the_agent(tx, agent), writing.channel_of(tx, reply.channel_id)
    files = writing.check_words(tx, agent, channel, reply.words)
    draft = _draft(tx, channel, conversation, reply)
    writing.check_wanted(tx, conversation.customer_id, channel.medium)
    if reply.last_seen_id is not None and not reply.anyway:
        _check_unanswered(tx, conversation.id, reply.last_seen_id, agent)
    work = _work_of(tx, who, conversation, channel)
    message_id = _put(tx, who, dataclasses.replace(draft, files=files), work)
    conversation_rows.remove_draft(tx, agent, conversation.id, reply.channel_id)
    tx.record(facts.DraftSaved(agent, conversation.id, reply.channel_id))
    return message_id


def undo_send(tx: Tx, agent: AgentId, message_id: MessageId) -> None:
    """Take back one's own message that has not left; its words are the draft again. Raises Stale when it has left."""
    line = _own_line(tx, agent, message_id)
    waiting = outbox_rows.waiting(tx, message_id)
    if waiting is None or waiting.claimed_until is not None or waiting.attempts or waiting.next_at <= tx.now:
        raise Stale("It has left already and cannot be taken back.", field="message_id")
    files = conversation_rows.files_of(tx, message_id)
    outbox_rows.take_away(tx, [message_id])
    conversation_rows.detach_files(tx, message_id)
    conversation_rows.remove_line(tx, message_id)
    conversation_rows.keep_draft(
        tx,
        {"agent_id": agent, "conversation_id": line.conversation_id, "tab": line.channel_id, "text": line.text,
         "subject": line.subject, "copies": line.copies,
         "file_ids": [each.id for each in files if each.uploaded_by == agent], "updated_at": tx.now},
    )
    tx.record(facts.MessageWithdrawn(message_id, line.conversation_id, agent))
    sla.reply_withdrawn(tx, line.conversation_id, message_id)
    tx.record(facts.DraftSaved(agent, line.conversation_id, line.channel_id))


def retry_send(tx: Tx, agent: AgentId, message_id: MessageId) -> None:
    """A person decided that a failed message, or one whose fate is unknown, shall be sent (again). Raises Invalid."""
    hands.the_agent(tx, agent)
    line = conversation_rows.line(tx, message_id)
    if line is None:
        raise NotFound("There is no such message.", field="message_id")
    waiting = outbox_rows.waiting(tx, message_id)
    if waiting is None or line.state not in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
        raise Invalid("Only a message that failed, or whose fate is unknown, can be sent again.", field="message_id")
    outbox_rows.put_off(tx, [{"message": message_id, "then": tx.now, "tries": 0}])
    outbox_rows.advance_line(tx, message_id, DeliveryState.PENDING, "")
    tx.record(facts.MessageStateChanged(message_id, line.conversation_id, DeliveryState.PENDING, agent))


@dataclass(frozen=True, slots=True)
class Opening:
    """A first message: to a customer, or to an address nobody has yet."""

    channel_id: ChannelId
    text: str
    customer_id: CustomerId | None = None
    to: str = ""
    subject: str = ""
    copies: tuple[str, ...] = ()
    blind_copies: tuple[str, ...] = ()
    file_ids: tuple[FileId, ...] = ()

    @property
    def words(self) -> Words:
        """What was written."""
        return Words(self.text, self.subject.strip(), self.copies, self.blind_copies, self.file_ids)


@dataclass(frozen=True, slots=True)
class Started:
    """The new conversation, its work in the agent's hands, and the first line."""

    conversation_id: ConversationId
    interaction_id: InteractionId
    handling_id: HandlingId | None
    message_id: MessageId
    customer_id: CustomerId


def start_conversation(tx: Tx, agent: AgentId, opening: Opening) -> Started:
    """Write first; the new work is the agent's. Raises Missing, Invalid, NotFound, TooLarge, Unwanted."""
    who, channel = hands.the_agent(tx, agent), writing.channel_of(tx, opening.channel_id)
    if not channel.can_start:
        raise Invalid("This channel only answers; choose another.", field="channel_id")
    files = writing.check_words(tx, agent, channel, opening.words)
    if opening.customer_id is None and not opening.to:
        raise Missing("Name a customer or an address.", field="to")
    customer_id, to = customers.to_write_to(tx, opening.customer_id, opening.to, channel.medium)
    writing.check_wanted(tx, customer_id, channel.medium)
    conversation_id = ConversationId(tx.new_id())
    conversation_rows.add_conversation(
        tx,
        {"id": conversation_id, "customer_id": customer_id, "subject": opening.words.subject,
         "channel_id": channel.id, "opened_at": tx.now, "last_at": tx.now, "last_agent_id": agent},
    )
    tx.record(facts.ConversationOpened(conversation_id, customer_id))
    work = _begin(tx, who, channel, (conversation_id, customer_id, opening.words.subject))
    draft = Draft(conversation_id, Target(channel, to), opening.words, files)
    message_id = _put(tx, who, draft, work)
    handling = handling_rows.open_handling(tx, work.id)
    return Started(conversation_id, work.id, handling.id if handling else None, message_id, customer_id)


# --- steps ---------------------------------------------------------------------------------------------------


def _draft(tx: Tx, channel: ChannelInfo, conversation: Conversation, reply: Reply) -> Draft:
    if reply.forward_id is not None:
        if not reply.to or not channel.can_start:
            raise Missing("Say to whom it shall be passed on.", field="to")
        line = writing.line_to_forward(tx, conversation.id, reply.forward_id)
        target = Target(channel, writing.read_address(reply.to, channel.medium))
        words = dataclasses.replace(reply.words, subject=reply.words.subject or f"Fwd: {line.subject}".strip())
        return Draft(conversation.id, target, words, forwarded=line)
    target = writing.target_of(tx, channel, conversation, reply.to)
    answered = None
    words = reply.words
    if channel.medium is Medium.EMAIL:
        answered = conversation_rows.last_from_customer(tx, conversation.id, channel.id)
        before = answered.subject if answered else conversation.subject
        words = dataclasses.replace(words, subject=words.subject or threads.reply_subject(before))
    return Draft(conversation.id, target, words, answered=answered)


def _check_unanswered(tx: Tx, conversation_id: ConversationId, seen: MessageId, agent: AgentId) -> None:
    answers = conversation_rows.answers_after(tx, conversation_id, seen, agent)
    if answers:
        raise AnsweredMeanwhile(data={"items": [each.id for each in answers]})


def _work_of(tx: Tx, who: Agent, conversation: Conversation, channel: ChannelInfo) -> Work:
    """The work this line belongs to: what is live here, taken by the writer when nobody has it, else new work."""
    live = floor_rows.live_in(tx, [conversation.id])
    mine = [each for each in live if each.agent_id == who.id]
    open_ones = [each for each in live if each.state is not S.WRAPPING and (each.agent_id or each.medium not in CALLS)]
    for work in (*mine, *open_ones):
        if work.agent_id is None:
            return _take(tx, who, work)
        return work
    return _begin(tx, who, channel, (conversation.id, conversation.customer_id, conversation.subject))


def _take(tx: Tx, who: Agent, work: Work) -> Work:
    """Who answers waiting work has it; an offer of it to somebody else stands, and they see the answer."""
    pending = floor_rows.pending_offers(tx, [work.id]).get(work.id)
    if pending is not None and pending.agent_id != who.id:
        return work
    if pending is not None:
        floor_rows.end_offer(tx, pending, OfferState.ACCEPTED)
        tx.record(facts.OfferEnded(pending.id, work.id, who.id, pending.queue_id, OfferState.ACCEPTED))
    hands.begin(tx, work, who, "started")
    return hands.the_work(tx, work.id)


def _begin(tx: Tx, who: Agent, channel: ChannelInfo, of: tuple[ConversationId, CustomerId, str]) -> Work:
    """New work in the writer's own hands, whatever they carry already: they began it themselves."""
    conversation_id, customer_id, subject = of
    customer = customer_rows.reads_as(tx, customer_id)
    about = About(
        conversation_id, customer_id, channel.id, channel.medium, tx.house.queue_of(channel.id),
        vip=bool(customer and customer.vip), direction=Direction.OUTBOUND,
    )
    interaction_id = InteractionId(tx.new_id())
    floor_rows.write_works(tx, [enqueue.work_row(tx.house, about, interaction_id, tx.now, subject=subject)])
    hands.begin(tx, hands.the_work(tx, interaction_id), who, "started")
    conversation_rows.change_conversation(tx, conversation_id, closed_at=None)
    return hands.the_work(tx, interaction_id)


def _put(tx: Tx, who: Agent, draft: Draft, work: Work) -> MessageId:
    """The line, its files and pointers, and the envelope in the outbox."""
    message_id = MessageId(tx.new_id())
    channel, words = draft.target.channel, draft.words
    carried = [*draft.files]
    if draft.forwarded is not None:
        carried += [each for each in conversation_rows.files_of(tx, draft.forwarded.id) if not each.inline]
    sent = writing.envelope(tx, who, draft, message_id, carried)
    place = lines.Place(
        draft.conversation_id, work.customer_id, work.id, work.agent_id, channel.id, channel.medium.value
    )
    row = lines.row(
        place, message_id, direction=Direction.OUTBOUND.value, at=tx.now, agent_id=who.id, author_name=who.name,
        address=stored_address(sent.to), copies=list(words.copies), subject=sent.subject, text=words.text,
        full_text=sent.text if sent.text != words.text else "", state=DeliveryState.PENDING.value,
        rfc_id=sent.message_id, rfc_parents=" ".join(sent.references), file_count=len(carried),
    )
    conversation_rows.write_lines(tx, [row])
    conversation_rows.attach_files(tx, message_id, [each.id for each in draft.files])
    conversation_rows.copy_files(tx, carried[len(draft.files) :], message_id)
    lay_out(tx, channel, sent, draft.conversation_id)
    tx.record(lines.recorded(place, row))
    _note_answer(tx, work, row["text"])
    if tx.house.sla and draft.forwarded is None:
        talk = conversation_rows.conversation(tx, draft.conversation_id)
        sla.agent_replied(tx, draft.conversation_id, talk.case_id if talk else None, message_id)
    conversation_rows.change_conversation(tx, draft.conversation_id, last_at=tx.now, last_agent_id=who.id)
    customer_rows.see_addresses(tx, [sent.to])
    return message_id


def lay_out(tx: Tx, channel: ChannelInfo, sent: Outbound, conversation_id: ConversationId) -> None:
    """Into the outbox: mail after its time to be taken back, and with what its answer will point at."""
    undo = timedelta(seconds=0 if channel.live or sent.automatic else tx.house.undo_seconds)
    outbox_rows.put(tx, channel.id, sent, tx.now + undo)
    if sent.message_id:
        conversation_rows.add_refs(
            tx,
            [{"channel_id": channel.id, "ref": sent.message_id, "conversation_id": conversation_id,
              "message_id": sent.id}],
        )


def _note_answer(tx: Tx, work: Work, text: str) -> None:
    current = hands.the_work(tx, work.id)
    due = {} if current.state is S.WRAPPING else {"due_at": None}
    hands.alter(
        tx, current, last_agent_at=tx.now, unread=0, preview=lines.preview(text),
        preview_direction=Direction.OUTBOUND, **due,
    )


def _own_line(tx: Tx, agent: AgentId, message_id: MessageId) -> Line:
    line = conversation_rows.line(tx, message_id)
    if line is None or line.direction != Direction.OUTBOUND:
        raise NotFound("There is no such message.", field="message_id")
    if line.agent_id != agent:
        raise NotYours("Only who wrote it can take it back.", field="message_id")
    return line

