"""The router written the slow, plain way: it looks at everything each time. The law is that hub/core agrees with it.

No index, no cleverness, nothing shared with routing.py but the values and the functions of one value.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from channels.contract import Medium
from hub.core.decision import EndedOffer, NewOffer, Overflowed, Plan, PresenceChange, Release
from hub.core.hours import is_open
from hub.core.plan import QueuePlan
from hub.core.queues import DECLINE_HOLDS, Alarm, LiveOffer, Waiting, is_timed, needs, overflows_at, rank
from hub.core.seats import OFFLINE_AFTER, RELEASE_AFTER, Seat
from hub.core.terms import AgentId, InteractionId, OfferId, PresenceState, QueueId


@dataclass
class Hall:
    """The floor as bare values."""

    seats: dict[AgentId, Seat] = field(default_factory=dict)
    work: dict[InteractionId, Waiting] = field(default_factory=dict)
    offers: dict[InteractionId, LiveOffer] = field(default_factory=dict)
    queues: dict[QueueId, QueuePlan] = field(default_factory=dict)
    alarms: dict[str, Alarm] = field(default_factory=dict)

    def carried(self, seat: Seat) -> Counter[Medium]:
        """What counts against the seat's capacity."""
        carried = Counter(seat.load)
        if seat.capacity.wrapping_counts:
            carried.update(seat.wrapping)
        carried.update(each.medium for each in self.offers.values() if each.agent_id == seat.agent_id)
        return carried

    def code(self, seat: Seat, medium: Medium) -> str:
        """How the seat stands for one more."""
        return seat.standing if seat.standing != "fits" else seat.capacity.refusal(medium, self.carried(seat))

    def holder(self, item: Waiting, now: datetime) -> Seat | None:
        """The seat the item is held for now."""
        if item.reserved is None or now >= item.reserved.until:
            return None
        seat = self.seats.get(item.reserved.agent_id)
        if seat is None or seat.standing != "fits" or self.declined(item, seat, now):
            return None
        return seat

    def declined(self, item: Waiting, seat: Seat, now: datetime) -> bool:
        """Whether a decline by the seat holds."""
        at = item.declined.get(seat.agent_id)
        return at is not None and now < at + DECLINE_HOLDS and seat.presence_since <= at

    def qualifies(self, item: Waiting, seat: Seat, now: datetime) -> bool:
        """Whether the seat may be asked at all, free or not."""
        holder = self.holder(item, now)
        if holder is not None:
            return seat is holder
        plan = self.queues[item.queue_id]
        return item.queue_id in seat.queues and all(
            seat.skills.get(skill, 0) >= least for skill, least in needs(item, plan, now)
        )

    def is_ready(self, item: Waiting, now: datetime) -> bool:
        """Whether the item may be offered to somebody now."""
        plan = self.queues.get(item.queue_id)
        return (
            plan is not None
            and item.interaction_id not in self.offers
            and item.not_before is None
            and (not is_timed(item, plan) or is_open(plan.hours, now))
        )

    def fits(self, item: Waiting, seat: Seat, now: datetime) -> bool:
        """Whether this item may be offered to this seat now."""
        return (
            self.is_ready(item, now)
            and self.qualifies(item, seat, now)
            and not self.declined(item, seat, now)
            and self.code(seat, item.medium) == "fits"
        )

    def merit(self, item: Waiting, seat: Seat, now: datetime) -> tuple[int, int, int, datetime, str]:
        """The order among fitting seats, the best first."""
        skill = sum(seat.skills.get(each, 0) for each, _ in needs(item, self.queues[item.queue_id], now))
        carried = sum(self.carried(seat).values())
        return (-seat.queues.get(item.queue_id, 0), -skill, carried, seat.idle_since, seat.agent_id)

    def in_order(self) -> list[Waiting]:
        """The work in order."""
        known = [item for item in self.work.values() if item.queue_id in self.queues]
        return sorted(known, key=lambda item: rank(item, self.queues[item.queue_id]))


def decide(hall: Hall, now: datetime) -> Plan:
    """The whole decision, taken as done in the hall. `wake` is left None: that has laws of its own."""
    due = sorted((each for each in hall.alarms.values() if each.at <= now), key=lambda each: (each.at, each.id))
    for alarm in due:
        del hall.alarms[alarm.id]
    expired, rescinded, presences = _end_offers(hall, now)
    releases = _lose(hall, now, presences)
    returns = _return(hall, now)
    overflows = _overflow(hall, now)
    offers = []
    while (offer := _next_offer(hall, now)) is not None:
        offers.append(offer)
        hall.offers[offer.interaction_id] = LiveOffer(
            OfferId(""), offer.interaction_id, offer.agent_id, offer.medium, now, offer.deadline
        )
    return Plan(
        now, tuple(offers), tuple(expired), tuple(rescinded), tuple(overflows), tuple(returns),
        tuple(presences), tuple(releases), tuple(due),
    )  # fmt: skip


