"""A supervisor's day at the live board, in a real browser: a chat appears on it, and each intervention works.

One hub for all of it, without scripted life, so that what is on the board is what these people did.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.people import AgentAtDesk, Visitor, agent, visitor
from tests.e2e.running import Demo, RunningHub
from tests.e2e.screen_checks import Gallery, settled, speak
from tests.e2e.screen_day import accept, patient_hub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
LANGUAGES = ("en", "ru")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return patient_hub


async def at_the_board(browser: Browser, hub: RunningHub) -> Page:
    """Aline, who oversees the floor, with the board open and fresh."""
    page = (await agent(browser, hub, "aline@fernhill.example")).page
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{hub.url}/board")
    await expect(page.get_by_test_id("queue-row")).to_have_count(3)
    await expect(page.get_by_test_id("board-age")).to_contain_text("Live")
    return page


def tile(page: Page, name: str) -> Locator:
    """An agent's tile."""
    return page.get_by_test_id("agent-tile").filter(has=page.get_by_role("button", name=re.compile(f"^{name}")))


def figure(page: Page, name: str) -> Locator:
    """The large number of one of the six."""
    return page.get_by_test_id(f"fig-{name}").locator(".v")


async def choose(page: Page, name: str, item: str | re.Pattern[str]) -> None:
    """One thing of an agent's menu."""
    await tile(page, name).get_by_role("button", name=re.compile(f"^{name}")).focus()
    await tile(page, name).get_by_test_id("tile-more").click()
    await page.get_by_role("menuitem", name=item).click()


async def talk(browser: Browser, hub: RunningHub) -> tuple[AgentAtDesk, Visitor]:
    """Dana, who has taken a visitor's chat."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    person = await visitor(browser, hub)
    await person.start("Jonas Weber", "jonas.weber@example.org", "My order is stuck at the depot")
    await dana.become_available()
    await accept(dana, "Jonas Weber", "stuck at the depot")
    return dana, person


async def test_a_visitors_chat_is_on_the_board_and_so_is_who_takes_it(hub: RunningHub, browser: Browser) -> None:
    """It waits and is counted, its row says how long; taken, it is in the agent's tile; the past still waits."""
    page = await at_the_board(browser, hub)
    await expect(figure(page, "waiting")).to_have_text("0")
    await expect(figure(page, "level")).to_have_text("–")  # nobody came: unknown, not 0
    person = await visitor(browser, hub)
    await person.start("Ann Lee", "ann.lee@example.org", "Is anybody there?")
    await expect(figure(page, "waiting")).to_have_text("1")
    support = page.locator("[data-testid=queue-row][data-queue=support]")
    await expect(support.locator("td").nth(1)).to_have_text("1")
    await expect(support.locator("td").nth(2)).to_have_text(re.compile(r"\d:\d\d"))
    await who_waits(page, support)
    await page.get_by_test_id("board-freeze").click()
    await expect(page.get_by_test_id("board-past")).to_be_visible()

    priya = await agent(browser, hub, "priya@fernhill.example")
    await priya.become_available()
    await accept(priya, "Ann Lee", "Is anybody there?")
    await expect(figure(page, "waiting")).to_have_text("1")  # frozen
    await page.get_by_test_id("rewind-live").click()
    await expect(figure(page, "waiting")).to_have_text("0")
    await expect(tile(page, "Priya Raman")).to_have_attribute("data-state", "busy")
    await expect(tile(page, "Priya Raman")).to_contain_text("Ann Lee")
    await looking_back(page)
    for each in (page, priya.page, person.page):
        await each.context.close()


async def who_waits(page: Page, support: Locator) -> None:
    """The row opens the list of who waits, with why."""
    await support.get_by_role("button", name="Support", exact=True).click()
    row = page.get_by_test_id("waiting-row")
    await expect(row).to_contain_text("Ann Lee")
    await row.get_by_role("button", name="Why here?").click()
    await expect(page.get_by_role("dialog", name="Why it is here")).to_contain_text(re.compile("Waits|Offered"))
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(row).to_have_count(0)


async def looking_back(page: Page) -> None:
    """The hand on the bar goes back second by second to when she still waited; Space plays on; Live returns."""
    track = page.get_by_test_id("rewind-track")
    await track.focus()
    for _ in range(120):
        await track.press("ArrowLeft")
        await expect(page.get_by_test_id("board")).to_have_attribute("data-asking", "false")
        if await figure(page, "waiting").inner_text() == "1":
            break
    await expect(figure(page, "waiting")).to_have_text("1")
    await expect(page.get_by_test_id("board-age")).to_contain_text("Not live")
    await expect(page.get_by_test_id("what-if")).to_have_count(0)
    await expect(page.get_by_test_id("board-message")).to_be_disabled()
    await page.get_by_role("radio", name="60×").click()
    await page.get_by_test_id("rewind-play").click()
    await expect(page.get_by_test_id("board-past")).to_have_count(0)  # it has caught up with now
    await expect(figure(page, "waiting")).to_have_text("0")


