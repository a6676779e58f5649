"""The seat: an agent as the router sees them, and the rule of how much they may carry.

Only values and the capacity rule live here; who is offered what is decided in routing.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from channels.contract import Medium
from hub.core.terms import AgentId, PresenceState, QueueId, SkillId

CALLS: Final = frozenset({Medium.PHONE, Medium.WEBCALL})

# An agent whose last console has gone: shown as offline after OFFLINE_AFTER; their work goes back to its queue
# after so long by medium. A call is not in the table: it lives on in its media, whose loss ends it.
OFFLINE_AFTER: Final = timedelta(seconds=30)
RELEASE_AFTER: Final[Mapping[Medium, timedelta]] = {
    Medium.CHAT: timedelta(minutes=2),
    Medium.SMS: timedelta(minutes=2),
    Medium.EMAIL: timedelta(minutes=15),
    Medium.LETTER: timedelta(minutes=15),
    Medium.IN_PERSON: timedelta(minutes=15),
    Medium.CALLBACK: timedelta(minutes=15),
}

# Why a seat is left out, as short stable codes; explained with figures in trace.py.
OFFLINE: Final = "offline"
AWAY: Final = "away"
MISSED: Final = "missed"
NO_MEDIUM: Final = "no_medium"  # does not take this medium at all
BLOCKED_BY_CALL: Final = "blocked_by_call"
FULL: Final = "full"
FITS: Final = "fits"


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much an agent carries at once.

    While something of a `blocking` medium is carried (a call, also one that is being offered), nothing of any
    other medium is offered; what is carried otherwise does not keep a call away, unless `total` is reached.
    """

    at_once: Mapping[Medium, int]  # a medium not named is not taken
    total: int | None = None  # over all mediums
    blocking: frozenset[Medium] = CALLS
    wrapping_counts: bool = True  # wrapping up takes the place of the talk it follows

    def refusal(self, medium: Medium, carried: Mapping[Medium, int]) -> str:
        """Why one more of this medium does not fit beside what is carried; FITS when it does."""
        most = self.at_once.get(medium, 0)
        if most < 1:
            return NO_MEDIUM
        for call in self.blocking:
            if call is not medium and carried.get(call, 0) > 0:
                return BLOCKED_BY_CALL
        if carried.get(medium, 0) >= most:
            return FULL
        if self.total is not None and sum(carried.values()) >= self.total:
            return FULL
        return FITS


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent as the router sees them.

    `load` counts active and held interactions by medium, `wrapping` those being wrapped up. What waits for the
    customer or is snoozed takes no place; live offers are counted by the floor itself. `presence` is AWAY also
    for an agent who has chosen to leave after the present work. `lost_at` is when their last console went away;
    None while one is connected.
    """

    agent_id: AgentId
    presence: PresenceState
    presence_since: datetime  # a decline holds until this moves
    idle_since: datetime  # when they last finished something, or became available for the first time that day
    capacity: Capacity
    skills: Mapping[SkillId, int] = field(default_factory=dict)  # level 1-10
    queues: Mapping[QueueId, int] = field(default_factory=dict)  # preference 1-10: 10 is asked before 9
    load: Mapping[Medium, int] = field(default_factory=dict)
    wrapping: Mapping[Medium, int] = field(default_factory=dict)
    lost_at: datetime | None = None

    @property
    def standing(self) -> str:
        """FITS when offers may be made at all, else why not. A lost console counts as offline at once."""
        if self.lost_at is not None or self.presence is PresenceState.OFFLINE:
            return OFFLINE
        if self.presence is PresenceState.AVAILABLE:
            return FITS
        return MISSED if self.presence is PresenceState.MISSED else AWAY

    def carried(self) -> dict[Medium, int]:
        """What counts against capacity, without live offers."""
        carried = dict(self.load)
        if self.capacity.wrapping_counts:
            for medium, count in self.wrapping.items():
                carried[medium] = carried.get(medium, 0) + count
        return carried
