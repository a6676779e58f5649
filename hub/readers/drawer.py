"""The drawer: as the firm's week begins, every rule that draws by itself does so, once for all nodes and restarts.

One process draws at a time (a lease); that a rule has drawn for a week is written with the draw, so that neither a
late holder nor a hub that was away on Monday draws twice or not at all.
"""

from __future__ import annotations

import asyncio
import random
import secrets

from hub.actions import samples
from hub.core.terms import SampleRuleId
from hub.readers.lease import holding
from hub.store import quality_rows
from hub.store.database import Store, Tx

LEASE = "drawer"
LOOK_SECONDS = 60.0  # a rule may be made, or changed to draw by itself, at any time
MOST_SEED = 2**31


class Drawer:
    """One hub's drawer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self) -> None:
        """Draw until cancelled, while this node holds the lease."""
        await holding(self._store, LEASE, self._draw)

    async def _draw(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Draw by every rule that has not for this week."""
        week = samples.week_of(self._store.clock(), self._store.house.time_zone)
        for rule in await self._store.read(quality_rows.rules_to_draw, week):
            await self._store.do(_draw_by, rule, secrets.randbelow(MOST_SEED))


def _draw_by(tx: Tx, rule: SampleRuleId, seed: int) -> None:
    """An action may be run twice: chance begins anew each time."""
    samples.draw_weekly(tx, rule, seed, random.Random(seed).randrange)
