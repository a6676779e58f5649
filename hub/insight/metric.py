"""What a metric is: its words in English and Russian, its formula as a pure function, and the rows behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub.core.figures import Behind, Figures
from hub.insight.measure import Measure

NO_ROWS = Behind()


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the product's two languages."""

    en: str
    ru: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One number. `unit` is "share", "seconds", "count" or "score"; `better` is "up", "down" or "" for neither;
    `families` are the sums (core.figures) `of` needs: without any the metric is known but cannot be measured yet."""

    id: str
    name: Words
    unit: str
    better: str
    formula: Words
    excludes: Words
    source: str
    test: str  # of the formula, as pytest names it
    families: tuple[str, ...]
    of: Callable[[Figures], Measure]
    behind: Behind = NO_ROWS