async def test_a_supervisor_whispers_moves_takes_over_and_sets_states(hub: RunningHub, browser: Browser) -> None:
    """Each reaches the people concerned, and the board shows it."""
    dana, person = await talk(browser, hub)
    page = await at_the_board(browser, hub)
    await expect(tile(page, "Dana Whitlock")).to_have_attribute("data-state", "busy")
    await tile(page, "Dana Whitlock").get_by_role("button", name=re.compile("^Dana Whitlock")).focus()
    await tile(page, "Dana Whitlock").get_by_test_id("tile-whisper").click()
    await page.get_by_test_id("whisper-text").fill("Offer her free delivery.")
    await page.get_by_test_id("whisper-send").click()
    await expect(dana.page.get_by_text("Offer her free delivery.").first).to_be_visible()
    await expect(person.page.get_by_text("Offer her free delivery.")).to_have_count(0)

    await page.get_by_test_id("board-message").click()
    await page.get_by_test_id("broadcast-text").fill("The depot is closed until four.")
    await page.get_by_test_id("broadcast-send").click()
    await expect(dana.page.get_by_text("The depot is closed until four.").first).to_be_visible()
    await choose(page, "Dana Whitlock", re.compile("^Message$"))
    await page.get_by_test_id("message-text").fill("Come and see me at noon.")
    await page.get_by_test_id("message-send").click()
    await expect(dana.page.get_by_text("Aline Moreau to you:").first).to_be_visible()
    async with page.expect_download() as taken:
        await page.get_by_test_id("board-print").click()
    assert (await taken.value).suggested_filename.endswith(".pdf")

    await choose(page, "Dana Whitlock", re.compile("^Move Jonas Weber"))
    await page.get_by_role("dialog").get_by_role("radio", name=re.compile("Orders")).check(force=True)
    await page.get_by_test_id("move-go").click()
    await expect(dana.part("work-row").filter(has_text="Jonas Weber")).to_have_count(0)
    orders = page.locator("[data-testid=queue-row][data-queue=orders]")
    await expect(orders.locator("td").nth(1)).to_have_text("1")

    await choose(page, "Dana Whitlock", "Set to: Lunch")
    await expect(tile(page, "Dana Whitlock")).to_have_attribute("data-state", "away")
    await expect(dana.page.get_by_role("banner").get_by_text("Lunch").first).to_be_visible()
    await choose(page, "Dana Whitlock", "End: Lunch")
    await expect(tile(page, "Dana Whitlock")).not_to_have_attribute("data-state", "away")

    await accept(dana, "Jonas Weber", "stuck at the depot")
    await expect(tile(page, "Dana Whitlock")).to_have_attribute("data-state", "busy")
    await tile(page, "Dana Whitlock").get_by_role("button", name=re.compile("^Dana Whitlock")).focus()
    await tile(page, "Dana Whitlock").get_by_test_id("tile-take").click()
    await expect(page.get_by_test_id("composer-text")).to_be_visible()
    await page.get_by_test_id("composer-text").fill("I am the team lead, let me sort this out.")
    await page.get_by_test_id("send").click()
    await expect(person.page.get_by_role("log").get_by_text("I am the team lead")).to_be_visible()
    for each in (page, dana.page, person.page):
        await each.context.close()


async def ask_for_help(dana: AgentAtDesk, text: str) -> None:
    """The agent's call for a supervisor."""
    await dana.page.keyboard.press("Alt+KeyS")
    await dana.part("help-text").fill(text)
    await dana.part("help-ask").click()
    await expect(dana.part("help")).to_have_attribute("data-state", "asked")


