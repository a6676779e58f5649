"""The router's journal: what each run knew and decided, kept beside the routing and never in its way.

`Journal` gathers runs in memory and writes a page at most every second; a page that is lost with the process loses
nothing else, for the next router begins a new floor. `asked_again` asks `decide` again: with unchanged rules and code
it decides as it did.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.decision import Plan
from hub.core.floor import Floor
from hub.core.routing import decide
from hub.errors import Unavailable
from hub.store import journal
from hub.store.database import Store
from hub.store.floor import Entries, built
from hub.store.journal import Page, Run

log = logging.getLogger("rapport.journal")

GROUPED_SECONDS = 1.0  # runs of so long are one page
MOST_KEPT_BACK = 20_000  # runs that may wait for a database that is away; with more the journal ends
FORGET_EACH = timedelta(hours=6)


class Journal:
    """One router's journal, from one loading of its floor on."""

    def __init__(self, store: Store, entries: Entries) -> None:
        self._store = store
        self._floor_id = store.new_id()
        self._queues = tuple(store.house.queues.values())
        self._rules = journal.rules_of(self._queues)
        self._put: list[Entries] = [entries]
        self._runs: list[Run] = []
        self._number = 0
        self._wake: datetime | None = None
        self._begun = False
        self._news = asyncio.Event()
        self._over = False
        self._ended = False
        self._forgot_at: datetime | None = None

    def put(self, entries: Entries) -> None:
        """These were put on the floor."""
        if not self._over:
            self._put.append(entries)

    def ran(self, plan: Plan, pos: int) -> None:
        """This was decided. A run to which nothing had come and nothing was due changed nothing, and is left out."""
        if self._over:
            return
        early = self._wake is None or plan.at < self._wake
        if self._begun and not self._put and plan.is_empty and early:
            return
        self._runs.append(Run(plan.at, pos, tuple(self._put), plan))
        self._put, self._wake, self._begun = [], plan.wake, True
        if len(self._runs) > MOST_KEPT_BACK:
            self._over, self._runs = True, []
            log.warning("the routing journal ends here: its pages could not be written for too long")
        self._news.set()

    def end(self) -> None:
        """Nothing more comes."""
        self._ended = True
        self._news.set()

    async def keep(self) -> None:
        """Write pages until cancelled, or until all is written after the end."""
        while self._runs or not self._ended:
            await self._news.wait()
            await asyncio.sleep(GROUPED_SECONDS)
            self._news.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write what is gathered; kept for the next time when the database is away."""
        runs = tuple(self._runs)
        if not runs:
            return
        queues = self._queues if self._number == 0 else ()
        page = Page(self._floor_id, self._number, self._rules, queues, runs)
        packed = await asyncio.to_thread(journal.pack, page)
        try:
            await self._store.do(journal.write, page, packed)
        except Unavailable:
            self._news.set()
            return
        self._number += 1
        del self._runs[: len(runs)]
        await self._forget()

    async def _forget(self) -> None:
        now = self._store.clock()
        if self._forgot_at is None or now - self._forgot_at > FORGET_EACH:
            self._forgot_at = now
            await self._store.do(journal.forget, now - timedelta(days=journal.KEPT_DAYS))


@dataclass(frozen=True, slots=True)
class Again:
    """A run, and what is decided now that it is asked again."""

    run: Run
    decided: Plan

    @property
    def is_same(self) -> bool:
        """Whether it is decided as it was."""
        return self.decided == self.run.plan


def asked_again(pages: Iterable[Page]) -> Iterator[Again]:
    """Ask again for every run of one floor, in their order."""
    floor: Floor | None = None
    for page in pages:
        for run in page.runs:
            put = list(run.put)
            if floor is None:
                floor = built(page.queues, put.pop(0))
            for entries in put:
                entries.put_on(floor)
            yield Again(run, decide(floor, run.at))
