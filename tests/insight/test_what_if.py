"""What-if: who is moved, what is supposed, and what the runs say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from channels.contract import Medium
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.seats import Capacity, Seat
from hub.core.stays import Tally
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId, SkillId
from hub.insight.past import Habits
from hub.insight.staffing import erlang_a
from hub.insight.what_if import Lend, Move, Standing, changed, curve, lends, lived, outcome, outcomes, spread

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
CARE, SALES = QueueId("care"), QueueId("sales")
CALLS = (CARE, Medium.PHONE)
RU = SkillId("ru")
QUEUES = {CARE: QueuePlan(CARE, {}, Hours("always")), SALES: QueuePlan(SALES, {}, Hours("always"), skills={RU: 3})}


def seat(name: str, *queues: QueueId, **more: object) -> Seat:
    """An agent who is there."""
    own = Seat(AgentId(name), PresenceState.AVAILABLE, NINE, NINE, Capacity({Medium.PHONE: 1}),
               queues=dict.fromkeys(queues, 5))
    return replace(own, **more)  # type: ignore[arg-type]


def standing(*seats: Seat, hourly: float = 0.0, **more: object) -> Standing:
    """A floor."""
    habits = Habits({CALLS: (60.0, 120.0, 180.0, 240.0, 300.0)}, {CALLS: 120.0})
    own = Standing(NINE, tuple(QUEUES.values()), seats, (), (), {CALLS: hourly} if hourly else {}, habits)
    return replace(own, **more)  # type: ignore[arg-type]


def test_who_is_moved_is_there_able_and_least_busy() -> None:
    """Nobody away, nobody without the skill, the free before the busy."""
    able = {RU: 5}
    seats = [seat("away", CARE, skills=able, presence=PresenceState.AWAY), seat("unable", CARE),
             seat("busy", CARE, skills=able, load={Medium.PHONE: 1}), seat("free", CARE, skills=able),
             seat("there", SALES, skills=able)]
    assert lends(seats, [Move(SALES, 1, CARE)], QUEUES) == [Lend(AgentId("free"), SALES, CARE)]
    assert [each.agent_id for each in lends(seats, [Move(SALES, 9, CARE)], QUEUES)] == ["free", "busy"]
    assert lends(seats, [Move(CARE, -1)], QUEUES)[0].from_queue_id == CARE
    moved = changed(standing(*seats), [Move(SALES, 1, CARE)], {})
    assert {each.agent_id: set(each.queues) for each in moved.seats}[AgentId("free")] == {SALES}


def test_without_anything_to_judge_there_is_no_figure() -> None:
    """None, not 0 and not 1."""
    found = outcomes(standing(seat("a", CARE)), lived(standing(seat("a", CARE)), 30, 4))
    assert (found[CARE].level, found[CARE].low, found[CARE].wait_seconds) == (None, None, None)
    assert (found[CARE].agents, found[SALES].agents) == (1, 0)
    unknown = standing(seat("a", CARE), hourly=60, habits=Habits())
    assert outcome(CARE, lived(unknown, 30, 4), 1).level is None


def test_more_agents_answer_more_and_a_closed_queue_nobody() -> None:
    """The curve rises by more than noise; hours are rules like others."""
    seats = [seat(f"a{number}", CARE) for number in range(5)]
    busy = standing(*seats, hourly=120)
    points = {point.agents: point for point in curve(busy, CARE, 60, 8)}
    assert list(points) == [3, 4, 5, 6, 7, 8, 9]
    few, many = points[4].level, points[8].level
    assert few is not None and many is not None and many > few + 0.1
    closed = changed(busy, [], {CARE: "closed"})
    assert sum(each.get(CARE, Tally()).answered for each in lived(closed, 60, 3)) == 0
    assert lived(busy, 30, 3) == lived(busy, 30, 3), "the same question, the same answer"


def test_who_waits_now_is_part_of_it() -> None:
    """A caller who waits since a minute is answered late, by the first who is free."""
    item = Waiting(InteractionId("i1"), CARE, Medium.PHONE, NINE - timedelta(seconds=60))
    floor = standing(seat("a", CARE), waiting=(item,))
    found = outcomes(floor, lived(floor, 30, 4))
    assert (found[CARE].level, found[CARE].wait_seconds) == (0.0, 60.0)


def test_the_range_holds_nine_runs_in_ten() -> None:
    """Of twenty values one is left out at each end."""
    assert spread([float(each) for each in range(20)]) == (1.0, 18.0)
    assert spread([0.5]) == (None, None)


def test_a_long_what_if_abandons_as_erlang_a_says() -> None:
    """10 agents, 10 erlangs, patience two minutes, from an empty floor on: within a few points of the formula."""
    lengths = tuple(180.0 * each for each in (0.1, 0.3, 0.5, 0.8, 1.2, 1.6, 2.5))  # mean 180
    seats = [seat(f"a{number}", CARE) for number in range(10)]
    floor = standing(*seats, hourly=200, habits=Habits({CALLS: lengths}, {CALLS: 120.0}))
    found = outcome(CARE, lived(floor, 600, 4), 10)
    assert found.abandoned_share is not None
    assert abs(found.abandoned_share - erlang_a(10, 10, 180, 120).abandoned) < 0.03
