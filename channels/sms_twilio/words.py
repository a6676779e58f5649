"""The words by which people stop and start messages, and ask for help; whole messages only. Pure.

The English ones are those the provider itself obeys (its "support for opt-out keywords"); the Russian ones it lets
pass, so we answer them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STOP, START, HELP = "stop", "start", "help"
_PROVIDERS: Mapping[str, str] = {
    **dict.fromkeys(("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"), STOP),
    **dict.fromkeys(("start", "unstop", "yes"), START),
    **dict.fromkeys(("help", "info"), HELP),
}
_OURS: Mapping[str, str] = {
    **dict.fromkeys(("стоп", "отписаться", "отписка"), STOP),
    **dict.fromkeys(("старт", "подписаться"), START),
    **dict.fromkeys(("помощь", "справка"), HELP),
}
_AROUND = " \t\r\n.,!?;:\"'«»“”„()[]*"


@dataclass(frozen=True, slots=True)
class Word:
    """A known word: what it asks for, its language, and whether the provider obeys it by itself."""

    asks: str
    language: str
    is_providers: bool


def known(text: str) -> Word | None:
    """The known word that this whole message is, else None."""
    said = text.strip(_AROUND).casefold()
    if said in _PROVIDERS:
        return Word(_PROVIDERS[said], "en", True)
    if said in _OURS:
        return Word(_OURS[said], "ru", False)
    return None
