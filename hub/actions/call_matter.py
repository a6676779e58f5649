"""Whose call it is and which matter it belongs to: found or made only when something is to be kept of it.

A number is the same person whether it calls or texts; a visitor's web call belongs to the talk they write in. Who
withholds their number is somebody nameless, each time anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from channels.contract import Address, Medium, MessageArrived, Profile
from hub.actions import calling, enqueue, hands, lines
from hub.actions.people import People, Sender, owner_of
from hub.core import facts
from hub.core.calls import Call, Scene
from hub.core.terms import (
    CallState,
    ChannelId,
    ConversationId,
    CustomerId,
    CustomerKind,
    InteractionId,
    LifecycleStage,
    QueueId,
)
from hub.store import call_rows, conversation_rows, customer_rows, floor_rows, record_rows
from hub.store.conversation_rows import Conversation
from hub.store.floor_rows import Work
from hub.store.intake_rows import stored_external
from hub.store.record_rows import Callback
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a caller before anything is kept of them."""

    customer_id: CustomerId | None = None
    language: str = ""
    blocked: bool = False


def known_person(tx: Tx, caller: Address | None, profile: Profile) -> Known:
    """Who calls, where we know them already. Makes nobody."""
    if caller is None:
        return Known()
    people = People(tx)
    words = _words(caller, profile)
    people.look_up([words])
    found = owner_of(tx, caller)
    customer = customer_rows.reads_as(tx, found) if found else None
    return Known(found, customer.language if customer else "", people.is_blocked(words))


def with_matter(tx: Tx, scene: Scene) -> Scene:
    """The call with its customer and its conversation, made where there were none."""
    call = scene.call
    if call.conversation_id is not None and call.customer_id is not None:
        return scene
    talk = _talk_of(tx, call)
    if talk is not None:
        return calling.alter(tx, scene, customer_id=talk.customer_id, conversation_id=talk.id)
    sender = _sender(tx, scene)
    conversation = _open_callback_of(tx, call) or _new_conversation(tx, sender.customer_id, call.channel_id)
    if call.thread_key:
        for channel_id in _talk_channels(tx, call.channel_id):
            call_rows.keep_thread_ref(tx, channel_id, stored_external(call.thread_key), conversation)
    return calling.alter(tx, scene, customer_id=sender.customer_id, conversation_id=conversation)


def become_work(tx: Tx, scene: Scene, queue_id: QueueId) -> tuple[Scene, Work]:
    """The call waits in a queue, kept for the agent named on the customer's card or who spoke with them last."""
    scene = with_matter(tx, scene)
    call = scene.call
    assert call.customer_id is not None and call.conversation_id is not None
    customer = customer_rows.reads_as(tx, call.customer_id)
    about = enqueue.About(
        call.conversation_id, call.customer_id, call.channel_id, call.medium, queue_id,
        vip=bool(customer and customer.vip), language=call.language,
    )
    reserve = _reserve(tx, call, queue_id)
    interaction_id = InteractionId(tx.new_id())
    row = enqueue.work_row(
        tx.house, about, interaction_id, tx.now, last_customer_at=tx.now, preview=_shown(call),
        reserved_for=reserve.agent_id if reserve else None, reserved_until=reserve.until if reserve else None,
        reserved_reason=reserve.reason if reserve else "",
    )
    floor_rows.write_works(tx, [row])
    conversation_rows.note_spoken(tx, [call.conversation_id])
    touched = {call.customer_id, customer.id if customer else call.customer_id}
    customer_rows.touch_customers(tx, touched, last_interaction_at=tx.now, last_medium=call.medium.value)
    tx.record(enqueue.queued(tx.house, row, "arrived"))
    scene = calling.alter(
        tx, scene, state=CallState.QUEUED, step="queue", queued_at=tx.now, interaction_id=interaction_id
    )
    return scene, hands.the_work(tx, interaction_id)


def place_of(scene: Scene, work: Work | None = None) -> lines.Place:
    """Where the lines of a call stand."""
    call = scene.call
    assert call.conversation_id is not None and call.customer_id is not None
    return lines.Place(
        call.conversation_id, call.customer_id, call.interaction_id, work.agent_id if work else None,
        call.channel_id, call.medium.value,
    )


