"""Draws who comes next, how and why: the same seed makes the same day. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import count

from channels.sandbox.crowd.values import Matter, Person, Visit, Way

# A service desk's ordinary day by how people come; calls lead, and not every caller gets through.
MIX = {Way.CALL: 34, Way.LEAVE: 5, Way.CALLBACK: 4, Way.VOICEMAIL: 3, Way.TEXT: 14, Way.MAIL: 20, Way.CHAT: 20}
OPENING = (Way.CALL, Way.CHAT, Way.TEXT, Way.MAIL)  # of everything something, before chance has its way
OPENING_SECONDS = (1.0, 7.0)  # between those
NEWCOMERS = 0.15  # of all who come
LATEST_KNOWN = 12  # somebody who came does not come again until as many others did
AREAS = (212, 305, 312, 415, 512, 617, 702, 808)  # with 555-01xx, kept for fiction
EN_GIVEN, EN_FAMILY = ("Abel", "Nell", "Otis", "Ruth", "Zoe"), ("Ames", "Birch", "Frost", "Lund", "Wray")
RU_GIVEN, RU_FAMILY = ("Вера", "Игнат", "Лидия", "Марк", "Соня"), ("Зорич", "Ким", "Шульц", "Левша", "Бойко")
MATTERS_KEPT = 4  # a matter does not come up again until as many others did


def visits(pace: float, people: Sequence[Person], matters: Sequence[Matter], seed: int) -> Iterator[Visit]:
    """Visits without end, `pace` a minute on the average, gaps as chance has them (Poisson)."""
    chance = random.Random(seed)
    recent: list[Person] = []
    told: list[Matter] = []
    for number in count():
        after = chance.expovariate(pace / 60)
        if number < len(OPENING):
            after = min(after, chance.uniform(*OPENING_SECONDS))
        yield one(chance, _way(chance, number), _person(chance, people, recent), _matter(chance, matters, told), after)


def one(chance: random.Random, way: Way, person: Person, matter: Matter, after: float = 0.0) -> Visit:
    """A visit with what is left to chance. `after` is the gap before it, in seconds."""
    words = {"order": f"FC-{chance.randint(9400, 10200)}", "product": chance.choice(matter.products)[person.language],
             "name": person.name.split()[0]}
    patience = chance.uniform(8, 25) if way is Way.LEAVE else chance.uniform(100, 300)
    return Visit(after, way, person, matter, words, patience, chance.randrange(2**32))


def newcomer(chance: random.Random, people: Sequence[Person] = ()) -> Person:
    """Somebody the firm has never seen, with a number kept for fiction that none of `people` has."""
    russian = chance.random() < 0.5
    given = chance.choice(RU_GIVEN if russian else EN_GIVEN)
    family = chance.choice(RU_FAMILY if russian else EN_FAMILY)
    taken, phone = {person.phone for person in people}, ""
    while not phone or phone in taken:
        area, last = chance.choice(AREAS), chance.randint(0, 9999)
        phone = f"+7999000{last:04}" if russian else f"+1{area}55501{last % 100:02}"
    return Person(f"{given} {family}", f"guest.{phone[-7:]}@example.net", phone, "ru" if russian else "en", known=False)


def _way(chance: random.Random, number: int) -> Way:
    drawn = chance.choices(list(MIX), list(MIX.values()))[0]
    return OPENING[number] if number < len(OPENING) else drawn


def _person(chance: random.Random, people: Sequence[Person], recent: list[Person]) -> Person:
    if not people or chance.random() < NEWCOMERS:
        return newcomer(chance, people)
    drawn = chance.choice(people)
    while drawn in recent and len(people) > LATEST_KNOWN * 2:
        drawn = chance.choice(people)
    recent.append(drawn)
    del recent[:-LATEST_KNOWN]
    return drawn


def _matter(chance: random.Random, matters: Sequence[Matter], told: list[Matter]) -> Matter:
    fresh = [matter for matter in matters if matter not in told]
    drawn = chance.choice(fresh or list(matters))
    told.append(drawn)
    del told[: -min(MATTERS_KEPT, len(matters) - 1) or len(told)]
    return drawn
