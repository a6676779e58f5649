"""How much will come, by half hour: a seasonal profile with its measured error, or the naive forecast where that is
no worse.

The profile is the mean of the last weeks' same weekday, slot by slot, times a level: how the last days stood to
their own profile. Beyond two or three days ahead a plain historical average is hard to beat (J. W. Taylor 2008,
A Comparison of Univariate Time Series Methods for Forecasting Intraday Arrivals). The error is WAPE over a rolling
holdout: each day is forecast from the days before it only. Naive is the same slot a week before.

During the day the rest is scaled by what came so far: arrivals are Poisson around a level of gamma variance v, so the
level to expect is (1/v + came) / (1/v + expected), near 1 as long as little is known (conjugate prior; A. Gelman et
al., Bayesian Data Analysis, 3rd ed. 2013, 2.6).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

Counts = tuple[float, ...]  # by slot of the local day
History = Mapping[date, Counts]

WEEK = timedelta(days=7)
HOLDOUT_DAYS = 28
FEWEST_SCORED = 7  # days; an error over fewer is none
FEWEST_DAYS = 7 + FEWEST_SCORED  # whole ones: a week to guess from, then days to score
LIKE_A_HOLIDAY = 0.25  # of its weekday's median: such a day is an exception and teaches nothing about others
LEVEL_BOUNDS = (0.5, 2.0)
TWO_SIDED_90 = 1.645
USELESS = 1.0  # the WAPE of who always expects nothing


@dataclass(frozen=True, slots=True)
class Model:
    """How a profile is made: over so many weeks, its level over so many days (0: no level)."""

    weeks: int
    level_days: int


NAIVE = Model(1, 0)
MODELS = tuple(Model(weeks, days) for weeks in (3, 4, 6, 8) for days in (0, 3, 5, 10))


@dataclass(frozen=True, slots=True)
class Score:
    """What a model did over days it had not seen. Shares; None when fewer than FEWEST_SCORED days could be scored.

    `slot_variance` is of a slot's level beyond Poisson noise, `day_variance` of the whole day's.
    """

    wape: float | None
    naive: float | None
    days: int
    slot_variance: float = 0.0
    day_variance: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day by slot, with the range that should hold nine slots in ten, and the error measured before."""

    expected: Counts
    low: Counts
    high: Counts
    model: Model
    score: Score


def forecast(history: History, day: date, days_off: Collection[date] = ()) -> Forecast | None:
    """The day from those before it: by the model that did best lately, or naively where none beats that.

    None when the error cannot be measured (too little has been seen), or is such that expecting nothing at all would
    have been as good.
    """
    before = {each: counts for each, counts in history.items() if each < day}
    model, found = best(before, days_off)
    if model is None or found.wape is None or found.wape >= USELESS:
        return None
    expected = profile(before, day, model, days_off)
    if expected is None:
        return None
    spread = [TWO_SIDED_90 * sqrt(each + found.slot_variance * each * each) for each in expected]
    low = tuple(max(0.0, each - far) for each, far in zip(expected, spread, strict=True))
    high = tuple(each + far for each, far in zip(expected, spread, strict=True))
    return Forecast(expected, low, high, model, found)


def best(history: History, days_off: Collection[date] = ()) -> tuple[Model | None, Score]:
    """The model with the least error over the holdout, and its score; naive unless another beats it."""
    days = sorted(history)[-HOLDOUT_DAYS:]
    scores = {model: score(history, days, model, days_off) for model in (NAIVE, *MODELS)}
    known = {model: each for model, each in scores.items() if each.wape is not None}
    if not known:
        return None, Score(None, None, 0)
    chosen = min(known, key=lambda model: (known[model].wape or 0.0, model != NAIVE))
    return chosen, known[chosen]


def score(history: History, days: Sequence[date], model: Model, days_off: Collection[date] = ()) -> Score:
    """Forecast each of the days from those before it. Days the model or the naive forecast cannot do are left out."""
    pairs: list[tuple[Counts, Counts]] = []
    naive: list[tuple[Counts, Counts]] = []
    for day in days:
        guess, last_week = profile(history, day, model, days_off), history.get(day - WEEK)
        if guess is not None and last_week is not None and day not in days_off:
            pairs.append((history[day], guess))
            naive.append((history[day], last_week))
    if len(pairs) < FEWEST_SCORED:
        return Score(None, None, len(pairs))
    return Score(wape_of_days(pairs), wape_of_days(naive), len(pairs), _beyond_poisson(
        [(came, guessed) for actual, guess in pairs for came, guessed in zip(actual, guess, strict=True)]),
        _beyond_poisson([(sum(actual), sum(guess)) for actual, guess in pairs]))


def profile(history: History, day: date, model: Model, days_off: Collection[date] = ()) -> Counts | None:
    """The model's expectation of a day from the days before it; None when no such weekday was seen."""
    if model == NAIVE:
        return history.get(day - WEEK)
    plain = _mean_of(_same_weekdays(history, day, model.weeks, days_off))
    if plain is None or not model.level_days:
        return plain
    came = expected = 0.0
    for each in sorted((each for each in history if each < day and each not in days_off), reverse=True):
        before = _mean_of(_same_weekdays(history, each, model.weeks, days_off))
        if before is None:
            break
        came, expected = came + sum(history[each]), expected + sum(before)
        model_days = model.level_days - 1
        model = Model(model.weeks, model_days)
        if not model_days:
            break
    level = min(LEVEL_BOUNDS[1], max(LEVEL_BOUNDS[0], came / expected)) if expected else 1.0
    return tuple(each * level for each in plain)


def _same_weekdays(history: History, day: date, weeks: int, days_off: Collection[date]) -> list[Counts]:
    """The last days of that weekday before it, exceptions left out."""
    found = [history[each] for back in range(1, 2 * weeks + 1)
             if (each := day - back * WEEK) in history and each not in days_off]
    totals = sorted(sum(counts) for counts in found)
    usual = totals[len(totals) // 2] if totals else 0.0
    return [counts for counts in found if sum(counts) >= LIKE_A_HOLIDAY * usual][:weeks]


def _mean_of(days: Sequence[Counts]) -> Counts | None:
    if not days:
        return None
    return tuple(sum(slot) / len(days) for slot in zip(*days, strict=True))


def wape(actual: Sequence[float], guess: Sequence[float]) -> float | None:
    """Weighted absolute percentage error, a share: all misses over all that came; None when nothing came."""
    came = sum(actual)
    return sum(abs(a - g) for a, g in zip(actual, guess, strict=True)) / came if came else None


def wape_of_days(pairs: Sequence[tuple[Counts, Counts]]) -> float | None:
    """WAPE over several days, slot by slot."""
    return wape([each for actual, _ in pairs for each in actual], [each for _, guess in pairs for each in guess])


def _beyond_poisson(pairs: Sequence[tuple[float, float]]) -> float:
    """The variance of the level, in shares squared: what misses say beyond Poisson noise (method of moments)."""
    squares = sum(guess * guess for _, guess in pairs)
    misses = sum((came - guess) ** 2 - guess for came, guess in pairs)
    return max(0.0, misses / squares) if squares else 0.0


def level_so_far(came: float, expected: float, day_variance: float) -> float:
    """By how much the rest of the day should be scaled, given what came and was expected so far."""
    return (1 + day_variance * came) / (1 + day_variance * expected)
