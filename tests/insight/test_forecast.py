"""The forecast: published error, the naive one where nothing beats it, nothing where nothing can be measured."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Medium
from hub.insight.forecast import NAIVE, WEEK, History, Model, best, forecast, level_so_far, profile, score, wape
from hub.insight.requirement import Demand, required
from hub.insight.staffing import scheduled

MONDAY = date(2026, 1, 5)


def noisy(days: int, dice: Random, growth: float = 0.0) -> dict[date, tuple[float, ...]]:
    """Weeks of a centre: a shape by weekday and slot, noise of about Poisson's size, perhaps growth by day."""
    found = {}
    for number in range(days):
        day = MONDAY + timedelta(days=number)
        level = (1 + growth) ** number * (0.3 if day.weekday() > 4 else 1.0 + 0.05 * day.weekday())
        shape = [level * (20 + 60 * (8 <= slot < 18)) for slot in range(24)]
        found[day] = tuple(max(0.0, round(dice.gauss(each, sqrt(each)))) for each in shape)
    return found


def test_wape_is_the_published_one() -> None:
    """methods 2.12: 100, 120, 80 against 90, 130, 80 is 6.67 %."""
    assert wape([100, 120, 80], [90, 130, 80]) == pytest.approx(20 / 300)
    assert wape([0, 0], [1, 2]) is None


def test_the_profile_is_the_mean_of_the_same_weekdays() -> None:
    """Two slots, three Mondays; Tuesdays do not count; later days do not either."""
    history: History = {MONDAY: (10, 0), MONDAY + WEEK: (20, 4), MONDAY + 2 * WEEK: (30, 8),
                        MONDAY + timedelta(days=1): (99, 99), MONDAY + 4 * WEEK: (99, 99)}
    assert profile(history, MONDAY + 3 * WEEK, Model(2, 0)) == (25, 6)
    assert profile(history, MONDAY + 3 * WEEK, Model(8, 0)) == (20, 4)
    assert profile(history, MONDAY + 3 * WEEK, NAIVE) == (30, 8)
    assert profile(history, MONDAY + timedelta(days=2), Model(8, 0)) is None


def test_holidays_teach_nothing_about_other_days() -> None:
    """A day off, or one with a tenth of the usual, is left out of the mean."""
    history: History = {MONDAY: (100,), MONDAY + WEEK: (110,), MONDAY + 2 * WEEK: (9,), MONDAY + 3 * WEEK: (60,)}
    day = MONDAY + 4 * WEEK
    assert profile(history, day, Model(3, 0), days_off=[MONDAY + 3 * WEEK]) == (105,)


def test_a_level_follows_the_last_days() -> None:
    """Where everything grows, the level lifts the mean of weeks that were smaller."""
    history = noisy(70, Random(1), growth=0.01)
    day = MONDAY + timedelta(days=70)
    plain, lifted = profile(history, day, Model(4, 0)), profile(history, day, Model(4, 5))
    assert plain is not None and lifted is not None and sum(lifted) > 1.1 * sum(plain)


def test_what_is_published_beats_the_naive_forecast_or_is_it() -> None:
    """On a steady shape with noise the mean of weeks wins; of too little nothing is said at all."""
    history = noisy(90, Random(2))
    found = forecast(history, MONDAY + timedelta(days=90))
    assert found is not None and found.score.wape is not None and found.score.naive is not None
    assert found.score.wape < found.score.naive and found.model != NAIVE and found.score.days == 28
    assert all(low <= each <= high for low, each, high in zip(found.low, found.expected, found.high, strict=True))
    assert forecast(noisy(12, Random(2)), MONDAY + timedelta(days=12)) is None
    assert forecast({}, MONDAY) is None
    dice = Random(5)
    rare = {MONDAY + timedelta(days=day): tuple(float(dice.random() < 0.03) for _ in range(48)) for day in range(90)}
    assert forecast(rare, MONDAY + timedelta(days=90)) is None, "as good as expecting nothing"


def test_where_last_week_says_it_all_the_naive_forecast_stays() -> None:
    """Days that double each week: the mean of weeks lags behind, the level is bounded, naive is least wrong."""
    history = {MONDAY + timedelta(days=number): (float(2 ** (number // 7)),) for number in range(70)}
    model, found = best(history)
    assert model is not None and found.wape is not None and found.naive is not None and found.wape <= found.naive


def test_the_range_holds_nine_in_ten() -> None:
    """Over days that were not seen: within a few points of what it claims."""
    history = noisy(120, Random(3))
    inside = total = 0
    for number in range(95, 120):
        day = MONDAY + timedelta(days=number)
        found = forecast(history, day)
        assert found is not None
        inside += sum(low <= came <= high for low, came, high in zip(found.low, history[day], found.high, strict=True))
        total += len(history[day])
    assert 0.85 < inside / total < 0.97


def test_the_score_never_sees_the_day_it_guesses() -> None:
    """Changing a day changes no forecast of it."""
    history = noisy(60, Random(4))
    day = MONDAY + timedelta(days=59)
    before = profile(history, day, Model(4, 5))
    assert profile({**history, day: (0.0,) * 24}, day, Model(4, 5)) == before
    assert score(history, [day], Model(4, 5)).wape is None, "one day is no error"


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 1))
def test_the_day_so_far_pulls_the_rest_between_one_and_what_it_showed(came: float, expected: float, v: float) -> None:
    """Law: the level lies between 1 and came / expected, and is 1 when nothing was expected and nothing came."""
    level = level_so_far(came, expected, v)
    shown = came / expected if expected else 1.0
    if expected:
        assert min(1, shown) - 1e-9 <= level <= max(1, shown) + 1e-9
    assert level_so_far(0, 0, v) == 1.0


def test_required_agents_are_the_published_ones() -> None:
    """methods 2.12: 100 calls in half an hour, 180 s, 80/20: 14, scheduled 20; 200 of 240 s: 32."""
    assert required([Demand(Medium.PHONE, 100, 180)], 1800, 20, 0.8) == 14
    assert scheduled(14, 0.3) == 20
    assert required([Demand(Medium.PHONE, 200, 240)], 1800, 20, 0.8) == 32


def test_chats_share_an_agent_and_letters_have_a_deadline() -> None:
    """Three chats at once need about a third; 60 mails of 5 minutes in half an hour are 10 agents' work; a backlog
    is spread over the time there is for it."""
    calls = required([Demand(Medium.CHAT, 100, 540)], 1800, 20, 0.8)
    chats = required([Demand(Medium.CHAT, 100, 540, at_once=3)], 1800, 20, 0.8)
    assert chats < calls / 2
    assert required([Demand(Medium.EMAIL, 60, 300)], 1800, 14_400, 0.8) == 10
    assert required([Demand(Medium.EMAIL, 0, 300, backlog=96)], 1800, 14_400, 0.8) == 2
    assert required([], 1800, 20, 0.8) == 0
