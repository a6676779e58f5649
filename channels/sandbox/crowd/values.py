"""The crowd's values: who they are, what they want, where the firm can be reached. No behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may turn to the firm. `phone` is in E.164; `language` is "en" or "ru"; `known` has an account."""

    name: str
    email: str
    phone: str
    language: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Matter:
    """Why somebody turns to the firm. `lines` alternate by language, the customer's first; `queue` takes it.

    `products`, by language, are what it can be about. `{order}`, `{product}` and `{name}` stand for what is drawn for
    a visit.
    """

    queue: str
    disposition: str
    result: str
    subject: Mapping[str, str]
    lines: Mapping[str, tuple[str, ...]]
    summary: Mapping[str, str]
    products: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Firm:
    """Where the firm is reached from outside. `keys` are the menu's: queue -> key. "" where there is no such way."""

    url: str  # of the site, without a slash at the end
    mail: str
    smtp_host: str
    smtp_port: int
    number: str
    chat: str  # the web chat's channel id
    keys: Mapping[str, str]


class Way(StrEnum):
    """How somebody comes, and what they do there."""

    CALL = "call"  # waits for a person and talks
    LEAVE = "leave"  # hangs up while waiting
    CALLBACK = "callback"  # presses 1 while waiting
    VOICEMAIL = "voicemail"  # presses 2 while waiting
    TEXT = "text"
    MAIL = "mail"
    CHAT = "chat"


CALLS = (Way.CALL, Way.LEAVE, Way.CALLBACK, Way.VOICEMAIL)


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer's turn, drawn beforehand. `after` is seconds since the visit before; `patience` until they give up.

    `seed` draws what is small: how long they think, whether they rate.
    """

    after: float
    way: Way
    person: Person
    matter: Matter
    words: Mapping[str, str]
    patience: float
    seed: int

    @property
    def subject(self) -> str:
        """The matter in a line."""
        return sentence(self.matter.subject[self.person.language].format(**self.words))

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said, the customer's first."""
        return tuple(sentence(line.format(**self.words)) for line in self.matter.lines[self.person.language])

    @property
    def summary(self) -> str:
        """What a colleague would note."""
        return sentence(self.matter.summary[self.person.language].format(**self.words))


def sentence(text: str) -> str:
    """The same with its first letter large."""
    return text[:1].upper() + text[1:]
