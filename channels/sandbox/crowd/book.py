"""What is to be answered to what: the crowd writes down what it says, its colleagues look it up. In memory only."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeVar

from channels.sandbox.crowd.values import Visit

Kept = TypeVar("Kept")
KEPT = 4000
ENOUGH = 48  # characters of a line by which it is known again: previews are cut
GREETINGS = {
    "en": "Hello, thank you for writing. I look into it and come back to you today.",
    "ru": "Здравствуйте, спасибо, что написали. Разберусь и вернусь к вам сегодня.",
}
GOODBYES = {"en": "You are welcome. Have a good day!", "ru": "Пожалуйста, хорошего дня!"}


@dataclass(frozen=True, slots=True)
class Page:
    """A line of a customer: what answers it ("" nothing does) and whose visit it is."""

    answer: str
    visit: Visit


class Book:
    """The visits of the last hours by their lines and by who makes them."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, Page] = OrderedDict()
        self._people: OrderedDict[str, Visit] = OrderedDict()

    def write(self, visit: Visit) -> None:
        """A visit begins."""
        lines = visit.lines
        for place in range(0, len(lines), 2):
            answer = lines[place + 1] if place + 1 < len(lines) else ""
            self._keep(self._lines, _known_by(lines[place]), Page(answer, visit))
        for name in (visit.person.name, visit.person.phone):
            self._keep(self._people, name, visit)

    def page(self, text: str) -> Page | None:
        """The page of a line that somebody wrote, None for a person's own words."""
        return self._lines.get(_known_by(text))

    def visit_of(self, who: str) -> Visit | None:
        """The newest visit of a person, by name or number."""
        return self._people.get(who)

    @staticmethod
    def _keep(place: OrderedDict[str, Kept], key: str, value: Kept) -> None:
        place[key] = value
        place.move_to_end(key)
        while len(place) > KEPT:
            place.popitem(last=False)


def language_of(text: str) -> str:
    """Russian where there is Cyrillic."""
    return "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"


def _known_by(text: str) -> str:
    return " ".join(text.split())[:ENOUGH]
