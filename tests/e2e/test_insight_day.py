"""A supervisor asks the demo's months, opens what is behind a number, saves, exports, forecasts, lives a day again."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.people import AgentAtDesk, agent
from tests.e2e.running import Demo, RunningHub
from tests.e2e.screen_checks import Gallery, settled, speak
from tests.e2e.screen_day import accept, finish, patient_hub, post

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MONTHS = "metrics=service_level,asa,abandoned_share,entered&period=last_90&by=queue&compare=previous"


@pytest.fixture(scope="module")
def demo() -> Demo:
    return lambda folder: counted(patient_hub(folder))


def counted(hub: RunningHub) -> RunningHub:
    """Wait until the demo's months are counted: until then the hub is busy writing and lets nobody in."""
    asked = urllib.request.Request(f"{hub.url}/api/sign-in", method="POST", data=json.dumps(
        {"email": "aline@fernhill.example", "password": "rapport-demo"}).encode(),
        headers={"Content-Type": "application/json", "X-Rapport": "1"})
    let_in = 0
    for _ in range(120):
        let_in += 1
        try:
            with urllib.request.urlopen(asked, timeout=30):
                pass
        except (urllib.error.URLError, TimeoutError):
            let_in = 0
        if let_in == 4:
            return hub
        time.sleep(1)
    raise AssertionError("nobody could sign in")


async def opened(person: AgentAtDesk, hub: RunningHub, path: str) -> Page:
    """A page of figures, counted."""
    await person.page.goto(hub.url + path)
    await settled(person.page)
    return person.page


async def test_a_number_opens_to_as_many_rows_as_it_counts(hub: RunningHub, browser: Browser) -> None:
    """The demo's months give figures; behind one are its n rows, and behind a row its conversation."""
    aline = await agent(browser, hub, "aline@fernhill.example")
    await aline.page.keyboard.press("KeyG")
    await aline.page.keyboard.press("KeyI")
    await expect(aline.page.get_by_role("heading", name="Insight")).to_be_visible()
    page = await opened(aline, hub, f"/insight?{MONTHS}")
    cells = page.get_by_test_id("cell")
    await expect(page.locator("[data-testid=report] tbody tr")).to_have_count(3)
    await expect(page.get_by_role("group", name=re.compile("Service level"))).to_be_visible()
    cell = cells.and_(page.locator("[data-metric=service_level]")).first
    wanted = int(await cell.get_attribute("data-n") or 0)
    assert wanted > 50
    await cell.click()
    count = page.get_by_test_id("behind-count")
    await expect(count).to_be_visible()
    while await page.get_by_role("button", name="Load the rest").count():
        before = await count.get_attribute("data-count")
        await page.get_by_role("button", name="Load the rest").click()
        await expect(count).not_to_have_attribute("data-count", before or "")
    await expect(count).to_have_attribute("data-count", str(wanted))
    assert await page.get_by_test_id("behind-row").count() == wanted
    await page.get_by_test_id("behind-row").first.get_by_role("link").click()
    await expect(page).to_have_url(re.compile("/c/"))
    await page.context.close()


async def test_a_report_is_saved_found_again_and_exported(hub: RunningHub, browser: Browser) -> None:
    """What is saved comes back as it was, with its schedule; the file is made while the page is left."""
    aline = await agent(browser, hub, "aline@fernhill.example")
    page = await opened(aline, hub, f"/insight?{MONTHS}")
    await page.get_by_test_id("save").click()
    form = page.locator("dialog[open]")
    await form.get_by_label("Name").fill("Quarter by queue")
    await form.get_by_role("switch").check(force=True)
    await form.get_by_label("To", exact=True).fill("nobody")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("nobody is not an e-mail address.")).to_be_visible()
    await form.get_by_label("To", exact=True).fill("board@fernhill.example")
    await form.get_by_role("button", name="Save").click()
    await expect(page).to_have_url(re.compile("/insight/reports/"))
    await page.reload()
    await expect(page.get_by_role("heading", name="Quarter by queue")).to_be_visible()
    await expect(page.locator("[data-testid=report] tbody tr")).to_have_count(3)
    await page.get_by_test_id("export").click()
    await page.get_by_role("menuitem", name=re.compile("CSV")).click()
    await page.get_by_role("link", name="Metrics", exact=True).click()
    await expect(page.get_by_test_id("metric").first).to_be_visible()
    await page.get_by_role("link", name="Reports", exact=True).click()
    await page.get_by_test_id("exports").click()
    await expect(page.get_by_test_id("export-job")).to_have_attribute("data-state", "done")
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Download").click()
    text = Path(await (await started.value).path()).read_text("utf-8-sig")
    assert "Support" in text and len(text.splitlines()) >= 4
    await page.context.close()


