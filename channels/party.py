"""Who is on the other side: the kind of talk, an address, and what they say of themselves. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Medium(StrEnum):
    """What kind of talk it is; capacity, composer and glyph follow from it."""

    CHAT = "chat"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    WEBCALL = "webcall"
    IN_PERSON = "in_person"
    LETTER = "letter"
    CALLBACK = "callback"


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """One way to reach someone, written `medium:value`: `email:ann@example.org`, `sms:+4915112345678`.

    `value` is normalized by the adapter: e-mail lower-cased, numbers in E.164, visitors by their own id.
    """

    medium: Medium
    value: str

    def __str__(self) -> str:
        return f"{self.medium}:{self.value}"

    @classmethod
    def read(cls, text: str) -> Address:
        """The inverse of `str`. Raises ValueError for an unknown medium or an empty value."""
        medium, _, value = text.partition(":")
        if not value:
            raise ValueError(f"address {text!r} has no value; write it as medium:value")
        return cls(Medium(medium), value)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the sender says of themselves: a claim, never a proof. `verified` is set by a signed identity only."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    topic: str = ""
    page_url: str = ""
    referrer: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)
    external_ref: str = ""  # the firm's own customer number, from a signed identity
    verified: bool = False
    consent: str = ""  # what they agreed to, in the very words shown; "" when not asked
