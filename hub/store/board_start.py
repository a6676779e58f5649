"""A board from rows: where a log does not tell everything from its beginning, boards start from what stands there.

What has ended before is not counted: figures begin at that moment, and the board says so.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from hub.core.board.board import Board
from hub.core.board.counts import Count, minute_of
from hub.core.board.crew import Held, Member
from hub.core.board.rules import BoardRules
from hub.core.board.view import WorkTile
from hub.core.stays import Stay
from hub.core.terms import InteractionState, QueueId
from hub.store import log
from hub.store import tables as t

S = InteractionState
IN_HAND = (S.ACTIVE, S.HELD, S.WAITING, S.WRAPPING)
_a, _s, _i, _h, _o = t.agent.c, t.seat.c, t.interaction.c, t.handling.c, t.offer.c


def board_of_rows(conn: Connection, rules: BoardRules, now: datetime) -> Board:
    """The board as it stands, as of the log's newest place."""
    board = Board(now, {rules.digest: rules})
    board.pos = log.head(conn)
    board.rules = rules
    _put_waiting(conn, board, now)
    for member in _members(conn, now).values():
        member.state = member.derived() if member.active else "offline"
        board.crew.put(member)
    off = select(t.switched_off.c.target).where(t.switched_off.c.kind == "queue")
    board.switched_off = {QueueId(queue) for queue in conn.execute(off).scalars()}
    board.obey(rules)
    return board


def _put_waiting(conn: Connection, board: Board, now: datetime) -> None:
    entered = _i.entered_at, _i.queued_at, _i.created_at
    query = select(_i.id, _i.queue_id, _i.medium, *entered).where(t.is_waiting)
    stays = sorted((_stay(row, board.rules) for row in conn.execute(query)), key=lambda stay: stay.entered_at)
    for stay in stays:
        board.stays.waiting[stay.interaction_id] = stay
        count = board.counts.setdefault(stay.queue_id, {}).setdefault(stay.medium, Count())
        count.waiting[stay.interaction_id] = stay
    for queue in board.counts:
        board.note_waiting(queue, minute_of(now))


def _stay(row: Any, rules: BoardRules) -> Stay:
    target = rules.queue(row.queue_id).target_seconds
    entered = row.entered_at or row.queued_at or row.created_at
    return Stay(row.id, row.queue_id, row.medium, "arrived", entered, target)


def _members(conn: Connection, now: datetime) -> dict[str, Member]:
    query = select(
        _a.id, _a.team, _a.queues, _a.active, _s.presence, _s.reason, _s.since, _s.online
    ).join(t.seat, _s.agent_id == _a.id)
    found = {
        row.id: Member(row.id, row.since, row.team, tuple(QueueId(each) for each in sorted(row.queues)), row.active,
                       row.presence, row.reason, row.online)
        for row in conn.execute(query.order_by(_a.id))
    }
    for row in conn.execute(_in_hand()):
        member, since = found.get(row.agent_id), _since(row)
        if member is not None:
            tile = WorkTile(row.id, row.conversation_id, row.customer_id, row.queue_id, row.medium, row.state, since)
            member.work[row.id] = Held(row.handling_id, row.started_at, tile)
            member.since = max(member.since, since)
    offers = select(_o.id, _o.agent_id, _o.interaction_id, _o.offered_at).where(t.is_pending)
    for row in conn.execute(offers):
        member = found.get(row.agent_id)
        if member is not None:
            member.offers[row.id] = row.interaction_id
            member.since = max(member.since, row.offered_at)
    return found


def _in_hand() -> Any:
    handling = and_(_h.interaction_id == _i.id, _h.agent_id == _i.agent_id, _h.ended_at.is_(None))
    return (
        select(_i.id, _i.agent_id, _i.conversation_id, _i.customer_id, _i.queue_id, _i.medium, _i.state,
               _h.id.label("handling_id"), _h.started_at, _h.talk_ended_at, _h.paused_at)
        .join(t.handling, handling)
        .where(t.is_live, _i.state.in_(IN_HAND))
        .order_by(_h.started_at, _h.id)
    )


def _since(row: Any) -> datetime:
    """When the state it is in began, as far as rows tell."""
    if row.state == S.WRAPPING:
        return row.talk_ended_at or row.started_at  # type: ignore[no-any-return]
    return row.paused_at or row.started_at if row.state == S.WAITING else row.started_at  # type: ignore[no-any-return]