def callbacks_to(tx: Tx, address: str) -> list[Callback]:
    """Promised calls to this address that nobody has made."""
    if not address:
        return []
    found = [record_rows.callback(tx, each) for each in call_rows.open_callbacks(tx, [address])]
    return [each for each in found if each is not None]


def open_conversation(tx: Tx, customer_id: CustomerId, channel_id: ChannelId) -> ConversationId:
    """A new matter of a customer."""
    return _new_conversation(tx, customer_id, channel_id)


# --- who ---------------------------------------------------------------------------------------------------------


def _words(caller: Address, profile: Profile) -> MessageArrived:
    """A caller as people know senders: someone who said nothing yet."""
    return MessageArrived("", caller, "", profile)


def _sender(tx: Tx, scene: Scene) -> Sender:
    call = scene.call
    people = People(tx)
    if not call.address:
        return _nameless(tx, call)
    customer = scene.customer
    profile = Profile(name=customer.name if customer else "", language=call.language)
    words = _words(Address.read(call.address), profile)
    people.look_up([words])
    sender = people.sender(words)
    assert sender is not None  # only what machines write has none
    people.first_words(sender, words, call.channel_id)
    people.flush()
    return sender


def _nameless(tx: Tx, call: Call) -> Sender:
    customer_id = CustomerId(tx.new_id())
    customer_rows.write_customers(
        tx,
        [{"id": customer_id, "number": customer_rows.numbers(tx, "customer", 1)[0], "kind": CustomerKind.PERSON.value,
          "name": "", "language": call.language, "stage": LifecycleStage.AWARENESS.value, "external_ref": "",
          "source": call.medium.value, "created_at": tx.now, "last_interaction_at": tx.now,
          "last_medium": call.medium.value}],
    )
    customer_rows.write_stages(
        tx,
        [{"id": tx.new_id(), "customer_id": customer_id, "stage": LifecycleStage.AWARENESS, "entered_at": tx.now,
          "left_at": None, "cause": "first_touch"}],
    )
    tx.record(facts.CustomerAppeared(customer_id))
    return Sender(customer_id, customer_id, language=call.language, is_new=True)


# --- which matter ------------------------------------------------------------------------------------------------


def _talk_channels(tx: Tx, own: ChannelId) -> list[ChannelId]:
    """Where a visitor's key may have begun a talk: by voice or in writing."""
    chats = [each.id for each in tx.house.channels.values() if each.medium is Medium.CHAT]
    return [*chats, own]


def _talk_of(tx: Tx, call: Call) -> Conversation | None:
    if not call.thread_key:
        return None
    ref, channels = stored_external(call.thread_key), _talk_channels(tx, call.channel_id)
    known = conversation_rows.known_refs(tx, channels, [ref])
    found = next((known[channel, ref] for channel in channels if (channel, ref) in known), None)
    return conversation_rows.conversation(tx, found) if found else None


def _open_callback_of(tx: Tx, call: Call) -> ConversationId | None:
    """Somebody whom we promised to call, and who calls themselves, goes on with the same matter."""
    promised = reversed(callbacks_to(tx, call.address))
    return next((each.conversation_id for each in promised if each.conversation_id), None)


def _new_conversation(tx: Tx, customer_id: CustomerId, channel_id: ChannelId) -> ConversationId:
    conversation_id = ConversationId(tx.new_id())
    conversation_rows.add_conversation(
        tx,
        {"id": conversation_id, "customer_id": customer_id, "subject": "", "channel_id": channel_id,
         "opened_at": tx.now, "last_at": tx.now},
    )
    tx.record(facts.ConversationOpened(conversation_id, customer_id))
    return conversation_id


def _reserve(tx: Tx, call: Call, queue_id: QueueId) -> hands.Reserve | None:
    assert call.customer_id is not None and call.conversation_id is not None
    conversation = conversation_rows.conversation(tx, call.conversation_id)
    last = hands.reserve_for(tx, conversation.last_agent_id if conversation else None, queue_id, "last_agent")
    customer = customer_rows.reads_as(tx, call.customer_id)
    return last or hands.reserve_for(tx, customer.preferred_agent_id if customer else None, queue_id, "named")


def _shown(call: Call) -> str:
    """What lists show of a call: the number, where it is one."""
    medium, _, value = call.address.partition(":")
    return value if medium == Medium.PHONE else ""
