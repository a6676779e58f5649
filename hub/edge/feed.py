"""The feed: reads the log's tail and gives each console the rows it may see, once and in order.

A console joins before its desk is read, and what comes meanwhile waits in its backlog: nothing falls between. What
everybody sees is gathered for a moment and written once for all. Cursors given to consoles never pass what still waits.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace

import socketio

from channels.contract import News, Signal
from hub.actions import presence
from hub.core import facts
from hub.core.desk import Change, Desk, Rows
from hub.core.terms import AgentId, ConversationId
from hub.edge.house import house_of
from hub.edge.signals import Said, Signals
from hub.edge.site import Actor
from hub.edge.together import Together
from hub.errors import SignInNeeded
from hub.readers.tail import Tail
from hub.settings import Settings
from hub.store import account_rows, desk, log, talks
from hub.store.changes import Changes, Viewer, changes_for
from hub.store.database import Store
from hub.store.log import Logged

NAMESPACE = "/desk"
GATHER_SECONDS = 0.2  # what all see is gathered so long,
GATHER_EACH_SECONDS = 0.001  # longer by this for each console: a write to all of them is what a floor costs most
LONGEST_GATHER_SECONDS = 0.5
LONGEST_REST_SECONDS = 0.03
BEHIND = 5000
BATCH = 1000

_log = logging.getLogger("rapport.feed")


@dataclass(slots=True)
class Console:
    """One connected console. `backlog` is None once its desk was sent."""

    sid: str
    actor: Actor
    language: str
    watching: frozenset[ConversationId] = frozenset()
    backlog: list[Change] | None = field(default_factory=list)
    _viewer: Viewer | None = None

    @property
    def viewer(self) -> Viewer:
        """As the store knows it; built anew only when it watches something else."""
        if self._viewer is None or self._viewer.watching is not self.watching:
            self._viewer = Viewer(self.sid, self.actor.id, self.language, self.watching)
        return self._viewer


class Feed:
    """All consoles of this process."""

    def __init__(
        self, store: Store, settings: Settings, sockets: socketio.AsyncServer, tail: Tail, nodes: Signals
    ) -> None:
        self._store, self._settings, self._sockets, self._tail = store, settings, sockets, tail
        self._nodes = nodes
        nodes.on("agent", self._agent_elsewhere)
        nodes.on("to_customer", lambda said: self._tell_customer(_signal(said)))
        nodes.on("from_customer", lambda said: self._start(self._show_customer(_signal(said))))
        self._consoles: dict[str, Console] = {}
        self._shared: dict[str, list[Change]] = {}  # language -> what waits to be written once for all
        self._shared_desk = Together(self._read_shared)
        self._shared_since = 0  # the position before the oldest of what waits
        self._talk_listeners: list[Callable[[str, str, News], None]] = []
        self._sign_out_listeners: list[Callable[[AgentId], None]] = []
        self._signal_listeners: list[Callable[[Signal], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.position = 0
        self.sandbox_url = ""  # set by the demo

    @property
    def follows(self) -> bool:
        """Whether the log is being read."""
        return self._tail.follows

    def on_talk(self, listener: Callable[[str, str, News], None]) -> None:
        """Tell (channel, thread key, news) whenever something a chat's customer may see has changed."""
        self._talk_listeners.append(listener)

    def on_sign_out(self, listener: Callable[[AgentId], None]) -> None:
        """Tell whose sign-ins or rights changed."""
        self._sign_out_listeners.append(listener)

    def on_agent_signal(self, listener: Callable[[Signal], None]) -> None:
        """Tell what agents do in live talks."""
        self._signal_listeners.append(listener)

    # --- consoles --------------------------------------------------------------------------------------------

    def console(self, sid: str) -> Console:
        """The console of this socket. Raises SignInNeeded when it has gone."""
        found = self._consoles.get(sid)
        if found is None:
            raise SignInNeeded()
        return found

    def agent_of(self, sid: str) -> AgentId | None:
        """Whose console this socket is, None when it has gone."""
        found = self._consoles.get(sid)
        return found.actor.id if found else None

    def consoles_of(self, agent: AgentId) -> list[str]:
        """The sockets of an agent's consoles."""
        return [sid for sid, console in self._consoles.items() if console.actor.id == agent]

    async def join(self, sid: str, actor: Actor, known: tuple[str, int]) -> None:
        """Give a console its desk, or what it missed since its place in this log."""
        language = await self._store.read(account_rows.language, actor.id)
        first = not self._is_here(actor.id)
        console = self._consoles[sid] = Console(sid, actor, language)
        if first:
            await self._store.do(presence.connect, actor.id)
        await self._catch_up(console, known)
        await self._sockets.enter_room(sid, f"shared:{language}", namespace=NAMESPACE)
        backlog, console.backlog = console.backlog or [], None
        if backlog:
            await self._emit("changes", backlog, sid)

    async def leave(self, sid: str) -> None:
        """A console has gone; with the agent's last one their seat is lost."""
        console = self._consoles.pop(sid, None)
        if console is None:
            return
        await self._show_looking(console, console.watching, "gone")
        if not self._is_here(console.actor.id):
            await self._store.do(presence.disconnect, console.actor.id)

    async def close(self) -> None:
        """The process stops: every seat here is lost until its console is back."""
        present = sorted({console.actor.id for console in self._consoles.values()})
        self._consoles.clear()
        if present:
            await self._store.do(presence.disconnect_all, present)

    def _is_here(self, agent: AgentId) -> bool:
        return any(console.actor.id == agent for console in self._consoles.values())

    async def _catch_up(self, console: Console, known: tuple[str, int]) -> None:
        epoch, after = known
        if epoch == await self._store.read(log.epoch) and after >= 0 and self._tail.position - after <= BEHIND:
            missed = await self._missed(console, after)
            await self._emit("changes", missed, console.sid)
            return
        await self._emit("desk", await self._desk(console), console.sid)

    async def _desk(self, console: Console) -> Desk:
        plan = self._settings.plan
        seen = await self._shared_desk()
        rows, pos = await self._store.read(desk.snapshot, console.actor.id, plan, self._store.clock(), seen)
        epoch = await self._store.read(log.epoch)
        return Desk(epoch, self._safe(pos), self._store.clock(), house_of(plan, self.sandbox_url), rows)

    async def _read_shared(self) -> desk.Shared:
        return await self._store.read(desk.shared, self._settings.plan, self._store.clock())

    async def _missed(self, console: Console, after: int) -> list[Change]:
        missed: list[Change] = []
        batch = await self._tail.since(after)
        while batch:
            found = await self._changes(batch, [console.viewer])
            missed.append(found.of(console.viewer))
            after = batch[-1].pos
            batch = await self._tail.since(after)
        return missed or [Change(self._safe(max(after, 0)), Rows())]

    # --- the loop --------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow the tail until cancelled."""
        while not self._tail.follows:
            await asyncio.sleep(0.01)
        self.position = self.position or self._tail.position
        while True:
            batch = await self._tail.after(self.position)
            if not batch:
                continue
            begun = time.monotonic()
            await self._look_around(batch)
            await self._hand_out(batch)
            self.position = batch[-1].pos
            # A hand-out costs more than what it holds: rest as long as it took, and the next one holds more.
            await asyncio.sleep(min(LONGEST_REST_SECONDS, time.monotonic() - begun))

    async def _hand_out(self, batch: list[Logged]) -> None:
        if not self._consoles:
            return
        found = await self._changes(batch, [console.viewer for console in self._consoles.values()])
        if any(change.rows != Rows() or change.removed or change.facts for change in found.shared.values()):
            self._gather(found, self.position)
        for sid, change in found.own.items():
            await self._give(self._consoles.get(sid), replace(change, pos=self._safe(found.pos)))

    async def _changes(self, batch: list[Logged], viewers: Iterable[Viewer]) -> Changes:
        return await self._store.read(changes_for, batch, list(viewers), self._settings.plan, self._store.clock())

    async def _give(self, console: Console | None, change: Change) -> None:
        if console is None:
            return
        if console.backlog is not None:
            console.backlog.append(change)
        else:
            await self._emit("changes", [change], console.sid)

    def _gather(self, found: Changes, before: int) -> None:
        if not self._shared:
            self._shared_since = before
            self._start(self._write_shared())
        for language, change in found.shared.items():
            self._shared.setdefault(language, []).append(change)

    async def _write_shared(self) -> None:
        await asyncio.sleep(min(LONGEST_GATHER_SECONDS, GATHER_SECONDS + GATHER_EACH_SECONDS * len(self._consoles)))
        waiting, self._shared = self._shared, {}
        for language, changes in waiting.items():
            merged = _newest(changes)
            for console in self._consoles.values():
                if console.language == language and console.backlog is not None:
                    console.backlog.append(merged)
            await self._sockets.emit("changes", [merged], room=f"shared:{language}", namespace=NAMESPACE)

    def place(self) -> dict[str, object]:
        """Up to where every console was given all there is for it, and the server's time."""
        return {"pos": self._safe(self.position), "now": self._store.clock()}

    def _safe(self, pos: int) -> int:
        """A cursor that may be given away: not beyond what still waits to be written for all."""
        return min(pos, self._shared_since) if self._shared else pos

    async def _look_around(self, batch: list[Logged]) -> None:
        """Tell those in this process who react to facts without being consoles."""
        talked: dict[ConversationId, News] = {}
        for logged in batch:
            match logged.fact:
                case facts.AgentSignedOut(agent_id) | facts.AgentChanged(agent_id):
                    for listener in self._sign_out_listeners:
                        listener(agent_id)
                    if isinstance(logged.fact, facts.AgentSignedOut):
                        self._start(self._sign_out(agent_id))
                case facts.WrapUpStarted(_, work):
                    ended = await self._store.read(talks.conversation_of_work, work)
                    talked |= {ended: News.STATE} if ended else {}
                case facts.MessageRecorded(conversation_id=said) | facts.MessageStateChanged(conversation_id=said):
                    talked.setdefault(said, News.LINES)
                case _:
                    conversation = getattr(logged.fact, "conversation_id", None)
                    if conversation is not None:
                        talked[conversation] = News.STATE
        if talked and self._talk_listeners:
            for conversation, channel, key in await self._store.read(talks.live_keys, talked):
                for tell in self._talk_listeners:
                    tell(channel, key, talked[conversation])

    async def _sign_out(self, agent: AgentId) -> None:
        """Close the sockets of sign-ins that have ended."""
        for console in [each for each in self._consoles.values() if each.actor.id == agent]:
            if await self._store.read(account_rows.sign_in_ended, console.actor.token_hash, self._store.clock()):
                await self._emit("signed_out", {"reason": "signed_out"}, console.sid)
                await self._sockets.disconnect(console.sid, namespace=NAMESPACE)

    def watchers(self, conversation: ConversationId, but: AgentId) -> list[AgentId]:
        """Which other agents have this conversation on their screens."""
        there = {each.actor.id for each in self._consoles.values() if conversation in each.watching}
        return sorted(there - {but})

    # --- signals ---------------------------------------------------------------------------------------------

    async def watch(self, sid: str, conversations: Iterable[ConversationId]) -> frozenset[ConversationId]:
        """These conversations are on this screen. Answers those that were not before."""
        console = self.console(sid)
        before, console.watching = console.watching, frozenset(conversations)
        await self._show_looking(console, console.watching - before, "looking")
        await self._show_looking(console, before - console.watching, "gone")
        for other in self._consoles.values():
            for conversation in (console.watching - before) & other.watching:
                if other.actor.id != console.actor.id:
                    await self._signal_to(console.sid, other.actor.id, conversation, "looking")
        return console.watching - before

    async def typing(self, sid: str, conversation: ConversationId, kind: str) -> None:
        """This agent writes here, or stopped: colleagues see it, and the customer in a live channel."""
        console = self.console(sid)
        await self._show_looking(console, {conversation}, kind)
        for _, channel, key in await self._store.read(talks.live_keys, {conversation}):
            self._tell_customer(Signal(channel, key, kind))
            self._nodes.send("to_customer", channel=channel, thread_key=key, signal=kind)

    def _tell_customer(self, signal: Signal) -> None:
        for listener in self._signal_listeners:
            listener(signal)

    def customer_signalled(self, signal: Signal) -> None:
        """A customer writes in a live channel."""
        self._nodes.send("from_customer", channel=signal.channel, thread_key=signal.thread_key, signal=signal.kind,
                         text=signal.text)
        self._start(self._show_customer(signal))

    async def _show_customer(self, signal: Signal) -> None:
        conversation = await self._store.read(talks.conversation_of, signal.channel, signal.thread_key)
        if conversation is None:
            return
        told = {"kind": signal.kind, "conversation_id": conversation, "from": "customer", "text": signal.text}
        for console in list(self._consoles.values()):
            if conversation in console.watching:
                await self._emit("signal", told, console.sid)

    async def _show_looking(self, console: Console, conversations: Iterable[ConversationId], kind: str) -> None:
        for conversation in conversations:
            self._nodes.send("agent", agent=console.actor.id, conversation=conversation, signal=kind, asks=True)
            await self._show_agent(console.actor.id, conversation, kind)

    async def _show_agent(self, agent: AgentId, conversation: ConversationId, kind: str) -> None:
        for other in list(self._consoles.values()):
            if other.actor.id != agent and conversation in other.watching:
                await self._signal_to(other.sid, agent, conversation, kind)

    def _agent_elsewhere(self, said: Said) -> None:
        """An agent at another node looks here or writes; told that they came, ours say that they are here, too."""
        agent, conversation, kind = AgentId(said["agent"]), ConversationId(said["conversation"]), str(said["signal"])
        self._start(self._show_agent(agent, conversation, kind))
        if kind == "looking" and said.get("asks"):
            for other in self.watchers(conversation, agent):
                self._nodes.send("agent", agent=other, conversation=conversation, signal="looking", asks=False)

    async def _signal_to(self, sid: str, who: AgentId, conversation: ConversationId, kind: str) -> None:
        name = await self._store.read(account_rows.name, who)
        told = {"kind": kind, "conversation_id": conversation, "from": "agent", "agent_id": who, "agent_name": name}
        await self._emit("signal", told, sid)

    async def _emit(self, event: str, value: object, sid: str) -> None:
        await self._sockets.emit(event, value, to=sid, namespace=NAMESPACE)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("a part of the feed failed", exc_info=task.exception())


def _signal(said: Said) -> Signal:
    """A signal of a live talk, as another node told it."""
    return Signal(str(said["channel"]), str(said["thread_key"]), str(said["signal"]), str(said.get("text", "")))


def _newest(changes: list[Change]) -> Change:
    """Several shared changes as one: of each row the newest, all removals, all facts."""
    queues = {row.id: row for change in changes for row in change.rows.queues}
    colleagues = {row.id: row for change in changes for row in change.rows.colleagues}
    return Change(
        changes[-1].pos,
        Rows(queues=tuple(queues.values()), colleagues=tuple(colleagues.values())),
        tuple(gone for change in changes for gone in change.removed),
        tuple(fact for change in changes for fact in change.facts),
    )
