"""The live boards of this process: one fold of the log for all of them, told on as soon as it looks different.

What comes close together is gathered, so that a busy floor is written twice a second at most, and once for all who see
the same. Who looks at it meanwhile costs nobody a query, but for names that are new.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import socketio

from hub.core import facts
from hub.core.board import frames
from hub.core.board.board import Board
from hub.core.board.named import Named, named_on
from hub.core.board.view import BoardView
from hub.core.terms import AgentId, CustomerId, Role
from hub.edge.board_views import Eye, Shown, Sight, everything
from hub.edge.site import Actor
from hub.errors import Unavailable
from hub.readers.tail import Tail
from hub.store import account_rows, oversight
from hub.store import frames as kept
from hub.store.database import Store
from hub.store.log import Logged

NAMESPACE = "/board"
EVERYBODY = "boards"  # the room of all
GATHER_SECONDS = 0.5
TICK_SECONDS = 1.0
TICK = timedelta(seconds=TICK_SECONDS - 0.1)  # the alarm, with the rest after it
PATIENCE_SECONDS = 15.0
LOOK_SECONDS = 0.1  # the rest after a look that found nothing to say

_log = logging.getLogger("rapport.boards")
_RENAMED = (facts.CustomerChanged, facts.CustomersMerged, facts.MergeUndone)


@dataclass(slots=True)
class BoardViewer:
    """One connected board."""

    sid: str
    actor: Actor
    sight: Sight


class Boards:
    """All boards of this process."""

    def __init__(self, store: Store, sockets: socketio.AsyncServer, tail: Tail) -> None:
        self._store, self._sockets, self._tail = store, sockets, tail
        self._board: Board | None = None
        self._pos = 0
        self._viewers: dict[str, BoardViewer] = {}
        self._rooms: dict[str, Shown] = {}
        self._doubtful: set[AgentId] = set()  # whose rights may have changed
        self._renamed: tuple[set[AgentId], set[CustomerId]] = set(), set()
        self._anew = False  # the rules changed: everything is shown again
        self._eye = Eye()
        self._there = asyncio.Event()
        self._turn = asyncio.Lock()  # nobody comes while things are being told

    # --- the fold --------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow the log until cancelled."""
        while not self._tail.follows or (frame := await self._store.read(kept.newest)) is None:
            await asyncio.sleep(LOOK_SECONDS)
        known = await self._store.read(kept.versions)
        self._board, self._pos = kept.unpack(frame.body, known), frame.pos
        self._anew = True
        self._there.set()
        ticked = 0.0
        while True:
            await self._tail.after(self._pos, self._store.clock() + TICK)
            begun = time.monotonic()
            async with self._turn:
                await self._catch_up()
                spoke = await self._tell() if self._viewers else True
                if self._viewers and begun - ticked >= TICK_SECONDS - LOOK_SECONDS:
                    ticked = begun
                    place = {"pos": self._board.pos, "at": self._store.clock()}
                    await self._sockets.emit("board_tick", place, room=EVERYBODY, namespace=NAMESPACE)
            rest = GATHER_SECONDS if spoke else LOOK_SECONDS
            await asyncio.sleep(max(0.0, rest - (time.monotonic() - begun)))

    async def _ready(self) -> None:
        """Wait until there is a board: a hub that has just been started needs a moment."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._there.wait()
        except TimeoutError:
            raise Unavailable("The board is being put together; try again in a moment.") from None

    async def _catch_up(self) -> Board:
        """Tell the board all that there is."""
        board = self._board
        if board is None:
            raise Unavailable()
        while batch := await self._tail.since(self._pos):
            await self._learn(board, batch)
            for logged in batch:
                board.tell(logged.fact, logged.at, logged.pos)
            self._pos = batch[-1].pos
        return board

    async def _learn(self, board: Board, batch: Iterable[Logged]) -> None:
        """What a board does not know of by itself: rules, who is called otherwise, whose rights are others."""
        agents, customers = self._renamed
        for logged in batch:
            match logged.fact:
                case facts.HouseChanged(digest):
                    self._anew = True
                    if digest not in board.known:
                        board.known = await self._store.read(kept.versions)
                case facts.AgentChanged(agent) | facts.AgentSignedOut(agent):
                    agents.add(agent)
                    self._doubtful.add(agent)
                case fact if isinstance(fact, _RENAMED):
                    named = (getattr(fact, each, None) for each in ("customer_id", "winner_id", "loser_id"))
                    customers.update(each for each in named if each)

    # --- viewers ---------------------------------------------------------------------------------------------

    async def join(self, sid: str, actor: Actor) -> None:
        """A board is connected: it gets all it may see. Raises Unavailable when there is none for long."""
        await self._ready()
        async with self._turn:
            board = await self._catch_up()
            await self._tell()
            viewer = self._viewers[sid] = BoardViewer(sid, actor, await self._sight(board, actor))
            await self._sockets.enter_room(sid, EVERYBODY, namespace=NAMESPACE)
            await self._enter(board, viewer)

    async def leave(self, sid: str) -> None:
        """It has gone."""
        viewer = self._viewers.pop(sid, None)
        if viewer is not None:
            self._close(viewer.sight.room)

    async def view(self, actor: Actor) -> BoardView:
        """The board now, as somebody may see it. Raises Unavailable when there is none for long."""
        await self._ready()
        async with self._turn:
            board = await self._catch_up()
            sight, now = await self._sight(board, actor), self._store.clock()
        rows = tuple(row for row in board.agents() if sight.sees(row))
        shown = frames.show(board, now, {row.id for row in rows})
        names = await self._store.read(kept.names, named_on(shown.agents, shown.alerts))
        return BoardView(shown.pos, now, shown.counted_from, shown.queues, shown.agents, shown.alerts, names)

    async def _sight(self, board: Board, actor: Actor) -> Sight:
        teams = await self._store.read(oversight.teams, actor.id, actor.roles)
        own = board.crew.members.get(actor.id)
        outside = teams is not None and own is not None and own.team not in teams
        return Sight(teams, actor.id if outside else None)

    async def _enter(self, board: Board, viewer: BoardViewer) -> None:
        """Put a viewer into the room of those who see the same, and show them all of it."""
        room = viewer.sight.room
        if room not in self._rooms:
            shown = self._rooms[room] = Shown(viewer.sight)
            shown.turn(everything(board, self._store.clock()))
            shown.learn(await self._store.read(kept.names, shown.lacking()))
        await self._sockets.enter_room(viewer.sid, room, namespace=NAMESPACE)
        await self._emit("board", self._rooms[room].whole(board, self._store.clock()), viewer.sid)

    def _close(self, room: str) -> None:
        """Forget what a room was shown once nobody is in it."""
        if not any(each.sight.room == room for each in self._viewers.values()):
            self._rooms.pop(room, None)

    # --- telling ---------------------------------------------------------------------------------------------

    async def _tell(self) -> bool:
        """Say what looks different since the last time, room by room; whether there was anything to say."""
        board = self._board
        if board is None:
            return False
        await self._look_again(board)
        now = self._store.clock()
        glance = self._eye.again(board, now)
        if self._anew:
            self._anew = False
            await self._show_anew(board)
            return True
        turned = {room: shown.turn(glance) for room, shown in self._rooms.items()}
        await self._name(turned)
        for room, parts in turned.items():
            if parts:
                changes = {"pos": board.pos, "at": now, **parts}
                await self._sockets.emit("board_changes", changes, room=room, namespace=NAMESPACE)
        return any(turned.values())

    async def _name(self, turned: dict[str, dict[str, object]]) -> None:
        """Add the names that are new in each room."""
        agents, customers = self._renamed
        self._renamed = set(), set()
        wanted = Named(frozenset(agents), frozenset(customers))
        for room, parts in turned.items():
            if parts.keys() & {"agents", "gone_agents", "alerts"}:
                wanted |= self._rooms[room].lacking()
        if not wanted:
            return
        found = await self._store.read(kept.names, wanted)
        for room, parts in turned.items():
            if fresh := self._rooms[room].learn(found):
                parts["names"] = fresh

    async def _show_anew(self, board: Board) -> None:
        """The rules are others: every viewer gets everything again."""
        self._rooms.clear()
        for viewer in list(self._viewers.values()):
            await self._enter(board, viewer)

    async def _look_again(self, board: Board) -> None:
        """Viewers whose rights may have changed: out with those who may not, others see what they may now."""
        doubtful, self._doubtful = self._doubtful, set()
        for viewer in [each for each in self._viewers.values() if each.actor.id in doubtful]:
            found = await self._store.read(account_rows.signed_in, viewer.actor.token_hash, self._store.clock())
            actor = Actor(found.agent_id, found.roles, viewer.actor.token_hash) if found else None
            if actor is None or not actor.may(Role.SUPERVISOR):
                await self._emit("signed_out", {"reason": "signed_out"}, viewer.sid)
                await self._sockets.disconnect(viewer.sid, namespace=NAMESPACE)
                continue
            sight = await self._sight(board, actor)
            if sight != viewer.sight:
                before, viewer.sight, viewer.actor = viewer.sight.room, sight, actor
                await self._sockets.leave_room(viewer.sid, before, namespace=NAMESPACE)
                self._close(before)
                await self._enter(board, viewer)

    async def _emit(self, event: str, value: object, sid: str) -> None:
        await self._sockets.emit(event, value, to=sid, namespace=NAMESPACE)
