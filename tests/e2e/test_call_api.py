"""Telephone calls through the sandbox's carrier, without sound: every webhook signed, every order a request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from channels.sandbox.carrier import HandsetCall
from hub.store import tables as t
from tests.edge.carrier_stage import SPEED, PhoneStage, phone_stage
from tests.edge.stage import Console

pytestmark = pytest.mark.timeout(200)
NO_GAP = 2.0 * SPEED  # two real seconds: while our own hub is asked, the carrier's faster clock goes on
FORM = {"result": "resolved", "codes": ["question"], "note": "All said."}


@pytest.fixture
async def firm(tmp_path: Path, database_url: str) -> AsyncIterator[PhoneStage]:
    async with phone_stage(tmp_path, database_url) as running:
        yield running


async def until(true: Callable[[], Any], seconds: float = 30.0) -> None:
    """Wait for something to be true."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


async def until_asked(true: Callable[[], Awaitable[Any]], seconds: float = 30.0) -> Any:
    """Wait for an answer that says something."""
    async with asyncio.timeout(seconds):
        while not (said := await true()):
            await asyncio.sleep(0.1)
    return said


async def accepted(firm: PhoneStage, console: Console) -> tuple[HandsetCall, dict[str, Any]]:
    """A caller who talks with this agent; the agent's work."""
    call = await firm.queued()
    [offer] = await console.wait_for("offers")
    assert offer["medium"] == "phone"
    assert (await console.command("accept_offer", offer_id=offer["id"]))["ok"]
    await call.until("talk", 120)
    [work] = await console.wait_for("work")
    return call, work


def state(console: Console) -> list[str]:
    """Where the console's work stands."""
    return [each["state"] for each in console.rows("work").values()]


async def test_a_call_from_the_menu_to_the_wrap_up(firm: PhoneStage) -> None:
    """Greeted, asked, queued, offered, answered, held and back, hung up; the recording plays; the form closes it."""
    dana = await firm.agent("dana")
    call, work = await accepted(firm, dana)
    assert "Fernhill Coffee" in call.said() and "recorded" in call.said()
    here = {"interaction_id": work["id"]}
    assert (await dana.command("hold_call", on=True, **here))["ok"]
    await call.until("hold", 60)
    assert (await dana.command("hold_call", on=False, **here))["ok"]
    await call.until("talk", 60)
    assert (await dana.command("hang_up", **here))["ok"]
    await call.until("ended", 60)
    assert call.end == "completed" and not call.silences(NO_GAP)
    await until(lambda: state(dana) == ["wrapping"])
    [work] = dana.rows("work").values()
    assert (await dana.command("complete_wrap_up", handling_id=work["handling_id"], form=FORM))["ok"]
    await until(lambda: state(dana) == [])

    async def recording() -> Any:
        _, thread = await firm.hub.get(f"/api/customers/{work['customer_id']}/thread", "dana")
        lines = [each for each in thread["items"] if each["event"] == "recording"]
        if not lines:
            return None
        found = lines[0]["data"]["recording_id"]
        async with firm.hub.http.get(f"{firm.hub.url}/api/recordings/{found}",
                                     headers={"Cookie": dana.cookie}) as answer:
            return await answer.read() if answer.status == 200 else None

    assert (await until_asked(recording))[:4] == b"RIFF"
    assert not [each for each in firm.carrier.wire if each.status >= 400]


async def test_a_caller_who_hangs_up_is_called_back(firm: PhoneStage) -> None:
    """They gave up while waiting: a call back is due as work within five seconds, to that number."""
    call = await firm.queued()
    await call.until("play", 60)
    await call.hang_up()
    dana = await firm.agent("dana")
    async with asyncio.timeout(5):
        while not dana.rows("offers"):
            await asyncio.sleep(0.02)
    [offer] = dana.rows("offers").values()
    assert offer["medium"] == "callback"


async def test_an_unanswered_offer_goes_on_and_the_caller_hears_no_gap(firm: PhoneStage) -> None:
    """The first agent declines, the second answers; meanwhile the caller heard music, never two seconds of nothing."""
    dana, oleg = await firm.agent("dana"), await firm.agent("oleg")
    call = await firm.queued()
    await until(lambda: dana.rows("offers") or oleg.rows("offers"))
    first, second = (dana, oleg) if dana.rows("offers") else (oleg, dana)
    [offer] = first.rows("offers").values()
    assert (await first.command("decline_offer", offer_id=offer["id"]))["ok"]
    [offer] = await second.wait_for("offers")
    assert (await second.command("accept_offer", offer_id=offer["id"]))["ok"]
    await call.until("talk", 120)
    assert not call.silences(NO_GAP)
    await call.hang_up()
    await until(lambda: state(second) == ["wrapping"])


async def test_a_call_is_never_answered_by_two(firm: PhoneStage) -> None:
    """Both grab the same waiting caller at once: one has the call, the other is told so; one softphone rings."""
    dana, oleg = await firm.hub.console("dana"), await firm.hub.console("oleg")
    for console in (dana, oleg):
        [me] = console.rows("me").values()
        firm.carrier.client(me['id']).answers(0.2)
    call = await firm.queued()

    async def waiting() -> Any:
        return (await firm.hub.get("/api/queues/support/waiting", "dana"))[1]["items"]

    [item] = await until_asked(waiting)
    answers = await asyncio.gather(*(each.command("pull_work", interaction_id=item["id"]) for each in (dana, oleg)))
    assert sorted(each["ok"] for each in answers) == [False, True]
    await call.until("talk", 120)
    rung = [each for each in firm.carrier.book.lines.values() if each.to.startswith("client:")]
    assert len(rung) == 1
    await call.hang_up()


@pytest.mark.parametrize("kind", ["voice", "status"])
async def test_webhooks_told_several_times_at_once_change_nothing(firm: PhoneStage, kind: str) -> None:
    """Each webhook comes four times in parallel: one call, one offer, the same answers."""
    firm.carrier.faults.set(kind, duplicate=3)
    dana = await firm.agent("dana")
    call, work = await accepted(firm, dana)
    await call.hang_up()
    await until(lambda: state(dana) == ["wrapping"])
    _, thread = await firm.hub.get(f"/api/customers/{work['customer_id']}/thread", "dana")
    events = [each["event"] for each in thread["items"]]
    assert events.count("call_answered") == events.count("call_ended") == 1, events

    def rows(conn: Connection) -> list[int]:
        kept = (t.call, t.interaction, t.offer)
        return [conn.execute(select(func.count()).select_from(each)).scalar_one() for each in kept]

    assert await firm.hub.store.read(rows) == [1, 1, 1]
