"""The router's journal: asked again with unchanged rules, `decide` answers exactly what is written there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.contract import Medium
from hub.core import facts
from hub.core.routing import decide
from hub.edge.replaying import Asked, same_again
from hub.insight.replay import Changes
from hub.readers import router
from hub.readers.journal import asked_again
from hub.store import journal, log
from hub.store.database import Connection
from hub.store.floor import Entries, Named, built
from hub.store.journal import Page, Run
from tests.core import worlds
from tests.edge.stage import Console, Stage, stage

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as running:
        yield running


async def test_a_running_hubs_decisions_are_reproduced(hub: Stage) -> None:
    """Random chats, answers, refusals, breaks: every run is decided again as it was, and no offer is missing."""
    dice = Random(4)
    consoles = [await hub.console(who) for who in ("dana", "oleg")]
    for console in consoles:
        await console.command("set_presence", state="available")
    for number in range(40):
        await _something(hub, dice, consoles, number)
    made = await _offers_made(hub)
    assert made > 5, "too little happened to prove anything"
    async with asyncio.timeout(30):
        while sum(len(run.plan.offers) for page in await _pages(hub) for run in page.runs) < made:
            await asyncio.sleep(0.05)
    pages = await _pages(hub)
    assert {page.floor_id for page in pages} == {pages[0].floor_id} and pages[0].queues
    assert all(each.is_same for each in asked_again(pages))
    places = [run.pos for page in pages for run in page.runs]
    assert places == sorted(places)
    quicker = tuple(replace(queue, offer_seconds=dict.fromkeys(Medium, 1)) for queue in pages[0].queues)
    changed = [replace(pages[0], queues=quicker), *pages[1:]]
    assert not all(each.is_same for each in asked_again(changed)), "other rules decide otherwise"


async def test_a_floor_lasts_its_time_and_only_what_is_asked_for_is_asked_again(
    hub: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each new floor decides on where the last one ended; nothing that happened is missing, no other time counts."""
    monkeypatch.setattr(router, "FLOOR_LASTS", timedelta(seconds=0.2))
    dice, console = Random(5), await hub.console("dana")
    await console.command("set_presence", state="available")
    made = 0
    async with asyncio.timeout(60):
        while made < 3 or len({page.floor_id for page in await _pages(hub)}) < 3:
            await _something(hub, dice, [console], made)
            made = await _offers_made(hub)
    async with asyncio.timeout(30):
        while sum(len(run.plan.offers) for page in await _pages(hub) for run in page.runs) < made:
            await asyncio.sleep(0.05)
    runs = sorted(run.at for page in await _pages(hub) for run in page.runs)
    for begins, ends in ((LONG_AGO, LATER), (runs[2], runs[-2]), (runs[-1], LATER), (LONG_AGO, runs[1])):
        asked = Asked("", begins, ends, (), Changes())
        exact, checked = await hub.store.read(same_again, asked, lambda part: None)
        assert checked == sum(begins <= at < ends for at in runs)
        assert exact is True


async def _something(hub: Stage, dice: Random, consoles: list[Console], number: int) -> None:
    console = dice.choice(consoles)
    offers = list(console.rows("offers"))
    match dice.randrange(4):
        case 0 | 1:
            await hub.say(f"Question {number}")
        case 2 if offers:
            name = "accept_offer" if dice.random() < 0.6 else "decline_offer"
            await console.command(name, offer_id=dice.choice(offers))
        case _:
            await console.command("set_presence", state=dice.choice(["available", "available", "away"]))
    await asyncio.sleep(dice.random() * 0.05)


async def _offers_made(hub: Stage) -> int:
    await asyncio.sleep(0.5)  # what is on its way arrives
    told = await hub.store.read(log.read_after, 0, 100_000)
    return sum(isinstance(each.fact, facts.OfferMade) for each in told)


async def _pages(hub: Stage) -> list[Page]:
    def ask(conn: Connection) -> list[Page]:
        return [page for each in journal.floors(conn, LONG_AGO, LATER) for page in journal.pages(conn, each)]

    return await hub.store.read(ask)


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_floor_survives_its_packing(dice: Random) -> None:
    """Law: pages packed and unpacked are equal, and their runs decided again are the same."""
    queues = tuple(worlds.make_queue(dice, each) for each in worlds.QUEUES)
    put = _some(dice)
    floor, now, runs = built(queues, put), worlds.START, []
    for number in range(8):
        plan = decide(floor, now)
        runs.append(Run(now, number, (put,), plan))
        put, now = _some(dice), now + dice.randrange(4) * worlds.STEP
        put.put_on(floor)
    page = Page("f", 0, journal.rules_of(queues), queues, tuple(runs))
    again = journal.unpack(journal.pack(page))
    assert again == page
    assert [each.is_same for each in asked_again([again])] == [True] * len(runs)


def _some(dice: Random) -> Entries:
    """Some entries to put on a floor; some of what is named has left it."""
    named = Named(frozenset(dice.sample(worlds.WORK, 3)), frozenset(dice.sample(worlds.AGENTS, 1)))
    seats = {(seat := worlds.make_seat(dice)).agent_id: seat for _ in range(dice.randrange(3))}
    waiting = {(item := worlds.make_item(dice)).interaction_id: item for _ in range(dice.randrange(4))}
    offers = {(offer := worlds.make_offer(dice)).interaction_id: offer for _ in range(dice.randrange(2))}
    return Entries(named, tuple(seats.values()), tuple(waiting.values()), tuple(offers.values()), ())
