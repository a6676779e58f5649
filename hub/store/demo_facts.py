"""The demo's newest days told in the log as a hub would have told them, so that they can be replayed and opened.

What came, who took it and how it ended, from the rows themselves and nothing beside them: what the log says of those
days is what reports say. Decisions of a router there were none, so there is no journal of them, and boards remember
only what they saw.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from hub.core import facts
from hub.core.facts import Fact
from hub.core.plan import FloorPlan
from hub.core.terms import HandlingEnd, QueueId, WrapUpState
from hub.store import log
from hub.store import tables as t

TOLD = timedelta(days=14)
_i, _h = t.interaction.c, t.handling.c

Told = tuple[datetime, int, Fact]  # when, and which of what happened at once comes first


def tell(conn: Connection, house: FloorPlan, now: datetime) -> int:
    """Write the facts of the last days, oldest first, into a log that holds nothing yet; how many."""
    told: list[Told] = []
    recent = select(_i.id).where(_i.created_at >= now - TOLD, _i.channel_id != "", _i.closed_at.is_not(None))
    for work in conn.execute(select(t.interaction).where(_i.id.in_(recent)).order_by(_i.id)):
        told += _work(work, house)
    for handling in conn.execute(select(t.handling, _i.conversation_id, _i.customer_id).join(
            t.interaction, _i.id == _h.interaction_id).where(_i.id.in_(recent)).order_by(_h.id)):
        told += _handling(handling)
    told.sort(key=lambda one: one[:2])
    log.append(conn, [log.row_of(fact, at) for at, _, fact in told])
    return len(told)


def _work(row: Any, house: FloorPlan) -> Iterator[Told]:
    queue = house.queues.get(QueueId(row.queue_id))
    if row.direction != "outbound":
        target = queue.target_seconds if queue else 0
        yield row.queued_at, 0, facts.InteractionQueued(
            row.id, row.conversation_id, row.customer_id, row.queue_id, "arrived", None, row.medium, None, target)
    why = "abandoned" if row.state == "abandoned" else "wrapped_up"
    yield row.closed_at, 4, facts.InteractionClosed(
        row.id, row.conversation_id, row.customer_id, row.queue_id, why, row.agent_id)


def _handling(row: Any) -> Iterator[Told]:
    yield row.started_at, 1, facts.HandlingStarted(
        row.id, row.interaction_id, row.conversation_id, row.agent_id, row.queue_id, "offer", row.medium,
        row.customer_id)
    yield row.ended_at, 2, facts.HandlingEnded(row.id, row.interaction_id, row.agent_id, HandlingEnd.COMPLETED)
    yield row.ended_at, 3, facts.WrapUpEnded(row.id, row.interaction_id, row.agent_id, WrapUpState.COMPLETED, ())
