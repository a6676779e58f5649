"""What boards keep: their state at some moments, marks on the line of a day, the rules of each configuration."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table

from hub.store.tables.base import code, data, instant, metadata

board_frame = Table(  # the board as the facts before `pos`, a tick's place, make it
    "board_frame",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    instant("at", index=True),
    Column("body", LargeBinary, nullable=False),  # core.board.frames as packed JSON
)

board_mark = Table(  # what a day's line shows
    "board_mark",
    metadata,
    Column("key", String(200), primary_key=True),  # what it was made of: told again, it is the same row
    instant("at", index=True),
    code("kind", default=None),
    code("queue_id"),
    code("agent_id"),
    code("detail"),  # the kind of an alert
)

house_version = Table(  # what boards need of a configuration, by its digest
    "house_version",
    metadata,
    Column("digest", String(64), primary_key=True),
    instant("since"),
    data("body"),  # core.board.rules.BoardRules
)
