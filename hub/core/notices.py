"""What steering puts on a desk, as values: notices, calls for help, clocks. Sent and typed like the desk's rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.terms import (
    AgentId,
    CaseId,
    ClockId,
    ClockKind,
    ClockState,
    HelpId,
    HelpState,
    InteractionId,
    NoticeId,
    NoticeKind,
)


@dataclass(frozen=True, slots=True)
class ClockInfo:
    """A promise of time. `due_at` is None while paused; `left_seconds` is the business time left then, below 0 late."""

    id: ClockId
    kind: ClockKind
    state: ClockState
    policy: str
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    breached_at: datetime | None
    stopped_at: datetime | None
    left_seconds: int | None  # None while it runs: `due_at` says it


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Something this agent is told until they have read it. `detail` is a code: a state set ("away:lunch"), who has
    the work now, a clock and what befell it ("resolution:breached")."""

    v: int
    id: NoticeId
    kind: NoticeKind
    at: datetime
    by_id: AgentId | None  # None: the hub itself
    by_name: str
    text: str
    detail: str
    interaction_id: InteractionId | None
    case_id: CaseId | None
    subject: str  # of the customer or the case it is about


@dataclass(frozen=True, slots=True)
class HelpRow:
    """This agent's own call for a supervisor, until it is over. `by_name` comes, once somebody does."""

    v: int
    id: HelpId
    interaction_id: InteractionId | None
    state: HelpState
    text: str
    asked_at: datetime
    by_id: AgentId | None
    by_name: str
    answered_at: datetime | None
