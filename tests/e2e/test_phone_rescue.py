"""The console's sound breaks in a call: it goes on by the agent's own mobile; afterwards a call is promised."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.call_stage import flows
from tests.e2e.phone_day import NO_SOUND, caller, expect_phase, other_telephone, phone_agent, wrap_up
from tests.e2e.running import RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


async def test_a_call_goes_on_by_the_agents_mobile(hub: RunningHub, browser: Browser) -> None:
    """The number stands in the settings; the mobile rings, and both hear each other; then a callback is promised."""
    mobile, number = await other_telephone(browser, hub)
    dana = await phone_agent(browser, hub)
    await dana.page.goto(f"{hub.url}/settings")
    await dana.part("mobile").fill(number)
    await dana.part("mobile").press("Enter")
    await expect(dana.page.get_by_text("Saved", exact=True)).to_be_visible()
    await dana.page.goto(hub.url)
    anna = await caller(browser, hub)
    await anna.dial()
    await expect_phase(dana.page, "ringing")
    await dana.page.keyboard.press("F2")
    await expect_phase(dana.page, "talking")
    await flows(dana.page, anna.page)

    await dana.page.evaluate(NO_SOUND)
    await expect_phase(dana.page, "lost")
    await dana.part("on-mobile").click()
    await expect(dana.part("phone-line")).to_have_text("Ringing your mobile")
    await mobile.page.get_by_role("button", name="Answer", exact=True).click()
    await expect_phase(dana.page, "talking")
    await expect(dana.part("phone-bar")).to_contain_text("by your mobile")
    await flows(mobile.page, anna.page)
    await dana.part("phone-hold").click()
    await expect_phase(dana.page, "held")
    await dana.part("phone-hold").click()
    await expect_phase(dana.page, "talking")
    await flows(mobile.page, anna.page)

    await anna.hang_up()
    await expect_phase(dana.page, "wrapup")
    await dana.part("offer-callback").click()
    await expect(dana.page.get_by_text("Callback promised for")).to_be_visible()
    await expect(dana.page.locator("[data-event=callback_planned]").last).to_be_visible()
    await expect(mobile.page.locator("#red")).to_be_hidden()
    await wrap_up(dana)
    for page in (mobile.page, anna.page, dana.page):
        await page.context.close()
