"""A hard talk: the agent calls for help, somebody comes, whispers, sets a state, takes the talk over; all is seen."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import socketio
from playwright.async_api import Browser, Page, expect

from tests.e2e.people import AgentAtDesk, agent, visitor
from tests.e2e.running import RunningHub
from tests.e2e.screen_checks import Gallery, settled, speak

pytestmark = [pytest.mark.browser, pytest.mark.timeout(500)]
HELP = "She wants her money back and shouts"


class Supervisor:
    """A supervisor's console by its socket alone: what the board's buttons send."""

    def __init__(self, socket: socketio.AsyncClient) -> None:
        self._socket = socket

    async def command(self, name: str, **fields: object) -> dict[str, Any]:
        """Give a command that is taken; its answer's data."""
        payload = {"id": uuid.uuid4().hex, "name": name, "fields": fields}
        answer: dict[str, Any] = await self._socket.call("command", payload, namespace="/desk", timeout=30)
        assert answer["ok"], answer
        return dict(answer["data"])


@asynccontextmanager
async def supervisor(page: Page, hub: RunningHub) -> AsyncIterator[Supervisor]:
    """Who is signed in at this page, once more, by a socket of our own."""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in await page.context.cookies())
    socket = socketio.AsyncClient(reconnection=False)
    await socket.connect(hub.url, namespaces=["/desk"], transports=["websocket"], headers={"Cookie": cookies},
                         wait_timeout=30)
    try:
        yield Supervisor(socket)
    finally:
        await socket.disconnect()


async def work_of(dana: AgentAtDesk) -> str:
    """The id of the only work on this desk."""
    return str(await dana.part("work-row").first.get_attribute("data-interaction"))


async def my_id(page: Page, name: str) -> str:
    """An agent's id."""
    found = await page.evaluate("""async (name) => (await (await fetch("/api/floor")).json()).agents
        .find((one) => one.name === name).id""", name)
    return str(found)


async def help_id(page: Page) -> str:
    """The call for help on the screen."""
    found = page.get_by_test_id("help-call").first
    return str(await found.get_attribute("data-id"))


async def looks(page: Page, gallery: Gallery, name: str, *, modal: str = "") -> None:
    """The screen in both languages; with `modal`, the call for help is open over it."""
    for language in ("ru", "en"):
        await speak(page, language)
        await page.get_by_test_id("work-row").first.click()
        if modal:
            await page.get_by_test_id("help").click()
            await expect(page.get_by_test_id("help-call")).to_be_visible()
        await settled(page)
        await gallery.show(page, name, language, modal=modal)


async def test_an_agent_is_helped(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """Help me, I come, a whisper, a broadcast, lunch afterwards, and the talk taken over while its customer writes."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    gallery.listen(dana.page)
    await dana.page.emulate_media(reduced_motion="reduce")
    await dana.become_available()
    ann = await visitor(browser, hub)
    await ann.start("Ann Lee", "ann.lee@example.org", "I want my money back")
    await expect(dana.part("offer")).to_be_visible()
    await dana.page.keyboard.press("F2")
    await dana.line("I want my money back")
    work = await work_of(dana)
    aline = await agent(browser, hub, "aline@fernhill.example")

    await dana.page.keyboard.press("Alt+KeyS")
    await dana.part("help-text").fill(HELP)
    await dana.part("help-ask").click()
    await expect(dana.part("help")).to_have_attribute("data-state", "asked")
    await dana.part("help").click()
    call = await help_id(dana.page)
    await looks(dana.page, gallery, "help-asked", modal="the call for help")

    async with supervisor(aline.page, hub) as sue:
        await sue.command("answer_help", help_id=call)
        await expect(dana.part("help")).to_have_attribute("data-state", "answered")
        await expect(dana.part("help-call")).to_contain_text("Aline Moreau")
        await dana.part("help-end").click()
        await expect(dana.part("help")).to_have_attribute("data-state", "none")
        await dana.page.keyboard.press("Escape")
        await whispered(sue, dana, work)
        await told(sue, dana, gallery)
        await aline.page.get_by_role("button", name=re.compile("mention", re.IGNORECASE)).click()
        await expect(aline.part("sent-notices")).to_contain_text(re.compile(r"1 of \d+ have read it"))
        await aline.page.keyboard.press("Escape")
        await set_state(sue, dana, await my_id(aline.page, "Dana Whitlock"))
        await taken_over(sue, dana, work)
    await ann.write("Are you still there?")
    await aline.page.reload()
    await expect(aline.part("work-row")).to_have_count(1)
    await aline.part("work-row").click()
    await aline.line("Are you still there?")
    await aline.answer("Yes, Ann, I will see to it.")
    await expect(ann.window.get_by_text("I will see to it")).to_be_visible()
    await expect(ann.window.get_by_text("Offer ten percent")).to_have_count(0)
    for person in (dana.page, aline.page, ann.page):
        await person.context.close()


async def whispered(sue: Supervisor, dana: AgentAtDesk, work: str) -> None:
    """A line of a kind of its own, in the thread at once."""
    await sue.command("whisper_in_chat", interaction_id=work, text="Offer ten percent")
    line = await dana.line("Offer ten percent")
    await expect(line).to_have_attribute("data-kind", "whisper")
    await expect(line).to_contain_text("the customer does not see it")


async def told(sue: Supervisor, dana: AgentAtDesk, gallery: Gallery) -> None:
    """A banner that stands until it is read, over a reload too."""
    await sue.command("broadcast", text="The payment provider is down until noon")
    banner = dana.part("told")
    await expect(banner).to_contain_text("The payment provider is down until noon")
    await dana.page.reload()
    await expect(banner).to_contain_text("The payment provider is down until noon")
    await looks(dana.page, gallery, "told")
    await dana.line("Offer ten percent")
    await banner.get_by_test_id("got-it").click()
    await expect(banner).to_have_count(0)


async def set_state(sue: Supervisor, dana: AgentAtDesk, dana_id: str) -> None:
    """During work the state waits as next; by whom is said."""
    await sue.command("set_agent_state", agent_id=dana_id, state="away", reason="lunch")
    await expect(dana.page.get_by_role("banner").get_by_text(re.compile("then lunch", re.IGNORECASE))).to_be_visible()
    await expect(dana.part("told")).to_contain_text("Aline Moreau set your state")
    await dana.part("got-it").click()


async def taken_over(sue: Supervisor, dana: AgentAtDesk, work: str) -> None:
    """The work leaves the desk, its agent is told, and what was next begins."""
    await sue.command("take_over", interaction_id=work)
    await expect(dana.part("told")).to_contain_text("Aline Moreau took over your talk with Ann Lee")
    await expect(dana.part("work-row")).to_have_count(0)
    await expect(dana.page.get_by_role("banner").get_by_text("Lunch")).to_be_visible()
