"""The agents on the board: what each does, since when, and what they have in hand; how many are ready in each queue.

A state is derived: somebody who is being offered something rings, who has something active is busy, then who fills in
a form wraps up, else it is their presence. Who has signed off shows as such unless they still talk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.core import facts
from hub.core.board.view import AgentState, BoardAgent, Staff, WorkTile
from hub.core.facts import Fact
from hub.core.terms import (
    AgentId,
    CustomerId,
    HandlingId,
    InteractionId,
    InteractionState,
    OfferId,
    PresenceState,
    QueueId,
)

S = InteractionState
TALKING = frozenset({S.ACTIVE.value, S.HELD.value})
_OF_CALLS = {"talking": S.ACTIVE.value, "held": S.HELD.value}
_PLACES = ("ready", "busy", "wrapping", "away")


@dataclass(frozen=True, slots=True)
class Held:
    """Something in an agent's hands. `began_at`: when it came there."""

    handling_id: HandlingId
    began_at: datetime
    tile: WorkTile


@dataclass(slots=True)
class Member:
    """One agent."""

    id: AgentId
    since: datetime
    team: str = ""
    queues: tuple[QueueId, ...] = ()
    active: bool = True
    presence: str = PresenceState.OFFLINE.value
    reason: str = ""
    online: bool = False
    offers: dict[OfferId, InteractionId] = field(default_factory=dict)
    work: dict[InteractionId, Held] = field(default_factory=dict)
    state: AgentState = "offline"

    def derived(self) -> AgentState:
        """What they do, from all that is known."""
        states = {held.tile.state for held in self.work.values()}
        talks = bool(states & TALKING)
        if self.presence == PresenceState.OFFLINE and not talks:
            return "offline"
        if self.offers:
            return "ringing"
        if talks:
            return "busy"
        if S.WRAPPING.value in states:
            return "wrapping"
        return PresenceState(self.presence).value

    @property
    def place(self) -> str:
        """Where they count in their queues' staff; "" for nowhere."""
        return place_of(self.state, self.online)

    def shown(self) -> BoardAgent:
        """As the board shows them."""
        held = sorted(self.work.values(), key=lambda each: (each.began_at, each.tile.interaction_id))
        work = tuple(each.tile for each in held)
        return BoardAgent(
            self.id, self.team, self.state, self.reason, self.since, self.online, self.queues, work
        )


def place_of(state: str, online: bool) -> str:
    """Where an agent in this state counts in the staff of their queues; "" for nowhere."""
    match state:
        case "available":
            return "ready" if online else ""
        case "busy" | "ringing":
            return "busy"
        case "wrapping":
            return "wrapping"
        case "away" | "missed":
            return "away"
    return ""


