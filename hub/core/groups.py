"""Groups of alike waiting work, and the seats that may take it: the index that makes a routing step cheap.

Work with the same queue, medium, need of skills and regard for hours is one group: a seat fits all of it or none,
except where one item was declined by it. Work reserved for an agent forms a group of its own with that one seat.
Here it is only kept in order; what to do with it is decided in routing.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from channels.contract import Medium
from hub.core.heaps import LazyHeap
from hub.core.hours import changes_at, is_open
from hub.core.plan import QueuePlan
from hub.core.queues import DECLINE_HOLDS, LiveOffer, Needs, Rank, Waiting
from hub.core.seats import FITS, Seat
from hub.core.terms import AgentId, InteractionId, QueueId

Standing = tuple[int, datetime, AgentId]  # how much is carried, idle since, id: the least goes first
Fitness = tuple[int, int, int, datetime, AgentId]  # the same after preference and skill, the best being least


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What the work of a group has in common. `agent_id` is set for work reserved for one agent."""

    queue_id: QueueId
    medium: Medium
    timed: bool
    needs: Needs
    agent_id: AgentId | None = None


class Group:
    """Work in order, and the seats that qualify for it, the free ones in order."""

    __slots__ = ("_codes", "_merits", "counts", "free", "key", "queue", "work")

    def __init__(self, key: GroupKey, queue: QueueEntry) -> None:
        self.key = key
        self.queue = queue
        self.work: LazyHeap[InteractionId, Rank] = LazyHeap()
        self.free: LazyHeap[AgentId, Fitness] = LazyHeap()
        self.counts: dict[str, int] = {}  # how many qualified seats stand how
        self._codes: dict[AgentId, str] = {}
        self._merits: dict[AgentId, tuple[int, int]] = {}

    @property
    def is_closed(self) -> bool:
        """Whether hours forbid to offer this work now."""
        return self.key.timed and not self.queue.is_open

    @property
    def seats(self) -> Mapping[AgentId, str]:
        """The qualified seats and how each stands."""
        return self._codes

    def join(self, seat: SeatEntry) -> None:
        """Take the seat in if it qualifies."""
        merit = merit_of(seat.seat, self.key)
        if merit is not None:
            self._merits[seat.seat.agent_id] = merit
            seat.groups.setdefault(self.key.medium, {})[self.key] = self
            self.stand(seat, seat.known_code(self.key.medium))

    def leave(self, seat: SeatEntry) -> None:
        """Let the seat go."""
        agent = seat.seat.agent_id
        del seat.groups[self.key.medium][self.key]
        del self._merits[agent]
        self.counts[self._codes.pop(agent)] -= 1
        self.free.drop(agent)

    def stand(self, seat: SeatEntry, code: str) -> None:
        """Note how the seat stands now."""
        agent = seat.seat.agent_id
        before = self._codes.get(agent)
        if code != before:
            counts = self.counts
            if before is not None:
                counts[before] -= 1
            counts[code] = counts.get(code, 0) + 1
            self._codes[agent] = code
        if code == FITS:
            self.free.put(agent, self._merits[agent] + seat.standing)
        elif before == FITS:
            self.free.drop(agent)


class QueueEntry:
    """A queue on the floor: its rules, whether it is open, and what belongs to it."""

    __slots__ = ("agents", "changes_at", "groups", "is_open", "items", "plan")

    def __init__(self) -> None:
        self.plan: QueuePlan | None = None  # None while only its work or its agents are known
        self.is_open = False
        self.changes_at: datetime | None = None
        self.items: set[InteractionId] = set()
        self.agents: set[AgentId] = set()
        self.groups: dict[GroupKey, Group] = {}

    def look(self, now: datetime) -> None:
        """Note whether it is open now, and until when."""
        self.is_open = self.plan is not None and is_open(self.plan.hours, now)
        self.changes_at = changes_at(self.plan.hours, now) if self.plan is not None else None


class SeatEntry:
    """A seat on the floor with its live offers, what it carries and the groups it serves."""

    __slots__ = ("carried", "codes", "groups", "offers", "seat", "standing")

    def __init__(self, seat: Seat, offers: Mapping[InteractionId, LiveOffer]) -> None:
        self.seat = seat
        self.offers = offers  # the floor's own record of this agent's live offers
        self.groups: dict[Medium, dict[GroupKey, Group]] = {}
        self.carried: dict[Medium, int] = {}
        self.codes: dict[Medium, str] = {}  # as the groups were told last, for each medium that was asked for
        self.standing: Standing = (0, seat.idle_since, seat.agent_id)

    def code(self, medium: Medium) -> str:
        """How the seat stands for one more of this medium: FITS, or why not."""
        code = self.seat.standing
        return self.seat.capacity.refusal(medium, self.carried) if code == FITS else code

    def known_code(self, medium: Medium) -> str:
        """The same as the groups were told last."""
        code = self.codes.get(medium)
        if code is None:
            code = self.codes[medium] = self.code(medium)
        return code

    @property
    def has_room(self) -> bool:
        """Whether anything at all may be offered to it."""
        return FITS in self.codes.values()

    def weigh(self) -> None:
        """Count anew what the seat carries."""
        carried = self.seat.carried()
        for offer in self.offers.values():
            carried[offer.medium] = carried.get(offer.medium, 0) + 1
        self.carried = carried
        self.standing = (sum(carried.values()), self.seat.idle_since, self.seat.agent_id)

    def stand(self) -> None:
        """Weigh, and tell the groups of the mediums where that makes a difference."""
        standing = self.standing
        self.weigh()
        moved = standing != self.standing
        for medium, before in self.codes.items():
            code = self.code(medium)
            if code != before or (moved and code == FITS):
                self.codes[medium] = code
                for group in self.groups.get(medium, {}).values():
                    group.stand(self, code)


class WorkEntry:
    """Waiting work on the floor and its group; no group while it is offered, snoozed or of an unknown queue."""

    __slots__ = ("group", "item")

    def __init__(self, item: Waiting) -> None:
        self.item = item
        self.group: Group | None = None


def merit_of(seat: Seat, key: GroupKey) -> tuple[int, int] | None:
    """How well the seat serves the group, the best being least: preference, then skill; None: it does not qualify."""
    if key.agent_id is not None:
        return (0, 0) if key.agent_id == seat.agent_id else None
    preference = seat.queues.get(key.queue_id)
    if preference is None:
        return None
    total = 0
    for skill, least in key.needs:
        level = seat.skills.get(skill, 0)
        if level < least:
            return None
        total += level
    return (-preference, -total)


def has_declined(item: Waiting, seat: Seat, now: datetime) -> bool:
    """Whether the agent's decline still holds: for 60 s, and only until their presence changes."""
    declined_at = item.declined.get(seat.agent_id)
    return declined_at is not None and now < declined_at + DECLINE_HOLDS and seat.presence_since <= declined_at


def is_held_for(item: Waiting, seat: Seat | None, now: datetime) -> bool:
    """Whether the reservation holds everybody else off now: its agent is available, if perhaps busy."""
    return (
        item.reserved is not None
        and seat is not None
        and now < item.reserved.until
        and seat.standing == FITS
        and not has_declined(item, seat, now)
    )
