"""A call on the sandbox's telephone that passes from agent to agent, and one in which a supervisor sits."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.call_stage import falls_silent, flows, has_played, heard_in, hears
from tests.e2e.people import AgentAtDesk
from tests.e2e.phone_day import BE_QUIET, SPEAK_UP, caller, expect_phase, phone_agent, wrap_up
from tests.e2e.running import RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


async def test_a_telephone_call_is_handed_over_warm(hub: RunningHub, browser: Browser) -> None:
    """Hold, ask a colleague, talk with them, hand over; pause the tape; hang up, wrap up; all of it can be heard."""
    dana = await phone_agent(browser, hub)
    anna = await caller(browser, hub)
    name = await anna.name()
    await anna.dial()
    await expect(dana.part("offer-preview")).to_contain_text(name)
    await dana.page.keyboard.press("F2")
    await expect_phase(dana.page, "talking")
    await flows(dana.page, anna.page)
    await expect(dana.page.locator(".ctabs [data-channel=note]")).to_have_attribute("aria-selected", "true")

    await dana.part("phone-hold").click()
    await expect_phase(dana.page, "held")
    await expect(anna.page.locator("#heard")).to_contain_text(re.compile("music", re.IGNORECASE))
    priya = await phone_agent(browser, hub, "priya@fernhill.example")
    await ask(dana, "Priya")
    await expect_phase(priya.page, "ringing")
    await priya.part("phone-answer").click()
    await expect_phase(dana.page, "consulting")
    await flows(dana.page, priya.page)  # the two speak while the customer waits

    await dana.part("hand-over").click()
    await expect_phase(priya.page, "talking")
    await expect(priya.part("phone-title")).to_have_text(name)
    await flows(priya.page, anna.page)
    await expect_phase(dana.page, "ready")  # the note to the colleague was their wrap-up

    await priya.page.keyboard.press("Alt+KeyR")  # a card's number is not recorded
    await expect_phase(priya.page, "paused")
    await priya.page.keyboard.press("Alt+KeyR")
    await expect_phase(priya.page, "talking")
    await flows(priya.page, anna.page)

    await priya.page.keyboard.press("F4")
    await expect_phase(priya.page, "wrapup")
    await expect(anna.page.locator("#green")).to_be_visible()
    thread = priya.page.url
    await wrap_up(priya)
    await expect_phase(priya.page, "ready")
    await priya.page.goto(thread)
    await plays(priya)
    for page in (anna.page, priya.page, dana.page):
        await page.context.close()


async def ask(dana: AgentAtDesk, name: str) -> None:
    """Transfer, ask first."""
    await dana.part("phone-phoneTransfer").click()
    await dana.part("handover-find").fill(name)
    await dana.part("ask-first").click()


async def plays(agent: AgentAtDesk) -> None:
    """The call's recording stands in the timeline, plays, and is no silence."""
    player = agent.page.locator("[data-event=call_ended]").last.get_by_test_id("player").last
    await player.get_by_test_id("play").click()
    await has_played(player)
    await heard_in(agent.page)


async def test_a_supervisor_listens_whispers_and_barges_in(hub: RunningHub, browser: Browser) -> None:
    """Listening, nobody hears them; whispering, the agent alone; talking, both. They hear the call all the time."""
    dana = await phone_agent(browser, hub)
    anna = await caller(browser, hub)
    await anna.dial()
    await expect_phase(dana.page, "ringing")
    await dana.page.keyboard.press("F2")
    await expect_phase(dana.page, "talking")
    await flows(dana.page, anna.page)

    lead = await phone_agent(browser, hub, "aline@fernhill.example")
    await lead.page.goto(f"{hub.url}/board")
    tile = lead.page.get_by_test_id("agent-tile").filter(has_text="Dana Whitlock")
    await expect(tile).to_have_attribute("data-state", "busy")
    await press(tile, "listen")
    await expect_phase(lead.page, "talking")
    await hears(lead.page)
    await expect(dana.part("phone-bar")).to_contain_text("listen")

    # From here only the supervisor makes a sound: whatever is heard is theirs.
    for page in (dana.page, anna.page):
        await page.evaluate(BE_QUIET)
    await falls_silent(dana.page, anna.page)

    await press(tile, "whisper")
    await hears(dana.page)
    await falls_silent(anna.page)
    await press(tile, "talk")
    await hears(dana.page, anna.page)
    await press(tile, "listen")
    await falls_silent(dana.page, anna.page)

    for page in (dana.page, anna.page):
        await page.evaluate(SPEAK_UP)
    await lead.part("phone-hangUp").click()
    await expect_phase(lead.page, "ready")
    await flows(dana.page, anna.page)  # the call goes on without them
    await lead.page.goto(f"{hub.url}/queues")  # where the same can be pressed
    await press(lead.part("agent-tile").filter(has_text="Dana Whitlock"), "listen")
    await expect_phase(lead.page, "talking")
    await lead.part("phone-hangUp").click()
    await expect_phase(lead.page, "ready")
    await anna.hang_up()
    await expect_phase(dana.page, "wrapup")
    await wrap_up(dana)
    for page in (anna.page, dana.page, lead.page):
        await page.context.close()


async def press(tile: Locator, name: str) -> None:
    """Press one of the tile's buttons."""
    button = tile.get_by_test_id(f"listen-{name}")
    await tile.hover()
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
