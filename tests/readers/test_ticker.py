"""The ticker and the past it keeps, on both databases: a tick for each second in which something was told, frames that
are what the log makes, marks once; and readers that sleep through ticks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hub.actions import boards, presence
from hub.core import facts
from hub.core.board import frames as core
from hub.core.board.board import Board
from hub.core.board.rules import rules_of
from hub.errors import NotFound
from hub.readers import ticker
from hub.readers.loop import end
from hub.readers.tail import Tail
from hub.readers.ticker import Ticker
from hub.store import board_rows, frames, log
from hub.store.database import Connection
from hub.store.log import Logged
from tests.actions.firm import NOON, SUPPORT, Firm, small_plan, stamp_all


@pytest.fixture
def firm(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    """A firm whose ticker is in a hurry."""
    monkeypatch.setattr(ticker, "SECOND", 0.02)
    monkeypatch.setattr(ticker, "FRAME_FACTS", 6)
    found = Firm(database_url, tmp_path)
    yield found
    found.close()


@asynccontextmanager
async def ticking(firm: Firm) -> AsyncIterator[Tail]:
    """A node of this firm at work."""
    tail = Tail(firm.store)
    await firm.store.do(boards.note_house, rules_of(firm.store.house))
    tasks = [asyncio.create_task(tail.run()), asyncio.create_task(Ticker(firm.store, tail).run())]
    try:
        while await firm.store.read(frames.newest) is None:
            await asyncio.sleep(0.01)
        yield tail
        assert not any(task.done() for task in tasks)
    finally:
        for task in tasks:
            await end(task)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait for it."""
    async with asyncio.timeout(60):
        while not await holds():
            await asyncio.sleep(0.02)


async def told(firm: Firm) -> list[Logged]:
    """The log, with all there is in its place."""
    if firm.store.dialect == "postgresql":
        await asyncio.to_thread(stamp_all, firm)
    return await firm.store.read(log.read_after, 0, 100_000)


async def second(firm: Firm) -> None:
    """A second passes; it is over when a tick stands behind everything told."""
    firm.clock.pass_by(1)

    async def ticked() -> bool:
        found = await told(firm)
        return not found or isinstance(found[-1].fact, facts.TickPassed)

    await until(ticked)
    firm.clock.pass_by(1)


async def busy(firm: Firm) -> None:
    """Somebody writes, somebody answers, somebody goes for lunch."""
    ann = await asyncio.to_thread(firm.agent, "Ann")
    for number in range(4):
        await asyncio.to_thread(firm.chat, f"v{number}", "Hello")
        await second(firm)
    await asyncio.to_thread(firm.accept_next, ann)
    await second(firm)
    ben = await asyncio.to_thread(firm.agent, "Ben")
    await firm.store.do(presence.set, ben, "away", "lunch")
    await second(firm)


async def test_a_tick_only_where_something_was_told(firm: Firm) -> None:
    """And one tick does not call for another: a quiet floor has a quiet log."""
    async with ticking(firm):
        await asyncio.to_thread(firm.chat, "v", "Hello")
        await second(firm)
        before = await told(firm)
        await asyncio.sleep(0.3)  # many hurried seconds
        assert await told(firm) == before
        await asyncio.to_thread(firm.chat, "v", "Anybody?")
        await second(firm)
        assert sum(isinstance(each.fact, facts.TickPassed) for each in await told(firm)) >= 2


async def test_from_any_frame_the_log_makes_the_later_ones(firm: Firm) -> None:
    """The law of looking back: told the facts between two frames, the earlier becomes the later, byte for byte."""
    async with ticking(firm):
        await busy(firm)

        async def enough() -> bool:
            return len(await firm.store.read(all_frames)) >= 3

        await until(enough)
    every, known = await firm.store.read(all_frames), await firm.store.read(frames.versions)
    facts_told = await told(firm)
    for place, earlier in enumerate(every):
        board = frames.unpack(earlier.body, known)
        for later in every[place + 1 :]:
            for each in facts_told:
                if earlier.pos < each.pos < later.pos:
                    board.tell(each.fact, each.at, each.pos)
            assert core.write(board) == core.write(frames.unpack(later.body, known))
    assert isinstance(next(each.fact for each in facts_told if each.pos == every[-1].pos), facts.TickPassed)


