"""What every table shares: one MetaData with named constraints, identifiers, instants in UTC, clean text.

No table lives here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, ForeignKey, Integer, MetaData, Numeric, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

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
POSITION = BigInteger().with_variant(Integer, "sqlite")  # a number that counts up with each row
_DIGEST_CHARACTERS = 32
_ZONELESS = len("2026-11-30 18:00:00.000000")


class Instant(TypeDecorator[datetime]):
    """A moment, always aware UTC in Python; SQLite keeps it as text without a zone. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """One step instead of SQLAlchemy's three; these run for every value."""
        return _written if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """The same for what is read."""
        return _read if dialect.name == "sqlite" else _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored; make it aware UTC")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _written(value: datetime | None) -> str | None:
    moment = _in_utc(value)
    return None if moment is None else moment.isoformat(" ", "microseconds")[:_ZONELESS]


def _read(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def clean(value: str) -> str:
    """Text both databases can keep: U+FFFD stands for NUL (PostgreSQL refuses it) and for lone surrogates."""
    if "\0" in value:
        value = value.replace("\0", "\ufffd")
    elif value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value


def fit(value: str, length: int) -> str:
    """The text cut to `length` characters; a digest of the whole ends it, so that two long keys stay two."""
    if len(value) <= length:
        return value
    digest = hashlib.sha256(value.encode()).hexdigest()[:_DIGEST_CHARACTERS]
    return f"{value[: length - _DIGEST_CHARACTERS - 1]}#{digest}"


def short(value: str, length: int) -> str:
    """Cleaned and cut, as it is kept where there is room for so much. Nearly always it is as it was."""
    if len(value) <= length and value.isascii() and "\0" not in value:
        return value
    return fit(clean(value), length)


def _cleaned(value: str | None) -> str | None:
    return clean(value) if value else value


class Words(TypeDecorator[str]):
    """What people and machines outside wrote, of any length: cleaned when it is bound."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Cleaned, in one step."""
        return _cleaned


class Short(TypeDecorator[str]):
    """A bounded text from outside (an address, a foreign key): cleaned and cut when bound, also to be sought."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Cleaned and cut, in one step."""
        length = self.length
        return lambda value: short(value, length) if value else value


class Money(TypeDecorator[Decimal]):
    """An exact decimal number: PostgreSQL's numeric; SQLite, which has none, keeps whole units of the last place."""

    impl = Numeric
    cache_ok = True

    def __init__(self, scale: int = 2) -> None:
        super().__init__(18, scale)
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return BigInteger() if dialect.name == "sqlite" else Numeric(18, self.scale)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return int(Decimal(value).scaleb(self.scale).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or dialect.name != "sqlite":
            return None if value is None else Decimal(value)
        return Decimal(value).scaleb(-self.scale)


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
