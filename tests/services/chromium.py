"""A real browser for the tests: the system's Chromium, driven by Playwright, with a microphone of its own."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.services.parts import find_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
WINDOW_WIDTH, WINDOW_HEIGHT = 1440, 900  # CSS pixels


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The run's browser; open a context for each person a test plays."""
    program = find_chromium()
    assert program is not None, "Chromium is missing"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of a person nobody has seen before, with the microphone allowed."""
    context = await browser.new_context(
        viewport={"width": WINDOW_WIDTH, "height": WINDOW_HEIGHT}, permissions=["microphone"], locale="en-GB"
    )
    yield await context.new_page()
    await context.close()
