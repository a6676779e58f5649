"""The catalogue: every number the product shows of the past, with its name, formula, exclusions, source and test.

Boards, reports and exports speak of metrics by these ids; what they are in words stands in metrics_queues,
metrics_agents and metrics_customers. ISO 18295-1:2017 and ISO 10004 name such indicators; they are cited where apt, and
no conformity is claimed.
"""

from __future__ import annotations

from collections.abc import Collection

from hub.core.figures import FAMILIES, PLACES, Figures
from hub.insight import metrics_agents, metrics_customers, metrics_queues
from hub.insight.measure import UNKNOWN, Measure
from hub.insight.metric import Metric

METRICS: tuple[Metric, ...] = (*metrics_queues.METRICS, *metrics_agents.METRICS, *metrics_customers.METRICS)
BY_ID: dict[str, Metric] = {metric.id: metric for metric in METRICS}


def families_of(metrics: Collection[Metric]) -> list[str]:
    """The sums these need, in the order of Figures."""
    wanted = {family for metric in metrics for family in metric.families}
    return [family for family in FAMILIES if family in wanted]


def is_defined(metric: Metric, dimensions: Collection[str]) -> bool:
    """Whether a metric can be told apart by (or narrowed to) these: waiting has no agent, presence no queue."""
    return all(PLACES[family] >= set(dimensions) for family in metric.families)


def measured(metric: Metric, figures: Figures) -> Measure:
    """The metric of one cell; unknown where its sums are not there."""
    if not metric.families or any(getattr(figures, family) is None for family in metric.families):
        return UNKNOWN
    return metric.of(figures)
