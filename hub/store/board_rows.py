"""What boards keep, as rows: written in a transaction. Reading the past is frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.board import plain
from hub.core.board.marks import Mark
from hub.core.board.rules import BoardRules
from hub.store import tables as t
from hub.store.sql import delete, insert_new, insert_or_update, select
from hub.store.writer import Tx

HOUSE = "house"  # the setting that says which configuration was loaded last


@dataclass(frozen=True, slots=True)
class Frame:
    """The board as the facts up to `pos` make it; `body` is packed."""

    pos: int
    at: datetime
    body: bytes


def house(tx: Tx) -> str:
    """The digest of the configuration that was loaded last; "" when none was."""
    query = select(t.setting.c.value).where(t.setting.c.name == HOUSE)
    return str(tx.conn.execute(query).scalar_one_or_none() or "")


def keep_house(tx: Tx, rules: BoardRules) -> None:
    """This configuration is loaded; what boards need of it stays."""
    version = {"digest": rules.digest, "since": tx.now, "body": plain.write(rules)}
    tx.conn.execute(insert_or_update(tx.dialect, t.house_version, ["digest"], ["body"]), version)
    tx.conn.execute(insert_or_update(tx.dialect, t.setting, ["name"], ["value"]),
                    {"name": HOUSE, "value": rules.digest})


def keep_frame(tx: Tx, frame: Frame) -> None:
    """Keep it, unless it is there."""
    tx.conn.execute(insert_new(tx.dialect, t.board_frame, ["pos"]),
                    {"pos": frame.pos, "at": frame.at, "body": frame.body})


def keep_marks(tx: Tx, marks: Iterable[Mark]) -> None:
    """Keep them; a mark of the same key is there once."""
    for mark in marks:
        tx.conn.execute(
            insert_new(tx.dialect, t.board_mark, ["key"]),
            {"key": mark.key[:200], "at": mark.at, "kind": mark.kind, "queue_id": mark.queue_id or "",
             "agent_id": mark.agent_id or "", "detail": mark.detail},
        )


def thin(tx: Tx, close: timedelta, kept: timedelta) -> int:
    """Of frames older than `close` one an hour stays, of those older than `kept` none, nor their marks; how many
    went."""
    c = t.board_frame.c
    rows = tx.conn.execute(select(c.pos, c.at).where(c.at < tx.now - close).order_by(c.pos)).all()
    hours: set[datetime] = set()
    gone = []
    for pos, at in rows:
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour in hours or at < tx.now - kept:
            gone.append(pos)
        hours.add(hour)
    for pos in gone:
        tx.conn.execute(delete(t.board_frame).where(c.pos == pos))
    tx.conn.execute(delete(t.board_mark).where(t.board_mark.c.at < tx.now - kept))
    return len(gone)
