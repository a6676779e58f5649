"""Clocks as pages and desks show them. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from hub.core.notices import ClockInfo
from hub.core.terms import ClockKind, ClockState
from hub.store import tables as t

_c = t.sla_clock.c
_COLUMNS = (
    _c.id, _c.kind, _c.state, _c.policy, _c.started_at, _c.due_at, _c.warn_at, _c.breached_at, _c.stopped_at,
    _c.target_seconds, _c.used_seconds, _c.case_id, _c.conversation_id,
)  # fmt: skip


def of_cases(conn: Connection, cases: Collection[str]) -> dict[str, tuple[ClockInfo, ...]]:
    """Each case's clocks, oldest first, those that are over too."""
    found: dict[str, list[ClockInfo]] = defaultdict(list)
    if cases:
        for row in conn.execute(select(*_COLUMNS).where(_c.case_id.in_(sorted(cases))).order_by(_c.id)):
            found[row.case_id].append(_info(row))
    return {case: tuple(clocks) for case, clocks in found.items()}


def of_work(conn: Connection, work: Collection[tuple[str, str | None]]) -> dict[str, ClockInfo]:
    """For conversations, given with their cases, the promise that ends first; paused ones come last."""
    if not work:
        return {}
    conversations, cases = {each for each, _ in work}, {case for _, case in work if case}
    rows = conn.execute(
        select(*_COLUMNS).where(
            t.is_running_clock,
            or_(_c.conversation_id.in_(sorted(conversations)), _c.case_id.in_(sorted(cases))),
        )
    ).all()
    by_case: dict[str, list[Any]] = defaultdict(list)
    by_talk: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        (by_case[row.case_id] if row.case_id else by_talk[row.conversation_id]).append(row)
    found = {}
    for conversation, case in work:
        standing = [*by_talk.get(conversation, ()), *(by_case.get(case, ()) if case else ())]
        if standing:
            found[conversation] = _info(min(standing, key=_urgency))
    return found


def _urgency(row: Any) -> tuple[bool, datetime, str]:
    return row.due_at is None, row.due_at or row.started_at, row.id


def _info(row: Any) -> ClockInfo:
    runs = row.state == ClockState.RUNNING
    return ClockInfo(
        id=row.id, kind=ClockKind(row.kind), state=ClockState(row.state), policy=row.policy,
        started_at=row.started_at, due_at=row.due_at, warn_at=row.warn_at, breached_at=row.breached_at,
        stopped_at=row.stopped_at, left_seconds=None if runs else row.target_seconds - row.used_seconds,
    )  # fmt: skip
