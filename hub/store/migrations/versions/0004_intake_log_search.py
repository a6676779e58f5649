"""Intake, the log, search: the first schema, part 4 of 4."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_intake_log_search"
down_revision = "0003_records"
branch_labels = None
depends_on = None

_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORDS = postgresql.TSVECTOR().with_variant(sa.Text(), "sqlite")

_FTS = (
    "CREATE VIRTUAL TABLE {}_words USING fts5(words, content='', columnsize=0, detail=none, "
    "prefix='{}', tokenize='unicode61 remove_diacritics 0')"
)


def upgrade() -> None:
    """Lay out the tables."""
    for lay_out in (
        _automatic_reply,
        _bookmark,
        _channel_state,
        _command_answer,
        _counter,
        _delivery,
        _fact,
        _file,
        _lease,
        _reader,
        _search_message,
        _search_record,
        _setting,
    ):
        lay_out()
    if op.get_context().dialect.name == "sqlite":
        op.execute(_FTS.format("search_message", "3"))
        op.execute(_FTS.format("search_record", "1 2 3"))
    else:
        op.create_index("uq_fact_pos", "fact", ["pos"], unique=True)
        op.create_index("ix_fact_unstamped", "fact", ["id"], postgresql_where=sa.text("pos is null"))
        op.create_index("ix_search_message_words", "search_message", ["words"], postgresql_using="gin")
        op.create_index("ix_search_record_words", "search_record", ["words"], postgresql_using="gin")


def downgrade() -> None:
    """Drop them."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE search_record_words")
        op.execute("DROP TABLE search_message_words")
    op.drop_table("setting")
    op.drop_table("search_record")
    op.drop_table("search_message")
    op.drop_table("reader")
    op.drop_table("lease")
    op.drop_table("file")
    op.drop_table("fact")
    op.drop_table("delivery")
    op.drop_table("counter")
    op.drop_table("command_answer")
    op.drop_table("channel_state")
    op.drop_table("bookmark")
    op.drop_table("automatic_reply")


def _automatic_reply() -> None:
    op.create_table(
        "automatic_reply",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("address", "day", name=op.f("pk_automatic_reply")),
    )


def _bookmark() -> None:
    op.create_table(
        "bookmark",
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_bookmark")),
    )


def _channel_state() -> None:
    op.create_table(
        "channel_state",
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channel_state")),
    )


def _command_answer() -> None:
    op.create_table(
        "command_answer",
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "command_id", name=op.f("pk_command_answer")),
    )
    op.create_index(op.f("ix_command_answer_at"), "command_answer", ["at"], unique=False)


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("channel_id", "key", name=op.f("uq_delivery_channel_id_key")),
    )
    op.create_index(op.f("ix_delivery_outcome"), "delivery", ["outcome"], unique=False)


def _fact() -> None:
    op.create_table(
        "fact",
        sa.Column("id", _POSITION, autoincrement=True, nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        postgresql_with={"fillfactor": "80"},
        sqlite_autoincrement=True,
    )


def _file() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.String(length=200), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=False),
        sa.Column("inline", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("uploaded_by", sa.String(length=32), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_index(op.f("ix_file_message_id"), "file", ["message_id"], unique=False)
    op.create_index(op.f("ix_file_sha256"), "file", ["sha256"], unique=False)


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def _reader() -> None:
    op.create_table(
        "reader",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reader")),
    )


def _search_message() -> None:
    op.create_table(
        "search_message",
        sa.Column("id", _POSITION, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("words", _WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_search_message_message_id")),
        sqlite_autoincrement=True,
    )


def _search_record() -> None:
    op.create_table(
        "search_record",
        sa.Column("id", _POSITION, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("words", _WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_record")),
        sa.UniqueConstraint("record_id", name=op.f("uq_search_record_record_id")),
        sqlite_autoincrement=True,
    )


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
