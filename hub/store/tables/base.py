"""What every table shares: one MetaData with named constraints, identifiers, and instants in aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, ForeignKey, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID_LENGTH = 32  # a UUIDv7 in hex (RFC 9562): sorts in time order


class Instant(TypeDecorator[datetime]):
    """A moment, always aware UTC in Python; SQLite keeps it without a zone. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored; make it aware UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Column[str]:
    """The primary key most tables have."""
    return Column("id", String(ID_LENGTH), primary_key=True)


def ref(name: str, target: str, *, optional: bool = False, index: bool = False) -> Column[Any]:
    """A reference to another table's key."""
    return Column(name, String(ID_LENGTH), ForeignKey(target), nullable=optional, index=index)


def instant(name: str, *, optional: bool = False, index: bool = False) -> Column[Any]:
    """A moment."""
    return Column(name, Instant, nullable=optional, index=index)


def code(name: str, length: int = 40, *, default: str | None = "", index: bool = False) -> Column[Any]:
    """A short code; "" when there is nothing to say, unless default is None (then required)."""
    if default is None:
        return Column(name, String(length), nullable=False, index=index)
    return Column(name, String(length), nullable=False, default=default, server_default=default, index=index)


def data(name: str) -> Column[Any]:
    """A small JSON value, never searched inside."""
    return Column(name, JSON, nullable=False)
