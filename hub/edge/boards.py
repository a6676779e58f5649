"""The live boards of this process: one fold of the log for all of them, told on as soon as it looks different.

What comes close together is gathered, so that a busy floor is written twice a second at most, and once for all who see
the same. Who looks at it meanwhile costs nobody a query, but for names that are new.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

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
        self._rooms: dict[Sight, Shown] = {}
        self._numbers = itertools.count(1)  # by which rooms are called among sockets
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
                if not self._viewers:
                    self._renamed = set(), set()  # who comes gets today's names
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
            sight = await self._sight(board, actor)
            shown = await self._room(board, sight)
            self._viewers[sid] = BoardViewer(sid, actor, sight)
            try:
                await self._sockets.enter_room(sid, EVERYBODY, namespace=NAMESPACE)
                await self._enter(board, shown, sid)
            except BaseException:
                await self.leave(sid)  # nobody else says so of a socket that went while it waited
                raise

    async def leave(self, sid: str) -> None:
        """It has gone; it may go while things are being told, and waits for nobody."""
        viewer = self._viewers.pop(sid, None)
        if viewer is not None:
            self._close(viewer.sight)

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

    async def _room(self, board: Board, sight: Sight) -> Shown:
        """What those who see the same are shown; made where nobody sees it yet."""
        shown = self._rooms.get(sight)
        if shown is None:
            shown = Shown(sight, f"room {next(self._numbers)}")
            shown.begin(everything(board, self._store.clock()))
            shown.learn(await self._store.read(kept.names, shown.lacking()))
            self._rooms[sight] = shown
        return shown

    async def _enter(self, board: Board, shown: Shown, sid: str) -> None:
        """Put a socket into a room and show it all of it. Raises KeyError and ValueError when it has gone."""
        await self._sockets.enter_room(sid, shown.room, namespace=NAMESPACE)
        await self._emit("board", shown.whole(board, self._store.clock()), sid)

    def _close(self, sight: Sight) -> None:
        """Forget what a room was shown once nobody is in it."""
        if not any(each.sight == sight for each in self._viewers.values()):
            self._rooms.pop(sight, None)

    # --- telling ---------------------------------------------------------------------------------------------

    async def _tell(self) -> bool:
        """Say what looks different since the last time, room by room; whether there was anything to say."""
        board = self._board
        if board is None:
            return False
        await self._look_again(board)
        try:
            return await self._say(board)
        except BaseException:
            self._anew = True  # what was taken in, and not told, is shown with everything else
            raise

    async def _say(self, board: Board) -> bool:
        """Take in how things look, and tell the rooms there are now; they may empty meanwhile."""
        now = self._store.clock()
        glance = self._eye.again(board, now)
        if self._anew:
            self._anew = False
            await self._show_anew(board, now)
            return True
        turned = [(shown, shown.turn(glance)) for shown in self._rooms.values()]
        await self._name(turned)
        for shown, parts in turned:
            if parts:
                changes = {"pos": board.pos, "at": now, **parts}
                await self._sockets.emit("board_changes", changes, room=shown.room, namespace=NAMESPACE)
        return any(parts for _, parts in turned)

    async def _name(self, turned: list[tuple[Shown, dict[str, object]]]) -> None:
        """Add the names that are new in each room."""
        wanted, (agents, customers) = Named(), self._renamed
        if agents or customers:
            renamed = Named(frozenset(agents), frozenset(customers))
            for shown, _ in turned:
                wanted |= renamed & shown.named
        for shown, parts in turned:
            if parts.keys() & {"agents", "gone_agents", "alerts"}:
                wanted |= shown.lacking()
        if wanted:
            found = await self._store.read(kept.names, wanted)
            for shown, parts in turned:
                if fresh := shown.learn(found):
                    parts["names"] = fresh
        self._renamed = set(), set()

    async def _show_anew(self, board: Board, now: datetime) -> None:
        """The rules are others: everybody gets everything again."""
        glance = everything(board, now)
        for shown in list(self._rooms.values()):
            shown.begin(glance)
            shown.learn(await self._store.read(kept.names, shown.lacking()))
            await self._sockets.emit("board", shown.whole(board, now), room=shown.room, namespace=NAMESPACE)

    async def _look_again(self, board: Board) -> None:
        """Viewers whose rights may have changed: out with those who may not, others see what they may now."""
        for viewer in [each for each in self._viewers.values() if each.actor.id in self._doubtful]:
            found = await self._store.read(account_rows.signed_in, viewer.actor.token_hash, self._store.clock())
            actor = Actor(found.agent_id, found.roles, viewer.actor.token_hash) if found else None
            if actor is None or not actor.may(Role.SUPERVISOR):
                await self._emit("signed_out", {"reason": "signed_out"}, viewer.sid)
                await self._sockets.disconnect(viewer.sid, namespace=NAMESPACE)
                continue
            sight = await self._sight(board, actor)
            if sight != viewer.sight:
                await self._move(board, viewer, sight, actor)
        self._doubtful = set()

    async def _move(self, board: Board, viewer: BoardViewer, sight: Sight, actor: Actor) -> None:
        """A viewer sees something else from now on."""
        shown = await self._room(board, sight)
        before = self._rooms.get(viewer.sight)
        if viewer.sid not in self._viewers or before is None:  # it has gone
            return self._close(sight)
        viewer.sight, viewer.actor = sight, actor
        self._close(before.sight)
        try:
            await self._sockets.leave_room(viewer.sid, before.room, namespace=NAMESPACE)
            await self._enter(board, shown, viewer.sid)
        except (KeyError, ValueError):
            await self.leave(viewer.sid)

    async def _emit(self, event: str, value: object, sid: str) -> None:
        await self._sockets.emit(event, value, to=sid, namespace=NAMESPACE)
