"""The text of what leaves: the agent's words, a signature, what is answered or passed on. Pure.

A signature stands under the customary `-- ` line (RFC 3676 4.3), what is quoted behind `> `, so that the other
side's mail program can fold both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

QUOTED_LINES = 400
MOST_REFERENCES = 30  # the first and the newest stay (RFC 5322 3.6.4 advises to shorten long chains so)

_WROTE = {"en": "On {date}, {name} wrote:", "ru": "{date}, {name} пишет:"}
_FORWARDED = {
    "en": ("---------- Forwarded message ----------", "From: ", "Date: ", "Subject: "),
    "ru": ("---------- Пересылаемое сообщение ----------", "От: ", "Дата: ", "Тема: "),
}
_DATE = {"en": "%Y-%m-%d %H:%M", "ru": "%d.%m.%Y %H:%M"}


@dataclass(frozen=True, slots=True)
class Quote:
    """A line that is answered or passed on."""

    author: str
    at: datetime
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Manner:
    """In which language and time zone dates are written."""

    language: str
    time_zone: str


def compose(text: str, signature: str, quoted: str = "") -> str:
    """The whole body: words, signature, quotation."""
    parts = [text.rstrip()]
    if signature.strip():
        parts.append(f"-- \n{signature.strip()}")
    if quoted:
        parts.append(quoted)
    return "\n\n".join(part for part in parts if part)


def answer_to(quote: Quote, manner: Manner) -> str:
    """What is answered, each line behind `> `."""
    head = _WROTE.get(manner.language, _WROTE["en"]).format(date=_shown(quote.at, manner), name=quote.author)
    lines = quote.text.rstrip().split("\n")[:QUOTED_LINES]
    return "\n".join([head, *(f"> {line}" if line else ">" for line in lines)])


def passed_on(quote: Quote, manner: Manner) -> str:
    """What is forwarded, whole."""
    head, sender, date, subject = _FORWARDED.get(manner.language, _FORWARDED["en"])
    shown = _shown(quote.at, manner)
    return "\n".join(
        [head, f"{sender}{quote.author}", f"{date}{shown}", f"{subject}{quote.subject}", "", quote.text.rstrip()]
    )


def chain(parents: Sequence[str], answered: str) -> tuple[str, ...]:
    """The References of an answer: its parent's, then the parent itself."""
    full = [*dict.fromkeys(each for each in (*parents, answered) if each)]
    if len(full) > MOST_REFERENCES:
        full = [full[0], *full[-(MOST_REFERENCES - 1) :]]
    return tuple(full)


def _shown(at: datetime, manner: Manner) -> str:
    return at.astimezone(ZoneInfo(manner.time_zone)).strftime(_DATE.get(manner.language, _DATE["en"]))


def spoken(quote: Quote, manner: Manner) -> str:
    """A line of a transcript."""
    return f"{_shown(quote.at, manner)} {quote.author}:\n{quote.text}"
