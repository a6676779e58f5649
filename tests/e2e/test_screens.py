"""Every screen in light and dark, English and Russian, wide and narrow. SCREENSHOTS=folder keeps their pictures."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Route, WebSocketRoute, expect

from tests.e2e.people import AgentAtDesk, agent
from tests.e2e.running import Demo, RunningHub
from tests.e2e.screen_checks import Gallery, settled, speak
from tests.e2e.screen_day import HEROINE, Day, busy_day, patient_hub, row

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
LANGUAGES = ("en", "ru")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return patient_hub


async def test_the_console(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """The desk in its states: at work, ringing, finding, handing over, wrapping up."""
    day = await busy_day(browser, hub)
    gallery.listen(day.page)
    for language in LANGUAGES:
        await speak(day.page, language)
        await at_work(day, gallery, language)
        await layers(day, gallery, language)
    await row(day.dana, HEROINE).click()
    await day.page.keyboard.press("Escape")
    await day.page.keyboard.press("KeyW")
    sheet = day.dana.part("wrapup-sheet")
    await expect(sheet).to_be_visible()
    await day.dana.part("disposition-find").fill("не туда")
    await day.dana.part("disposition-find").press("Enter")
    note = "Курьер оставил посылку в кв. 14, адрес — кв. 41. Заберут и привезут сегодня."
    await day.dana.part("wrapup-note").fill(note)
    await expect(sheet.get_by_text("Черновик сохранён")).to_be_visible()
    for language in reversed(LANGUAGES):
        await speak(day.page, language)
        await expect(sheet).to_be_visible()
        await settled(day.page)
        await gallery.show(day.page, "console-wrapup", language, modal="the sheet")
    await busy_floor(browser, hub, gallery)
    await day.page.context.close()
    for person in day.visitors:
        await person.page.context.close()


async def at_work(day: Day, gallery: Gallery, language: str) -> None:
    """A conversation open while the next one rings; then what rings, in full."""
    page, dana = day.page, day.dana
    await row(dana, HEROINE).click()
    await dana.line("после 18:00")
    text = {"en": "Thank you, I can see flat 14 on the label. The courier brings it to flat 41 today.",
            "ru": "Спасибо, вижу: на наклейке квартира 14. Курьер привезёт посылку в квартиру 41 сегодня."}[language]
    tab = re.compile("Chat|Чат")
    await page.get_by_role("radio", name=tab).or_(page.get_by_role("tab", name=tab)).last.click()
    await dana.part("composer-text").fill(text)
    await settled(page)
    await gallery.show(page, "console", language)
    await dana.part("offer").locator("button.who").click()
    await expect(dana.part("offer-preview")).to_be_visible()
    await settled(page)
    await gallery.show(page, "console-ringing", language)
    await page.keyboard.press("Escape")


async def busy_floor(browser: Browser, hub: RunningHub, gallery: Gallery) -> None:
    """What a supervisor sees of it: who waits, who works, and the customer's page."""
    page = (await agent(browser, hub, "aline@fernhill.example")).page
    await page.emulate_media(reduced_motion="reduce")
    gallery.listen(page)
    for language in LANGUAGES:
        await speak(page, language)
        await page.goto(f"{hub.url}/queues")
        await expect(page.get_by_role("main").get_by_text("Dana Whitlock").first).to_be_visible()
        await settled(page)
        await gallery.show(page, "queues", language)
        await page.goto(f"{hub.url}/customers")
        await page.get_by_role("main").get_by_role("textbox").or_(page.get_by_role("searchbox")).first.fill(HEROINE)
        await page.get_by_role("main").get_by_role("link", name=re.compile(HEROINE)).first.click()
        await expect(page.get_by_role("main").get_by_text("RC-").first).to_be_visible()
        await settled(page)
        await gallery.show(page, "customer", language)
    await page.context.close()


async def layers(day: Day, gallery: Gallery, language: str) -> None:
    """What opens over the desk."""
    page, dana = day.page, day.dana
    await page.keyboard.press("Control+KeyK")
    await page.keyboard.type("носова")
    await expect(page.locator("dialog[open] [role=option]").nth(3)).to_be_visible()
    await settled(page)
    await gallery.show(page, "palette", language, modal="the palette")
    await page.keyboard.press("Escape")
    await dana.part("transfer").click()
    await expect(dana.part("transfer-target").first).to_be_visible()
    await gallery.show(page, "states-transfer", language, modal="the list")
    await page.keyboard.press("Escape")
    await page.locator("button.pres").click()
    await expect(page.get_by_role("menu")).to_be_visible()
    await gallery.show(page, "states-presence", language, modal="the menu")
    await page.keyboard.press("Escape")


