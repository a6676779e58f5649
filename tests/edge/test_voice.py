"""Calls through a running hub, from the carrier's webhook to the agent's screen and back as orders to the carrier."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from channels.contract import Permanent, Retry, Unknown
from channels.voice import AgentPhone, Dial, Drop, Hold, Join, Move, RecordCall, Tape
from hub.core import facts
from hub.core.terms import CallId, ChannelId, OrderId
from hub.store import tables as t
from hub.store.database import Connection, Tx
from tests.edge.line import NUMBER, Caller, Line, with_line
from tests.edge.stage import Console, Stage, stage


@dataclass(slots=True)
class Firm:
    """A hub with a line."""

    hub: Stage
    line: Line

    def caller(self, number: str = "+4915112345678") -> Caller:
        """Somebody with a telephone."""
        return Caller(self.hub.http, self.hub.url, number)

    async def at_work(self, who: str = "dana") -> Console:
        """An agent who is available."""
        console = await self.hub.console(who)
        assert (await console.command("set_presence", state="available"))["ok"]
        return console

    async def waiting(self) -> Caller:
        """A caller in the support queue."""
        caller = self.caller()
        await caller.dial()
        await caller.press("2")
        return caller

    async def answered(self, console: Console) -> tuple[Caller, Dial]:
        """A call that this agent has taken; their phone rings."""
        caller = await self.waiting()
        [offer] = await console.wait_for("offers")
        assert (await console.command("accept_offer", offer_id=offer["id"]))["ok"]
        [dial] = await self.line.wait_for(Dial)
        return caller, dial

    async def talking(self, console: Console) -> tuple[Caller, Dial, dict[str, Any]]:
        """Both are in the room; the call's row as the console has it."""
        caller, dial = await self.answered(console)
        await caller.leg(dial.leg_id, "answered")
        await self.line.wait_for(Move)
        return caller, dial, await row(console, "talking")

    async def count(self, table: Any) -> int:
        """How many rows there are."""
        def ask(conn: Connection) -> int:
            return conn.execute(select(func.count()).select_from(table)).scalar_one()

        return await self.hub.store.read(ask)


@pytest.fixture
async def firm(tmp_path: Path, database_url: str) -> AsyncIterator[Firm]:
    line = Line()
    async with stage(tmp_path, database_url, with_line(line)) as hub:
        yield Firm(hub, line)


async def row(console: Console, state: str) -> dict[str, Any]:
    """The console's one call, once it stands so."""
    async with asyncio.timeout(20):
        while not (found := [each for each in console.rows("calls").values() if each["state"] == state]):
            await asyncio.sleep(0.01)
    return found[0]


async def eventually(true: Any) -> None:
    """Wait until the question is answered yes."""
    async with asyncio.timeout(20):
        while not await true():
            await asyncio.sleep(0.02)


async def test_a_call_from_the_first_ring_to_the_form(firm: Firm) -> None:
    """Menu, queue, offer with who calls, acceptance rings the agent's own phone, hold, hang up, wrap-up."""
    dana = await firm.at_work()
    caller = firm.caller()
    await caller.dial()
    assert caller.script[0]["kind"] == "Gather" and "Fernhill" in str(caller.script)
    await caller.press("2")
    assert caller.script[0]["kind"] == "Wait"
    [offer] = await dana.wait_for("offers")
    assert offer["medium"] == "phone" and offer["queue_id"] == "support"
    assert not firm.line.orders
    assert (await dana.command("accept_offer", offer_id=offer["id"]))["ok"]
    [dial] = await firm.line.wait_for(Dial)
    call = await row(dana, "dialling")
    assert isinstance(dial.to, AgentPhone) and dial.leg_id == call["my_leg_id"] and dial.join.room == dial.call_id
    assert dial.caller_id == NUMBER

    await caller.leg(dial.leg_id, "answered")
    [move] = await firm.line.wait_for(Move)
    assert move.line == caller.line and isinstance(move.script.steps[-1], Join)
    assert "recorded" in str(move.script) and move.script.steps[-1].room == dial.call_id
    [tape] = await firm.line.wait_for(RecordCall)
    assert (tape.tape, tape.line) == (Tape.START, caller.line)
    call = await row(dana, "talking")

    for on in (True, False):
        assert (await dana.command("hold_call", interaction_id=call["interaction_id"], on=on))["ok"]
        assert (await firm.line.wait_for(Hold, 2 - on))[-1].on is on
    assert (await dana.command("hang_up", interaction_id=call["interaction_id"]))["ok"]
    drops = await firm.line.wait_for(Drop, 2)
    assert {drop.line for drop in drops} == {caller.line, f"L-{dial.leg_id}"}
    [work] = await dana.wait_for("work")
    async with asyncio.timeout(20):
        while dana.rows("work")[work["id"]]["state"] != "wrapping":
            await asyncio.sleep(0.02)


