"""An agent's phone: which tab has it, whose leg its sound may join, and what it is told when there is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from channels.voice import LegState
from hub.core import facts
from hub.core.terms import CallId, ChannelId, LegId, OrderId
from hub.store import tables as t
from hub.store.database import Tx
from hub.store.typed import add, change
from tests.edge.line import NUMBER, SDP, Line, with_line
from tests.edge.stage import Console, Stage, stage


@dataclass(slots=True)
class Firm:
    """A hub with a line."""

    hub: Stage
    line: Line

    async def leg(self, who: str, line: str | None = "L-1", state: LegState = LegState.DIALLING) -> str:
        """A leg of an agent's in some call."""
        _, me = await self.hub.get("/api/me", who)

        def write(tx: Tx) -> str:
            call, made = tx.new_id(), tx.new_id()
            add(tx, t.call, id=call, channel_id="line", medium="phone", direction="inbound", state="dialling",
                taping="off", began_at=tx.now)
            add(tx, t.leg, id=made, call_id=call, channel_id="line", line=line, party="agent", agent_id=me["id"],
                state=state.value, part="talk", began_at=tx.now, since=tx.now)
            return made

        return await self.hub.store.do(write)

    async def ends(self, leg: str) -> None:
        """It is over."""
        await self.hub.store.do(lambda tx: change(tx, t.leg, [t.leg.c.id == leg], state="ended"))


@pytest.fixture
async def firm(tmp_path: Path, database_url: str) -> AsyncIterator[Firm]:
    line = Line()
    async with stage(tmp_path, database_url, with_line(line)) as hub:
        yield Firm(hub, line)


async def ask(console: Console, event: str, **fields: object) -> dict[str, Any]:
    """An event of the console's; the hub's answer."""
    answer: dict[str, Any] = await console.socket.call(event, fields, namespace="/desk", timeout=20)
    return answer


async def test_an_agent_is_told_how_to_speak_on_each_channel(firm: Firm) -> None:
    """Only channels that carry calls; the access is the agent's own, and nobody's cache keeps it."""
    status, said = await firm.hub.get("/api/phone", "dana")
    _, me = await firm.hub.get("/api/me", "dana")
    assert status == 200
    [line] = said["items"]
    assert (line["channel_id"], line["medium"], line["number"]) == ("line", "phone", NUMBER)
    assert line["access"]["driver"] == "webrtc" and line["access"]["token"] == f"for {me['id']}"
    assert line["access"]["ice"] == [{"urls": "stun:stun.example"}]


async def test_sound_joins_my_own_leg(firm: Firm) -> None:
    """The carrier's answer comes back; offering again for the same leg is as good."""
    leg, dana = await firm.leg("dana"), await firm.hub.console("dana")
    for _ in range(2):
        answer = await ask(dana, "media", leg_id=leg, sdp=SDP)
        assert answer == {"ok": True, "sdp": f"{SDP}s=L-1\r\n"}
    assert firm.line.offers == [("L-1", SDP)] * 2


async def test_a_console_that_is_faster_than_the_carrier_waits_for_it(firm: Firm) -> None:
    """The line is not known yet: the offer goes out the moment it is."""
    leg, dana = await firm.leg("dana", line=None), await firm.hub.console("dana")
    asked = asyncio.create_task(ask(dana, "media", leg_id=leg, sdp=SDP))
    await asyncio.sleep(0.1)
    assert not firm.line.offers

    def known(tx: Tx) -> None:
        change(tx, t.leg, [t.leg.c.id == leg], line="L-9")
        tx.record(facts.CallOrdered(CallId("c"), OrderId("o"), ChannelId("other"), "dial"))  # rings the bell

    await firm.hub.store.do(known)
    assert (await asked)["sdp"] == f"{SDP}s=L-9\r\n"
    assert LegId(leg)


async def test_sound_is_refused_for_legs_that_are_not_mine_or_over(firm: Firm) -> None:
    """A colleague's, an ended one, one that never was: not found. What is no offer: invalid, with its field."""
    leg, oleg, dana = await firm.leg("dana"), await firm.hub.console("oleg"), await firm.hub.console("dana")
    assert (await ask(oleg, "media", leg_id=leg, sdp=SDP))["code"] == "not_found"
    assert (await ask(dana, "media", leg_id="0" * 32, sdp=SDP))["code"] == "not_found"
    for wrong in ({"leg_id": leg, "sdp": "hello"}, {"leg_id": leg, "sdp": "v=0" + "x" * 70_000}, {"leg_id": leg}):
        answer = await ask(dana, "media", **wrong)
        assert (answer["code"], answer["field"]) == ("invalid", "sdp")
    assert (await ask(dana, "media", sdp=SDP))["field"] == "leg_id"
    await firm.ends(leg)
    assert (await ask(dana, "media", leg_id=leg, sdp=SDP))["code"] == "not_found"
    assert not firm.line.offers


async def test_a_second_tab_cannot_take_a_call(firm: Firm) -> None:
    """The first tab has the phone and a call: the second hears where it is, also when it asks to take it."""
    leg = await firm.leg("dana")
    first, second = await firm.hub.console("dana", tab="one"), await firm.hub.console("dana", tab="two")
    assert await ask(first, "phone_here") == {"ok": True, "here": True}
    assert await ask(second, "phone_here") == {"ok": True, "here": False}
    assert (await ask(second, "media", leg_id=leg, sdp=SDP))["code"] == "phone_elsewhere"
    assert (await ask(second, "phone_here", take=True))["code"] == "phone_elsewhere"
    assert (await ask(first, "media", leg_id=leg, sdp=SDP))["ok"]
    await firm.ends(leg)
    assert await ask(second, "phone_here", take=True) == {"ok": True, "here": True}
    async with asyncio.timeout(20):
        while ("phone", {"state": "elsewhere"}) not in first.heard:
            await asyncio.sleep(0.02)
    assert await ask(first, "phone_here") == {"ok": True, "here": False}


async def test_a_tab_that_comes_back_keeps_the_phone_and_a_closed_one_frees_it(firm: Firm) -> None:
    """A broken line is the same tab again; when its last socket is gone the other tab is told."""
    first, second = await firm.hub.console("dana", tab="one"), await firm.hub.console("dana", tab="two")
    assert (await ask(first, "phone_here"))["here"]
    again = await firm.hub.console("dana", tab="one")
    assert (await ask(again, "phone_here"))["here"]
    await first.socket.disconnect()  # the broken line ends late: nothing changes
    await asyncio.sleep(0.2)
    assert not (await ask(second, "phone_here"))["here"]
    await again.socket.disconnect()
    async with asyncio.timeout(20):
        while ("phone", {"state": "free"}) not in second.heard:
            await asyncio.sleep(0.02)
    assert (await ask(second, "phone_here"))["here"]
