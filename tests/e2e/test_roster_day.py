"""A supervisor plans a week by keyboard and by file, sees what is planned move, and an agent finds their own shifts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.people import AgentAtDesk, agent
from tests.e2e.running import RunningHub
from tests.e2e.screen_checks import Gallery, settled, speak

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NEEDED = (0,) * 15 + (1, 2, 4, 5, 6, 7, 7, 6, 5, 6, 7, 7, 6, 5, 4, 3, 2, 2, 1) + (0,) * 14  # agents by half hour


def monday(weeks: int) -> date:
    """Of a week so many from now; the demo plans two ahead."""
    today = datetime.now(UTC).date()
    return today + timedelta(days=7 * weeks - today.weekday())


async def opened(person: AgentAtDesk, hub: RunningHub, path: str) -> Page:
    """A page, its days counted."""
    await person.page.goto(hub.url + path)
    await settled(person.page)
    return person.page


async def planned_at(page: Page, clock: str) -> str:
    """What the table says is planned in Tuesday's half hour; "" where it has no such line."""
    await page.get_by_role("radio", name="Table").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("^Tue"))).filter(
        has=page.get_by_role("cell", name=clock, exact=True))
    found = await row.get_by_role("cell").nth(2).text_content() if await row.count() else ""
    await page.get_by_role("radio", name="Chart").click()
    return found or ""


async def test_a_week_is_planned_by_keyboard(hub: RunningHub, browser: Browser) -> None:
    """Arrows to a day, Enter, times, Enter: the bar is there and what is planned moves; Delete and Z take it away and
    bring it back; the next week is a copy; a file with a mistake changes nothing."""
    aline = await agent(browser, hub, "aline@fernhill.example")
    page = await opened(aline, hub, f"/roster?date={monday(5)}")
    await expect(page.get_by_test_id("roster-finding")).to_have_text("Nobody is planned this week")
    assert await planned_at(page, "09:00") == ""
    rows = page.get_by_test_id("roster-row")
    await rows.first.get_by_test_id("roster-cell").first.focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        await page.keyboard.press(key)
    form = page.locator("dialog[open]")
    await expect(form.get_by_label("From", exact=True)).to_be_focused()
    await page.keyboard.type("09:00")
    await page.keyboard.press("Tab")
    await page.keyboard.type("17:30")
    await page.keyboard.press("Enter")
    await expect(form.get_by_test_id("day-shift")).to_have_count(1)
    await expect(form.get_by_label("To", exact=True)).to_have_value("12:30")  # a break is proposed next
    await form.get_by_label("To", exact=True).press("Enter")
    await expect(form.get_by_test_id("day-shift")).to_have_count(2)
    await page.keyboard.press("Escape")
    cell = rows.nth(1).get_by_test_id("roster-cell").nth(1)
    await expect(cell).to_contain_text("09:00–17:30")
    await expect(page.get_by_test_id("roster-finding")).not_to_have_text("Nobody is planned this week")
    await settled(page)
    assert [await planned_at(page, at) for at in ("08:30", "09:00", "12:00", "17:00")] == ["", "1", "", "1"]
    await cell.focus()
    await page.keyboard.press("Delete")
    await expect(cell).not_to_contain_text("09:00")
    await page.keyboard.press("KeyZ")
    await expect(cell).to_contain_text("09:00–17:30")
    await page.get_by_role("button", name="The week after").click()
    await page.get_by_test_id("copy-week").click()
    await expect(rows.nth(1).get_by_test_id("roster-cell").nth(1)).to_contain_text("09:00–17:30")
    await page.get_by_test_id("import").click()
    text = f"agent,date,from,to,kind\ndana@fernhill.example,{monday(7)},9,17:00,work\n"
    await page.locator("dialog[open] textarea").fill(text)
    await page.get_by_test_id("import-go").click()
    await expect(page.get_by_test_id("import-fault")).to_contain_text("Write the time like 08:30.")
    await page.locator("dialog[open] textarea").fill(text.replace(",9,", ",09:00,"))
    await page.get_by_test_id("import-go").click()
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await opened(aline, hub, f"/roster?date={monday(7)}")
    await expect(page.get_by_role("button", name=re.compile("^Dana Whitlock.*: 09:00–17:00 Work"))).to_be_visible()
    await page.context.close()


async def test_agents_find_their_own_shifts(hub: RunningHub, browser: Browser) -> None:
    """And how the last week went; the roster of all is not theirs."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    page = await opened(dana, hub, "/insight")
    await page.get_by_role("link", name="My shifts").click()
    day = page.get_by_test_id("my-day").filter(has_text=re.compile(r"\d\d:\d\d–\d\d:\d\d"))
    await expect(day.first).to_be_visible()
    await expect(page.get_by_test_id("my-adherence")).to_have_text(re.compile(r"^\d+(\.\d)?%$"))
    await page.goto(f"{hub.url}/roster")
    await expect(page.get_by_text("You may not see this")).to_be_visible()
    await page.context.close()


async def needed(route: Route) -> None:
    """The demo's arrivals are too few for a forecast: some needed agents, so that the whole picture is looked at."""
    answer = await route.fetch()
    told = await answer.json()
    for slot, agents in zip(told["slots"], NEEDED, strict=True):
        slot["required"] = agents
    await route.fulfill(response=answer, json={**told, "unknown": []})


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_screens(hub: RunningHub, browser: Browser, gallery: Gallery, language: str) -> None:
    """The week, a day of it, an import with mistakes, and an agent's own, in light and dark, wide and narrow."""
    aline = await agent(browser, hub, "aline@fernhill.example")
    await aline.page.emulate_media(reduced_motion="reduce")
    gallery.listen(aline.page)
    await speak(aline.page, language)
    page = await opened(aline, hub, f"/roster?date={monday(9)}")
    await gallery.show(page, "roster-empty", language)
    await page.route("**/api/roster/cover*", needed)
    await opened(aline, hub, "/roster")
    await expect(page.get_by_test_id("roster-row").first).to_be_visible()
    await settled(page)
    await gallery.show(page, "roster", language)
    await page.unroute_all(behavior="ignoreErrors")
    await page.get_by_test_id("roster-cell").nth(2).click()
    await gallery.show(page, "roster-day", language, modal="the day")
    await page.keyboard.press("Escape")
    await page.get_by_test_id("import").click()
    await page.locator("dialog[open] textarea").fill("agent,date,from,to,kind\nnobody@fernhill.example,1,2,3,4\n")
    gallery.said.clear()
    await page.get_by_test_id("import-go").click()
    await expect(page.get_by_test_id("import-fault")).to_have_count(4)
    gallery.said.clear()  # the browser tells of the answer 400 that was wanted
    await gallery.show(page, "roster-import", language, modal="the import")
    await page.context.close()
    dana = await agent(browser, hub, "dana@fernhill.example")
    await dana.page.emulate_media(reduced_motion="reduce")
    gallery.listen(dana.page)
    await speak(dana.page, language)
    await opened(dana, hub, "/shifts")
    await expect(dana.page.get_by_test_id("my-day").first).to_be_visible()
    await expect(dana.page.get_by_test_id("my-adherence")).to_be_visible()
    await gallery.show(dana.page, "my-shifts", language)
    await dana.page.context.close()