async def test_agents_see_their_own(hub: RunningHub, browser: Browser) -> None:
    """An agent's report is of themselves, says so, and offers neither colleagues nor the supervisors' pages."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    page = await opened(dana, hub, "/insight?metrics=handled,aht&period=last_90&by=medium&compare=")
    await expect(page.get_by_text("Your own figures")).to_be_visible()
    await expect(page.get_by_test_id("report")).to_be_visible()
    await expect(page.get_by_role("link", name="Replay")).to_have_count(0)
    groups = await page.get_by_label("Group by").locator("option").all_text_contents()
    assert not {"Agent", "Team"} & set(groups)
    await page.get_by_test_id("cell").last.click()
    await expect(page.get_by_test_id("behind-row").first).to_be_visible()
    names = await page.locator("[data-testid=behind-row] .bh-a").all_text_contents()
    assert set(names) == {"Dana Whitlock"}
    await page.context.close()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])  # it is another day in one of them
async def test_today_is_the_firms_wherever_one_sits(hub: RunningHub, browser: Browser, zone: str) -> None:
    """Days are kept by the firm's midnight: its today can be lived again, and no later day."""
    aline = await agent(browser, hub, "aline@fernhill.example", zone=zone)
    page = await opened(aline, hub, "/replay")
    today = datetime.now(ZoneInfo("Europe/Berlin")).date().isoformat()
    await expect(page.get_by_label("Day to live again")).to_have_attribute("max", today)
    page = await opened(aline, hub, "/staffing?queue=support")
    await expect(page.get_by_label("Day", exact=True)).to_have_value(today)
    await page.context.close()


async def test_today_lived_again(hub: RunningHub, browser: Browser) -> None:
    """The forecast says how far it is off; a day with one answered mail is lived again, exactly."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    await dana.become_available()
    await post(hub, "Harriet Osei <harriet.osei@example.org>", "Invoice", "Could you send the invoice again, please?")
    await accept(dana, "Harriet Osei", "invoice again")
    await dana.answer("Here it is.")
    await dana.line("Here it is")
    await finish(dana, "Follow-up needed", "damaged", "Invoice sent again.")
    aline = await agent(browser, hub, "aline@fernhill.example")
    page = await opened(aline, hub, "/staffing?queue=support")
    said = page.get_by_test_id("trust").filter(has_text=re.compile(r"off by [\d.,]+%"))
    await expect(said.or_(page.get_by_text("better than by expecting nothing"))).to_be_visible()  # the demo's are few
    page = await opened(aline, hub, "/replay")
    await page.get_by_role("button", name="The day after").click()
    await page.get_by_test_id("run").click()
    result = page.get_by_test_id("replay-result")
    await expect(result).to_be_visible()
    support = result.get_by_role("row", name=re.compile("Support"))
    await expect(support).to_contain_text(re.compile(r"\d%"))  # of the demo's morning, too
    await expect(page.get_by_test_id("exact")).to_be_visible()
    await page.get_by_test_id("more-support").click()
    await page.get_by_test_id("run").click()
    await expect(page.get_by_test_id("unchecked")).to_be_visible()
    await expect(support).to_contain_text(re.compile(r"\d%"))
    await page.get_by_role("button", name="The day before").click()  # that was written, not lived: no router decided it
    await page.get_by_test_id("run").click()
    await expect(page.get_by_test_id("unchecked")).to_be_visible()
    await expect(result.get_by_role("row", name=re.compile("Support|Orders|Repairs")).first).to_contain_text("%")
    await page.context.close()
    await dana.page.context.close()


SCREENS = {
    "insight": f"/insight?{MONTHS}",
    "insight-days": "/insight?metrics=entered,aht&period=last_30&by=day,queue&view=line",
    "metrics": "/insight/metrics", "metric": "/insight/metrics/service_level", "staffing": "/staffing?queue=support",
    "replay": "/replay",
}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_screens(hub: RunningHub, browser: Browser, gallery: Gallery, language: str) -> None:
    """Every page of figures in light and dark, wide and narrow."""
    aline = await agent(browser, hub, "aline@fernhill.example")
    await aline.page.emulate_media(reduced_motion="reduce")
    gallery.listen(aline.page)
    await speak(aline.page, language)
    for name, path in SCREENS.items():
        page = await opened(aline, hub, path)
        await expect(page.locator(".tile, [data-testid=metric]").first).to_be_visible()
        await settled(page)
        await gallery.show(page, name, language)
    await aline.page.goto(f"{hub.url}/insight?{MONTHS}")
    await aline.page.get_by_test_id("cell").first.click()
    await expect(aline.page.get_by_test_id("behind-row").first).to_be_visible()
    await gallery.show(aline.page, "insight-rows", language, modal="the rows")
    await aline.page.context.close()
