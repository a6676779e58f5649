"""The firm's rules as the console is told them."""

from __future__ import annotations

from hub.core.desk import House
from hub.core.plan import FloorPlan


def house_of(plan: FloorPlan, sandbox_url: str) -> House:
    """What seldom changes: names, lists and settings."""
    return House(
        firm=plan.firm,
        languages=plan.languages,
        dispositions=tuple(plan.dispositions.values()),
        canned=plan.canned,
        channels=tuple(plan.channels.values()),
        reasons=plan.reasons,
        skills=plan.skills,
        wrapup_seconds=max((queue.wrapup_seconds for queue in plan.queues.values()), default=90),
        undo_seconds=plan.undo_seconds,
        sandbox_url=sandbox_url,
        currency=plan.currency,
        time_zone=plan.time_zone,
    )
