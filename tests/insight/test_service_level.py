"""The three formulas of service level, with the example they are compared by."""

from hub.core.stays import Tally
from hub.insight import service_level as sl

EXAMPLE = Tally(entered=10, answered=7, in_target=4, wait_seconds=143, abandoned=3, abandoned_in_target=1,
                abandoned_short=1)


def test_the_three_formulas_differ_as_published() -> None:
    """Answered after 5, 10, 15, 18, 25, 30, 40 s; given up after 3, 22, 50 s; aim 20 s: 40 %, 44.4 %, 50 %."""
    assert sl.answered_of_all(EXAMPLE).value == 0.4
    assert sl.answered_of_patient(EXAMPLE).value == 4 / 9
    assert sl.served_or_gone_in_time(EXAMPLE).value == 0.5


def test_what_they_rest_on() -> None:
    """Early leavers are no part of the second."""
    assert [each(EXAMPLE).n for each in (sl.answered_of_all, sl.answered_of_patient, sl.served_or_gone_in_time)] == [
        10, 9, 10]


def test_the_products_own_is_the_second() -> None:
    """Live boards show Tally.service_level; reports must not differ."""
    assert sl.answered_of_patient(EXAMPLE).value == EXAMPLE.service_level


def test_nobody_is_unknown() -> None:
    """No hundred per cent where nobody came."""
    assert sl.answered_of_all(Tally()).value is None