PAGES = {"customers": "/customers", "cases": "/cases", "opportunities": "/opportunities",
         "callbacks": "/callbacks", "quarantine": "/quarantine", "blocked": "/blocked", "channels": "/channels",
         "settings": "/settings"}


async def test_the_pages(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """What a supervisor opens beside the desk."""
    aline = await agent(browser, hub, "aline@fernhill.example")
    page = aline.page
    await page.emulate_media(reduced_motion="reduce")
    gallery.listen(page)
    for language in LANGUAGES:
        await speak(page, language)
        for name, path in PAGES.items():
            await page.goto(hub.url + path)
            await expect(page.locator("main h1, main h2").first).to_be_visible()
            await settled(page)
            await gallery.show(page, name, language)
    await page.context.close()


async def test_nothing_to_do_and_no_line(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """An empty desk, and the same desk while the hub cannot be reached."""
    priya = await agent(browser, hub, "priya@fernhill.example")
    page = priya.page
    await page.emulate_media(reduced_motion="reduce")
    line = Line()
    await page.route_web_socket(re.compile("/socket.io/"), line.carry)
    await page.route(re.compile(r"/socket\.io/"), line.fetch)
    for language in LANGUAGES:
        gallery.listen(page)
        line.cut = False
        await speak(page, language)
        await expect(page.locator(".none-yet").first).to_be_visible()
        await settled(page)
        await gallery.show(page, "states-empty", language)
        await line.drop()
        await expect(page.locator(".line-bn")).to_be_visible()
        gallery.said.clear()
        await gallery.show(page, "states-offline", language)
    await page.context.close()


async def test_the_door(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """Signing in."""
    for language in LANGUAGES:
        context = await browser.new_context(locale={"en": "en-GB", "ru": "ru-RU"}[language], reduced_motion="reduce",
                                            viewport={"width": 1440, "height": 900})
        page = await context.new_page()
        gallery.listen(page)
        await page.goto(hub.url)
        await expect(page.locator("input[type=password]")).to_be_visible()
        gallery.said.clear()  # the browser notes that nobody is signed in yet
        await page.locator("input[type=email]").fill("dana@fernhill.example")
        await settled(page)
        await gallery.show(page, "login", language)
        await page.goto(f"{hub.url}/sandbox")
        await expect(page.locator("h1, h2").first).to_be_visible()
        await gallery.show(page, "sandbox", language)
        await context.close()


async def test_twice_as_large_and_without_motion(hub: RunningHub, browser: Browser) -> None:
    """At 200 % (half the window) every function stays within reach, and nothing moves for those who asked for it."""
    marta = await agent(browser, hub, "marta@fernhill.example", "ru-RU")
    await still(marta)
    await marta.page.set_viewport_size({"width": 720, "height": 450})
    assert await marta.page.evaluate("document.documentElement.scrollWidth <= innerWidth || innerWidth < 960")
    await marta.page.keyboard.press("KeyB")
    await expect(marta.page.get_by_role("region", name=re.compile("Моя работа"))).to_be_in_viewport()
    await marta.page.keyboard.press("Escape")
    await marta.page.keyboard.press("Control+KeyK")
    await expect(marta.page.locator("dialog[open] input").first).to_be_in_viewport()
    await marta.page.context.close()


async def still(person: AgentAtDesk) -> None:
    """With reduced motion asked for, no element takes time to change."""
    await person.page.emulate_media(reduced_motion="reduce")
    slow = await person.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((el) => {
          const style = getComputedStyle(el);
          const times = `${style.transitionDuration},${style.animationDuration}`.split(",");
          return times.some((one) => parseFloat(one) > 0.02);
        }).map((el) => el.className).slice(0, 5)""")
    assert slow == []


class Line:
    """The way to the hub, which can be cut."""

    def __init__(self) -> None:
        self.cut = False
        self.open: list[WebSocketRoute] = []

    def carry(self, socket: WebSocketRoute) -> None:
        """Let a socket through, or refuse it."""
        if self.cut:
            return
        socket.connect_to_server()
        self.open.append(socket)

    async def fetch(self, route: Route) -> None:
        """The same for plain requests."""
        await (route.abort() if self.cut else route.continue_())

    async def drop(self) -> None:
        """Cut it now."""
        self.cut = True
        for socket in self.open:
            await socket.close()
        self.open.clear()
