"""What moves by itself in a demo: customers who come at a pace, and scripted colleagues who answer them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from channels.contract import Medium
from channels.sandbox.crowd.book import Book
from channels.sandbox.crowd.colleague import Badge
from channels.sandbox.crowd.crowd import Cast, Crowd
from channels.sandbox.crowd.team import Team
from channels.sandbox.crowd.values import Firm, Way
from hub.core.plan import FloorPlan
from hub.demo.people import COLLEAGUES
from hub.demo_app import world

GOING_HOME_SECONDS = 1.0

log = logging.getLogger("rapport.demo")


@dataclass(frozen=True, slots=True)
class Liveliness:
    """How much happens: `pace` customers a minute, 0 none; `team` "yes": scripted colleagues work."""

    pace: float
    team: str


class Life:
    """The crowd and the team of one demo. Started once the hub serves, ended before it stops."""

    def __init__(self, liveliness: Liveliness, firm: Firm, password: str) -> None:
        self._liveliness, self.number = liveliness, firm.number
        book = Book()
        cast = Cast(world.crowd(), world.matters(), world.SEED)
        self.crowd = Crowd(firm, cast, book)
        badges = [Badge(agent.email, password) for agent in COLLEAGUES]
        self._team = Team(badges, firm.url, book, world.SEED)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def words(self) -> str:
        """What moves, for the terminal."""
        pace = self._liveliness.pace
        came = f"about {pace:g} customers a minute (--pace)" if pace else "nobody comes (--pace 1 to 60)"
        helped = f"{len(COLLEAGUES)} scripted colleagues help" if self._liveliness.team == "yes" else "nobody helps you"
        return f"{came}, {helped} (--team)"

    @property
    def stories(self) -> tuple[str, ...]:
        """What a visitor of the page may have happen."""
        return tuple(way.value for way in self.crowd.ways)

    def begin(self, story: str) -> str:
        """Send a customer now; their name."""
        return self.crowd.begin(Way(story)).name

    def start(self) -> None:
        """Let it begin."""
        if self._liveliness.team == "yes":
            self._tasks.append(asyncio.create_task(_told("team", self._team.run())))
        if self._liveliness.pace > 0:
            self._tasks.append(asyncio.create_task(_told("crowd", self.crowd.run(self._liveliness.pace))))

    async def close(self) -> None:
        """Everybody goes home, and nobody is waited for long."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait([*self._tasks, asyncio.create_task(self.crowd.close())], timeout=GOING_HOME_SECONDS)


async def _told(name: str, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("a part of the demo stopped", extra={"part": name})


def firm_of(plan: FloorPlan, url: str, smtp: tuple[str, int]) -> Firm:
    """Where the demo's firm can be reached, as its own configuration has it."""
    channels = {info.medium: info for info in reversed(plan.channels.values())}
    phone, mail, chat = (channels.get(medium) for medium in (Medium.PHONE, Medium.EMAIL, Medium.CHAT))
    menu = plan.voice.menus.get(plan.voice.channel_menu[phone.id]) if phone else None
    keys = {str(leads.queue): key for key, leads in menu.keys.items() if leads.queue} if menu else {}
    return Firm(url=url, mail=mail.address if mail else "", smtp_host=smtp[0], smtp_port=smtp[1],
                number=phone.address if phone else "", chat=str(chat.id) if chat else "", keys=keys)
