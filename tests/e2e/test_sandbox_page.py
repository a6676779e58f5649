"""The sandbox's page: call the demo's number, wait, hang up, text, be answered; without a microphone; in every look."""

from __future__ import annotations

import asyncio
import re
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from channels.sandbox.crowd.console import Console
from tests.e2e.people import agent
from tests.e2e.running import RunningHub
from tests.e2e.screen_checks import Gallery

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
NUMBER = "+44 7700 900 114"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082")
LOCALES = {"en": "en-GB", "ru": "ru-RU"}
NO_MICROPHONE = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));"
GREETING = {"en": "For orders press 1", "ru": "Поддержка: нажмите 2"}
NEXT = {"en": "You are next in line", "ru": "Вы следующий в очереди"}
LETTERS = {
    "en": (("Order FC-9456 received", "We keep it for 24 hours until it is paid."),
           ("Your payment code", "Hello Jonas,\n\nhere is the code you asked for: 482 915. It is valid for 10 "
            "minutes.\n\nDana, Fernhill Coffee")),
    "ru": (("Заказ FC-9456 получен", "Мы держим его 24 часа, пока он не оплачен."),
           ("Ваш код оплаты", "Здравствуйте!\n\nВот код, о котором вы просили: 482 915. Он действует 10 минут.\n\n"
            "Дана, Fernhill Coffee")),
}
MOVED = """async () => {
  const { counted } = await import("/sandbox/sound.js");
  const rows = await counted() ?? [];
  const sum = (type, field) => rows.filter((row) => row.type === type).reduce((all, row) => all + (row[field] ?? 0), 0);
  return [sum("inbound-rtp", "bytesReceived"), sum("outbound-rtp", "bytesSent")];
}"""


@asynccontextmanager
async def sandbox(browser: Browser, hub: RunningHub, language: str, script: str = "") -> AsyncIterator[Page]:
    """The page as somebody opens it for the first time, in their language."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale=LOCALES[language],
                                        permissions=["microphone"], reduced_motion="reduce")
    page = await context.new_page()
    await page.add_init_script(script)
    await page.goto(f"{hub.url}/sandbox")
    await expect(page.locator(f"html[lang={language}]")).to_be_attached()
    await expect(page.locator("#dial")).to_have_value(NUMBER)
    try:
        yield page
    finally:
        await context.close()


async def test_a_text_reaches_the_thread_and_is_answered(hub: RunningHub, browser: Browser) -> None:
    """Sent with a picture from the page's telephone, read through the API, answered from a console."""
    dana = await agent(browser, hub, "dana@fernhill.example")
    await dana.become_available()
    async with sandbox(browser, hub, "en") as page:
        name = await page.locator("#person option:checked").text_content()
        await page.locator("#sms-file").set_input_files(
            {"name": "crack.png", "mimeType": "image/png", "buffer": PIXEL})
        await page.get_by_role("textbox", name="Text message").fill("The hopper is cracked, see the picture")
        await page.get_by_role("textbox", name="Text message").press("Enter")
        thread = page.locator("#sms-thread")
        await expect(thread).to_contain_text("The hopper is cracked")
        await expect(thread).to_contain_text("Delivered")
        await expect(thread).to_contain_text("$0.0")
        await expect(dana.part("offer")).to_contain_text(str(name))
        await dana.part("accept").click()
        await dana.line("The hopper is cracked")
        await a_picture_came(hub, str(name))
        await dana.answer("A new one leaves today.")
        await expect(thread).to_contain_text("A new one leaves today.")
    await dana.page.context.close()


async def a_picture_came(hub: RunningHub, name: str) -> None:
    """With its text, in the customer's thread."""
    text = next(line for line in await thread_of(hub, name) if "hopper is cracked" in line["text"])
    assert (text["medium"], text["direction"]) == ("sms", "inbound")
    assert [file["content_type"] for file in text["files"]] == ["image/png"]


async def thread_of(hub: RunningHub, name: str) -> list[dict[str, Any]]:
    """The customer's thread as any other program reads it."""
    async with aiohttp.ClientSession(f"{hub.url}/", headers={"X-Rapport": "1"}) as http:
        said = {"email": "aline@fernhill.example", "password": "rapport-demo"}
        async with http.post("api/sign-in", json=said) as answer:
            cookies = {"Cookie": f"rapport={answer.cookies['rapport'].value}"}
        async with http.get("api/customers", params={"q": name}, headers=cookies) as answer:
            customer = next(item["id"] for item in (await answer.json())["items"] if item["name"] == name)
        async with http.get(f"api/customers/{customer}/thread", headers=cookies) as answer:
            return list((await answer.json())["items"])


