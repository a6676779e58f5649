"""Route: carry out the router's plan. Every write asks whether what was planned from is still so; what is not is told.

Deciding is core/routing. A part of the plan that lost its race changes nothing, and the router looks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from channels.contract import Medium
from hub.actions import callbacks, calls, handle, hands, lending, offer, presence, wrapup
from hub.core import facts
from hub.core.decision import EndedOffer, NewOffer, Overflowed, Plan
from hub.core.queues import Alarm
from hub.core.seats import FITS
from hub.core.terms import AgentId, CallbackId, HandlingId, InteractionId, InteractionState, OfferId, OfferState
from hub.store import floor_rows
from hub.store.floor_rows import Seat, Work
from hub.store.writer import Tx

S = InteractionState


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: the offers made, and the interactions and agents whose floor entries must be read again."""

    offers: dict[InteractionId, OfferId] = field(default_factory=dict)
    lost: tuple[InteractionId, ...] = ()
    agents: tuple[AgentId, ...] = ()


def apply(tx: Tx, plan: Plan) -> Applied:
    """Carry the plan out: what ended first, then who is free, then what is offered."""
    lost = [*_end(tx, plan.expired, OfferState.EXPIRED), *_end(tx, plan.rescinded, OfferState.RESCINDED)]
    agents = [each.agent_id for each in plan.presences
              if not presence.given_by_hub(tx, each.agent_id, each.presence, each.reason)]
    for each in plan.releases:
        if _is_lost(tx, each.agent_id):
            handle.release(tx, each.agent_id, each.mediums)
        else:
            agents.append(each.agent_id)
    lost += [each.interaction_id for each in plan.overflows if not _overflow(tx, each)]
    for interaction_id in plan.returns:
        work = floor_rows.work(tx, interaction_id)
        if work is not None and work.state is S.SNOOZED:
            handle.return_snoozed(tx, work)
        else:
            lost.append(interaction_id)
    for alarm in plan.due:
        _ring(tx, alarm)
    made, missed = _offer(tx, plan.offers)
    return Applied(made, (*lost, *missed), tuple(agents))


def _end(tx: Tx, ended: Iterable[EndedOffer], state: OfferState) -> list[InteractionId]:
    """Offers over without an answer; those answered meanwhile stay as they are."""
    lost = []
    for each in sorted(ended, key=lambda one: one.interaction_id):
        found = floor_rows.offer(tx, each.offer_id)
        if found is None or found[0].state is not OfferState.PENDING:
            lost.append(each.interaction_id)
            continue
        offer.give_back(tx, found[0], found[1], state)
    return lost


def _overflow(tx: Tx, moved: Overflowed) -> bool:
    work = floor_rows.work(tx, moved.interaction_id)
    if work is None or work.state is not S.QUEUED or work.queue_id != moved.from_queue:
        return False
    hands.to_queue(tx, work, "overflowed", queue_id=moved.to_queue)
    return True


def _is_lost(tx: Tx, agent_id: AgentId) -> bool:
    seat = floor_rows.seat(tx, agent_id)
    return seat is not None and not seat.online


def _ring(tx: Tx, alarm: Alarm) -> None:
    """A callback is due, time for a wrap-up or for lending has run out, or somebody on a call has not come."""
    if alarm.kind == "callback":
        callbacks.come_due_one(tx, CallbackId(alarm.id))
    elif alarm.kind == "call":
        calls.ring(tx, alarm.id)
    elif alarm.kind == "lent":
        lending.give_back(tx, alarm.id)
    else:
        wrapup.expire(tx, HandlingId(alarm.id))


# --- offers --------------------------------------------------------------------------------------------------


def _offer(tx: Tx, wanted: tuple[NewOffer, ...]) -> tuple[dict[InteractionId, OfferId], list[InteractionId]]:
    """Offers for what still waits, to who still has room; a few statements whatever their number."""
    if not wanted:
        return {}, []
    works = floor_rows.works(tx, [each.interaction_id for each in wanted])
    seats = floor_rows.seats(tx, [each.agent_id for each in wanted])
    agents = floor_rows.agents(tx, seats)
    pending = floor_rows.pending_counts(tx, seats)
    made: dict[InteractionId, OfferId] = {}
    missed: list[InteractionId] = []
    rows: list[dict[str, Any]] = []
    for each in wanted:
        work, seat = works.get(each.interaction_id), seats.get(each.agent_id)
        if work is None or seat is None or not _may_be_offered(work, seat) or each.agent_id not in agents:
            missed.append(each.interaction_id)
            continue
        carried = _carried(seat, pending.setdefault(each.agent_id, {}))
        if floor_rows.capacity_of(agents[each.agent_id]).refusal(each.medium, carried) != FITS:
            missed.append(each.interaction_id)
            continue
        pending[each.agent_id][each.medium] = pending[each.agent_id].get(each.medium, 0) + 1
        made[each.interaction_id] = OfferId(tx.new_id())
        rows.append(_row(each, made[each.interaction_id]))
    floor_rows.set_offered(tx, [works[each] for each in made])
    floor_rows.write_offers(tx, rows)
    for row in rows:
        tx.record(
            facts.OfferMade(
                row["id"], row["interaction_id"], row["agent_id"], row["queue_id"], row["deadline"], row["reason"]
            )
        )
    return made, missed


def _may_be_offered(work: Work, seat: Seat) -> bool:
    return work.state is S.QUEUED and seat.is_available


def _carried(seat: Seat, pending: dict[str, int]) -> dict[Medium, int]:
    """What a seat carries with the offers it has not answered."""
    carried = {Medium(key): count for key, count in seat.load.items()}
    for medium, count in pending.items():
        carried[Medium(medium)] = carried.get(Medium(medium), 0) + count
    return carried


def _row(each: NewOffer, offer_id: OfferId) -> dict[str, Any]:
    return {
        "id": offer_id, "interaction_id": each.interaction_id, "agent_id": each.agent_id,
        "queue_id": each.queue_id, "state": OfferState.PENDING.value, "reason": each.reason,
        "offered_at": each.offered_at, "deadline": each.deadline, "ended_at": None,
    }  # fmt: skip
