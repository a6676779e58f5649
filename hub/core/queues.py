"""What waits: a waiting interaction, a live offer, an alarm, and their order under their queue's rules.

Only values and functions of one value live here; the queue's rules themselves are plan.QueuePlan. Nothing here
looks at agents: that is routing.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from channels.contract import Medium
from hub.core.plan import QueuePlan, Relaxation
from hub.core.seats import CALLS
from hub.core.terms import AgentId, InteractionId, OfferId, QueueId, SkillId

DECLINE_HOLDS: Final = timedelta(seconds=60)  # or until the agent's next change of presence, if that is sooner
LIVE: Final = CALLS | {Medium.CHAT}  # the customer is there now
PROMISED: Final = frozenset({Medium.CALLBACK})  # kept also after hours: somebody gave their word
PRIORITIES: Final = range(1, 11)  # 10 is the most urgent

Rank = tuple[datetime, datetime, InteractionId]
Needs = tuple[tuple[SkillId, int], ...]  # skill and least level, sorted: equal needs are equal values

ReservedAs = Literal["last_agent", "named", "transfer", "returned"]
AlarmKind = Literal["callback", "wrapup", "call", "lent"]


@dataclass(frozen=True, slots=True)
class Reservation:
    """One agent goes first, while they are available and have not declined, and until then only.

    The agent needs neither the queue nor the skills: somebody who knows better has named them.
    """

    agent_id: AgentId
    until: datetime
    reason: ReservedAs


@dataclass(frozen=True, slots=True)
class Waiting:
    """An interaction that waits for an agent: queued, offered (then a LiveOffer stands beside it) or snoozed.

    `queued_at` is the original age: transfers, declines and overflows do not change it; `entered_at` is when it
    came into this queue, from which relaxation and overflow count. `not_before` is set while it is snoozed.
    """

    interaction_id: InteractionId
    queue_id: QueueId
    medium: Medium
    queued_at: datetime
    priority: int = 5  # 1 (low) to 10 (high)
    vip: bool = False
    skills: Mapping[SkillId, int] = field(default_factory=dict)  # least level 1-10, besides the queue's own
    language: SkillId | None = None  # a skill too, but never relaxed
    relax: tuple[Relaxation, ...] = ()  # besides the queue's own
    reserved: Reservation | None = None
    declined: Mapping[AgentId, datetime] = field(default_factory=dict)  # who declined it, and when
    entered_at: datetime | None = None  # None: the same as queued_at
    not_before: datetime | None = None
    begun: bool = False  # an agent has talked to the customer already (transfer): hours do not stop it

    def __post_init__(self) -> None:
        if self.priority not in PRIORITIES:
            raise ValueError(f"interaction {self.interaction_id}: priority is 1 to 10, not {self.priority}")

    @property
    def since(self) -> datetime:
        """When it came into this queue."""
        return self.entered_at or self.queued_at


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """An offer that nobody has answered yet. An interaction has one at most, so it is the key on the floor."""

    id: OfferId  # "" between the decision and its commit
    interaction_id: InteractionId
    agent_id: AgentId
    medium: Medium
    offered_at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something outside the queues that falls due: a callback (its id), the end of a wrap-up (the handling's id),
    a call whose agent or customer has not answered, or whose agent lost their sound (the call's id), or the end of
    the time for which an agent was lent to another queue."""

    kind: AlarmKind
    id: str
    at: datetime


def is_timed(item: Waiting, queue: QueuePlan) -> bool:
    """Whether this work is offered only while its queue is open."""
    if item.begun or item.medium in PROMISED:
        return False
    return item.medium in LIVE or not queue.written_outside_hours


def rank(item: Waiting, queue: QueuePlan) -> Rank:
    """The place in the order of work: least first, the same at every instant.

    A step of priority is a head start of the queue's `age_priority_minutes`: priority 8 goes before priority 5
    that came up to three such steps earlier, and before nothing older. So age wins in the end, whatever comes.
    """
    steps = item.priority + (queue.vip_steps if item.vip else 0)
    head_start = timedelta(minutes=steps * queue.age_priority_minutes)
    return (item.queued_at - head_start, item.queued_at, item.interaction_id)


def needs(item: Waiting, queue: QueuePlan, now: datetime) -> Needs:
    """The skills required now: the queue's and the item's own, after relaxation; the language always stays."""
    if not (item.skills or queue.skills or item.language):
        return ()
    levels = dict(queue.skills)
    for skill, level in item.skills.items():
        levels[skill] = max(level, levels.get(skill, 0))
    steps = [step for step in (*queue.relax, *item.relax) if _from(item, step.after_seconds) <= now]
    for step in sorted(steps, key=lambda each: each.after_seconds):
        if step.skill in levels:
            levels[step.skill] = min(step.level, levels[step.skill])
    if item.language is not None:
        levels[item.language] = max(1, item.skills.get(item.language, 1))
    return tuple(sorted((skill, level) for skill, level in levels.items() if level > 0))


def overflows_at(item: Waiting, queue: QueuePlan) -> tuple[datetime, QueueId] | None:
    """When and where this work overflows; None when its queue keeps it. A second at least: no two queues spin."""
    if not queue.overflow:
        return None
    step = min(queue.overflow, key=lambda each: each.after_seconds)
    return _from(item, max(1, step.after_seconds)), step.to_queue


def instants(item: Waiting, queue: QueuePlan) -> list[datetime]:
    """Every instant at which this item's own conditions change by themselves, past ones too, in no order.

    Overflow is not among them: it depends on another queue's hours as well.
    """
    found = [_from(item, step.after_seconds) for step in (*queue.relax, *item.relax)]
    if item.reserved is not None:
        found.append(item.reserved.until)
    if item.declined:
        found += [at + DECLINE_HOLDS for at in item.declined.values()]
    return found


def _from(item: Waiting, seconds: int) -> datetime:
    return item.since + timedelta(seconds=seconds)
