"""Needed against planned: a local day of a queue, or of all, by half hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from hub.actions.accounts import CAPACITY
from hub.core import roster
from hub.core.hours import local_day
from hub.core.slots import Span
from hub.core.terms import QueueId
from hub.edge.foresight import FORESIGHT
from hub.edge.site import STORE
from hub.insight.half_hours import HALF_HOUR, SLOTS, slot_starts, slots_over
from hub.insight.requirement import Share, needed_for
from hub.store import shifts
from hub.store.database import Connection


@dataclass(frozen=True, slots=True)
class Rostered:
    """How many are planned to be at work in each half hour (None: nobody at all is planned that day), and which share
    of their time is breaks, training and meetings."""

    heads: list[float | None]
    away_share: float | None


async def needed(app: web.Application, queue: QueueId, day: date) -> list[int | None]:
    """The agents a queue needs at work in each half hour; None where no forecast or length is known."""
    foresight, store = app[FORESIGHT], app[STORE]
    expected = await foresight.volumes.expected(queue, day)
    habits = await foresight.habits()
    shares = [Share(medium, share, habits.mean_length((queue, medium)), CAPACITY.get(medium, 1))
              for medium, share in expected.shares.items()]
    over = slots_over(day, store.clock().astimezone(foresight.volumes.zone))
    known = [expected.of_slot(slot, over)[0] for slot in range(SLOTS)]
    return [None if each is None else needed_for(each, store.house.queues[queue], shares) for each in known]


async def needed_of_all(app: web.Application, day: date) -> tuple[list[int | None], list[QueueId]]:
    """The sum over the queues, each staffed for itself; and the queues of which nothing is known."""
    whole: list[int | None] = [None] * SLOTS
    unknown: list[QueueId] = []
    for queue in app[STORE].house.queues:
        found = await needed(app, queue, day)
        if all(each is None for each in found):
            unknown.append(queue)
        whole = [mine if each is None else (mine or 0) + each for mine, each in zip(whole, found, strict=True)]
    return whole, unknown


async def rostered(app: web.Application, queue: QueueId | None, day: date) -> Rostered:
    """Those planned who serve the queue (None: any)."""
    store = app[STORE]
    zone = ZoneInfo(store.house.time_zone)
    starts = slot_starts(day, zone)
    begins, ends = local_day(day, zone)

    def ask(conn: Connection) -> Rostered:
        if not shifts.anybody_has(conn, begins, ends):
            return Rostered([None] * SLOTS, None)
        plans = shifts.serving(conn, begins - timedelta(hours=1), max(ends, starts[-1] + HALF_HOUR), queue)
        today = [_within(plan, (begins, ends)) for plan in plans]
        return Rostered([*roster.heads(today, starts)], roster.away_share(today))

    return await store.read(ask)


def _within(plan: roster.Plan, day: Span) -> roster.Plan:
    return roster.Plan(roster.common(plan.work, [day]), roster.common(plan.away, [day]))
