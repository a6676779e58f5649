"""Recordings: fetched from their carrier, listened to, erased. Every play is kept, and so is who erased what and why.

Fetching is claimed by moving its next try ahead: who dies with one in hand has it tried again. The bytes themselves
are moved and removed by hub/readers, outside any transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from channels.contract import ChannelError, Retry
from hub.actions import lines
from hub.core import facts
from hub.core.terms import AgentId, ChannelId, RecordingId, RecordingState
from hub.errors import NotFound
from hub.store import floor_rows, recordings
from hub.store.recordings import Recording
from hub.store.writer import Tx

CLAIM_LASTS = timedelta(minutes=10)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=30)
FORGET_TRIES = 30
GIVE_UP_AFTER = timedelta(hours=24)
REASON_LENGTH = 300
ONE_PLAY = timedelta(minutes=10)  # a player asks for many ranges; within this they are one play


@dataclass(frozen=True, slots=True)
class Fetched:
    """A recording's bytes lie in the blob folder."""

    sha256: str
    size: int
    content_type: str


def claim(tx: Tx, channels: Iterable[ChannelId], limit: int) -> list[Recording]:
    """Recordings to fetch now, or to have forgotten by their carrier; theirs who asks."""
    due = recordings.due(tx, channels, limit)
    for each in due:
        recordings.alter(tx, each.id, next_at=tx.now + CLAIM_LASTS, attempts=each.attempts + 1)
    return due


def settle(tx: Tx, recording_id: RecordingId, outcome: Fetched | ChannelError) -> None:
    """What became of a fetch. Telling it again, or of one that is gone meanwhile, changes nothing."""
    found = recordings.locked(tx, recording_id)
    if found is None or found.state is not RecordingState.READY:
        return
    if isinstance(outcome, Fetched):
        recordings.alter(
            tx, found.id, state=RecordingState.STORED, sha256=outcome.sha256, size=outcome.size,
            content_type=outcome.content_type[:100], next_at=tx.now, attempts=0,
        )
        _tell(tx, found, RecordingState.STORED)
    elif isinstance(outcome, Retry) and tx.now - found.made_at < GIVE_UP_AFTER:
        recordings.alter(tx, found.id, next_at=tx.now + pause(found.attempts, outcome.after))
    else:
        recordings.alter(tx, found.id, state=RecordingState.FAILED, next_at=None)
        _tell(tx, found, RecordingState.FAILED)


def forgotten(tx: Tx, recording_id: RecordingId, error: ChannelError | None) -> None:
    """The carrier has deleted its copy, or could not: then it is asked again for a while."""
    found = recordings.locked(tx, recording_id)
    if found is None or found.state is RecordingState.READY:
        return
    again = isinstance(error, Retry) and found.attempts < FORGET_TRIES
    then = tx.now + pause(found.attempts, error.after) if again and isinstance(error, Retry) else None
    recordings.alter(tx, found.id, next_at=then)


def pause(attempts: int, wanted: float | None) -> timedelta:
    """How long to wait before the next try: what the carrier wants, else 5, 10, 20 … seconds."""
    if wanted is not None and wanted >= 0:
        return min(timedelta(seconds=wanted), LONGEST_PAUSE)
    doubled: timedelta = FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 12)
    return min(doubled, LONGEST_PAUSE)


def play(tx: Tx, agent: AgentId, recording_id: RecordingId) -> None:
    """An agent listens; what they may hear was asked before. The ranges of one listening are one play."""
    if recordings.played_since(tx, recording_id, agent, tx.now - ONE_PLAY):
        return
    found = recordings.locked(tx, recording_id)
    if found is None or found.state is not RecordingState.STORED:
        raise NotFound("There is no such recording.", field="id")
    recordings.add_play(tx, found.id, agent)
    tx.record(facts.RecordingPlayed(found.id, agent, found.conversation_id))


def erased(tx: Tx, recording_id: RecordingId, by: AgentId | None = None, why: str = "") -> None:
    """Its bytes are gone: after its days, or because an admin said so, and why. Telling it again changes nothing."""
    found = recordings.locked(tx, recording_id)
    if found is None or found.state is RecordingState.GONE:
        return
    recordings.alter(
        tx, found.id, state=RecordingState.GONE, sha256="", size=0, gone_at=tx.now, attempts=0,
        next_at=found.next_at if found.state is RecordingState.STORED else tx.now,
    )
    _tell(tx, found, RecordingState.GONE)
    if by is not None and found.conversation_id and found.customer_id:
        place = lines.Place(found.conversation_id, found.customer_id, found.interaction_id)
        said = {"recording_id": str(found.id), "reason": why[:REASON_LENGTH], "seconds": str(found.seconds)}
        lines.event(tx, place, "recording_erased", said, by)


def _tell(tx: Tx, recording: Recording, state: RecordingState) -> None:
    work = floor_rows.work(tx, recording.interaction_id) if recording.interaction_id else None
    owner = work.agent_id if work else None
    tx.record(facts.RecordingChanged(recording.id, state, recording.conversation_id, owner))
    if recording.message_id is not None and recording.conversation_id is not None:
        recordings.show_state(tx, recording.message_id, state)
        tx.record(facts.MessageStateChanged(recording.message_id, recording.conversation_id, "", owner))
