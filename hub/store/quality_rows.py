"""Scorecards, reviews, disputes, samples, calibrations and coaching as actions read and write them.

Scores are kept in hundredths of a percent. Pages are read elsewhere, in quality and its neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.contract import Medium
from hub.core.sampling import Candidate
from hub.core.terms import (
    AgentId,
    CalibrationId,
    CoachingNoteId,
    DispositionCode,
    HandlingId,
    InteractionId,
    QueueId,
    ReviewId,
    ReviewState,
    SampleRuleId,
    ScorecardId,
)
from hub.store import tables as t
from hub.store.sql import ColumnElement, Connection, delete, exists, func, insert_new, select
from hub.store.typed import add, change, find, find_one
from hub.store.writer import Tx

MOST_CANDIDATES = 20_000  # the newest; a week of a large firm


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A scorecard; `version` is its newest."""

    id: ScorecardId
    version: int
    active: bool
    queues: list[str]


@dataclass(frozen=True, slots=True)
class CardVersion:
    """One version of a scorecard, as kept."""

    id: str
    scorecard_id: ScorecardId
    number: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Review:
    """A review. Answers, comment and score are the draft's, or those of the version that counts."""

    id: ReviewId
    handling_id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    reviewer_id: AgentId
    card_version_id: str
    calibration_id: CalibrationId | None
    state: ReviewState
    version: int
    answers: dict[str, int | None]
    comment: str
    score: int | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    """A handling as far as reviewing it is concerned."""

    id: HandlingId
    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SampleRule:
    """A rule that draws."""

    id: SampleRuleId
    scorecard_id: ScorecardId
    wanted: dict[str, Any]
    active: bool
    weekly: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """Several reviewers, one handling."""

    id: CalibrationId
    handling_id: HandlingId
    card_version_id: str
    created_by: AgentId | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CoachingNote:
    """A note to an agent."""

    id: CoachingNoteId
    agent_id: AgentId
    author_id: AgentId
    seen_at: datetime | None
    done_at: datetime | None


def scorecard(tx: Tx, scorecard_id: ScorecardId) -> Scorecard | None:
    """One scorecard."""
    return find_one(tx, Scorecard, t.scorecard, t.scorecard.c.id == scorecard_id)


def scorecards(tx: Tx) -> list[Scorecard]:
    """Those in use, oldest first."""
    return find(tx, Scorecard, t.scorecard, t.scorecard.c.active.is_(True))


def newest_version(tx: Tx, card: Scorecard) -> CardVersion | None:
    """The version new reviews are made with."""
    c = t.scorecard_version.c
    return find_one(tx, CardVersion, t.scorecard_version, c.scorecard_id == card.id, c.number == card.version)


def card_version(tx: Tx, version_id: str) -> CardVersion | None:
    """One version of a scorecard."""
    return find_one(tx, CardVersion, t.scorecard_version, t.scorecard_version.c.id == version_id)


