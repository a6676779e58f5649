"""Customers: made, changed, given addresses, merged and parted again, blocked, marked as spam; all of it undoable.

Who a sender is, is found out in people; here an agent says so.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from typing import Any

from channels.contract import Address, Medium
from hub.actions import enqueue, handle, hands, lines, writing
from hub.actions.enqueue import About
from hub.core import facts
from hub.core.terms import (
    AgentId,
    ConversationId,
    CustomerId,
    CustomerKind,
    IdentityId,
    InteractionId,
    LifecycleStage,
    MergeId,
)
from hub.errors import Exists, Invalid, Missing, NotFound, Stale
from hub.store import conversation_rows, customer_rows, floor_rows
from hub.store.customer_rows import Customer, stored_address, stored_value
from hub.store.writer import Tx

NAME_LIMIT = 300
NOTE_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """What an agent changes on a card; None leaves a field as it is."""

    customer_id: CustomerId
    version: int
    name: str | None = None
    language: str | None = None
    time_zone: str | None = None
    region: str | None = None
    vip: bool | None = None
    note: str | None = None
    preferred_agent_id: AgentId | None = None


def create(
    tx: Tx, agent: AgentId, name: str, address: str = "", kind: str = "person", language: str = ""
) -> CustomerId:
    """A new customer with a first address. Raises Exists with `data["customer_id"]` when it is somebody's."""
    if not name.strip() and not address.strip():
        raise Missing("Give a name or an address.", field="name")
    if len(name) > NAME_LIMIT:
        raise Invalid(f"name is longer than {NAME_LIMIT} characters.", field="name")
    hands.the_agent(tx, agent)
    reach = _free_address(tx, address) if address.strip() else None
    return _make(tx, name.strip(), CustomerKind(kind), language, reach)


def update(tx: Tx, agent: AgentId, wanted: CustomerChange) -> None:
    """Change a card. Raises Stale with the version now, Invalid, NotFound."""
    customer = _the_customer(tx, wanted.customer_id)
    if customer.version != wanted.version:
        raise Stale(data={"version": customer.version})
    _check(tx, wanted)
    names = ("name", "language", "time_zone", "region", "vip", "note", "preferred_agent_id")
    given = {name: getattr(wanted, name) for name in names if getattr(wanted, name) is not None}
    news = {name: value for name, value in given.items() if getattr(customer, name) != value}
    if not news:
        return
    if not customer_rows.change_customer(tx, customer, **news):
        raise Stale()
    for name, value in news.items():
        customer_rows.note_change(tx, customer.id, agent, name, (getattr(customer, name), value))
    tx.record(facts.CustomerChanged(customer.id))


def add_identity(tx: Tx, agent: AgentId, customer_id: CustomerId, address: str) -> IdentityId:
    """One more address. Raises Exists with `data["customer_id"]` when it is another customer's."""
    customer = _the_customer(tx, customer_id)
    hands.the_agent(tx, agent)
    reach = read_any(address)
    known = customer_rows.identities(tx, [stored_value(reach)]).get(stored_value(reach))
    if known is not None:
        if known.customer_id not in customer_rows.tree(tx, customer.id):
            raise Exists("Another customer has this address.", field="address",
                         data={"customer_id": known.customer_id})
        return known.id
    identity_id = _add_address(tx, customer.id, reach)
    tx.record(facts.CustomerChanged(customer.id))
    return identity_id


def to_write_to(tx: Tx, customer_id: CustomerId | None, to: str, medium: Medium) -> tuple[CustomerId, Address]:
    """Whom a first message goes to, and where; an address nobody has makes a customer. Raises Invalid, Missing."""
    if customer_id is not None:
        customer = _the_customer(tx, customer_id)
        address = writing.read_address(to, medium) if to else writing.address_of(tx, customer.id, medium)
        known = customer_rows.identities(tx, [stored_value(address)]).get(stored_value(address))
        if known is None:
            _add_address(tx, customer.id, address)
        elif known.customer_id not in customer_rows.tree(tx, customer.id):
            raise Invalid("This address is another customer's.", field="to", data={"customer_id": known.customer_id})
        elif not known.valid:
            raise Invalid("Mail to this address comes back; choose another.", field="to")
        return customer.id, address
    address = writing.read_address(to, medium)
    known = customer_rows.identities(tx, [stored_value(address)]).get(stored_value(address))
    if known is not None:
        if not known.valid:
            raise Invalid("Mail to this address comes back; choose another.", field="to")
        return known.customer_id, address
    return _make(tx, "", CustomerKind.PERSON, "", address), address


