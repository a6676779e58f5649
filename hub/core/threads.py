"""Which conversation a message belongs to: the decision alone, from what is claimed and what is known.

A reply that joins a thread speaks in its name, so joining is an authentication decision: a header can be guessed
or forwarded, hence whoever points at a conversation joins it only when they are one of its parties (FreeScout
CVE-2026-47123, iTop mail-to-ticket 95). Nothing is read or written here.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hub.core.terms import ConversationId, CustomerId

_PREFIX: Final = re.compile(
    r"\s*(?:(?:re|aw|antw|sv|vs|fw|fwd|wg|tr|rv|enc|отв|ответ|на|пересл|переслано)\s*(?:\[\d+\]|\(\d+\))?\s*:)\s*",
    re.IGNORECASE,
)
_SPACE: Final = re.compile(r"\s+")
_MARK_CHARS: Final = 16  # of base32: 80 bits of HMAC-SHA256, not guessed over mail


@dataclass(frozen=True, slots=True)
class Matter:
    """A known conversation, as far as joining it is concerned. `parties` are addresses, "email:ann@example.org"."""

    id: ConversationId
    customer_id: CustomerId  # through merges: the record it reads as
    parties: frozenset[str]
    subject: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Pointers:
    """What a message says of its place, already looked up: conversations by the kind of pointer, best first."""

    sender: str  # "email:ann@example.org"
    customer_id: CustomerId | None  # through merges; None while unknown
    subject: str
    at: datetime
    by_key: ConversationId | None = None  # the channel's own id of the talk: proved by the channel
    by_token: ConversationId | None = None  # our signed token: proves that somebody got our mail, not who
    by_reference: tuple[ConversationId, ...] = ()  # In-Reply-To first, then References from the newest
    by_subject: tuple[ConversationId, ...] = ()  # this correspondent's own, newest first


@dataclass(frozen=True, slots=True)
class Joins:
    """The message belongs to this conversation. `how`: "key", "token", "reference" or "subject"."""

    conversation_id: ConversationId
    how: str


@dataclass(frozen=True, slots=True)
class Opens:
    """A new conversation. `related` is one it points at without the right to join; `why`: "new" or "stranger"."""

    related: ConversationId | None = None
    why: str = "new"


def place(pointers: Pointers, matters: Mapping[ConversationId, Matter], subject_days: int) -> Joins | Opens:
    """Join or open. Same answer for the same values; unknown conversations are passed over."""
    if pointers.by_key is not None and pointers.by_key in matters:
        return Joins(pointers.by_key, "key")
    pointed = [(pointers.by_token, "token")] if pointers.by_token else []
    pointed += [(each, "reference") for each in pointers.by_reference]
    related: ConversationId | None = None
    for conversation, how in pointed:
        matter = matters.get(conversation) if conversation else None
        if matter is None:
            continue
        if _is_party(pointers, matter):
            return Joins(matter.id, how)
        related = related or matter.id
    if related is not None:
        return Opens(related, "stranger")
    return _by_subject(pointers, matters, subject_days)


def _is_party(pointers: Pointers, matter: Matter) -> bool:
    return pointers.sender in matter.parties or pointers.customer_id == matter.customer_id


def _by_subject(
    pointers: Pointers, matters: Mapping[ConversationId, Matter], subject_days: int
) -> Joins | Opens:
    """The last resort: the same words from the same correspondent, not long ago."""
    wanted = bare_subject(pointers.subject)
    oldest = pointers.at - timedelta(days=subject_days)
    if wanted:
        for each in pointers.by_subject:
            matter = matters.get(each)
            if (
                matter is not None
                and bare_subject(matter.subject) == wanted
                and matter.last_at >= oldest
                and _is_party(pointers, matter)
            ):
                return Joins(matter.id, "subject")
    return Opens()


def bare_subject(subject: str) -> str:
    """A subject without its Re:/Fwd:/Отв: prefixes, spaces folded, case folded; "" for one that says nothing."""
    rest = subject
    while match := _PREFIX.match(rest):
        rest = rest[match.end() :]
    return _SPACE.sub(" ", rest).strip().casefold()


def reply_subject(subject: str) -> str:
    """The subject of an answer: one `Re:` before the bare words (RFC 5322 3.6.5)."""
    rest = subject
    while match := _PREFIX.match(rest):
        rest = rest[match.end() :]
    return f"Re: {rest.strip()}" if rest.strip() else ""


def rfc_message_id(conversation: str, message: str, key: bytes, domain: str) -> str:
    """Our Message-ID, the same on every try and not to be guessed: `<rp.conversation.message.mark@domain>`.

    A mail channel that knows the key reads the conversation out of it again, and gives it as `thread_token`.
    """
    return f"<rp.{conversation}.{message}.{_mark(f'rapport.id.{message}:{conversation}', key)}@{domain}>"


def _mark(text: str, key: bytes) -> str:
    """A short keyed mark that survives being lower-cased."""
    digest = hmac.digest(key, text.encode(), "sha256")
    return base64.b32encode(digest).decode().lower()[:_MARK_CHARS]
