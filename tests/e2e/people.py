"""The people of an end-to-end day: agents at their consoles, visitors of the shop, each in a browser of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.running import RunningHub


@dataclass(slots=True)
class AgentAtDesk:
    """An agent signed in at the console."""

    page: Page

    def part(self, name: str) -> Locator:
        """A part of the console by its test id."""
        return self.page.get_by_test_id(name)

    async def become_available(self) -> None:
        """Alt+0, whatever was before."""
        await self.page.keyboard.press("Alt+Digit0")
        await expect(self.page.get_by_role("banner").get_by_text("Available")).to_be_visible()

    async def answer(self, text: str) -> None:
        """Write into the composer and send."""
        await self.part("composer-text").fill(text)
        await self.part("send").click()

    async def line(self, text: str | re.Pattern[str]) -> Locator:
        """The newest line of the thread with this text, once it is there."""
        found = self.part("line").filter(has_text=text).last
        await expect(found).to_be_visible()
        return found


async def agent(
    browser: Browser, hub: RunningHub, email: str, locale: str = "en-GB", script: str = "", zone: str | None = None
) -> AgentAtDesk:
    """Sign an agent of the demo in. `script` runs in each of their pages before anything else; `zone` is their clock's,
    the machine's by default."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale, timezone_id=zone)
    if script:
        await context.add_init_script(script)
    page = await context.new_page()
    await page.goto(hub.url)
    await page.locator("input[type=email]").fill(email)
    await page.locator("input[type=password]").fill("rapport-demo")
    await page.locator("form button[type=submit]").click()
    queues = page.get_by_role("group", name=re.compile("Queue health|очеред", re.IGNORECASE))
    await expect(queues).to_contain_text(re.compile("Support|Поддержка"))
    return AgentAtDesk(page)


@dataclass(slots=True)
class Visitor:
    """Somebody on the shop's page with the chat open."""

    page: Page

    @property
    def window(self) -> Locator:
        """The chat's window."""
        return self.page.locator("#rapport-chat .wd")

    async def sign_in(self, email: str) -> None:
        """Sign in to the shop, which signs for the chat who this is."""
        await self.page.get_by_label("Shop account").fill(email)
        await self.page.get_by_role("button", name="Sign in").click()
        await expect(self.page.get_by_text(f"Signed in as {email}")).to_be_visible()

    async def start(self, name: str, email: str, text: str) -> None:
        """Fill in the form, as far as it asks, and start the chat."""
        await self.page.locator("#rapport-chat").get_by_role("button", name="Open chat").click()
        if name:
            await self.page.get_by_label("Your name").fill(name)
        else:  # the shop has said who this is
            await expect(self.page.get_by_label("Your name")).to_have_count(0)
        if email:
            await self.page.get_by_label(re.compile("^E-mail")).fill(email)
        await self.page.get_by_label("Message", exact=True).fill(text)
        consent = self.page.get_by_role("checkbox")
        if await consent.count():
            await consent.check()
        await self.page.get_by_role("button", name="Start chat").click()
        await expect(self.page.get_by_role("log").get_by_text(text)).to_be_visible()

    async def write(self, text: str) -> None:
        """One more line."""
        box = self.window.locator(".ft textarea")
        await box.fill(text)
        await box.press("Enter")


async def visitor(browser: Browser, hub: RunningHub, path: str = "/shop") -> Visitor:
    """Somebody nobody has seen before."""
    context = await browser.new_context(viewport={"width": 1100, "height": 800}, locale="en-GB")
    page = await context.new_page()
    await page.goto(hub.url + path)
    return Visitor(page)