# --- merge ---------------------------------------------------------------------------------------------------


def merge(tx: Tx, agent: AgentId, winner_id: CustomerId, loser_id: CustomerId) -> MergeId:
    """From now on two records read as one; nothing is moved, so it can be undone. Raises Invalid, NotFound."""
    hands.the_agent(tx, agent)
    winner, loser = _the_customer(tx, winner_id), _the_customer(tx, loser_id)
    if winner.id == loser.id:
        raise Invalid("These two read as one already.", field="loser_id")
    merge_id = MergeId(tx.new_id())
    customer_rows.add_merge(
        tx, {"id": merge_id, "winner_id": winner.id, "loser_id": loser.id, "at": tx.now, "agent_id": agent}
    )
    customer_rows.set_merged_into(tx, loser.id, winner.id)
    tx.record(facts.CustomersMerged(merge_id, winner.id, loser.id))
    return merge_id


def undo_merge(tx: Tx, agent: AgentId, merge_id: MergeId) -> None:
    """They are two after all: each has the rows of its own addresses, as before. Undoing again does nothing."""
    hands.the_agent(tx, agent)
    found = customer_rows.merge(tx, merge_id)
    if found is None:
        raise NotFound("There is no such merge.", field="merge_id")
    if not customer_rows.end_merge(tx, merge_id, agent):
        return
    customer_rows.set_merged_into(tx, found.loser_id, None)
    tx.record(facts.MergeUndone(merge_id, found.winner_id, found.loser_id))


# --- blocking and spam ---------------------------------------------------------------------------------------


def block(tx: Tx, agent: AgentId, address: str, reason: str = "") -> None:
    """What comes from this address is kept and never routed. Blocking again does nothing."""
    hands.the_agent(tx, agent)
    reach = read_any(address)
    if customer_rows.block(tx, stored_address(reach), agent, reason[:200]):
        tx.record(facts.AddressBlocked(_owner(tx, reach), None))


def unblock(tx: Tx, agent: AgentId, address: str) -> None:
    """Route this address again."""
    hands.the_agent(tx, agent)
    reach = read_any(address)
    if customer_rows.unblock(tx, stored_address(reach)):
        tx.record(facts.AddressUnblocked(_owner(tx, reach), None))


def mark_spam(tx: Tx, agent: AgentId, conversation_id: ConversationId) -> None:
    """Close the conversation as spam and block who wrote it. Marking again does nothing."""
    conversation = _the_conversation(tx, conversation_id)
    hands.the_agent(tx, agent)
    if conversation.spam:
        return
    for work in floor_rows.live_in(tx, [conversation_id]):
        handle.close(tx, work, "spam")
    conversation_rows.change_conversation(tx, conversation_id, spam=True, closed_at=tx.now)
    for address in sorted(conversation_rows.senders(tx, conversation_id)):
        customer_rows.block(tx, address, agent, f"spam {conversation_id}")
    place = lines.Place(conversation_id, conversation.customer_id)
    lines.event(tx, place, "spam_marked", {}, agent)
    tx.record(facts.AddressBlocked(conversation.customer_id, conversation_id))


def undo_spam(tx: Tx, agent: AgentId, conversation_id: ConversationId) -> None:
    """It was not spam: its sender is routed again, and what waited for an answer waits again."""
    conversation = _the_conversation(tx, conversation_id)
    hands.the_agent(tx, agent)
    if not conversation.spam:
        return
    conversation_rows.change_conversation(tx, conversation_id, spam=False)
    for address in sorted(conversation_rows.senders(tx, conversation_id)):
        customer_rows.unblock(tx, address)
    place = lines.Place(conversation_id, conversation.customer_id)
    lines.event(tx, place, "spam_undone", {}, agent)
    tx.record(facts.AddressUnblocked(conversation.customer_id, conversation_id))
    _wait_again(tx, conversation)


def _wait_again(tx: Tx, conversation: conversation_rows.Conversation) -> None:
    """Put the customer's last words back into their queue, unless something is live there."""
    if floor_rows.live_in(tx, [conversation.id]):
        return
    last = conversation_rows.newest_inbound(tx, conversation.id)
    channel = tx.house.channels.get(last.channel_id) if last else None
    if last is None or channel is None:
        return
    closed = floor_rows.last_closed_in(tx, [conversation.id]).get(conversation.id)
    customer = customer_rows.reads_as(tx, conversation.customer_id)
    queue_id = closed.queue_id if closed else tx.house.queue_of(channel.id)
    about = About(conversation.id, conversation.customer_id, channel.id, channel.medium, queue_id,
                  vip=bool(customer and customer.vip))
    interaction_id = InteractionId(tx.new_id())
    row = enqueue.work_row(
        tx.house, about, interaction_id, tx.now, subject=conversation.subject, queued_at=last.at, unread=1,
        preview=lines.preview(last.text), last_customer_at=last.at,
        due_at=enqueue.answer_by(tx.house, channel.medium, tx.now),
    )
    floor_rows.write_works(tx, [row])
    tx.record(enqueue.queued(tx.house, row, "released"))


