"""The day the screens are taken on: a regular customer who wrote a mail and now chats, and four others."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.people import AgentAtDesk, Visitor, agent, visitor
from tests.e2e.running import ROOT, RunningHub

FIRM = "support@fernhill.example"
CALLER = "Ruben Keller"
HEROINE, HER_ADDRESS = "Ирина Носова", "i.nosova@example.org"  # of the demo: a VIP with orders and a case
# Seconds an offer rings and a wrap-up lasts, so that a state holds still while it is looked at.
PATIENCE = 99 if "SCREENSHOTS" in os.environ else 300


def patient_hub(folder: Path) -> RunningHub:
    """The demo on its own configuration, with offers and wrap-ups that wait for a slow machine."""
    config = folder / "config"
    shutil.copytree(ROOT / "config", config)
    floor = (config / "floor.toml").read_text("utf-8")
    offers = ", ".join(f"{medium} = {PATIENCE}" for medium in ("phone", "webcall", "chat", "sms", "email", "callback"))
    floor = re.sub(r"offer_seconds = \{[^}]*\}", f"offer_seconds = {{ {offers} }}", floor)
    floor = re.sub(r"wrapup_seconds = \d+", f"wrapup_seconds = {PATIENCE}", floor)
    (config / "floor.toml").write_text(floor, "utf-8")
    return RunningHub(folder, ("demo", "--config", str(config))).start()


async def post(hub: RunningHub, sender: str, subject: str, text: str, picture: str = "") -> None:
    """A mail by the customer's own mail program."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, FIRM, subject
    mail["Message-ID"] = f"<{abs(hash((sender, subject)))}@example.org>"
    mail.set_content(text)
    if picture:
        mail.add_attachment(b"\xff\xd8\xff\xe0" + bytes(240_000), "image", "jpeg", filename=picture)

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", hub.smtp_port, timeout=10) as line:
            line.send_message(mail)

    await asyncio.to_thread(send)


def row(dana: AgentAtDesk, name: str) -> Locator:
    """A customer's row in My work."""
    return dana.part("work-row").filter(has_text=name)


async def accept(dana: AgentAtDesk, name: str, line: str) -> None:
    """Take the offer once it is there and see what was written."""
    await expect(dana.part("offer")).to_contain_text(name)
    await dana.part("accept").click()
    await dana.line(line)


@dataclass(slots=True)
class Day:
    """Who takes part."""

    dana: AgentAtDesk
    visitors: list[Visitor]

    @property
    def page(self) -> Page:
        """The agent's console."""
        return self.dana.page


async def busy_day(browser: Browser, hub: RunningHub) -> Day:
    """Dana's console: a chat with the mail before it, another late one, a mail, one waiting, one snoozed, an offer."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    await dana.page.emulate_media(reduced_motion="reduce")
    await dana.become_available()
    await _mails(hub, dana)
    day = Day(dana, [])
    await _chats(browser, hub, day)
    await ring(hub, day)
    return day


async def ring(hub: RunningHub, day: Day) -> None:
    """A customer of long standing writes; more wait behind him."""
    await post(hub, f"{CALLER} <r.keller@example.org>", "Grinder for the new shop",
               "Hello, we open a new shop in March and need another grinder. Could you send an offer?\n\nRuben")
    await expect(day.dana.part("offer")).to_contain_text(CALLER)
    for name in ("Noor Haddad", "Lucía Ferrer"):
        address = name.split()[1].lower()
        await post(hub, f"{name} <{address}.{len(name)}@example.org>", "Which grinder?", "Which of the two is quieter?")


async def _mails(hub: RunningHub, dana: AgentAtDesk) -> None:
    her = f"{HEROINE} <{HER_ADDRESS}>"
    await post(hub, her, "Order FC-10482: hopper arrived cracked",
               "The bean hopper is cracked along the seam. I would rather keep the grinder.\n\nИрина", "hopper.jpg")
    await accept(dana, HEROINE, "The bean hopper is cracked")
    await dana.answer("Hello Irina, thank you for the photo. A new hopper leaves our depot today.")
    await dana.line("A new hopper leaves")
    await finish(dana, "Follow-up needed", "damaged", "Hopper cracked, new one sent. Keeps the grinder.")
    await post(hub, "Harriet Osei <harriet.osei@example.org>", "Invoice for the Ottawa office",
               "Could you send the September invoice again, please?\n\nHarriet")
    await accept(dana, "Harriet Osei", "September invoice")
    await post(hub, "Пётр Данилин <p.danilin.office@example.org>", "Счёт на обслуживание",
               "Добрый день! Пришлите, пожалуйста, счёт на обслуживание двух машин.\n\nПётр")
    await accept(dana, "Пётр Данилин", "счёт на обслуживание")
    await dana.answer("Пётр, добрый день! Счёт отправлен, ждём оплату.")
    await dana.line("ждём оплату")
    if await row(dana, "Пётр Данилин").get_attribute("data-state") == "active":
        await dana.part("more").click()
        await dana.page.get_by_role("menuitem", name=re.compile("customer", re.IGNORECASE)).first.click()
    await post(hub, "ООО «Зерно и Ко» <zerno@example.org>", "Договор на обслуживание",
               "Здравствуйте! Отправили договор на подпись, вернёмся во вторник.")
    await accept(dana, "ООО «Зерно и Ко»", "договор на подпись")
    await dana.part("snooze").click()
    await dana.page.get_by_role("menuitem").last.click()
    await expect(row(dana, "ООО «Зерно и Ко»")).to_have_attribute("data-state", "snoozed")


async def _chats(browser: Browser, hub: RunningHub, day: Day) -> None:
    dana = day.dana
    jonas = await visitor(browser, hub)
    await jonas.start("Jonas Weber", "jonas.weber@example.org", "My order is stuck at the depot")
    await accept(dana, "Jonas Weber", "stuck at the depot")
    irina = await visitor(browser, hub)
    await irina.start(HEROINE, HER_ADDRESS, "Здравствуйте! Курьер оставил бункер у соседей, это квартира 14.")
    await accept(dana, HEROINE, "Курьер оставил бункер")
    await dana.part("customer-panel").get_by_role("button", name=re.compile("^Merge")).first.click()
    await dana.line("The bean hopper is cracked")
    await dana.answer("Вижу ваш заказ, Ирина. Прошу курьера забрать посылку.")
    await irina.write("Спасибо! А можно доставку после 18:00?")
    await dana.line("после 18:00")
    await dana.page.keyboard.press("Alt+KeyN")
    await dana.answer("Label has flat 14, her address is flat 41. Courier misread it.")
    await dana.line("Courier misread it")
    await jonas.write("Still there?")
    await expect(row(dana, "Jonas Weber")).to_contain_text("Still there?")
    day.visitors += [jonas, irina]


async def finish(dana: AgentAtDesk, result: str, disposition: str, note: str) -> None:
    """The usual wrap-up: result, disposition, a line, one press."""
    await dana.part("wrapup-open").click()
    sheet = dana.part("wrapup-sheet")
    await sheet.get_by_role("radio", name=result).click()
    await dana.part("disposition-find").fill(disposition)
    await dana.part("disposition-find").press("Enter")
    await dana.part("wrapup-note").fill(note)
    await dana.page.keyboard.press("Control+Enter")
    await expect(sheet).to_have_count(0)
