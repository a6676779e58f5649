"""A chat from the shop to the service and sales records, through two agents, in a real browser."""

from __future__ import annotations

import asyncio
import re
import smtplib
from email.message import EmailMessage

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.people import AgentAtDesk, agent, visitor
from tests.e2e.running import RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def write_before(hub: RunningHub) -> None:
    """Ann wrote a mail before she came to the shop."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ann Lee <ann.lee@example.org>", "support@fernhill.example"
    mail["Subject"], mail["Message-ID"] = "Shipping", "<before@example.org>"
    mail.set_content("When do you ship to Dublin?")
    with smtplib.SMTP("127.0.0.1", hub.smtp_port, timeout=10) as line:
        line.send_message(mail)


async def eventually_waits(one: AgentAtDesk, name: str) -> None:
    """Until somebody waits in a queue."""
    await expect(one.page.get_by_role("group", name="Queue health")).to_contain_text(re.compile("1\\s*waiting"))


async def hand_over(dana: AgentAtDesk) -> None:
    """To Priya, with a note."""
    await dana.part("transfer").click()
    await dana.part("transfer-find").fill("Priya")
    await expect(dana.part("transfer-target")).to_have_count(1)
    await dana.page.get_by_label(re.compile("^Note for them")).fill("Hopper cracked, wants it replaced")
    await dana.part("transfer-go").click()


async def wrap_up(priya: AgentAtDesk) -> None:
    """One form: a case, an opportunity and a callback."""
    await priya.part("wrapup-open").click()
    sheet = priya.part("wrapup-sheet")
    await expect(sheet).to_be_visible()
    await sheet.get_by_role("radio", name="Follow-up needed").click()
    await priya.part("disposition").filter(has_text="Return or refund").click()
    await priya.part("wrapup-note").fill("Hopper cracked on arrival, replacement sent.")
    if await priya.part("step-case").get_attribute("aria-checked") != "true":
        await priya.part("step-case").click()
    await priya.part("case-subject").fill("Cracked hopper")
    await priya.part("case-type").select_option("problem")
    await priya.part("step-callback").click()
    await priya.part("step-opportunity").click()
    await priya.part("opportunity-name").fill("Service plan, two years")
    await priya.part("opportunity-amount").fill("178")
    await priya.part("wrapup-save").click()
    await expect(sheet).to_have_count(0)
    await expect(priya.part("work-row").filter(has_text="Ann Lee")).to_have_count(0)


async def test_a_chat_becomes_a_case_an_opportunity_and_a_callback(hub: RunningHub, browser: Browser) -> None:
    """Written, offered, accepted, answered, transferred with a note, wrapped up; all three are there at once."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    await asyncio.to_thread(write_before, hub)
    await eventually_waits(dana, "Ann Lee")
    await dana.become_available()
    await expect(dana.part("offer")).to_contain_text("Ann Lee")
    await dana.page.keyboard.press("F2")
    await dana.line("When do you ship to Dublin?")
    ann = await visitor(browser, hub)
    await ann.sign_in("ann.lee@example.org")
    await ann.start("", "", "My grinder arrived cracked")

    await expect(dana.part("offer")).to_be_visible()
    await expect(dana.part("offer")).to_contain_text("Ann Lee")
    await dana.page.keyboard.press("F2")
    await dana.line("My grinder arrived cracked")
    await dana.line("When do you ship to Dublin?")  # her earlier mail, in the same thread
    await expect(dana.part("composer-text")).to_have_attribute("placeholder", re.compile("chat"))
    await dana.answer("I am sorry, Ann. Let me get a specialist.")
    await expect(ann.window.get_by_text("Let me get a specialist")).to_be_visible()

    priya = await agent(browser, hub, "priya@fernhill.example")
    await priya.become_available()
    await hand_over(dana)
    await expect(dana.part("work-row").filter(has_text="Ann Lee")).to_have_count(1)  # the mail is still hers

    await expect(priya.part("offer")).to_contain_text("Ann Lee")
    await priya.part("accept").click()
    await priya.line("Hopper cracked, wants it replaced")
    await expect(priya.part("composer-text")).to_have_attribute("placeholder", re.compile("chat"))
    await priya.answer("Hello Ann, a new hopper is on its way.")
    await expect(ann.window.get_by_text("a new hopper is on its way")).to_be_visible()

    await wrap_up(priya)

    await priya.page.goto(f"{hub.url}/customers")
    await priya.page.get_by_role("link", name=re.compile("Ann Lee")).first.click()
    await expect(priya.page.get_by_text("Service plan, two years").first).to_be_visible()
    await expect(priya.page.get_by_text(re.compile(r"RC-\d+")).first).to_be_visible()
    await expect(priya.page.get_by_text(re.compile("Hopper cracked on arrival")).first).to_be_visible()
    for person in (dana, priya):
        await person.page.context.close()
    await ann.page.context.close()
