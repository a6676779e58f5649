"""Writes the demo's reviews, notes, samples and a calibration over handlings of the invented history."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, insert, select

from hub.core.scorecard import score
from hub.demo import quality as demo
from hub.demo.quality import DemoReview
from hub.store import tables as t
from hub.store.ids import id_at

AFTER = timedelta(hours=20)  # from the work to its review
ZONE = ZoneInfo("Europe/Berlin")
SUPERVISOR, ADMIN = 4, 5  # places in the team
MOST = 40  # of an agent's handlings looked at

Row = dict[str, Any]


class QualityRows:
    """Rows collected table by table, in an order that respects the references."""

    ORDER = (t.scorecard, t.scorecard_version, t.sample_rule, t.sample, t.calibration, t.review, t.review_version,
             t.dispute, t.coaching_note)

    def __init__(self, conn: Connection, agents: list[str], now: datetime) -> None:
        self._conn, self._agents, self._now = conn, agents, now
        self._rows: dict[Table, list[Row]] = defaultdict(list)
        self._work = {place: self._handlings(agents[place]) for place in range(SUPERVISOR)}
        self._reviews: dict[int, list[str]] = defaultdict(list)
        self._version = ""

    def fill(self) -> int:
        """Write all; returns the number of rows."""
        self._cards()
        for each in demo.REVIEWS:
            if each.nth < len(self._work[each.agent]):
                self._review(each)
        self._notes()
        self._samples()
        self._calibration()
        for table in self.ORDER:
            if self._rows[table]:
                self._conn.execute(insert(table), self._rows[table])
        return sum(map(len, self._rows.values()))

    def _handlings(self, agent: str) -> list[Row]:
        h = t.handling.c
        query = select(h.id, h.interaction_id, h.agent_id, h.ended_at).where(h.agent_id == agent)
        query = query.where(h.ended_at < self._now)
        return [dict(row) for row in self._conn.execute(query.order_by(h.started_at.desc()).limit(MOST)).mappings()]

    def _put(self, table: Table, moment: datetime, **values: Any) -> str:
        key = id_at(moment)
        self._rows[table].append({"id": key, **values})
        return key

    def _cards(self) -> None:
        old, new = self._now - timedelta(days=120), self._now - timedelta(days=70)
        self._scorecard = self._put(t.scorecard, old, version=2, active=True, queues=[], created_at=old)
        body = dataclasses.asdict(demo.CARD)
        before = {**body, "sections": [
            {**section, "questions": [
                {**each, "weight": demo.FIRST_WEIGHT.get(each["id"], each["weight"])} for each in section["questions"]
            ]} for section in body["sections"]
        ]}
        for number, kept, moment in ((1, before, old), (2, body, new)):
            self._version = self._put(
                t.scorecard_version, moment, scorecard_id=self._scorecard, number=number, body=kept, created_at=moment,
                created_by=self._agents[ADMIN],
            )

    def _review(self, made: DemoReview) -> None:
        work = self._work[made.agent][made.nth]
        at = min(work["ended_at"] + AFTER, self._now - timedelta(hours=2))
        settled = self._now - timedelta(hours=1) if made.answer else None
        state = ("changed" if made.changed else "upheld") if settled else "disputed" if made.dispute else "published"
        counted = made.changed or made.answers
        review = self._put(
            t.review, at, **_of(work), reviewer_id=self._agents[SUPERVISOR], card_version_id=self._version,
            calibration_id=None, state=state, version=2 if made.changed else 1, answers=_answers(counted),
            comment=made.comment, score=_score(counted), created_at=at, updated_at=settled or at, published_at=at,
            seen_at=at + timedelta(minutes=30) if made.seen else None,
        )
        self._reviews[made.agent].append(review)
        self._published(review, 1, made.answers, (made.comment, SUPERVISOR, at))
        if made.changed and settled:
            self._published(review, 2, made.changed, (made.comment, SUPERVISOR, settled))
        if made.dispute:
            self._put(t.dispute, at, review_id=review, reason=made.dispute, at=min(at + AFTER, self._now),
                      settled_by=self._agents[SUPERVISOR] if settled else None, settled_at=settled,
                      outcome=state if settled else "", answer=made.answer)

    def _published(self, review: str, number: int, answers: tuple[int | None, ...], said: tuple[str, int, Any]) -> None:
        comment, place, at = said
        self._put(t.review_version, at, review_id=review, number=number, answers=_answers(answers), comment=comment,
                  score=_score(answers), at=at, by_agent_id=self._agents[place])

    def _notes(self) -> None:
        for note in demo.NOTES:
            at = self._now - timedelta(days=note.days)
            reviews = self._reviews[note.agent]
            day = (self._now + timedelta(days=note.follow_up_days or 0)).astimezone(ZONE).date().isoformat()
            self._put(
                t.coaching_note, at, agent_id=self._agents[note.agent], author_id=self._agents[SUPERVISOR],
                text=note.text, review_id=reviews[note.review] if 0 <= note.review < len(reviews) else None,
                handling_id=None, at=at, seen_at=at + timedelta(hours=3) if note.seen else None,
                follow_up=day if note.follow_up_days else "",
                done_at=at + timedelta(days=4) if note.done else None,
            )

    def _samples(self) -> None:
        made = self._now - timedelta(days=30)
        today = self._now.astimezone(ZONE).date()
        week = (today - timedelta(days=today.weekday())).isoformat()
        rules = [
            self._put(t.sample_rule, made, name=name, scorecard_id=self._scorecard,
                      wanted=dataclasses.asdict(wanted), active=True, created_at=made,
                      created_by=self._agents[SUPERVISOR], drawn_at=drawn, weekly=drawn is not None,
                      drawn_week=week if drawn else "")
            for name, wanted, drawn in (
                (demo.RULE, demo.WANTED, self._now - timedelta(hours=3)), (demo.LOW_RULE, demo.LOW_WANTED, None),
            )
        ]
        for place, (agent, nth) in enumerate(demo.DRAWN):
            if nth < len(self._work[agent]):
                self._rows[t.sample].append({
                    "handling_id": self._work[agent][nth]["id"], "rule_id": rules[0], "agent_id": self._agents[agent],
                    "week": week, "drawn_at": self._now - timedelta(hours=3),
                    "due_at": self._now + timedelta(days=place) - timedelta(hours=1),
                })

    def _calibration(self) -> None:
        agent, nth = demo.CALIBRATED
        if nth >= len(self._work[agent]):
            return
        work, at = self._work[agent][nth], self._now - timedelta(days=3)
        key = self._put(t.calibration, at, name=demo.CALIBRATION, handling_id=work["id"], created_at=at,
                        card_version_id=self._version, created_by=self._agents[SUPERVISOR], closed_at=None)
        for place, answers in zip((SUPERVISOR, ADMIN), demo.PARTS, strict=True):
            review = self._put(
                t.review, at, **_of(work), reviewer_id=self._agents[place], card_version_id=self._version,
                calibration_id=key, state="published", version=1, answers=_answers(answers), comment="",
                score=_score(answers), created_at=at, updated_at=at, published_at=at, seen_at=None,
            )
            self._published(review, 1, answers, ("", place, at))


def _of(work: Row) -> Row:
    return {"handling_id": work["id"], "interaction_id": work["interaction_id"], "agent_id": work["agent_id"]}


def _answers(given: tuple[int | None, ...]) -> dict[str, int | None]:
    return dict(zip(demo.QUESTIONS, given, strict=True))


def _score(given: tuple[int | None, ...]) -> int | None:
    return score(demo.CARD, _answers(given)).hundredths


def fill(conn: Connection, agents: list[str], now: datetime) -> int:
    """Write the demo's quality over the history that is there. Returns the number of rows."""
    return QualityRows(conn, agents, now).fill()
