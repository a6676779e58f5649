"""The phone's screens in light and dark, English and Russian, wide and narrow. SCREENSHOTS=folder keeps pictures."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.people import agent
from tests.e2e.phone_day import Caller, caller, expect_phase, phone_agent
from tests.e2e.running import Demo, RunningHub
from tests.e2e.screen_checks import Gallery, settled, speak
from tests.e2e.screen_day import patient_hub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
LANGUAGES = ("en", "ru")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return patient_hub


async def test_the_phone_in_its_states(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """Ringing before the answer, talking, on hold, the recording paused, keypad, transfer, devices, what is left."""
    dana = await phone_agent(browser, hub)
    await dana.page.emulate_media(reduced_motion="reduce")
    gallery.listen(dana.page)
    anna = await caller(browser, hub)
    await anna.dial()
    await expect_phase(dana.page, "ringing")
    for language in LANGUAGES:
        await speak(dana.page, language)
        await expect(dana.part("offer-preview")).to_be_visible()
        await settled(dana.page)
        await gallery.show(dana.page, "phone-ringing", language)
    await dana.page.keyboard.press("F2")
    await expect_phase(dana.page, "talking")
    for language in LANGUAGES:
        await speak(dana.page, language)
        await expect_phase(dana.page, "talking")
        await expect(dana.part("live-call")).to_be_visible()
        await settled(dana.page)
        await gallery.show(dana.page, "phone-talking", language)
        await states(dana.page, gallery, language)
        await layers(dana.page, gallery, language)
    await over(dana.page, anna, gallery)


async def states(page: Page, gallery: Gallery, language: str) -> None:
    """What a key makes of the bar, and back again."""
    for key, phase in (("Alt+KeyH", "held"), ("Alt+KeyR", "paused")):
        await page.keyboard.press(key)
        await expect_phase(page, phase)
        await gallery.show(page, f"phone-{phase}", language)
        await page.keyboard.press(key)
        await expect_phase(page, "talking")


async def layers(page: Page, gallery: Gallery, language: str) -> None:
    """What opens over the bar."""
    for key, part, name in (("Alt+KeyK", "keypad-pad", "keypad"), ("Alt+KeyT", "handover-find", "transfer")):
        await page.keyboard.press(key)
        await expect(page.get_by_test_id(part)).to_be_visible()
        await gallery.show(page, f"phone-{name}", language, modal=f"the {name}")
        await page.keyboard.press("Escape")
    await page.get_by_test_id("devices-open").click()
    await page.get_by_test_id("preflight").click()
    await expect(page.get_by_test_id("preflight")).to_be_enabled()
    await gallery.show(page, "phone-devices", language, modal="the devices")
    await page.keyboard.press("Escape")


async def over(page: Page, anna: Caller, gallery: Gallery) -> None:
    """The form beside the bar, and the call with its recording in the thread."""
    await anna.hang_up()
    await expect_phase(page, "wrapup")
    await expect(page.get_by_test_id("player").first).to_be_attached()
    await page.keyboard.press("Escape")
    for language in reversed(LANGUAGES):
        await speak(page, language)
        await expect(page.get_by_test_id("wrapup-sheet")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("[data-event=call_ended]").last).to_be_visible()
        await settled(page)
        await gallery.show(page, "phone-wrapup", language)
    await page.context.close()
    await anna.page.context.close()


async def test_the_floor_with_its_switch(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """A queue switched off with an announcement says so until it is switched on again."""
    page = (await agent(browser, hub, "aline@fernhill.example")).page
    await page.emulate_media(reduced_motion="reduce")
    gallery.listen(page)
    await page.goto(f"{hub.url}/queues")
    await page.get_by_test_id("switch-off").first.click()
    await page.locator("dialog[open] textarea").first.fill("Our office is closed after a water leak.")
    await page.get_by_test_id("switch-sure").click()
    await expect(page.get_by_test_id("switched-off")).to_be_visible()
    for language in LANGUAGES:
        await speak(page, language)
        await expect(page.get_by_test_id("switched-off")).to_be_visible()
        await settled(page)
        await gallery.show(page, "phone-switched-off", language)
    await page.get_by_test_id("switched-off").get_by_test_id("switch-on").click()
    await expect(page.get_by_test_id("switched-off")).to_have_count(0)
    await page.context.close()
