"""Place and wait: a range that held for others, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.contract import Medium
from hub.core.floor import Floor
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.routing import decide
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId
from hub.core.waiting import PastWait, WaitRange, estimate, position

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CARE = QueueId("care")


def waits(*seconds: int, place: int = 3, ago_minutes: int = 5) -> list[PastWait]:
    return [PastWait(NOON - timedelta(minutes=ago_minutes), place, each) for each in seconds]


def test_fewer_than_ten_say_nothing() -> None:
    assert estimate(waits(*range(60, 600, 60)), 3, NOON) is None


def test_the_range_is_that_of_the_quarter_and_the_tenth_rounded_outward() -> None:
    found = estimate(waits(*range(30, 331, 30)), 3, NOON)  # 30, 60 ... 330: eleven
    assert found == WaitRange(60, 300)


def test_what_others_waited_elsewhere_or_long_ago_does_not_count() -> None:
    assert estimate(waits(*range(12), place=9), 3, NOON) is None
    assert estimate(waits(*range(12), ago_minutes=121), 3, NOON) is None
    assert estimate(waits(*range(12), place=6), 3, NOON) == WaitRange(0, 60)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 5_000), min_size=10, max_size=60))
def test_the_range_keeps_its_word(seconds: list[int]) -> None:
    """At most a quarter of those who waited were quicker than the range says, and at most a tenth slower."""
    found = estimate(waits(*seconds), 3, NOON)
    assert found is not None
    assert found.low_seconds <= found.high_seconds
    assert sum(each < found.low_seconds for each in seconds) <= len(seconds) / 4
    assert sum(each > found.high_seconds for each in seconds) <= len(seconds) / 10


def test_the_place_is_that_among_the_same_medium() -> None:
    floor = Floor()
    floor.put_queue(QueuePlan(CARE, {}, Hours("always")))
    available = PresenceState.AVAILABLE
    floor.put_seat(Seat(AgentId("ann"), available, NOON, NOON, Capacity({Medium.CHAT: 1}), queues={CARE: 1}))
    for number, medium in enumerate([Medium.CHAT, Medium.EMAIL, Medium.CHAT, Medium.CHAT]):
        floor.put_work(Waiting(InteractionId(f"i{number}"), CARE, medium, NOON + timedelta(seconds=number)))
    floor.put_work(Waiting(InteractionId("vip"), CARE, Medium.CHAT, NOON + timedelta(seconds=9), vip=True))
    floor.put_work(Waiting(InteractionId("asleep"), CARE, Medium.CHAT, NOON, not_before=NOON + timedelta(hours=1)))
    floor.put_work(Waiting(InteractionId("lost"), QueueId("gone"), Medium.CHAT, NOON))
    decide(floor, NOON + timedelta(minutes=1))
    names = ["vip", "i0", "i2", "i3", "i1", "asleep", "lost", "nobody"]
    assert [position(floor, InteractionId(name)) for name in names] == [1, 1, 2, 3, 1, None, None, None]
