"""Callbacks: promised, due as routed work, done by its wrap-up, or cancelled."""

from __future__ import annotations

from datetime import timedelta

from channels.contract import Medium
from hub.actions import enqueue, hands
from hub.core import facts
from hub.core.effects import PlanCallback
from hub.core.terms import (
    AgentId,
    CallbackId,
    CallbackState,
    ChannelId,
    ConversationId,
    CustomerId,
    Direction,
    InteractionId,
)
from hub.errors import Invalid, NotFound
from hub.store import conversation_rows, customer_rows, floor_rows, record_rows
from hub.store.record_rows import Callback
from hub.store.writer import Tx

KEPT_FOR_AGENT = timedelta(minutes=10)  # how long a due callback waits for the agent who promised it


def plan(
    tx: Tx, customer_id: CustomerId, made: PlanCallback, agent: AgentId | None, conversation_id: ConversationId | None
) -> CallbackId:
    """Promise a call back; by no agent where a caller asked or was missed. Raises Invalid for one who is none here."""
    if made.agent_id is not None:
        hands.the_agent(tx, made.agent_id)
    callback_id = CallbackId(tx.new_id())
    record_rows.add_callback(
        tx,
        {"id": callback_id, "customer_id": customer_id, "conversation_id": conversation_id, "due_at": made.due_at,
         "time_zone": made.time_zone, "queue_id": made.queue_id, "agent_id": made.agent_id,
         "address": made.address, "note": made.note, "state": CallbackState.PLANNED, "created_at": tx.now,
         "created_by": agent},
    )
    tx.record(facts.CallbackPlanned(callback_id, customer_id, made.due_at))
    return callback_id


def come_due(tx: Tx) -> list[InteractionId]:
    """Every planned callback whose time has come becomes work in its queue, kept for the agent it names."""
    return [_become_work(tx, each) for each in record_rows.due_callbacks(tx)]


def come_due_one(tx: Tx, callback_id: CallbackId) -> InteractionId | None:
    """This callback, if its time has come and it is still planned."""
    found = record_rows.callback(tx, callback_id)
    if found is None or found.state is not CallbackState.PLANNED or found.due_at > tx.now:
        return None
    return _become_work(tx, found)


def cancel(tx: Tx, agent: AgentId, callback_id: CallbackId) -> None:
    """It is not needed any more. Raises NotFound, or Invalid once it is work (wrap that up instead)."""
    found = record_rows.callback(tx, callback_id)
    if found is None:
        raise NotFound("There is no such callback.", field="callback_id")
    if found.state is CallbackState.CANCELLED:
        return
    if found.state is not CallbackState.PLANNED:
        raise Invalid("This callback is due or done already; finish the work instead.", field="callback_id")
    record_rows.change_callback(tx, callback_id, state=CallbackState.CANCELLED)
    tx.record(facts.CallbackChanged(callback_id, found.customer_id, CallbackState.CANCELLED))


def finish(tx: Tx, callback_id: CallbackId) -> None:
    """The work it became was wrapped up."""
    found = record_rows.callback(tx, callback_id)
    if found is not None and found.state is CallbackState.DUE:
        record_rows.change_callback(tx, callback_id, state=CallbackState.DONE, attempts=found.attempts + 1)
        tx.record(facts.CallbackChanged(callback_id, found.customer_id, CallbackState.DONE))


def _become_work(tx: Tx, due: Callback) -> InteractionId:
    conversation_id = due.conversation_id or _own_conversation(tx, due)
    customer = customer_rows.reads_as(tx, due.customer_id)
    about = enqueue.About(
        conversation_id, due.customer_id, ChannelId(""), Medium.CALLBACK, due.queue_id,
        vip=bool(customer and customer.vip), direction=Direction.OUTBOUND,
    )
    interaction_id = InteractionId(tx.new_id())
    row = enqueue.work_row(
        tx.house, about, interaction_id, tx.now, queued_at=due.due_at, due_at=due.due_at, note=due.note,
        preview=due.note[:160], preview_direction=Direction.INTERNAL, callback_id=due.id,
        reserved_for=due.agent_id, reserved_until=tx.now + KEPT_FOR_AGENT if due.agent_id else None,
        reserved_reason="named" if due.agent_id else "",
    )
    floor_rows.write_works(tx, [row])
    record_rows.change_callback(
        tx, due.id, state=CallbackState.DUE, interaction_id=interaction_id, conversation_id=conversation_id
    )
    tx.record(facts.CallbackChanged(due.id, due.customer_id, CallbackState.DUE))
    tx.record(enqueue.queued(tx.house, row, "callback_due"))
    return interaction_id


def _own_conversation(tx: Tx, due: Callback) -> ConversationId:
    conversation_id = ConversationId(tx.new_id())
    conversation_rows.add_conversation(
        tx,
        {"id": conversation_id, "customer_id": due.customer_id, "subject": "", "channel_id": "",
         "opened_at": tx.now, "last_at": tx.now},
    )
    tx.record(facts.ConversationOpened(conversation_id, due.customer_id))
    return conversation_id
