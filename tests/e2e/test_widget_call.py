"""The call button of the widget in a real browser with a microphone: sound both ways, hold, reload, trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, expect

from channels.voice import (
    CallArrived,
    CallScript,
    Gather,
    Hold,
    KeysPressed,
    LegEnd,
    LineQuality,
    RecordCall,
    RecordingReady,
    Say,
    Tape,
)
from tests.channels.media_stage import eventually, recorded, rms
from tests.e2e.call_stage import CallStreet, call_street, flows, sound

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
async def shop(tmp_path: Path, browser: Browser) -> AsyncIterator[CallStreet]:
    async with call_street(tmp_path, browser) as open_street:
        yield open_street


async def test_a_visitor_and_an_agent_hear_each_other(shop: CallStreet) -> None:
    elena = await shop.visitor()
    line = await elena.call()
    (arrived,) = shop.hub.told(CallArrived)
    assert arrived.profile.name == "Elena" and arrived.profile.page_url.endswith("/shop/")
    await expect(elena.window.get_by_role("status").get_by_text("You are in line")).to_be_visible()
    await expect(elena.window.get_by_text("You are next.")).to_be_visible()
    agent = await shop.stage.take(line)
    await expect(elena.window.get_by_text("You are talking")).to_be_visible()
    await expect(elena.window.get_by_role("timer").first).to_be_visible()
    await shop.stage.channel.perform(RecordCall("r1", "room", line, Tape.START))
    await flows(elena.page)
    there = await shop.stage.channel._mounted.media.stats("leg-agent")
    assert there.bytes_in > 0 and there.bytes_out > 0 and there.energy_in > 0 and there.energy_out > 0

    await shop.stage.channel.perform(Hold("h1", "room", "leg-customer", line, True))
    await expect(elena.window.get_by_text("On hold, please stay on the line")).to_be_visible()
    await eventually(lambda: agent.pitches() == set())
    await shop.stage.channel.perform(Hold("h2", "room", "leg-customer", line, False))
    await expect(elena.window.get_by_text("You are talking")).to_be_visible()
    await flows(elena.page)

    await elena.button("Mute").click()
    await expect(elena.window.get_by_text("You are muted")).to_be_visible()
    await expect(elena.button("Unmute")).to_have_attribute("aria-pressed", "true")
    await elena.button("Unmute").click()
    await shop.stage.channel.perform(RecordCall("r2", "room", line, Tape.STOP))
    await eventually(lambda: shop.hub.told(RecordingReady))
    file = await shop.stage.channel.fetch_recording(shop.hub.told(RecordingReady)[0].recording)
    assert rms(recorded(Path(file.path))) > 0.01

    await elena.button("End call").click()
    await expect(elena.window.get_by_text("The call has ended")).to_be_visible()
    await eventually(lambda: shop.stage.ended(line))
    assert shop.stage.ended(line)[0].end is LegEnd.HUNG_UP and (await sound(elena.page)).received == 0
    assert elena.said == []


async def test_the_chat_stays_open_beside_the_call(shop: CallStreet) -> None:
    elena = await shop.visitor()
    line = await elena.call()
    await shop.stage.take(line)
    await elena.window.get_by_role("button", name="Chat", exact=True).click()
    await elena.window.locator(".ft textarea").fill("My order is FC-10490")
    await elena.window.locator(".ft textarea").press("Enter")
    await elena.page.get_by_role("log").get_by_text("My order is FC-10490").wait_for()
    visitor = next(iter(shop.hub.books))
    assert visitor == shop.hub.told(CallArrived)[0].thread_key
    await shop.hub.accept(visitor, "Dana Wolf")
    await shop.hub.say(visitor, "I see it, one moment")
    await expect(elena.page.get_by_role("log").get_by_text("I see it, one moment")).to_be_visible()
    await elena.page.keyboard.press("Escape")  # the window closes, the call goes on
    bar = elena.page.get_by_role("group", name="Call", exact=True)
    await expect(bar).to_contain_text("You are talking")
    await bar.get_by_role("button", name="You are talking").click()
    await expect(elena.window.get_by_text("Dana Wolf").first).to_be_visible()
    await elena.button("End call").click()
    await elena.button("Write to us instead").click()
    await expect(elena.page.get_by_role("log").get_by_text("My order is FC-10490")).to_be_visible()
    await elena.button("Call us in the browser").click()  # and back again
    await eventually(lambda: len(shop.hub.told(CallArrived)) == 2, 15)
    assert shop.hub.told(CallArrived)[1].thread_key == visitor


async def test_a_menu_is_answered_by_keys(shop: CallStreet) -> None:
    question = Gather("menu", (Say("For orders press one.", "en"),), digits=1, seconds=20)
    shop.hub.scripts = lambda value: CallScript((question,)) if isinstance(value, CallArrived) else None
    elena = await shop.visitor()
    await elena.call()
    await expect(elena.window.get_by_text("For orders press one.")).to_be_visible()
    await elena.button("1").click()
    await eventually(lambda: [each.keys for each in shop.hub.told(KeysPressed)] == ["1"])


async def test_the_call_goes_on_when_the_page_is_reloaded(shop: CallStreet) -> None:
    elena = await shop.visitor()
    line = await elena.call()
    await shop.stage.take(line)
    await expect(elena.window.get_by_text("You are talking")).to_be_visible()
    await elena.page.goto(shop.shop + "/shop/orbit.html")
    bar = elena.page.get_by_role("group", name="Call", exact=True)
    await expect(bar).to_contain_text("You are talking")
    await flows(elena.page)
    assert not shop.stage.ended(line)
    before = (await shop.stage.channel._mounted.media.stats("leg-agent")).energy_out
    async with asyncio.timeout(20):
        while (await shop.stage.channel._mounted.media.stats("leg-agent")).energy_out <= before:
            await asyncio.sleep(0.1)
    await bar.get_by_role("button", name="End call").click()
    await eventually(lambda: shop.stage.ended(line))


async def test_a_blocked_microphone_is_told_with_its_remedy(shop: CallStreet) -> None:
    elena = await shop.visitor()
    refuse = "name => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)); }"
    await elena.page.evaluate(refuse, "NotAllowedError")
    await elena.button("Open chat").click()
    await elena.button("Call us in the browser").click()
    await expect(elena.page.get_by_role("alert")).to_contain_text("Click the lock next to the address")
    await elena.page.evaluate(refuse, "NotFoundError")
    await elena.button("Try again").click()
    await expect(elena.page.get_by_role("alert")).to_contain_text("No microphone was found")
    await elena.button("Write to us instead").click()
    await expect(elena.button("Start chat")).to_be_visible()
    assert not shop.hub.facts


async def test_an_unplugged_microphone_keeps_the_call(shop: CallStreet) -> None:
    elena = await shop.visitor()
    await elena.page.evaluate("""() => {
      const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => (window.microphone = await own(wanted));
    }""")
    line = await elena.call()
    await shop.stage.take(line)
    await expect(elena.window.get_by_text("You are talking")).to_be_visible()
    await elena.page.evaluate("window.microphone.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    await expect(elena.page.get_by_role("alert")).to_contain_text("Your microphone is gone")
    await eventually(lambda: [each.on for each in shop.hub.told(LineQuality)] == [True])
    before = await sound(elena.page)
    await asyncio.sleep(7)  # longer than a silent line is borne
    assert (await sound(elena.page)).received > before.received and not shop.stage.ended(line)
    await elena.page.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
    await expect(elena.page.get_by_role("alert")).not_to_be_attached()
    await eventually(lambda: [each.on for each in shop.hub.told(LineQuality)] == [True, False])


WORDS = {"ru": ("Позвонить из браузера", "Завершить звонок"), "en": ("Call us in the browser", "End call")}


@pytest.mark.parametrize(("width", "language"), [(320, "ru"), (1440, "en")])
async def test_the_call_fits_and_is_reached_by_keys(shop: CallStreet, width: int, language: str) -> None:
    tag = quote(f'data-language="{language}"')
    someone = await shop.visitor(f"/shop/?tag={tag}", viewport={"width": width, "height": 640})
    words = WORDS[language]
    await someone.page.locator("#rapport-chat").wait_for(state="attached")  # its policy forbids asking the page itself
    await someone.page.evaluate("window.Rapport.open()")
    await someone.button(words[0]).focus()
    await someone.page.keyboard.press("Enter")
    await eventually(lambda: shop.hub.told(CallArrived), 15)
    await expect(someone.button(words[1])).to_be_visible()
    wide = await someone.page.evaluate("document.documentElement.scrollWidth")
    panel = someone.page.locator("#rapport-chat .call")
    overflow = await panel.evaluate("one => one.scrollWidth - one.clientWidth")
    assert wide <= width and overflow <= 0
    await someone.page.keyboard.press("Tab")
    assert await someone.page.evaluate("document.querySelector('#rapport-chat').shadowRoot.activeElement !== null")
    await someone.button(words[1]).focus()
    await someone.page.keyboard.press("Enter")
    await eventually(lambda: shop.stage.ended(shop.hub.told(CallArrived)[0].line))