# --- steps ---------------------------------------------------------------------------------------------------


def read_any(text: str) -> Address:
    """An address as agents write it: `medium:value`, or a bare e-mail address or number. Raises Invalid."""
    text = text.strip()
    medium = text.partition(":")[0]
    if medium not in Medium.__members__.values():
        medium = Medium.EMAIL if "@" in text else Medium.SMS
    address = writing.read_address(text, Medium(medium))
    if address.medium is Medium.SMS:
        number = "".join(each for each in address.value if each.isdigit() or each == "+")
        if not number.startswith("+") or not 8 <= len(number) <= 16:
            raise Invalid("Write an e-mail address, or a number like +4915112345678.", field="address")
        return Address(Medium.SMS, number)
    return address


def _the_customer(tx: Tx, customer_id: CustomerId) -> Customer:
    found = customer_rows.reads_as(tx, customer_id)
    if found is None:
        raise NotFound("There is no such customer.", field="customer_id")
    return found


def _the_conversation(tx: Tx, conversation_id: ConversationId) -> conversation_rows.Conversation:
    found = conversation_rows.conversation(tx, conversation_id)
    if found is None:
        raise NotFound("There is no such conversation.", field="conversation_id")
    return found


def _check(tx: Tx, wanted: CustomerChange) -> None:
    if wanted.name is not None and len(wanted.name) > NAME_LIMIT:
        raise Invalid(f"name is longer than {NAME_LIMIT} characters.", field="name")
    if wanted.note is not None and len(wanted.note) > NOTE_LIMIT:
        raise Invalid(f"note is longer than {NOTE_LIMIT} characters.", field="note")
    if wanted.language is not None and len(wanted.language) > 16:
        raise Invalid("language is a code like en or ru.", field="language")
    if wanted.time_zone and wanted.time_zone not in zoneinfo.available_timezones():
        raise Invalid(f"{wanted.time_zone!r} is not a time zone; write one like Europe/Moscow.", field="time_zone")
    if wanted.preferred_agent_id is not None:
        hands.the_agent(tx, wanted.preferred_agent_id)


def _free_address(tx: Tx, address: str) -> Address:
    reach = read_any(address)
    known = customer_rows.identities(tx, [stored_value(reach)]).get(stored_value(reach))
    if known is not None:
        raise Exists("A customer has this address already.", field="address",
                     data={"customer_id": known.customer_id})
    return reach


def _make(tx: Tx, name: str, kind: CustomerKind, language: str, reach: Address | None) -> CustomerId:
    customer_id = CustomerId(tx.new_id())
    row: dict[str, Any] = {
        "id": customer_id, "number": tx.number("customer"), "kind": kind.value, "name": name,
        "language": language[:16], "stage": LifecycleStage.AWARENESS.value, "external_ref": "", "source": "agent",
        "created_at": tx.now,
    }  # fmt: skip
    customer_rows.write_customers(tx, [row])
    customer_rows.write_stages(
        tx,
        [{"id": tx.new_id(), "customer_id": customer_id, "stage": LifecycleStage.AWARENESS, "entered_at": tx.now,
          "left_at": None, "cause": "agent"}],
    )
    if reach is not None:
        _add_address(tx, customer_id, reach)
    tx.record(facts.CustomerAppeared(customer_id))
    return customer_id


def _add_address(tx: Tx, customer_id: CustomerId, reach: Address) -> IdentityId:
    medium, value = stored_value(reach)
    identity_id = IdentityId(tx.new_id())
    customer_rows.write_identities(
        tx,
        [{"id": identity_id, "customer_id": customer_id, "medium": medium, "value": value, "verified": False,
          "preferred": False, "valid": True, "first_seen_at": tx.now, "last_seen_at": tx.now}],
    )
    return identity_id


def _owner(tx: Tx, reach: Address) -> CustomerId | None:
    known = customer_rows.identities(tx, [stored_value(reach)]).get(stored_value(reach))
    return known.customer_id if known else None

