"""Two agents grab the same caller at the same moment, again and again: one of them has the call, one phone rings."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from channels.voice import AgentPhone, Dial
from tests.edge.line import Caller, Line, with_line
from tests.edge.stage import Console, Stage, stage

RACES = int(os.environ.get("RACES", "100"))
FORM = {"result": "resolved", "codes": ["question"]}


async def grab(console: Console, item: dict[str, Any], offers: dict[str, dict[str, Any]]) -> bool:
    """Take the call by its offer, where this agent has one, else out of the queue."""
    mine = next((each["id"] for each in offers.values() if each["interaction_id"] == item["id"]), None)
    if mine is not None:
        return bool((await console.command("accept_offer", offer_id=mine))["ok"])
    return bool((await console.command("pull_work", interaction_id=item["id"]))["ok"])


async def finish(console: Console, caller: Caller) -> None:
    """The caller hangs up; the form is filed."""
    await caller.hang_up()
    async with asyncio.timeout(20):
        while not (left := [each for each in console.rows("work").values() if each["state"] == "wrapping"]):
            await asyncio.sleep(0.005)
    assert (await console.command("complete_wrap_up", handling_id=left[0]["handling_id"], form=FORM))["ok"]


async def waiting(hub: Stage) -> dict[str, Any]:
    """The one caller in the queue."""
    async with asyncio.timeout(20):
        while not (items := (await hub.get("/api/queues/support/waiting", "aline"))[1]["items"]):
            await asyncio.sleep(0.005)
    return dict(items[0])


@pytest.mark.timeout(120 + RACES * 3)
async def test_a_call_is_never_answered_by_two(tmp_path: Path, database_url: str) -> None:
    """100 races in `make test`, 1,000 in `make faults` (RACES=1000): by offer against by hand, and by hand both."""
    line = Line()
    async with stage(tmp_path, database_url, with_line(line)) as hub:
        dana, oleg = await hub.console("dana"), await hub.console("oleg")
        for race in range(RACES):
            state = "available" if race % 2 else "away"
            assert (await dana.command("set_presence", state=state))["ok"]
            caller = Caller(hub.http, hub.url, f"+49151{race:08d}", line=f"race-{race}")
            await caller.dial()
            await caller.press("2")
            item = await waiting(hub)
            if state == "available":
                async with asyncio.timeout(20):
                    while not dana.rows("offers"):
                        await asyncio.sleep(0.005)
            took = await asyncio.gather(*(grab(each, item, each.rows("offers")) for each in (dana, oleg)))
            assert sorted(took) == [False, True], race
            winner = dana if took[0] else oleg
            [me] = winner.rows("me").values()
            rung = await line.wait_for(Dial, race + 1)
            assert len(rung) == race + 1 and rung[-1].to == AgentPhone(me["id"]), race
            await caller.leg(rung[-1].leg_id, "answered")
            await finish(winner, caller)
        assert len(line.ordered(Dial)) == RACES
