"""Boards whose viewers come and go while things are being told: nobody's going keeps the others from seeing what is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hub.actions import boards as actions
from hub.actions import presence
from hub.core import facts
from hub.core.board.named import Named
from hub.core.board.rules import rules_of
from hub.core.board.view import BoardNames
from hub.core.terms import AgentId, Role
from hub.edge import boards as edge
from hub.edge.boards import EVERYBODY, Boards
from hub.edge.site import Actor
from hub.readers.loop import end
from hub.readers.tail import Tail
from hub.store import frames as kept
from hub.store import log, tables
from hub.store.board_rows import Frame
from hub.store.board_start import board_of_rows
from hub.store.database import Connection, Tx
from tests.actions.firm import Firm, small_plan


@dataclass
class Sockets:
    """What Socket.IO does with rooms; who is in `gone` has no socket any more."""

    rooms: dict[str, set[str]] = field(default_factory=dict)
    heard: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    async def enter_room(self, sid: str, room: str, namespace: str) -> None:
        """Raises KeyError, as Socket.IO does, when there is no such socket."""
        if sid in self.gone:
            raise KeyError(sid)
        self.rooms.setdefault(room, set()).add(sid)

    async def leave_room(self, sid: str, room: str, namespace: str) -> None:
        self.rooms[room].discard(sid)

    async def emit(self, event: str, value: Any, namespace: str, to: str = "", room: str = "") -> None:
        for sid in {to} if to else self.rooms.get(room, set()) - self.gone:
            self.heard.setdefault(sid, []).append((event, value))

    async def disconnect(self, sid: str, namespace: str) -> None:
        self.gone.add(sid)


@dataclass
class House:
    """Boards at work."""

    firm: Firm
    boards: Boards
    sockets: Sockets
    task: asyncio.Task[None]
    asked: list[Named] = field(default_factory=list)  # whose names were read
    on_names: Callable[[], Any] | None = None  # done while names are read

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for it; the boards work on meanwhile."""
        async with asyncio.timeout(60):
            while not holds():
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.01)

    def events(self, sid: str, event: str) -> list[Any]:
        """What one board heard of this kind."""
        return [value for kind, value in self.sockets.heard.get(sid, ()) if kind == event]

    def agents(self, sid: str) -> set[str]:
        """Everybody who was ever shown on a board."""
        rows = [row.id for board in self.events(sid, "board") for row in board.agents]
        return {*rows, *(row.id for told in self.events(sid, "board_changes") for row in told.get("agents", ()))}

    async def open(self, sid: str, agent: AgentId, *roles: Role) -> None:
        """Somebody opens the board."""
        await self.boards.join(sid, Actor(agent, roles, "token"))

    async def told(self) -> None:
        """All that is in the log is on the boards."""
        async with asyncio.timeout(60):
            while self.boards._pos < await self.firm.store.read(log.head):
                await asyncio.sleep(0.01)

    async def change(self, agent: AgentId, **values: object) -> None:
        """Somebody's row is another now."""
        a = tables.agent

        def changed(tx: Tx) -> None:
            tx.conn.execute(a.update().where(a.c.id == agent).values(**values))
            row = tx.conn.execute(a.select().where(a.c.id == agent)).one()
            tx.record(facts.AgentChanged(agent, row.team or "", (), row.active))

        await self.firm.store.do(changed)


@pytest.fixture
def firm(database_url: str, tmp_path: Path) -> Iterator[Firm]:
    """An open hub without its edge."""
    found = Firm(database_url, tmp_path)
    yield found
    found.close()