def _end_offers(hall: Hall, now: datetime) -> tuple[list[EndedOffer], list[EndedOffer], list[PresenceChange]]:
    expired: list[EndedOffer] = []
    rescinded: list[EndedOffer] = []
    for interaction, offer in sorted(hall.offers.items()):
        seat = hall.seats.get(offer.agent_id)
        if interaction not in hall.work:
            reason = "work_gone"
        elif seat is None or seat.standing == "offline":
            reason = "agent_gone"
        else:
            reason = "" if seat.standing == "fits" else "agent_left"
        if reason:
            rescinded.append(EndedOffer(offer.id, interaction, offer.agent_id, reason))
        elif offer.deadline <= now:
            expired.append(EndedOffer(offer.id, interaction, offer.agent_id, "deadline"))
        else:
            continue
        del hall.offers[interaction]
    presences = []
    for agent in sorted({each.agent_id for each in expired}):
        hall.seats[agent] = replace(hall.seats[agent], presence=PresenceState.MISSED, presence_since=now)
        presences.append(PresenceChange(agent, PresenceState.MISSED, "missed_offer"))
        for interaction, offer in sorted(hall.offers.items()):
            if offer.agent_id == agent:
                rescinded.append(EndedOffer(offer.id, interaction, agent, "missed_another"))
                del hall.offers[interaction]
    return expired, rescinded, presences


def _lose(hall: Hall, now: datetime, presences: list[PresenceChange]) -> list[Release]:
    releases = []
    for agent, seat in sorted(hall.seats.items()):
        lost_at = seat.lost_at
        if lost_at is None:
            continue
        if seat.presence is not PresenceState.OFFLINE and lost_at + OFFLINE_AFTER <= now:
            seat = replace(seat, presence=PresenceState.OFFLINE, presence_since=now)
            presences.append(PresenceChange(agent, PresenceState.OFFLINE, "lost"))
        forever = timedelta(days=10_000)
        over = [m for m, n in seat.load.items() if n and lost_at + RELEASE_AFTER.get(m, forever) <= now]
        if over:
            releases.append(Release(agent, tuple(sorted(over))))
        hall.seats[agent] = replace(seat, load={m: n for m, n in seat.load.items() if m not in over})
    return releases


def _return(hall: Hall, now: datetime) -> list[InteractionId]:
    returns = []
    for interaction, item in sorted(hall.work.items()):
        if item.not_before is not None and item.not_before <= now and interaction not in hall.offers:
            hall.work[interaction] = replace(item, not_before=None)
            returns.append(interaction)
    return returns


def _overflow(hall: Hall, now: datetime) -> list[Overflowed]:
    moved = []
    for interaction, item in sorted(hall.work.items()):
        plan = hall.queues.get(item.queue_id)
        if plan is None or interaction in hall.offers or item.not_before is not None:
            continue
        step = overflows_at(item, plan)
        if step is None or step[0] > now:
            continue
        target = hall.queues.get(step[1])
        if target is not None and (not is_timed(item, target) or is_open(target.hours, now)):
            hall.work[interaction] = replace(item, queue_id=target.id, entered_at=now)
            moved.append(Overflowed(interaction, item.queue_id, target.id))
    return moved


def _next_offer(hall: Hall, now: datetime) -> NewOffer | None:
    for item in hall.in_order():
        fitting = [seat for seat in hall.seats.values() if hall.fits(item, seat, now)]
        if fitting:
            holder = hall.holder(item, now)
            best = min(fitting, key=lambda seat: hall.merit(item, seat, now))
            plan = hall.queues[item.queue_id]
            reason = item.reserved.reason if holder is not None and item.reserved is not None else "longest_idle"
            deadline = now + timedelta(seconds=plan.offer_limit(item.medium))
            return NewOffer(
                item.interaction_id, best.agent_id, item.queue_id, item.medium, now, deadline, reason,
                _considered(hall, item, now),
            )  # fmt: skip
    return None


def _considered(hall: Hall, item: Waiting, now: datetime) -> dict[str, int]:
    if hall.holder(item, now) is not None:
        return {"fits": 1}
    return dict(
        Counter(
            hall.code(seat, item.medium) if hall.qualifies(item, seat, now) else "lacks_skill"
            for seat in hall.seats.values()
            if item.queue_id in seat.queues
        )
    )
