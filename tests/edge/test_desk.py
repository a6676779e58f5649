"""Consoles over sockets: every command is answered, done once, refused with a reason; nothing is missed or doubled."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import socketio

from tests.edge.stage import Console, Stage, stage


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as running:
        yield running


async def at_work(hub: Stage, who: str = "dana") -> Console:
    """An agent who is available."""
    console = await hub.console(who)
    assert (await console.command("set_presence", state="available"))["ok"]
    return console


async def accepted(hub: Stage, console: Console, text: str = "Where is my order?") -> dict[str, object]:
    """A chat that this agent has accepted; its work row."""
    status, _ = await hub.say(text)
    assert status == 200
    [offer] = await console.wait_for("offers")
    assert (await console.command("accept_offer", offer_id=offer["id"]))["ok"]
    [work] = await console.wait_for("work")
    return work


async def test_a_stranger_and_a_foreign_page_get_no_console(hub: Stage) -> None:
    """No cookie: refused. A cookie from another origin's page: refused too."""
    cookie = await hub.cookie("dana")
    for headers in ({}, {"Cookie": "rapport=guess"}, {"Cookie": cookie, "Origin": "https://evil.example"}):
        socket = socketio.AsyncClient(reconnection=False)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await socket.connect(hub.url, namespaces=["/desk"], transports=["websocket"], headers=headers)


async def test_unknown_and_wrong_commands_are_answered(hub: Stage) -> None:
    """A code, a sentence that names the field, never silence."""
    console = await hub.console("dana")
    answer = await console.command("make_coffee")
    assert (answer["code"], answer["field"]) == ("invalid", "name")
    answer = await console.command("set_presence", state="asleep")
    assert (answer["code"], answer["field"]) == ("invalid", "state")
    answer = await console.command("accept_offer", offer_id="0" * 32)
    assert answer["code"] == "offer_gone"
    answer = await console.command("transfer", interaction_id="0" * 32, note="x", surprise=1)
    assert (answer["code"], answer["field"]) == ("invalid", "surprise")
    assert (await console.command("reassign", interaction_id="0" * 32, queue_id="support"))["code"] == "forbidden"
    malformed: tuple[object, ...] = (None, 5, [], {"name": 7}, {"name": "set_presence"})
    for wrong in malformed:
        answer = await console.socket.call("command", wrong, namespace="/desk", timeout=20)
        assert answer["ok"] is False and answer["code"] == "invalid"
    answer = await console.socket.call("no_such_event", {}, namespace="/desk", timeout=20)
    assert answer["code"] == "invalid"


async def test_the_same_command_again_does_nothing_twice(hub: Stage) -> None:
    """After a broken line the console repeats its command: one message, the same answer."""
    console = await at_work(hub)
    work = await accepted(hub, console)
    said = {"conversation_id": work["conversation_id"], "channel_id": "chat", "text": "One moment, please."}
    key = uuid.uuid4().hex
    answers = [await console.command("send_message", key, **said) for _ in range(3)]
    assert answers[0]["ok"] and answers[0] == answers[1] == answers[2]
    _, thread = await hub.get(f"/api/customers/{work['customer_id']}/thread", "dana")
    assert sum(item["text"] == "One moment, please." for item in thread["items"]) == 1


async def test_only_one_of_two_agents_gets_the_work(hub: Stage) -> None:
    """Both pull the same chat at once: one has it, the other is told so."""
    first, second = await hub.console("dana"), await hub.console("oleg")
    await hub.say("Anybody there?")
    async with asyncio.timeout(20):
        while not (await hub.get("/api/queues/support/waiting", "dana"))[1]["items"]:
            await asyncio.sleep(0.05)
    [item] = (await hub.get("/api/queues/support/waiting", "dana"))[1]["items"]
    answers = await asyncio.gather(
        *(console.command("pull_work", interaction_id=item["id"]) for console in (first, second))
    )
    assert sorted(answer["ok"] for answer in answers) == [False, True]
    assert next(answer["code"] for answer in answers if not answer["ok"]) == "already_taken"


async def test_a_console_that_was_away_misses_nothing(hub: Stage) -> None:
    """The line breaks, customers write on; resuming from its place shows the same as a fresh desk."""
    console = await at_work(hub)
    work = await accepted(hub, console)
    desk = next(data for event, data in console.heard if event == "desk")
    changes = [change for event, data in console.heard if event == "changes" for change in data]
    place = max([desk["pos"], *(change["pos"] for change in changes)])
    await console.socket.disconnect()
    assert (await hub.say("Somebody else"))[0] == 200
    note = await hub.console("oleg")
    dana = desk["rows"]["me"][0]["id"]
    called: dict[str, object] = {"conversation_id": work["conversation_id"], "text": "Look at this", "mentions": [dana]}
    assert (await note.command("write_note", **called))["ok"]

    resumed = await hub.console("dana", after=place, epoch=desk["epoch"], cookie=console.cookie)
    assert resumed.heard[0][0] == "changes"
    resumed.heard.insert(0, ("desk", desk))
    resumed.heard[1:1] = [each for each in console.heard if each[0] == "changes"]
    fresh = await hub.console("dana", cookie=console.cookie)
    for table in ("work", "offers", "mentions", "drafts"):
        async with asyncio.timeout(20):
            while bare(resumed.rows(table)) != bare(fresh.rows(table)):
                await asyncio.sleep(0.05)
    assert len(resumed.rows("mentions")) == 1


async def test_an_unknown_epoch_gets_a_fresh_desk(hub: Stage) -> None:
    """A place in another log means nothing here."""
    console = await hub.console("dana", after=3, epoch="another log")
    assert console.heard[0][0] == "desk"


async def test_signing_out_closes_the_console(hub: Stage) -> None:
    """The socket of a sign-in that ended is closed within moments."""
    cookie = await hub.cookie("dana")
    console = await hub.console("dana", cookie=cookie)
    async with hub.http.post(f"{hub.url}/api/sign-out", headers={"X-Rapport": "1", "Cookie": cookie}) as answer:
        assert answer.status == 200
    async with asyncio.timeout(20):
        while console.socket.connected:
            await asyncio.sleep(0.05)


async def test_an_agent_who_vanishes_loses_the_offer_at_once(hub: Stage) -> None:
    """The console goes away while it rings: the next agent is asked, with the original age."""
    dana = await at_work(hub)
    await hub.say("Hello?")
    await dana.wait_for("offers")
    oleg = await at_work(hub, "oleg")
    await dana.socket.disconnect()
    [offer] = await oleg.wait_for("offers")
    assert offer["customer_name"] == "Ann Lee"


async def test_a_refused_send_shows_the_colleagues_answer(hub: Stage) -> None:
    """A colleague answered first: the send is refused and their line comes with the refusal."""
    dana = await at_work(hub)
    work = await accepted(hub, dana)
    _, thread = await hub.get(f"/api/customers/{work['customer_id']}/thread", "dana")
    seen = thread["items"][-1]["id"]
    aline = await hub.console("aline")
    said: dict[str, object] = {"conversation_id": work["conversation_id"], "channel_id": "chat"}
    assert (await aline.command("send_message", text="I take this one.", **said))["ok"]
    answer = await dana.command("send_message", text="Hello!", last_seen_id=seen, **said)
    assert answer["code"] == "answered_meanwhile"
    assert [item["text"] for item in answer["data"]["items"]] == ["I take this one."]
    assert (await dana.command("send_message", text="Hello!", last_seen_id=seen, anyway=True, **said))["ok"]


def bare(rows: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Rows without the position at which they were read."""
    return {key: {name: value for name, value in row.items() if name != "v"} for key, row in rows.items()}
