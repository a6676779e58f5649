"""What is in an agent's hands: the handling, the seat's load that counts it, and the way back to a queue.

Every change of owner goes through here, so that load, handling and interaction never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.contract import Medium
from hub.actions import calling, enqueue
from hub.core import facts
from hub.core.seats import CALLS, FITS
from hub.core.terms import AgentId, HandlingEnd, HandlingId, HelpState, InteractionId, InteractionState, QueueId
from hub.errors import AlreadyTaken, NotFound, NotYours, OverCapacity
from hub.store import floor_rows, handling_rows, steering_rows
from hub.store.floor_rows import Agent, Work
from hub.store.handling_rows import Handling
from hub.store.steering_rows import HelpCall
from hub.store.writer import Tx

S = InteractionState
LOADED = frozenset({S.ACTIVE, S.HELD, S.WRAPPING})  # states that take a place on the owner's seat
OWNED = LOADED | {S.WAITING, S.SNOOZED}


@dataclass(frozen=True, slots=True)
class Reserve:
    """For whom work is kept, until when and why: "last_agent", "named", "transfer", "returned"."""

    agent_id: AgentId
    until: datetime
    reason: str


def the_work(tx: Tx, interaction_id: InteractionId) -> Work:
    """An interaction. Raises NotFound."""
    found = floor_rows.work(tx, interaction_id)
    if found is None:
        raise NotFound("There is no such interaction.", field="interaction_id")
    return found


def own(tx: Tx, agent: AgentId, interaction_id: InteractionId, *states: InteractionState) -> Work:
    """An agent's own work in one of these states. Raises NotFound, NotYours."""
    found = the_work(tx, interaction_id)
    if found.agent_id != agent or found.state not in (states or OWNED):
        raise NotYours()
    return found


def the_agent(tx: Tx, agent_id: AgentId) -> Agent:
    """A working agent. Raises NotFound."""
    found = floor_rows.agent(tx, agent_id)
    if found is None or not found.active:
        raise NotFound("There is no such agent.", field="agent_id")
    return found


def check_room(tx: Tx, agent: Agent, medium: Medium) -> None:
    """Raise OverCapacity unless one more of this medium fits; a call needs a phone that is in no other."""
    if medium in CALLS:
        calling.check_free(tx, agent.id)
    seat = floor_rows.seat(tx, agent.id)
    carried = {Medium(key): count for key, count in seat.load.items()} if seat else {}
    if floor_rows.capacity_of(agent).refusal(medium, carried) != FITS:
        raise OverCapacity()


def carry(tx: Tx, agent_id: AgentId, medium: str, change: int) -> None:
    """Add to a seat's load, or take from it. The seat is idle from the moment it carries nothing."""
    seat = floor_rows.seat(tx, agent_id)
    if seat is None:
        raise NotFound("There is no such agent.", field="agent_id")
    load = {**seat.load, medium: max(0, seat.load.get(medium, 0) + change)}
    load = {key: count for key, count in load.items() if count}
    idle = {"idle_since": tx.now} if change < 0 else {}
    if not floor_rows.change_seat(tx, seat, load=load, **idle):
        raise AlreadyTaken()


def alter(tx: Tx, work: Work, **values: Any) -> None:
    """Change an interaction nobody else changed meanwhile. Raises AlreadyTaken."""
    if not floor_rows.change_work(tx, work, **values):
        raise AlreadyTaken()


def begin(tx: Tx, work: Work, agent: Agent, how: str) -> HandlingId:
    """From now on this agent owns the work, and it counts on their seat."""
    waiting_since = work.queued_at or work.created_at
    before = handling_rows.last_handling_end(tx, work.id)
    waited = tx.now - (max(waiting_since, before) if before else waiting_since)
    alter(
        tx, work, state=S.ACTIVE, agent_id=agent.id, accepted_at=work.accepted_at or tx.now, reserved_for=None,
        reserved_until=None, reserved_reason="", snoozed_until=None,
    )
    carry(tx, agent.id, work.medium, 1)
    handling_id = HandlingId(tx.new_id())
    handling_rows.add_handling(
        tx,
        {"id": handling_id, "interaction_id": work.id, "agent_id": agent.id, "queue_id": work.queue_id,
         "medium": work.medium, "started_at": tx.now, "waited_seconds": max(0, int(waited.total_seconds())),
         "hourly_rate": agent.hourly_rate},
    )
    tx.record(
        facts.HandlingStarted(handling_id, work.id, work.conversation_id, agent.id, work.queue_id, how, work.medium,
                              work.customer_id)
    )
    calling.owner_began(tx, work, agent.id)
    return handling_id


