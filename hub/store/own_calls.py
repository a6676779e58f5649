"""Calls on the desk: those of an agent's own work, and those in which they have a leg, as rows with who sees them.

Reads only. A call's row differs by viewer in one thing: which leg is theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from channels.voice import LegState, Part
from hub.core.desk import CallRow, LegRow
from hub.core.terms import AgentId, CallState, Direction, InteractionId, Party, Taping
from hub.store import tables as t
from hub.store.own import is_owned
from hub.store.people import people
from hub.store.prepared import Prepared
from hub.store.prepared import among as among_

_c, _l, _i = t.call.c, t.leg.c, t.interaction.c

is_in_it = and_(_l.state != LegState.ENDED, _l.dropped.is_(False))
_CALLS = (
    select(
        _c.id, _c.interaction_id, _c.channel_id, _c.direction, _c.state, _c.address, _c.queue_id, _c.taping,
        _c.customer_id, _c.began_at, _c.answered_at, _c.held_since, _i.agent_id.label("owner"), is_owned.label("owned"),
    )
    .outerjoin(t.interaction, _i.id == _c.interaction_id)
    .order_by(_c.id)
)  # fmt: skip
_AMONG = Prepared(_CALLS.where(among_(_c.id, "ids")))
_OF_WORK = Prepared(select(_c.id).where(among_(_c.interaction_id, "ids")))
_LEGS = Prepared(
    select(t.leg, t.agent.c.name.label("agent_name"))
    .outerjoin(t.agent, t.agent.c.id == _l.agent_id)
    .where(among_(_l.call_id, "ids"))
    .order_by(_l.id)
)


def of_agent(conn: Connection, v: int, agent: AgentId) -> list[CallRow]:
    """The calls on one agent's desk."""
    in_it = select(_l.call_id).where(_l.agent_id == agent, is_in_it)
    own = select(_i.id).where(is_owned, _i.agent_id == agent)
    found = _rows(conn, v, conn.execute(_CALLS.where(or_(_c.id.in_(in_it), _c.interaction_id.in_(own)))).all())
    return [row for viewer, row in found if viewer == agent]


def among(conn: Connection, v: int, ids: Collection[str]) -> list[tuple[AgentId, CallRow]]:
    """These calls, once for each who sees them."""
    return _rows(conn, v, _AMONG.all(conn, ids=ids))


def ids_of_work(conn: Connection, interactions: Collection[str]) -> set[str]:
    """The calls of these interactions."""
    return {row.id for row in _OF_WORK.all(conn, ids=interactions)}


def _rows(conn: Connection, v: int, calls: Sequence[Any]) -> list[tuple[AgentId, CallRow]]:
    if not calls:
        return []
    legs: dict[str, list[Any]] = defaultdict(list)
    for row in _LEGS.all(conn, ids=[call.id for call in calls]):
        legs[row.call_id].append(row)
    whose = people(conn, {call.customer_id for call in calls if call.customer_id})
    found = []
    for call in calls:
        name = whose[call.customer_id].name if call.customer_id else ""
        shown = tuple(_leg(row, name) for row in legs[call.id])
        mine = {row.agent_id: row.id for row in legs[call.id] if row.agent_id and _is_there(row)}
        viewers = {call.owner} if call.owned and call.owner else set()
        for viewer in sorted(viewers | mine.keys()):
            found.append((AgentId(viewer), _row(call, shown, mine.get(viewer, ""), v)))
    return found


def _is_there(row: Any) -> bool:
    return row.state != LegState.ENDED and not row.dropped


def _row(call: Any, legs: Iterable[LegRow], mine: str, v: int) -> CallRow:
    shown = tuple(legs)
    return CallRow(
        v=v, id=call.id, interaction_id=InteractionId(call.interaction_id or ""), channel_id=call.channel_id,
        direction=Direction(call.direction), state=CallState(call.state), number=call.address, queue_id=call.queue_id,
        legs=shown, recording=Taping(call.taping), my_leg_id=mine,
        consult=any(leg.party is Party.COLLEAGUE and leg.state is not LegState.ENDED for leg in shown),
        began_at=call.began_at, answered_at=call.answered_at, held_since=call.held_since,
    )  # fmt: skip


def _leg(row: Any, customer: str) -> LegRow:
    """A leg that was told to go is shown as gone."""
    name = customer if row.party == Party.CUSTOMER else row.agent_name or ""
    return LegRow(
        id=row.id, party=Party(row.party), agent_id=row.agent_id, name=name or row.name, address=row.address,
        state=LegState(row.state) if _is_there(row) else LegState.ENDED, part=Part(row.part), held=row.held,
        muted=row.muted, since=row.since, warning=row.warning,
    )  # fmt: skip

