"""Why an interaction is where it is: every agent who might have it, and what keeps it from them, in codes.

Only looks; asked on demand for one interaction, so that a routing step does not pay for it. The codes are
explained to people in the console, in their language.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.core.cards import Trace, TraceStep
from hub.core.floor import Floor
from hub.core.groups import GroupKey, SeatEntry, has_declined, is_held_for, merit_of
from hub.core.hours import changes_at, is_open
from hub.core.plan import QueuePlan
from hub.core.queues import DECLINE_HOLDS, Needs, Waiting, instants, is_timed, needs, overflows_at
from hub.core.seats import AWAY, BLOCKED_BY_CALL, FITS, FULL, MISSED, NO_MEDIUM, OFFLINE, Seat
from hub.core.terms import AgentId, InteractionId

NOT_IN_QUEUE = "not_in_queue"
LACKS_SKILL = "lacks_skill"  # detail: skill, level, needed
DECLINED = "declined"  # detail: until
RESERVED_FOR_OTHER = "reserved_for_other"  # detail: until
CLOSED_HOURS = "closed_hours"
OFFERED = "offered"

# The nearer to having the work, the earlier in the list.
ORDER = (
    OFFERED, FITS, CLOSED_HOURS, RESERVED_FOR_OTHER, DECLINED, FULL, BLOCKED_BY_CALL, NO_MEDIUM, MISSED, AWAY,
    OFFLINE, LACKS_SKILL, NOT_IN_QUEUE,
)  # fmt: skip


def explain(floor: Floor, interaction: InteractionId, now: datetime) -> Trace | None:
    """The interaction's place now and why; None when it does not wait.

    Verdicts: "offered", "waiting", "reserved" (for one agent, for a while), "snoozed", "closed_hours",
    "unknown_queue". Lists the agents of its queue, the one it is reserved for, and whoever else is available.
    `next_at` is when anything about it may change by itself. Agents' names are left "" for the caller to fill.
    """
    entry = floor.work.get(interaction)
    if entry is None:
        return None
    item = entry.item
    queue = floor.queue(item.queue_id).plan
    if queue is None:
        return Trace(interaction, now, "unknown_queue", item.queue_id, (), None)
    case = _Case(floor, item, queue, now)
    found = [(seat, _step(case, agent, seat)) for agent, seat in floor.seats.items()]
    steps = sorted((_order(case, seat, step), step.agent_id, step) for seat, step in found if step is not None)
    return Trace(
        interaction, now, _verdict(case), item.queue_id, tuple(step for _, _, step in steps), _next_at(case)
    )


class _Case:
    """One interaction at one instant, with what is the same for every agent."""

    def __init__(self, floor: Floor, item: Waiting, queue: QueuePlan, now: datetime) -> None:
        self.item = item
        self.queue = queue
        self.now = now
        self.offer = floor.offers.get(item.interaction_id)
        holder = floor.seats.get(item.reserved.agent_id) if item.reserved is not None else None
        self.is_held = is_held_for(item, holder.seat if holder is not None else None, now)
        self.is_closed = is_timed(item, queue) and not is_open(queue.hours, now)
        self.needs = needs(item, queue, now)


def _step(case: _Case, agent: AgentId, entry: SeatEntry) -> TraceStep | None:
    """One agent's place in the decision; None for those who are away and have nothing to do with it."""
    seat, item = entry.seat, case.item
    reserved_for = item.reserved.agent_id if case.is_held and item.reserved is not None else None
    if case.offer is not None and case.offer.agent_id == agent:
        return TraceStep(agent, "", OFFERED, {"deadline": case.offer.deadline.isoformat()})
    if agent != reserved_for:
        if item.queue_id not in seat.queues:
            return TraceStep(agent, "", NOT_IN_QUEUE, {}) if seat.standing == FITS else None
        lacking = _lacking(seat, case.needs)
        if lacking is not None:
            return TraceStep(agent, "", LACKS_SKILL, lacking)
    if seat.standing != FITS:
        return TraceStep(agent, "", seat.standing, {"since": seat.presence_since.isoformat()})
    if agent != reserved_for and case.is_held and item.reserved is not None:
        return TraceStep(agent, "", RESERVED_FOR_OTHER, {"until": item.reserved.until.isoformat()})
    if has_declined(item, seat, case.now):
        until = item.declined[agent] + DECLINE_HOLDS
        return TraceStep(agent, "", DECLINED, {"until": until.isoformat()})
    return _by_capacity(case, entry)


def _by_capacity(case: _Case, entry: SeatEntry) -> TraceStep:
    seat, medium = entry.seat, case.item.medium
    carried = seat.carried()
    for offer in entry.offers.values():
        carried[offer.medium] = carried.get(offer.medium, 0) + 1
    code = seat.capacity.refusal(medium, carried)
    if code == FITS:
        return TraceStep(seat.agent_id, "", CLOSED_HOURS if case.is_closed else FITS, {})
    detail = {str(each): str(count) for each, count in sorted(carried.items()) if count}
    return TraceStep(seat.agent_id, "", code, detail | {"most": str(seat.capacity.at_once.get(medium, 0))})


def _lacking(seat: Seat, required: Needs) -> dict[str, str] | None:
    """The first skill the seat lacks, with its level and the one needed."""
    for skill, least in required:
        level = seat.skills.get(skill, 0)
        if level < least:
            return {"skill": skill, "level": str(level), "needed": str(least)}
    return None


def _order(case: _Case, entry: SeatEntry, step: TraceStep) -> tuple[Any, ...]:
    """By verdict; fitting agents in the order in which they would be asked."""
    place = ORDER.index(step.verdict)
    if step.verdict != FITS:
        return (place,)
    merit = merit_of(entry.seat, GroupKey(case.item.queue_id, case.item.medium, False, case.needs)) or (0, 0)
    return (place, *merit, sum(entry.seat.carried().values()) + len(entry.offers), entry.seat.idle_since)


def _verdict(case: _Case) -> str:
    if case.offer is not None:
        return OFFERED
    if case.item.not_before is not None:
        return "snoozed"
    if case.is_closed:
        return CLOSED_HOURS
    return "reserved" if case.is_held else "waiting"


def _next_at(case: _Case) -> datetime | None:
    if case.offer is not None:
        return case.offer.deadline
    if case.item.not_before is not None:
        return case.item.not_before
    found = instants(case.item, case.queue)
    overflow = overflows_at(case.item, case.queue)
    if overflow is not None:
        found.append(overflow[0])
    if is_timed(case.item, case.queue) and (change := changes_at(case.queue.hours, case.now)) is not None:
        found.append(change)
    return min((at for at in found if at > case.now), default=None)
