"""Facts about quality: scorecards, reviews and their disputes, coaching, samples. Nothing here acts.

`agent_id` is whom it concerns: the agent whose work was reviewed, or the reviewer whose review is disputed.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.terms import AgentId, CalibrationId, CoachingNoteId, HandlingId, ReviewId, SampleRuleId, ScorecardId


@dataclass(frozen=True, slots=True)
class ScorecardChanged:
    """A scorecard has a new version, or is no longer in use."""

    scorecard_id: ScorecardId
    version: int
    by_agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ReviewOpened:
    """Somebody began to review a handling; its agent hears nothing before it is published."""

    review_id: ReviewId
    handling_id: HandlingId
    by_agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ReviewPublished:
    """Its agent may read it from now on. `score` is in hundredths of a percent; None where nothing applied."""

    review_id: ReviewId
    handling_id: HandlingId
    agent_id: AgentId
    by_agent_id: AgentId
    score: int | None


@dataclass(frozen=True, slots=True)
class ReviewDisputed:
    """The agent whose work it is does not agree; it concerns the reviewer now."""

    review_id: ReviewId
    agent_id: AgentId
    by_agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ReviewSettled:
    """A dispute is over: "upheld", or "changed" by a new version with this score (hundredths of a percent)."""

    review_id: ReviewId
    agent_id: AgentId
    by_agent_id: AgentId
    outcome: str
    version: int
    score: int | None


@dataclass(frozen=True, slots=True)
class CoachingNoted:
    """A supervisor left an agent a note."""

    note_id: CoachingNoteId
    agent_id: AgentId
    by_agent_id: AgentId


@dataclass(frozen=True, slots=True)
class CoachingNoteChanged:
    """Its agent has seen it ("seen"), or it is done ("done") or open again ("open")."""

    note_id: CoachingNoteId
    agent_id: AgentId
    by_agent_id: AgentId
    state: str


@dataclass(frozen=True, slots=True)
class SampleDrawn:
    """A rule drew so many handlings for review; the seed makes the draw again. `by_agent_id` None: the hub, as the
    week began."""

    rule_id: SampleRuleId
    by_agent_id: AgentId | None
    drawn: int
    seed: int


@dataclass(frozen=True, slots=True)
class CalibrationChanged:
    """A calibration was opened, a reviewer handed in, or it was closed."""

    calibration_id: CalibrationId
    by_agent_id: AgentId
    state: str


@dataclass(frozen=True, slots=True)
class QualityRead:
    """Somebody looked into another's reviews and notes. Told in the log only, to nobody's console."""

    reader_id: AgentId
    about_id: AgentId
    review_id: ReviewId | None
