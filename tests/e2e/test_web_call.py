"""A call from the shop's button to the recording in the thread, through a running hub, in browsers with microphones."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.call_stage import PEERS, flows, has_played, heard_in, sound
from tests.e2e.people import AgentAtDesk, Visitor, agent, visitor
from tests.e2e.running import RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path).start()
    yield running
    running.kill()


async def at_desk(browser: Browser, hub: RunningHub, email: str) -> AgentAtDesk:
    """An agent with a headset who takes work."""
    one = await agent(browser, hub, email)
    await with_ears(one.page)
    await expect(one.part("phone-bar")).to_have_attribute("data-phase", "ready", timeout=20_000)
    await one.become_available()
    return one


async def with_ears(page: Page) -> None:
    """What goes through the page's connections can be asked."""
    await page.context.grant_permissions(["microphone"])
    await page.context.add_init_script(PEERS)
    await page.reload()


async def calls(browser: Browser, hub: RunningHub, name: str) -> Visitor:
    """A visitor presses the button and chooses support in the menu."""
    one = await visitor(browser, hub)
    await with_ears(one.page)
    await one.page.get_by_role("button", name="Open chat").click()
    await one.page.get_by_label("Your name").fill(name)
    consent = one.page.get_by_role("checkbox")
    if await consent.count():
        await consent.check()
    await one.page.get_by_role("button", name="Call us in the browser").click()
    await one.page.get_by_role("button", name="2", exact=True).click(timeout=30_000)
    await expect(one.window.get_by_text("You are in line")).to_be_visible()
    return one


async def test_a_web_call_from_the_button_to_the_recording(hub: RunningHub, browser: Browser) -> None:
    dana = await at_desk(browser, hub, "dana@fernhill.example")
    elena = await calls(browser, hub, "Elena Kruk")
    await expect(dana.part("offer")).to_contain_text("Elena Kruk")
    await dana.page.keyboard.press("F2")
    await expect(elena.window.get_by_text("You are talking")).to_be_visible(timeout=20_000)
    await expect(dana.part("phone-title")).to_have_text("Elena Kruk")
    await expect(elena.window.locator(".who")).to_have_text("Dana")
    await flows(dana.page, elena.page)

    await dana.part("phone-hold").click()
    await expect(elena.window.get_by_text("On hold, please stay on the line")).to_be_visible()
    await dana.part("phone-hold").click()
    await expect(elena.window.get_by_text("You are talking")).to_be_visible()
    await flows(dana.page, elena.page)

    await dana.page.reload()  # a reload does not end it
    await expect(dana.part("phone-title")).to_have_text("Elena Kruk", timeout=20_000)
    await expect(dana.part("phone-hold")).to_be_visible(timeout=20_000)
    await flows(dana.page, elena.page)

    await elena.window.get_by_role("button", name="Chat", exact=True).click()  # the chat stays open beside it
    await dana.answer("Here is the guide: https://shop.example/guide")  # the agent may be the first to write
    await expect(elena.page.get_by_role("log").get_by_role("link")).to_have_attribute(
        "href", "https://shop.example/guide"
    )
    await elena.write("My order is FC-10490")
    await dana.line("My order is FC-10490")

    await dana.part("phone-hangUp").click()
    await expect(elena.window.get_by_text("The call has ended")).to_be_visible()
    assert (await sound(elena.page)).received == 0
    await expect(dana.part("phone-bar")).to_have_attribute("data-phase", re.compile("wrapup|ready"))
    player = dana.part("player").last
    await expect(player).to_be_visible(timeout=30_000)
    await player.get_by_test_id("play").click()
    await has_played(player)
    await heard_in(dana.page)
    await elena.page.context.close()
    await dana.page.context.close()


async def test_a_call_is_handed_over_warm_and_survives_what_breaks(hub: RunningHub, browser: Browser) -> None:
    dana = await at_desk(browser, hub, "dana@fernhill.example")
    elena = await calls(browser, hub, "Olga Belova")
    await expect(dana.part("offer")).to_contain_text("Olga Belova")
    await dana.page.keyboard.press("F2")
    await expect(elena.window.get_by_text("You are talking")).to_be_visible(timeout=20_000)
    priya = await at_desk(browser, hub, "priya@fernhill.example")

    await dana.part("phone-record").click()  # a card's number is not recorded
    await expect(dana.part("phone-record")).to_have_attribute("aria-pressed", "true")
    await dana.part("phone-record").click()
    await expect(dana.part("phone-record")).to_have_attribute("aria-pressed", "false")

    await dana.part("phone-phoneTransfer").click()
    await dana.part("handover-find").fill("Priya")
    await dana.part("ask-first").click()
    await expect(priya.part("phone-answer")).to_be_visible(timeout=20_000)
    await priya.part("phone-answer").click()
    await expect(elena.window.get_by_text("On hold, please stay on the line")).to_be_visible()
    await flows(dana.page, priya.page)  # they speak while the customer hears music
    await dana.part("hand-over").click()
    await expect(elena.window.get_by_text("You are talking")).to_be_visible(timeout=20_000)
    await expect(priya.part("phone-title")).to_have_text("Olga Belova", timeout=20_000)
    await expect(elena.window.locator(".who")).to_have_text("Priya")
    await flows(priya.page, elena.page)

    await elena.page.reload()  # the customer's page is loaded anew
    bar = elena.page.get_by_role("group", name="Call", exact=True)
    await expect(bar).to_contain_text("You are talking", timeout=20_000)
    await flows(priya.page, elena.page)

    await priya.page.context.close()  # the agent's machine is gone: music, and in time the next agent
    await expect(bar).to_contain_text(re.compile("On hold|in line"), timeout=30_000)
    before = await sound(elena.page)
    async with asyncio.timeout(20):
        while (await sound(elena.page)).heard <= before.heard:
            await asyncio.sleep(0.1)
    await bar.get_by_role("button", name="End call").click()
    await elena.page.context.close()
    await dana.page.context.close()
