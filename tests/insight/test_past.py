"""From what was seen to a day to live again: lengths stay, patience is never less than was shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest

from channels.contract import Medium
from hub.core.days import InHand, Past, Seen
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.terms import AgentId, InteractionId, QueueId, StayEnd
from hub.insight.chance import Chance
from hub.insight.past import Habits, arrival_of, day_of, habits_of, left_over, unknown

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
CARE = QueueId("care")
CALLS = (CARE, Medium.PHONE)


def seen(number: int, waited: float, end: StayEnd | None, length: float | None = None,
         medium: Medium = Medium.PHONE) -> Seen:
    """Work that came to the care queue."""
    return Seen(Waiting(InteractionId(f"i{number:04}"), CARE, medium, NINE), waited, end, length)


def test_patience_is_all_waiting_over_those_who_gave_up() -> None:
    """Two gave up after 30 and 90 s, two were answered after 20 and 60: 200 s of waiting, mean patience 100 s."""
    habits = habits_of([seen(1, 30, StayEnd.ABANDONED), seen(2, 90, StayEnd.ABANDONED),
                        seen(3, 20, StayEnd.ANSWERED, 180), seen(4, 60, StayEnd.ANSWERED, 240)])
    assert habits.patience == {CALLS: 100}
    assert habits.mean_length(CALLS) == 210


def test_where_nobody_gave_up_patience_has_no_end() -> None:
    """And written work never gives up."""
    habits = habits_of([seen(1, 20, StayEnd.ANSWERED, 100), seen(2, 9, StayEnd.ABANDONED, None, Medium.EMAIL)])
    assert habits.patience == {}
    arrival = arrival_of(seen(1, 20, StayEnd.ANSWERED, 100), habits, Chance(0))
    assert arrival is not None and (arrival.patience_seconds, arrival.handling_seconds) == (None, 100)


def test_who_gave_up_keeps_their_patience_and_who_was_answered_had_more() -> None:
    """The drawn rest of patience has the fitted mean: exponential waits have no memory."""
    habits = Habits({CALLS: (100.0,)}, {CALLS: 120.0}, {Medium.PHONE: (100.0,)})
    gone = arrival_of(seen(1, 33, StayEnd.ABANDONED), habits, Chance(5))
    assert gone is not None and (gone.patience_seconds, gone.leaves, gone.handling_seconds) == (33, "abandoned", 100)
    more = []
    for number in range(2000):
        arrival = arrival_of(seen(number, 40, StayEnd.ANSWERED, 77), habits, Chance(5))
        assert arrival is not None and arrival.patience_seconds is not None and arrival.handling_seconds == 77
        assert arrival.patience_seconds >= 40
        more.append(arrival.patience_seconds - 40)
    assert fmean(more) == pytest.approx(120, rel=0.1)
    left = arrival_of(seen(1, 50, StayEnd.CALLBACK), habits, Chance(5))
    assert left is not None and (left.patience_seconds, left.leaves) == (50, "callback_booked")


def test_the_same_seed_draws_the_same_for_the_same_work() -> None:
    """By name, not by turn: what is drawn for one does not depend on the others."""
    habits = Habits({CALLS: (10.0, 20.0, 30.0, 40.0, 50.0)}, {CALLS: 60.0})
    one = arrival_of(seen(7, 1, None), habits, Chance(3))
    arrival_of(seen(8, 1, None), habits, Chance(3))
    assert arrival_of(seen(7, 1, None), habits, Chance(3)) == one != arrival_of(seen(7, 1, None), habits, Chance(4))


def test_nothing_is_invented_without_a_known_length() -> None:
    """Work of which no length is known is not lived, and its queue is named; weeks before may know one."""
    past = Past(NINE, NINE + timedelta(hours=1), seen=(seen(1, 10, StayEnd.ABANDONED),))
    queues = [QueuePlan(CARE, {}, Hours("always"))]
    assert day_of(past, queues, habits_of(past.seen), Chance(0)).arrivals == ()
    assert unknown(past, habits_of(past.seen)) == {CARE}
    known = habits_of(past.seen, {CALLS: (77.0,)})
    assert day_of(past, queues, known, Chance(0)).arrivals[0].handling_seconds == 77 and not unknown(past, known)


def test_work_in_hand_takes_as_long_as_what_took_longer() -> None:
    """After 90 s only the handling of 200 s is like it; a known rest stays."""
    habits = Habits({CALLS: (50.0, 60.0, 80.0, 85.0, 200.0)})
    assert left_over(InHand(AgentId("a"), Medium.PHONE, CARE, 90), habits, Chance(1)).seconds == 110
    assert left_over(InHand(AgentId("a"), Medium.PHONE, CARE, 90, 7), habits, Chance(1)).seconds == 7
    assert left_over(InHand(AgentId("a"), Medium.PHONE, CARE, 900), habits, Chance(1)).seconds == 0
