"""Replays over HTTP: a past day under other rules, as a job that can be left and cancelled."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from aiohttp import web

from channels.contract import Medium
from hub.core.hours import local_day
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId, QueueId, SkillId
from hub.edge import wire
from hub.edge.jobs import JOBS, Job
from hub.edge.replaying import Asked, Replayed, replay
from hub.edge.site import SETTINGS, STORE, Actor, answer, body, known_day
from hub.errors import Forbidden, Invalid
from hub.insight.replay import Changes
from hub.store import oversight

LocalDate = date
KIND = "replay"
MOST_AGENTS, MOST_AT_ONCE = 100, 20


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """What should be otherwise."""

    extra_agents: dict[QueueId, int] = field(default_factory=dict)
    skills: dict[AgentId, dict[SkillId, int]] = field(default_factory=dict)
    capacity: dict[Medium, int] = field(default_factory=dict)
    hours: dict[QueueId, Literal["always", "as_is"]] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ReplayAsked:
    """A local day of the firm, and the changes."""

    date: LocalDate
    changes: ChangesAsked = field(default_factory=ChangesAsked)


async def start(request: web.Request, me: Actor) -> web.Response:
    """Begin; the answer names the job."""
    asked = wire.read(ReplayAsked, await body(request))
    settings, store = request.app[SETTINGS], request.app[STORE]
    begins, ends = local_day(known_day(asked.date, "date"), ZoneInfo(settings.plan.time_zone))
    if begins >= store.clock():
        raise Invalid("This day has not begun.", field="date")
    _check(asked.changes, settings.plan)
    overseen = await store.read(oversight.overseen, me.id, me.roles)
    if overseen is not None and not overseen.issuperset(asked.changes.skills):
        raise Forbidden("Some of these agents are not of your teams.")
    changes = Changes(**{each.name: getattr(asked.changes, each.name) for each in dataclasses.fields(ChangesAsked)})
    work = Asked(settings.site.database_url, begins, min(ends, store.clock()), tuple(settings.plan.queues.values()),
                 changes)
    job = request.app[JOBS].start(f"{KIND} {asked.date}", me.id, replay, work, apart=True)
    return answer({"id": job.id})


async def look(request: web.Request, me: Actor) -> web.Response:
    """How far it is, and what was found."""
    return answer(_shown(request.app[JOBS].of(me.id, request.match_info["id"])))


async def cancel(request: web.Request, me: Actor) -> web.Response:
    """Give it up."""
    return answer(_shown(request.app[JOBS].cancel(me.id, request.match_info["id"])))


def _check(changes: ChangesAsked, plan: FloorPlan) -> None:
    for queue in (*changes.extra_agents, *changes.hours):
        if queue not in plan.queues:
            raise Invalid(f"There is no queue {queue!r}.", field="changes")
    if any(not 0 <= number <= MOST_AGENTS for number in changes.extra_agents.values()):
        raise Invalid(f"Extra agents: 0 to {MOST_AGENTS}.", field="changes.extra_agents")
    if any(not 1 <= most <= MOST_AT_ONCE for most in changes.capacity.values()):
        raise Invalid(f"Capacity: 1 to {MOST_AT_ONCE} at once.", field="changes.capacity")
    if any(not 0 <= level <= 10 for skills in changes.skills.values() for level in skills.values()):
        raise Invalid("A skill's level is 0 (has it not) to 10.", field="changes.skills")


def _shown(job: Job) -> dict[str, object]:
    found = job.result if isinstance(job.result, Replayed) else None
    return {
        "id": job.id, "state": job.state, "progress": job.progress, "date": job.name.removeprefix(f"{KIND} "),
        "before": found.before if found else None, "after": found.after if found else None,
        "actual": found.actual if found else None, "exact": found.exact if found else None,
        "runs_checked": found.runs_checked if found else None, "error": job.error,
    }  # fmt: skip
