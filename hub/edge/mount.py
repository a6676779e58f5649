"""What the hub lends a channel: routes, sockets, and the one way in: verify, keep, parse, receive.

A delivery's raw bytes are committed before anything looks inside. What cannot be parsed is quarantined.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import socketio
from aiohttp import web

from channels.adapter import Channel, Handler
from channels.contract import Delivery, Forged, News, OutboundFile, Signal, Taken, Talk
from hub.core import hours
from hub.core.terms import ChannelId
from hub.edge.intake import Intake
from hub.edge.together import Gathered
from hub.settings import Settings
from hub.store import intake as intake_rows
from hub.store import talks
from hub.store.database import Store

log = logging.getLogger("rapport.channels")

NOTED_AGAIN = timedelta(hours=1)
# Ignored every day; no news to anybody.
ROUTINE = frozenset(
    {"", "empty", "blocked", "old_news", "doubled", "loop", "on_its_way", "part_of_a_message", "hung_up",
     "softphone_test", "no_recording", "recording_goes_on", "no_warning"}
)  # fmt: skip

TalkListener = Callable[[str, News], Awaitable[None]]
SignalListener = Callable[[Signal], Awaitable[None]]


class Site:
    """contract.Mount for one hub; shared by all its channels."""

    def __init__(self, app: web.Application, sockets: socketio.AsyncServer, intake: Intake) -> None:
        self._app, self._sockets, self._intake = app, sockets, intake
        self._store: Store = intake.store
        self._settings: Settings = intake.settings
        self._talks: dict[str, list[TalkListener]] = defaultdict(list)
        self._signals: dict[str, list[SignalListener]] = defaultdict(list)
        self._to_agents: Callable[[Signal], None] = lambda signal: None
        self._gathered_talks = Gathered(self._read_talks)
        self._pending: set[asyncio.Task[None]] = set()
        self._noted: dict[tuple[str, str], datetime] = {}

    @property
    def public_url(self) -> str:
        """The address under which the world reaches this site."""
        return self._settings.site.public_url

    def sound(self, name: str) -> str:
        """Where anybody may fetch one of the hub's sounds."""
        return f"{self.public_url}/sounds/{name}.wav"

    def note(self, channel: str, code: str, data: Mapping[str, str] | None = None) -> None:
        """Tell of something odd and harmless, once for each code and hour."""
        now = self._store.clock()
        if now - self._noted.get((channel, code), now - NOTED_AGAIN) < NOTED_AGAIN:
            return
        if len(self._noted) > 1000:  # codes may be made of what strangers send
            self._noted.clear()
        self._noted[channel, code] = now
        named = "".join(f" {name}={value}" for name, value in (data or {}).items())
        log.warning("channel %s: %s%s", channel, code, named, extra={"channel_id": channel, "code": code})

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Serve a path of the channel."""
        self._app.router.add_route(method, path, handler)

    def namespace(self, handler: object) -> None:
        """Serve a socket namespace of the channel."""
        self._sockets.register_namespace(handler)

    async def arrived(self, delivery: Delivery) -> Taken:
        """Verify, keep, parse, receive. Raises Forged only."""
        self._channel(delivery.channel).verify(delivery)
        taken = await self._intake.take(delivery)
        if taken.state == "ignored" and taken.reason not in ROUTINE and not taken.reason.startswith("automatic_"):
            self.note(delivery.channel, f"ignored: {taken.reason}")
        return taken

    async def talk(self, channel: str, thread_key: str, after: str) -> Talk:
        """The talk as its customer may see it."""
        return await self._gathered_talks((ChannelId(channel), thread_key, after))

    async def _read_talks(self, asked: list[talks.Asked]) -> list[Talk]:
        return await self._store.read(talks.talks, asked, self._store.clock())

    async def open_hours(self, channel: str) -> tuple[bool, datetime | None]:
        """Whether the channel's queue is open now, and when it opens next."""
        plan, now = self._settings.plan, self._store.clock()
        queue = plan.queues[plan.channel_queue[ChannelId(channel)]]
        return hours.is_open(queue.hours, now), hours.opens_at(queue.hours, now)

    def signal(self, signal: Signal) -> None:
        """Pass a signal to the agents who have this talk open."""
        self._to_agents(signal)

    def on_signal(self, listener: Callable[[Signal], None]) -> None:
        """Where customers' signals go."""
        self._to_agents = listener

    def watch(self, channel: str, listener: TalkListener) -> None:
        """Tell the listener which talk changed."""
        self._talks[channel].append(listener)

    def watch_signals(self, channel: str, listener: SignalListener) -> None:
        """Tell the listener what agents are doing."""
        self._signals[channel].append(listener)

    def talk_changed(self, channel: str, thread_key: str, news: News) -> None:
        """Called by the feed after a commit."""
        for listener in self._talks[channel]:
            self._start(listener(thread_key, news))

    def agent_signalled(self, signal: Signal) -> None:
        """Called by the desk when an agent types."""
        for listener in self._signals[signal.channel]:
            self._start(listener(signal))

    async def bookmark(self, channel: str) -> str:
        """The channel's kept place."""
        return await self._store.read(intake_rows.bookmark, ChannelId(channel))

    async def keep_bookmark(self, channel: str, bookmark: str) -> None:
        """Keep the channel's place."""
        await self._store.do(intake_rows.keep_bookmark, ChannelId(channel), bookmark)

    async def file(self, channel: str, thread_key: str, message_id: str, index: int) -> OutboundFile | None:
        """A file of a line the customer may see."""
        place = (ChannelId(channel), thread_key)
        return await self._store.read(talks.file, place, message_id, index, self._store.blobs)

    def report(self, channel: str, state: str, detail: str = "") -> None:
        """Note how the channel's line is."""
        log.info("a channel's line changed", extra={"channel_id": channel, "state": state})
        self._start(self._store.do(intake_rows.keep_channel_state, ChannelId(channel), state, detail))

    def _channel(self, name: str) -> Channel:
        channel = self._settings.channels.get(ChannelId(name))
        if channel is None:
            raise Forged(f"no channel {name!r}")
        return channel

    def _start(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            try:
                await work
            except Exception:
                log.exception("a channel's listener failed")

        task = asyncio.ensure_future(run())
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
