"""What customers say, with published and computed numbers."""

import pytest

from hub.core.figures import Rated
from hub.insight import satisfaction


def test_csat_by_wilson() -> None:
    """80 of 100 in the top two: 71.1 to 86.7 %."""
    found = satisfaction.csat(Rated(one=5, two=5, three=10, four=30, five=50))
    assert (found.value, found.n) == (0.8, 100)
    assert (round(found.low or 0, 3), round(found.high or 0, 3)) == (0.711, 0.867)
    assert satisfaction.mean_rating(Rated(one=1, five=3)).value == 4
    assert satisfaction.csat(Rated()).value is None


@pytest.mark.parametrize(("answers", "value"), [({10: 70, 8: 20, 3: 10}, 60), ({9: 5, 7: 1, 6: 4}, 10)])
def test_nps_with_its_margin(answers: dict[int, int], value: float) -> None:
    """70/20/10 of a hundred is +60 with a margin of 13.0; 5/1/4 of ten is +10."""
    found = satisfaction.nps(answers)
    assert found.value == pytest.approx(value)
    if value == 60:
        assert found.low is not None and found.high is not None
        assert round(60 - found.low, 1) == round(found.high - 60, 1) == 13.0


def test_effort_is_a_mean_and_a_balance() -> None:
    """Answers 7, 7, 6, 5, 2 of 7: mean 5.4, 60 % easy less 20 % hard."""
    answers = {7: 2, 6: 1, 5: 1, 2: 1}
    assert satisfaction.ces(answers).value == 5.4
    assert satisfaction.ces_net(answers).value == 40
    assert satisfaction.ces({}).value is None and satisfaction.nps({}).value is None


def test_who_answers_is_told() -> None:
    """30 ratings of 200 talks: 15 %."""
    assert satisfaction.response_rate(Rated(five=30), 200).value == 0.15
    assert satisfaction.response_rate(Rated(five=3), 2).value == 1
