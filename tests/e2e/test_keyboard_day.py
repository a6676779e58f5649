"""A chat from its ring to its wrap-up without a pointer: every step by a key, on a Latin and a Russian layout alike."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.people import agent, visitor
from tests.e2e.running import RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def test_a_chat_is_handled_wholly_by_keyboard(hub: RunningHub, browser: Browser) -> None:
    """Alt+0, F2, write, Enter, Esc, W, a digit, Ctrl+Enter: the case is begun with a subject and nothing is left."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    keys = dana.page.keyboard
    await dana.become_available()
    lena = await visitor(browser, hub)
    await lena.start("Lena Park", "lena.park@example.org", "The cup holder was broken in the box")

    await expect(dana.part("offer")).to_contain_text("Lena Park")
    await keys.press("F2")
    await dana.line("The cup holder was broken")
    await expect(dana.part("composer-text")).to_be_focused()
    await keys.type("I am sorry, Lena. A new one is on its way.")
    await keys.press("Enter")
    await expect(lena.window.get_by_text("A new one is on its way")).to_be_visible()

    await keys.press("Escape")
    await expect(dana.part("composer-text")).not_to_be_focused()
    await keys.press("KeyW")
    sheet = dana.part("wrapup-sheet")
    await expect(dana.part("disposition").first).to_be_visible()
    await keys.press("Slash")
    await keys.type("damaged")
    await keys.press("Enter")
    await expect(dana.part("disposition").and_(dana.page.locator("[aria-pressed=true]"))).to_contain_text("damaged")
    await expect(dana.part("case-subject")).to_have_value("Delivery: damaged goods")
    await keys.press("Digit1")
    await expect(dana.part("disposition").first).to_have_attribute("aria-pressed", "true")
    await dana.part("wrapup-note").focus()
    await keys.type("Cup holder broken in the box, a new one is sent.")
    await keys.press("Control+Enter")
    await expect(sheet).to_have_count(0)
    await expect(dana.part("work-row").filter(has_text="Lena Park")).to_have_count(0)

    await keys.press("Control+KeyK")
    await keys.type("Lena Park")
    await expect(dana.page.locator("dialog[open] [role=option]").filter(has_text="lena.park@").first).to_be_visible()
    await keys.press("Enter")
    await expect(dana.page.get_by_text("RC-").first).to_be_visible()
    await dana.page.context.close()
    await lena.page.context.close()
