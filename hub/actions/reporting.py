"""Reports on a reading connection: the store is asked what a query needs, and insight puts it together.

Nothing is written here; whoever shows the answer keeps who saw it (audit).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from hub.core.figures import AGENT, PLACES, Asked, Cell
from hub.core.slots import slot_after, slot_of
from hub.core.terms import AgentId, Role
from hub.errors import Forbidden, Invalid
from hub.insight import asking, catalogue
from hub.insight import report as putting
from hub.insight.asking import Query
from hub.insight.report import Part, Report
from hub.insight.resolution import WITHIN
from hub.store import behind_figures, oversight
from hub.store import figures as store
from hub.store.behind_figures import Item, Sought
from hub.store.database import Connection

Roles = tuple[Role, ...]


def seen_by(conn: Connection, agent: AgentId, roles: Roles, query: Query) -> Query:
    """The query as this agent may ask it: an agent only of themselves, a supervisor of the teams they oversee.

    Raises Forbidden when it names somebody else's agent.
    """
    sight = oversight.overseen(conn, agent, roles)
    named = query.places.agents
    if sight is not None and named is not None and not {*named} <= sight:
        raise Forbidden("You may not see the figures of this agent.", field="agent")
    if Role.SUPERVISOR not in roles and Role.ADMIN not in roles:
        query = replace(query, places=replace(query.places, agents=(agent,)))
    return query if sight is None else replace(query, sight=frozenset(sight))


def report(conn: Connection, query: Query, now: datetime) -> Report:
    """The whole report."""
    own, before = putting.plan(query, now), putting.plan_before(query, now)
    with closing(_asked(conn, own, now)) as found:
        if before is None:
            return putting.assembled(query, (own, found))
        with closing(_asked(conn, before, now)) as found_before:
            return putting.assembled(query, (own, found), (before, found_before))


def rows(conn: Connection, query: Query, cursor: str, now: datetime) -> tuple[list[Item], str]:
    """The rows behind a metric, narrowed as the query is: a page and the next one's cursor."""
    sought = _sought(query, now)
    if sought is None:
        return [], ""
    items, following = behind_figures.page(conn, sought, cursor, now)
    return [_as_seen(query, item) for item in items], following


def _as_seen(query: Query, item: Item) -> Item:
    """Who answered is told of those only whom the asker oversees."""
    hidden = query.sight is not None and item.agent_id not in query.sight
    return replace(item, agent_id=None) if hidden else item


def read_cell(given: Mapping[str, str], zone: str) -> Query:
    """The query of one cell: `metric` instead of metrics, no grouping. Raises Invalid."""
    if given.get("metric", "") not in catalogue.BY_ID:
        raise Invalid("metric names one metric of the catalogue.", field="metric")
    words = {name: value for name, value in given.items() if name not in ("by", "compare", "metrics")}
    return asking.read({**words, "metrics": given["metric"]}, zone)


def of_others(query: Query, agent: AgentId) -> bool:
    """Whether it tells the figures of other agents one by one: that is kept."""
    families = putting.asked_families(query)
    personal = any(AGENT in PLACES[family] for family in families)
    return personal and (AGENT in query.by or query.places.agents is not None) and query.places.agents != (agent,)


def _sought(query: Query, now: datetime) -> Sought | None:
    metric = query.metrics[0]
    families = putting.asked_families(query)
    if not families or not metric.behind.rows:
        return None
    part = putting.plan(query, now)
    return Sought(metric.behind, slot_of(query.from_at), slot_after(query.to_at), part.asked[0].slots,
                  part.asked[0].places, now - WITHIN, int(WITHIN.total_seconds()))


def _asked(conn: Connection, part: Part, now: datetime) -> Generator[tuple[Asked, Cell]]:
    for asked in part.asked:
        for cell in store.answered(conn, asked, now):
            yield asked, cell
