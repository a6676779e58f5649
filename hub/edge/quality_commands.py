"""What a console may ask about quality over its socket, like commands.py beside it. No behaviour lives here.

Supervisors give these for the work of their teams; who else may is said with each. Answers to questions map a
question's id to its points, or to null where it does not apply.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hub.core.quality import Card, Wanted
from hub.core.terms import (
    AgentId,
    CalibrationId,
    CoachingNoteId,
    HandlingId,
    QueueId,
    ReviewId,
    SampleRuleId,
    ScorecardId,
)


@dataclass(frozen=True, slots=True)
class AddScorecard:
    """Admin: a new scorecard; `queues` for which it is proposed, none for all."""

    card: Card
    queues: tuple[QueueId, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeScorecard:
    """Admin: its next version. Refused with `stale` when `version` is not the newest."""

    scorecard_id: ScorecardId
    version: int
    card: Card
    queues: tuple[QueueId, ...] = ()


@dataclass(frozen=True, slots=True)
class UseScorecard:
    """Admin: take a scorecard out of use, or into it again."""

    scorecard_id: ScorecardId
    active: bool


@dataclass(frozen=True, slots=True)
class StartReview:
    """Begin to review a finished handling, or go on with my draft. Refused with `exists` when there is one already."""

    handling_id: HandlingId
    scorecard_id: ScorecardId | None = None


@dataclass(frozen=True, slots=True)
class SaveReview:
    """Keep my draft."""

    review_id: ReviewId
    answers: dict[str, int | None]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PublishReview:
    """The agent may read it from now on; in a calibration, hand it in. Refused with `missing` for an open question."""

    review_id: ReviewId
    answers: dict[str, int | None]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DropReview:
    """Throw my draft away."""

    review_id: ReviewId


@dataclass(frozen=True, slots=True)
class DisputeReview:
    """Any agent: I do not agree with the review of my work, and why. Once for each review."""

    review_id: ReviewId
    reason: str


@dataclass(frozen=True, slots=True)
class SettleReview:
    """End a dispute: uphold the review, or change it by the answers given; both versions are kept."""

    review_id: ReviewId
    outcome: Literal["upheld", "changed"]
    answer: str
    answers: dict[str, int | None] | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class WriteCoachingNote:
    """Leave an agent a note, perhaps about a review or a handling, with a day to look at it again."""

    agent_id: AgentId
    text: str
    review_id: ReviewId | None = None
    handling_id: HandlingId | None = None
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class SeeCoachingNote:
    """Any agent: I have read this note to me."""

    note_id: CoachingNoteId


@dataclass(frozen=True, slots=True)
class FinishCoachingNote:
    """It was looked at again and is done, or is open again."""

    note_id: CoachingNoteId
    done: bool = True


@dataclass(frozen=True, slots=True)
class KeepSampleRule:
    """A new rule, or an old one changed. `weekly`: the hub draws by itself as each week begins."""

    name: str
    scorecard_id: ScorecardId
    wanted: Wanted
    rule_id: SampleRuleId | None = None
    active: bool = True
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class DrawSample:
    """Draw what a rule still misses this week. `seed` makes the same draw again; left out, the hub throws one."""

    rule_id: SampleRuleId
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class StartCalibration:
    """Several reviewers with one handling and one card."""

    handling_id: HandlingId
    name: str = ""
    scorecard_id: ScorecardId | None = None


@dataclass(frozen=True, slots=True)
class JoinCalibration:
    """My own review in it: begin, or go on."""

    calibration_id: CalibrationId


@dataclass(frozen=True, slots=True)
class CloseCalibration:
    """Nobody hands in any more; everybody sees everything."""

    calibration_id: CalibrationId


QualityCommand = (
    AddScorecard | ChangeScorecard | UseScorecard | StartReview | SaveReview | PublishReview | DropReview
    | DisputeReview | SettleReview | WriteCoachingNote | SeeCoachingNote | FinishCoachingNote | KeepSampleRule
    | DrawSample | StartCalibration | JoinCalibration | CloseCalibration
)
