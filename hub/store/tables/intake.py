"""What comes in, before it means anything: raw deliveries, files, a channel's place and state."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table, UniqueConstraint

from hub.store.tables.base import ID_LENGTH, Short, Words, code, data, instant, key, metadata

delivery = Table(
    "delivery",
    metadata,
    key(),
    code("channel_id", default=None),
    Column("key", Short(200), nullable=False),
    instant("received_at"),
    Column("body", LargeBinary, nullable=True),  # null when it is in the blob folder
    Column("body_sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    data("headers"),
    Column("url", Words, nullable=False, default=""),
    code("outcome", default=None, index=True),  # terms.DeliveryOutcome
    code("reason", 300),
    data("answer"),  # what the same delivery hears again: {"state","reason","message_ids","script"}
    Column("attempts", Integer, nullable=False, default=0),
    instant("handled_at", optional=True),
    Column("sender", Words, nullable=False, default=""),  # for the quarantine page
    Column("subject", Words, nullable=False, default=""),
    UniqueConstraint("channel_id", "key"),
)

file = Table(
    "file",
    metadata,
    key(),
    Column("sha256", String(64), nullable=False, index=True),  # the blob's name
    Column("size", BigInteger, nullable=False),
    Column("content_type", Short(200), nullable=False),
    Column("filename", Words, nullable=False),
    Column("content_id", Words, nullable=False, default=""),
    Column("inline", Boolean, nullable=False, default=False),
    Column("message_id", String(ID_LENGTH), nullable=True, index=True),  # null while only in a draft
    Column("uploaded_by", String(ID_LENGTH), nullable=True),
    Column("position", Integer, nullable=False, default=0),
    instant("created_at"),
)

bookmark = Table(
    "bookmark",
    metadata,
    Column("channel_id", String(40), primary_key=True),
    Column("value", Words, nullable=False),
)

channel_state = Table(
    "channel_state",
    metadata,
    Column("channel_id", String(40), primary_key=True),
    code("state", default=None),  # "up" | "connecting" | "down"
    Column("detail", Words, nullable=False, default=""),
    instant("since"),
)

automatic_reply = Table(  # at most one automatic mail per correspondent and day
    "automatic_reply",
    metadata,
    Column("address", Short(320), primary_key=True),
    Column("day", String(10), primary_key=True),
)
