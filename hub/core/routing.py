"""The router: from the floor and the time to what shall be done now. The same for the same floor and time, always.

Order of work: a head start by priority and VIP, then age, then id (queues.rank). Order among fitting seats: the
one it is reserved for, then preference in the queue, skill level, least carried, longest idle, id (groups.Fitness;
who carries something is not idle, so the less busy goes first). The next piece of work by that order that fits
any free seat is offered, until nothing fits.

Only what was touched since the last decision, or fell due, is looked at. That is enough: where neither the work
nor the seat was touched, the last decision left no fitting pair. tests/core/reference.py decides by looking at
everything, and a law says that the two agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heapreplace

from hub.core.decision import EndedOffer, NewOffer, Overflowed, Plan, PresenceChange, Release
from hub.core.floor import Floor
from hub.core.groups import Group, GroupKey, SeatEntry, WorkEntry, has_declined, is_held_for
from hub.core.plan import QueuePlan
from hub.core.queues import Alarm, LiveOffer, Rank, Waiting, instants, is_timed, needs, overflows_at, rank
from hub.core.seats import AWAY, FITS, MISSED, OFFLINE_AFTER, RELEASE_AFTER, Seat
from hub.core.terms import AgentId, InteractionId, OfferId, PresenceState, QueueId

SECOND = timedelta(seconds=1)


def decide(floor: Floor, now: datetime) -> Plan:
    """What follows from the floor at `now`, and when to ask again.

    The plan is taken as done: the floor holds its offers, presences and queues when this returns, and deciding
    again at once gives an empty plan. `now` is aware; one before the last decision's is read as that.
    """
    step = _Step(floor, max(now, floor.now))
    floor.now = step.at
    step.ring()
    step.look_at_queues()
    step.end_offers()
    step.look_at_seats()
    step.look_at_work()
    step.match()
    return step.plan()


def first_for(floor: Floor, agent: AgentId, queue: QueueId | None = None) -> InteractionId | None:
    """What an agent who pulls gets: the first work in order that they qualify for and have room for, else None.

    Their presence does not matter, their capacity does. Looks at the floor as of the last decision.
    """
    entry = floor.seats.get(agent)
    if entry is None:
        return None
    best: tuple[Rank, InteractionId] | None = None
    for medium, groups in entry.groups.items():
        if entry.seat.capacity.refusal(medium, entry.carried) != FITS:
            continue
        for group in groups.values():
            if queue is None or group.key.queue_id == queue:
                found = group.work.first()
                if found is not None and (best is None or found < best):
                    best = found
    return best[1] if best is not None else None


class _Step:
    """One decision being made: the floor, the instant, and the plan so far."""

    def __init__(self, floor: Floor, at: datetime) -> None:
        self.floor = floor
        self.at = at
        self.offers: list[NewOffer] = []
        self.expired: list[EndedOffer] = []
        self.rescinded: list[EndedOffer] = []
        self.overflows: list[Overflowed] = []
        self.returns: list[InteractionId] = []
        self.presences: list[PresenceChange] = []
        self.releases: list[Release] = []
        self.due: list[Alarm] = []
        self.bidders: list[AgentId] = []  # touched seats
        self.fresh: set[Group] = set()  # groups of touched work

    def plan(self) -> Plan:
        """The plan as a value."""
        first = self.floor.timers.first()
        return Plan(
            self.at,
            tuple(self.offers),
            tuple(self.expired),
            tuple(self.rescinded),
            tuple(self.overflows),
            tuple(self.returns),
            tuple(self.presences),
            tuple(self.releases),
            tuple(self.due),
            first[0] if first is not None else None,
        )

    def ring(self) -> None:
        """Mark what falls due."""
        floor, marks = self.floor, self.floor.marks
        while (timer := floor.timers.first()) is not None and timer[0] <= self.at:
            floor.timers.pop()
            kind, key = timer[1]
            match kind:
                case "offer":
                    marks.offers.add(InteractionId(key))
                case "work":
                    marks.work.add(InteractionId(key))
                case "seat":
                    marks.seats.add(AgentId(key))
                case "queue":
                    marks.queues.add(QueueId(key))
                case _:
                    self.due.append(floor.alarms.pop(key))

    def look_at_queues(self) -> None:
        """Note which queues are open; where one has opened, its agents look for work."""
        floor = self.floor
        for queue_id in floor.marks.queues:
            entry = floor.queue(queue_id)
            entry.look(self.at)
            _set(floor, "queue", queue_id, entry.changes_at)
            for group in entry.groups.values():
                if group.work and not group.is_closed:
                    floor.marks.seats.update(group.seats)
        floor.marks.queues.clear()

    def end_offers(self) -> None:
        """Rescind what cannot stand, expire what nobody answered; who missed one is not available any more."""
        floor = self.floor
        looked_at = set(floor.marks.offers)
        for agent in floor.marks.seats:
            looked_at.update(floor.offered.get(agent, ()))
        floor.marks.offers.clear()
        missing: set[AgentId] = set()
        for interaction in sorted(looked_at):
            offer = floor.offers.get(interaction)
            if offer is None:
                continue
            reason = _why_void(floor, offer)
            if reason:
                self._end(self.rescinded, offer, reason)
            elif offer.deadline <= self.at:
                self._end(self.expired, offer, "deadline")
                missing.add(offer.agent_id)
        for agent in sorted(missing):
            seat = replace(floor.seats[agent].seat, presence=PresenceState.MISSED, presence_since=self.at)
            floor.replace_seat(seat)
            self.presences.append(PresenceChange(agent, PresenceState.MISSED, "missed_offer"))
            for offer in sorted(floor.offered[agent].values(), key=lambda each: each.interaction_id):
                self._end(self.rescinded, offer, "missed_another")
        floor.marks.offers.clear()

    def _end(self, into: list[EndedOffer], offer: LiveOffer, reason: str) -> None:
        into.append(EndedOffer(offer.id, offer.interaction_id, offer.agent_id, reason))
        self.floor.drop_offer(offer.interaction_id)

    def look_at_seats(self) -> None:
        """Weigh the touched seats anew; those that stand free look for work. Lost ones give theirs back in time."""
        floor = self.floor
        touched = sorted(floor.marks.seats)
        floor.marks.seats.clear()
        for agent in touched:
            entry = floor.seats.get(agent)
            if entry is None:
                continue
            if entry.seat.lost_at is None:
                floor.timers.drop(("seat", agent))
            else:
                self._lose(entry.seat, entry.seat.lost_at)
            entry.stand()
        self.bidders = touched

    def _lose(self, seat: Seat, lost_at: datetime) -> None:
        """What becomes due for an agent without a console: shown as offline, then their work is given back."""
        later: list[datetime] = []
        agent = seat.agent_id
        if seat.presence is not PresenceState.OFFLINE:
            if lost_at + OFFLINE_AFTER <= self.at:
                seat = replace(seat, presence=PresenceState.OFFLINE, presence_since=self.at)
                self.presences.append(PresenceChange(agent, PresenceState.OFFLINE, "lost"))
            else:
                later.append(lost_at + OFFLINE_AFTER)
        waits = {m: lost_at + RELEASE_AFTER[m] for m, count in seat.load.items() if count and m in RELEASE_AFTER}
        given_back = tuple(sorted(medium for medium, at in waits.items() if at <= self.at))
        if given_back:
            seat = replace(seat, load={m: count for m, count in seat.load.items() if m not in given_back})
            self.releases.append(Release(agent, given_back))
        later += [at for at in waits.values() if at > self.at]
        self.floor.replace_seat(seat)
        _set(self.floor, "seat", agent, min(later, default=None))

    def look_at_work(self) -> None:
        """Put the touched work where it belongs now: with a group, or aside while it is offered or snoozed."""
        floor = self.floor
        touched = sorted(floor.marks.work)
        floor.marks.work.clear()
        for interaction in touched:
            entry = floor.work.get(interaction)
            if entry is None:
                continue
            if interaction in floor.offers:
                floor.take_out(entry)
                floor.timers.drop(("work", interaction))
            else:
                _set(floor, "work", interaction, self._settle(entry))

    def _settle(self, entry: WorkEntry) -> datetime | None:
        """Place work that is not offered; gives the instant at which its place may change by itself."""
        floor, item = self.floor, entry.item
        if item.not_before is not None:
            if self.at < item.not_before:
                floor.take_out(entry)
                return item.not_before
            self.returns.append(item.interaction_id)
            item = replace(item, not_before=None)
            floor.move(entry, item)
        item, queue, moves_at = self._overflow(entry, item)
        if queue is None:
            floor.take_out(entry)
            return None
        group = floor.place(entry, _key(floor, item, queue, self.at), rank(item, queue))
        self.fresh.add(group)
        later = [at for at in instants(item, queue) if at > self.at]
        if moves_at is not None:
            later.append(moves_at)
        return min(later, default=None)

    def _overflow(self, entry: WorkEntry, item: Waiting) -> tuple[Waiting, QueuePlan | None, datetime | None]:
        """Move the work on if its time in the queue is over; gives it, its queue, and when to look again."""
        floor = self.floor
        queue = floor.queue(item.queue_id).plan
        step = overflows_at(item, queue) if queue is not None else None
        if queue is None or step is None:
            return item, queue, None
        at, target_id = step
        target = floor.queue(target_id)
        if at > self.at:
            return item, queue, at
        if target.plan is None:
            return item, queue, None
        if is_timed(item, target.plan) and not target.is_open:
            return item, queue, target.changes_at
        self.overflows.append(Overflowed(item.interaction_id, item.queue_id, target_id))
        item = replace(item, queue_id=target_id, entered_at=self.at)
        floor.take_out(entry)
        floor.move(entry, item)
        step = overflows_at(item, target.plan)
        return item, target.plan, step[0] if step is not None else None

    def match(self) -> None:
        """Offer work to seats, the first work in order that fits any seat first, until nothing fits.

        Looks at groups, not at pairs: those of touched work and those of touched seats with room. Within one
        decision seats only fill up, so work that fits nobody now, and a group without a free seat, are done with.
        """
        able = self._able()
        touched = {group for agent in able for group in self._groups_of(agent)} | self.fresh
        heads = [(*head, group) for group in touched if (head := group.work.first()) is not None]
        heapify(heads)
        aside: list[tuple[Rank, InteractionId, Group]] = []
        while heads and (able or self.fresh):
            _, interaction, group = heads[0]
            if group.is_closed or not group.free:
                heappop(heads)
                continue
            entry = self.floor.work[interaction]
            seat = self._best_seat(entry, group)
            if seat is not None:
                self._offer(entry, group, seat)
                if not seat.has_room:
                    able.discard(seat.seat.agent_id)
            else:  # whoever is free has declined it
                aside.append(heads[0])
                group.work.drop(interaction)
            head = group.work.first()
            if head is not None:
                heapreplace(heads, (*head, group))
            else:
                heappop(heads)
        for place, interaction, group in aside:
            group.work.put(interaction, place)

    def _able(self) -> set[AgentId]:
        """The touched seats that have room."""
        seats = self.floor.seats
        return {agent for agent in self.bidders if agent in seats and seats[agent].has_room}

    def _groups_of(self, agent: AgentId) -> Iterator[Group]:
        """The groups with work that the seat has room for."""
        seat = self.floor.seats[agent]
        for medium, groups in seat.groups.items():
            if seat.codes[medium] == FITS:
                yield from (group for group in groups.values() if group.work)

    def _best_seat(self, entry: WorkEntry, group: Group) -> SeatEntry | None:
        """The best free seat for the work of that group; None when none is left that has not declined it."""
        seats, item = self.floor.seats, entry.item
        if item.declined:
            found = group.free.first_where(lambda agent: not has_declined(item, seats[agent].seat, self.at))
        else:
            found = group.free.first()
        return seats[found[1]] if found is not None else None

    def _offer(self, entry: WorkEntry, group: Group, seat: SeatEntry) -> None:
        """Put the work before the seat."""
        floor, item = self.floor, entry.item
        assert group.queue.plan is not None
        agent, interaction = seat.seat.agent_id, item.interaction_id
        deadline = self.at + max(1, group.queue.plan.offer_limit(item.medium)) * SECOND
        considered = {code: count for code, count in group.counts.items() if count}
        lacking = len(group.queue.agents) - len(group.seats)
        if lacking > 0 and group.key.agent_id is None:
            considered["lacks_skill"] = lacking
        reason = "longest_idle"
        if group.key.agent_id is not None and item.reserved is not None:
            reason = item.reserved.reason
        self.offers.append(
            NewOffer(interaction, agent, item.queue_id, item.medium, self.at, deadline, reason, considered)
        )
        floor.take_out(entry)
        floor.stand_offer(LiveOffer(OfferId(""), interaction, agent, item.medium, self.at, deadline))
        floor.timers.drop(("work", interaction))
        seat.stand()


def _set(floor: Floor, kind: str, key: str, at: datetime | None) -> None:
    if at is None:
        floor.timers.drop((kind, key))
    else:
        floor.timers.put((kind, key), at)


def _why_void(floor: Floor, offer: LiveOffer) -> str:
    """Why the offer cannot stand any longer; "" when it can."""
    seat = floor.seats.get(offer.agent_id)
    if offer.interaction_id not in floor.work:
        return "work_gone"
    if seat is None:
        return "agent_gone"
    standing = seat.seat.standing
    if standing == FITS:
        return ""
    return "agent_left" if standing in (AWAY, MISSED) else "agent_gone"


def _key(floor: Floor, item: Waiting, queue: QueuePlan, now: datetime) -> GroupKey:
    """The group the work belongs to now."""
    timed = is_timed(item, queue)
    if item.reserved is not None:
        entry = floor.seats.get(item.reserved.agent_id)
        if is_held_for(item, entry.seat if entry is not None else None, now):
            return GroupKey(item.queue_id, item.medium, timed, (), item.reserved.agent_id)
    return GroupKey(item.queue_id, item.medium, timed, needs(item, queue, now))
