"""Clocks as actions read and write them inside a transaction. What pages show of them is read in clocks."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.contract import Medium
from hub.core.sla import Clock
from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    ClockId,
    ClockKind,
    ClockState,
    ConversationId,
    CustomerId,
    InteractionId,
    InteractionState,
    QueueId,
)
from hub.store import tables as t
from hub.store.floor_rows import Work
from hub.store.sql import Connection, and_, exists, func, not_, or_, select
from hub.store.typed import Where, add, change, find
from hub.store.writer import Tx

_c, _i = t.sla_clock.c, t.interaction.c
OPEN_CASES = (CaseStatus.NEW, CaseStatus.OPEN, CaseStatus.WAITING)
WRITTEN = (Medium.EMAIL, Medium.SMS, Medium.CHAT)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock and what it is about: a case, or a conversation's reply with the work it came to."""

    id: ClockId
    kind: ClockKind
    state: ClockState
    policy: str
    case_id: CaseId | None
    conversation_id: ConversationId | None
    interaction_id: InteractionId | None
    customer_id: CustomerId
    queue_id: QueueId
    started_at: datetime
    used_seconds: int
    since: datetime | None
    target_seconds: int
    warn_seconds: int
    warned_at: datetime | None
    breached_at: datetime | None
    stopped_at: datetime | None
    version: int

    @property
    def clock(self) -> Clock:
        """The clock itself."""
        return Clock(
            self.kind, self.state, timedelta(seconds=self.target_seconds), timedelta(seconds=self.warn_seconds),
            self.started_at, timedelta(seconds=self.used_seconds), self.since, self.warned_at, self.breached_at,
            self.stopped_at,
        )


def columns_of(clock: Clock) -> dict[str, Any]:
    """A clock's own columns. A second begun counts as used: a pause never gives time back."""
    return {
        "kind": clock.kind, "state": clock.state, "started_at": clock.started_at,
        "used_seconds": math.ceil(clock.used.total_seconds()), "since": clock.since,
        "target_seconds": int(clock.target.total_seconds()), "warn_seconds": int(clock.warn.total_seconds()),
        "warned_at": clock.warned_at, "breached_at": clock.breached_at, "stopped_at": clock.stopped_at,
    }  # fmt: skip


def add_clock(tx: Tx, row: Mapping[str, Any]) -> None:
    """A new clock."""
    add(tx, t.sla_clock, version=1, **row)


def change_clock(tx: Tx, seen: ClockRow, **values: Any) -> bool:
    """Set columns if nobody changed it since it was seen."""
    where = [_c.id == seen.id, _c.version == seen.version]
    return change(tx, t.sla_clock, where, version=seen.version + 1, **values) == 1


def open_of_case(tx: Tx, case_id: CaseId) -> list[ClockRow]:
    """A case's clocks that are not over."""
    return find(tx, ClockRow, t.sla_clock, _c.case_id == case_id, t.is_running_clock)


def open_replies(tx: Tx, conversations: Collection[str]) -> list[ClockRow]:
    """Reply clocks of these conversations that are not over."""
    if not conversations:
        return []
    where = [_c.conversation_id.in_(sorted(conversations)), _c.case_id.is_(None), t.is_running_clock]
    return find(tx, ClockRow, t.sla_clock, *where)


def awaiting_first_reply(tx: Tx, conversation: ConversationId, case_id: str | None) -> list[ClockRow]:
    """What a reply in this conversation fulfils: its own clocks, and the first replies of its case."""
    own: Where = _c.conversation_id == conversation
    here = or_(own, _c.case_id == case_id) if case_id else own
    return find(tx, ClockRow, t.sla_clock, here, _c.kind != ClockKind.RESOLUTION, t.is_running_clock)


def stopped_by(tx: Tx, message_id: str, conversation: ConversationId) -> list[ClockRow]:
    """Clocks that this message stopped."""
    return find(tx, ClockRow, t.sla_clock, _c.stopped_by == message_id,
                or_(_c.conversation_id == conversation, _c.case_id.is_not(None)))


