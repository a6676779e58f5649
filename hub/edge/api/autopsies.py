"""Autopsies over HTTP: where targets were missed on a day, what happened there, what would have prevented it.

They tell of queues, and of agents how many there were, never who: any supervisor may open one, and that is kept.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from hub.actions import audit
from hub.core.hours import local_day
from hub.core.terms import QueueId
from hub.edge.foresight import FORESIGHT
from hub.edge.replaying import Opened, autopsy
from hub.edge.site import SETTINGS, STORE, Actor, answer, asked_day
from hub.errors import NotFound
from hub.insight.autopsy import Missed, missed
from hub.insight.half_hours import SLOTS, slot_starts
from hub.store import days
from hub.store.database import Connection

LONGEST = timedelta(days=1)
_STAMP = "%Y%m%dT%H%MZ"


async def listed(request: web.Request, me: Actor) -> web.Response:
    """`?date=`: the stretches of a local day in which a queue missed its target."""
    plan, store = request.app[SETTINGS].plan, request.app[STORE]
    begins, ends = local_day(asked_day(request), ZoneInfo(plan.time_zone))

    def ask(conn: Connection) -> list[Missed]:
        stays = days.stays_between(conn, begins, min(ends, store.clock()))
        shares = {queue.id: queue.target_share for queue in plan.queues.values()}
        return missed(stays, begins, ends, shares)

    return answer({"items": [_shown(request, case) for case in await store.read(ask)]})


async def one(request: web.Request, me: Actor) -> web.Response:
    """The timeline and the remedies of one of them; the remedies are lived again, off the event loop."""
    plan, settings, foresight = request.app[SETTINGS].plan, request.app[SETTINGS], request.app[FORESIGHT]
    queue, begins, ends = _read(request.match_info["id"])
    if queue not in plan.queues or not begins < ends <= begins + LONGEST or begins >= request.app[STORE].clock():
        raise NotFound("There is no such stretch of time.", field="id")
    zone = foresight.volumes.zone
    day = begins.astimezone(zone).date()
    expected = await foresight.volumes.expected(queue, day)
    starts = slot_starts(day, zone)
    foreseen = {starts[slot]: expected.forecast.expected[slot] for slot in range(SLOTS)} if expected.forecast else {}
    asked = Opened(settings.site.database_url, queue, begins, ends, tuple(plan.queues.values()), foreseen)
    found = await foresight.apart(autopsy, asked)
    if found is None:
        raise NotFound("Nothing ended in this queue at that time.", field="id")
    told = {"queue": queue, "from": begins.isoformat(), "to": ends.isoformat()}
    await request.app[STORE].do(audit.note, me.id, "autopsy_read", None, told)
    return answer({**_shown(request, found.case), "timeline": found.timeline, "remedies": found.remedies,
                   "as_it_was": found.as_it_was})


def _shown(request: web.Request, case: Missed) -> dict[str, object]:
    key = f"{case.queue_id}~{case.begins.astimezone(UTC):{_STAMP}}~{case.ends.astimezone(UTC):{_STAMP}}"
    return {"id": key, "queue_id": case.queue_id, "from": case.begins, "to": case.ends, "level": case.level,
            "target_share": request.app[SETTINGS].plan.queues[case.queue_id].target_share}


def _read(key: str) -> tuple[QueueId, datetime, datetime]:
    queue, _, rest = key.partition("~")
    begins, _, ends = rest.partition("~")
    try:
        first, last = (datetime.strptime(each, _STAMP).replace(tzinfo=UTC) for each in (begins, ends))
    except ValueError:
        raise NotFound("There is no such stretch of time.", field="id") from None
    return QueueId(queue), first, last
