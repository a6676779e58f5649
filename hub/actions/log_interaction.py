"""Talks that happened outside the hub: a walk-in, a letter, a call on another phone, noted as history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.contract import Medium
from hub.actions import enqueue, hands, lines
from hub.actions.enqueue import About
from hub.actions.lines import NO_CHANNEL
from hub.core import facts
from hub.core.terms import (
    AgentId,
    ConversationId,
    CustomerId,
    Direction,
    InteractionId,
    InteractionState,
    QueueId,
)
from hub.errors import Invalid, Missing, NotFound
from hub.store import conversation_rows, customer_rows, floor_rows
from hub.store.writer import Tx

LOGGED = (Medium.IN_PERSON, Medium.LETTER, Medium.PHONE)
TEXT_LIMIT = 100_000
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Happened:
    """What an agent notes. `happened_at`: None is now."""

    customer_id: CustomerId
    medium: str
    direction: str
    subject: str
    text: str
    happened_at: datetime | None = None


def log_interaction(tx: Tx, agent: AgentId, happened: Happened) -> InteractionId:
    """Note it as a conversation that is over. Raises Missing, Invalid, NotFound."""
    who, at = hands.the_agent(tx, agent), happened.happened_at or tx.now
    customer = customer_rows.reads_as(tx, happened.customer_id)
    if customer is None:
        raise NotFound("There is no such customer.", field="customer_id")
    _check(tx, happened, at)
    conversation_id, interaction_id = ConversationId(tx.new_id()), InteractionId(tx.new_id())
    medium, direction = Medium(happened.medium), Direction(happened.direction)
    conversation_rows.add_conversation(
        tx,
        {"id": conversation_id, "customer_id": customer.id, "subject": happened.subject.strip(), "channel_id": "",
         "opened_at": at, "last_at": at, "closed_at": at, "last_agent_id": agent},
    )
    about = About(conversation_id, customer.id, NO_CHANNEL, medium, QueueId(""), customer.vip, direction=direction)
    row = enqueue.work_row(
        tx.house, about, interaction_id, at, state=InteractionState.CLOSED.value, subject=happened.subject.strip(),
        preview=lines.preview(happened.text), preview_direction=direction.value, queued_at=None, accepted_at=at,
        agent_id=agent,
    )
    floor_rows.write_works(tx, [{**row, "closed_at": at}])
    place = lines.Place(conversation_id, customer.id, interaction_id, agent, NO_CHANNEL, medium.value)
    name = customer.name if direction is Direction.INBOUND else who.name
    made = lines.row(
        place, tx.new_id(), direction=direction.value, at=at, agent_id=agent, author_name=name,
        subject=happened.subject.strip(), text=happened.text,
    )
    conversation_rows.write_lines(tx, [made])
    if customer.last_interaction_at is None or customer.last_interaction_at < at:
        customer_rows.touch_customers(
            tx, [customer.id], last_interaction_at=at, last_medium=medium.value, last_agent_id=agent
        )
    tx.record(facts.ConversationOpened(conversation_id, customer.id))
    tx.record(lines.recorded(place, made))
    tx.record(facts.InteractionClosed(interaction_id, conversation_id, customer.id, QueueId(""), "logged", agent))
    return interaction_id


def _check(tx: Tx, happened: Happened, at: datetime) -> None:
    if happened.medium not in LOGGED:
        raise Invalid(f"medium is one of {', '.join(LOGGED)}.", field="medium")
    if happened.direction not in (Direction.INBOUND, Direction.OUTBOUND):
        raise Invalid("direction is inbound or outbound.", field="direction")
    if not happened.text.strip():
        raise Missing("Say what was talked about.", field="text")
    if len(happened.text) > TEXT_LIMIT:
        raise Invalid(f"text is longer than {TEXT_LIMIT:,} characters.", field="text")
    if at > tx.now + timedelta(minutes=5) or at < tx.now - OLDEST:
        raise Invalid("happened_at is in the past, a year ago at most.", field="happened_at")
