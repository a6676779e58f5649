"""What is sought and where it was found: one row for each message, customer and record that can be found.

`words` is PostgreSQL's index of tokens; SQLite keeps the same tokens in an FTS5 table named after the table with
`_words`, under the same number. Numbers grow with time, so the newest finds are those with the greatest.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, String, Table, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import Text

from hub.store.tables.base import ID_LENGTH, POSITION, code, metadata

# detail=none, no content: only tokens and numbers are kept. Prefixes of these lengths have an index of their own.
FTS_PREFIXES = {"search_message": "3", "search_record": "1 2 3"}


def fts_table(name: str) -> str:
    """SQLite's statement that makes a table's index of tokens."""
    return (
        f"CREATE VIRTUAL TABLE {name}_words USING fts5(words, content='', columnsize=0, detail=none, "
        f"prefix='{FTS_PREFIXES[name]}', tokenize='unicode61 remove_diacritics 0')"
    )


def _words() -> Column[str]:
    return Column("words", TSVECTOR().with_variant(Text(), "sqlite"), nullable=True)


def _gin(name: str) -> Index:
    return Index(f"ix_{name}_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql")


search_message = Table(
    "search_message",
    metadata,
    Column("id", POSITION, primary_key=True, autoincrement=True),
    Column("message_id", String(ID_LENGTH), nullable=False, unique=True),
    _words(),
    _gin("search_message"),
    sqlite_autoincrement=True,
)

search_record = Table(  # customers, cases, opportunities, orders
    "search_record",
    metadata,
    Column("id", POSITION, primary_key=True, autoincrement=True),
    code("kind", default=None),
    Column("record_id", String(ID_LENGTH), nullable=False),
    _words(),
    UniqueConstraint("record_id"),
    _gin("search_record"),
    sqlite_autoincrement=True,
)


def _make_words(table: Table, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(fts_table(table.name))


def _drop_words(table: Table, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TABLE {table.name}_words")


for _table in (search_message, search_record):
    event.listen(_table, "after_create", _make_words)
    event.listen(_table, "before_drop", _drop_words)
