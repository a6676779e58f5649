"""Boards of the past: from the newest kept frame the log is told up to the newest tick that is not later.

Law: the board at a moment is what stands before the newest tick at or before it. Reads only.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import Connection, func, select

from hub.core.board import frames, plain
from hub.core.board.board import Board
from hub.core.board.counts import MINUTES, minute_of
from hub.core.board.named import Named
from hub.core.board.rules import BoardRules
from hub.core.board.view import BoardNames
from hub.core.facts import TickPassed
from hub.core.terms import AgentId, CustomerId, HelpId
from hub.errors import NotFound
from hub.store import log
from hub.store import tables as t
from hub.store.board_rows import Frame
from hub.store.log import Logged
from hub.store.people import people

BATCH = 1000
_f, _k = t.board_frame.c, t.board_mark.c


def versions(conn: Connection) -> dict[str, BoardRules]:
    """The rules of every configuration there was, by digest."""
    rows = conn.execute(select(t.house_version.c.digest, t.house_version.c.body))
    return {digest: plain.read(BoardRules, body) for digest, body in rows}


def newest(conn: Connection, at: datetime | None = None) -> Frame | None:
    """The newest kept frame; with `at` the newest that is not later."""
    query = select(_f.pos, _f.at, _f.body).order_by(_f.pos.desc()).limit(1)
    row = conn.execute(query if at is None else query.where(_f.at <= at)).first()
    return Frame(*row) if row else None


def kept_from(conn: Connection) -> datetime | None:
    """The earliest moment that can be shown; None when there is none yet."""
    found: datetime | None = conn.execute(select(func.min(_f.at))).scalar()
    return found


def pack(board: Board) -> bytes:
    """A board as the body of a frame."""
    return zlib.compress(orjson.dumps(frames.write(board)))


def unpack(body: bytes, known: dict[str, BoardRules]) -> Board:
    """The board in a frame."""
    return frames.read(orjson.loads(zlib.decompress(body)), known)


class Reel:
    """A board of the past that is wound on. It begins at the newest frame not later than a moment. Raises NotFound,
    naming the earliest kept moment, when there is none."""

    def __init__(self, conn: Connection, at: datetime) -> None:
        frame = newest(conn, at)
        if frame is None:
            raise NotFound("Nothing is kept of that moment.", field="at", data={"kept_from": kept_from(conn)})
        self.board = unpack(frame.body, versions(conn))
        self._conn, self._pos = conn, frame.pos
        self._ahead: deque[Logged] = deque()
        self._untold: list[Logged] = []  # read, but no tick has ended their second yet
        self.wind(at)

    def wind(self, at: datetime) -> None:
        """On to what stood before the newest tick at or before this moment, later than the one before."""
        while (following := self._next()) is not None:
            if not isinstance(following.fact, TickPassed):
                self._untold.append(self._ahead.popleft())
                continue
            if following.at > at:
                return
            self._ahead.popleft()
            for each in self._untold:
                self.board.tell(each.fact, each.at, each.pos)
            self._untold.clear()

    def _next(self) -> Logged | None:
        if not self._ahead:
            self._ahead.extend(log.read_after(self._conn, self._pos, BATCH))
            if self._ahead:
                self._pos = self._ahead[-1].pos
        return self._ahead[0] if self._ahead else None


def waiting_of(conn: Connection, begin: datetime, until: datetime) -> Iterator[tuple[datetime, int]]:
    """How many waited in all queues at the end of each minute of a stretch, as far as frames tell; in its last minute
    at `until`."""
    known, minutes = versions(conn), dict[int, int]()
    for pos in _places(conn, begin, until):
        body, at = conn.execute(select(_f.body, _f.at).where(_f.pos == pos)).one()
        minutes |= frames.waiting_by_minute(unpack(body, known), at)
    last = until - timedelta(microseconds=1)  # midnight itself is the next day's
    if newest(conn, last) is not None:
        minutes |= frames.waiting_by_minute(Reel(conn, last).board, last)
    for minute in sorted(each for each in minutes if minute_of(begin) <= each <= minute_of(last)):
        yield datetime.fromtimestamp(minute * 60, UTC), minutes[minute]


def _places(conn: Connection, begin: datetime, end: datetime) -> Iterator[int]:
    """As few frames as tell of every minute: each remembers the hour before it."""
    reach = timedelta(minutes=MINUTES - 1)
    rows = conn.execute(select(_f.pos, _f.at).where(_f.at >= begin, _f.at < end + reach).order_by(_f.pos)).all()
    covered = begin
    for place, (pos, at) in enumerate(rows):
        following = rows[place + 1].at if place + 1 < len(rows) else None
        if following is None or following - reach > covered:
            yield pos
            covered = at


def marks_of(conn: Connection, begin: datetime, end: datetime) -> list[dict[str, object]]:
    """The marks of a stretch, in order."""
    query = select(_k.at, _k.kind, _k.queue_id, _k.agent_id, _k.detail)
    rows = conn.execute(query.where(_k.at >= begin, _k.at < end).order_by(_k.at, _k.key))
    return [
        {"at": row.at, "kind": row.kind, "queue_id": row.queue_id or None, "agent_id": row.agent_id or None,
         "detail": row.detail}
        for row in rows
    ]


def names(conn: Connection, named: Named) -> BoardNames:
    """What to call them, "" for a customer we know nothing of; and what those said who called for help."""
    a, h = t.agent.c, t.help_call.c
    called = conn.execute(select(a.id, a.name).where(a.id.in_(sorted(named.agents)))) if named.agents else ()
    said = conn.execute(select(h.id, h.text).where(h.id.in_(sorted(named.calls)))) if named.calls else ()
    found = people(conn, set(named.customers)) if named.customers else {}
    return BoardNames(
        {AgentId(each): str(name) for each, name in called},
        {CustomerId(each): person.name for each, person in found.items()},
        {HelpId(each): str(text) for each, text in said},
    )
