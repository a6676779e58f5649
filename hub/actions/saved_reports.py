"""Keeping reports: saved, changed and removed by their owner; those on a schedule are taken up when they are due."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from channels.contract import Medium
from hub.core.schedules import Schedule, next_due
from hub.core.terms import AgentId
from hub.errors import Invalid, Limited, Missing, NotFound
from hub.insight import asking
from hub.store import saved_reports as rows
from hub.store.saved_reports import SavedReport
from hub.store.writer import Tx

MOST = 200
MOST_READERS = 20
NAME_LENGTH, QUERY_LENGTH = 200, 4000
_ADDRESS = re.compile(r"[^@\s,<>\"]{1,64}@[^@\s,<>\"]{3,255}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form says."""

    name: str
    query: str
    schedule: Schedule | None = None


def save(tx: Tx, owner: AgentId, draft: Draft) -> SavedReport:
    """Keep a new report. Raises Missing, Invalid, Limited."""
    _check(tx, draft)
    if rows.count_of(tx, owner) >= MOST:
        raise Limited(f"You have {MOST} saved reports; remove some.")
    return _found(tx, owner, rows.make(tx, owner_id=owner, **_values(tx, draft)))


def change(tx: Tx, owner: AgentId, report_id: str, draft: Draft) -> SavedReport:
    """Change one's own. Raises NotFound, Missing, Invalid."""
    _check(tx, draft)
    _found(tx, owner, report_id)
    rows.alter(tx, report_id, **_values(tx, draft))
    return _found(tx, owner, report_id)


def remove(tx: Tx, owner: AgentId, report_id: str) -> None:
    """Remove one's own. Raises NotFound."""
    _found(tx, owner, report_id)
    rows.forget(tx, report_id)


def take_due(tx: Tx, limit: int) -> list[SavedReport]:
    """Those to be mailed now; each is due again at its next time, so that a stop in between mails none twice. Until
    `mailed` says otherwise they were not mailed: a stop in between leaves none out in silence."""
    found = rows.due(tx, limit)
    for report in found:
        schedule = schedule_of(report)
        rows.alter(tx, report.id, next_at=next_due(schedule, tx.now) if schedule else None, failed=True)
    return found


def mailed(tx: Tx, report_id: str, failed: bool) -> None:
    """What became of the mail."""
    values: dict[str, Any] = {"failed": True} if failed else {"failed": False, "sent_at": tx.now}
    rows.alter(tx, report_id, **values)


def schedule_of(report: SavedReport) -> Schedule | None:
    """Its schedule as a value."""
    kept = report.schedule
    return None if kept is None else Schedule(kept["at"], tuple(kept["days"]), kept["zone"], tuple(kept["to"]))


def words_of(query: str, zone: str, now: datetime) -> dict[str, str]:
    """The words of a kept query as they are meant now. Raises Invalid."""
    return asking.saved(dict(parse_qsl(query)), zone, now)


def _check(tx: Tx, draft: Draft) -> None:
    if not draft.name.strip():
        raise Missing("Give the report a name.", field="name")
    if len(draft.name) > NAME_LENGTH or len(draft.query) > QUERY_LENGTH:
        raise Invalid("This is longer than a report's name or query may be.", field="name")
    if draft.schedule is None:
        return
    if not any(channel.medium is Medium.EMAIL for channel in tx.house.channels.values()):
        raise Invalid("No mail channel is set up; keep the report without a schedule.", field="schedule")
    _check_schedule(draft.schedule)


def _check_schedule(schedule: Schedule) -> None:
    try:
        time.fromisoformat(schedule.at)
    except ValueError:
        raise Invalid("at is a time of day such as 07:30.", field="schedule.at") from None
    if not schedule.days or not {*schedule.days} <= set(range(7)):
        raise Invalid("days are some of 0 (Monday) to 6.", field="schedule.days")
    try:
        ZoneInfo(schedule.zone)
    except (ValueError, OSError, KeyError):
        raise Invalid("There is no such time zone; write Europe/Berlin.", field="schedule.zone") from None
    if not schedule.to or len(schedule.to) > MOST_READERS:
        raise Invalid(f"to are 1 to {MOST_READERS} mail addresses.", field="schedule.to")
    for address in schedule.to:
        if not _ADDRESS.fullmatch(address):
            raise Invalid(f"{address!r} is no mail address.", field="schedule.to")


def _values(tx: Tx, draft: Draft) -> dict[str, Any]:
    schedule = dataclasses.asdict(draft.schedule) if draft.schedule else None
    return {"name": draft.name.strip(), "query": draft.query.lstrip("?"), "schedule": schedule,
            "next_at": next_due(draft.schedule, tx.now) if draft.schedule else None}


def _found(tx: Tx, owner: AgentId, report_id: str) -> SavedReport:
    found = rows.locked(tx, report_id)
    if found is None or found.owner_id != owner:
        raise NotFound("There is no such report of yours.", field="id")
    return found
