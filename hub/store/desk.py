"""One console's desk: the snapshot it begins with. What keeps it true afterwards is changes.

Thread rows are not part of the snapshot: a console asks for them by customer (threads).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from hub.core.desk import ColleagueRow, QueueRow, Rows
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId
from hub.errors import NotFound
from hub.store import board, log, notices, own, own_calls
from hub.store import tables as t


@dataclass(frozen=True, slots=True)
class Shared:
    """The part of a desk that everybody sees, queues named in the firm's first language."""

    pos: int
    queues: tuple[QueueRow, ...]
    colleagues: tuple[ColleagueRow, ...]


def shared(conn: Connection, plan: FloorPlan, now: datetime) -> Shared:
    """What everybody sees now, to be read once for many desks."""
    pos = log.head(conn)
    return Shared(pos, tuple(board.queues(conn, plan, now, pos)), tuple(board.colleagues(conn, pos)))


def snapshot(
    conn: Connection, agent_id: AgentId, plan: FloorPlan, now: datetime, seen: Shared | None = None
) -> tuple[Rows, int]:
    """All rows an agent sees and the log position they are as of. Raises NotFound for an agent who is none.

    `seen` is what everybody sees, when it was read a moment before; the position is then the older of the two.

    The position is read first: what is stamped later may be in the rows already, and comes once more as a change.
    """
    pos = log.head(conn)
    mine = own.me(conn, plan, now, pos, [agent_id])
    if not mine:
        raise NotFound("There is no such agent.", field="agent_id")
    everybody = seen or shared(conn, plan, now)
    rows = Rows(
        me=tuple(mine),
        offers=tuple(row for _, row in own.offers(conn, plan, pos, t.offer.c.agent_id == agent_id)),
        work=tuple(row for _, row in own.work(conn, plan, pos, own.is_owned, t.interaction.c.agent_id == agent_id)),
        queues=board.in_language(everybody.queues, plan, mine[0].language),
        colleagues=everybody.colleagues,
        drafts=tuple(row for _, row in own.drafts(conn, pos, t.draft.c.agent_id == agent_id)),
        mentions=tuple(row for _, row in own.mentions(conn, pos, now, [agent_id])),
        calls=tuple(own_calls.of_agent(conn, pos, agent_id)),
        notices=tuple(row for _, row in notices.unread(conn, pos, [agent_id])),
        helps=tuple(row for _, row in notices.helps(conn, pos, [agent_id])),
    )
    return rows, min(pos, everybody.pos)

