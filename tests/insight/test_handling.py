"""Handling time and occupancy by hand."""

from hub.core.figures import Handled, Present
from hub.insight import handling


def test_handling_time_is_its_three_parts() -> None:
    """(180 + 240 talk, 30 hold, 60 + 90 wrap-up) of two handlings: 300 s; a fifth of ten handed on."""
    sums = Handled(handled=2, talk_seconds=420, hold_seconds=30, wrapup_seconds=150)
    assert handling.handling_seconds(sums).value == 300
    parts = (handling.talk_seconds, handling.hold_seconds, handling.wrapup_seconds)
    assert [each(sums).value for each in parts] == [210, 15, 75]
    assert handling.transferred_share(Handled(handled=10, transferred=2)).value == 0.2


def test_occupancy_is_work_of_the_time_at_hand() -> None:
    """45 minutes at work, 15 ready and waiting: 75 %, whatever the pauses."""
    hour = Present(quarters=5, available_seconds=3600, idle_seconds=900, busy_seconds=2700, away_seconds=900)
    assert (handling.occupancy(hour).value, handling.occupancy(hour).n) == (0.75, 5)
    assert handling.occupancy(Present()).value is None
