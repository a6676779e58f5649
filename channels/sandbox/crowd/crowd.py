"""The crowd: customers who come by themselves at a pace, and those whom a visitor of the page sends on purpose."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from channels.sandbox.crowd import drawing
from channels.sandbox.crowd.book import Book
from channels.sandbox.crowd.outside import Away, Outside
from channels.sandbox.crowd.values import Firm, Matter, Person, Visit, Way
from channels.sandbox.crowd.visits import play

MOST_AT_ONCE = 150  # visits
MOST_UNANSWERED = 30  # mails and texts nobody answered; then nobody writes more of them until something is answered
ANSWER_TELLS = 2  # how many more may write after an answer
WRITTEN = (Way.MAIL, Way.TEXT)

log = logging.getLogger("rapport.sandbox.crowd")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may come, and what they want; `seed` makes the same day again."""

    people: Sequence[Person]
    matters: Sequence[Matter]
    seed: int


class Crowd:
    """Runs visits. `pace` is how many begin in a minute, 0 none; `ways` are those the firm has."""

    def __init__(self, firm: Firm, cast: Cast, book: Book) -> None:
        self._firm, self._cast, self._book = firm, cast, book
        self._chance = random.Random(cast.seed + 1)
        self._http: aiohttp.ClientSession | None = None
        self._live: set[asyncio.Task[None]] = set()
        self._unanswered = 0

    @property
    def ways(self) -> tuple[Way, ...]:
        """How people can come to this firm."""
        return tuple(way for way in Way if self._open(way))

    async def run(self, pace: float) -> None:
        """Let people come until cancelled."""
        cast = self._cast
        for visit in drawing.visits(pace, cast.people, cast.matters, cast.seed):
            await asyncio.sleep(visit.after)
            full = len(self._live) >= MOST_AT_ONCE
            flooded = visit.way in WRITTEN and self._unanswered >= MOST_UNANSWERED
            if self._open(visit.way) and not full and not flooded:
                self._send(visit)

    def begin(self, way: Way) -> Person:
        """Send one customer now; who it is."""
        cast, chance = self._cast, self._chance
        visit = drawing.one(chance, way, chance.choice(cast.people), chance.choice(cast.matters))
        self._send(visit)
        return visit.person

    async def close(self) -> None:
        """Everybody goes home."""
        tasks = tuple(self._live)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def _open(self, way: Way) -> bool:
        firm = self._firm
        return bool({Way.MAIL: firm.mail, Way.CHAT: firm.chat}.get(way, firm.number))

    def _send(self, visit: Visit) -> None:
        if self._http is None:
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        task = asyncio.create_task(self._play(visit, Outside(self._firm, self._http)))
        self._live.add(task)
        task.add_done_callback(self._live.discard)

    async def _play(self, visit: Visit, outside: Outside) -> None:
        written = visit.way in WRITTEN
        self._unanswered += written
        answered = False
        try:
            answered = await play(visit, outside, self._book)
        except Away as away:
            log.debug("a visit ended early: %s, %s", visit.way.value, away)
        except Exception:
            log.exception("a visit failed", extra={"way": visit.way.value})
        finally:
            if written and answered:
                self._unanswered = max(0, self._unanswered - ANSWER_TELLS)
