"""Scorecards, sample rules and calibrations as pages show them, and how much of each waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from hub.core.quality import CalibrationInfo, Card, QualityCounts, ReviewVersionInfo, SampleRuleInfo, ScorecardInfo
from hub.core.sampling import wanted_of
from hub.core.scorecard import card_of
from hub.core.terms import AgentId, CalibrationId, QueueId, ReviewId, ReviewState, ScorecardId
from hub.errors import NotFound
from hub.store import quality
from hub.store import tables as t
from hub.store.quality import Seen, among

SHOWN = 100

_c, _v, _r, _s, _k = t.scorecard.c, t.scorecard_version.c, t.review.c, t.sample.c, t.calibration.c


def cards(conn: Connection, scorecard_id: str = "") -> list[ScorecardInfo]:
    """All scorecards with their newest version; or every version of one, the newest first."""
    used = (
        select(func.count()).select_from(t.review)
        .where(_r.card_version_id == _v.id, _r.state != ReviewState.DRAFT).scalar_subquery()
    )
    query = (
        select(t.scorecard, _v.number, _v.body, _v.created_at.label("at"), t.agent.c.name, used.label("used"))
        .join(t.scorecard_version, _v.scorecard_id == _c.id)
        .outerjoin(t.agent, t.agent.c.id == _v.created_by)
        .where(_c.id == scorecard_id if scorecard_id else _v.number == _c.version)
        .order_by(_c.active.desc(), _c.id, _v.number.desc())
    )
    return [
        ScorecardInfo(
            id=ScorecardId(row.id), active=row.active, queues=tuple(QueueId(each) for each in row.queues),
            version=row.number, card=card_of(row.body), at=row.at, by_name=row.name or "", reviews=row.used,
        )
        for row in conn.execute(query)
    ]


def rules(conn: Connection, seen: Seen, week: str) -> list[SampleRuleInfo]:
    """The sample rules, with what they drew this week from the work of whom the reader oversees."""
    r = t.sample_rule.c
    query = (
        select(t.sample_rule, _v.body)
        .join(t.scorecard, _c.id == r.scorecard_id)
        .join(t.scorecard_version, (_v.scorecard_id == _c.id) & (_v.number == _c.version))
        .order_by(r.active.desc(), r.id)
    )
    counted = select(_s.rule_id, func.count()).where(*among(_s.agent_id, seen)).group_by(_s.rule_id)
    drawn = _pairs(conn, counted.where(_s.week == week))
    waiting = _pairs(conn, counted.where(quality.is_waiting()))
    return [
        SampleRuleInfo(
            id=row.id, name=row.name, scorecard_id=row.scorecard_id, card_name=row.body["name"],
            wanted=wanted_of(row.wanted), active=row.active, weekly=row.weekly, drawn_at=row.drawn_at,
            drawn_this_week=drawn.get(row.id, 0), waiting=waiting.get(row.id, 0),
        )
        for row in conn.execute(query)
    ]


def calibrations(conn: Connection, seen: Seen, calibration_id: str = "") -> list[CalibrationInfo]:
    """Calibrations of work the reader oversees, the newest first; or the one with this id."""
    handed_in = (
        select(func.count()).select_from(t.review)
        .where(_r.calibration_id == _k.id, _r.state != ReviewState.DRAFT).scalar_subquery()
    )
    query = (
        select(t.calibration, _v.body, t.agent.c.name.label("by_name"), handed_in.label("handed_in"))
        .join(t.scorecard_version, _v.id == _k.card_version_id)
        .join(t.handling, t.handling.c.id == _k.handling_id)
        .outerjoin(t.agent, t.agent.c.id == _k.created_by)
        .where(*among(t.handling.c.agent_id, seen), *([_k.id == calibration_id] if calibration_id else []))
        .order_by(_k.id.desc())
        .limit(SHOWN)
    )
    rows = conn.execute(query).all()
    found = quality.handlings(conn, {row.handling_id for row in rows})
    return [
        CalibrationInfo(
            id=row.id, name=row.name, handling=found[row.handling_id], card_name=row.body["name"],
            created_at=row.created_at, closed_at=row.closed_at, by_name=row.by_name or "", handed_in=row.handed_in,
        )
        for row in rows
    ]


def calibration(conn: Connection, calibration_id: str, seen: Seen) -> tuple[CalibrationInfo, Card]:
    """One calibration and its card. Raises NotFound."""
    found = calibrations(conn, seen, calibration_id)
    if not found:
        raise NotFound("There is no such calibration, or you may not see it.", field="id")
    query = select(_v.body).join(t.calibration, _k.card_version_id == _v.id).where(_k.id == calibration_id)
    return found[0], card_of(conn.execute(query).scalar_one())


def handed_in(
    conn: Connection, calibration_id: CalibrationId, me: AgentId
) -> tuple[ReviewId | None, bool, list[tuple[str, ReviewVersionInfo]]]:
    """My own review in it, whether I have handed it in, and what everybody found, in the order of handing in."""
    query = (
        select(_r.id, _r.reviewer_id, _r.state, t.agent.c.name)
        .join(t.agent, t.agent.c.id == _r.reviewer_id)
        .where(_r.calibration_id == calibration_id)
        .order_by(_r.published_at, _r.id)
    )
    rows = conn.execute(query).all()
    mine = next((row for row in rows if row.reviewer_id == me), None)
    kept = quality.versions(conn, [row.id for row in rows])
    said = [(row.name, kept[row.id][-1]) for row in rows if row.state != ReviewState.DRAFT and kept.get(row.id)]
    return (mine.id if mine else None), mine is not None and mine.state != ReviewState.DRAFT, said


def counts(conn: Connection, seen: Seen, now: datetime, today: str, me: str = "") -> QualityCounts:
    """What waits for this supervisor."""
    waiting = select(func.count()).select_from(t.sample).where(
        quality.is_waiting(), _s.agent_id != me, *among(_s.agent_id, seen)
    )
    disputed = select(func.count()).select_from(t.review).where(
        _r.state == ReviewState.DISPUTED, *among(_r.agent_id, seen)
    )
    open_ones = (
        select(func.count()).select_from(t.calibration)
        .join(t.handling, t.handling.c.id == _k.handling_id)
        .where(_k.closed_at.is_(None), *among(t.handling.c.agent_id, seen))
    )
    return QualityCounts(
        due=int(conn.execute(waiting).scalar_one()),
        late=int(conn.execute(waiting.where(_s.due_at < now)).scalar_one()),
        disputed=int(conn.execute(disputed).scalar_one()),
        calibrations=int(conn.execute(open_ones).scalar_one()),
        follow_ups=quality.follow_ups(conn, seen, today),
    )


def _pairs(conn: Connection, query: Any) -> dict[str, int]:
    return {name: number for name, number in conn.execute(query)}
