"""The floor: everything the router must know at one instant, kept current by changes.

    floor = Floor()
    floor.put_queue(queue_plan); floor.put_seat(seat); floor.put_work(waiting); floor.put_offer(live_offer)
    plan = decide(floor, now)          # routing.py; call again at plan.wake, or after the next change

Each `put_` replaces what is there under the same id, in O(log n), and may come in any order; each `drop_` of
something unknown does nothing. Nothing is decided here. `decide` takes its own plan as done: offers it makes
stand on the floor with the id "" until `put_offer` brings the real one; when a write is lost, put what the store
says instead (put_work, put_seat, drop_offer).
"""

from __future__ import annotations

from datetime import UTC, datetime

from hub.core.groups import Group, GroupKey, QueueEntry, SeatEntry, WorkEntry
from hub.core.heaps import LazyHeap
from hub.core.plan import QueuePlan
from hub.core.queues import Alarm, LiveOffer, Rank, Reservation, Waiting
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, QueueId

__all__ = ["Alarm", "Capacity", "Floor", "LiveOffer", "Reservation", "Seat", "Waiting"]

TimerKey = tuple[str, str]  # what ("offer", "work", "seat", "queue", "alarm") and its id
KEPT_GROUPS = 256  # empty groups are swept only beyond this: building one asks every seat of its queue


