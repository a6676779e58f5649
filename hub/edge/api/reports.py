"""Reports over HTTP: asked, drilled into, taken out as files, saved and mailed; and who did so.

An agent's report is of themselves, a supervisor's of the teams they oversee. What tells others' figures is kept.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web

from hub.actions import audit, reporting, saved_reports
from hub.actions.saved_reports import Draft
from hub.core.schedules import Schedule
from hub.core.terms import AgentId, Role
from hub.edge import wire
from hub.edge.jobs import DONE, JOBS, Job, JobFile, Progress
from hub.edge.site import STORE, Actor, answer, body
from hub.errors import Forbidden, Invalid, NotFound
from hub.insight import asking
from hub.insight.asking import Query
from hub.insight.report import Report
from hub.readers import report_files
from hub.readers.report_files import KINDS, Wanted
from hub.store import agents, audit_rows
from hub.store import saved_reports as kept
from hub.store.database import Connection, Store

JOB = "export"
AT_ONCE = 2  # reports that are read at the same time, the others wait: the floor reads through the same connections
READING: web.AppKey[asyncio.Semaphore] = web.AppKey("reading", asyncio.Semaphore)


@dataclass(frozen=True, slots=True)
class ExportWanted:
    """What is to be made into a file: the words of a report, or a saved one's query."""

    kind: str
    report: dict[str, str] | str
    name: str = "report"
    language: str = ""  # the asker's own


@dataclass(frozen=True, slots=True)
class ScheduleGiven:
    """When a report is mailed, and to whom."""

    at: str
    days: tuple[int, ...]
    zone: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedGiven:
    """A report to be kept."""

    name: str
    query: str
    schedule: ScheduleGiven | None = None
    id: str = field(default="")


async def report(request: web.Request, me: Actor) -> web.Response:
    """`?metrics=&from=&to=&by=&queue=&medium=&team=&agent=&zone=&compare=`: a report."""
    store = request.app[STORE]
    query = await _seen(request, me, asking.read(request.query, store.house.time_zone))
    async with request.app[READING]:
        found = await store.read(reporting.report, query, store.clock())
    await _keep(request, me, "report_read", query)
    return answer(shown(found))


async def rows(request: web.Request, me: Actor) -> web.Response:
    """`?metric=` and a report's words, a cell's key among them: the rows behind a number, page by page."""
    store = request.app[STORE]
    words = {name: value for name, value in request.query.items() if name != "cursor"}
    query = await _seen(request, me, reporting.read_cell(words, store.house.time_zone))
    cursor = request.query.get("cursor", "")
    async with request.app[READING]:
        items, following = await store.read(reporting.rows, query, cursor, store.clock())
    await _keep(request, me, "rows_read", query)
    return answer({"items": items, "next": following})


async def export(request: web.Request, me: Actor) -> web.Response:
    """Make a report into a file, as a job."""
    wanted = wire.read(ExportWanted, await body(request))
    if wanted.kind not in KINDS:
        raise Invalid(f"kind is {' or '.join(KINDS)}.", field="kind")
    store = request.app[STORE]
    words = wanted.report
    if isinstance(words, str):
        words = saved_reports.words_of(words, store.house.time_zone, store.clock())
    query = await _seen(request, me, asking.read(words, store.house.time_zone))
    await _keep(request, me, "report_exported", query, kind=wanted.kind)
    language = wanted.language or await store.read(agents.language_of, me.id)
    job = request.app[JOBS].start(JOB, me.id, _make, store, Wanted(query, wanted.kind, wanted.name, language))
    return answer({"id": job.id})


async def export_state(request: web.Request, me: Actor) -> web.Response:
    """How far it is, and where the file is when it is done."""
    return answer(_shown_job(request.app[JOBS].of(me.id, request.match_info["id"], JOB)))


async def export_cancelled(request: web.Request, me: Actor) -> web.Response:
    """Give it up."""
    return answer(_shown_job(request.app[JOBS].cancel(me.id, request.match_info["id"], JOB)))


