"""A shop on an origin of its own with a strict policy, a small hub on another, and a visitor with a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Locator, Page

from channels.sandbox import shop
from tests.channels.site import Book, SmallHub, serve
from tests.channels.webchat_stage import Stage, stage

SHOP_PAGES = Path(shop.__file__).parent
SETTINGS: dict[str, object] = {
    "greeting": {"en": "Hello! How can we help?", "ru": "Здравствуйте! Чем помочь?"},
    "topics": {"en": ["My order", "A product", "Payment", "Other"], "ru": ["Мой заказ", "Товар", "Оплата", "Другое"]},
    "consent": {"en": "Keep this chat for 12 months.", "ru": "Хранить этот чат 12 месяцев."},
    "consent_link": "https://shop.example/privacy",
    "waiting_tip": {"en": "Codes can take up to 3 min.", "ru": "Код может идти до 3 минут."},
}


@dataclass(slots=True)
class Street:
    """The shop's address, the hub behind its widget, and the browser to walk with."""

    shop: str
    stage: Stage
    browser: Browser
    contexts: list[BrowserContext]

    @property
    def hub(self) -> SmallHub:
        return self.stage.hub

    async def visitor(self, path: str = "/shop/", **looks: object) -> Shopper:
        """Somebody new on the shop's page; `looks` are Playwright's context options."""
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"} | looks
        context = await self.browser.new_context(**options)  # type: ignore[arg-type]
        self.contexts.append(context)
        return await self.tab(context, path)

    async def tab(self, context: BrowserContext, path: str = "/shop/") -> Shopper:
        """One more page of the same visitor."""
        page = await context.new_page()
        shopper = Shopper(self, page)
        page.on("console", lambda said: shopper.said.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: shopper.said.append(str(error)))
        await page.goto(self.shop + path)
        return shopper

    async def talk(self, count: int = 1) -> str:
        """The id of the newest visitor, once the hub knows `count` of them."""
        await eventually(lambda: len(self.hub.books) >= count)
        return list(self.hub.books)[-1]

    def book(self, visitor: str) -> Book:
        """The talk as the hub keeps it."""
        return self.hub.books[visitor]


@dataclass(slots=True)
class Shopper:
    """A visitor's page. Locators look through the shadow root."""

    street: Street
    page: Page
    said: list[str] = field(default_factory=list)  # errors and warnings of the browser's console

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def window(self) -> Locator:
        return self.page.locator("#rapport-chat .wd")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.window.locator(".ft textarea")

    async def open(self, name: str = "Open chat") -> None:
        await self.button(name).click()
        await self.window.wait_for()

    async def begin(self, text: str = "The code from the SMS never came", name: str = "Elena") -> str:
        """Fill in the form and start. Returns the visitor's id."""
        known = len(self.street.hub.books)
        await self.open()
        await self.page.get_by_label("Your name").fill(name)
        await self.page.get_by_label("Message", exact=True).fill(text)
        await self.page.get_by_role("checkbox").check()
        await self.button("Start chat").click()
        await self.log.get_by_text(text).wait_for()
        return await self.street.talk(known + 1)

    async def identify(self, signed: str) -> None:
        """The shop's page says who is logged in."""
        await self.page.locator("#rapport-chat").wait_for(state="attached")
        await self.page.evaluate("signed => window.Rapport.identify(signed)", signed)

    async def write(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")


async def eventually(true: Callable[[], bool], seconds: float = 8) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def shop_of(hub: Callable[[], str], channel: str) -> web.Application:
    """The sample shop with a hub's widget on it. Its policy allows what the widget needs and nothing else."""

    async def page(request: web.Request) -> web.StreamResponse:
        path = SHOP_PAGES / (request.match_info.get("name") or "index.html")
        if path.suffix != ".html":
            return web.FileResponse(path)
        at = hub()
        tag = f'src="{at}/widget.js" data-channel="{channel}" {request.query.get("tag", "")}'
        text = path.read_text("utf-8").replace('src="/widget.js" data-channel="chat"', tag)
        policy = (
            f"default-src 'none'; script-src 'self' {at}; connect-src 'self' {at} {at.replace('http', 'ws')}; "
            "style-src 'self'; img-src 'self' blob:"
        )
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": policy})

    app = web.Application()
    app.add_routes([web.get("/shop/", page), web.get("/shop/{name}", page)])
    return app


@asynccontextmanager
async def street(folder: Path, browser: Browser, **settings: object) -> AsyncIterator[Street]:
    """Open the shop and its hub."""
    hub = ""
    contexts: list[BrowserContext] = []

    app = shop_of(lambda: hub, "webchat")
    runner, origin = await serve(app)
    defaults = SETTINGS | {"origins": [origin], "new_talks_per_hour": 100, "initials": "FC"}
    try:
        async with stage(folder, **(defaults | settings)) as running:
            hub = running.origin
            yield Street(origin, running, browser, contexts)
    finally:
        for context in contexts:
            await context.close()
        await runner.cleanup()
