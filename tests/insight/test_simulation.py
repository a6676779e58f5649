"""Laws of days lived again: nothing is lost, nothing is drawn, hours and skills and capacity hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.contract import Medium
from hub.core.days import Arrival, Day, InHand, SeatChange
from hub.core.plan import Hours, Overflow, QueuePlan, Relaxation
from hub.core.queues import Waiting
from hub.core.seats import Capacity, Seat
from hub.core.stays import Tally
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId, SkillId, StayEnd
from hub.insight.simulation import added, live

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
CARE, SALES = QueueId("care"), QueueId("sales")
RU = SkillId("ru")
CAPACITY = Capacity({Medium.PHONE: 1, Medium.CHAT: 2, Medium.EMAIL: 1}, total=3)
ALWAYS = Hours("always")
UNTIL_TEN = Hours("until ten", week={0: ((time(8), time(10)),)})


def call(number: int, after: float, length: float = 60.0, patience: float | None = None, **more: object) -> Arrival:
    """A call for the care queue, so many seconds after nine."""
    item = Waiting(InteractionId(f"i{number:03}"), CARE, Medium.PHONE, NINE + timedelta(seconds=after))
    return Arrival(replace(item, **more), length, patience)  # type: ignore[arg-type]


def seat(name: str, **more: object) -> Seat:
    """An agent of the care queue who is there."""
    own = Seat(AgentId(name), PresenceState.AVAILABLE, NINE, NINE, CAPACITY, queues={CARE: 5})
    return replace(own, **more)  # type: ignore[arg-type]


def an_hour(*arrivals: Arrival, seats: tuple[Seat, ...] = (seat("ann"),), **more: object) -> Day:
    """One hour with these arrivals and agents."""
    day = Day(NINE, NINE + timedelta(hours=1), (QueuePlan(CARE, {}, ALWAYS),), seats, arrivals)
    return replace(day, **more)  # type: ignore[arg-type]


def waited(day: Day) -> list[tuple[str, str, float]]:
    """Who ended how after how long."""
    return [(stay.interaction_id, str(stay.end), stay.waited_seconds) for stay in live(day).ended]


def test_one_after_the_other() -> None:
    """One agent, three calls: the second waits for the first's end, the third gives up meanwhile."""
    day = an_hour(call(1, 0, 100), call(2, 10, 100), call(3, 20, 100, patience=30))
    assert waited(day) == [("i001", "answered", 0), ("i003", "abandoned", 30), ("i002", "answered", 90)]


def test_agents_take_time_to_accept() -> None:
    """The wait lasts until acceptance, not until the offer; who gives up while it rings is gone."""
    day = an_hour(call(1, 0), call(2, 600, patience=3), answer_seconds=5.0)
    assert waited(day) == [("i001", "answered", 5), ("i002", "abandoned", 3)]


def test_who_leaves_is_offered_nothing_and_finishes_what_they_have() -> None:
    """Away from the second minute to the tenth: the call then waits for their return."""
    changes = (SeatChange(NINE + timedelta(seconds=60), AgentId("ann"), PresenceState.AWAY),
               SeatChange(NINE + timedelta(seconds=600), AgentId("ann"), PresenceState.AVAILABLE))
    assert waited(an_hour(call(1, 50, 100), call(2, 100), changes=changes)) == [
        ("i001", "answered", 0), ("i002", "answered", 500)]


def test_work_in_hand_takes_its_place() -> None:
    """What an agent carries at the beginning keeps the next call waiting until its end."""
    day = an_hour(call(1, 0), in_hand=(InHand(AgentId("ann"), Medium.PHONE, CARE, 30, 45),))
    assert waited(day) == [("i001", "answered", 45)]