class Crew:
    """All agents of the firm, by id."""

    def __init__(self) -> None:
        self.members: dict[AgentId, Member] = {}
        self.unready: dict[QueueId, datetime] = {}  # since when nobody is ready there
        self.touched: set[AgentId] = set()
        self.touched_queues: set[QueueId] = set()
        self._counts: dict[QueueId, dict[str, int]] = {}

    def staff(self, queue: QueueId) -> Staff:
        """Who is signed in for a queue, by what they do."""
        found = self._counts.get(queue, {})
        ready, busy, wrapping, away = (found.get(place, 0) for place in _PLACES)
        return Staff(ready, busy, wrapping, away, ready + busy + wrapping + away)

    def put(self, member: Member) -> None:
        """A member as they were kept."""
        self.members[member.id] = member
        self._count(member.queues, member.place, 1)

    def watch(self, queue: QueueId, at: datetime) -> None:
        """From now on it is known whether anybody is ready there."""
        if not self.staff(queue).ready:
            self.unready.setdefault(queue, at)

    def tell(self, fact: Fact, at: datetime) -> None:
        """Take in one fact."""
        match fact:
            case facts.PresenceChanged():
                self._change(fact.agent_id, at, presence=fact.presence, reason=fact.reason, online=fact.online)
            case facts.AgentChanged():
                self._change(fact.agent_id, at, team=fact.team, active=fact.active,
                             queues=tuple(QueueId(each) for each in fact.queues))
            case facts.OfferMade():
                offers = {**self._of(fact.agent_id, at).offers, fact.offer_id: fact.interaction_id}
                self._change(fact.agent_id, at, offers=offers)
            case facts.OfferEnded():
                offers = {**self._of(fact.agent_id, at).offers}
                offers.pop(fact.offer_id, None)
                self._change(fact.agent_id, at, offers=offers)
            case facts.HandlingStarted() if fact.how != "consulted":
                self._take(fact, at)
            case facts.HandlingEnded() | facts.WrapUpEnded():
                self._drop(fact.agent_id, fact.interaction_id, at, fact.handling_id)
            case _:
                self._work(fact, at)

    def _work(self, fact: Fact, at: datetime) -> None:
        match fact:
            case facts.InteractionAwaited():
                self._become(fact.agent_id, fact.interaction_id, S.WAITING.value, at)
            case facts.InteractionResumed():
                self._become(fact.agent_id, fact.interaction_id, S.ACTIVE.value, at)
            case facts.WrapUpStarted():
                self._become(fact.agent_id, fact.interaction_id, S.WRAPPING.value, at)
            case facts.CallChanged(agent_id=agent, interaction_id=work) if agent and work and fact.state in _OF_CALLS:
                held = self._of(agent, at).work.get(work)
                if held is not None and held.tile.state in TALKING:
                    self._become(agent, work, _OF_CALLS[fact.state], at)
            case facts.InteractionClosed() if fact.agent_id:
                self._drop(fact.agent_id, fact.interaction_id, at)

    def _of(self, agent: AgentId, at: datetime) -> Member:
        return self.members.get(agent) or Member(agent, at)

    def _take(self, fact: facts.HandlingStarted, at: datetime) -> None:
        tile = WorkTile(
            fact.interaction_id, fact.conversation_id, fact.customer_id or CustomerId(""), fact.queue_id, fact.medium,
            S.ACTIVE.value, at,
        )
        work = {**self._of(fact.agent_id, at).work, fact.interaction_id: Held(fact.handling_id, at, tile)}
        self._change(fact.agent_id, at, work=work)

    def _become(self, agent: AgentId, work: InteractionId, state: str, at: datetime) -> None:
        member = self._of(agent, at)
        held = member.work.get(work)
        if held is not None and held.tile.state != state:
            tile = replace(held.tile, state=state, since=at)
            self._change(agent, at, work={**member.work, work: replace(held, tile=tile)})

    def _drop(self, agent: AgentId, work: InteractionId, at: datetime, handling: HandlingId | None = None) -> None:
        member = self.members.get(agent)
        held = member.work.get(work) if member else None
        if member and held and handling in (None, held.handling_id):
            self._change(agent, at, work={key: each for key, each in member.work.items() if key != work})

    def _change(self, agent: AgentId, at: datetime, **values: object) -> None:
        """Set these fields, and what follows: the state and since when, and the counts of the queues."""
        member = self.members.setdefault(agent, Member(agent, at))
        before, queues = (member.state, member.reason, member.place), member.queues
        for name, value in values.items():
            setattr(member, name, value)
        member.state = member.derived() if member.active else "offline"
        if (member.state, member.reason) != before[:2]:
            member.since = at
        self.touched.add(agent)
        if (member.place, member.queues) != (before[2], queues):
            self._count(queues, before[2], -1)
            self._count(member.queues, member.place, 1)
            self._see({*queues, *member.queues}, at)

    def _count(self, queues: tuple[QueueId, ...], place: str, by: int) -> None:
        if place:
            for queue in queues:
                counts = self._counts.setdefault(queue, {})
                counts[place] = counts.get(place, 0) + by

    def _see(self, queues: set[QueueId], at: datetime) -> None:
        self.touched_queues |= queues
        for queue in queues:
            if self.staff(queue).ready:
                self.unready.pop(queue, None)
            else:
                self.unready.setdefault(queue, at)

    def __iter__(self) -> Iterator[Member]:
        """Those who work here, by id."""
        return (self.members[each] for each in sorted(self.members) if self.members[each].active)
