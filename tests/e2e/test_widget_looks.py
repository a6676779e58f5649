"""How the widget looks and whom it serves: narrow screens, keyboards, screen readers, colours, languages, weight."""

from __future__ import annotations

import gzip
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from channels.contract import DeliveryState
from tests.channels.site import WIDGET
from tests.e2e.widget_stage import Shopper, Street, eventually, street

pytestmark = pytest.mark.browser
MOST_BYTES = 60_000  # gzipped, socket client included

# What a checker like axe asks, over the open shadow root: names, targets, contrast, ids, live regions.
AUDIT = """() => {
  const root = document.querySelector("#rapport-chat").shadowRoot;
  const faults = [];
  const shown = (el) => { const r = el.getBoundingClientRect(); return r.width > 1 && r.height > 1; };
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const over = (top, under) => top.slice(0, 3).map((x, i) => x * top[3] + under[i] * (1 - top[3]));
  const back = (el) => {
    const layers = [];
    for (let at = el; at; at = at.parentElement) {
      const c = parse(getComputedStyle(at).backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const light = (c) => { const [r, g, b] = c.map((x) => { const s = x / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => p - q);
    return (y + 0.05) / (x + 0.05); };
  const words = (el) => [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  for (const el of root.querySelectorAll("*")) {
    if (!shown(el) || el.closest("svg")) continue;
    const style = getComputedStyle(el);
    if (words(el) && !el.classList.contains("sr") && !el.closest(":disabled") && el.tagName !== "STYLE") {
      const seen = ratio(over(parse(style.color), back(el)), back(el));
      if (seen < 4.5) faults.push(`contrast ${seen.toFixed(2)} of ${el.className || el.tagName}: ${el.textContent}`);
    }
    if (/^(BUTTON|INPUT|TEXTAREA|A)$/.test(el.tagName)) {
      const name = el.getAttribute("aria-label") || el.textContent.trim() || el.querySelector("img")?.alt
        || (el.id && root.querySelector(`label[for="${el.id}"]`)?.textContent) || el.closest("label")?.textContent;
      if (!name) faults.push(`no name: ${el.outerHTML.slice(0, 90)}`);
      const box = el.getBoundingClientRect();
      const inline = el.tagName === "A" || el.type === "checkbox";
      if (!inline && (box.width < 24 || box.height < 24)) faults.push(`small: ${name} ${box.width}x${box.height}`);
    }
    for (const ref of ["aria-labelledby", "aria-describedby", "aria-controls"])
      for (const id of (el.getAttribute(ref) ?? "").split(" ").filter(Boolean))
        if (!root.getElementById(id)) faults.push(`${ref} names nothing: ${id}`);
  }
  const ids = [...root.querySelectorAll("[id]")].map((el) => el.id);
  if (new Set(ids).size !== ids.length) faults.push("an id is there twice");
  const dialog = root.querySelector("[role=dialog]");
  if (!dialog?.getAttribute("aria-labelledby")) faults.push("the window has no name");
  if (!root.querySelector("form") && !root.querySelector("[role=log][aria-live=polite]")) faults.push("no log");
  const html = document.documentElement;
  if (html.scrollWidth > html.clientWidth) faults.push(`the page scrolls sideways: ${html.scrollWidth}`);
  for (const el of root.querySelectorAll(".wd *"))
    if (shown(el) && !el.closest("svg") && el.getBoundingClientRect().right > innerWidth + 1)
      faults.push(`beyond the right edge: ${el.className}`);
  return faults;
}"""


@pytest.fixture
async def shop(tmp_path: Path, browser: Browser) -> AsyncIterator[Street]:
    async with street(tmp_path, browser) as open_street:
        yield open_street


def test_the_widget_is_light() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) < MOST_BYTES


def test_the_widget_asks_nothing_a_strict_policy_forbids() -> None:
    text = WIDGET.read_text("utf-8")
    assert [each for each in ("eval(", "new Function", "document.write", "process.env") if each in text] == []


