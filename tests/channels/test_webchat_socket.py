"""The web chat over a socket: live lines in every tab, typing, read marks, and who may connect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import socketio
from socketio.exceptions import ConnectionError as SocketRefused

from tests.channels.webchat_stage import SHOP, Stage, Visitor, new_id, stage

NAMESPACE = "/chat/webchat"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, sockets_per_address=4) as running:
        yield running


class Tab:
    """One open page of a visitor."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.client = socketio.AsyncClient(reconnection=False)
        self.talks: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.signals: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.client.on("talk", self.talks.put, namespace=NAMESPACE)
        self.client.on("signal", self.signals.put, namespace=NAMESPACE)

    async def open(self, origin: str = SHOP, auth: object = None) -> dict[str, Any]:
        await self.client.connect(
            self.visitor.stage.origin,
            headers={"Origin": origin} if origin else {},
            auth=auth if auth is not None else {"token": self.visitor.token},
            namespaces=[NAMESPACE],
            transports=["websocket"],
        )
        return await self.call("follow", after="")

    async def call(self, event: str, **said: object) -> dict[str, Any]:
        answer: dict[str, Any] = await self.client.call(event, said, namespace=NAMESPACE, timeout=5)
        return answer

    async def lines(self) -> list[str]:
        talk = await asyncio.wait_for(self.talks.get(), 5)
        return [line["text"] for line in talk["lines"]]


@pytest.fixture
async def tabs() -> AsyncIterator[list[Tab]]:
    open_tabs: list[Tab] = []
    yield open_tabs
    for tab in open_tabs:
        await tab.client.disconnect()


async def opened(tabs: list[Tab], visitor: Visitor) -> Tab:
    tab = Tab(visitor)
    tabs.append(tab)
    await tab.open()
    return tab


async def until(tab: Tab, text: str) -> None:
    """Wait for a line; every line comes once."""
    while text not in await tab.lines():
        pass


async def test_two_tabs_show_the_same_and_a_third_catches_up(scene: Stage, tabs: list[Tab]) -> None:
    ann = scene.visitor()
    one, two = await opened(tabs, ann), await opened(tabs, ann)
    assert (await one.call("message", client_id=new_id(), text="hello"))["ok"]
    await until(one, "hello")
    await until(two, "hello")
    await scene.hub.accept(ann.id, "Dana")
    await scene.hub.say(ann.id, "Hello Ann")
    await until(two, "Hello Ann")
    third = Tab(ann)
    tabs.append(third)
    first = await third.open()
    assert [line["text"] for line in first["talk"]["lines"]] == ["hello", "Hello Ann"]


async def test_nobody_is_shown_anothers_lines_or_typing(scene: Stage, tabs: list[Tab]) -> None:
    ann, bob = scene.visitor(), scene.visitor()
    hers, his = await opened(tabs, ann), await opened(tabs, bob)
    await hers.call("message", client_id=new_id(), text="for Dana only")
    await scene.hub.say(ann.id, "for Ann only")
    await scene.hub.gesture(ann.id, "typing")
    await until(hers, "for Ann only")
    assert (await hers.signals.get())["kind"] == "typing"
    await asyncio.sleep(0.1)
    assert his.talks.empty()
    assert his.signals.empty()
    # Wishes for another room are not heard.
    answer = await his.call("follow", after="", visitor=ann.id, thread_key=ann.id)
    assert answer["talk"]["lines"] == []


async def test_typing_reaches_the_agent_without_what_is_typed(scene: Stage, tabs: list[Tab]) -> None:
    ann = scene.visitor()
    tab = await opened(tabs, ann)
    await tab.client.emit("typing", {"on": True, "text": "my secret"}, namespace=NAMESPACE)
    await tab.client.emit("typing", {"on": False}, namespace=NAMESPACE)
    await tab.call("follow", after="")
    assert [(s.kind, s.thread_key, s.text) for s in scene.hub.signals] == [("typing", ann.id, ""), ("idle", ann.id, "")]


async def test_read_marks_are_reported_for_the_visitors_own_talk(scene: Stage, tabs: list[Tab]) -> None:
    ann = scene.visitor()
    tab = await opened(tabs, ann)
    await tab.call("message", client_id=new_id(), text="hello")
    line = await scene.hub.say(ann.id, "hi")
    assert (await tab.call("seen", client_id=new_id(), state="read", lines=[line]))["ok"]
    assert scene.hub.books[ann.id].lines[-1].state == "read"
    wrong = await tab.call("seen", client_id=new_id(), state="sent", lines=[line])
    assert (wrong["code"], wrong["field"]) == ("invalid", "state")


async def test_a_message_over_the_socket_and_over_http_is_one(scene: Stage, tabs: list[Tab]) -> None:
    ann, client_id = scene.visitor(), new_id()
    tab = await opened(tabs, ann)
    answers = await asyncio.gather(
        *(tab.call("message", client_id=client_id, text="once") for _ in range(3)),
        *(ann.post("message", client_id=client_id, text="once") for _ in range(3)),
    )
    assert len(answers) == 6
    assert await ann.texts() == ["once"]


@pytest.mark.parametrize("origin", ["https://evil.example", ""])
async def test_a_socket_from_another_page_is_refused(scene: Stage, origin: str) -> None:
    tab = Tab(scene.visitor())
    with pytest.raises(SocketRefused):
        await tab.open(origin)


@pytest.mark.parametrize("auth", [{}, {"token": ""}, {"token": 5}, {"token": "x" * 42}, {"token": ["x" * 43]}])
async def test_a_socket_without_a_token_is_refused(scene: Stage, auth: object) -> None:
    tab = Tab(scene.visitor())
    with pytest.raises(SocketRefused):
        await tab.open(auth=auth)


async def test_sockets_of_one_address_are_limited_and_a_closed_one_makes_room(scene: Stage, tabs: list[Tab]) -> None:
    first = await opened(tabs, scene.visitor())
    for _ in range(3):
        await opened(tabs, scene.visitor())
    with pytest.raises(SocketRefused):
        await Tab(scene.visitor()).open()
    await first.client.disconnect()
    await asyncio.sleep(0.1)
    await opened(tabs, scene.visitor())


@pytest.mark.parametrize("said", [None, 5, "text", [], [[[]]]])
async def test_an_argument_that_is_no_object_is_refused(scene: Stage, tabs: list[Tab], said: object) -> None:
    tab = await opened(tabs, scene.visitor())
    for event in ("follow", "message", "seen"):
        answer = await tab.client.call(event, said, namespace=NAMESPACE, timeout=5)
        assert answer["code"] == "invalid"


async def test_a_long_history_arrives_whole_and_in_order(scene: Stage, tabs: list[Tab]) -> None:
    ann = scene.visitor()
    await ann.post("start", text="hello")
    scene.hub.books[ann.id].lines.clear()
    for n in range(450):
        await scene.hub.say(ann.id, str(n))
    tab = Tab(ann)
    tabs.append(tab)
    seen = [line["text"] for line in (await tab.open())["talk"]["lines"]]
    while len(seen) < 450:
        seen += await tab.lines()
    assert seen == [str(n) for n in range(450)]
