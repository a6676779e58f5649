"""The log of facts, its readers' places, and small keys: answers to commands, counters, leases, settings."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text, text

from hub.store.tables.base import ID_LENGTH, POSITION, code, data, instant, metadata

fact = Table(
    "fact",
    metadata,
    Column("id", POSITION, primary_key=True, autoincrement=True),
    Column("pos", BigInteger, nullable=True),  # PostgreSQL: stamped after commit; SQLite: id
    code("kind", default=None),
    instant("at"),
    Column("body", Text, nullable=False),  # the fact's fields as JSON
    Index("uq_fact_pos", "pos", unique=True).ddl_if(dialect="postgresql"),
    Index("ix_fact_unstamped", "id", postgresql_where=text("pos is null")).ddl_if(dialect="postgresql"),
    sqlite_autoincrement=True,
    postgresql_with={"fillfactor": "80"},
)

reader = Table(
    "reader",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("pos", BigInteger, nullable=False),
)

command_answer = Table(  # the same command id hears the same answer
    "command_answer",
    metadata,
    Column("agent_id", String(ID_LENGTH), primary_key=True),
    Column("command_id", String(64), primary_key=True),
    instant("at", index=True),
    data("answer"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("owner", String(60), nullable=False),
    instant("until"),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    data("value"),
)
