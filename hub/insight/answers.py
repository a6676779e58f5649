"""A question about the next minutes and its answer: the floor lived as it stands and as it would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.core.terms import QueueId
from hub.insight.past import Kind
from hub.insight.what_if import RUNS, Move, Outcome, Point, Standing, changed, curve, lived, outcomes

INTERACTIONS = 12_000  # lived again for one answer, about
FEWEST_RUNS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """The next minutes, with these changes."""

    minutes: int
    moves: tuple[Move, ...] = ()
    hours: Mapping[QueueId, str] | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The level of one queue by number of agents."""

    queue_id: QueueId
    points: list[Point]


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer rests on: arrivals expected in the curve's queue, the mean length of handling there, over how
    many past days arrivals were counted (0: the last hour only), and how often earlier answers held (None: not yet
    measured)."""

    arrivals: float
    handling_seconds: float | None
    days: int
    held: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Now against then."""

    minutes: int
    runs: int
    now: dict[QueueId, Outcome]
    then: dict[QueueId, Outcome]
    curve: Curve
    basis: Basis


def work_out(standing: Standing, question: Question, counted_days: int) -> Answer:
    """The runs and what they say; how many of them, by how much there is to live."""
    minutes, moves = question.minutes, question.moves
    queue = _in_question(standing, question)
    size = sum(standing.expected.values()) * minutes / 60 + len(standing.waiting)
    runs = max(FEWEST_RUNS, min(RUNS, int(INTERACTIONS / 5 / max(1.0, size))))
    after = changed(standing, moves, question.hours or {})
    now = lived(standing, minutes, runs)
    then = now if after == standing else lived(after, minutes, runs)
    points = curve(standing, queue, minutes, max(FEWEST_RUNS // 2, runs // 2), now)
    here: dict[Kind, float] = {kind: hourly for kind, hourly in standing.expected.items() if kind[0] == queue}
    lengths = [each for kind in here for each in standing.habits.lengths_of(kind)]
    basis = Basis(sum(here.values()) * minutes / 60, sum(lengths) / len(lengths) if lengths else None, counted_days)
    return Answer(minutes, runs, outcomes(standing, now), outcomes(after, then), Curve(queue, points),
                  basis)


def _in_question(standing: Standing, question: Question) -> QueueId:
    if question.moves:
        return question.moves[0].queue_id
    return next(iter(question.hours or ()), standing.queues[0].id)
