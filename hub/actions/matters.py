"""Where a group of messages belongs: conversations and their live work looked up together, decided one by one.

Joining is decided in core/threads; whether work waits, resumes or begins is decided here. New rows are written
together by `flush`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from channels.contract import Medium, MessageArrived
from hub.actions import enqueue, handle, hands
from hub.actions.people import Sender
from hub.core import facts, threads
from hub.core.seats import CALLS
from hub.core.terms import (
    AgentId,
    ChannelId,
    ConversationId,
    CustomerId,
    HandlingEnd,
    InteractionId,
    InteractionState,
    QueueId,
)
from hub.core.threads import Joins, Matter, Opens, Pointers
from hub.store import conversation_rows, customer_rows, floor_rows
from hub.store.conversation_rows import Conversation
from hub.store.customer_rows import Customer, stored_address
from hub.store.floor_rows import Work
from hub.store.tables.base import short
from hub.store.writer import Tx

S = InteractionState
REF_LENGTH = 400
_ID = re.compile("[0-9a-f]{32}")
NEWEST_REFERENCES = 40  # of a long References chain


@dataclass(frozen=True, slots=True)
class Item:
    """One message with the channel it came through and who wrote it."""

    channel_id: ChannelId
    message: MessageArrived
    sender: Sender | None


@dataclass(slots=True)
class Slot:
    """A conversation while a group is taken in: what is there, and what becomes of it."""

    conversation_id: ConversationId
    customer_id: CustomerId
    reads_as: CustomerId
    last_agent_id: AgentId | None = None
    live: Work | None = None  # work a message joins
    wrapping: Work | None = None  # work whose form is being filled in
    closed: Work | None = None  # the newest that is over
    begun: dict[str, Any] | None = None  # the row of new work of this group
    related: ConversationId | None = None  # it was pointed at without the right to join


@dataclass(slots=True)
class Matters:
    """The conversations of one group of messages."""

    tx: Tx
    people: dict[CustomerId, Customer] = field(default_factory=dict)  # records at hand already
    refs: dict[tuple[str, str], ConversationId] = field(default_factory=dict)
    known: dict[ConversationId, Matter] = field(default_factory=dict)
    slots: dict[ConversationId, Slot] = field(default_factory=dict)
    recent: dict[str, list[ConversationId]] = field(default_factory=dict)  # by the customer they read as
    new_rows: list[dict[str, Any]] = field(default_factory=list)
    new_keys: list[dict[str, Any]] = field(default_factory=list)
    new_refs: list[dict[str, Any]] = field(default_factory=list)
    new_work: list[dict[str, Any]] = field(default_factory=list)

    def look_up(self, items: Sequence[Item]) -> None:
        """Every conversation these messages may belong to, in a handful of statements."""
        tx = self.tx
        channels = {each for item in items for each in self._channels(item)}
        self.refs = conversation_rows.known_refs(tx, channels, {ref for item in items for ref in _refs(item)})
        wanted: set[str] = {str(each) for each in self.refs.values()}
        wanted |= {found for item in items if (found := _token(item.message))}
        written = [item for item in items if self._has_subject(item) and item.sender and not item.sender.is_new]
        owners = {each for item in written if item.sender for each in (item.sender.customer_id, item.sender.reads_as)}
        since = tx.now - timedelta(days=tx.house.subject_thread_days)
        for found in conversation_rows.recent_of(tx, owners, since):
            wanted.add(found)
        self._load(conversation_rows.conversations(tx, wanted))

    def place(self, item: Item) -> Slot | None:
        """The conversation of a message: one it joins, or a new one. None: an automatic mail that joins nothing."""
        where = threads.place(self._pointers(item), self.known, self.tx.house.subject_thread_days)
        match where:
            case Joins(conversation_id):
                return self.slots[conversation_id]
            case Opens(related):
                return self._open(item, related) if item.sender is not None else None

    def attach(self, slot: Slot, item: Item) -> Work | dict[str, Any]:
        """The work a message joins: live work, resumed or returned if it rested, or new work in a queue."""
        if slot.begun is not None:
            return slot.begun
        if slot.live is not None:
            slot.live = self._rouse(slot.live)
            return slot.live
        slot.begun = self._begin(slot, item)
        self.new_work.append(slot.begun)
        return slot.begun

    def remember(self, slot: Slot, item: Item, message_id: str) -> None:
        """What later messages may point at."""
        message = item.message
        if message.thread_key:
            self._add_ref(item.channel_id, message.thread_key, slot.conversation_id, None)
        if message.message_id:
            self._add_ref(item.channel_id, message.message_id, slot.conversation_id, message_id)
        there = self.known.get(slot.conversation_id)
        if there is not None:
            parties = there.parties | {stored_address(message.sender)}
            self.known[there.id] = Matter(there.id, there.customer_id, parties, there.subject, self.tx.now)

    def flush(self) -> None:
        """Write new conversations, pointers and work."""
        conversation_rows.write_conversations(self.tx, self.new_rows)
        conversation_rows.add_keys(self.tx, self.new_keys)
        floor_rows.write_works(self.tx, self.new_work)

    # --- looking up -------------------------------------------------------------------------------------------

    def _channels(self, item: Item) -> list[str]:
        """Mail may answer from one mailbox into another; a chat's key is its channel's own."""
        if item.message.sender.medium is not Medium.EMAIL:
            return [item.channel_id]
        mailboxes = [each.id for each in self.tx.house.channels.values() if each.medium is Medium.EMAIL]
        return [item.channel_id, *mailboxes]

    def _has_subject(self, item: Item) -> bool:
        return bool(threads.bare_subject(item.message.subject))

    def _load(self, found: Sequence[Conversation]) -> None:
        tx = self.tx
        ids = [each.id for each in found]
        owners = self.people | customer_rows.customers(tx, {each.customer_id for each in found} - self.people.keys())
        above = {each: customer_rows.above(each, owners) for each in owners}
        parties = conversation_rows.parties(tx, [each.id for each in found if self._is_mail(each.channel_id)])
        for each in found:
            reads_as = above.get(each.customer_id, each.customer_id)
            self.known[each.id] = Matter(
                each.id, reads_as, frozenset(parties.get(each.id, ())), each.subject, each.last_at
            )
            self.slots[each.id] = Slot(each.id, each.customer_id, reads_as, each.last_agent_id)
        for conversation in sorted(found, key=lambda each: each.last_at, reverse=True):
            self.recent.setdefault(self.slots[conversation.id].reads_as, []).append(conversation.id)
        for work in floor_rows.live_in(tx, ids):
            slot = self.slots[work.conversation_id]
            if work.state is S.WRAPPING:
                slot.wrapping = work
            elif slot.live is None or work.medium not in CALLS:  # words join a call only where nothing else is
                slot.live = work
        resting = [each for each in ids if self.slots[each].live is None]
        for conversation_id, work in floor_rows.last_closed_in(tx, resting).items():
            self.slots[conversation_id].closed = work

    def _is_mail(self, channel_id: str) -> bool:
        channel = self.tx.house.channels.get(ChannelId(channel_id))
        return channel is None or channel.medium is Medium.EMAIL

    def _pointers(self, item: Item) -> Pointers:
        message = item.message
        where = self._channels(item)
        by_reference = [
            found
            for ref in _references(message)
            for channel in where
            if (found := self.refs.get((channel, stored_ref(ref)))) is not None
        ]
        return Pointers(
            sender=stored_address(message.sender),
            customer_id=item.sender.reads_as if item.sender else None,
            subject=message.subject,
            at=self.tx.now,
            by_key=self.refs.get((item.channel_id, stored_ref(message.thread_key))) if message.thread_key else None,
            by_token=_token(message),
            by_reference=tuple(dict.fromkeys(by_reference)),
            by_subject=tuple(self.recent.get(item.sender.reads_as, ())) if item.sender else (),
        )

    # --- opening and attaching --------------------------------------------------------------------------------

    def _open(self, item: Item, related: ConversationId | None) -> Slot:
        tx, sender = self.tx, item.sender
        assert sender is not None
        conversation_id = ConversationId(tx.new_id())
        self.new_rows.append(
            {"id": conversation_id, "customer_id": sender.customer_id, "subject": item.message.subject,
             "channel_id": item.channel_id, "opened_at": tx.now, "last_at": tx.now, "spam": False}
        )
        tx.record(facts.ConversationOpened(conversation_id, sender.customer_id))
        slot = Slot(conversation_id, sender.customer_id, sender.reads_as, related=related)
        self.slots[conversation_id] = slot
        self.known[conversation_id] = Matter(
            conversation_id, sender.reads_as, frozenset(), item.message.subject, tx.now
        )
        self.recent.setdefault(sender.reads_as, []).insert(0, conversation_id)
        return slot

    def _add_ref(
        self, channel_id: ChannelId, ref: str, conversation_id: ConversationId, message_id: str | None
    ) -> None:
        key = (str(channel_id), stored_ref(ref))
        if key not in self.refs:
            self.refs[key] = conversation_id
            (self.new_refs if message_id else self.new_keys).append(
                {"channel_id": key[0], "ref": key[1], "conversation_id": conversation_id, "message_id": message_id}
            )

    def _rouse(self, work: Work) -> Work:
        """The customer wrote: what rested goes on with its owner if they are here, else back to the queue at once."""
        tx = self.tx
        if work.state is S.SNOOZED:
            handle.return_snoozed(tx, work)
        elif work.state is S.WAITING:
            owner = floor_rows.seat(tx, work.agent_id) if work.agent_id else None
            if owner is not None and owner.is_available:
                handle.take_up(tx, work)
            else:
                hands.let_go(tx, work, HandlingEnd.LOST)
                hands.to_queue(tx, work, "released")
        else:
            return work
        return hands.the_work(tx, work.id)

    def _begin(self, slot: Slot, item: Item) -> dict[str, Any]:
        """New work: kept for whom the customer spoke with not long ago, or for the agent named on their card."""
        tx, message, sender = self.tx, item.message, item.sender
        before = slot.wrapping or slot.closed
        queue_id = self._queue(before, item)
        about = enqueue.About(
            slot.conversation_id, slot.customer_id, item.channel_id, message.sender.medium, queue_id,
            vip=sender.vip if sender else False, language=sender.language if sender else "",
        )
        reserve = self._reserve(slot, before, queue_id, sender)
        return enqueue.work_row(
            tx.house, about, InteractionId(tx.new_id()), tx.now,
            subject=message.subject,
            reserved_for=reserve.agent_id if reserve else None,
            reserved_until=reserve.until if reserve else None,
            reserved_reason=reserve.reason if reserve else "",
            due_at=enqueue.answer_by(tx.house, message.sender.medium, tx.now),
        )

    def _queue(self, before: Work | None, item: Item) -> QueueId:
        if before is not None and self._is_recent(before) and before.queue_id in self.tx.house.queues:
            return before.queue_id
        return self.tx.house.queue_of(item.channel_id, item.message.profile.topic)

    def _is_recent(self, before: Work) -> bool:
        rule = self.tx.house.queues.get(before.queue_id)
        if rule is None:
            return False
        return before.closed_at is None or self.tx.now - before.closed_at <= timedelta(hours=rule.reopen_hours)

    def _reserve(
        self, slot: Slot, before: Work | None, queue_id: QueueId, sender: Sender | None
    ) -> hands.Reserve | None:
        if before is not None and self._is_recent(before):
            found = hands.reserve_for(self.tx, before.agent_id or slot.last_agent_id, queue_id, "last_agent")
            if found is not None:
                return found
        return hands.reserve_for(self.tx, sender.preferred_agent_id if sender else None, queue_id, "named")


def stored_ref(ref: str) -> str:
    """A pointer as it is kept."""
    return short(ref, REF_LENGTH)


def _token(message: MessageArrived) -> ConversationId | None:
    """Our token names a conversation; anything else in its place names nothing."""
    return ConversationId(message.thread_token) if _ID.fullmatch(message.thread_token) else None


def _references(message: MessageArrived) -> list[str]:
    """In-Reply-To first, then References from the newest."""
    found = [message.in_reply_to, *reversed(message.references[-NEWEST_REFERENCES:])]
    return list(dict.fromkeys(each for each in found if each))


def _refs(item: Item) -> set[str]:
    found = [item.message.thread_key, *_references(item.message)]
    return {stored_ref(each) for each in found if each}
