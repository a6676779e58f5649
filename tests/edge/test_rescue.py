"""The talk breaks off: it goes on by the agent's own mobile, or a call is promised; the caller hears no silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels.contract import Address, Medium
from channels.voice import AgentPhone, Dial, Drop, Hold
from tests.edge.line import Line, with_line
from tests.edge.stage import Console, stage
from tests.edge.test_voice import Firm, row

MOBILE = "+4917612345678"


@pytest.fixture
async def firm(tmp_path: Path, database_url: str) -> AsyncIterator[Firm]:
    line = Line()
    async with stage(tmp_path, database_url, with_line(line)) as hub:
        yield Firm(hub, line)


async def settings(firm: Firm, **given: str) -> tuple[int, Any]:
    """Dana changes her own settings."""
    return await firm.hub.ask("POST", "/api/me", "dana", json=given)


async def wrapping(console: Console) -> None:
    """The agent's form is open."""
    async with asyncio.timeout(20):
        while [each["state"] for each in console.rows("work").values()] != ["wrapping"]:
            await asyncio.sleep(0.02)


async def test_a_call_goes_on_by_the_agents_own_mobile(firm: Firm) -> None:
    """Lost sound: the mobile rings as the agent's leg while the caller hears music; answered, they talk on."""
    assert (await settings(firm, mobile="0049 176 1234 5678"))[1]["mobile"] == MOBILE
    dana = await firm.at_work()
    caller, dial, call = await firm.talking(dana)
    await caller.leg(dial.leg_id, "ended", "failed")
    await row(dana, "reconnecting")
    told = await dana.command("continue_on_mobile", interaction_id=call["interaction_id"])
    ring = (await firm.line.wait_for(Dial, 2))[-1]
    assert ring.to == Address(Medium.PHONE, MOBILE) and ring.join == dial.join
    assert told["data"]["leg_id"] == ring.leg_id
    again = await dana.command("continue_on_mobile", interaction_id=call["interaction_id"])
    assert again["data"] == told["data"] and len(firm.line.ordered(Dial)) == 2
    assert (await dana.command("reconnect", interaction_id=call["interaction_id"]))["ok"]  # the mobile rings already
    await caller.leg(ring.leg_id, "answered")
    on = await row(dana, "talking")
    assert on["my_leg_id"] == ring.leg_id and not any(leg["held"] for leg in on["legs"])
    assert [each.on for each in await firm.line.wait_for(Hold, 2)] == [True, False]
    assert len(firm.line.ordered(Dial)) == 2
    assert (await dana.command("hang_up", interaction_id=call["interaction_id"]))["ok"]
    assert {each.leg_id for each in await firm.line.wait_for(Drop, 2)} >= {ring.leg_id}


async def test_a_console_that_hears_nothing_is_left_for_the_mobile(firm: Firm) -> None:
    """The carrier has not noticed: the console's leg goes, and its end is no news. An unanswered mobile is no end."""
    await settings(firm, mobile=MOBILE)
    dana = await firm.at_work()
    caller, dial, call = await firm.talking(dana)
    assert (await dana.command("continue_on_mobile", interaction_id=call["interaction_id"]))["ok"]
    [drop] = await firm.line.wait_for(Drop)
    assert drop.leg_id == dial.leg_id
    ring = (await firm.line.wait_for(Dial, 2))[-1]
    await caller.leg(dial.leg_id, "ended", "hung_up")
    assert (await row(dana, "reconnecting"))["my_leg_id"] == ring.leg_id
    await caller.leg(ring.leg_id, "ended", "no_answer")
    assert (await dana.command("reconnect", interaction_id=call["interaction_id"]))["ok"]
    back = (await firm.line.wait_for(Dial, 3))[-1]
    assert isinstance(back.to, AgentPhone)
    await caller.leg(back.leg_id, "answered")
    await row(dana, "talking")


async def test_without_a_mobile_it_says_where_to_give_one(firm: Firm) -> None:
    """Missing, and nothing has changed; what is no number is refused."""
    status, said = await settings(firm, mobile="my mobile")
    assert (status, said["field"]) == (400, "mobile")
    dana = await firm.at_work()
    _, _, call = await firm.talking(dana)
    told = await dana.command("continue_on_mobile", interaction_id=call["interaction_id"])
    assert (told["code"], told["field"]) == ("missing", "mobile")
    await row(dana, "talking")
    assert not firm.line.ordered(Hold)


async def test_a_callback_is_promised_once_to_whom_hung_up(firm: Firm) -> None:
    """By the same agent, soon, to the caller's number; asked twice it is one. It can be taken back."""
    dana = await firm.at_work()
    caller, _, call = await firm.talking(dana)
    await caller.hang_up()
    await wrapping(dana)
    told = await dana.command("offer_callback", interaction_id=call["interaction_id"])
    again = await dana.command("offer_callback", interaction_id=call["interaction_id"])
    assert again["data"] == told["data"]
    _, found = await firm.hub.get("/api/callbacks", "dana")
    [promised] = found["items"]
    assert promised["id"] == told["data"]["callback_id"] and promised["state"] == "planned"
    assert promised["address"] == "phone:+4915112345678"
    assert (await dana.command("cancel_callback", callback_id=promised["id"]))["ok"]
    third = await dana.command("offer_callback", interaction_id=call["interaction_id"])
    assert third["data"]["callback_id"] != promised["id"]


async def test_a_promise_made_while_the_sound_was_lost_ends_when_they_are_spoken_with(firm: Firm) -> None:
    """The caller waited after all: nobody calls them again."""
    dana = await firm.at_work()
    caller, dial, call = await firm.talking(dana)
    await caller.leg(dial.leg_id, "ended", "failed")
    await row(dana, "reconnecting")
    told = await dana.command("offer_callback", interaction_id=call["interaction_id"])
    assert (await dana.command("reconnect", interaction_id=call["interaction_id"]))["ok"]
    back = (await firm.line.wait_for(Dial, 2))[-1]
    await caller.leg(back.leg_id, "answered")
    await row(dana, "talking")
    _, found = await firm.hub.get("/api/callbacks?state=done", "dana")
    assert [each["state"] for each in found["items"] if each["id"] == told["data"]["callback_id"]] == ["done"]