async def audit(shopper: Shopper) -> None:
    """Every state must pass."""
    await shopper.page.wait_for_timeout(250)
    assert await shopper.page.evaluate(AUDIT) == []


@pytest.mark.parametrize(
    ("path", "scheme", "width", "height"),
    [
        ("/shop/", "light", 1440, 900),
        ("/shop/index.ru.html", "dark", 1440, 900),
        ("/shop/index.ru.html", "light", 320, 640),
        ("/shop/", "dark", 320, 256),
    ],
)
async def test_every_state_can_be_read_and_reached(
    shop: Street, path: str, scheme: str, width: int, height: int
) -> None:
    shop.hub.hours = (False, datetime.now(UTC) + timedelta(days=2))
    ann = await shop.visitor(path, color_scheme=scheme, viewport={"width": width, "height": height})
    await ann.page.locator("#rapport-chat .fab").click()
    await ann.window.locator("button[type=submit]").click()
    await expect(ann.window.locator(".err")).to_have_count(3)
    await audit(ann)
    await ann.window.locator("input[type=email]").fill("jo.hale@example.org")
    await ann.window.locator("textarea").fill("Does it fit?")
    await ann.window.locator("input[type=checkbox]").check()
    await ann.window.locator("button[type=submit]").click()
    visitor = await shop.talk()
    await audit(ann)
    shop.hub.hours = (True, None)
    await shop.hub.queue(visitor, 12, (60, 240))
    await audit(ann)
    await shop.hub.accept(visitor, "Dana Wolf-Featherstonehaugh")
    await shop.hub.say(visitor, "W" * 300 + " https://shop.example/" + "x" * 200)
    await shop.hub.gesture(visitor, "typing")
    await ann.window.locator(".hd .x").first.click()
    await audit(ann)
    await ann.page.keyboard.press("Escape")
    await ann.window.locator(".ft .tool").nth(1).click()
    await audit(ann)
    await ann.page.keyboard.press("Escape")
    await shop.hub.finish(visitor)
    await ann.window.locator(".face").first.click()
    await audit(ann)


async def test_320_pixels_are_filled_and_the_page_is_left_alone(shop: Street) -> None:
    ann = await shop.visitor(viewport={"width": 320, "height": 568})
    await ann.begin()
    box = await ann.window.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 568}
    await expect(ann.box).to_be_in_viewport()
    await expect(ann.button("Send")).to_be_in_viewport()


async def test_a_whole_chat_by_keyboard(shop: Street) -> None:
    ann = await shop.visitor()
    await ann.page.locator("#rapport-chat .fab").wait_for()
    keys = ann.page.keyboard
    for _ in range(20):
        await keys.press("Tab")
        if await ann.page.evaluate("document.activeElement.id") == "rapport-chat":
            break
    await keys.press("Enter")
    await ann.window.wait_for()
    await keys.type("Elena")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Space")
    await expect(ann.button("My order")).to_have_attribute("aria-pressed", "true")
    for _ in range(4):
        await keys.press("Tab")
    await keys.type("by keyboard")
    await keys.press("Tab")
    await keys.press("Space")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Enter")
    visitor = await shop.talk()
    await expect(ann.box).to_be_focused()
    await keys.type("one line")
    await keys.press("Shift+Enter")
    await keys.type("two lines ")
    await keys.press("Tab")
    await keys.press("Enter")
    await keys.press("ArrowRight")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(ann.box).to_be_focused()
    await keys.press("Enter")
    await eventually(lambda: len(shop.book(visitor).lines) == 2)
    sent = shop.book(visitor).lines[1].text
    assert sent.startswith("one line\ntwo lines ")
    assert len(sent) > len("one line\ntwo lines")
    await keys.press("Tab")  # emoji
    await keys.press("Tab")  # send
    await keys.press("Tab")  # the round button
    await expect(ann.page.locator("#rapport-chat .fab")).to_be_focused()
    await keys.press("Tab")  # and out: no trap
    assert await ann.page.evaluate("document.activeElement.id") != "rapport-chat"
    await ann.box.focus()
    await keys.press("Escape")
    await expect(ann.window).not_to_be_attached()
    await expect(ann.page.locator("#rapport-chat .fab")).to_be_focused()
    await keys.press("Enter")
    await shop.hub.finish(visitor)
    await ann.page.get_by_role("radio", name="Bad").focus()
    for _ in range(3):
        await keys.press("ArrowRight")
    await expect(ann.page.get_by_role("radio", name="Great")).to_have_attribute("aria-checked", "true")