async def test_somebody_calls_waits_and_hangs_up(hub: RunningHub, browser: Browser) -> None:
    """Greeting, menu, queue are read and heard; sound flows; who hangs up in the queue is to be called back."""
    async with sandbox(browser, hub, "en") as page:
        handset = page.get_by_role("region", name=re.compile("Telephone"))
        await handset.get_by_role("button", name="Call", exact=True).click()
        heard = handset.get_by_role("log")
        await expect(heard).to_contain_text(GREETING["en"])
        await expect(handset.get_by_role("status").first).to_contain_text("Connected")
        await handset.get_by_role("group", name="Keys").get_by_role("button", name="2", exact=True).click()
        await expect(heard).to_contain_text(NEXT["en"])
        await expect(heard).to_contain_text("You pressed")
        await expect(page.locator("#steps")).to_contain_text("waits in Support")
        await sound_flows(page)
        await handset.get_by_role("button", name="Hang up").click()
        await expect(handset.get_by_role("status").first).to_contain_text("Call ended")
        await expect(page.locator("#steps")).to_contain_text("A call back is planned for")
        await expect(page.get_by_role("checkbox", name=re.compile("press 2"))).to_be_checked()


async def test_the_telephone_rings_when_an_agent_calls(hub: RunningHub, browser: Browser) -> None:
    """Answered, talked, hung up by the customer; declined another time."""
    async with sandbox(browser, hub, "en") as page, aiohttp.ClientSession() as http:
        priya = Console(hub.url, http)
        await priya.sign_in("priya@fernhill.example", "rapport-demo")
        number = "+" + re.sub(r"\D", "", await page.locator("#sms-of").inner_text())
        try:
            for wish, ends in (("Answer", "Call ended"), ("Decline", "")):
                await priya.command("place_call", to=number)
                await pick_up(priya)
                await expect(page.locator("#call-status")).to_contain_text("Fernhill Coffee calls you")
                await page.get_by_role("button", name=wish, exact=True).click()
                if ends:
                    await expect(page.locator("#call-status")).to_contain_text("Connected")
                    await page.get_by_role("button", name="Hang up").click()
                await expect(page.locator("#call-status")).to_contain_text(ends or "Busy")
                await write_up(priya)
        finally:
            await priya.close()


async def pick_up(console: Console) -> None:
    """The agent's softphone takes its own leg, without sound."""
    access = (await console.get("/api/phone"))["items"][0]["access"]
    url = access["url"].removesuffix("/media") + "/answer"
    async with asyncio.timeout(20):
        while not (legs := [call["my_leg_id"] for call in console.table("calls") if call["my_leg_id"]]):
            await asyncio.sleep(0.1)
        while await console.post(url, {"token": access["token"], "leg_id": legs[0]}) != 200:
            await asyncio.sleep(0.2)


async def write_up(console: Console) -> None:
    """The form after a call, so that the next one can be made."""
    async with asyncio.timeout(20):
        while not (works := [work for work in console.table("work") if work["state"] == "wrapping"]):
            await asyncio.sleep(0.1)
    form = {"codes": ["question"], "result": "resolved", "note": "Called."}
    await console.command("complete_wrap_up", handling_id=works[0]["handling_id"], form=form)
    async with asyncio.timeout(20):
        while console.table("work"):
            await asyncio.sleep(0.1)


async def sound_flows(page: Page) -> None:
    """Both ways, by what the browser itself has counted."""
    for _ in range(100):
        if min(await page.evaluate(MOVED)) > 0:
            return
        await page.wait_for_timeout(200)
    raise AssertionError("no sound within 20 s")


async def test_a_caller_without_a_microphone_is_silent_and_told_so(hub: RunningHub, browser: Browser) -> None:
    """By the keyboard alone, in Russian: the notice is there, keys work, everything is read."""
    async with sandbox(browser, hub, "ru", NO_MICROPHONE) as page:
        await page.locator("#dial").press("Enter")
        await expect(page.locator("#heard")).to_contain_text(GREETING["ru"])
        await expect(page.locator("#call-notice")).to_contain_text("Микрофона нет")
        await expect(page.locator("#red")).to_be_focused()
        await page.keyboard.press("2")
        await expect(page.locator("#heard")).to_contain_text(NEXT["ru"])
        await page.keyboard.press("Escape")
        await expect(page.locator("#call-status")).to_contain_text("Разговор окончен")


