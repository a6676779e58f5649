"""First contact resolution: by return and by the agent's word."""

from datetime import UTC, datetime, timedelta

from hub.core.figures import Handled
from hub.insight import resolution
from hub.insight.resolution import Matter

DAY0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


def came(day: int, topic: str = "A", customer: str = "ann") -> Matter:
    return Matter(customer, topic, DAY0 + timedelta(days=day))


def test_who_comes_back_in_any_channel() -> None:
    """Day 0 by phone, day 5 by chat, day 20 by e-mail about the same, within 7 days, seen at day 40: 2 of 3."""
    found = resolution.judged([came(0), came(5), came(20)], DAY0 + timedelta(days=40))
    assert (found.settled, found.matters) == (2, 3)
    assert resolution.no_return(found).value == 2 / 3


def test_what_is_too_young_is_left_out() -> None:
    """At day 22 the third cannot be judged; another topic or customer is no return."""
    found = resolution.judged([came(0), came(3, "B"), came(4, "A", "ben"), came(20)], DAY0 + timedelta(days=22))
    assert (found.settled, found.matters) == (3, 3)


def test_the_agents_word() -> None:
    """Three of four forms say resolved."""
    assert resolution.agents_word(Handled(judged=4, resolved=3)).value == 0.75
    assert resolution.agents_word(Handled()).value is None