async def test_keys_of_the_shop_do_not_hear_what_is_typed(shop: Street) -> None:
    ann = await shop.visitor()
    await ann.page.evaluate("window.heard = []; addEventListener('keydown', (e) => window.heard.push(e.key))")
    await ann.begin()
    await ann.write("secret")
    assert "s" not in await ann.page.evaluate("window.heard")


@pytest.mark.parametrize("colour", ["#FFD400", "#FFFFFF", "#000000", "#777777", "#1F4D3F", "#E4002B"])
async def test_any_brand_colour_can_be_read(tmp_path: Path, browser: Browser, colour: str) -> None:
    async with street(tmp_path, browser, colour=colour) as shop:
        for scheme in ("light", "dark"):
            ann = await shop.visitor(color_scheme=scheme)
            visitor = await ann.begin()
            await shop.hub.queue(visitor, 2)
            await audit(ann)
            await shop.hub.finish(visitor)
            await ann.page.get_by_role("radio", name="Good").click()
            await audit(ann)


@pytest.mark.parametrize(
    ("page", "locale", "label"),
    [
        ("/shop/index.ru.html", "en-GB", "Открыть чат"),
        ("/shop/index.html", "ru-RU", "Open chat"),
        ("/shop/?tag=data-language=ru", "en-GB", "Открыть чат"),
    ],
)
async def test_the_language_is_the_pages(shop: Street, page: str, locale: str, label: str) -> None:
    ann = await shop.visitor(page, locale=locale)
    await ann.open(label)
    await expect(ann.page.locator("#rapport-chat .root")).to_have_attribute("lang", "ru" if "О" in label else "en")


async def test_delivered_is_told_from_a_window_nobody_looks_at(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin()
    await ann.page.keyboard.press("Escape")
    await shop.hub.say(visitor, "hello?")
    await eventually(lambda: shop.book(visitor).lines[-1].state == DeliveryState.DELIVERED)
    await ann.page.wait_for_timeout(300)
    assert shop.book(visitor).lines[-1].state == DeliveryState.DELIVERED


async def test_still_motion_is_respected(shop: Street) -> None:
    ann = await shop.visitor(reduced_motion="reduce")
    await ann.open()
    length = await ann.window.evaluate("el => parseFloat(getComputedStyle(el).animationDuration)")
    assert length <= 0.001


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("en", "dark"), ("ru", "light"), ("ru", "dark")])
async def test_a_picture_of_it(shop: Street, language: str, scheme: str, tmp_path: Path) -> None:
    """Pictures for the README: SCREENSHOTS=docs/screenshots keeps them."""
    ann = await shop.visitor("/shop/" if language == "en" else "/shop/index.ru.html", color_scheme=scheme)
    said = {"en": "The code from the SMS never came, my order is stuck at payment", "ru": "Код из СМС не пришёл"}
    await ann.page.locator("#rapport-chat .fab").click()
    await ann.window.locator("textarea").fill(said[language])
    await ann.window.locator("input[type=checkbox]").check()
    await ann.window.locator("button[type=submit]").click()
    visitor = await shop.talk()
    for place in (5, 3):
        await shop.hub.queue(visitor, place, (60, 240))
    await expect(ann.window.locator(".qc .bar")).to_be_visible()
    await ann.page.wait_for_timeout(300)
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    picture = folder / f"widget-{scheme}-{language}-1440.png"
    await ann.page.screenshot(path=picture)
    assert picture.stat().st_size > 20_000
