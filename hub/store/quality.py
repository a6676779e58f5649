"""Reviews as pages show them: what waits, what was found, one with its versions and disputes, an agent's own.

Whom a reader may look into is said by `seen`: None for everybody. Cards, rules and calibrations are in quality_lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from channels.contract import Medium
from hub.core.quality import (
    AgentQuality,
    CoachingInfo,
    DisputeInfo,
    DueInfo,
    HandlingInfo,
    ReviewInfo,
    ReviewPage,
    ReviewVersionInfo,
    WeekScore,
)
from hub.core.sampling import wanted_of
from hub.core.scorecard import card_of
from hub.core.terms import AgentId, DispositionCode, HandlingId, ReviewId, ReviewState
from hub.errors import NotFound
from hub.store import tables as t
from hub.store.people import people

Seen = frozenset[AgentId] | None

PAGE = 50
SHOWN = 200  # reviews on an agent's page
TREND = timedelta(weeks=12)
HANDLINGS_BACK = timedelta(days=30)  # offered to be reviewed by hand

_h, _r, _v, _s = t.handling.c, t.review.c, t.scorecard_version.c, t.sample.c
_reviewer, _drawer = t.agent.alias("reviewer"), t.agent.alias("drawer")
_REVIEWS = (
    select(t.review, _reviewer.c.name.label("reviewer_name"), _v.body.label("card"), _v.number.label("card_number"))
    .join(_reviewer, _reviewer.c.id == _r.reviewer_id)
    .join(t.scorecard_version, _v.id == _r.card_version_id)
)
_counts_for_agents = (_r.calibration_id.is_(None)) & (_r.state != ReviewState.DRAFT)


def percent(hundredths: int | None) -> float | None:
    """A kept score as a percentage."""
    return None if hundredths is None else hundredths / 100


def handlings(conn: Connection, ids: Collection[str]) -> dict[str, HandlingInfo]:
    """Finished handlings as they are chosen and headed."""
    if not ids:
        return {}
    i, a = t.interaction.c, t.agent.c
    query = (
        select(t.handling, i.conversation_id, i.customer_id, i.subject, i.rating, i.transfers,
               a.name.label("agent_name"))
        .join(t.interaction, i.id == _h.interaction_id)
        .join(t.agent, a.id == _h.agent_id)
        .where(_h.id.in_(sorted(ids)))
    )
    rows = conn.execute(query).all()
    who = people(conn, {row.customer_id for row in rows})
    c = t.wrapup_code.c
    codes: dict[str, list[DispositionCode]] = defaultdict(list)
    for handling_id, code in conn.execute(select(c.handling_id, c.code).where(c.handling_id.in_(sorted(ids)))):
        codes[handling_id].append(DispositionCode(code))
    return {row.id: _handling(row, who[row.customer_id], codes.get(row.id, [])) for row in rows}


def due(conn: Connection, seen: Seen, me: str = "") -> list[DueInfo]:
    """What was drawn and has no published review yet, the first due on top; not one's own work."""
    ru = t.sample_rule.c
    query = (
        select(t.sample, ru.name.label("rule_name"), ru.wanted, ru.scorecard_id, _r.id.label("review_id"),
               _reviewer.c.name.label("reviewer_name"), _drawer.c.name.label("drawer_name"))
        .join(t.sample_rule, ru.id == _s.rule_id)
        .outerjoin(t.review, (_r.handling_id == _s.handling_id) & _r.calibration_id.is_(None))
        .outerjoin(_reviewer, _reviewer.c.id == _r.reviewer_id)
        .outerjoin(_drawer, _drawer.c.id == _s.drawn_by)
        .where(is_waiting(), _s.agent_id != me, *among(_s.agent_id, seen))
        .order_by(_s.due_at, _s.handling_id)
        .limit(SHOWN)
    )
    rows = conn.execute(query).all()
    found = handlings(conn, {row.handling_id for row in rows})
    return [
        DueInfo(handling=found[row.handling_id], rule_name=row.rule_name, wanted=wanted_of(row.wanted),
                drawn_by_name=row.drawer_name or "", scorecard_id=row.scorecard_id, drawn_at=row.drawn_at,
                due_at=row.due_at, review_id=row.review_id,
                reviewer_name=row.reviewer_name or "")
        for row in rows
    ]


def is_waiting() -> ColumnElement[bool]:
    """A drawn handling without a published review."""
    return _s.reviewed_at.is_(None)


def among(column: ColumnElement[Any], seen: Seen) -> list[ColumnElement[bool]]:
    """A condition: the agent is one the reader may look into."""
    return [] if seen is None else [column.in_(sorted(seen))]