def end(tx: Tx, handling: Handling, ended_by: HandlingEnd) -> None:
    """The agent's stretch is over."""
    handling_rows.change_handling(
        tx, handling.id, ended_at=tx.now, ended_by=ended_by, talk_ended_at=handling.talk_ended_at or tx.now,
        paused_at=None, held_seconds=held_seconds(handling, tx.now),
    )
    tx.record(facts.HandlingEnded(handling.id, handling.interaction_id, handling.agent_id, ended_by))
    for call in steering_rows.open_help(tx, handling.agent_id):
        if call.interaction_id == handling.interaction_id:
            help_over(tx, call)


def help_over(tx: Tx, call: HelpCall) -> None:
    """A call for help ends: withdrawn, or no longer needed after somebody came. Again does nothing."""
    if call.state not in (HelpState.ASKED, HelpState.ANSWERED):
        return
    ended = HelpState.ENDED if call.state is HelpState.ANSWERED else HelpState.WITHDRAWN
    steering_rows.change_help(tx, call.id, state=ended, ended_at=tx.now)
    tx.record(facts.HelpWithdrawn(call.id, call.agent_id, call.interaction_id))


def held_seconds(handling: Handling, now: datetime) -> int:
    """The time that was the customer's turn, the running stretch too."""
    running = int((now - handling.paused_at).total_seconds()) if handling.paused_at else 0
    return handling.held_seconds + running


def let_go(tx: Tx, work: Work, ended_by: HandlingEnd) -> Handling | None:
    """The owner's hands are empty of this work: its handling ends, its load is taken off. The work stays as it is."""
    handling = handling_rows.open_handling(tx, work.id)
    if handling is not None:
        end(tx, handling, ended_by)
    if work.agent_id is not None and work.state in LOADED:
        carry(tx, work.agent_id, work.medium, -1)
    return handling


def to_queue(tx: Tx, work: Work, why: str, reserve: Reserve | None = None, **values: Any) -> None:
    """Back into a queue (`queue_id` among the values, else its own) with its original age."""
    queue = QueueId(values.pop("queue_id", work.queue_id))
    if queue != work.queue_id:
        values |= {"entered_at": tx.now, "requires": enqueue.requires(tx.house, queue)}
    alter(
        tx, work, state=S.QUEUED, queue_id=queue, agent_id=None, queued_at=work.queued_at or tx.now,
        snoozed_until=None, reserved_for=reserve.agent_id if reserve else None,
        reserved_until=reserve.until if reserve else None, reserved_reason=reserve.reason if reserve else "", **values,
    )
    row = {"id": work.id, "conversation_id": work.conversation_id, "customer_id": work.customer_id, "queue_id": queue,
           "medium": work.medium, "queued_at": work.queued_at}
    tx.record(enqueue.queued(tx.house, row, why, work.agent_id))
    calling.owner_left(tx, work, queue, why)


def reserve_for(tx: Tx, agent_id: AgentId | None, queue_id: QueueId, reason: str) -> Reserve | None:
    """Keep work for this agent as long as the queue's rule says, if they are available."""
    seat = floor_rows.seat(tx, agent_id) if agent_id else None
    if seat is None or not seat.is_available:
        return None
    rule = tx.house.queues.get(queue_id)
    seconds = rule.last_agent_seconds if rule else 60
    return Reserve(seat.agent_id, tx.now + timedelta(seconds=seconds), reason)
