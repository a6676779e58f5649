"""A shop whose widget has the call button, a small hub with chat and web call, and what a page's sound amounts to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page

from channels.voice import CallArrived
from channels.webchat import WebChat
from channels.webchat.settings import read
from tests.channels.site import serve
from tests.channels.webcall_stage import KEY, CallStage, VoiceHub
from tests.channels.webcall_stage import stage as call_stage
from tests.channels.webchat_stage import Clock
from tests.e2e.widget_stage import eventually, shop_of

# Remembers every peer connection of a page, so that a test can ask it what went through.
PEERS = """(() => {
  const Own = window.RTCPeerConnection;
  window.peers = [];
  window.RTCPeerConnection = class extends Own {
    constructor(...given) { super(...given); window.peers.push(this); }
  };
})();"""
FIGURES = """async () => {
  const found = { received: 0, sent: 0, heard: 0, spoken: 0, packets: 0 };
  const peer = window.peers.filter((each) => each.connectionState === "connected").at(-1);
  if (!peer) return found;
  for (const each of (await peer.getStats()).values()) {
    if (each.type === "inbound-rtp") {
      found.received += each.bytesReceived;
      found.packets += each.packetsReceived;
      found.heard += each.totalAudioEnergy ?? 0;
    }
    if (each.type === "outbound-rtp") found.sent += each.bytesSent;
    if (each.type === "media-source") found.spoken += each.totalAudioEnergy ?? 0;
  }
  return found;
}"""
FAINT = 3e-4  # energy as WebRTC counts it in two seconds; a beep of the fake microphone has ten times as much
LISTENED_PACKETS = 100  # of 20 ms each; the fake microphone beeps once a second


@dataclass(frozen=True, slots=True)
class Sound:
    """What went through a page's connection so far: bytes, packets, and energy as WebRTC counts it."""

    received: float
    sent: float
    heard: float
    spoken: float
    packets: float

    def is_exceeded_by(self, now: Sound) -> bool:
        """Whether all of it has grown."""
        return min(now.received - self.received, now.sent - self.sent, now.heard - self.heard,
                   now.spoken - self.spoken) > 0


async def sound(page: Page) -> Sound:
    """What the page's newest live connection carried."""
    return Sound(**await page.evaluate(FIGURES))


async def flows(*pages: Page) -> None:
    """Sound goes both ways at each page: more bytes and more energy, in and out, than a moment ago."""
    before = [await sound(page) for page in pages]
    async with asyncio.timeout(20):
        for page, old in zip(pages, before, strict=True):
            while not old.is_exceeded_by(await sound(page)):
                await asyncio.sleep(0.1)


async def hears(*pages: Page) -> None:
    """Somebody is heard at each page."""
    before = [await sound(page) for page in pages]
    async with asyncio.timeout(20):
        for page, old in zip(pages, before, strict=True):
            while (await sound(page)).heard <= old.heard + FAINT:
                await asyncio.sleep(0.1)


async def falls_silent(*pages: Page) -> None:
    """Each page soon receives sound in which nobody is heard: two seconds of it, counted in packets."""
    async with asyncio.timeout(120):
        for page in pages:
            while await _loudness_of_next(page) > FAINT:
                pass


async def _loudness_of_next(page: Page) -> float:
    """The energy of the page's next two seconds of sound."""
    old = await sound(page)
    while (now := await sound(page)).packets < old.packets + LISTENED_PACKETS:
        await asyncio.sleep(0.1)
    return now.heard - old.heard


async def has_played(player: Locator) -> None:
    """The recording was begun: the browser remembers it, even of one that was over before anybody looked."""
    audio = player.locator("audio")
    async with asyncio.timeout(30):
        while not await audio.evaluate("(audio) => audio.played.length > 0 && audio.played.end(0) > 0"):
            await asyncio.sleep(0.1)


async def heard_in(page: Page) -> None:
    """The newest recording of the thread is sound, not silence: decoded by the browser itself."""
    loudness = await page.evaluate("""async () => {
      const player = [...document.querySelectorAll("[data-testid=player] audio")].at(-1);
      const answer = await fetch(player.src);
      const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(await answer.arrayBuffer());
      const samples = sound.getChannelData(0);
      return { rms: Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length), seconds: sound.duration };
    }""")
    assert loudness["seconds"] > 5 and loudness["rms"] > 0.005, loudness


@dataclass(slots=True)
class CallerPage:
    """A visitor's page; locators look through the shadow root."""

    street: CallStreet
    page: Page
    said: list[str] = field(default_factory=list)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def window(self) -> Locator:
        return self.page.locator("#rapport-chat .wd")

    async def call(self) -> str:
        """Press the button; the line, once the hub knows of it."""
        known = len(self.street.hub.told(CallArrived))
        await self.button("Open chat").click()
        await self.page.get_by_label("Your name").fill("Elena")
        await self.button("Call us in the browser").click()
        await eventually(lambda: len(self.street.hub.told(CallArrived)) > known, 20)
        return self.street.hub.told(CallArrived)[-1].line


@dataclass(slots=True)
class CallStreet:
    """The shop's address, the stage with its agents, and the browser."""

    shop: str
    stage: CallStage
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def hub(self) -> VoiceHub:
        return self.stage.hub

    async def visitor(self, path: str = "/shop/", **looks: object) -> CallerPage:
        """Somebody new on the shop's page; `looks` are Playwright's context options."""
        usual = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "permissions": ["microphone"]}
        context = await self.browser.new_context(**(usual | looks))  # type: ignore[arg-type]
        self.contexts.append(context)
        await context.add_init_script(PEERS)
        page = await context.new_page()
        visitor = CallerPage(self, page)
        page.on("console", lambda said: visitor.said.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: visitor.said.append(str(error)))
        await page.goto(self.shop + path)
        return visitor


@asynccontextmanager
async def call_street(folder: Path, browser: Browser) -> AsyncIterator[CallStreet]:
    """Open the shop and the hub."""
    hub = ""

    app = shop_of(lambda: hub, "chat")
    runner, origin = await serve(app)
    settings = read({"origins": [origin], "brand": "Fernhill Coffee", "colour": "#1F4D3F", "call": "call"}, {})
    chat = WebChat("chat", settings, "", Clock(), key=KEY)
    street: CallStreet | None = None
    try:
        async with call_stage(folder, chat) as running:
            hub = running.origin
            street = CallStreet(origin, running, browser)
            yield street
    finally:
        for context in street.contexts if street is not None else []:
            await context.close()
        await runner.cleanup()
