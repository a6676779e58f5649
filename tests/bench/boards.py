"""Figure: five boards beside two hundred agents on a busy floor: how soon a fact is on a board, and what boards cost.

The cost is what the hub spends more while boards are open, measured in turns with none open, and what the folds (the
node's and the ticker's) and the alerts take anyway, measured on the log of the same run.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from hub.core.board import alerts
from hub.settings import read_settings
from hub.store import account_rows, frames, log
from hub.store.database import Connection, Store, Tx, open_store
from tests.bench.databases import KINDS, Databases
from tests.bench.figures import Figure, Scale
from tests.bench.hubs import BenchHub, serving
from tests.bench.load import Desk, Visitors, listening
from tests.bench.machine import cost
from tests.bench.wire import Console

AGENTS, BOARDS = 200, 5
SHIFTS = 100  # of the agents only come and go, so that what they do is seen for itself
TALKS_A_SECOND, SHIFTS_A_SECOND = 5.0, 5.0
SECONDS, TURNS = 20.0, 3
LOOKS_A_SECOND = 3.0  # the ticker's and the boards' own, at the alerts
WITHIN = 1000.0  # milliseconds
SHARE = 10.0  # percent of a core


@dataclass(slots=True)
class Screens:
    """What boards have seen of those who come and go."""

    ids: dict[str, str] = field(default_factory=dict)  # name -> id
    due: dict[tuple[str, str, str], float] = field(default_factory=dict)  # board, agent, state -> when it was said
    times: list[float] = field(default_factory=list)
    bytes: int = 0

    def saw(self, board: Console, frame: str) -> None:
        """Look for agents in a frame."""
        now = time.perf_counter()
        event, told = orjson.loads(frame[frame.index("[") :])
        if event == "board":
            self.ids |= {name: key for key, name in told["names"]["agents"].items()}
        if event != "board_changes":
            return
        self.bytes += len(frame)
        for row in told.get("agents", ()):
            begun = self.due.pop((board.cookie, row["id"], row["state"]), None)
            if begun is not None:
                self.times.append((now - begun) * 1000)


@dataclass(slots=True)
class Busy:
    """The floor's day: talks begin, agents come and go."""

    desk: Desk
    visitors: Visitors
    screens: Screens
    boards: list[Console] = field(default_factory=list)  # those that are open
    talks: itertools.count[int] = field(default_factory=itertools.count)
    shifts: itertools.count[int] = field(default_factory=itertools.count)

    async def run(self, seconds: float) -> None:
        """For so long."""
        talks = self._each(TALKS_A_SECOND, seconds, self._talk)
        await asyncio.gather(talks, self._each(SHIFTS_A_SECOND, seconds, self._shift))

    async def _each(self, rate: float, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        begun = time.perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            await work()

    async def _talk(self) -> None:
        await self.visitors.say(next(self.talks) % len(self.visitors.tokens), "Where is my order?")

    async def _shift(self) -> None:
        number = next(self.shifts)
        place, state = AGENTS - 1 - number % SHIFTS, ("away", "offline")[number // SHIFTS % 2]
        console = self.desk.consoles[place]
        agent = self.screens.ids.get(f"Agent {place}", "")
        for board in self.boards if agent else ():
            self.screens.due[board.cookie, agent, state] = time.perf_counter()
        console.emit("command", {"id": f"{number:016d}", "name": "set_presence", "fields": {"state": state}})


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures, on both databases."""
    return [figure for kind in KINDS for figure in await _on(databases, kind, scale)]


async def _on(databases: Databases, kind: str, scale: Scale) -> list[Figure]:
    with databases.fresh(kind) as url:
        hub = BenchHub(databases.folder / f"hub-boards-{kind}", url)
        hub.prepare(AGENTS + BOARDS)
        store = _store(hub)
        try:
            store.do_now(_promote)
            screens = Screens()
            with serving(hub):
                spent = await _day(hub, screens, scale)
            fold = store.read_now(_fold_cost)
        finally:
            store.close()
    return _figures(kind, screens, spent, fold)


@dataclass(frozen=True, slots=True)
class Spent:
    """Shares of a core with and without boards, how long it took, what went to each board a second."""

    without: float
    beside: float
    seconds: float
    frame_bytes: float


async def _day(hub: BenchHub, screens: Screens, scale: Scale) -> Spent:
    seconds = scale.seconds(SECONDS)
    desk = Desk(hub.port, hub.tokens[:AGENTS])
    visitors = Visitors(hub.port, int(TALKS_A_SECOND * seconds * TURNS * 2) + 50)
    shares: dict[bool, list[float]] = {True: [], False: []}
    busy, begun = Busy(desk, visitors, screens), time.perf_counter()
    async with listening(desk.consoles):
        for console in desk.consoles[: AGENTS - SHIFTS]:
            said = {"id": console.cookie[:16], "name": "set_presence", "fields": {"state": "available"}}
            console.emit("command", said)
        await asyncio.sleep(2.0)
        for _, watched in itertools.product(range(TURNS), (False, True)):
            boards = [Console(hub.port, "/board", {}, screens.saw, cookie=token) for token in hub.tokens[AGENTS:]]
            busy.boards = boards if watched else []
            async with listening(busy.boards):
                before, at = cost(hub.pid), time.perf_counter()
                await busy.run(seconds)
                shares[watched].append(cost(hub.pid).since(before).own / (time.perf_counter() - at) * 100)
                await asyncio.sleep(1.5)  # what is under way still arrives
    visitors.close()
    watched_seconds = seconds * TURNS
    return Spent(_mean(shares[False]), _mean(shares[True]), time.perf_counter() - begun,
                 screens.bytes / BOARDS / watched_seconds)


@dataclass(frozen=True, slots=True)
class Fold:
    """What telling one fact and one look at the alerts cost, in microseconds; how many facts there were."""

    tell: float
    look: float
    facts: int


def _fold_cost(conn: Connection) -> Fold:
    frame = frames.newest(conn)
    assert frame is not None
    first = frames.kept_from(conn)
    begin = frames.newest(conn, first)
    assert begin is not None
    board = frames.unpack(begin.body, frames.versions(conn))
    told, pos = [], begin.pos
    while batch := log.read_told(conn, pos, 5000):
        told += batch
        pos = batch[-1].pos
    begun = time.perf_counter()
    for each in told:
        board.tell(each.fact, each.at, each.pos)
    tell = (time.perf_counter() - begun) / max(1, len(told)) * 1e6
    begun, now = time.perf_counter(), datetime.now(UTC)
    for _ in range(50):
        alerts.standing(board, now)
    return Fold(tell, (time.perf_counter() - begun) / 50 * 1e6, len(told))


def _figures(kind: str, screens: Screens, spent: Spent, fold: Fold) -> list[Figure]:
    times = sorted(screens.times) or [float("inf")]
    p50, p99 = (times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.99))
    a_second = fold.facts / spent.seconds
    anyway = (2 * fold.tell * a_second + LOOKS_A_SECOND * fold.look) / 1e4
    share = max(0.0, spent.beside - spent.without) + anyway
    return [
        Figure(f"boards, {kind}: a fact on the board, {BOARDS} boards, {AGENTS} agents",
               f"p50 {p50:.0f} ms, p99 {p99:.0f} ms", "", f"p99 ≤ {WITHIN:.0f} ms", p99 <= WITHIN,
               f"from the agent's command; {len(times)} seen, {len(screens.due)} not; worst {times[-1]:.0f} ms"),
        Figure(f"boards, {kind}: share of a core spent on boards", f"{share:.1f} %", "", f"< {SHARE:.0f} %",
               share < SHARE, f"the hub {spent.beside:.1f} % with and {spent.without:.1f} % without boards open, "
               f"{anyway:.2f} % for folds and alerts anyway ({fold.tell:.0f} µs a fact, {fold.look:.0f} µs a look); "
               f"{a_second:.0f} facts a second; {spent.frame_bytes / 1000:.1f} kB a second to each board"),
    ]  # fmt: skip


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _store(hub: BenchHub) -> Store:
    settings = read_settings(hub.folder, hub.environ())
    store = open_store(hub.database_url, clock=lambda: datetime.now(UTC), blobs=hub.folder / "blobs")
    store.house = settings.plan
    return store


def _promote(tx: Tx) -> None:
    """The last ones hired are supervisors."""
    for number in range(AGENTS, AGENTS + BOARDS):
        found = account_rows.agent_by_email(tx, f"agent{number}@bench.example")
        assert found is not None
        account_rows.change_agent(tx, found[0], roles=["supervisor"])