async def test_one_may_be_anybody(hub: RunningHub, browser: Browser) -> None:
    """A known customer is signed in at the shop; a stranger has a number nobody has, keeps it, and may begin anew."""
    async with sandbox(browser, hub, "en") as page:
        shop, number = page.frame_locator("#shop"), page.locator("#sms-of")
        await expect(shop.get_by_text("Signed in as")).to_be_visible()
        known = await number.inner_text()
        await page.get_by_label("You are").select_option("ru")
        await expect(shop.get_by_role("button", name="Sign in")).to_be_visible()
        await expect(number).to_have_text(re.compile(r"^\+7 999 000 \d\d \d\d$"))
        stranger = await number.inner_text()
        assert stranger != known
        await page.reload()
        await expect(number).to_have_text(stranger)
        await page.get_by_role("button", name="Start over").click()
        await expect(number).not_to_have_text(stranger)
        await expect(page.locator("#letter")).to_contain_text("No mail yet")


async def test_faults_of_the_network_are_set_and_taken_back(hub: RunningHub, browser: Browser) -> None:
    """With each notice sent four times, a text arrives once."""
    async with sandbox(browser, hub, "en") as page:
        name = str(await page.locator("#person option:checked").text_content())
        await page.locator("#fault-panel summary").press("Enter")
        await page.get_by_label("Extra copies of each notice").fill("3")
        await page.get_by_role("button", name="Use these").click()
        await expect(page.locator("#faults-said")).to_have_text("In use now")
        await page.keyboard.press("Escape")
        await page.get_by_role("textbox", name="Text message").fill("Only once, please")
        await page.locator("#sms-send").click()
        async with asyncio.timeout(30):
            while not await told_with_copies(hub, "/message"):
                await asyncio.sleep(0.1)
        lines = [line["text"] for line in await thread_of(hub, name)]
        assert lines.count("Only once, please") == 1
        await page.locator("#fault-panel summary").click()
        await page.get_by_role("button", name="No faults").click()
        await expect(page.locator("#faults-said")).to_have_text("No faults")


async def told_with_copies(hub: RunningHub, path: str) -> bool:
    """Whether the carrier sent a notice of this text to that address, its copies too, and had them answered."""
    async with aiohttp.ClientSession() as http, http.get(f"{hub.url}/sandbox/carrier/wire") as answer:
        sent = (await answer.json())["wire"]
    return any(each["url"].endswith(path) and "Only once" in str(each["params"]) and each["fault"] == "duplicate"
               and each["status"] > 0 for each in sent)


def deliver(hub: RunningHub, to: str, subject: str, text: str) -> None:
    """A letter in the customer's mailbox, by SMTP."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Fernhill Coffee <support@fernhill.example>", to, subject
    mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid(domain="fernhill.example")
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", hub.smtp_port, timeout=10) as line:
        line.send_message(mail)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_how_it_looks(hub: RunningHub, browser: Browser, gallery: Gallery, language: str) -> None:
    """In a call, with messages and mail: light and dark, wide and narrow. SCREENSHOTS=folder keeps the pictures."""
    async with sandbox(browser, hub, language) as page:
        gallery.listen(page)
        for subject, text in LETTERS[language]:
            await asyncio.to_thread(deliver, hub, await page.locator("#mail-of").inner_text(), subject, text)
        await page.locator("#letters button").first.click()
        await page.locator("#sms-text").fill({"en": "Is my order on its way?", "ru": "Заказ уже в пути?"}[language])
        await page.locator("#sms-send").click()
        await page.locator("#green").click()
        await expect(page.locator("#heard")).to_contain_text(GREETING[language])
        await page.locator('[data-key="2"]').click()
        await expect(page.locator("#heard")).to_contain_text(NEXT[language])
        await page.evaluate("document.fonts.ready")
        await gallery.show(page, "sandbox-call", language)
        for width in (1024, 720, 360):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            await expect(page.locator("#red")).to_be_visible()
        await page.locator("#red").click()
