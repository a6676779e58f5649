"""The roster over HTTP: a week of it, needed against planned, its changes, CSV in and out; an agent's own shifts.

Supervisors see and plan the agents of the teams they oversee; every change and every export is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from hub.actions import roster
from hub.actions.roster import Draft
from hub.core.hours import local_day
from hub.core.roster import Shift
from hub.core.slots import Span
from hub.core.terms import AgentId, QueueId, ShiftId, ShiftKind
from hub.edge import coverage, wire
from hub.edge.site import STORE, Actor, answer, asked_day, asked_number, body, known_day
from hub.errors import Invalid
from hub.insight import asking, roster_csv
from hub.insight.half_hours import slot_starts
from hub.insight.requirement import SHRINKAGE
from hub.store import oversight, shifts
from hub.store.database import Connection
from hub.store.shifts import Rostered

DAY = timedelta(days=1)
MOST_DAYS = 62
OWN_DAYS = 14


@dataclass(frozen=True, slots=True)
class ShiftGiven:
    """A shift to be planned; with an id the one to be changed."""

    agent_id: AgentId
    kind: ShiftKind
    begins_at: datetime
    ends_at: datetime
    id: ShiftId | None = None


@dataclass(frozen=True, slots=True)
class CopyGiven:
    """A week by its Monday, the one it is copied onto, and for whom; () for all one plans."""

    week: date
    onto: date
    agents: tuple[AgentId, ...] = ()


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file's text, and the zone of its times; "" for the firm's."""

    text: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class _Days:
    """Local days that were asked for."""

    zone: ZoneInfo
    first: date
    count: int

    @property
    def span(self) -> Span:
        """From the first midnight to the last."""
        return local_day(self.first, self.zone)[0], local_day(self.first + self.count * DAY, self.zone)[0]

    def shown(self) -> list[dict[str, object]]:
        """Each day with its midnights."""
        days = [self.first + number * DAY for number in range(self.count)]
        spans = [(day, *local_day(day, self.zone)) for day in days]
        return [{"date": day, "begins_at": begins, "ends_at": ends} for day, begins, ends in spans]


async def week(request: web.Request, me: Actor) -> web.Response:
    """`?date=&days=7`: local days of the firm: the agents one plans, and their shifts."""
    days = _asked_days(request)
    agents, found = await request.app[STORE].read(_of_mine(me, days.span))
    return answer({"zone": days.zone.key, "days": days.shown(), "agents": agents, "shifts": found})


async def mine(request: web.Request, me: Actor) -> web.Response:
    """One's own shifts: the days before and after today."""
    store = request.app[STORE]
    zone = ZoneInfo(store.house.time_zone)
    days = _Days(zone, store.clock().astimezone(zone).date(), OWN_DAYS)
    found = await store.read(lambda conn: shifts.between(conn, *days.span, [me.id]))
    return answer({"zone": zone.key, "days": days.shown(), "shifts": found})


async def cover(request: web.Request, me: Actor) -> web.Response:
    """`?date=&queue=`: a local day by half hour: agents needed at work, and planned to be. Without a queue all of them:
    what each needs for itself, added up."""
    queue = QueueId(request.query.get("queue", ""))
    store = request.app[STORE]
    if queue and queue not in store.house.queues:
        raise Invalid(f"There is no queue {queue!r}.", field="queue_id")
    day = asked_day(request)
    unknown: list[QueueId] = []
    if queue:
        needed = await coverage.needed(request.app, queue, day)
    else:
        needed, unknown = await coverage.needed_of_all(request.app, day)
    planned = await coverage.rostered(request.app, queue or None, day)
    starts = slot_starts(day, ZoneInfo(store.house.time_zone))
    slots = [{"at": at, "required": each, "scheduled": heads}
             for at, each, heads in zip(starts, needed, planned.heads, strict=True)]
    return answer({"slots": slots, "roster_away": planned.away_share, "shrinkage": SHRINKAGE, "unknown": unknown})


async def put(request: web.Request, me: Actor) -> web.Response:
    """Plan a shift, or change one."""
    given = wire.read(ShiftGiven, await body(request))
    draft = Draft(given.agent_id, given.kind, given.begins_at, given.ends_at)
    return answer(await request.app[STORE].do(roster.put, me.id, draft, given.id))


async def remove(request: web.Request, me: Actor) -> web.Response:
    """Take a shift away; with work the breaks within it. Answers what was taken, so that it can be put again."""
    gone = await request.app[STORE].do(roster.remove, me.id, ShiftId(request.match_info["id"]))
    return answer({"items": gone})


async def copy(request: web.Request, me: Actor) -> web.Response:
    """Plan a week as another was."""
    given = wire.read(CopyGiven, await body(request))
    week, onto = known_day(given.week, "week"), known_day(given.onto, "onto")
    return answer(await request.app[STORE].do(roster.copy_week, me.id, week, onto, given.agents))


async def import_csv(request: web.Request, me: Actor) -> web.Response:
    """Take in a file whole, or tell every line that is at fault."""
    given, store = wire.read(FileGiven, await body(request)), request.app[STORE]
    zone, now = asking.zone_of(given.zone or store.house.time_zone), store.clock()

    def parse(conn: Connection) -> roster_csv.Taken:
        agents = shifts.agents(conn, oversight.teams(conn, me.id, me.roles))
        planned = shifts.between(conn, now - roster.HORIZON, now + roster.HORIZON, [each.id for each in agents])
        emails = {each.email.casefold(): each.id for each in agents}
        return roster_csv.read(given.text, roster_csv.Known(emails, zone, now, roster.HORIZON, planned))

    taken = await store.read(parse)
    if taken.faults:
        faults = [{"line": each.line, "column": each.column, "code": each.code, "value": each.value,
                   "other": each.other, "remedy": each.remedy} for each in taken.faults]
        raise Invalid("The file has mistakes; nothing of it was taken.", field="text", data={"faults": faults})
    drafts = [Draft(each.agent_id, each.kind, *each.span) for each in taken.shifts.values()]
    return answer({"shifts": await store.do(roster.take_in, me.id, drafts), "lines": len(drafts)})


async def export_csv(request: web.Request, me: Actor) -> web.Response:
    """`?date=&days=&zone=`: the shifts that begin on these local days, as a file that can be taken in again."""
    days, store = _asked_days(request), request.app[STORE]
    zone = asking.zone_of(request.query.get("zone", "") or days.zone.key)
    agents, found = await store.read(_of_mine(me, days.span))
    begun = [each for each in found if days.span[0] <= each.begins_at]
    told: dict[str, object] = {"from": days.first.isoformat(), "days": days.count, "shifts": len(begun)}
    await store.do(roster.note_export, me.id, told)
    text = "".join(roster_csv.written(begun, {each.id: each.email for each in agents}, zone))
    return web.Response(text="\ufeff" + text, content_type="text/csv", charset="utf-8", headers={
        "Content-Disposition": f'attachment; filename="roster-{days.first.isoformat()}.csv"',
        "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store",
    })


def _of_mine(me: Actor, span: Span) -> Callable[[Connection], tuple[list[Rostered], list[Shift]]]:
    """Whom one plans, and what is planned for them."""

    def ask(conn: Connection) -> tuple[list[Rostered], list[Shift]]:
        agents = shifts.agents(conn, oversight.teams(conn, me.id, me.roles))
        return agents, shifts.between(conn, *span, [each.id for each in agents])

    return ask


def _asked_days(request: web.Request) -> _Days:
    zone = ZoneInfo(request.app[STORE].house.time_zone)
    return _Days(zone, asked_day(request), asked_number(request, "days", 7, MOST_DAYS))
