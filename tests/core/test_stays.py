"""Stays and tallies: every stay ends in one way, and what came in went out or still waits, whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.core import facts
from hub.core.facts import Fact
from hub.core.stays import Stays, Tally
from hub.core.terms import AgentId, ConversationId, CustomerId, HandlingId, InteractionId, QueueId, StayEnd

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TALK, WHO = ConversationId("talk"), CustomerId("who")


def queued(work: str, queue: str = "support", why: str = "arrived") -> Fact:
    return facts.InteractionQueued(InteractionId(work), TALK, WHO, QueueId(queue), why, None, "phone", None, 20)


def answered(work: str, how: str = "offer") -> Fact:
    ann, support = AgentId("ann"), QueueId("support")
    return facts.HandlingStarted(HandlingId("h"), InteractionId(work), TALK, ann, support, how)


def closed(work: str, why: str) -> Fact:
    return facts.InteractionClosed(InteractionId(work), TALK, WHO, QueueId("support"), why, None)


def tallied(told: Sequence[tuple[float, Fact]]) -> Tally:
    stays, tally = Stays(), Tally()
    for seconds, fact in told:
        for stay in stays.tell(fact, NOON + timedelta(seconds=seconds)):
            tally.count(stay)
    return tally


def test_the_published_example_of_service_levels() -> None:
    """Answered after 5, 10, 15, 18, 25, 30, 40 s, given up after 3, 22, 50 s, aim 20 s: 4 of 9; ASA 20.43 s; 30 %."""
    told: list[tuple[float, Fact]] = []
    for place, wait in enumerate((5, 10, 15, 18, 25, 30, 40)):
        told += [(0, queued(f"a{place}")), (wait, answered(f"a{place}"))]
    for place, wait in enumerate((3, 22, 50)):
        told += [(0, queued(f"b{place}")), (wait, closed(f"b{place}", "abandoned"))]
    tally = tallied(told)
    assert tally.service_level == 4 / 9
    assert round(tally.answer_seconds or 0, 2) == 20.43
    assert tally.abandoned_share == 0.3 and tally.abandoned_short == 1


def test_a_declined_offer_ends_no_stay() -> None:
    """Neither does one that ran out: the customer waits on, in the same queue."""
    told = [(0, queued("a")), (20, queued("a", why="declined")), (40, queued("a", why="expired")), (50, answered("a"))]
    tally = tallied(told)
    assert (tally.entered, tally.answered, tally.wait_seconds) == (1, 1, 50)


def test_another_queue_is_another_stay() -> None:
    """By rule it overflowed, by a person it was moved; both begin anew there."""
    overflowed, moved = queued("a", "orders", "overflowed"), queued("a", "repairs", "reassigned")
    tally = tallied([(0, queued("a")), (60, overflowed), (70, moved)])
    assert (tally.entered, tally.overflowed, tally.moved) == (3, 1, 1)


def test_what_is_given_from_hand_to_hand_is_no_answer_in_no_time() -> None:
    """Answered after 60 s, then given to a colleague: 0 % within the aim of 20 s, not 50 %."""
    given = [(90, queued("a", why="reassigned")), (90, answered("a", "reassigned"))]
    tally = tallied([(0, queued("a")), (60, answered("a")), *given])
    assert (tally.entered, tally.answered, tally.moved, tally.wait_seconds) == (2, 1, 1, 60)
    assert tally.service_level == 0


def test_who_waited_and_is_given_to_somebody_is_answered() -> None:
    """Also where a supervisor had put it into that queue before."""
    tally = tallied([(0, queued("a")), (15, answered("a", "reassigned"))])
    assert (tally.answered, tally.in_target, tally.wait_seconds) == (1, 1, 15)
    tally = tallied([(0, queued("a", why="reassigned")), (30, answered("a", "reassigned"))])
    assert (tally.answered, tally.moved, tally.wait_seconds) == (1, 0, 30)


def test_nobody_is_no_hundred_per_cent() -> None:
    """Where nobody came there is no figure."""
    tally = Tally()
    assert (tally.service_level, tally.abandoned_share, tally.answer_seconds) == (None, None, None)


WORKS = st.sampled_from(["a", "b", "c", "d"])
QUEUES, WHYS = st.sampled_from(["support", "orders"]), st.sampled_from(["arrived", "overflowed", "declined"])
STEPS = st.one_of(
    st.builds(queued, WORKS, QUEUES, WHYS),
    st.builds(answered, WORKS),
    st.builds(closed, WORKS, st.sampled_from(["abandoned", "voicemail", "callback_booked", "spam"])),
)


@given(st.lists(st.tuples(st.integers(0, 90), STEPS), max_size=40), st.integers(0, 40))
def test_what_came_in_went_out_or_waits(steps: list[tuple[int, Fact]], cut: int) -> None:
    """For any interval: waiting at its start + entered = ended in any way + waiting at its end; intervals add up."""
    stays, before, after = Stays(), Tally(), Tally()
    now, waiting_at_cut = NOON, 0
    for place, (seconds, fact) in enumerate(steps):
        now += timedelta(seconds=seconds)
        if place == cut:
            waiting_at_cut = len(stays.waiting)
        for stay in stays.tell(fact, now):
            (before if place < cut else after).count(stay)
            assert (stay.end is None) == (stay.left_at is None)
            assert (stay.agent_id is not None) == (stay.end is StayEnd.ANSWERED)
    if cut >= len(steps):
        waiting_at_cut = len(stays.waiting)
    assert before.entered == before.left + waiting_at_cut
    assert waiting_at_cut + after.entered == after.left + len(stays.waiting)
    whole = before + after
    assert whole.entered == whole.left + len(stays.waiting)
