"""Quality as values: what a scorecard asks, what a rule looks for, and what consoles are shown of reviews and coaching.

The store builds the shown ones, `python -m hub protocol` writes them as TypeScript. Scores are percents to two places,
None where nothing applied. What answers come to is decided in core/scorecard.py, what is drawn in core/sampling.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from channels.contract import Medium
from hub.core.terms import (
    AgentId,
    CalibrationId,
    CoachingNoteId,
    ConversationId,
    CustomerId,
    DispositionCode,
    HandlingId,
    InteractionId,
    QuestionKind,
    QueueId,
    ReviewId,
    ReviewState,
    SampleRuleId,
    ScorecardId,
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look for. `top` is the best answer: 1 for yes, n on a scale of 0 to n.

    With `auto_fail` an answer of `fails_at` or less makes the whole score 0.
    """

    id: str
    text: dict[str, str]  # language -> words
    kind: QuestionKind
    weight: int
    top: int = 1
    auto_fail: bool = False
    fails_at: int = 0
    optional: bool = True  # may be answered "does not apply"


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together."""

    id: str
    name: dict[str, str]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A version of a scorecard: what it is called and what it asks."""

    name: dict[str, str]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule looks for; empty fields let everything pass."""

    per_week: int  # of each agent
    queues: tuple[QueueId, ...] = ()
    media: tuple[Medium, ...] = ()
    codes: tuple[DispositionCode, ...] = ()
    min_seconds: int = 0
    max_rating: int | None = None  # only what the customer rated so low or lower
    transferred: bool | None = None  # true: only what was handed on at least once; false: only what was not
    teams: tuple[str, ...] = ()  # of the agents


@dataclass(frozen=True, slots=True)
class ScorecardInfo:
    """A scorecard with one of its versions, the newest unless another was asked for."""

    id: ScorecardId
    active: bool
    queues: tuple[QueueId, ...]  # for which it is proposed; () for all
    version: int
    card: Card
    at: datetime
    by_name: str
    reviews: int  # that were published with this version


@dataclass(frozen=True, slots=True)
class HandlingInfo:
    """A finished handling, as it is chosen for review. `seconds` is how long it was worked on."""

    id: HandlingId
    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    customer_name: str
    agent_id: AgentId
    agent_name: str
    queue_id: QueueId
    medium: Medium
    subject: str
    started_at: datetime
    seconds: int
    rating: int | None
    transfers: int
    codes: tuple[DispositionCode, ...]


@dataclass(frozen=True, slots=True)
class DueInfo:
    """A drawn handling that waits for its review; `review_id` is the draft somebody has begun."""

    handling: HandlingInfo
    rule_name: str
    wanted: Wanted  # what the rule looks for: why it was drawn
    drawn_by_name: str  # "" for the hub's own draw of the week
    scorecard_id: ScorecardId
    drawn_at: datetime
    due_at: datetime
    review_id: ReviewId | None
    reviewer_name: str


@dataclass(frozen=True, slots=True)
class ReviewInfo:
    """A review in a list."""

    id: ReviewId
    state: ReviewState
    version: int
    score: float | None
    handling: HandlingInfo
    reviewer_id: AgentId
    reviewer_name: str
    card_name: dict[str, str]
    updated_at: datetime
    published_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewVersionInfo:
    """A published version of a review; none is ever changed."""

    number: int
    answers: dict[str, int | None]
    comment: str
    score: float | None
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class DisputeInfo:
    """Why an agent does not agree, and what was answered; `outcome` is "" while it is open."""

    reason: str
    at: datetime
    outcome: str
    answer: str
    settled_at: datetime | None
    settled_by_name: str


@dataclass(frozen=True, slots=True)
class CoachingInfo:
    """A note to an agent. `follow_up` is a day, "" for none."""

    id: CoachingNoteId
    agent_id: AgentId
    agent_name: str
    author_name: str
    text: str
    review_id: ReviewId | None
    handling_id: HandlingId | None
    at: datetime
    seen_at: datetime | None
    follow_up: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A review with its card and everything that was said about it. `may` names what the viewer may do."""

    review: ReviewInfo
    card: Card
    card_version: int
    calibration_id: CalibrationId | None
    answers: dict[str, int | None]
    comment: str
    versions: tuple[ReviewVersionInfo, ...]
    disputes: tuple[DisputeInfo, ...]
    notes: tuple[CoachingInfo, ...]
    may: tuple[str, ...]  # "edit", "dispute", "settle", "coach"


@dataclass(frozen=True, slots=True)
class SampleRuleInfo:
    """A rule with what it has drawn this week and what of it still waits."""

    id: SampleRuleId
    name: str
    scorecard_id: ScorecardId
    card_name: dict[str, str]
    wanted: Wanted
    active: bool
    weekly: bool  # the hub draws by itself as each week begins
    drawn_at: datetime | None
    drawn_this_week: int
    waiting: int


@dataclass(frozen=True, slots=True)
class WeekScore:
    """What the reviews published in a week came to."""

    week: str  # its Monday
    score: float
    n: int


@dataclass(frozen=True, slots=True)
class AgentQuality:
    """An agent's reviews, how they went, and what they were told. `average` is over `n` reviews with a score."""

    agent_id: AgentId
    agent_name: str
    average: float | None
    n: int
    trend: tuple[WeekScore, ...]
    reviews: tuple[ReviewInfo, ...]
    notes: tuple[CoachingInfo, ...]


@dataclass(frozen=True, slots=True)
class CalibrationInfo:
    """A calibration in a list: how many have handed in."""

    id: CalibrationId
    name: str
    handling: HandlingInfo
    card_name: dict[str, str]
    created_at: datetime
    closed_at: datetime | None
    by_name: str
    handed_in: int


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """A calibration with everybody's answers, once the viewer has handed in or it is closed; else only their own.

    Differences are in points of percent; `agreement` is by question; `alpha` is Krippendorff's, 1 for full agreement.
    """

    calibration: CalibrationInfo
    card: Card
    my_review_id: ReviewId | None
    open: bool  # whether the others' answers are shown
    reviews: tuple[tuple[str, ReviewVersionInfo], ...]  # reviewer's name and what they found
    difference: float | None
    alpha: float | None
    agreement: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class QualityCounts:
    """What waits for a supervisor: drawn and not reviewed, overdue among them, disputes, calibrations, follow-ups."""

    due: int
    late: int
    disputed: int
    calibrations: int
    follow_ups: int
