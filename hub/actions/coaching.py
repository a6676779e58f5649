"""Coaching notes: what a supervisor tells an agent to keep, seen by the agent, looked at again on a day, done."""

from __future__ import annotations

from dataclasses import dataclass

from hub.actions.quality_rights import check_supervises, the_review
from hub.core import facts
from hub.core.outcome import iso_day
from hub.core.terms import AgentId, CoachingNoteId, HandlingId, ReviewId, ReviewState
from hub.errors import Invalid, Missing, NotFound
from hub.store import quality_rows
from hub.store.quality_rows import CoachingNote
from hub.store.writer import Tx

TEXT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Noted:
    """A note to an agent, perhaps about a review or a handling of theirs. `follow_up` is a day, "" for none."""

    agent_id: AgentId
    text: str
    review_id: ReviewId | None = None
    handling_id: HandlingId | None = None
    follow_up: str = ""


def write(tx: Tx, me: AgentId, noted: Noted) -> CoachingNoteId:
    """Leave an agent a note. Raises Missing, Invalid, Forbidden, NotFound."""
    check_supervises(tx, me, noted.agent_id)
    if not noted.text.strip():
        raise Missing("Write something.", field="text")
    if len(noted.text) > TEXT_LIMIT:
        raise Invalid(f"text is longer than {TEXT_LIMIT:,} characters; shorten it.", field="text")
    follow_up = iso_day(noted.follow_up, "follow_up") if noted.follow_up else ""
    handling_id = _check_place(tx, noted)
    note_id = CoachingNoteId(tx.new_id())
    quality_rows.add_note(
        tx,
        {"id": note_id, "agent_id": noted.agent_id, "author_id": me, "text": noted.text.strip(),
         "review_id": noted.review_id, "handling_id": handling_id, "follow_up": follow_up},
    )
    tx.record(facts.CoachingNoted(note_id, noted.agent_id, me))
    return note_id


def see(tx: Tx, me: AgentId, note_id: CoachingNoteId) -> None:
    """The agent has read it; again is the same. Raises NotFound for another's."""
    note = _note(tx, note_id)
    if note.agent_id != me:
        raise NotFound("There is no such note.", field="note_id")
    if note.seen_at is None:
        quality_rows.change_note(tx, note_id, seen_at=tx.now)
        tx.record(facts.CoachingNoteChanged(note_id, note.author_id, me, "seen"))


def finish(tx: Tx, me: AgentId, note_id: CoachingNoteId, done: bool) -> None:
    """It was looked at again and is done, or is open again. Raises NotFound, Forbidden."""
    note = _note(tx, note_id)
    check_supervises(tx, me, note.agent_id)
    if (note.done_at is not None) is done:
        return
    quality_rows.change_note(tx, note_id, done_at=tx.now if done else None)
    tx.record(facts.CoachingNoteChanged(note_id, note.agent_id, me, "done" if done else "open"))


def _check_place(tx: Tx, noted: Noted) -> HandlingId | None:
    """What the note is about is the agent's own, and published."""
    if noted.review_id is not None:
        review = the_review(tx, noted.review_id)
        if review.agent_id != noted.agent_id or review.calibration_id is not None:
            raise NotFound("There is no such review of this agent.", field="review_id")
        if review.state is ReviewState.DRAFT:
            raise Invalid("Publish the review first; the agent cannot read it yet.", field="review_id")
        return review.handling_id
    if noted.handling_id is not None:
        done = quality_rows.handling(tx, noted.handling_id)
        if done is None or done.agent_id != noted.agent_id:
            raise NotFound("There is no such work of this agent.", field="handling_id")
    return noted.handling_id


def _note(tx: Tx, note_id: CoachingNoteId) -> CoachingNote:
    found = quality_rows.note(tx, note_id)
    if found is None:
        raise NotFound("There is no such note.", field="note_id")
    return found
