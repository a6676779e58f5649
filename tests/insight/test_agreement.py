"""Agreement of reviewers against Krippendorff's published examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.insight.agreement import agreeing_share, alpha, interval, mean_difference, nominal

N = None
# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
FOUR_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
# Section A: two observers, ten units, two values.
MEG, OWEN = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)


def test_alpha_of_the_published_examples() -> None:
    units = list(zip(*FOUR_OBSERVERS, strict=True))
    assert alpha(units, nominal) == pytest.approx(0.743, abs=5e-4)
    assert alpha(units, interval) == pytest.approx(0.849, abs=5e-4)
    assert alpha(list(zip(MEG, OWEN, strict=True)), nominal) == pytest.approx(0.095, abs=5e-4)


def test_nothing_can_be_said_of_one_reviewer_or_of_one_value() -> None:
    assert alpha([(1.0,), (0.0,)]) is None
    assert alpha([(1.0, 1.0), (1.0, 1.0)]) is None
    assert alpha([]) is None
    assert mean_difference([80.0]) is None
    assert agreeing_share([1.0]) is None


def test_differences_and_shares_by_hand() -> None:
    assert mean_difference([75, 100, 50]) == pytest.approx((25 + 25 + 50) / 3)
    assert agreeing_share([1, 1, 0]) == pytest.approx(1 / 3)
    assert agreeing_share([None, None]) == 1, "both found that it does not apply"


@given(st.lists(st.integers(0, 3).map(float), min_size=2, max_size=8), st.integers(2, 4))
def test_full_agreement_is_one_and_order_does_not_matter(values: list[float], observers: int) -> None:
    units = [[each] * observers for each in values]
    found = alpha(units)
    assert found is None if len(set(values)) < 2 else found == pytest.approx(1)
    assert alpha(units[::-1]) == found
