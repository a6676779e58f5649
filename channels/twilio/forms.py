"""What webhooks say: the fields of a form, numbers and times in them, and a webhook as a Delivery. Values only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

from channels.contract import Delivery, Unreadable
from channels.twilio.account import E164

MAX_BODY = 256 * 1024  # bytes of a webhook; theirs are a few kilobytes
MAX_FIELDS = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# How a withheld number arrives: a word, or the letters of one on a keypad ("anonymous", "restricted", …).
_WITHHELD = frozenset(
    ("anonymous", "restricted", "unavailable", "unknown", "blocked", "private", "+266696687", "+7378742833",
     "+2562533", "+8656696", "+86282452253")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """One webhook's fields, and what its address carries of ours. A missing one is ""."""

    route: str  # "voice", "status", …: the last part of the address, "" when the delivery has none
    fields: Mapping[str, str]
    query: Mapping[str, str]

    def get(self, name: str) -> str:
        """A field of the form."""
        return self.fields.get(name, "")

    def ours(self, name: str) -> str:
        """A part of the address's query, which we put there."""
        return self.query.get(name, "")

    def number(self, name: str) -> int | None:
        """A field as a whole number, None when it is none."""
        text = self.get(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def read(delivery: Delivery, body: bytes | None = None) -> Form:
    """The form of a webhook. Raises Unreadable."""
    raw = delivery.body if body is None else body
    if len(raw) > MAX_BODY:
        raise Unreadable(f"a webhook of {len(raw)} bytes; theirs have a few thousand")
    try:
        text = raw.decode()
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        parts = urlsplit(delivery.url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError as error:
        raise Unreadable("not a form of a webhook") from error
    if not pairs:
        raise Unreadable("the webhook's form is empty")
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value.replace("\x00", ""))
    return Form(parts.path.rstrip("/").rpartition("/")[2], fields, query)


def caller(text: str) -> str | None:
    """A caller's number in E.164; None when it is withheld, or not a number at all."""
    trimmed = text.strip()
    if trimmed.casefold() in _WITHHELD:
        return None
    return trimmed if E164.fullmatch(trimmed) else None


def at(delivery: Delivery, text: str = "") -> datetime:
    """When it happened by the carrier's clock (RFC 2822), else when it came."""
    try:
        found = parsedate_to_datetime(text)
        # A date of year 1 cannot be moved to another zone.
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return delivery.received_at or EPOCH


def stamp(moment: datetime | None) -> str:
    """A moment as the carrier writes it (RFC 2822)."""
    return format_datetime(moment.astimezone(UTC)) if moment else ""


def key_part(text: str) -> str:
    """A field as part of a delivery's key: short, and of harmless characters."""
    return re.sub(r"[^A-Za-z0-9_.:+-]", "_", text)[:80] or "-"
