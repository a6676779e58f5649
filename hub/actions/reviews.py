"""Reviews: begun, filled in, published, disputed by whose work it is, settled. Every published version is kept."""

from __future__ import annotations

from dataclasses import dataclass

from hub.actions import scorecards
from hub.actions.quality_rights import check_supervises, the_review
from hub.core import facts
from hub.core.lifecycle import REVIEW
from hub.core.quality import Card
from hub.core.scorecard import Answers, Score, card_of, score, wrong_answer
from hub.core.terms import AgentId, CalibrationId, HandlingId, ReviewId, ReviewState, ScorecardId
from hub.errors import Exists, Forbidden, Invalid, Missing, NotFound, NotYours, Stale
from hub.store import quality_rows
from hub.store.quality_rows import Done, Review
from hub.store.writer import Tx

TEXT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What a reviewer has filled in."""

    answers: dict[str, int | None]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a dispute ends: "upheld" as it was, or "changed" by what is filled in anew; and what the agent is told."""

    outcome: str
    answer: str
    filled: Filled | None = None


def start(tx: Tx, me: AgentId, handling_id: HandlingId, scorecard_id: ScorecardId | None = None) -> ReviewId:
    """Begin to review a handling, or go on with one's own draft. Raises NotFound, Forbidden, Exists."""
    done = ended(tx, handling_id)
    check_supervises(tx, me, done.agent_id)
    there = quality_rows.review_of(tx, handling_id)
    if there is not None:
        if there.reviewer_id == me and there.state is ReviewState.DRAFT:
            return there.id
        raise Exists("This work has a review already.", field="handling_id", data={"review_id": there.id})
    wanted = scorecard_id or quality_rows.sampled_by(tx, handling_id)
    return begin(tx, me, done, scorecards.version_for(tx, done.queue_id, wanted).id)


def begin(
    tx: Tx, me: AgentId, done: Done, card_version_id: str, calibration_id: CalibrationId | None = None
) -> ReviewId:
    """An empty draft."""
    review_id = ReviewId(tx.new_id())
    quality_rows.add_review(
        tx,
        {"id": review_id, "handling_id": done.id, "interaction_id": done.interaction_id, "agent_id": done.agent_id,
         "reviewer_id": me, "card_version_id": card_version_id, "calibration_id": calibration_id,
         "state": ReviewState.DRAFT, "version": 0, "answers": {}, "score": None, "published_at": None,
         "seen_at": None},
    )
    tx.record(facts.ReviewOpened(review_id, done.id, me))
    return review_id


def ended(tx: Tx, handling_id: HandlingId) -> Done:
    """A handling that is over. Raises NotFound."""
    done = quality_rows.handling(tx, handling_id)
    if done is None or done.ended_at is None:
        raise NotFound("There is no such finished work.", field="handling_id")
    return done


def save(tx: Tx, me: AgentId, review_id: ReviewId, filled: Filled) -> None:
    """Keep the draft. Raises NotYours, Stale when it is published already, Invalid."""
    review = _own_draft(tx, me, review_id)
    found = _scored(tx, review, filled)
    quality_rows.change_review(tx, review_id, answers=filled.answers, comment=filled.comment, updated_at=tx.now,
                               score=found.hundredths)


def publish(tx: Tx, me: AgentId, review_id: ReviewId, filled: Filled) -> None:
    """Its agent may read it from now on; in a calibration, it is handed in. Raises Missing for an open question."""
    review = _own_draft(tx, me, review_id)
    check_supervises(tx, me, review.agent_id)
    if review.calibration_id is not None:
        there = quality_rows.calibration(tx, review.calibration_id)
        if there is None or there.closed_at is not None:
            raise Stale("The calibration is closed.")
    found = _complete(tx, review, filled)
    state = REVIEW.after(review.state, "publish")
    quality_rows.change_review(
        tx, review_id, state=state, version=1, answers=filled.answers, comment=filled.comment, score=found.hundredths,
        updated_at=tx.now, published_at=tx.now,
    )
    _keep_version(tx, review_id, 1, me, (filled, found))
    if review.calibration_id is not None:
        tx.record(facts.CalibrationChanged(review.calibration_id, me, "handed_in"))
    else:
        quality_rows.note_reviewed(tx, review.handling_id)
        tx.record(facts.ReviewPublished(review_id, review.handling_id, review.agent_id, me, found.hundredths))


def drop(tx: Tx, me: AgentId, review_id: ReviewId) -> None:
    """Throw one's own draft away; the work waits for a review again."""
    _own_draft(tx, me, review_id)
    quality_rows.remove_draft(tx, review_id)


