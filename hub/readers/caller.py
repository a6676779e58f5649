"""Callers: one for each channel that carries calls. What was ordered of a call leaves a moment after its commit.

An order is claimed, given to the carrier once, and settled by its result. The orders of one call follow each other, a
slow call holds up no other. Which order comes next and what a failure means is decided in actions/orders.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from channels.adapter import Channel, VoiceChannel
from channels.contract import ChannelError, Unknown
from channels.voice import Order, Placed
from hub.actions import orders
from hub.actions.orders import Settled
from hub.core import facts
from hub.core.terms import ChannelId
from hub.readers.loop import SAFETY_SECONDS, keep_running
from hub.readers.tail import Tail
from hub.store import order_rows
from hub.store.database import Store

log = logging.getLogger("rapport.caller")

LIMIT = 100
PERFORM_SECONDS = 20.0  # shorter than a claim lasts: nobody else takes up what is still in hand
STOP_SECONDS = 1.0  # what is in hand at a stop may still be told
SHORTEST_REST_SECONDS = 0.05


class Caller:
    """The callers of this process's channels."""

    def __init__(self, store: Store, tail: Tail, channels: Mapping[ChannelId, Channel]) -> None:
        self._store, self._tail = store, tail
        self._channels = {
            key: cast(VoiceChannel, channel) for key, channel in channels.items() if channel.capabilities.voice
        }
        self._name = uuid.uuid4().hex

    async def run(self) -> None:
        """Have orders performed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for key, channel in self._channels.items():
                one = ChannelCaller(self._store, self._tail, (key, channel), self._name)
                tasks.create_task(keep_running(f"caller {key}", one.run))


class ChannelCaller:
    """One channel's orders."""

    def __init__(self, store: Store, tail: Tail, channel: tuple[ChannelId, VoiceChannel], name: str) -> None:
        self._store, self._tail = store, tail
        self._key, self._channel = channel
        self._name = name
        self._pos = 0
        self._wanted = asyncio.Event()  # something was ordered, or an order is done and the next may follow
        self._in_hand: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Claim and perform until cancelled; what is in hand then may end."""
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        self._pos = self._tail.position
        follower = asyncio.create_task(keep_running(f"caller {self._key}, following", self._follow))
        try:
            while True:
                self._wanted.clear()
                await self._rest(await self._claim_all())
        finally:
            follower.cancel()
            await self._finish()

    async def _claim_all(self) -> datetime | None:
        """Start all that may leave now; answers when to look again by itself."""
        while True:
            claimed = await self._store.do(orders.claim, self._key, LIMIT, self._name)
            for order in claimed:
                task = asyncio.create_task(self._perform(order))
                self._in_hand.add(task)
                task.add_done_callback(self._in_hand.discard)
            if len(claimed) < LIMIT:
                return await self._store.read(order_rows.next_at, self._key)

    async def _perform(self, order: Order) -> None:
        outcome: Placed | ChannelError
        try:
            async with asyncio.timeout(PERFORM_SECONDS):
                outcome = await self._channel.perform(order)
        except ChannelError as error:
            outcome = error
        except TimeoutError:
            outcome = Unknown("the carrier did not answer in time")
        except Exception as error:
            log.exception("an order could not be performed", extra={"channel_id": self._key, "order_id": order.id})
            outcome = Unknown(f"failed: {type(error).__name__}")
        if isinstance(outcome, ChannelError):
            log.info("an order met %s", outcome.code, extra={"channel_id": self._key, "order_id": order.id})
        try:
            await self._store.do_many(orders.settle_many, Settled(order.id, outcome))
        except Exception as error:  # its claim ends by itself, and what became of it is found out then
            log.warning("an order's result could not be kept", extra={"error": type(error).__name__})
        self._wanted.set()

    async def _rest(self, alarm: datetime | None) -> None:
        """Until something is wanted, or the alarm."""
        seconds = SAFETY_SECONDS
        if alarm is not None:
            seconds = min(seconds, max(SHORTEST_REST_SECONDS, (alarm - self._store.clock()).total_seconds()))
        try:
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        except TimeoutError:
            return

    async def _follow(self) -> None:
        while True:
            batch = await self._tail.after(self._pos)
            if not batch:
                continue
            self._pos = batch[-1].pos
            if any(isinstance(each.fact, facts.CallOrdered) and each.fact.channel_id == self._key for each in batch):
                self._wanted.set()

    async def _finish(self) -> None:
        if not self._in_hand:
            return
        _, late = await asyncio.wait(self._in_hand, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
