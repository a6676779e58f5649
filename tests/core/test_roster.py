"""How far a plan was kept, by hand: late, early, a break overrun, signed off, training; and laws of any day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.roster import HALF_HOUR, Lived, Shift, adherent, away_share, common, heads, length, overlap, plan_of
from hub.core.slots import Span, joined
from hub.core.terms import AgentId, ShiftId, ShiftKind

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORK, BREAK, TRAINING = ShiftKind.WORK, ShiftKind.BREAK, ShiftKind.TRAINING
ANN, BOB = AgentId("ann"), AgentId("bob")


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def span(begins: float, ends: float) -> Span:
    return at(begins), at(ends)


def shift(kind: ShiftKind, begins: float, ends: float, agent: AgentId = ANN, key: str = "") -> Shift:
    return Shift(ShiftId(key or f"{kind}{begins}"), agent, kind, at(begins), at(ends))


DAY = [shift(WORK, 0, 480), shift(BREAK, 120, 135), shift(BREAK, 240, 270)]  # 9 to 17, breaks at 11 and 13
WHOLE = [span(0, 120), span(135, 240), span(270, 480)]
RESTS = [span(120, 135), span(240, 270)]


@pytest.mark.parametrize(("available", "away", "busy", "minutes"), [
    (WHOLE, RESTS, [], 480),  # as planned
    ([span(10, 120), *WHOLE[1:]], RESTS, [], 470),  # ten minutes late
    ([*WHOLE[:2], span(270, 455)], RESTS, [], 455),  # gone 25 minutes early
    ([span(0, 120), span(145, 240), span(270, 480)], [span(120, 145), RESTS[1]], [], 470),  # a break 10 over
    ([span(0, 120), span(130, 240), span(270, 480)], [span(120, 130), RESTS[1]], [], 475),  # back 5 early
    (WHOLE, [RESTS[0], span(248, 270)], [span(235, 248)], 472),  # a call 8 minutes into the break
    (WHOLE[:1], RESTS, [span(135, 240)], 270),  # work in hand is work; then nothing
    ([span(-60, 480)], [], [], 435),  # no break taken, and an hour early that was not planned
    ([], [], [], 0),  # never came: signed off keeps no plan, not that of a break either
    ([], [span(0, 480)], [], 45),  # away all day: that was planned for the breaks only
])
def test_adherent_time_by_hand(available: list[Span], away: list[Span], busy: list[Span], minutes: int) -> None:
    plan = plan_of(DAY)
    assert length(plan.whole) == 480 * 60 and length(plan.work) == 435 * 60
    assert length(adherent(plan, Lived(available, away, busy))) == minutes * 60


def test_training_takes_the_place_of_work_and_may_stand_alone() -> None:
    """9 to 17 with training 10 to 11, and an hour of training in the evening: away for both."""
    plan = plan_of([shift(WORK, 0, 480), shift(TRAINING, 60, 120), shift(TRAINING, 600, 660)])
    assert plan.away == [span(60, 120), span(600, 660)] and length(plan.work) == 420 * 60
    there = Lived([span(0, 60), span(120, 480)], [span(60, 120), span(600, 660)])
    assert length(adherent(plan, there)) == length(plan.whole) == 540 * 60
    assert length(adherent(plan, Lived([span(0, 660)]))) == 420 * 60
    assert away_share([plan]) == pytest.approx(120 / 540) and away_share([]) is None


def test_a_break_outside_work_counts_nothing() -> None:
    assert plan_of([shift(BREAK, 0, 30)]).whole == []
    assert plan_of([shift(WORK, 0, 60), shift(BREAK, 50, 80)]).whole == [span(0, 60)]


def test_an_overnight_shift_is_one_shift() -> None:
    """22:00 to 6:00, there from 22:30 to 5:00: 390 of 480 minutes."""
    plan = plan_of([shift(WORK, 780, 1260)])
    assert length(adherent(plan, Lived([span(810, 1200)]))) == 390 * 60


def test_shifts_of_one_layer_may_not_overlap() -> None:
    """Work with work, a break with training; touching, another agent, another layer and the shift itself may."""
    lunch = shift(BREAK, 120, 135)
    assert overlap(shift(WORK, 400, 500, key="new"), DAY) == DAY[0]
    assert overlap(shift(TRAINING, 130, 200), DAY) == lunch
    assert overlap(shift(WORK, 480, 500), DAY) is None and overlap(shift(WORK, 0, 480, BOB), DAY) is None
    assert overlap(shift(TRAINING, 150, 200), DAY) is None
    assert overlap(shift(WORK, 0, 500, key=DAY[0].id), DAY) is None


def test_heads_are_means_of_half_hours() -> None:
    """Two at work, one of them 15 minutes on a break in the first half hour and gone after 10 of the second."""
    plans = [plan_of([shift(WORK, 0, 60)]), plan_of([shift(WORK, 0, 40, BOB), shift(BREAK, 0, 15, BOB)])]
    assert heads(plans, [at(0), at(30), at(60)]) == [1.5, 1.33, 0.0]


minutes = st.integers(0, 600)
spans = st.lists(st.tuples(minutes, minutes).filter(lambda two: two[0] < two[1])
                 .map(lambda two: span(*two)), max_size=6)
shifts = st.lists(st.tuples(st.sampled_from(ShiftKind), minutes, minutes).filter(lambda one: one[1] < one[2])
                  .map(lambda one: shift(*one)), max_size=6)


@given(shifts, spans, spans, spans)
def test_what_was_kept_is_of_the_plan(planned: list[Shift], available: list[Span], away: list[Span],
                                      busy: list[Span]) -> None:
    """Never more than planned; work and away never overlap; who does as planned keeps all of it."""
    plan = plan_of(planned)
    kept = adherent(plan, Lived(available, away, busy))
    assert common(kept, plan.whole) == kept
    assert common(plan.work, plan.away) == []
    assert adherent(plan, Lived(plan.work, plan.away)) == plan.whole
    assert length(plan.work) + length(plan.away) == length(plan.whole)


@given(shifts, st.integers(0, 40))
def test_heads_add_up_to_the_work(planned: list[Shift], first: int) -> None:
    """Over a day the heads are the planned work."""
    starts = [NINE - 30 * timedelta(minutes=1) * first + HALF_HOUR * each for each in range(80)]
    found = sum(heads([plan_of(planned)], starts)) * HALF_HOUR.total_seconds()
    inside = common(plan_of(planned).work, [(starts[0], starts[-1] + HALF_HOUR)])
    assert found == pytest.approx(length(joined(inside)), abs=0.005 * 80 * 1800)