class Floor:
    """Seats, queues, waiting work and live offers, indexed. Read its dictionaries, change it by its methods.

    What was put since the last decision is marked; only that, and what falls due, is looked at by the next.
    """

    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)  # of the last decision
        self.seats: dict[AgentId, SeatEntry] = {}
        self.queues: dict[QueueId, QueueEntry] = {}
        self.work: dict[InteractionId, WorkEntry] = {}
        self.offers: dict[InteractionId, LiveOffer] = {}
        self.offered: dict[AgentId, dict[InteractionId, LiveOffer]] = {}  # the same by agent
        self.alarms: dict[str, Alarm] = {}
        self.reserved: dict[AgentId, set[InteractionId]] = {}
        self.timers: LazyHeap[TimerKey, datetime] = LazyHeap()
        self.marks = Marks()
        self._groups = 0
        self._sweep_at = KEPT_GROUPS

    # --- changes ------------------------------------------------------------------------------------------

    def put_seat(self, seat: Seat) -> None:
        """An agent is here, or their presence, load, capacity, skills or queues changed."""
        entry = self.seats.get(seat.agent_id)
        if entry is None:
            offered = self.offered.setdefault(seat.agent_id, {})
            entry = self.seats[seat.agent_id] = SeatEntry(seat, offered)
            entry.weigh()
            self._attach(entry)
            self._look_at_reserved(seat.agent_id)
        else:
            self._replace(entry, seat)
        self.marks.seats.add(seat.agent_id)

    def drop_seat(self, agent: AgentId) -> None:
        """The agent is no more; offers to them are rescinded."""
        entry = self.seats.pop(agent, None)
        if entry is not None:
            self._detach(entry)
            for groups in entry.groups.values():
                for group in list(groups.values()):  # what is left is reserved for this agent
                    group.leave(entry)
            self.timers.drop(("seat", agent))
            self.marks.offers.update(entry.offers)
            self._look_at_reserved(agent)

    def put_work(self, item: Waiting) -> None:
        """An interaction waits (also one that is offered or snoozed), or something about it changed."""
        entry = self.work.get(item.interaction_id)
        if entry is None:
            entry = self.work[item.interaction_id] = WorkEntry(item)
        else:
            self.take_out(entry)
            self._forget(entry.item)
            entry.item = item
        self.queue(item.queue_id).items.add(item.interaction_id)
        if item.reserved is not None:
            self.reserved.setdefault(item.reserved.agent_id, set()).add(item.interaction_id)
        self.marks.work.add(item.interaction_id)
        self.marks.offers.add(item.interaction_id)

    def drop_work(self, interaction: InteractionId) -> None:
        """It waits no longer: accepted, pulled, abandoned, closed. A live offer of it is rescinded unless dropped."""
        entry = self.work.pop(interaction, None)
        if entry is not None:
            self.take_out(entry)
            self._forget(entry.item)
            self.timers.drop(("work", interaction))
            self.marks.offers.add(interaction)

    def put_offer(self, offer: LiveOffer) -> None:
        """An offer stands; it takes the place of another of the same interaction."""
        before = self.offers.get(offer.interaction_id)
        if before is not None and before.agent_id != offer.agent_id:
            self._end(before)
        self.stand_offer(offer)
        self.marks.seats.add(offer.agent_id)
        self.marks.work.add(offer.interaction_id)
        self.marks.offers.add(offer.interaction_id)

    def drop_offer(self, interaction: InteractionId) -> None:
        """The interaction's offer was answered or withdrawn. Put the declining agent into its work beforehand."""
        offer = self.offers.get(interaction)
        if offer is not None:
            self._end(offer)

    def put_queue(self, plan: QueuePlan) -> None:
        """A queue's rules are these from now on. Rare: all waiting work is looked at again."""
        self.queue(plan.id).plan = plan
        self.marks.queues.add(plan.id)
        self.marks.work.update(self.work)

    def drop_queue(self, queue: QueueId) -> None:
        """The queue is no more; its work waits for a queue of that name."""
        entry = self.queues.get(queue)
        if entry is not None:
            entry.plan = None
            self.marks.queues.add(queue)
            self.marks.work.update(self.work)

    def put_alarm(self, alarm: Alarm) -> None:
        """Ring at that instant (Plan.due), once."""
        self.alarms[alarm.id] = alarm
        self.timers.put(("alarm", alarm.id), alarm.at)

    def drop_alarm(self, alarm_id: str) -> None:
        """Do not ring."""
        self.alarms.pop(alarm_id, None)
        self.timers.drop(("alarm", alarm_id))

    # --- for routing and trace ----------------------------------------------------------------------------

    def queue(self, queue: QueueId) -> QueueEntry:
        """The queue's entry, made when nothing was known of it."""
        entry = self.queues.get(queue)
        if entry is None:
            entry = self.queues[queue] = QueueEntry()
        return entry

    def place(self, entry: WorkEntry, key: GroupKey, rank: Rank) -> Group:
        """Put the work into the group of that key, at its place in the order."""
        group = self.queue(key.queue_id).groups.get(key) or self._found(key)
        if entry.group is not group:
            self.take_out(entry)
            entry.group = group
        group.work.put(entry.item.interaction_id, rank)
        return group

    def take_out(self, entry: WorkEntry) -> None:
        """Let the work stand in no group. A group of reserved work goes with its last item."""
        group = entry.group
        if group is None:
            return
        entry.group = None
        group.work.drop(entry.item.interaction_id)
        if group.key.agent_id is not None and not group.work:
            for agent in list(group.seats):
                group.leave(self.seats[agent])
            group.queue.groups.pop(group.key, None)

    def stand_offer(self, offer: LiveOffer) -> None:
        """The offer stands, with nothing to look at again."""
        self.offers[offer.interaction_id] = offer
        self.offered.setdefault(offer.agent_id, {})[offer.interaction_id] = offer
        self.timers.put(("offer", offer.interaction_id), offer.deadline)

    def move(self, entry: WorkEntry, item: Waiting) -> None:
        """The same work, changed by the router's own plan (returned, overflowed)."""
        self.queue(entry.item.queue_id).items.discard(item.interaction_id)
        self.queue(item.queue_id).items.add(item.interaction_id)
        entry.item = item

    def replace_seat(self, seat: Seat) -> None:
        """The same agent with another presence or load, by the router's own plan."""
        self._replace(self.seats[seat.agent_id], seat)

    def _end(self, offer: LiveOffer) -> None:
        del self.offers[offer.interaction_id]
        self.timers.drop(("offer", offer.interaction_id))
        self.offered[offer.agent_id].pop(offer.interaction_id, None)
        self.marks.seats.add(offer.agent_id)
        self.marks.work.add(offer.interaction_id)

    def _replace(self, entry: SeatEntry, seat: Seat) -> None:
        before, entry.seat = entry.seat, seat
        if before.queues != seat.queues or before.skills != seat.skills:
            entry.seat = before
            self._detach(entry)
            entry.seat = seat
            self._attach(entry)
        if before.standing != seat.standing or before.presence_since != seat.presence_since:
            self._look_at_reserved(seat.agent_id)

    def _found(self, key: GroupKey) -> Group:
        """Make the group, asking each seat of its queue once."""
        queue = self.queue(key.queue_id)
        if key.agent_id is None:
            if self._groups >= self._sweep_at:
                self._sweep()
            self._groups += 1
        group = queue.groups[key] = Group(key, queue)
        for agent in queue.agents if key.agent_id is None else (key.agent_id,):
            group.join(self.seats[agent])
        return group

    def _look_at_reserved(self, agent: AgentId) -> None:
        self.marks.work.update(self.reserved.get(agent, ()))

    def _attach(self, entry: SeatEntry) -> None:
        for queue_id in entry.seat.queues:
            queue = self.queue(queue_id)
            queue.agents.add(entry.seat.agent_id)
            for group in queue.groups.values():
                if group.key.agent_id is None:
                    group.join(entry)

    def _detach(self, entry: SeatEntry) -> None:
        for queue_id in entry.seat.queues:
            self.queue(queue_id).agents.discard(entry.seat.agent_id)
        for groups in entry.groups.values():
            for group in list(groups.values()):
                if group.key.agent_id is None:
                    group.leave(entry)

    def _forget(self, item: Waiting) -> None:
        self.queue(item.queue_id).items.discard(item.interaction_id)
        if item.reserved is not None:
            kept = self.reserved.get(item.reserved.agent_id, set())
            kept.discard(item.interaction_id)
            if not kept:
                self.reserved.pop(item.reserved.agent_id, None)

    def _sweep(self) -> None:
        for queue in self.queues.values():
            for key, group in list(queue.groups.items()):
                if key.agent_id is None and not group.work:
                    for agent in list(group.seats):
                        group.leave(self.seats[agent])
                    del queue.groups[key]
                    self._groups -= 1
        self._sweep_at = max(KEPT_GROUPS, 2 * self._groups)


class Marks:
    """What was touched since the last decision, by kind."""

    __slots__ = ("offers", "queues", "seats", "work")

    def __init__(self) -> None:
        self.seats: set[AgentId] = set()
        self.work: set[InteractionId] = set()
        self.offers: set[InteractionId] = set()
        self.queues: set[QueueId] = set()