async def test_a_supervisor_answers_alerts_puts_them_aside_and_lends(hub: RunningHub, browser: Browser) -> None:
    """A call for help is put aside and comes no more, the next is answered; what if, and the plan is carried out."""
    dana, person = await talk(browser, hub)
    page = await at_the_board(browser, hub)
    calls = page.locator("[data-testid=alert][data-kind=help]")
    await ask_for_help(dana, "He shouts")
    await expect(calls).to_contain_text("He shouts")
    await calls.get_by_test_id("alert-snooze").click()
    await page.get_by_role("menuitem", name="For 10 minutes").click()
    await expect(calls).to_have_count(0)
    await page.reload()
    await expect(page.get_by_test_id("queue-row")).to_have_count(3)
    await expect(calls).to_have_count(0)  # the hub has put it aside, not this page
    await dana.part("help").click()
    await dana.part("help-end").click()
    await dana.page.keyboard.press("Escape")
    await ask_for_help(dana, "He shouts again")
    await expect(calls).to_contain_text("He shouts again")
    await calls.get_by_test_id("alert-help").click()
    await expect(dana.part("help")).to_have_attribute("data-state", "answered")

    marta = await agent(browser, hub, "marta@fernhill.example", locale="en-GB")
    await marta.page.keyboard.press("Alt+Digit0")
    await expect(tile(page, "Марта Лис")).to_have_attribute("data-state", "available")
    await expect(tile(page, "Марта Лис")).not_to_contain_text("Orders")
    await page.get_by_test_id("plan-queue").select_option("orders")
    await page.get_by_test_id("plan-from").select_option("repairs")
    await expect(page.get_by_test_id("plan-apply")).to_be_disabled()  # nothing is moved yet
    await page.get_by_test_id("plan-more").click()
    await expect(page.get_by_test_id("plan-outcome")).to_be_visible()
    await expect(page.get_by_test_id("plan-agents")).to_contain_text("+1")
    await page.get_by_test_id("plan-apply").click()
    await expect(page.get_by_text("1 agent also serves it until the time is over")).to_be_visible()
    await expect(tile(page, "Марта Лис")).to_contain_text("Orders")
    for each in (page, dana.page, person.page, marta.page):
        await each.context.close()


async def test_agents_do_not_see_it(hub: RunningHub, browser: Browser) -> None:
    """The address says no, and the hub says no to the socket and to each address behind it."""
    page = (await agent(browser, hub, "priya@fernhill.example")).page
    for path in ("/board", "/board/wall"):
        await page.goto(hub.url + path)
        await expect(page.get_by_text("You may not see this")).to_be_visible()
    for path in ("/api/board", "/api/board/at?at=2026-01-01T00:00:00Z", "/api/board/day?date=2026-01-01",
                 "/api/board/pdf"):
        assert await page.evaluate("path => fetch(path).then(answer => answer.status)", path) == 403
    await page.context.close()


async def test_rows_keep_still_under_the_pointer(hub: RunningHub, browser: Browser) -> None:
    """A queue gets into trouble while the pointer is over the list: its row waits for the pointer to leave."""
    page = await at_the_board(browser, hub)
    rows = page.get_by_test_id("queue-row")
    last = rows.last
    await last.locator("td").first.hover()
    before = [await row.get_attribute("data-queue") for row in await rows.all()]
    person = await visitor(browser, hub)
    await person.start("Noor Haddad", "noor.haddad@example.org", "My grinder is broken")
    await expect(figure(page, "waiting")).not_to_have_text("0")
    assert [await row.get_attribute("data-queue") for row in await rows.all()] == before
    dana = await agent(browser, hub, "dana@fernhill.example")  # nobody is left waiting for who comes after
    await dana.become_available()
    await accept(dana, "Noor Haddad", "grinder is broken")
    for each in (page, person.page, dana.page):
        await each.context.close()


async def test_the_screens(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """The board in use, looking back, what opens over it, and the wall, in every look."""
    dana, person = await talk(browser, hub)
    page = await at_the_board(browser, hub)
    gallery.listen(page)
    for language in LANGUAGES:
        await speak(page, language)
        await page.goto(f"{hub.url}/board")
        await expect(page.get_by_test_id("queue-row")).to_have_count(3)
        await settled(page)
        await gallery.show(page, "board", language)
        await tile(page, "Dana Whitlock").get_by_role("button", name=re.compile("^Dana Whitlock")).focus()
        await gallery.show(page, "board-tile", language)
        await page.get_by_test_id("board-message").click()
        await gallery.show(page, "board-message", language, modal="the dialog")
        await page.keyboard.press("Escape")
        await page.get_by_test_id("board-freeze").click()
        await expect(page.get_by_test_id("board-past")).to_be_visible()
        await gallery.show(page, "board-past", language)
        await page.get_by_test_id("rewind-live").click()
        await page.goto(f"{hub.url}/board/wall")
        await expect(page.get_by_test_id("wall-row")).to_have_count(3)
        await gallery.show(page, "board-wall", language)
        await page.goto(f"{hub.url}/board/wall?queues=support")
        await expect(page.get_by_test_id("wall-row")).to_have_count(1)
        assert await page.get_by_test_id("wall").locator("button, a, input, select").count() == 0
    for each in (page, dana.page, person.page):
        await each.context.close()
