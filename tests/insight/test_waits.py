"""Speed of answer, abandonment and percentiles."""

from hypothesis import given
from hypothesis import strategies as st

from hub.insight import waits
from tests.insight.test_service_level import EXAMPLE


def test_the_published_example() -> None:
    """ASA 20.43 s; abandonment 30 %, without those who left within 5 s 22.2 %."""
    assert round(waits.speed_of_answer(EXAMPLE).value or 0, 2) == 20.43
    assert waits.abandoned_share(EXAMPLE).value == 0.3
    assert round(waits.abandoned_share_without_short(EXAMPLE).value or 0, 3) == 0.222
    assert waits.abandoned_share_without_short(EXAMPLE).n == 9


def test_percentiles_are_waits_that_happened() -> None:
    """Nearest rank (Hyndman and Fan, 1): of 15, 20, 35, 40, 50 the 30th is 20, the 40th 20, the 50th 35."""
    found = dict.fromkeys((15, 20, 35, 40, 50), 1)
    assert [waits.percentile(found, rank).value for rank in (0.05, 0.3, 0.4, 0.5, 1)] == [15, 20, 20, 35, 50]
    assert waits.percentile({}, 0.5).value is None


@given(st.lists(st.integers(0, 500), min_size=1), st.sampled_from([0.1, 0.5, 0.8, 0.95]))
def test_so_many_were_answered_by_then(seconds: list[int], rank: float) -> None:
    """At least the share waited no longer, and with a second less fewer did."""
    found = {each: seconds.count(each) for each in set(seconds)}
    value = waits.percentile(found, rank).value
    assert value is not None
    assert sum(each <= value for each in seconds) >= rank * len(seconds) - 1e-6
    assert sum(each < value for each in seconds) < rank * len(seconds)