def test_hours_skills_and_overflow_hold_work() -> None:
    """Closed at ten, nothing is answered after it; a skill is waited for until it is relaxed; overflow moves."""
    closing = (QueuePlan(CARE, {}, UNTIL_TEN),)
    late = an_hour(call(1, 3590), call(2, 3605), queues=closing, ends=NINE + timedelta(hours=2))
    assert [end for _, end, _ in waited(late)] == ["answered"] and len(live(late).waiting) == 1
    relaxed = (QueuePlan(CARE, {}, ALWAYS, skills={RU: 3}, relax=(Relaxation(40, RU, 0),)),)
    assert waited(an_hour(call(1, 0), queues=relaxed)) == [("i001", "answered", 40)]
    over = (QueuePlan(CARE, {}, ALWAYS, overflow=(Overflow(25, SALES),)), QueuePlan(SALES, {}, ALWAYS))
    moved = an_hour(call(1, 0), seats=(seat("bob", queues={SALES: 1}),), queues=over)
    assert waited(moved) == [("i001", "overflowed", 25), ("i001", "answered", 0)]


def test_chats_go_side_by_side() -> None:
    """Two at once by capacity, the third waits for the first of them to end."""
    chats = [call(number, 0, 100 + number, medium=Medium.CHAT) for number in (1, 2, 3)]
    assert [round(seconds) for _, _, seconds in waited(an_hour(*chats))] == [0, 0, 101]


def test_a_day_can_be_stopped() -> None:
    """Whoever is told of the progress may raise to end it."""

    def stop(share: float) -> None:
        assert 0 <= share <= 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        live(an_hour(*(call(number, number) for number in range(900))), stop)


def any_day(dice: Random) -> Day:
    """Two queues that may overflow into each other, mediums, skills, agents who come and go."""
    plans = tuple(
        QueuePlan(queue, {}, dice.choice([ALWAYS, ALWAYS, UNTIL_TEN]), skills=dice.choice([{}, {RU: 2}]),
                  relax=dice.choice([(), (Relaxation(60, RU, 0),)]),
                  overflow=dice.choice([(), (Overflow(90, other),)]))
        for queue, other in ((CARE, SALES), (SALES, CARE))
    )
    seats = tuple(
        Seat(AgentId(f"a{number}"), dice.choice(list(PresenceState)), NINE, NINE, CAPACITY,
             dice.choice([{}, {RU: 3}]), dice.choice([{CARE: 1}, {SALES: 1}, {CARE: 2, SALES: 1}]))
        for number in range(dice.randint(0, 4))
    )
    arrivals = tuple(
        Arrival(Waiting(InteractionId(f"i{number:03}"), dice.choice([CARE, SALES]), dice.choice(list(CAPACITY.at_once)),
                        NINE + timedelta(seconds=dice.randint(-300, 7200)), dice.randint(1, 10)),
                dice.randint(0, 600), dice.choice([None, dice.randint(0, 300)]),
                dice.choice(["abandoned", "voicemail", "callback_booked", "closed"]))
        for number in range(dice.randint(0, 40))
    )
    changes = tuple(
        SeatChange(NINE + timedelta(seconds=dice.randint(0, 7200)), AgentId(f"a{dice.randint(0, 4)}"),
                   dice.choice([PresenceState.AVAILABLE, PresenceState.AWAY, PresenceState.OFFLINE]))
        for _ in range(dice.randint(0, 8))
    )
    ends = NINE + timedelta(hours=2)
    return Day(NINE, ends, plans, seats, arrivals, changes, answer_seconds=dice.choice([0.0, 4.0]))


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_comes_goes_or_waits(dice: Random) -> None:
    """Law: waiting at the start + entered = every kind of end + waiting at the end; nobody is answered twice."""
    day = any_day(dice)
    lived = live(day)
    whole = Tally()
    for tally in lived.tallies().values():
        whole = whole + tally
    waited = sum(each.item.since < day.begins for each in day.arrivals)
    assert waited + whole.entered == whole.left + len(lived.waiting)
    answered = [stay.interaction_id for stay in lived.ended if stay.end is StayEnd.ANSWERED]
    assert len(answered) == len(set(answered))
    assert added([lived.tallies(), {}]) == lived.tallies()


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_same_day_is_lived_the_same(dice: Random) -> None:
    """Law: no chance of its own; the order in which arrivals are given does not matter."""
    day = any_day(dice)
    mixed = list(day.arrivals)
    dice.shuffle(mixed)
    assert live(day) == live(day)
    assert live(replace(day, arrivals=tuple(mixed))).tallies() == live(day).tallies()
