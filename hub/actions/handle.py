"""Work in an agent's hands: the customer's turn, putting aside, taking up again, handing on, ending without a form.

Whatever leaves one pair of hands lands in another or in a queue: nobody is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hub.actions import calling, hands, lines, notices, offer, presence, sla
from hub.actions.notices import Notice
from hub.actions.oversee import check_oversees, the_supervisor
from hub.core import facts
from hub.core.terms import (
    AgentId,
    HandlingEnd,
    HandlingId,
    InteractionId,
    InteractionState,
    NoticeKind,
    QueueId,
    WrapUpResult,
    WrapUpState,
)
from hub.errors import Invalid, Missing, NotYours
from hub.store import conversation_rows, floor_rows, handling_rows
from hub.store.floor_rows import DONE, Work
from hub.store.handling_rows import Handling
from hub.store.writer import Tx

S = InteractionState
LONGEST_SNOOZE = timedelta(days=365)
NOTE_LIMIT = 4000


def await_customer(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> None:
    """It is the customer's turn: takes no place on the seat until they write. Raises NotYours."""
    work = hands.own(tx, agent, interaction_id, S.ACTIVE, S.HELD, S.WAITING)
    if work.state is S.WAITING:
        return
    calling.check_no_live_call(tx, work)
    hands.alter(tx, work, state=S.WAITING, due_at=None)
    hands.carry(tx, agent, work.medium, -1)
    handling = handling_rows.open_handling(tx, work.id)
    if handling is not None:
        handling_rows.change_handling(tx, handling.id, paused_at=tx.now)
    tx.record(facts.InteractionAwaited(work.id, agent))
    sla.turn_of_customer(tx, work, theirs=True)
    presence.work_done(tx, agent)


def take_up(tx: Tx, work: Work) -> None:
    """Waiting work is active again in its owner's hands. Whoever calls has seen to the capacity, or may exceed it."""
    if work.agent_id is None:
        raise NotYours()
    hands.alter(tx, work, state=S.ACTIVE)
    hands.carry(tx, work.agent_id, work.medium, 1)
    handling = handling_rows.open_handling(tx, work.id)
    if handling is not None:
        held = hands.held_seconds(handling, tx.now)
        handling_rows.change_handling(tx, handling.id, paused_at=None, held_seconds=held)
    tx.record(facts.InteractionResumed(work.id, work.agent_id))
    sla.turn_of_customer(tx, work, theirs=False)


