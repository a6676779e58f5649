"""Calls at the console: one handled by keys alone, a page reloaded in the middle, a second tab, a lost microphone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.call_stage import flows, has_played
from tests.e2e.people import AgentAtDesk, agent
from tests.e2e.phone_day import KEPT, UNPLUG, Caller, caller, expect_phase, phone_agent, wrap_up
from tests.e2e.running import RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@asynccontextmanager
async def call(browser: Browser, hub: RunningHub) -> AsyncIterator[tuple[AgentAtDesk, Caller]]:
    """An agent and a caller who talk; the call and its form are over afterwards."""
    dana = await phone_agent(browser, hub)
    anna = await caller(browser, hub)
    await anna.dial()
    await expect_phase(dana.page, "ringing")
    await dana.page.keyboard.press("F2")
    await expect_phase(dana.page, "talking")
    yield dana, anna
    await anna.page.context.close()
    await expect_phase(dana.page, "wrapup")
    await wrap_up(dana)
    await dana.page.context.close()


async def test_a_call_is_handled_wholly_by_keyboard(hub: RunningHub, browser: Browser) -> None:
    """Who calls is seen before F2; hold, mute, pause, keypad, the end and the form by keys; then it can be heard."""
    dana = await phone_agent(browser, hub)
    keys, page = dana.page.keyboard, dana.page
    anna = await caller(browser, hub)
    await anna.dial()
    await expect(dana.part("offer-preview")).to_contain_text(await anna.name())
    await expect(dana.part("offer-preview")).to_contain_text("Known number")
    await keys.press("F2")
    await expect_phase(page, "talking")
    await flows(page)
    for key, phase in (("Alt+KeyH", "held"), ("Alt+KeyM", "muted"), ("Alt+KeyR", "paused")):
        await keys.press(key)
        await expect_phase(page, phase)
        await keys.press(key)
        await expect_phase(page, "talking")
    await flows(page)
    await keys.press("Alt+KeyK")
    await expect(dana.part("keypad-pad")).to_be_visible()
    await keys.type("407#")
    await expect(dana.part("keypad-pad").locator("output")).to_have_text("407#")
    await keys.press("Escape")
    await keys.press("F4")
    await expect_phase(page, "wrapup")
    await expect(anna.page.locator("#green")).to_be_visible()
    await keys.press("Escape")
    ended = page.locator("[data-event=call_ended]").last
    await expect(ended).to_contain_text("Dana Whitlock")
    player = ended.get_by_test_id("player")
    await player.get_by_test_id("play").focus()
    await keys.press("Space")
    await has_played(player)
    await wrap_up(dana)
    await expect_phase(page, "ready")
    await anna.page.context.close()
    await page.context.close()


async def test_a_call_survives_a_reload_and_no_second_tab_takes_it(hub: RunningHub, browser: Browser) -> None:
    """After a reload sound flows again by itself; another tab says where the phone is and cannot have it."""
    async with call(browser, hub) as (dana, _):
        await dana.page.reload()
        await expect_phase(dana.page, "talking")
        await flows(dana.page)
        other = await dana.page.context.new_page()
        await other.goto(hub.url)
        await expect(other.get_by_test_id("use-here")).to_be_disabled()
        await expect(other.get_by_test_id("phone-title")).not_to_have_text("Ready")
        await other.close()
        await flows(dana.page)


async def test_a_microphone_pulled_out_is_told_and_the_caller_stays(hub: RunningHub, browser: Browser) -> None:
    """The agent is muted for all to see and told what to do; plugged in again, they are heard."""
    async with call(browser, hub) as (dana, anna):
        await dana.page.evaluate(UNPLUG)
        trouble = dana.page.get_by_test_id("phone-trouble")
        await expect(trouble).to_contain_text("Plug it in again")
        await expect_phase(dana.page, "muted")
        await expect(anna.page.locator("#red")).to_be_visible()
        await dana.page.evaluate("() => { window.noMicrophone = ''; }")
        await trouble.get_by_role("button", name="Try again").click()
        await expect(trouble).to_have_count(0)
        await expect_phase(dana.page, "talking")
        await flows(dana.page)


async def test_a_refused_microphone_is_told_before_the_first_call(hub: RunningHub, browser: Browser) -> None:
    """Whoever becomes available without a microphone reads what to do; chats go on coming."""
    dana = await phone_agent(browser, hub, "priya@fernhill.example")
    await dana.page.evaluate("() => { window.noMicrophone = 'NotAllowedError'; }")
    await dana.part("devices-open").click()
    await dana.part("preflight").click()
    await expect(dana.page.get_by_test_id("phone-trouble")).to_contain_text("allow the microphone")
    await expect(dana.page.get_by_test_id("phone-bar")).to_contain_text("Not ready for calls")
    await dana.page.context.close()


async def test_a_call_is_passed_on_by_whom_nobody_could_hear(hub: RunningHub, browser: Browser) -> None:
    """Without a microphone a call does not stop at that agent: the caller keeps their place and reaches the next."""
    priya = await phone_agent(browser, hub, "priya@fernhill.example")
    await priya.page.evaluate("() => { window.noMicrophone = 'NotFoundError'; }")
    await priya.part("devices-open").click()
    await priya.part("preflight").click()
    await expect(priya.page.get_by_test_id("phone-trouble")).to_contain_text("go on to the next agent")
    anna = await caller(browser, hub)
    await anna.dial()
    await expect(anna.page.locator("#heard")).to_contain_text(re.compile("in line|music", re.IGNORECASE))
    async with call_in_line(browser, hub) as dana:
        await flows(dana.page)
        await expect_phase(priya.page, "ready")
        await anna.hang_up()
    for page in (priya.page, anna.page):
        await page.context.close()


@asynccontextmanager
async def call_in_line(browser: Browser, hub: RunningHub) -> AsyncIterator[AgentAtDesk]:
    """Another agent, for whom the call that waits rings at once; its form is over afterwards."""
    dana = await agent(browser, hub, "dana@fernhill.example", script=KEPT)
    await dana.page.keyboard.press("Alt+Digit0")
    await expect(dana.part("offer")).to_be_visible()
    await dana.page.keyboard.press("F2")
    await expect_phase(dana.page, "talking")
    yield dana
    await expect_phase(dana.page, "wrapup")
    await wrap_up(dana)
    await dana.page.context.close()