async def export_file(request: web.Request, me: Actor) -> web.StreamResponse:
    """The file."""
    job = request.app[JOBS].of(me.id, request.match_info["id"], JOB)
    if job.state != DONE or not isinstance(job.result, JobFile):
        raise NotFound("The file is not there; look at the export's state.", field="id")
    return web.FileResponse(job.result.path, headers={
        "Content-Type": job.result.content_type,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(job.result.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    })


async def saved(request: web.Request, me: Actor) -> web.Response:
    """One's saved reports, by name."""
    found = await request.app[STORE].read(kept.of_owner, me.id)
    return answer({"items": [_shown_saved(each) for each in found]})


async def saved_one(request: web.Request, me: Actor) -> web.Response:
    """One saved report."""
    found = await request.app[STORE].read(kept.of_owner, me.id)
    for each in found:
        if each.id == request.match_info["id"]:
            return answer(_shown_saved(each))
    raise NotFound("There is no such report of yours.", field="id")


async def save(request: web.Request, me: Actor) -> web.Response:
    """Keep a report."""
    draft = await _draft(request, me)
    return answer(_shown_saved(await request.app[STORE].do(saved_reports.save, me.id, draft)))


async def change(request: web.Request, me: Actor) -> web.Response:
    """Change one's own."""
    draft = await _draft(request, me)
    made = await request.app[STORE].do(saved_reports.change, me.id, request.match_info["id"], draft)
    return answer(_shown_saved(made))


async def remove(request: web.Request, me: Actor) -> web.Response:
    """Remove one's own."""
    await request.app[STORE].do(saved_reports.remove, me.id, request.match_info["id"])
    return answer({"ok": True})


async def audited(request: web.Request, me: Actor) -> web.Response:
    """`?cursor=&agent=&what=`: who looked at other people's figures or took something out, the newest first."""
    asked = request.query
    items, following = await request.app[STORE].read(
        audit_rows.page, asked.get("cursor", ""), asked.get("agent", ""), asked.get("what", "")
    )
    return answer({"items": items, "next": following})


def shown(found: Report) -> dict[str, object]:
    """A report as its answer."""
    return {"by": found.by, "rows": found.rows, "totals": found.totals, "before": found.before, "zone": found.zone,
            "from": found.from_at, "to": found.to_at}


async def _seen(request: web.Request, me: Actor, query: Query) -> Query:
    def ask(conn: Connection) -> Query:
        return reporting.seen_by(conn, me.id, me.roles, query)

    return await request.app[STORE].read(ask)


async def _keep(request: web.Request, me: Actor, what: str, query: Query, **detail: object) -> None:
    """Taking out is always kept, looking where it tells of others: rows tell of each whose they are."""
    if what == "report_read" and not reporting.of_others(query, me.id):
        return
    if what == "rows_read" and query.places.agents == (me.id,):
        return
    agents = query.places.agents or ()
    of = AgentId(agents[0]) if len(agents) == 1 else None
    told: Mapping[str, object] = {
        "metrics": [metric.id for metric in query.metrics], "by": list(query.by), "from": query.from_at.isoformat(),
        "to": query.to_at.isoformat(), "agents": list(agents), "teams": list(query.places.teams), **detail,
    }  # fmt: skip
    await request.app[STORE].do(audit.note, me.id, what, of, told)


async def _draft(request: web.Request, me: Actor) -> Draft:
    given = wire.read(SavedGiven, await body(request))
    schedule = Schedule(**dataclasses.asdict(given.schedule)) if given.schedule else None
    if schedule is not None and not me.may(Role.SUPERVISOR):
        raise Forbidden("Reports are mailed for supervisors.", field="schedule")
    store = request.app[STORE]
    asking.read(saved_reports.words_of(given.query.lstrip("?"), store.house.time_zone, store.clock()),
                store.house.time_zone)
    return Draft(given.name, given.query, schedule)


def _make(progress: Progress, store: Store, wanted: Wanted) -> JobFile:
    made = report_files.make(store, wanted, progress.folder, progress.tell)
    return JobFile(made.path, made.name, made.content_type)


def _shown_job(job: Job) -> dict[str, object]:
    url = f"/api/exports/{job.id}/file" if job.state == DONE else None
    return {"id": job.id, "state": job.state, "progress": job.progress, "url": url, "error": job.error}


def _shown_saved(found: kept.SavedReport) -> dict[str, object]:
    return {"id": found.id, "name": found.name, "query": found.query, "schedule": found.schedule,
            "next_at": found.next_at, "sent_at": found.sent_at, "failed": found.failed}

