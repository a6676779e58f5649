"""Quarter hours and spans: nothing lost, nothing twice."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.core.slots import Span, joined, seconds_by_slot, slot_after, slot_of, start_of, without

DAY = datetime(2026, 3, 2, tzinfo=UTC)
MOMENTS = st.integers(0, 20_000).map(lambda seconds: DAY + timedelta(seconds=seconds))
SPANS = st.lists(st.tuples(MOMENTS, MOMENTS), max_size=5)


@given(MOMENTS)
def test_an_instant_lies_in_its_slot(at: datetime) -> None:
    assert start_of(slot_of(at)) <= at < start_of(slot_of(at) + 1)
    assert start_of(slot_after(at)) >= at > start_of(slot_after(at) - 1)


@given(MOMENTS, MOMENTS)
def test_a_spans_slots_hold_all_of_it(begins: datetime, ends: datetime) -> None:
    found = dict(seconds_by_slot((begins, ends)))
    assert sum(found.values()) == max(0.0, (ends - begins).total_seconds())
    assert all(0 < seconds <= 900 for seconds in found.values())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, SPANS)
def test_time_with_and_without_is_the_whole(spans: list[Span], others: list[Span]) -> None:
    """Second by second: joined holds what any span holds, without what none of the others holds."""
    left, whole = without(spans, others), joined(spans)
    seconds = [DAY + timedelta(seconds=place) for place in range(0, 20_000, 97)]
    for at in seconds:
        in_any = any(begins <= at < ends for begins, ends in spans)
        assert in_any == any(begins <= at < ends for begins, ends in whole)
        kept = in_any and not any(begins <= at < ends for begins, ends in others)
        assert kept == any(begins <= at < ends for begins, ends in left)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(whole))


def one_by_one(spans: list[Span], others: list[Span]) -> list[Span]:
    """The plain definition: each of the others is cut out of all that is left."""
    left = joined(spans)
    for begins, ends in joined(others):
        left = [part for span in left for part in ((span[0], min(span[1], begins)), (max(span[0], ends), span[1]))
                if part[0] < part[1]]
    return left


MINUTES = st.integers(0, 40).map(lambda minutes: DAY + timedelta(minutes=minutes))
CLOSE = st.lists(st.tuples(MINUTES, MINUTES), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CLOSE, CLOSE)
def test_what_is_cut_out_at_once_is_what_is_cut_out_one_by_one(spans: list[Span], others: list[Span]) -> None:
    """Also where they touch, hold each other and are many."""
    assert without(spans, others) == one_by_one(spans, others)
