"""A telephone day: somebody calls the demo's number from the sandbox's page; the agent's sound is measured."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Browser, Page, expect

from tests.e2e.call_stage import PEERS
from tests.e2e.people import AgentAtDesk, agent
from tests.e2e.running import RunningHub

# Keeps every peer connection and the last microphone of a page, to ask what went through and to pull the plug.
KEPT = PEERS + """(() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (window.noMicrophone) throw new DOMException("", window.noMicrophone);
    window.microphone = await open(wanted);
    return window.microphone;
  };
})();"""
UNPLUG = """() => {
  window.noMicrophone = "NotFoundError";
  const track = window.microphone.getAudioTracks()[0];
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""

BE_QUIET = """() => {
  for (const peer of window.peers) for (const each of peer.getSenders()) if (each.track) each.track.enabled = false;
}"""
SPEAK_UP = BE_QUIET.replace("false", "true")
# The network eats all that WebRTC says: what is connected breaks off, and nothing new connects.
NO_SOUND = """() => {
  const dead = () => { throw new DOMException("", "NetworkError"); };
  window.RTCPeerConnection = function () { dead(); };
  for (const peer of window.peers) {
    peer.close();
    peer.onconnectionstatechange?.(new Event("connectionstatechange"));
  }
}"""


@dataclass(slots=True)
class Caller:
    """A customer with the sandbox's telephone in hand."""

    page: Page

    async def dial(self, key: str = "2") -> None:
        """Call the demo's number and press a key of its menu."""
        await self.page.locator("#green").click()
        await expect(self.page.locator("#heard")).to_be_visible()
        await self.page.locator(f'#pad [data-key="{key}"]').click()

    async def hang_up(self) -> None:
        """The red button."""
        await self.page.locator("#red").click()

    async def name(self) -> str:
        """Who calls."""
        return str(await self.page.locator("#person option:checked").text_content())


async def caller(browser: Browser, hub: RunningHub) -> Caller:
    """The sandbox's page, ready to dial."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", permissions=["microphone"])
    await context.add_init_script(KEPT)
    page = await context.new_page()
    await page.goto(f"{hub.url}/sandbox")
    await expect(page.locator("#green")).to_be_enabled()
    return Caller(page)


async def other_telephone(browser: Browser, hub: RunningHub) -> tuple[Caller, str]:
    """The sandbox's page with a telephone nobody knows in hand, and its number."""
    one = await caller(browser, hub)
    await one.page.locator("#person").select_option("en")
    number = await one.page.evaluate("async () => (await import('/sandbox/base.js')).state.person.phone")
    return one, str(number)


async def phone_agent(browser: Browser, hub: RunningHub, email: str = "dana@fernhill.example") -> AgentAtDesk:
    """An agent who takes calls, checked and available."""
    dana = await agent(browser, hub, email, script=KEPT)
    await dana.become_available()
    await expect_phase(dana.page, "ready")
    return dana


async def expect_phase(page: Page, phase: str) -> None:
    """The phone bar stands there."""
    await expect(page.get_by_test_id("phone-bar")).to_have_attribute("data-phase", phase)


async def wrap_up(dana: AgentAtDesk) -> None:
    """The form by keys: the disposition found by its name, a line, done."""
    keys, sheet = dana.page.keyboard, dana.part("wrapup-sheet")
    if not await sheet.is_visible():
        await keys.press("KeyW")
    await expect(dana.part("disposition").first).to_be_visible()
    await dana.part("disposition-find").focus()
    await keys.type("question answered")
    await keys.press("Enter")
    await dana.part("wrapup-note").fill("Asked where the order is. Told.")
    await keys.press("Control+Enter")
    await expect(sheet).to_have_count(0)
