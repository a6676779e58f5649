"""The demo firm's values as the sandbox takes them: whom one may play, who comes by themselves, what they want."""

from __future__ import annotations

from functools import cache

from channels.sandbox.crowd.values import Matter, Person
from hub.demo import stories
from hub.demo.firm import customers
from hub.demo.values import DemoCustomer

CUSTOMERS = 320
SEED = 7
PLAYED = 3  # of each language
FEWEST_EPISODES, FEWEST_ORDERS = 3, 2  # of somebody worth playing: the agent sees a history


@cache
def _firm() -> tuple[DemoCustomer, ...]:
    return tuple(customers(CUSTOMERS, SEED))


def played() -> tuple[Person, ...]:
    """The customers whom a visitor of the sandbox may play: the same each time, with a history."""
    return tuple(_person(found) for language in ("ru", "en") for found in _worth_playing(language)[:PLAYED])


def crowd() -> tuple[Person, ...]:
    """All others who can be called: they come by themselves."""
    mine = {person.email for person in played()}
    others = (_person(found) for found in _firm() if found.phone and found.kind == "person")
    return tuple(person for person in others if person.email not in mine)


def matters() -> tuple[Matter, ...]:
    """Why people come."""
    places = range(len(stories.PRODUCTS))
    return tuple(Matter(story.queue, story.disposition, story.result, story.subject, story.lines, story.summary,
                        tuple(stories.product(story, place) for place in places)) for story in stories.STORIES)


def _worth_playing(language: str) -> list[DemoCustomer]:
    return [found for found in _firm() if found.language == language and found.phone and found.kind == "person"
            and len(found.episodes) >= FEWEST_EPISODES and len(found.orders) >= FEWEST_ORDERS]


def _person(found: DemoCustomer) -> Person:
    return Person(found.name, found.email, found.phone, found.language)