def due(tx: Tx, limit: int) -> list[ClockRow]:
    """Clocks that have something to tell by now, the earliest first."""
    ids = select(_c.id).where(t.rings, _c.next_at <= tx.now).order_by(_c.next_at, _c.id).limit(limit)
    found = list(tx.conn.execute(ids).scalars())
    return find(tx, ClockRow, t.sla_clock, _c.id.in_(found)) if found else []


def all_open(tx: Tx, after: str, limit: int) -> list[ClockRow]:
    """Clocks that are not over, in the order of their keys."""
    ids = select(_c.id).where(t.is_running_clock, _c.id > after).order_by(_c.id).limit(limit)
    found = list(tx.conn.execute(ids).scalars())
    return find(tx, ClockRow, t.sla_clock, _c.id.in_(found)) if found else []


def due_of(tx: Tx, clock_id: ClockId) -> datetime | None:
    """When a clock is due, as it was written."""
    found: datetime | None = tx.conn.execute(select(_c.due_at).where(_c.id == clock_id)).scalar()
    return found


def next_ring(conn: Any) -> datetime | None:
    """When the next clock has something to tell."""
    found: datetime | None = conn.execute(select(func.min(_c.next_at)).where(t.rings)).scalar()
    return found


def cases_unpromised(conn: Connection, after: str, limit: int) -> list[str]:
    """Open cases without a clock of their end, in the order of their keys. A question for outside of commits."""
    k = t.case.c
    clock = exists().where(_c.case_id == k.id, _c.kind == ClockKind.RESOLUTION, t.is_running_clock)
    query = select(k.id).where(k.status.in_(OPEN_CASES), k.id > after, not_(clock)).order_by(k.id).limit(limit)
    return list(conn.execute(query).scalars())


def talks_unpromised(conn: Connection, after: str, limit: int) -> list[str]:
    """Written work whose customer waits for a reply without a clock. A question for outside of commits."""
    query = select(_i.id).where(_waits_for_reply(), _i.id > after).order_by(_i.id).limit(limit)
    return list(conn.execute(query).scalars())


def still_unpromised(tx: Tx, works: Collection[str]) -> list[Work]:
    """Those of them for which that is so, locked: who writes in them next sees what is done here."""
    locked = find(tx, Work, t.interaction, _i.id.in_(sorted(works)))
    query = select(_i.id).where(_waits_for_reply(), _i.id.in_([work.id for work in locked]))
    waiting = set(tx.conn.execute(query).scalars())
    return [work for work in locked if work.id in waiting]


def _waits_for_reply() -> Where:
    clock = exists().where(_c.conversation_id == _i.conversation_id, _c.case_id.is_(None), t.is_running_clock)
    return and_(
        t.is_live, _i.state != InteractionState.WRAPPING, _i.medium.in_(WRITTEN), _i.last_customer_at.is_not(None),
        or_(_i.last_agent_at.is_(None), _i.last_agent_at < _i.last_customer_at), not_(clock),
    )  # fmt: skip


def waiting_cases(tx: Tx, conversations: Iterable[str]) -> list[CaseId]:
    """Cases that wait for a customer who wrote in one of these conversations."""
    k, v = t.case.c, t.conversation.c
    query = (
        select(k.id).join(t.conversation, v.case_id == k.id)
        .where(v.id.in_(sorted(set(conversations))), k.status == CaseStatus.WAITING).distinct().order_by(k.id)
    )
    return [CaseId(each) for each in tx.conn.execute(query).scalars()]


def owner_of(tx: Tx, row: ClockRow) -> AgentId | None:
    """Whose matter it is now: the case's owner, or who handles the conversation."""
    if row.case_id is not None:
        found = tx.conn.execute(select(t.case.c.owner_id).where(t.case.c.id == row.case_id)).scalar()
    else:
        found = tx.conn.execute(
            select(t.interaction.c.agent_id).where(t.interaction.c.id == row.interaction_id)
        ).scalar()
    return AgentId(found) if found else None