def see(tx: Tx, me: AgentId, review_id: ReviewId) -> None:
    """Its agent has opened it; the first time is kept."""
    review = the_review(tx, review_id)
    if review.agent_id == me and review.seen_at is None and review.calibration_id is None and review.version:
        quality_rows.change_review(tx, review_id, seen_at=tx.now)


def dispute(tx: Tx, me: AgentId, review_id: ReviewId, reason: str) -> None:
    """The agent whose work it is does not agree, once, and says why. Raises NotYours, Missing, Stale."""
    review = the_review(tx, review_id)
    if review.agent_id != me or review.calibration_id is not None or review.state is ReviewState.DRAFT:
        raise NotFound("There is no such review.", field="review_id")
    if not reason.strip():
        raise Missing("Say what you do not agree with.", field="reason")
    if not REVIEW.allows(review.state, "dispute"):
        raise Stale("This review was disputed before.")
    quality_rows.add_dispute(tx, review_id, _text(reason, "reason"))
    quality_rows.change_review(tx, review_id, state=REVIEW.after(review.state, "dispute"), updated_at=tx.now)
    tx.record(facts.ReviewDisputed(review_id, review.reviewer_id, me))


def settle(tx: Tx, me: AgentId, review_id: ReviewId, settled: Settled) -> None:
    """End a dispute: uphold the review, or change it by one more version. Raises Missing, Invalid, Stale, NotFound."""
    review = the_review(tx, review_id)
    check_supervises(tx, me, review.agent_id)
    if review.state is not ReviewState.DISPUTED:
        raise Stale("Nobody disputes this review now.")
    if not settled.answer.strip():
        raise Missing("Tell the agent why.", field="answer")
    number, points = review.version, review.score
    if settled.outcome == ReviewState.CHANGED:
        number, points = review.version + 1, _change(tx, me, review, settled.filled)
    elif settled.outcome != ReviewState.UPHELD:
        raise Invalid("outcome is upheld or changed.", field="outcome")
    move = "change" if settled.outcome == ReviewState.CHANGED else "uphold"
    quality_rows.settle_dispute(tx, review_id, me, settled.outcome, _text(settled.answer, "answer"))
    quality_rows.change_review(tx, review_id, state=REVIEW.after(review.state, move), version=number, updated_at=tx.now)
    tx.record(facts.ReviewSettled(review_id, review.agent_id, me, settled.outcome, number, points))


def _change(tx: Tx, me: AgentId, review: Review, filled: Filled | None) -> int | None:
    if filled is None or (filled.answers == review.answers and filled.comment == review.comment):
        raise Missing("Change an answer or the comment, or uphold the review.", field="answers")
    found = _complete(tx, review, filled)
    _keep_version(tx, review.id, review.version + 1, me, (filled, found))
    quality_rows.change_review(tx, review.id, answers=filled.answers, comment=filled.comment, score=found.hundredths)
    return found.hundredths


def _own_draft(tx: Tx, me: AgentId, review_id: ReviewId) -> Review:
    review = the_review(tx, review_id)
    if review.reviewer_id != me:
        raise NotYours("Only who began a review fills it in.")
    if review.state is not ReviewState.DRAFT:
        raise Stale("This review is published already.")
    return review


def _complete(tx: Tx, review: Review, filled: Filled) -> Score:
    found = _scored(tx, review, filled)
    if found.open:
        raise Missing("Answer every question; what does not apply is an answer, too.", field=found.open[0])
    return found


def _scored(tx: Tx, review: Review, filled: Filled) -> Score:
    card = _card(tx, review)
    _text(filled.comment, "comment")
    if wrong := wrong_answer(card, filled.answers):
        raise Invalid("This question is not on the card, or cannot be answered so.", field=wrong)
    answers: Answers = filled.answers
    return score(card, answers)


def _card(tx: Tx, review: Review) -> Card:
    kept = quality_rows.card_version(tx, review.card_version_id)
    if kept is None:
        raise Forbidden("The scorecard of this review is not there any more.")
    return card_of(kept.body)


def _keep_version(tx: Tx, review_id: ReviewId, number: int, me: AgentId, what: tuple[Filled, Score]) -> None:
    filled, found = what
    quality_rows.add_review_version(
        tx,
        {"review_id": review_id, "number": number, "answers": filled.answers, "comment": filled.comment,
         "score": found.hundredths, "by_agent_id": me},
    )


def _text(text: str, field: str) -> str:
    if len(text) > TEXT_LIMIT:
        raise Invalid(f"{field} is longer than {TEXT_LIMIT:,} characters; shorten it.", field=field)
    return text.strip()
