"""Calibrations: several reviewers review one handling with one card, unseen by each other until they have handed in."""

from __future__ import annotations

from hub.actions import reviews, scorecards
from hub.actions.quality_rights import check_supervises
from hub.core import facts
from hub.core.terms import AgentId, CalibrationId, HandlingId, ReviewId, ScorecardId
from hub.errors import NotFound, Stale
from hub.store import quality_rows
from hub.store.quality_rows import Calibration
from hub.store.writer import Tx


def start(
    tx: Tx, me: AgentId, handling_id: HandlingId, name: str, scorecard_id: ScorecardId | None = None
) -> CalibrationId:
    """Open a calibration. Raises NotFound, Forbidden."""
    done = reviews.ended(tx, handling_id)
    check_supervises(tx, me, done.agent_id)
    version = scorecards.version_for(tx, done.queue_id, scorecard_id)
    calibration_id = CalibrationId(tx.new_id())
    quality_rows.add_calibration(
        tx,
        {"id": calibration_id, "name": name.strip()[:200], "handling_id": handling_id, "card_version_id": version.id,
         "created_by": me},
    )
    tx.record(facts.CalibrationChanged(calibration_id, me, "open"))
    return calibration_id


def join(tx: Tx, me: AgentId, calibration_id: CalibrationId) -> ReviewId:
    """One's own review in it: a new draft, or the one there is. Raises NotFound, Stale when it is closed."""
    found = _calibration(tx, calibration_id)
    done = reviews.ended(tx, found.handling_id)
    check_supervises(tx, me, done.agent_id)
    there = quality_rows.review_in(tx, calibration_id, me)
    if there is not None:
        return there.id
    if found.closed_at is not None:
        raise Stale("The calibration is closed.")
    return reviews.begin(tx, me, done, found.card_version_id, calibration_id)


def close(tx: Tx, me: AgentId, calibration_id: CalibrationId) -> None:
    """Nobody hands in any more; everybody sees everything. Again is the same. Raises NotFound, Forbidden."""
    found = _calibration(tx, calibration_id)
    check_supervises(tx, me, reviews.ended(tx, found.handling_id).agent_id)
    if found.closed_at is None:
        quality_rows.close_calibration(tx, calibration_id)
        tx.record(facts.CalibrationChanged(calibration_id, me, "closed"))


def _calibration(tx: Tx, calibration_id: CalibrationId) -> Calibration:
    found = quality_rows.calibration(tx, calibration_id)
    if found is None:
        raise NotFound("There is no such calibration.", field="calibration_id")
    return found