async def test_the_board_then_is_what_stands_before_the_newest_tick(firm: Firm) -> None:
    """At a tick's moment and just after it; what was told since, but not ticked, is not on it. From any frame."""
    async with ticking(firm):
        await busy(firm)
    facts_told = await told(firm)
    known, every = await firm.store.read(frames.versions), await firm.store.read(all_frames)
    ticks = [each for each in facts_told if isinstance(each.fact, facts.TickPassed) and each.pos > every[0].pos]
    ticks = list({tick.at: tick for tick in ticks}.values())  # hurried seconds may end at the same moment: the newest
    assert len(ticks) >= 3
    for tick in ticks:
        board = frames.unpack(every[0].body, known)
        for each in facts_told:
            if each.pos < tick.pos:
                board.tell(each.fact, each.at, each.pos)
        for at in (tick.at, tick.at + timedelta(milliseconds=900)):
            seen = await firm.store.read(reel_at, at)
            assert core.write(seen) == core.write(board)
    wound = await firm.store.read(wound_on, ticks[0].at, [tick.at for tick in ticks])
    assert wound == core.write(await firm.store.read(reel_at, ticks[-1].at))


async def test_before_the_kept_log_there_is_nothing(firm: Firm) -> None:
    """The refusal names the earliest moment there is."""
    async with ticking(firm):
        with pytest.raises(NotFound) as refused:
            await firm.store.read(reel_at, NOON - timedelta(days=1))
        assert refused.value.data["kept_from"] == await firm.store.read(frames.kept_from)


async def test_a_log_without_its_beginning_starts_from_rows(firm: Firm) -> None:
    """Work that waits, who is there and what they have in hand, though nobody kept the facts."""
    ann = firm.agent("Ann")
    firm.chat("v1", "Hello")
    firm.accept_next(ann)
    firm.chat("v2", "Hello")
    firm.clock.pass_by(60)
    async with ticking(firm):
        frame = await firm.store.read(frames.newest)
        assert frame is not None
        board = frames.unpack(frame.body, await firm.store.read(frames.versions))
    (mine,) = board.agents()
    assert (mine.state, len(mine.work), mine.since) == ("busy", 1, NOON)
    (tile,) = board.queue_tiles(NOON, [SUPPORT])
    assert tile.media[0].waiting == 1 and tile.media[0].today.entered == 0
    assert board.counted_from == NOON + timedelta(seconds=60)


async def test_marks_are_made_once(firm: Firm) -> None:
    """A shift, other rules, an alert; a node that takes over and reads the same facts again makes none twice."""
    async with ticking(firm):
        await busy(firm)
        firm.clock.pass_by(200)

        async def alerted() -> bool:
            return any(each["kind"] == "alert" for each in await firm.store.read(marks))

        await until(alerted)
    firm.store.house = small_plan(time_zone="Europe/Moscow")
    async with ticking(firm):
        await second(firm)

        async def changed() -> bool:
            return any(each["kind"] == "house_changed" for each in await firm.store.read(marks))

        await until(changed)
    found = await firm.store.read(marks)
    kinds = [str(each["kind"]) for each in found]
    assert kinds.count("shift_began") == 2 and kinds.count("house_changed") == 1
    assert {each["detail"] for each in found if each["kind"] == "alert"} >= {"queue_wait"}
    assert len({tuple(each.items()) for each in found}) == len(found)


