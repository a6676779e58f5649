"""The widget in a real browser, on a shop's page of another origin, against a small hub."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, WebSocketRoute, expect

from channels.contract import DeliveryState
from tests.channels.webchat_stage import elena, signed
from tests.e2e.widget_stage import Street, eventually, street

pytestmark = pytest.mark.browser
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "60a8ff0f0001830180d3a3c5a50000000049454e44ae426082"
)


@pytest.fixture
async def shop(tmp_path: Path, browser: Browser) -> AsyncIterator[Street]:
    async with street(tmp_path, browser) as open_street:
        yield open_street


async def test_from_the_first_word_to_the_rating(shop: Street) -> None:
    ann = await shop.visitor("/shop/orbit.html?utm_source=mail&utm_campaign=autumn")
    await ann.open()
    await ann.page.get_by_label("Your name").fill("Елена Крюк")
    await ann.page.get_by_label("E-mail so we can reply").fill("e.kryuk@example.org")
    await ann.button("Payment").click()
    await ann.page.get_by_label("Message", exact=True).fill("The code from the SMS never came")
    await ann.page.get_by_role("checkbox").check()
    await ann.button("Start chat").click()
    visitor = await shop.talk()
    said = shop.book(visitor).arrivals[0].profile
    assert (said.name, said.email, said.topic) == ("Елена Крюк", "e.kryuk@example.org", "Payment")
    assert said.consent == "Keep this chat for 12 months."
    assert "/shop/orbit.html" in said.page_url
    assert dict(said.utm) == {"utm_source": "mail", "utm_campaign": "autumn"}

    await shop.hub.queue(visitor, 3, (60, 240))
    await expect(ann.window.get_by_text("You are 3rd in line")).to_be_visible()
    await expect(ann.window.get_by_text("Most people wait 1–4 min")).to_be_visible()
    await expect(ann.window.get_by_text("Sent")).to_be_visible()
    await shop.hub.accept(visitor, "Dana Wolf")
    await expect(ann.window.get_by_text("Read")).to_be_visible()
    await expect(ann.page.get_by_role("heading", name="Dana Wolf")).to_be_visible()
    await shop.hub.gesture(visitor, "typing")
    await expect(ann.window.get_by_text("Dana Wolf is typing")).to_be_attached()
    await shop.hub.say(visitor, "Hello Elena, see https://shop.example/code <b>now</b>")
    await expect(ann.log.get_by_role("link")).to_have_attribute("href", "https://shop.example/code")
    await expect(ann.log.get_by_text("<b>now</b>")).to_be_visible()
    await expect(ann.window.get_by_text("Dana Wolf is typing")).not_to_be_attached()
    await eventually(lambda: shop.book(visitor).lines[-1].state == DeliveryState.READ)
    await ann.write("Got it, it works!")
    await expect(ann.log.get_by_text("Got it, it works!")).to_be_visible()
    await eventually(lambda: any(signal.kind == "typing" for signal in shop.hub.signals))

    await shop.hub.finish(visitor)
    await expect(ann.page.get_by_role("heading", name="Chat with Dana Wolf ended")).to_be_visible()
    await ann.page.get_by_role("radio", name="Great").click()
    await ann.button("Fast").click()
    await ann.page.get_by_label("A word for Dana Wolf…").fill("Thank you")
    await ann.page.get_by_label("E-mail me this conversation").check()
    await ann.button("Send rating").click()
    await eventually(lambda: bool(shop.book(visitor).ratings))
    assert (shop.book(visitor).ratings[0].score, shop.book(visitor).ratings[0].comment) == (5, "Fast. Thank you")
    assert shop.book(visitor).transcripts == ["e.kryuk@example.org"]
    await expect(ann.button("Send rating")).not_to_be_attached()
    await expect(ann.window.get_by_text("Thank you for your rating")).to_be_visible()
    await ann.write("One more thing")
    await eventually(lambda: shop.book(visitor).state == "queued")
    assert ann.said == []


async def test_history_stays_after_a_reload_and_on_another_page(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin("Is it in stock?")
    await shop.hub.accept(visitor, "Dana")
    await shop.hub.say(visitor, "Yes, it is")
    await expect(ann.log.get_by_text("Yes, it is")).to_be_visible()
    await ann.box.fill("half a thou")
    await ann.page.reload()
    await ann.open()
    await expect(ann.log.get_by_text("Is it in stock?")).to_be_visible()
    await expect(ann.log.get_by_text("Yes, it is")).to_be_visible()
    await expect(ann.box).to_have_value("half a thou")
    await ann.page.goto(shop.shop + "/shop/beans.html")
    await ann.open()
    await expect(ann.log.get_by_text("Yes, it is")).to_be_visible()
    assert len(shop.hub.books) == 1


async def test_two_tabs_show_the_same(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin("from the first tab")
    second = await shop.tab(ann.page.context, "/shop/beans.html")
    await second.open()
    await expect(second.log.get_by_text("from the first tab")).to_be_visible()
    await second.write("from the second tab")
    await expect(ann.log.get_by_text("from the second tab")).to_be_visible()
    await shop.hub.say(visitor, "to both")
    for tab in (ann, second):
        await expect(tab.log.get_by_text("to both")).to_be_visible()
    assert [line.text for line in shop.book(visitor).lines] == ["from the first tab", "from the second tab", "to both"]


async def test_another_browser_sees_nothing_of_it(shop: Street) -> None:
    ann = await shop.visitor()
    await ann.begin("my secret")
    bob = await shop.visitor()
    await bob.begin("hello", "Bob")
    await expect(bob.log.get_by_text("hello")).to_be_visible()
    await expect(bob.page.get_by_text("my secret")).not_to_be_attached()


async def test_without_sockets_the_talk_goes_on_by_asking(shop: Street) -> None:
    ann = await shop.visitor()

    async def cut(socket: WebSocketRoute) -> None:
        await socket.close()

    await ann.page.route_web_socket(re.compile("socket.io"), cut)
    await ann.page.reload()
    visitor = await ann.begin("no sockets here")
    await shop.hub.say(visitor, "I hear you")
    await expect(ann.log.get_by_text("I hear you")).to_be_visible(timeout=8000)
    await ann.write("and I you")
    await eventually(lambda: shop.book(visitor).lines[-1].text == "and I you")
    assert not [signal for signal in shop.hub.signals if signal.kind == "typing"]


async def test_what_is_written_offline_waits_and_arrives_once(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin("online")
    await ann.page.context.set_offline(True)
    shop.hub.down = True
    for live in list(shop.hub.sockets.eio.sockets.values()):
        await live.close(wait=False, abort=True)
    await ann.write("written in a tunnel")
    await ann.write("and another")
    await expect(ann.window.get_by_text("Sending").first).to_be_visible()
    await expect(ann.window.get_by_text("No connection").first).to_be_attached(timeout=15_000)
    await ann.page.context.set_offline(False)
    shop.hub.down = False
    await eventually(lambda: len(shop.book(visitor).lines) == 3, 30)
    assert [line.text for line in shop.book(visitor).lines] == ["online", "written in a tunnel", "and another"]
    await expect(ann.window.get_by_text("Sending")).not_to_be_attached()


async def test_what_is_written_before_a_reload_is_not_lost(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin("first")
    shop.hub.down = True
    await ann.write("the hub is away")
    await expect(ann.window.get_by_text("Sending").first).to_be_visible()
    await ann.page.reload()
    shop.hub.down = False
    await eventually(lambda: len(shop.book(visitor).lines) == 2, 30)
    assert shop.book(visitor).lines[-1].text == "the hub is away"


async def test_closed_hours_become_a_message(shop: Street) -> None:
    shop.hub.hours = (False, None)
    ann = await shop.visitor()
    await ann.open()
    await expect(ann.window.get_by_text("Leave a message, we answer when we are back")).to_be_visible()
    await ann.page.get_by_label("E-mail").fill("jo.hale@example")
    await ann.page.get_by_label("Message", exact=True).fill("Does the Orbit 64 fit?")
    await ann.page.get_by_role("checkbox").check()
    await ann.button("Send message").click()
    await expect(ann.window.get_by_text("The part after the dot is missing, like .com")).to_be_visible()
    await expect(ann.page.get_by_label("E-mail")).to_be_focused()
    assert not shop.hub.raw
    await ann.page.get_by_label("E-mail").fill("jo.hale@example.org")
    await ann.button("Send message").click()
    visitor = await shop.talk()
    assert shop.book(visitor).arrivals[0].profile.email == "jo.hale@example.org"
    await expect(ann.window.get_by_text("We have your message and answer when we are back.")).to_be_visible()


async def test_files_by_button_paste_and_drop(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin()
    await ann.window.locator("input[type=file]").set_input_files(
        FilePayload(name="receipt.png", mimeType="image/png", buffer=PNG)
    )
    await eventually(lambda: len(shop.book(visitor).arrivals) == 2)
    assert shop.book(visitor).arrivals[1].attachments[0].body == PNG
    await expect(ann.log.get_by_role("img", name="receipt.png")).to_be_visible()
    event = """(kind) => {
      const root = document.querySelector("#rapport-chat").shadowRoot;
      const box = root.querySelector(kind === "paste" ? ".ft textarea" : ".wd");
      const data = new DataTransfer();
      data.items.add(new File(["notes of " + kind], kind + ".txt", { type: "text/plain" }));
      box.dispatchEvent(kind === "paste"
        ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    for kind in ("paste", "drop"):
        await ann.page.evaluate(event, kind)
        await ann.log.get_by_role("button", name=f"Download {kind}.txt").wait_for()
    assert [each.attachments[0].filename for each in shop.book(visitor).arrivals[2:]] == ["paste.txt", "drop.txt"]
    async with ann.page.expect_download() as saved:
        await ann.log.get_by_role("button", name="Download paste.txt").click()
    assert Path(await (await saved.value).path()).read_text() == "notes of paste"
    await ann.window.locator("input[type=file]").set_input_files(
        FilePayload(name="video.mov", mimeType="video/quicktime", buffer=bytes(10 * 1024 * 1024 + 1))
    )
    await expect(ann.window.get_by_text("Over 10 MB. Send a photo, or a shorter clip")).to_be_visible()
    await ann.button("Remove").click()
    await expect(ann.window.get_by_text("video.mov")).not_to_be_attached()
    assert len(shop.book(visitor).arrivals) == 4


async def test_a_message_that_comes_to_a_closed_window_is_counted_and_shown(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin()
    await shop.hub.accept(visitor, "Dana")
    await ann.page.keyboard.press("Escape")
    await expect(ann.window).not_to_be_attached()
    await shop.hub.say(visitor, "Are you there?")
    await shop.hub.say(visitor, "The code is on its way")
    await expect(ann.page.get_by_role("button", name="Open chat, 2 unread messages")).to_be_visible()
    await expect(ann.page.get_by_role("group", name="New messages")).to_contain_text("The code is on its way")
    await eventually(lambda: shop.book(visitor).lines[-1].state == DeliveryState.DELIVERED)
    await ann.page.get_by_role("button", name="Open chat, 2 unread messages").click()
    await eventually(lambda: shop.book(visitor).lines[-1].state == DeliveryState.READ)
    await ann.page.keyboard.press("Escape")
    await expect(ann.button("Open chat")).to_be_visible()


async def test_a_login_continues_the_talk_and_another_persons_login_begins_anew(shop: Street) -> None:
    ann = await shop.visitor()
    visitor = await ann.begin("anonymous")
    await ann.identify(signed(elena()))
    await ann.write("now logged in")
    await eventually(lambda: len(shop.book(visitor).arrivals) == 2)
    assert shop.book(visitor).arrivals[1].profile.external_ref == "C-17"
    await ann.identify(signed(elena(sub="C-18", name="Bob")))
    await expect(ann.page.get_by_text("now logged in")).not_to_be_attached()
    await expect(ann.button("Start chat")).to_be_visible()


async def test_a_signature_that_is_refused_does_not_lose_the_word(shop: Street) -> None:
    ann = await shop.visitor()
    await ann.identify(signed(elena(), secret="w" * 40))
    await ann.open()
    await ann.page.get_by_label("Message", exact=True).fill("still me")
    await ann.page.get_by_role("checkbox").check()
    await ann.button("Start chat").click()
    visitor = await shop.talk()
    assert not shop.book(visitor).arrivals[0].profile.verified


async def test_a_page_that_is_not_on_the_list_shows_no_chat(tmp_path: Path, browser: Browser) -> None:
    async with street(tmp_path, browser, origins=["https://elsewhere.example"]) as shop:
        ann = await shop.visitor()
        await ann.page.wait_for_timeout(300)
        await expect(ann.page.locator("#rapport-chat")).not_to_be_attached()
        assert any("403" in said or "CORS" in said for said in ann.said)