def to_choose(conn: Connection, me: AgentId, seen: Seen, asked: dict[str, str], now: datetime) -> list[HandlingInfo]:
    """Finished work neither reviewed nor drawn, the newest first; `asked` may name an agent, a queue, a medium."""
    where = [
        _h.ended_at >= now - HANDLINGS_BACK, _h.started_at >= now - HANDLINGS_BACK, _h.agent_id != me,
        ~exists().where((_r.handling_id == _h.id) & _r.calibration_id.is_(None)),
        ~exists().where(_s.handling_id == _h.id), *among(_h.agent_id, seen),
        *(t.handling.c[column] == asked[name] for name, column in _CHOOSE.items() if asked.get(name)),
    ]
    ids = list(conn.execute(select(_h.id).where(*where).order_by(_h.started_at.desc(), _h.id).limit(PAGE)).scalars())
    found = handlings(conn, ids)
    return [found[each] for each in ids]


_CHOOSE = {"agent": "agent_id", "queue": "queue_id", "medium": "medium"}


def reviews(
    conn: Connection, seen: Seen, state: str = "", agent: str = "", before: str = ""
) -> tuple[list[ReviewInfo], str]:
    """A page of published reviews, the newest first, and the cursor of the next. `state` may be one of theirs."""
    where = [_counts_for_agents, *among(_r.agent_id, seen)]
    where += [_r.state == state] if state else []
    where += [_r.agent_id == agent] if agent else []
    where += [_r.id < before] if before else []
    rows = conn.execute(_REVIEWS.where(*where).order_by(_r.id.desc()).limit(PAGE + 1)).all()
    return _infos(conn, rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else ""


def drafts(conn: Connection, me: AgentId) -> list[ReviewInfo]:
    """One's own drafts of work that no rule drew (those that one did stand among what is due)."""
    where = (_r.reviewer_id == me, _r.state == ReviewState.DRAFT, _r.calibration_id.is_(None),
             ~exists().where(_s.handling_id == _r.handling_id))
    return _infos(conn, conn.execute(_REVIEWS.where(*where).order_by(_r.id.desc()).limit(PAGE)).all())


def review(conn: Connection, review_id: ReviewId, me: AgentId, seen: Seen) -> ReviewPage:
    """One review with everything about it. Raises NotFound for one this reader may not see."""
    row = conn.execute(_REVIEWS.where(_r.id == review_id)).first()
    if row is None or not _may_read(row, me, seen):
        raise NotFound("There is no such review, or you may not see it.", field="id")
    return ReviewPage(
        review=_infos(conn, [row])[0],
        card=card_of(row.card),
        card_version=row.card_number,
        calibration_id=row.calibration_id,
        answers=row.answers,
        comment=row.comment,
        versions=tuple(versions(conn, [review_id]).get(review_id, ())),
        disputes=tuple(_disputes(conn, review_id)),
        notes=tuple(_notes(conn, t.coaching_note.c.review_id == review_id)),
        may=tuple(_may(row, me)),
    )


def _may_read(row: Any, me: AgentId, seen: Seen) -> bool:
    if row.reviewer_id == me:
        return True
    if row.state == ReviewState.DRAFT or row.calibration_id is not None:
        return False  # others' drafts, and others' parts of a calibration, which has a page of its own
    return row.agent_id == me or seen is None or row.agent_id in seen


def _may(row: Any, me: AgentId) -> Iterable[str]:
    own = row.agent_id == me
    if row.reviewer_id == me and row.state == ReviewState.DRAFT:
        yield "edit"
    if own and row.state == ReviewState.PUBLISHED:
        yield "dispute"
    if not own and row.state == ReviewState.DISPUTED:
        yield "settle"
    if not own and row.state != ReviewState.DRAFT and row.calibration_id is None:
        yield "coach"


def versions(conn: Connection, reviews: Collection[str]) -> dict[str, list[ReviewVersionInfo]]:
    """What was published of each review, the first version first."""
    c, a = t.review_version.c, t.agent.c
    query = select(t.review_version, a.name).join(t.agent, a.id == c.by_agent_id)
    found: dict[str, list[ReviewVersionInfo]] = defaultdict(list)
    for row in conn.execute(query.where(c.review_id.in_(sorted(reviews))).order_by(c.review_id, c.number)):
        found[row.review_id].append(
            ReviewVersionInfo(row.number, row.answers, row.comment, percent(row.score), row.at, row.name)
        )
    return found


def agent_quality(conn: Connection, agent: AgentId, zone: str, now: datetime) -> AgentQuality:
    """An agent's published reviews, how they went by week, and their notes. Raises NotFound."""
    name = conn.execute(select(t.agent.c.name).where(t.agent.c.id == agent)).scalar_one_or_none()
    if name is None:
        raise NotFound("There is no such agent.", field="id")
    rows = conn.execute(
        _REVIEWS.where(_counts_for_agents, _r.agent_id == agent).order_by(_r.id.desc()).limit(SHOWN)
    ).all()
    scores = [row.score for row in rows if row.score is not None]
    return AgentQuality(
        agent_id=agent, agent_name=name, average=sum(scores) / len(scores) / 100 if scores else None, n=len(scores),
        trend=_trend(rows, zone, now - TREND), reviews=tuple(_infos(conn, rows)),
        notes=tuple(_notes(conn, t.coaching_note.c.agent_id == agent)),
    )


def open_notes(conn: Connection, seen: Seen) -> list[CoachingInfo]:
    """Notes that are not done, those to be looked at again first, by their day."""
    c = t.coaching_note.c
    found = _notes(conn, and_(c.done_at.is_(None), *among(c.agent_id, seen)))
    return sorted(found, key=lambda note: (note.follow_up or "9", note.at))


def follow_ups(conn: Connection, seen: Seen, today: str) -> int:
    """Notes whose day to look at again has come and that are not done."""
    c = t.coaching_note.c
    due_now = (c.follow_up != "", c.follow_up <= today, c.done_at.is_(None), *among(c.agent_id, seen))
    return int(conn.execute(select(func.count()).select_from(t.coaching_note).where(*due_now)).scalar_one())


def _trend(rows: Sequence[Any], zone: str, since: datetime) -> tuple[WeekScore, ...]:
    weeks: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.score is not None and row.published_at >= since:
            day = row.published_at.astimezone(ZoneInfo(zone)).date()
            weeks[(day - timedelta(days=day.weekday())).isoformat()].append(row.score)
    return tuple(WeekScore(week, sum(found) / len(found) / 100, len(found)) for week, found in sorted(weeks.items()))


def _disputes(conn: Connection, review_id: ReviewId) -> list[DisputeInfo]:
    c, a = t.dispute.c, t.agent.c
    query = select(t.dispute, a.name).outerjoin(t.agent, a.id == c.settled_by).where(c.review_id == review_id)
    return [DisputeInfo(row.reason, row.at, row.outcome, row.answer, row.settled_at, row.name or "")
            for row in conn.execute(query.order_by(c.id))]


def _notes(conn: Connection, where: ColumnElement[bool]) -> list[CoachingInfo]:
    c, a = t.coaching_note.c, t.agent.c
    query = (
        select(t.coaching_note, a.name.label("agent_name"), _reviewer.c.name.label("author_name"))
        .join(t.agent, a.id == c.agent_id)
        .join(_reviewer, _reviewer.c.id == c.author_id)
        .where(where)
    )
    return [
        CoachingInfo(id=row.id, agent_id=row.agent_id, agent_name=row.agent_name, author_name=row.author_name,
                     text=row.text, review_id=row.review_id, handling_id=row.handling_id, at=row.at,
                     seen_at=row.seen_at, follow_up=row.follow_up, done_at=row.done_at)
        for row in conn.execute(query.order_by(c.id.desc()).limit(SHOWN))
    ]


def _infos(conn: Connection, rows: Sequence[Any]) -> list[ReviewInfo]:
    found = handlings(conn, {row.handling_id for row in rows})
    return [
        ReviewInfo(
            id=row.id, state=ReviewState(row.state), version=row.version, score=percent(row.score),
            handling=found[row.handling_id], reviewer_id=row.reviewer_id, reviewer_name=row.reviewer_name,
            card_name=row.card["name"], updated_at=row.updated_at, published_at=row.published_at, seen_at=row.seen_at,
        )
        for row in rows
    ]


def _handling(row: Any, who: Any, codes: Sequence[DispositionCode]) -> HandlingInfo:
    until = row.talk_ended_at or row.ended_at or row.started_at
    return HandlingInfo(
        id=HandlingId(row.id), interaction_id=row.interaction_id, conversation_id=row.conversation_id,
        customer_id=who.id, customer_name=who.name, agent_id=row.agent_id, agent_name=row.agent_name,
        queue_id=row.queue_id, medium=Medium(row.medium), subject=row.subject, started_at=row.started_at,
        seconds=int((until - row.started_at).total_seconds()), rating=row.rating, transfers=row.transfers,
        codes=tuple(sorted(codes)),
    )
