"""A measured number with what it rests on, and how sure a share of a sample is.

Sources: E. B. Wilson, Probable Inference, JASA 22 (1927) 209-212 (the score interval); 1.959964 is the 97.5 % point of
the normal distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` is None where there is nothing to tell; `n` is how many rows it rests on; `low` and `high` are its
    95 % interval where one is defined."""

    value: float | None
    n: int = 0
    low: float | None = None
    high: float | None = None


UNKNOWN = Measure(None)


def count(number: int) -> Measure:
    """A number of things."""
    return Measure(number, number)


def mean(total: float, number: int) -> Measure:
    """A total over a number of things."""
    return Measure(total / number, number) if number else UNKNOWN


def share(part: int, number: int) -> Measure:
    """A share with its interval by Wilson: as if the rows were a sample of such hours."""
    if not number:
        return UNKNOWN
    low, high = wilson(part, number)
    return Measure(part / number, number, low, high)


def wilson(part: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share; `number` is at least 1."""
    p, z2 = part / number, Z95 * Z95
    centre = p + z2 / (2 * number)
    reach = Z95 * sqrt(p * (1 - p) / number + z2 / (4 * number * number))
    whole = 1 + z2 / number
    return max(0.0, (centre - reach) / whole), min(1.0, (centre + reach) / whole)
