"""New work: the row of an interaction as it first waits in a queue, or begins in an agent's hands.

What it requires of an agent is the queue's rule; for whom it is kept is decided by who calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.contract import Medium
from hub.core import facts
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId, ChannelId, ConversationId, CustomerId, Direction, InteractionState, QueueId

FALLBACK_PRIORITY = 5


@dataclass(frozen=True, slots=True)
class About:
    """Whose matter it is, and where it came in."""

    conversation_id: ConversationId
    customer_id: CustomerId
    channel_id: ChannelId
    medium: Medium
    queue_id: QueueId
    vip: bool = False
    language: str = ""
    direction: Direction = Direction.INBOUND


def work_row(plan: FloorPlan, about: About, interaction_id: str, now: datetime, **values: Any) -> dict[str, Any]:
    """A waiting interaction with every column named, so that many go into one statement."""
    queue = plan.queues.get(about.queue_id)
    return {
        "id": interaction_id,
        "conversation_id": about.conversation_id,
        "customer_id": about.customer_id,
        "channel_id": about.channel_id,
        "medium": about.medium.value,
        "direction": about.direction.value,
        "queue_id": about.queue_id,
        "state": InteractionState.QUEUED.value,
        "priority": queue.priority if queue else FALLBACK_PRIORITY,
        "vip": about.vip,
        "requires": requires(plan, about.queue_id, about.language),
        "created_at": now,
        "queued_at": now,
        "entered_at": now,
        **_EMPTY,
        **values,
    }


_EMPTY: Mapping[str, Any] = {
    "subject": "", "preview": "", "preview_direction": Direction.INBOUND.value, "accepted_at": None,
    "last_customer_at": None, "last_agent_at": None, "due_at": None, "agent_id": None, "reserved_for": None,
    "reserved_until": None, "reserved_reason": "", "note": "", "unread": 0, "callback_id": None,
}  # fmt: skip


def queued(
    plan: FloorPlan, work: Mapping[str, Any], why: str, before: AgentId | None = None
) -> facts.InteractionQueued:
    """The fact that this work waits, from its row (`id`, `conversation_id`, `customer_id`, `queue_id`, `medium`,
    `queued_at`); `before` is who had it."""
    queue = plan.queues.get(work["queue_id"])
    return facts.InteractionQueued(
        work["id"], work["conversation_id"], work["customer_id"], work["queue_id"], why, before, str(work["medium"]),
        work["queued_at"], queue.target_seconds if queue else 0,
    )


def requires(plan: FloorPlan, queue_id: QueueId, language: str = "") -> dict[str, Any]:
    """What an agent must know: the queue's skills with their relaxation, and the language where it is a skill."""
    queue = plan.queues.get(queue_id)
    known = {str(skill.id) for skill in plan.skills}
    return {
        "skills": {str(skill): level for skill, level in queue.skills.items()} if queue else {},
        "relax": [[step.after_seconds, step.skill, step.level or None] for step in queue.relax] if queue else [],
        "language": language if language in known else "",
    }


def answer_by(plan: FloorPlan, medium: Medium, now: datetime) -> datetime | None:
    """By when a customer who wrote now should hear from us."""
    seconds = plan.answer_within_seconds.get(medium)
    return None if seconds is None else now + timedelta(seconds=seconds)