def wake(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> None:
    """Take one's snoozed or waiting work up again now. Raises NotYours, OverCapacity."""
    work = hands.own(tx, agent, interaction_id, S.WAITING, S.SNOOZED, S.ACTIVE)
    if work.state is S.ACTIVE:
        return
    who = hands.the_agent(tx, agent)
    hands.check_room(tx, who, work.medium)
    if work.state is S.WAITING:
        take_up(tx, work)
    else:
        hands.begin(tx, work, who, "woken")


def snooze(tx: Tx, agent: AgentId, interaction_id: InteractionId, until: datetime) -> None:
    """Put one's work aside until then. Raises NotYours, or Invalid for a moment that is past or too far."""
    if not tx.now < until <= tx.now + LONGEST_SNOOZE:
        raise Invalid("until is a moment in the future, a year from now at most.", field="until")
    work = hands.own(tx, agent, interaction_id, S.ACTIVE, S.HELD, S.WAITING, S.SNOOZED)
    calling.check_no_live_call(tx, work)
    if work.state is not S.SNOOZED:
        hands.let_go(tx, work, HandlingEnd.SNOOZED)
    hands.alter(tx, work, state=S.SNOOZED, snoozed_until=until, due_at=None)
    tx.record(facts.InteractionSnoozed(work.id, agent, until))
    presence.work_done(tx, agent)


def return_snoozed(tx: Tx, work: Work, why: str = "woken") -> None:
    """Snoozed work waits again: for the agent who put it aside if they are available, else for anybody."""
    if work.state is S.SNOOZED:
        hands.to_queue(tx, work, why, hands.reserve_for(tx, work.agent_id, work.queue_id, "returned"))


def transfer(
    tx: Tx,
    agent: AgentId,
    interaction_id: InteractionId,
    note: str,
    queue_id: QueueId | None = None,
    agent_id: AgentId | None = None,
) -> None:
    """Hand one's work to a queue, or to a colleague who is available; the note is this stretch's wrap-up.

    Raises NotYours, Invalid, Missing (naming no target, or both).
    """
    work = hands.own(tx, agent, interaction_id, S.ACTIVE, S.HELD, S.WAITING)
    note = clean_note(note)
    target = _target(tx, work, queue_id, agent_id)
    if agent_id == agent:
        raise Invalid("You have this work already; name somebody else.", field="agent_id")
    calling.check_reached(tx, work)
    reserve = _reserve_for_transfer(tx, target, agent_id)
    handling = hands.let_go(tx, work, HandlingEnd.TRANSFERRED)
    if handling is not None:
        wrap_by_note(tx, handling, note)
    hands.to_queue(tx, work, "transferred", reserve, queue_id=target, note=note, transfers=work.transfers + 1)
    _tell(tx, work, "transferred", agent, {"queue_id": target, "to_agent_id": agent_id or "", "note": note})
    presence.work_done(tx, agent)


def reassign(
    tx: Tx,
    agent: AgentId,
    interaction_id: InteractionId,
    queue_id: QueueId | None = None,
    agent_id: AgentId | None = None,
    note: str = "",
) -> None:
    """A supervisor moves anybody's or nobody's work; an agent named owns it at once.

    Raises Forbidden, Invalid, Missing, OverCapacity.
    """
    the_supervisor(tx, agent)
    work = hands.the_work(tx, interaction_id)
    check_oversees(tx, agent, work.agent_id, agent_id)
    note = clean_note(note)
    target = _target(tx, work, queue_id, agent_id)
    if work.state in (*DONE, S.WRAPPING):
        raise Invalid("This work is over; open a new conversation instead.", field="interaction_id")
    if agent_id is not None and work.agent_id == agent_id and work.state is not S.SNOOZED:
        return
    calling.check_reached(tx, work)
    if agent_id is not None:
        hands.check_room(tx, hands.the_agent(tx, agent_id), work.medium)
    before = work.agent_id
    offer.rescind(tx, work)
    hands.let_go(tx, work, HandlingEnd.REASSIGNED)
    hands.to_queue(tx, work, "reassigned", queue_id=target, note=note)
    if agent_id is not None:
        hands.begin(tx, hands.the_work(tx, work.id), hands.the_agent(tx, agent_id), "reassigned")
    _tell(tx, work, "reassigned", agent, {"queue_id": target, "to_agent_id": agent_id or "", "note": note})
    tx.record(facts.WorkReassigned(work.id, work.conversation_id, agent, before, agent_id, queue_id))
    told = {each for each in (before, agent_id) if each is not None and each != agent}
    if told:
        notices.send(tx, Notice(NoticeKind.REASSIGNED, agent, detail=agent_id or "", interaction_id=work.id), told)
    if before is not None:
        presence.work_done(tx, before)


def release(tx: Tx, agent_id: AgentId, mediums: Iterable[str]) -> list[InteractionId]:
    """A lost agent's active and held work goes back to its queues with its age; what was released."""
    wanted = frozenset(mediums)
    released = []
    for work in floor_rows.live_of(tx, agent_id):
        if work.medium in wanted and work.state in (S.ACTIVE, S.HELD):
            hands.let_go(tx, work, HandlingEnd.LOST)
            hands.to_queue(tx, work, "released")
            released.append(work.id)
    return released


def close(tx: Tx, work: Work, why: str, state: InteractionState = S.CLOSED) -> None:
    """End work without a form: abandoned, spam, logged. Its offer is rescinded, its owner's hands are emptied."""
    offer.rescind(tx, work)
    hands.let_go(tx, work, HandlingEnd.COMPLETED)
    hands.alter(tx, work, state=state, closed_at=tx.now, unread=0, due_at=None, snoozed_until=None)
    calling.work_ended(tx, work)
    tx.record(
        facts.InteractionClosed(
            work.id, work.conversation_id, work.customer_id, work.queue_id, why, work.agent_id
        )
    )
    conversation_rows.change_conversation(tx, work.conversation_id, closed_at=tx.now)
    sla.work_over(tx, work)
    if work.agent_id is not None:
        presence.work_done(tx, work.agent_id)


def mark_read(tx: Tx, agent: AgentId, conversation_id: str) -> None:
    """The owner has seen what is there."""
    for work in floor_rows.live_in(tx, [conversation_id]):
        if work.agent_id == agent and work.unread:
            hands.alter(tx, work, unread=0)
            tx.record(facts.InteractionChanged(work.id, work.conversation_id, agent))


def clean_note(note: str) -> str:
    """A note as it is kept. Raises Invalid for one that is too long."""
    if len(note) > NOTE_LIMIT:
        raise Invalid(f"note is longer than {NOTE_LIMIT} characters; shorten it.", field="note")
    return note.strip()


def _target(tx: Tx, work: Work, queue_id: QueueId | None, agent_id: AgentId | None) -> QueueId:
    if (queue_id is None) == (agent_id is None):
        raise Missing("Name a queue or an agent, one of them.", field="queue_id")
    if queue_id is not None and queue_id not in tx.house.queues:
        raise Invalid(f"There is no queue {queue_id!r}.", field="queue_id")
    if agent_id is not None:
        hands.the_agent(tx, agent_id)
    return queue_id or work.queue_id


def _reserve_for_transfer(tx: Tx, queue_id: QueueId, agent_id: AgentId | None) -> hands.Reserve | None:
    if agent_id is None:
        return None
    reserve = hands.reserve_for(tx, agent_id, queue_id, "transfer")
    if reserve is None:
        raise Invalid("This colleague is not available; choose another or a queue.", field="agent_id")
    return reserve


def wrap_by_note(tx: Tx, handling: Handling, note: str) -> None:
    """The stretch that ends by a transfer has its wrap-up too: the note. The seat is free at once."""
    values = {
        "state": WrapUpState.COMPLETED, "result": WrapUpResult.ESCALATED, "note": note, "opened_at": tx.now,
        "deadline": None, "submitted_at": tx.now, "topic": "", "form": {},
    }  # fmt: skip
    keep_wrapup(tx, handling, values)
    tx.record(
        facts.WrapUpEnded(HandlingId(handling.id), handling.interaction_id, handling.agent_id,
                          WrapUpState.COMPLETED, ())
    )


def keep_wrapup(tx: Tx, handling: Handling, values: dict[str, object]) -> None:
    """Write the handling's form, whether or not a draft of it is there."""
    if handling_rows.wrapup(tx, handling.id) is not None:
        handling_rows.change_wrapup(tx, handling.id, **values)
        return
    handling_rows.add_wrapup(
        tx,
        {"handling_id": handling.id, "interaction_id": handling.interaction_id, "agent_id": handling.agent_id,
         "extensions": 0, **values},
    )


def _tell(tx: Tx, work: Work, event: str, agent: AgentId, data: dict[str, str]) -> None:
    lines.event(tx, lines.place_of(work), event, data, agent)
