"""The demo's customers, drawn from a seeded source: the same seed makes the same firm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from hub.demo import people, stories
from hub.demo.values import (
    DemoCase,
    DemoCustomer,
    DemoEpisode,
    DemoLine,
    DemoOpportunity,
    DemoOrder,
)

HISTORY = timedelta(days=240)
NUMBER = "+447700900114"  # the firm's own: config/channels.toml
MEDIUMS = {"chat": 30, "email": 26, "phone": 28, "sms": 13, "in_person": 3}
PACE = {"chat": 70, "email": 9000, "phone": 40, "sms": 240, "in_person": 60}  # seconds from line to line
STAGES = ("awareness", "exploration", "expansion", "commitment", "dissolution")


def customers(count: int, seed: int) -> Iterator[DemoCustomer]:
    """`count` customers with their history, six of ten Russian-speaking."""
    chance = random.Random(seed)
    order_number = 9400
    taken: set[str] = {NUMBER}
    for _ in range(count):
        made = _customer(chance, order_number, taken)
        order_number += len(made.orders) + 1
        yield made


def _customer(chance: random.Random, order_number: int, taken: set[str]) -> DemoCustomer:
    language = "ru" if chance.random() < 0.6 else "en"
    firm = chance.random() < 0.08
    name, mailbox = _name(chance, language, firm)
    email = _free(mailbox, taken)
    region, zone = chance.choice(people.RU_PLACES if language == "ru" else people.EN_PLACES)
    since = timedelta(days=chance.randint(20, 1500))
    orders = tuple(_order(chance, order_number + i, language, since) for i in range(_few(chance, 5)))
    reach = min(since, HISTORY)
    episodes = tuple(sorted((_episode(chance, language, name, orders, reach) for _ in range(1 + _few(chance, 5))),
                            key=lambda episode: -episode.ago))
    sales = [episode for episode in episodes if episode.disposition == "sale_interest"]
    return DemoCustomer(
        name=name,
        kind="firm" if firm else "person",
        language=language,
        time_zone=zone,
        region=region,
        vip=chance.random() < 0.06,
        email=email,
        phone=_phone(chance, language, taken),
        since=since,
        stage=_stage(chance, len(orders)),
        episodes=episodes,
        orders=orders,
        cases=tuple(_case(chance, episode) for episode in episodes if _story_case(episode)),
        opportunities=tuple(_opportunity(chance, episode, language) for episode in sales),
        touches=tuple(_touch(chance) for _ in range(_few(chance, 3))),
        ad_consent=chance.choice(("", "given", "given", "withdrawn")),
    )


def _few(chance: random.Random, most: int) -> int:
    return min(most, int(chance.expovariate(0.6)))


def _name(chance: random.Random, language: str, firm: bool) -> tuple[str, str]:
    if firm:
        name = chance.choice(people.RU_FIRMS if language == "ru" else people.EN_FIRMS)
        return f"{name} {chance.randint(2, 99)}", f"office.{people.latin(name)[:16]}"
    if language == "en":
        given, family = chance.choice(people.EN_GIVEN), chance.choice(people.EN_FAMILY)
    elif chance.random() < 0.55:
        given, family = chance.choice(people.RU_GIVEN_F), chance.choice(people.RU_FAMILY)
        family = f"{family}а"
    else:
        given, family = chance.choice(people.RU_GIVEN_M), chance.choice(people.RU_FAMILY)
    return f"{given} {family}", f"{people.latin(given)[:1]}.{people.latin(family)}"


def _free(mailbox: str, taken: set[str]) -> str:
    number, email = 1, f"{mailbox}@example.org"
    while email in taken:
        number += 1
        email = f"{mailbox}{number}@example.org"
    taken.add(email)
    return email


def _phone(chance: random.Random, language: str, taken: set[str]) -> str:
    """Ranges kept for fiction: +44 7700 900xxx (Ofcom); +7 999 000-xx-xx by convention. "" when used up."""
    for _ in range(50):
        russian = language == "ru"
        phone = f"+7999000{chance.randint(0, 9999):04}" if russian else f"+447700900{chance.randint(0, 999):03}"
        if phone not in taken:
            taken.add(phone)
            return phone
    return ""


def _order(chance: random.Random, number: int, language: str, since: timedelta) -> DemoOrder:
    items = tuple((sku, names[language], chance.choice((1, 1, 1, 2)), Decimal(price))
                  for sku, names, price in chance.sample(stories.PRODUCTS, chance.choice((1, 1, 2))))
    status = chance.choices(("delivered", "shipped", "paid", "returned"), (80, 9, 6, 5))[0]
    ago = since * chance.random() if status == "delivered" else timedelta(days=chance.randint(1, 12))
    return DemoOrder(f"FC-{number}", min(ago, since), status, items)


def _episode(chance: random.Random, language: str, name: str, orders: tuple[DemoOrder, ...],
             reach: timedelta) -> DemoEpisode:
    story = chance.choice(stories.STORIES)
    order = chance.choice(orders).number if orders else f"FC-{chance.randint(9000, 9399)}"
    product = stories.product(story, stories.PRODUCTS.index(chance.choice(stories.PRODUCTS)))[language]
    words = {"order": order, "product": product, "name": name.split()[0] if "«" not in name else name}
    medium = chance.choices(list(MEDIUMS), list(MEDIUMS.values()))[0]
    pace = PACE[medium]
    after, lines = timedelta(0), []
    for place, text in enumerate(story.lines[language]):
        lines.append(DemoLine(place % 2 == 0, after, _sentence(text.format(**words))))
        after += timedelta(seconds=pace * (0.4 + chance.random()))
    agents = [place for place, agent in enumerate(people.TEAM) if story.queue in agent.queues]
    ago = timedelta(hours=5) + reach * chance.random() ** 1.6
    apart = random.Random(int(ago.total_seconds()))  # what calls have besides leaves the other draws as they were
    return DemoEpisode(
        medium=medium,
        queue=story.queue,
        agent=chance.choice(agents),
        ago=ago,
        waited=timedelta(seconds=int(chance.expovariate(1 / 25)) + 2),
        subject=_sentence(story.subject[language].format(**words)),
        lines=tuple(lines),
        disposition=story.disposition,
        result=story.result,
        rating=chance.choices((None, 5, 4, 3, 2, 1), (60, 20, 11, 5, 2, 2))[0],
        summary=_sentence(story.summary[language].format(**words)),
        held=timedelta(seconds=apart.choice((0, 0, 0, 25, 48, 90))) if medium == "phone" else timedelta(0),
        missed=timedelta(minutes=apart.randint(6, 45)) if medium == "phone" and apart.random() < 0.15 else None,
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _story_case(episode: DemoEpisode) -> str:
    return next(story.case for story in stories.STORIES if story.disposition == episode.disposition)


def _case(chance: random.Random, episode: DemoEpisode) -> DemoCase:
    days = chance.randint(1, 6)
    closed = episode.ago - timedelta(days=days)
    still_open = closed < timedelta(hours=2) or (episode.ago < timedelta(days=20) and chance.random() < 0.5)
    return DemoCase(episode.subject, _story_case(episode), episode.disposition, episode.ago,
                    None if still_open else closed, episode.agent)


def _opportunity(chance: random.Random, episode: DemoEpisode, language: str) -> DemoOpportunity:
    old = episode.ago > timedelta(days=45)
    stage = chance.choice(("won", "won", "lost")) if old else chance.choice(("new", "qualified", "proposal"))
    names = {"en": "Office machine and beans", "ru": "Машина и зерно для офиса"}
    return DemoOpportunity(names[language], stage, Decimal(chance.randint(6, 60) * 50), episode.ago, episode.agent)


def _touch(chance: random.Random) -> tuple[str, str, str, timedelta]:
    name, medium = chance.choice(stories.CAMPAIGNS)
    response = chance.choices(("", "opened", "bought", "refused"), (45, 35, 12, 8))[0]
    return name, medium, response, timedelta(days=chance.randint(3, 200))


def _stage(chance: random.Random, orders: int) -> str:
    if chance.random() < 0.05:
        return STAGES[4]
    return STAGES[min(orders, 3)]
