"""A mail delivered over SMTP, answered from the console, whose answer reaches the customer with the right headers."""

from __future__ import annotations

import asyncio
import email
import email.policy
import smtplib
from email.message import EmailMessage

import pytest
from playwright.async_api import Browser, expect

from channels.sandbox.post_office import PostOffice
from tests.e2e.people import agent
from tests.e2e.running import RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
FIRM = "support@fernhill.example"
LUCY = "lucy.hale@example.org"


def write(hub: RunningHub, subject: str, text: str, **headers: str) -> str:
    """Lucy writes by her own mail program. Returns the Message-ID."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Lucy Hale <{LUCY}>", headers.pop("To", FIRM), subject
    mail["Message-ID"] = f"<{abs(hash((subject, text)))}@example.org>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", hub.smtp_port, timeout=10) as line:
        line.send_message(mail)
    return str(mail["Message-ID"])


async def answers(hub: RunningHub, count: int) -> list[EmailMessage]:
    """Lucy's mailbox, once it holds `count` mails."""
    office = PostOffice(hub.folder / "data" / "mail")
    async with asyncio.timeout(40):
        while len(office.letters(LUCY)) < count:
            await asyncio.sleep(0.1)
    return [email.message_from_bytes(each.body(), policy=email.policy.default) for each in office.letters(LUCY)]


async def test_a_mail_is_answered_in_its_thread(hub: RunningHub, browser: Browser) -> None:
    """Offered, accepted, answered; the answer to the answer joins the same conversation and the same agent."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    await dana.become_available()
    first = await asyncio.to_thread(write, hub, "Where is FC-10482?", "It should have been here on Monday.\n\nLucy")
    await expect(dana.part("offer")).to_contain_text("Lucy Hale")
    await dana.page.keyboard.press("F2")
    await dana.line("It should have been here on Monday")
    await dana.answer("Hello Lucy, it left our depot today.")
    [answer] = await answers(hub, 1)
    assert answer["In-Reply-To"] == first
    assert first in str(answer["References"])
    assert str(answer["Subject"]).lower().startswith("re: where is fc-10482?")
    assert "it left our depot today" in answer.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "support@fernhill.example" in str(answer["From"])

    reply_to = str(answer["Reply-To"] or answer["From"])
    await asyncio.to_thread(
        write, hub, "Re: Where is FC-10482?", "Thank you! When will it come?\n\n> it left our depot today",
        To=reply_to, In_Reply_To=str(answer["Message-ID"]), References=f"{first} {answer['Message-ID']}",
    )
    await dana.line("When will it come?")
    await dana.answer("Tomorrow before noon.")
    second = (await answers(hub, 2))[1]
    assert first in str(second["References"]) and str(answer["Message-ID"]) in str(second["References"])
    await dana.page.context.close()


async def test_a_strangers_reply_does_not_join(hub: RunningHub, browser: Browser) -> None:
    """Somebody who quotes our Message-ID from another address begins a matter of their own."""
    oleg = await agent(browser, hub, "oleg@fernhill.example", "ru-RU")
    ours = str((await answers(hub, 1))[0]["Message-ID"])
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Mallory <mallory@example.net>", FIRM, "Re: Where is FC-10482?"
    mail["Message-ID"], mail["In-Reply-To"] = "<m1@example.net>", ours
    mail.set_content("Send it to my address instead.")
    with smtplib.SMTP("127.0.0.1", hub.smtp_port, timeout=10) as line:
        line.send_message(mail)
    await oleg.page.keyboard.press("Alt+Digit0")  # by position: the same on a Russian layout
    await expect(oleg.part("offer")).to_contain_text("Mallory")
    await oleg.part("accept").click()
    await oleg.line("Send it to my address instead.")
    await expect(oleg.part("line").filter(has_text="It should have been here on Monday")).to_have_count(0)
    await oleg.page.context.close()
