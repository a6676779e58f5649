"""Every metric says what it is, in both languages, and names a test that exists."""

import ast
from pathlib import Path

import pytest

from hub.core.figures import FAMILIES, Figures, Handled, Planned, Present, Rated, Returned
from hub.core.stays import Tally
from hub.insight.catalogue import BY_ID, METRICS, is_defined, measured
from hub.insight.metric import Metric

ROOT = Path(__file__).resolve().parents[2]
EACH = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(METRICS)


@EACH
def test_it_speaks_both_languages_and_cites(metric: Metric) -> None:
    for words in (metric.name, metric.formula, metric.excludes):
        assert words.en and words.ru and words.en != words.ru
    assert metric.source and metric.unit in ("share", "seconds", "count", "score", "money")
    assert metric.better in ("up", "down", "") and set(metric.families) <= set(FAMILIES)


@EACH
def test_its_test_exists(metric: Metric) -> None:
    path, _, name = metric.test.partition("::")
    functions = {each.name for each in ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
                 if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in functions


@EACH
def test_where_nothing_happened_no_share_is_told(metric: Metric) -> None:
    nothing = Figures(Tally(), {}, Handled(), Present(), Rated(), Returned(), Planned())
    value = measured(metric, nothing).value
    assert value == 0 if metric.unit == "count" else value is None
    assert measured(metric, Figures()).value is None


def test_waiting_has_no_agent_and_presence_no_queue() -> None:
    assert not is_defined(BY_ID["service_level"], ["agent"]) and not is_defined(BY_ID["occupancy"], ["queue"])
    assert is_defined(BY_ID["aht"], ["agent", "queue"])