def add_scorecard(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new scorecard."""
    add(tx, t.scorecard, **row)


def change_scorecard(tx: Tx, scorecard_id: ScorecardId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.scorecard, [t.scorecard.c.id == scorecard_id], **values)


def add_card_version(tx: Tx, row: Mapping[str, Any]) -> None:
    """One more version of a scorecard."""
    add(tx, t.scorecard_version, id=tx.new_id(), created_at=tx.now, **row)


def handling(tx: Tx, handling_id: HandlingId) -> Done | None:
    """A handling to be reviewed."""
    return find_one(tx, Done, t.handling, t.handling.c.id == handling_id)


def review(tx: Tx, review_id: ReviewId) -> Review | None:
    """One review."""
    return find_one(tx, Review, t.review, t.review.c.id == review_id)


def review_of(tx: Tx, handling_id: HandlingId) -> Review | None:
    """The review of a handling that counts; calibrations do not."""
    c = t.review.c
    return find_one(tx, Review, t.review, c.handling_id == handling_id, c.calibration_id.is_(None))


def review_in(tx: Tx, calibration_id: CalibrationId, reviewer: AgentId) -> Review | None:
    """A reviewer's part in a calibration."""
    c = t.review.c
    return find_one(tx, Review, t.review, c.calibration_id == calibration_id, c.reviewer_id == reviewer)


def add_review(tx: Tx, row: Mapping[str, Any]) -> None:
    """Somebody begins a review."""
    add(tx, t.review, created_at=tx.now, updated_at=tx.now, **row)


def change_review(tx: Tx, review_id: ReviewId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.review, [t.review.c.id == review_id], **values)


def remove_draft(tx: Tx, review_id: ReviewId) -> None:
    """A draft is thrown away."""
    tx.conn.execute(delete(t.review).where(t.review.c.id == review_id, t.review.c.state == ReviewState.DRAFT))


def add_review_version(tx: Tx, row: Mapping[str, Any]) -> None:
    """What was published, kept for good."""
    add(tx, t.review_version, id=tx.new_id(), at=tx.now, **row)


def add_dispute(tx: Tx, review_id: ReviewId, reason: str) -> None:
    """An agent does not agree."""
    add(tx, t.dispute, id=tx.new_id(), review_id=review_id, reason=reason, at=tx.now, settled_by=None,
        settled_at=None)


def settle_dispute(tx: Tx, review_id: ReviewId, by: AgentId, outcome: str, answer: str) -> None:
    """The open dispute of a review ends."""
    c = t.dispute.c
    change(tx, t.dispute, [c.review_id == review_id, c.settled_at.is_(None)], settled_by=by, settled_at=tx.now,
           outcome=outcome, answer=answer)


def add_note(tx: Tx, row: Mapping[str, Any]) -> None:
    """A note to an agent."""
    add(tx, t.coaching_note, at=tx.now, seen_at=None, done_at=None, **row)


def note(tx: Tx, note_id: CoachingNoteId) -> CoachingNote | None:
    """One note."""
    return find_one(tx, CoachingNote, t.coaching_note, t.coaching_note.c.id == note_id)


def change_note(tx: Tx, note_id: CoachingNoteId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.coaching_note, [t.coaching_note.c.id == note_id], **values)


def rule(tx: Tx, rule_id: SampleRuleId) -> SampleRule | None:
    """One rule."""
    return find_one(tx, SampleRule, t.sample_rule, t.sample_rule.c.id == rule_id)


def add_rule(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new rule."""
    add(tx, t.sample_rule, created_at=tx.now, drawn_at=None, **row)


def change_rule(tx: Tx, rule_id: SampleRuleId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.sample_rule, [t.sample_rule.c.id == rule_id], **values)


def rules_to_draw(conn: Connection, week: str) -> list[SampleRuleId]:
    """The rules that draw by themselves and have not for this week."""
    c = t.sample_rule.c
    query = select(c.id).where(c.active, c.weekly, c.drawn_week < week).order_by(c.id)
    return [SampleRuleId(each) for each in conn.execute(query).scalars()]


def claim_week(tx: Tx, rule_id: SampleRuleId, week: str) -> bool:
    """Say that the hub draws for this week. False when that was said before, or the rule does not draw by itself."""
    c = t.sample_rule.c
    where = [c.id == rule_id, c.active, c.weekly, c.drawn_week < week]
    return change(tx, t.sample_rule, where, drawn_week=week) == 1


def sampled_by(tx: Tx, handling_id: HandlingId) -> ScorecardId | None:
    """The scorecard of the rule that drew this handling."""
    query = select(t.sample_rule.c.scorecard_id).join(t.sample, t.sample.c.rule_id == t.sample_rule.c.id)
    found: ScorecardId | None = tx.conn.execute(query.where(t.sample.c.handling_id == handling_id)).scalar_one_or_none()
    return found


def had_this_week(tx: Tx, rule_id: SampleRuleId, week: str) -> dict[AgentId, int]:
    """How many handlings of each agent a rule has drawn in this week."""
    c = t.sample.c
    query = select(c.agent_id, func.count()).where(c.rule_id == rule_id, c.week == week).group_by(c.agent_id)
    return {AgentId(agent): number for agent, number in tx.conn.execute(query)}


def candidates(tx: Tx, since: datetime, agents: Collection[AgentId] | None) -> list[Candidate]:
    """Handlings begun since then, and ended, that were neither drawn nor reviewed (a calibration counts for nobody),
    of working agents among these (None: all)."""
    h, i, a = t.handling.c, t.interaction.c, t.agent.c
    where: list[ColumnElement[bool]] = [
        h.ended_at >= since, h.started_at >= since, a.active.is_(True),
        ~exists().where(t.sample.c.handling_id == h.id),
        ~exists().where((t.review.c.handling_id == h.id) & t.review.c.calibration_id.is_(None)),
    ]
    if agents is not None:
        where.append(h.agent_id.in_(sorted(agents)))
    query = (
        select(h.id, h.agent_id, h.queue_id, h.medium, h.started_at, h.talk_ended_at, h.ended_at, i.rating, i.transfers,
               a.team)
        .join(t.interaction, i.id == h.interaction_id)
        .join(t.agent, a.id == h.agent_id)
        .where(*where)
        .order_by(h.started_at.desc(), h.id)
        .limit(MOST_CANDIDATES)
    )
    rows = tx.conn.execute(query).all()
    codes = _codes(tx, since)
    return [
        Candidate(
            handling_id=HandlingId(row.id), agent_id=AgentId(row.agent_id), queue_id=QueueId(row.queue_id),
            medium=Medium(row.medium), codes=tuple(codes.get(row.id, ())), rating=row.rating, transfers=row.transfers,
            team=row.team,
            seconds=int(((row.talk_ended_at or row.ended_at) - row.started_at).total_seconds()),
        )
        for row in rows
    ]


def _codes(tx: Tx, since: datetime) -> dict[str, list[DispositionCode]]:
    w, h = t.wrapup_code.c, t.handling.c
    query = select(w.handling_id, w.code).join(t.handling, h.id == w.handling_id).where(h.ended_at >= since)
    found: dict[str, list[DispositionCode]] = defaultdict(list)
    for handling_id, code in tx.conn.execute(query.order_by(w.handling_id, w.code)):
        found[handling_id].append(DispositionCode(code))
    return found


def add_samples(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """What was drawn; a handling another rule drew at the same moment is left to it."""
    if rows:
        tx.conn.execute(insert_new(tx.dialect, t.sample, ["handling_id"]), [dict(row) for row in rows])


def note_reviewed(tx: Tx, handling_id: HandlingId) -> None:
    """What a rule drew has its review; nothing for what none drew."""
    change(tx, t.sample, [t.sample.c.handling_id == handling_id], reviewed_at=tx.now)


def calibration(tx: Tx, calibration_id: CalibrationId) -> Calibration | None:
    """One calibration."""
    return find_one(tx, Calibration, t.calibration, t.calibration.c.id == calibration_id)


def add_calibration(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new calibration."""
    add(tx, t.calibration, created_at=tx.now, closed_at=None, **row)


def close_calibration(tx: Tx, calibration_id: CalibrationId) -> None:
    """Nobody hands in any more."""
    change(tx, t.calibration, [t.calibration.c.id == calibration_id], closed_at=tx.now)


def read_since(tx: Tx, reader: AgentId, since: datetime, review_id: ReviewId | None) -> set[AgentId]:
    """Whose reviews this agent looked into since then, in the same place."""
    c = t.quality_read.c
    query = select(c.about_id).where(c.reader_id == reader, c.at >= since, c.review_id == review_id)
    return {AgentId(each) for each in tx.conn.execute(query).scalars()}


def add_read(tx: Tx, reader: AgentId, about: AgentId, review_id: ReviewId | None) -> None:
    """Somebody looks into another's reviews."""
    add(tx, t.quality_read, id=tx.new_id(), reader_id=reader, about_id=about, review_id=review_id, at=tx.now)
