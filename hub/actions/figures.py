"""The historian's step: what a batch of facts comes to is kept, together with how far the log was read.

The folds are done before (core.stays, core.stretches): an action may be run twice, a fold may not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from hub.core import facts
from hub.core.stays import Stay, Stays
from hub.core.stretches import Stretch, Stretches
from hub.core.terms import AgentId, InteractionId, WrapUpState
from hub.errors import Stale
from hub.store import agent_time, audit_rows, figure_backfill, figure_rows, log
from hub.store.agent_time import Quarters
from hub.store.audit_rows import Deed
from hub.store.log import Logged
from hub.store.writer import Tx

READER = figure_backfill.READER


@dataclass(slots=True)
class Told:
    """What the facts from one place in the log to another come to."""

    after: int
    pos: int
    stays: list[Stay] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)  # handlings
    completed: list[str] = field(default_factory=list)  # forms
    heard: list[Deed] = field(default_factory=list)  # who listened to calls and recordings
    ratings: list[tuple[InteractionId, AgentId | None, int, datetime]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is history: such facts need no commit, and may be read again."""
        return not (self.stays or self.stretches or self.ended or self.completed or self.ratings or self.heard)


def told(batch: list[Logged], after: int, stays: Stays, stretches: Stretches) -> Told:
    """Fold the facts that follow `after`, in order."""
    found = Told(after, batch[-1].pos)
    for logged in batch:
        fact = logged.fact
        found.stays += stays.tell(fact, logged.at)
        found.stretches += stretches.tell(fact, logged.at)
        match fact:
            case facts.HandlingEnded():
                found.ended.append(fact.handling_id)
            case facts.WrapUpEnded(state=WrapUpState.COMPLETED.value):
                found.completed.append(fact.handling_id)
            case facts.CallHeardBy() if fact.part:
                detail = {"call_id": fact.call_id, "interaction_id": fact.interaction_id, "part": fact.part}
                found.heard.append(Deed(logged.at, fact.by_agent_id, "call_heard", fact.agent_id, detail))
            case facts.RecordingPlayed():
                played = {"recording_id": fact.recording_id, "conversation_id": fact.conversation_id}
                found.heard.append(Deed(logged.at, fact.by_agent_id, "recording_played", None, played))
            case facts.RatingRecorded():
                found.ratings.append((fact.interaction_id, fact.agent_id, fact.score, logged.at))
    return found


def begin(tx: Tx) -> bool:
    """Before the first fact: the figures of what was there. False when that was done before."""
    return figure_backfill.begin(tx)


def keep(tx: Tx, found: Told) -> None:
    """Keep it and the place. Raises Stale when another node kept it already: read anew what is kept."""
    if not log.advance(tx, READER, found.after, found.pos):
        raise Stale("Another node writes history.")
    figure_rows.keep_stays(tx, found.stays)
    figure_rows.keep_stretches(tx, found.stretches)
    figure_rows.count_handlings(tx, found.ended)
    figure_rows.count_forms(tx, found.completed)
    for deed in found.heard:
        audit_rows.note(tx, deed)
    for rating in found.ratings:
        figure_rows.keep_rating(tx, *rating)


def keep_quarters(tx: Tx, piece: Quarters) -> None:
    """Keep some of agents' quarter hours, the next ones. Raises Stale when another node kept them already."""
    agent_time.keep_quarters(tx, piece)
