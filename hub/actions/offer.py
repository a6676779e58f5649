"""Offers: an agent accepts, declines, or takes waiting work without being asked.

Work has one owner at most: whoever comes second hears AlreadyTaken or OfferGone and has changed nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.actions import hands
from hub.core import facts
from hub.core.terms import (
    AgentId,
    ConversationId,
    HandlingId,
    InteractionId,
    InteractionState,
    OfferId,
    OfferState,
    QueueId,
)
from hub.errors import AlreadyTaken, Forbidden, NotFound, OfferGone, OverCapacity
from hub.store import floor_rows, handling_rows
from hub.store.floor_rows import Agent, Offer, Work
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Taken:
    """What the agent has in hand now."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    handling_id: HandlingId


def accept(tx: Tx, agent: AgentId, offer_id: OfferId) -> Taken:
    """Take the offered work. Accepting it again answers the same. Raises OfferGone, AlreadyTaken, OverCapacity."""
    offer, work = _mine(tx, agent, offer_id)
    if offer.state is OfferState.ACCEPTED:
        return _already(tx, agent, work)
    _check_pending(offer, work)
    who = hands.the_agent(tx, agent)
    hands.check_room(tx, who, work.medium)
    return _take(tx, who, work, offer)


def decline(tx: Tx, agent: AgentId, offer_id: OfferId) -> None:
    """Leave it to the next agent; it keeps its age. Declining again does nothing. Raises OfferGone."""
    offer, work = _mine(tx, agent, offer_id)
    if offer.state is OfferState.DECLINED:
        return
    _check_pending(offer, work)
    give_back(tx, offer, work, OfferState.DECLINED)


def pull(
    tx: Tx, agent: AgentId, interaction_id: InteractionId | None = None, queue_id: QueueId | None = None
) -> Taken:
    """Take this work from the queue, or the first of one's queues that fits.

    Raises NotFound when nothing waits, AlreadyTaken, OverCapacity, Forbidden for a queue that is not the agent's.
    """
    who = hands.the_agent(tx, agent)
    if interaction_id is None:
        return _first_fitting(tx, who, queue_id)
    work = hands.the_work(tx, interaction_id)
    if work.agent_id == agent and work.state is InteractionState.ACTIVE:
        return _already(tx, agent, work)
    _check_queue(who, work.queue_id)
    offer = floor_rows.pending_offers(tx, [work.id]).get(work.id)
    if work.state is InteractionState.OFFERED and offer is not None and offer.agent_id == agent:
        hands.check_room(tx, who, work.medium)
        return _take(tx, who, work, offer)
    if work.state is not InteractionState.QUEUED:
        raise AlreadyTaken()
    hands.check_room(tx, who, work.medium)
    return _take(tx, who, work, None)


def give_back(tx: Tx, offer: Offer, work: Work, state: OfferState) -> None:
    """End a live offer; its work waits again with its age. A reservation for that agent is over."""
    _end(tx, offer, state)
    if work.state is InteractionState.OFFERED:
        hands.to_queue(tx, work, str(state))


def rescind(tx: Tx, work: Work) -> None:
    """Take a live offer of this work away from whoever has it; the work itself is the caller's to place."""
    offer = floor_rows.pending_offers(tx, [work.id]).get(work.id)
    if offer is not None:
        _end(tx, offer, OfferState.RESCINDED)


def _mine(tx: Tx, agent: AgentId, offer_id: OfferId) -> tuple[Offer, Work]:
    found = floor_rows.offer(tx, offer_id)
    if found is None or found[0].agent_id != agent:
        raise OfferGone()
    return found


def _check_pending(offer: Offer, work: Work) -> None:
    if offer.state is not OfferState.PENDING or work.state is not InteractionState.OFFERED:
        raise AlreadyTaken() if work.agent_id not in (None, offer.agent_id) else OfferGone()


def _check_queue(who: Agent, queue_id: QueueId) -> None:
    if queue_id not in who.queues and "supervisor" not in who.roles and "admin" not in who.roles:
        raise Forbidden("You do not work in this queue.", field="queue_id")


def _first_fitting(tx: Tx, who: Agent, queue_id: QueueId | None) -> Taken:
    if queue_id is not None:
        _check_queue(who, queue_id)
    full = False
    for each in floor_rows.waiting_ids(tx, [queue_id] if queue_id else list(who.queues)):
        work = floor_rows.work(tx, each)
        if work is None or work.state is not InteractionState.QUEUED or work.reserved_for not in (None, who.id):
            continue
        try:
            hands.check_room(tx, who, work.medium)
        except OverCapacity:
            full = True
            continue
        return _take(tx, who, work, None)
    if full:
        raise OverCapacity()
    raise NotFound("Nothing waits in your queues.", field="queue_id")


def _take(tx: Tx, who: Agent, work: Work, offer: Offer | None) -> Taken:
    if offer is not None:
        _end(tx, offer, OfferState.ACCEPTED)
    handling = hands.begin(tx, work, who, "offer" if offer else "pull")
    return Taken(work.id, work.conversation_id, handling)


def _end(tx: Tx, offer: Offer, state: OfferState) -> None:
    if not floor_rows.end_offer(tx, offer, state):
        raise OfferGone()
    tx.record(facts.OfferEnded(offer.id, offer.interaction_id, offer.agent_id, offer.queue_id, state))


def _already(tx: Tx, agent: AgentId, work: Work) -> Taken:
    handling = handling_rows.open_handling(tx, work.id)
    if handling is None or handling.agent_id != agent:
        raise OfferGone()
    return Taken(work.id, work.conversation_id, handling.id)
