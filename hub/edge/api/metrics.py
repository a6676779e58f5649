"""The catalogue of metrics over HTTP: what each number is, in both languages."""

from __future__ import annotations

from aiohttp import web

from hub.edge.site import Actor, answer
from hub.insight.asking import DIMENSIONS, FILTERS
from hub.insight.catalogue import METRICS, is_defined

TOLD = ("id", "name", "unit", "better", "formula", "excludes", "source", "test")


async def listed(request: web.Request, me: Actor) -> web.Response:
    """Every metric; `by` are the dimensions it can be told apart by, `measured` whether the hub can measure it yet."""
    items = []
    for metric in METRICS:
        told = {name: getattr(metric, name) for name in TOLD}
        by = [name for name in DIMENSIONS if name not in FILTERS or is_defined(metric, [name])]
        items.append({**told, "by": by if metric.families else [], "measured": bool(metric.families)})
    return answer({"items": items})