async def test_an_order_leaves_within_moments_of_its_commit(firm: Firm) -> None:
    """From the console's click to the carrier: a person does not notice it."""
    dana = await firm.at_work()
    _, _, call = await firm.talking(dana)
    loop, took = asyncio.get_running_loop(), []
    for turn in range(20):
        begun = loop.time()
        assert (await dana.command("mute_call", interaction_id=call["interaction_id"], on=turn % 2 == 0))["ok"]
        async with asyncio.timeout(20):
            while not any(type(each.order).__name__ == "Mute" and each.at >= begun for each in firm.line.orders):
                await asyncio.sleep(0.001)
        took.append(firm.line.orders[-1].at - begun)
    assert sorted(took)[len(took) // 2] < 5, took  # not by a slow tick: the commit's bell wakes who performs them


async def test_a_webhook_five_times_at_once_is_one_call_and_one_answer(firm: Firm) -> None:
    """The carrier repeats what it is not sure of: every repetition hears the same script, one call is kept."""
    caller = firm.caller()
    answers = await asyncio.gather(*(caller.dial() for _ in range(5)))
    assert all(answer == answers[0] for answer in answers) and answers[0]["script"]
    pressed = await asyncio.gather(*(caller.tell("keys", f"{caller.line}/k/1", step=caller.asked(), keys="2")
                                     for _ in range(5)))
    assert all(answer == pressed[0] for answer in pressed)
    assert [await firm.count(table) for table in (t.call, t.leg, t.interaction)] == [1, 1, 1]
    again = await caller.dial()  # a day later
    assert again == answers[0]


async def test_a_forged_webhook_leaves_nothing(firm: Firm) -> None:
    """403, and no row of any kind."""
    async with firm.hub.http.post(f"{firm.hub.url}/channels/line/hook", data=b"{}", headers={"X-Key": "1"}) as answer:
        assert answer.status == 403
    assert [await firm.count(table) for table in (t.delivery, t.call)] == [0, 0]


async def test_what_makes_no_sense_is_harmless_logged_once_and_seen(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    """An unknown number, a leg nobody knows, keys of a call that never was: answered, listed, one line of log each."""
    with caplog.at_level(logging.WARNING, "rapport.channels"):
        for turn in range(3):
            lost = firm.caller()
            assert (await lost.dial("+4930000000"))["reason"] == "unknown_number"
            lost.line = f"nobody-{turn}"
            assert (await lost.tell("leg", f"x{turn}", state="ended", end="hung_up"))["reason"] == "unknown_call"
    told = [each.getMessage() for each in caplog.records]
    assert len(told) == 2 and not any("+49" in each for each in told), told
    _, said = await firm.hub.get("/api/ignored", "aline")
    counts = {each["reason"]: each["count"] for each in said["items"] if each["channel_id"] == "line"}
    assert counts == {"unknown_number": 3, "unknown_call": 3}


async def test_an_end_that_comes_before_its_call_is_heard_when_told_again(firm: Firm) -> None:
    """The hub was away when they rang: the end is the first news. Caught up with, the call is over and stays so."""
    caller = firm.caller()
    caller.line = "CA-early"
    assert (await caller.hang_up())["reason"] == "unknown_call"
    assert (await caller.dial())["state"] == "handled"
    assert (await caller.hang_up())["state"] == "handled"
    assert (await caller.hang_up())["state"] == "handled"  # the same answer for the same delivery

    def states(conn: Connection) -> list[str]:
        return list(conn.execute(select(t.call.c.state)).scalars())

    assert await firm.hub.store.read(states) == ["ended"]
    assert await firm.count(t.delivery) == 2


async def test_a_busy_carrier_is_asked_again_in_order(firm: Firm) -> None:
    """What follows for the same call waits its turn; nothing is given twice that was taken."""
    firm.line.moods["Move"] = [Retry("busy", after=0.1)]
    dana = await firm.at_work()
    caller, dial = await firm.answered(dana)
    await caller.leg(dial.leg_id, "answered")
    await firm.line.wait_for(RecordCall)
    kinds = [type(each.order).__name__ for each in firm.line.orders]
    assert kinds == ["Dial", "Move", "Move", "RecordCall"]


@pytest.mark.parametrize("error", [Permanent("no such softphone"), Unknown("the line broke")])
async def test_an_agent_who_cannot_be_rung_gives_the_caller_back(firm: Firm, error: Permanent | Unknown) -> None:
    """The caller has heard music all the time: they are offered again with their age."""
    firm.line.moods["Dial"] = [error]
    dana = await firm.at_work()
    await firm.waiting()
    [offer] = await dana.wait_for("offers")
    assert (await dana.command("accept_offer", offer_id=offer["id"]))["ok"]
    await firm.line.wait_for(Dial)

    async def queued() -> bool:
        _, said = await firm.hub.get("/api/floor", "aline")
        return [each["state"] for each in said["waiting"]] in (["queued"], ["offered"])

    await eventually(queued)
    assert not firm.line.ordered(Move)


async def test_nobody_is_rung_twice_after_a_hub_died_in_between(firm: Firm) -> None:
    """A ring that a dead hub had in hand may have happened: it fails. A hold in its hands is simply done again."""
    firm.line.slow_seconds = 60  # nothing comes back from the carrier any more
    dana = await firm.at_work()
    await firm.waiting()
    [offer] = await dana.wait_for("offers")
    assert (await dana.command("accept_offer", offer_id=offer["id"]))["ok"]

    async def in_hand() -> bool:
        def ask(conn: Connection) -> int:
            c = t.call_order.c
            return conn.execute(select(func.count()).where(c.claimed_until.is_not(None))).scalar_one()

        return await firm.hub.store.read(ask) == 1

    await eventually(in_hand)

    def the_hub_died(tx: Tx) -> None:
        tx.conn.execute(t.call_order.update().values(claimed_until=tx.now - timedelta(seconds=1)))
        tx.record(facts.CallOrdered(CallId("c"), OrderId("o"), ChannelId("line"), "dial"))  # wakes who performs them

    def rings(conn: Connection) -> list[str]:
        return list(conn.execute(select(t.call_order.c.state).where(t.call_order.c.kind == "Dial")).scalars())

    firm.line.slow_seconds = 0
    await firm.hub.store.do(the_hub_died)

    async def failed() -> bool:
        return "failed" in await firm.hub.store.read(rings)

    await eventually(failed)
    assert not firm.line.ordered(Dial)


async def test_stopping_with_calls_open_takes_moments(tmp_path: Path, database_url: str) -> None:
    """Ctrl-C while a carrier does not answer: the hub ends within three seconds and closes its channels."""
    line = Line()
    loop = asyncio.get_running_loop()
    async with stage(tmp_path, database_url, with_line(line)) as hub:
        firm = Firm(hub, line)
        dana = await firm.at_work()
        await firm.talking(dana)
        line.slow_seconds = 60
        [call] = dana.rows("calls").values()
        assert (await dana.command("hold_call", interaction_id=call["interaction_id"], on=True))["ok"]
        await asyncio.sleep(0.1)
        begun = loop.time()
    assert loop.time() - begun < 15.0  # three seconds on a quiet machine; sixty for who waited for the carrier
    assert line.closed
