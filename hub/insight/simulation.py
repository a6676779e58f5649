"""A day lived again, event by event, decided by the same `decide` that runs in production over the same Floor.

What comes, who is there and how long things take is given (core/days); queues, waits, overflow, hours and capacity
follow. Agents accept what they are offered after `answer_seconds`. What happened is told as facts to core.stays, so
that the figures mean what they mean on the live board. Nothing is drawn here: the same day is lived the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from channels.contract import Medium
from hub.core import facts
from hub.core.days import Arrival, Day, InHand, SeatChange
from hub.core.decision import NewOffer, Plan
from hub.core.facts import Fact
from hub.core.floor import Floor
from hub.core.queues import Waiting
from hub.core.routing import decide
from hub.core.stays import Stay, Stays, Tally
from hub.core.terms import AgentId, ConversationId, CustomerId, HandlingId, InteractionId, QueueId

Event = Callable[[], None]
Tell = Callable[[float], None]  # how much of the day is over, 0 to 1; may raise to stop

TOLD_EACH = 512  # events between two words on the progress
_NOBODY, _NOWHERE, _NO_HANDLING = CustomerId(""), ConversationId(""), HandlingId("")


@dataclass(frozen=True, slots=True)
class Lived:
    """What became of a day: stays that ended in it, those that began in it, those that still wait."""

    began: tuple[Stay, ...]
    ended: tuple[Stay, ...]
    waiting: tuple[Stay, ...]

    def tallies(self, since: datetime | None = None) -> dict[QueueId, Tally]:
        """By queue; what happened before `since` is left out."""
        stays = (*self.began, *self.ended)
        return tallies(stay for stay in stays if since is None or since <= (stay.left_at or stay.entered_at))


def live(day: Day, tell: Tell | None = None) -> Lived:
    """Live the day from beginning to end."""
    return _Living(day).run(tell)


class _Living:
    """One day being lived."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.now = day.begins
        self.floor = Floor()
        self.stays = Stays()
        self.began: list[Stay] = []
        self.ended: list[Stay] = []
        self.arrivals: dict[InteractionId, Arrival] = {}  # of those who wait
        self.targets = {queue.id: queue.target_seconds for queue in day.queues}
        self.events: list[tuple[datetime, int, Event]] = []
        self.planned = 0
        for queue in day.queues:
            self.floor.put_queue(queue)
        for seat in day.seats:
            self.floor.put_seat(seat)
        for held in day.in_hand:
            self._begin_with(held)
        for arrival in day.arrivals:
            self._at(arrival.item.since, lambda arrival=arrival: self._arrive(arrival))  # type: ignore[misc]
        for change in day.changes:
            self._at(change.at, lambda change=change: self._become(change))  # type: ignore[misc]

    def run(self, tell: Tell | None) -> Lived:
        """Event after event, and whenever the router wants to look again."""
        events, ends = self.events, self.day.ends
        wake: datetime | None = None
        count = 0
        while True:
            at = events[0][0] if events else wake
            if at is None:
                break
            if wake is not None and wake < at:
                at = wake
            if at > ends:
                break
            self.now = max(self.now, at)
            if events and events[0][0] <= at:
                heappop(events)[2]()
            wake = self._route()
            count += 1
            if tell is not None and count % TOLD_EACH == 0:
                tell((self.now - self.day.begins) / (ends - self.day.begins))
        return Lived(tuple(self.began), tuple(self.ended), tuple(self.stays.waiting.values()))

    # --- what happens ---------------------------------------------------------------------------------------

    def _arrive(self, arrival: Arrival) -> None:
        item = arrival.item
        self.arrivals[item.interaction_id] = arrival
        self.floor.put_work(item)
        self._queued(item, item.queue_id, arrival.why, item.since)
        if arrival.patience_seconds is not None:
            gives_up = item.since + timedelta(seconds=arrival.patience_seconds)
            self._at(gives_up, lambda: self._give_up(item.interaction_id))

    def _give_up(self, work: InteractionId) -> None:
        arrival = self.arrivals.pop(work, None)
        if arrival is None:
            return
        queue = self.floor.work[work].item.queue_id
        self.floor.drop_offer(work)
        self.floor.drop_work(work)
        self._tell(facts.InteractionClosed(work, _NOWHERE, _NOBODY, queue, arrival.leaves, None))

    def _become(self, change: SeatChange) -> None:
        entry = self.floor.seats.get(change.agent_id)
        if entry is not None and entry.seat.presence is not change.presence:
            self.floor.put_seat(replace(entry.seat, presence=change.presence, presence_since=self.now))

    def _begin_with(self, held: InHand) -> None:
        entry = self.floor.seats.get(held.agent_id)
        if entry is not None:
            self._carry(held.agent_id, held.medium, 1)
            self._at(self.day.begins + timedelta(seconds=held.seconds),
                     lambda: self._carry(held.agent_id, held.medium, -1))

    def _route(self) -> datetime | None:
        plan = decide(self.floor, self.now)
        self._note(plan)
        for offer in plan.offers:
            if self.day.answer_seconds > 0:
                after = self.now + timedelta(seconds=self.day.answer_seconds)
                self._at(min(after, offer.deadline - timedelta(microseconds=1)),
                         lambda offer=offer: self._accept(offer))  # type: ignore[misc]
            else:
                self._accept(offer)
        return plan.wake

    def _note(self, plan: Plan) -> None:
        for moved in plan.overflows:
            self._queued(self.arrivals[moved.interaction_id].item, moved.to_queue, "overflowed", self.now)

    def _accept(self, offer: NewOffer) -> None:
        work, agent, medium = offer.interaction_id, offer.agent_id, offer.medium
        standing = self.floor.offers.get(work)
        if standing is None or standing.agent_id != agent or standing.offered_at != offer.offered_at:
            return  # given up or rescinded meanwhile
        arrival = self.arrivals.pop(work)
        self.floor.drop_offer(work)
        self.floor.drop_work(work)
        self._carry(agent, medium, 1)
        self._tell(facts.HandlingStarted(_NO_HANDLING, work, _NOWHERE, agent, offer.queue_id, "offer", medium))
        self._at(self.now + timedelta(seconds=arrival.handling_seconds), lambda: self._carry(agent, medium, -1))

    # --- the means ------------------------------------------------------------------------------------------

    def _carry(self, agent: AgentId, medium: Medium, change: int) -> None:
        seat = self.floor.seats[agent].seat
        load = {**seat.load, medium: seat.load.get(medium, 0) + change}
        idle_since = self.now if change < 0 else seat.idle_since
        self.floor.put_seat(replace(seat, load=load, idle_since=idle_since))

    def _queued(self, item: Waiting, queue: QueueId, why: str, at: datetime) -> None:
        target = self.targets.get(queue, 0)
        self._tell(facts.InteractionQueued(item.interaction_id, _NOWHERE, _NOBODY, queue, why, None, item.medium,
                                           item.queued_at, target), at)

    def _tell(self, fact: Fact, at: datetime | None = None) -> None:
        for stay in self.stays.tell(fact, at or self.now):
            if stay.end is not None:
                self.ended.append(stay)
            elif stay.entered_at >= self.day.begins:
                self.began.append(stay)

    def _at(self, at: datetime, event: Event) -> None:
        self.planned += 1
        heappush(self.events, (at, self.planned, event))


def tallies(stays: Iterable[Stay]) -> dict[QueueId, Tally]:
    """Stays that began (without an end) and stays that ended, counted by queue."""
    found: dict[QueueId, Tally] = {}
    for stay in stays:
        found.setdefault(stay.queue_id, Tally()).count(stay)
    return found


def added(all_of: Iterable[dict[QueueId, Tally]]) -> dict[QueueId, Tally]:
    """Tallies of several days together."""
    found: dict[QueueId, Tally] = {}
    for tallies in all_of:
        for queue, tally in tallies.items():
            found[queue] = found.get(queue, Tally()) + tally
    return found
