"""The router at work: keeps the floor true by the log, asks core what to do, has it done, wakes at the plan's alarm.

One process routes at a time (a lease); conditional writes keep a late owner harmless. Deciding is core/routing.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

from hub.actions import route
from hub.core import facts
from hub.core.floor import Floor
from hub.core.routing import decide
from hub.core.terms import AgentId, InteractionId
from hub.readers.journal import Journal
from hub.readers.lease import holding
from hub.readers.loop import end, keep_running
from hub.readers.tail import Tail
from hub.store import floor as floor_store
from hub.store.database import Store
from hub.store.floor import Named
from hub.store.log import Logged

LEASE = "router"
FLOOR_LASTS = timedelta(days=1)  # then it is loaded anew: the journal is asked again and forgotten floor by floor


class Router:
    """One hub's router."""

    def __init__(self, store: Store, tail: Tail) -> None:
        self._store, self._tail = store, tail
        self._floor = Floor()
        self._journal: Journal
        self._pos = 0

    async def run(self) -> None:
        """Route until cancelled, while this node holds the router's lease."""
        await holding(self._store, LEASE, self._route)

    async def _route(self) -> None:
        keeping: list[asyncio.Task[None]] = []
        try:
            while True:
                await self._load()
                keeping = [each for each in keeping if not each.done()]
                keeping.append(asyncio.create_task(keep_running("journal", self._journal.keep), name="journal"))
                await self._one_floor()
                self._journal.end()
        finally:
            for each in keeping:
                await end(each)

    async def _load(self) -> None:
        entries, self._pos = await self._store.read(floor_store.whole, self._store.clock())
        self._floor = floor_store.built(self._store.house.queues.values(), entries)
        self._journal = Journal(self._store, entries)

    async def _one_floor(self) -> None:
        begun = self._store.clock()
        while self._store.clock() - begun <= FLOOR_LASTS:
            await self._follow(await self._step())

    async def _step(self) -> datetime | None:
        """Decide and have it done. Answers when to look again by itself."""
        plan = decide(self._floor, self._store.clock())
        self._journal.ran(plan, self._pos)
        if not plan.is_empty:
            applied = await self._store.do(route.apply, plan)
            await self._look_again(Named(frozenset(applied.lost), frozenset(applied.agents)))
        return plan.wake

    async def _follow(self, alarm: datetime | None) -> None:
        """Wait for facts or the alarm, and bring the floor up to date."""
        batch = await self._tail.after(self._pos, alarm)
        while batch:
            self._pos = batch[-1].pos
            await self._look_again(named(batch))
            batch = await self._tail.since(self._pos)

    async def _look_again(self, entries: Named) -> None:
        if entries:
            found = await self._store.read(floor_store.entries, entries, self._store.clock())
            found.put_on(self._floor)
            self._journal.put(found)


ROUTED = (
    facts.InteractionQueued, facts.OfferMade, facts.OfferEnded, facts.HandlingStarted, facts.HandlingEnded,
    facts.InteractionAwaited, facts.InteractionResumed, facts.InteractionSnoozed, facts.WrapUpStarted,
    facts.WrapUpExtended, facts.WrapUpEnded, facts.InteractionClosed, facts.PresenceChanged, facts.AgentChanged,
    facts.CallbackPlanned, facts.CallbackChanged, facts.CallChanged, facts.CallEnded, facts.LegChanged,
    facts.SlaBreached,
)


def named(batch: Iterable[Logged]) -> Named:
    """The floor's entries these facts are about."""
    interactions: set[InteractionId] = set()
    agents: set[AgentId] = set()
    callbacks: set[str] = set()
    handlings: set[str] = set()
    calls: set[str] = set()
    for logged in batch:
        fact = logged.fact
        if not isinstance(fact, ROUTED):
            continue
        for field, into in (("interaction_id", interactions), ("agent_id", agents), ("leg_agent_id", agents),
                            ("callback_id", callbacks), ("handling_id", handlings), ("call_id", calls)):
            value = getattr(fact, field, None)
            if value is not None:
                into.add(value)
    return Named(frozenset(interactions), frozenset(agents), frozenset(callbacks), frozenset(handlings),
                 frozenset(calls))