@pytest.fixture
async def house(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A firm with its boards, in a hurry."""
    monkeypatch.setattr(edge, "GATHER_SECONDS", 0.02)
    monkeypatch.setattr(edge, "LOOK_SECONDS", 0.01)

    def begin(conn: Connection) -> Frame:
        board = board_of_rows(conn, rules_of(firm.store.house), firm.clock())
        return Frame(board.pos, firm.clock(), kept.pack(board))

    await firm.store.do(actions.note_house, rules_of(firm.store.house))
    await firm.store.do(actions.keep, (await firm.store.read(begin),), ())
    tail, sockets = Tail(firm.store), Sockets()
    following = asyncio.create_task(tail.run())
    boards = Boards(firm.store, sockets, tail)
    found = House(firm, boards, sockets, asyncio.create_task(boards.run()))
    names, loop = kept.names, asyncio.get_running_loop()

    def asked(conn: Connection, wanted: Named) -> BoardNames:
        found.asked.append(wanted)
        doing, found.on_names = found.on_names, None
        if doing is not None:
            asyncio.run_coroutine_threadsafe(doing(), loop).result(30)
        return names(conn, wanted)

    monkeypatch.setattr(kept, "names", asked)
    try:
        yield found
    finally:
        await end(found.task)
        await end(following)


async def newcomer(house: House, name: str) -> AgentId:
    """Somebody new, whose name no board knows."""
    return await asyncio.to_thread(house.firm.agent, name)


async def test_the_last_of_a_room_may_go_while_names_are_read(house: House) -> None:
    """The others see what came meanwhile, and the boards go on."""
    sue = await newcomer(house, "Sue")
    await house.open("all", sue, Role.ADMIN)
    await house.open("some", sue, Role.SUPERVISOR)
    house.on_names = lambda: house.boards.leave("some")
    new = await newcomer(house, "Nia")
    await house.until(lambda: new in house.agents("all"))
    await house.until(lambda: any(new in told["names"].agents for told in house.events("all", "board_changes")
                                  if "names" in told))
    assert house.boards._viewers.keys() == {"all"} and len(house.boards._rooms) == 1


async def test_what_could_not_be_told_is_shown_with_everything(house: House) -> None:
    """A turn that fails half way has taken in what nobody was shown: the next one shows it all."""
    sue = await newcomer(house, "Sue")
    await house.open("all", sue, Role.ADMIN)

    async def failing() -> None:
        raise ValueError("broken")

    house.on_names = failing
    new = await newcomer(house, "Nia")
    with pytest.raises(ValueError, match="broken"):
        await house.until(lambda: new in house.agents("all"))
    await house.boards.join("more", Actor(sue, (Role.ADMIN,), "token"))  # takes the next turn
    assert new in house.agents("all") and new in house.agents("more")
    assert new in house.events("all", "board")[-1].names.agents


async def test_a_socket_that_went_while_it_waited_is_nobodys_viewer(house: House) -> None:
    """Other rules are shown to all who are there, and its room is closed."""
    sue = await newcomer(house, "Sue")
    await house.open("all", sue, Role.ADMIN)
    house.sockets.gone.add("ghost")
    with pytest.raises(KeyError):
        await house.open("ghost", sue, Role.SUPERVISOR)
    assert len(house.boards._rooms) == 1
    house.firm.store.house = small_plan(currency="USD")
    await house.firm.store.do(actions.note_house, rules_of(house.firm.store.house))
    await house.until(lambda: len(house.events("all", "board")) == 2)
    await house.firm.store.do(presence.set, sue, "away", "lunch")
    await house.until(lambda: bool(house.events("all", "board_changes")))


async def test_who_goes_while_their_rights_are_looked_at_harms_nobody(house: House) -> None:
    """Their socket is in no room any more; the others see on."""
    sue, ann = await newcomer(house, "Sue"), await newcomer(house, "Ann")
    await house.open("all", ann, Role.ADMIN)
    await house.open("some", sue, Role.SUPERVISOR)
    house.sockets.gone.add("some")
    await house.change(sue, roles=["agent", "supervisor"], oversees=["*"])
    await house.firm.store.do(presence.set, ann, "away", "lunch")
    await house.until(lambda: any(row.reason == "lunch" for told in house.events("all", "board_changes")
                                  for row in told.get("agents", ())))


async def test_names_are_read_only_of_those_on_a_board(house: House) -> None:
    """Whoever is called otherwise while no board is open, or is on none, costs no query."""
    sue = await newcomer(house, "Sue")
    taken = await asyncio.to_thread(house.firm.chat, "v", "Hello", name="Ann Lee")
    work = await asyncio.to_thread(house.firm.accept_next, sue)
    assert taken is not None

    def renamed(tx: Tx, *customers: str) -> None:
        for customer in customers:
            tx.record(facts.CustomerChanged(customer))  # type: ignore[arg-type]

    await house.firm.store.do(renamed, *map(str, range(3000)))
    await house.told()
    await house.open("all", sue, Role.ADMIN)
    assert all(len(each.customers) <= 1 for each in house.asked)
    before = len(house.asked)
    await house.firm.store.do(renamed, *map(str, range(10)))
    await house.told()
    customer = house.firm.one("interaction", work.interaction_id)["customer_id"]
    await house.firm.store.do(renamed, customer)
    await house.until(lambda: len(house.asked) > before)
    assert [set(each.customers) for each in house.asked[before:]] == [{customer}]


async def test_teams_that_read_alike_are_two_rooms(house: House) -> None:
    """Who oversees the team "a|b" sees nothing of the teams a and b."""
    sue, eve, ann = [await newcomer(house, name) for name in ("Sue", "Eve", "Ann")]
    await house.change(ann, team="a")
    await house.change(sue, oversees=["a|b"])
    await house.change(eve, oversees=["a", "b"])
    await house.told()
    await house.open("eve", eve, Role.SUPERVISOR)
    await house.open("sue", sue, Role.SUPERVISOR)
    await house.firm.store.do(presence.set, ann, "away", "lunch")
    await house.until(lambda: ann in house.agents("eve"))
    rooms = [each for name, each in house.sockets.rooms.items() if name != EVERYBODY]
    assert sorted(map(len, rooms)) == [1, 1]
    assert ann not in house.agents("sue")
