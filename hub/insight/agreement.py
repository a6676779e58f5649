"""How far reviewers of one thing agree: mean difference of their scores, share of equal answers, Krippendorff's alpha.

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011; its examples stand in tests/insight.
Missing answers are None. Alpha is 1 for full agreement, 0 for what chance would give, None where nothing can be said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations, permutations

Value = float | None
Distance = Callable[[float, float], float]


def nominal(one: float, other: float) -> float:
    """Equal or not."""
    return float(one != other)


def interval(one: float, other: float) -> float:
    """The square of how far they are apart."""
    return (one - other) ** 2


def mean_difference(scores: Sequence[float]) -> float | None:
    """The mean absolute difference over all pairs of reviewers; None with fewer than two."""
    pairs = list(combinations(scores, 2))
    return sum(abs(one - other) for one, other in pairs) / len(pairs) if pairs else None


def agreeing_share(answers: Sequence[Value]) -> float | None:
    """The share of pairs of reviewers who gave the same answer, "does not apply" being one; None for fewer."""
    pairs = list(combinations(answers, 2))
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def alpha(units: Sequence[Sequence[Value]], distance: Distance = interval) -> float | None:
    """Krippendorff's alpha over units (questions), each with one value for every reviewer who gave one."""
    paired = [values for unit in units if len(values := [each for each in unit if each is not None]) > 1]
    totals: Counter[float] = Counter(value for values in paired for value in values)
    n = sum(totals.values())
    seen = sum(sum(distance(a, b) for a, b in permutations(values, 2)) / (len(values) - 1) for values in paired)
    due = sum(count * totals[b] * distance(a, b) for a, count in totals.items() for b in totals)
    if n < 2 or due == 0:
        return None
    return 1 - (n - 1) * seen / due
