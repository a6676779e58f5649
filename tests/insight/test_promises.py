"""What-if's ranges are judged by what came to pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hub.core.stays import Stay
from hub.core.terms import InteractionId, QueueId, StayEnd
from hub.insight.promises import FEWEST, Promises
from hub.insight.what_if import Outcome

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
CARE, SALES = QueueId("care"), QueueId("sales")
HALF = timedelta(minutes=30)


def answered(at: datetime, waited: float, queue: QueueId = CARE) -> Stay:
    """A stay answered at that moment, the aim being 20 s."""
    return Stay(InteractionId("i"), queue, "phone", "arrived", at - timedelta(seconds=waited), 20, at, StayEnd.ANSWERED)


def said(low: float | None, high: float | None) -> dict[QueueId, Outcome]:
    """What was said of the care queue."""
    return {CARE: Outcome(low, low, high, None, None, 1)}


def test_a_share_is_told_once_enough_could_be_judged() -> None:
    """Eight hold, two do not; what nothing came of is not judged, nor what is not over."""
    promises, stays = Promises(), []
    for number in range(FEWEST):
        at = NINE + number * HALF
        promises.give(at, at + HALF, said(0.9, 1.0))
        promises.give(at + HALF / 2, at + HALF * 1.5, said(0.0, 0.1))
        stays.append(answered(at + HALF / 2, 60 if number < 2 else 5))
        if number == FEWEST - 1:
            assert promises.share is None
        promises.settle(stays, at + HALF)
    assert promises.share == 0.8
    later = NINE + timedelta(days=1)
    promises.give(later, later + HALF, said(0.9, 1.0))
    promises.settle([], later + HALF)
    promises.give(later + HALF, later + 2 * HALF, said(None, None))
    promises.settle([answered(later + HALF, 60)], later + HALF)
    assert promises.share == 0.8


def test_what_was_changed_is_not_judged() -> None:
    """After agents were lent, the old words are withdrawn."""
    promises = Promises()
    for number in range(2 * FEWEST):
        at = NINE + number * HALF
        promises.give(at, at + HALF, said(0.9, 1.0))
        promises.withdraw()
        promises.settle([answered(at, 60)], at + HALF)
    assert promises.share is None
