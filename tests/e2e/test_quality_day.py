"""A supervisor reviews next to the conversation, the agent disputes, the supervisor settles; and the screens of it."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.people import AgentAtDesk, agent
from tests.e2e.running import RunningHub
from tests.e2e.screen_checks import Gallery, settled, speak

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
LANGUAGES = ("en", "ru")


async def test_from_the_sample_to_the_settled_dispute(hub: RunningHub, browser: Browser) -> None:
    """By keyboard: seven answers, Ctrl+Enter; then Dana disputes, Aline changes an answer, both versions are kept."""
    aline = await agent(browser, hub, "aline@fernhill.example")
    await aline.page.goto(f"{hub.url}/quality")
    drawn = aline.part("due-row").filter(has_text="Dana Whitlock").first
    await drawn.get_by_test_id("begin-review").click()
    await expect(aline.part("review-thread")).to_be_visible()
    await expect(aline.part("scorecard").get_by_role("radio").first).to_be_focused()
    await answers(aline.page, "1", "1", "4")
    await expect(aline.part("draft-state")).to_have_attribute("data-state", "saved")
    await aline.page.reload()
    await expect(aline.part("question").nth(2).get_by_role("radio", checked=True)).to_contain_text("4")
    await expect(aline.part("question").nth(3).get_by_role("radio").first).to_be_focused()
    await aline.page.keyboard.press("Control+Enter")  # questions are open: the first of them has the focus
    await expect(aline.part("question").nth(3).get_by_role("radio").first).to_be_focused()
    await answers(aline.page, "5", "0", "5", "1")
    await expect(aline.part("score")).to_have_text("81 %")
    await aline.page.keyboard.press("Control+Enter")
    await expect(aline.part("publish")).to_have_count(0)
    place = aline.page.url

    dana = await agent(browser, hub, "dana@fernhill.example")
    await dana.page.goto(f"{hub.url}/quality")
    await dana.part("review-row").filter(has_text="81 %").click()
    await dana.part("dispute-open").click()
    await dana.page.get_by_role("dialog").get_by_role("textbox").fill("The price I gave is on the list of today.")
    await dana.part("dispute-send").click()
    await expect(dana.part("dispute")).to_contain_text("on the list of today")
    await expect(dana.part("dispute-open")).to_have_count(0)

    await expect(aline.part("settle")).to_be_visible()  # told by the feed
    await expect(aline.part("change")).to_be_disabled()
    await aline.part("question").nth(4).get_by_role("radio", name="Yes").click()
    await aline.part("settle").get_by_role("textbox").fill("You are right, it changed this morning.")
    await expect(aline.part("uphold")).to_be_disabled()
    await aline.part("change").click()
    await expect(aline.part("settle")).to_have_count(0)
    await expect(aline.part("score")).to_have_text("96 %")
    await aline.part("note-text").fill("Look at the list first, every morning.")
    await aline.part("note-send").click()
    await expect(aline.part("coaching-note")).to_contain_text("every morning")
    assert aline.page.url == place

    await expect(dana.part("dispute")).to_contain_text("it changed this morning")
    versions = dana.page.get_by_role("radiogroup", name="Versions")
    await versions.get_by_role("radio", name="Version 1").click()
    await expect(dana.part("score")).to_have_text("81 %")
    await versions.get_by_role("radio", name="Version 2").click()
    await expect(dana.part("score")).to_have_text("96 %")
    note = dana.part("coaching-note").filter(has_text="every morning")
    await note.get_by_test_id("note-seen").click()
    await expect(note.get_by_test_id("note-seen")).to_have_count(0)
    for person in (aline, dana):
        await person.page.context.close()


async def answers(page: Page, *points: str) -> None:
    """Give points by digits; the focus goes to the next question by itself."""
    for each in points:
        await page.keyboard.press(f"Digit{each}")


async def test_a_card_is_written_a_rule_draws_by_it_and_two_calibrate(hub: RunningHub, browser: Browser) -> None:
    """An admin writes a card; the supervisor's rule draws; both fill in the same conversation, unseen by each other."""
    noah = await agent(browser, hub, "admin@fernhill.example")
    await noah.page.goto(f"{hub.url}/quality/cards/new")
    await noah.page.get_by_label("Name in English").fill("Short card")
    await noah.page.get_by_label("Question in English").fill("Was it solved?")
    await noah.part("card-save").click()
    await expect(noah.page.get_by_text("The scorecard is saved")).to_be_visible()
    aline = await agent(browser, hub, "aline@fernhill.example")
    await aline.page.goto(f"{hub.url}/quality/samples")
    await aline.part("rule-new").click()
    form = aline.page.get_by_role("dialog")
    await form.get_by_label("Name").fill("One more of everybody")
    await form.get_by_label("Scorecard").select_option(label="Short card")
    await aline.part("rule-save").click()
    rule = aline.part("sample-rule").filter(has_text="One more of everybody")
    await rule.get_by_test_id("draw").click()
    await expect(aline.page.get_by_text("drawn for review").first).to_be_visible()
    await expect(rule.get_by_role("cell").nth(3)).not_to_have_text("0")

    await aline.page.goto(f"{hub.url}/quality")
    await aline.part("calibrate").first.click()
    await aline.part("join").click()
    place = await hand_in(aline)
    await noah.page.goto(place)
    await noah.part("join").click()
    await hand_in(noah)
    await expect(noah.part("side-by-side")).to_contain_text("Aline Moreau")
    await expect(noah.part("figure").first).to_have_text("0.0 points")
    for person in (aline, noah):
        await person.page.context.close()


