"""What a board shows, as values: the queues, the agents, the alerts, and the changes between two looks.

Times are aware UTC, durations in seconds. None is unknown, never nothing. A board carries ids; the names of those who
are on it ride along once. `hub protocol` writes these as TypeScript.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from hub.core.stays import Tally
from hub.core.terms import AgentId, ConversationId, CustomerId, HelpId, InteractionId, QueueId

AgentState = Literal["available", "busy", "ringing", "wrapping", "away", "missed", "offline"]
AlertKind = Literal[
    "queue_level", "queue_wait", "no_agent", "long_talk", "long_wrapup", "long_away", "help", "sla"
]


@dataclass(frozen=True, slots=True)
class MediumTile:
    """What waits in one queue on one medium, and what became of what came: in the last 60 minutes, the minute that
    runs among them, and since midnight in the firm's time zone."""

    medium: str
    waiting: int
    oldest_at: datetime | None  # since when the one who has waited longest in this queue does
    hour: Tally
    today: Tally


@dataclass(frozen=True, slots=True)
class Staff:
    """A queue's agents who are signed in, by what they do; somebody who rings is busy, missed is away. `of` is all."""

    ready: int
    busy: int
    wrapping: int
    away: int
    of: int


@dataclass(frozen=True, slots=True)
class QueueTile:
    """One queue. `trend`: how many waited at the end of each of the last 60 minutes, the oldest first, now last; fewer
    where the log begins later."""

    id: QueueId
    target_seconds: int
    target_share: float  # the share to be answered within it
    open: bool
    media: tuple[MediumTile, ...]
    trend: tuple[int, ...]
    agents: Staff


@dataclass(frozen=True, slots=True)
class WorkTile:
    """Something in an agent's hands. `state` is InteractionState, `since` when that state began."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    queue_id: QueueId
    medium: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class BoardAgent:
    """An agent: what they do, since when, and what they have in hand. `reason` is why they are away."""

    id: AgentId
    team: str
    state: AgentState
    reason: str
    since: datetime
    online: bool
    queues: tuple[QueueId, ...]
    work: tuple[WorkTile, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """Something a supervisor should look at. `value` is what is, `limit` what should be, both in the kind's own unit:
    seconds for waits and stretches, a share for levels. `text` is what a person wrote with it, else ""."""

    id: str
    kind: AlertKind
    queue_id: QueueId | None
    agent_id: AgentId | None
    interaction_id: InteractionId | None
    value: float | None
    limit: float | None
    since: datetime
    snoozed_until: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class BoardNames:
    """The names of agents and customers who are on the board, and the words of those who call for help, by id; only
    those a viewer has not been given yet."""

    agents: dict[AgentId, str] = field(default_factory=dict)
    customers: dict[CustomerId, str] = field(default_factory=dict)
    calls: dict[HelpId, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.agents or self.customers or self.calls)


@dataclass(frozen=True, slots=True)
class BoardView:
    """All that a board shows at one moment. `pos`: the newest fact in it; `at`: the moment it is looked at;
    `counted_from`: since when its tallies count, where that is today."""

    pos: int
    at: datetime
    counted_from: datetime
    queues: tuple[QueueTile, ...]
    agents: tuple[BoardAgent, ...]
    alerts: tuple[Alert, ...]
    names: BoardNames = field(default_factory=BoardNames)


@dataclass(frozen=True, slots=True)
class BoardChanges:
    """What looks different than before: rows to put in place by id, queues and agents to take away; alerts are always
    all."""

    pos: int
    at: datetime
    queues: tuple[QueueTile, ...] = ()
    gone_queues: tuple[QueueId, ...] = ()
    agents: tuple[BoardAgent, ...] = ()
    gone_agents: tuple[AgentId, ...] = ()
    alerts: tuple[Alert, ...] | None = None
    names: BoardNames | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing looks different."""
        gone = self.gone_queues or self.gone_agents
        return not (self.queues or self.agents or gone or self.names) and self.alerts is None
