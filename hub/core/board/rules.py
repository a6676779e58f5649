"""What boards need of the firm's rules, as a value that is kept: the board of the past uses the rules of the past."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.core import hours
from hub.core.plan import AlertRules, FloorPlan, Hours
from hub.core.terms import QueueId


@dataclass(frozen=True, slots=True)
class QueueRule:
    """One queue: its name by language, what is to be answered within how many seconds, when it is open."""

    id: QueueId
    name: dict[str, str] = field(default_factory=dict)
    target_seconds: int = 20
    target_share: float = 0.8
    hours: Hours = field(default_factory=lambda: Hours("always"))

    def is_open(self, at: datetime) -> bool:
        """Whether it is open by its hours."""
        return hours.is_open(self.hours, at)


@dataclass(frozen=True, slots=True)
class BoardRules:
    """The rules of one version of the configuration; `digest` is its name."""

    digest: str
    time_zone: str
    queues: dict[QueueId, QueueRule]
    alerts: AlertRules = field(default_factory=AlertRules)

    def queue(self, queue_id: QueueId) -> QueueRule:
        """A queue's rule; the usual one for a queue that is not in the configuration any more."""
        return self.queues.get(queue_id) or QueueRule(queue_id)


def digest_of(plan: FloorPlan) -> str:
    """The configuration's name: another for every change of it. What it holds of secrets is left out."""
    return hashlib.sha256(repr(replace(plan, token_key=b"")).encode()).hexdigest()[:32]


def rules_of(plan: FloorPlan) -> BoardRules:
    """What boards need of the plan."""
    queues = {
        each.id: QueueRule(each.id, dict(each.name), each.target_seconds, each.target_share, each.hours)
        for each in plan.queues.values()
    }
    return BoardRules(digest_of(plan), plan.time_zone, queues, plan.alerts)


NO_RULES = BoardRules("", "UTC", {})