async def hand_in(person: AgentAtDesk) -> str:
    """Best answers for everything; returns the calibration's address."""
    await expect(person.part("scorecard").get_by_role("radio").first).to_be_focused()
    await answers(person.page, "1", "1", "5", "5", "1", "5", "1")
    await person.page.keyboard.press("Control+Enter")
    await expect(person.part("side-by-side")).to_be_visible()
    return person.page.url


PLACES = {"quality-due": "", "quality-reviewed": "/reviewed", "quality-disputed": "/disputed",
          "quality-calibrations": "/calibrations", "quality-coaching": "/coaching", "quality-samples": "/samples",
          "quality-cards": "/cards", "quality-none": "/mine"}
OPENED = {"quality-review": ("/reviewed", "review-row"), "quality-settle": ("/disputed", "review-row"),
          "quality-calibration": ("/calibrations", "calibration-row")}


async def test_the_screens(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """Every screen of quality in every look."""
    page = (await agent(browser, hub, "aline@fernhill.example")).page
    await page.emulate_media(reduced_motion="reduce")
    gallery.listen(page)
    for language in LANGUAGES:
        await speak(page, language)
        for name, path in PLACES.items():
            await page.goto(f"{hub.url}/quality{path}")
            await expect(page.locator("main .tbl tbody tr, main .none-yet").first).to_be_visible()
            await settled(page)
            await gallery.show(page, name, language)
        for name, (path, row) in OPENED.items():
            await page.goto(f"{hub.url}/quality{path}")
            await page.get_by_test_id(row).first.click()
            await expect(page.get_by_test_id("review-thread")).to_be_visible()
            await settled(page)
            await gallery.show(page, name, language)
        await page.goto(f"{hub.url}/quality/cards")
        await page.get_by_test_id("card-row").last.get_by_role("link").click()
        await expect(page.get_by_test_id("question-form").first).to_be_visible()
        await gallery.show(page, "quality-card", language)
        await page.goto(f"{hub.url}/quality/samples")
        await page.get_by_test_id("rule-new").click()
        await expect(page.get_by_test_id("rule-save")).to_be_visible()
        await gallery.show(page, "quality-rule", language, modal="the form")
    await page.context.close()


async def test_an_agents_own_page(hub: RunningHub, browser: Browser, gallery: Gallery) -> None:
    """What an agent is shown of their own work, and what of others': nothing."""
    page = (await agent(browser, hub, "oleg@fernhill.example")).page
    await page.emulate_media(reduced_motion="reduce")
    gallery.listen(page)
    for language in LANGUAGES:
        await speak(page, language)
        await page.goto(f"{hub.url}/quality/samples")  # no list of theirs: they land on their own page
        await expect(page.get_by_test_id("coaching-note").first).to_be_visible()
        await settled(page)
        await gallery.show(page, "quality-mine", language)
    await page.context.close()