async def test_the_same_configuration_is_told_once(firm: Firm) -> None:
    """A restart with the same rules is no news; another and back again is, twice."""
    first, other = rules_of(small_plan()), rules_of(small_plan(currency="USD"))
    answers = [await firm.store.do(boards.note_house, rules) for rules in (first, first, other, first)]
    assert answers == [True, False, True, True]
    assert set(await firm.store.read(frames.versions)) == {first.digest, other.digest}
    assert rules_of(small_plan(token_key=b"another secret")).digest == first.digest


async def test_readers_sleep_through_ticks(firm: Firm) -> None:
    """Who waits for facts is not woken by a tick, nor given one, from memory or from the store; nor where the log
    ended in a tick when this node began to follow it."""
    await asyncio.to_thread(firm.chat, "u", "Hello")
    read_up_to = (await told(firm))[-1].pos  # as a reader keeps it
    await firm.store.do(boards.tick)
    assert isinstance((await told(firm))[-1].fact, facts.TickPassed)
    tail = Tail(firm.store)
    task = asyncio.create_task(tail.run())
    try:
        await until(_follows(tail))
        pos = tail.position
        assert pos > read_up_to
        waiting, reader = (asyncio.create_task(tail.after(place)) for place in (pos, read_up_to))
        for _ in range(3):
            await firm.store.do(boards.tick)
        await until(_grown(tail, pos, 3))
        assert not waiting.done() and tail.position == pos and await tail.since(pos) == []
        assert not reader.done() and await tail.after(read_up_to, firm.clock()) == []
        await asyncio.to_thread(firm.chat, "v", "Hello")
        woken = await waiting
        assert woken and not any(isinstance(each.fact, facts.TickPassed) for each in woken)
        assert (await reader)[0] == woken[0]
        everything = await tail.whole_since(pos)
        assert sum(isinstance(each.fact, facts.TickPassed) for each in everything) == 3
        from_store = await firm.store.read(log.read_told, 0, 100)
        assert [each.pos for each in from_store] == [
            each.pos for each in await told(firm) if not isinstance(each.fact, facts.TickPassed)
        ]
    finally:
        await end(task)


async def test_of_old_frames_one_an_hour_stays(firm: Firm) -> None:
    """All of the last two days, one an hour before, none after a year and more."""
    ages = [timedelta(minutes=30 * step) for step in range(0, 6)] + [timedelta(days=3, minutes=10 * step)
                                                                     for step in range(12)] + [timedelta(days=500)]
    times = sorted(NOON - age for age in ages)
    kept = [board_rows.Frame(place + 1, at, b"") for place, at in enumerate(times)]
    await firm.store.do(boards.keep, kept, ())
    await firm.store.do(boards.thin)
    left = await firm.store.read(all_frames)
    old = [each.at for each in left if NOON - each.at > timedelta(days=2)]
    assert len([each for each in left if each.at not in old]) == 6
    assert len(old) == len({each.replace(minute=0) for each in old}) == 3  # three hours are touched


def all_frames(conn: Connection) -> list[board_rows.Frame]:
    """Every kept frame, the oldest first."""
    found, at = [], datetime(9999, 1, 1, tzinfo=NOON.tzinfo)
    while (frame := frames.newest(conn, at)) is not None:
        found.append(frame)
        at = frame.at - timedelta(microseconds=1)
    return found[::-1]


def reel_at(conn: Connection, at: datetime) -> Board:
    return frames.Reel(conn, at).board


def wound_on(conn: Connection, begin: datetime, moments: list[datetime]) -> object:
    reel = frames.Reel(conn, begin)
    for at in moments:
        reel.wind(at)
    return core.write(reel.board)


def marks(conn: Connection) -> list[dict[str, object]]:
    return frames.marks_of(conn, NOON - timedelta(days=1), NOON + timedelta(days=1))


def _follows(tail: Tail) -> Callable[[], Awaitable[bool]]:
    async def follows() -> bool:
        return tail.follows

    return follows


def _grown(tail: Tail, pos: int, by: int) -> Callable[[], Awaitable[bool]]:
    async def grown() -> bool:
        return len(await tail.whole_since(pos)) == by

    return grown


