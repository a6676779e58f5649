"""A scripted colleague: takes offers that people leave, answers, holds, hangs up, writes it up. Through a console.

Offers are taken late and queues preferred little, so that whoever signs in comes first.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp

from channels.sandbox.crowd.book import GOODBYES, GREETINGS, Book, language_of
from channels.sandbox.crowd.console import Console, Refused, Row
from channels.sandbox.crowd.form import UNREACHED, filled

TAKING = (5.0, 11.0)  # seconds an offer is left to others
WRITING = (4.0, 10.0)
TALKING = (25.0, 70.0)
ON_HOLD = (4.0, 9.0)
WRITING_UP = (3.0, 9.0)
HOLDS = 0.3  # of calls
QUIET = {"chat": 60.0, "sms": 40.0}  # seconds without a word after which a talk is over
DECLINES = 0.05  # of offers: the next one is asked
CALLS = ("phone", "webcall")
PICK_UPS, PICK_UP_SECONDS = 40, 0.4  # a leg rings a moment after it is ordered
TRY_AGAIN_SECONDS = 10.0  # to sign in
LOOK_SECONDS = 15.0  # how often a colleague looks whether the line is still there
REFUSED_SECONDS = 6.0
PRESENCE, HANDS_KEPT = "presence", 200  # things done that are remembered, so as not to do them twice
LINES = 6  # of a thread, the newest

log = logging.getLogger("rapport.sandbox.crowd")


@dataclass(frozen=True, slots=True)
class Badge:
    """How a colleague signs in."""

    email: str
    password: str


class Colleague:
    """One of the team. `run` until cancelled."""

    def __init__(self, badge: Badge, url: str, book: Book, seed: int) -> None:
        self._badge, self._url, self._book = badge, url, book
        self._chance = random.Random(f"{seed}/{badge.email}")
        self._hands: dict[str, asyncio.Task[None]] = {}  # what is being done, by offer or interaction
        self._unreached: set[str] = set()  # whom we called in vain
        self._console: Console

    async def run(self) -> None:
        """Sign in, be available, and work; sign in again where the hub did not let them in, or the line broke."""
        async with aiohttp.ClientSession() as http:
            while True:
                self._console = Console(self._url, http)
                try:
                    await self._console.sign_in(self._badge.email, self._badge.password)
                    await self._work()
                except (Refused, aiohttp.ClientError, TimeoutError) as error:
                    log.warning("a scripted colleague cannot work", extra={"why": str(error) or type(error).__name__})
                finally:
                    for task in self._hands.values():
                        task.cancel()
                    self._hands.clear()
                    await self._console.close()
                await asyncio.sleep(TRY_AGAIN_SECONDS)

    async def _work(self) -> None:
        console = self._console
        while console.connected:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await console.news.wait()
            console.news.clear()
            if any(me["presence"] in ("offline", "missed") for me in console.table("me")):
                self._hand(PRESENCE, self._available())
            for offer in console.table("offers"):
                self._hand(offer["id"], self._offered(offer))
            for work in console.table("work"):
                if work["state"] in ("active", "held", "wrapping"):
                    self._hand(f"{work['id']}/{work['handling_id']}", self._handle(work))
            for call in console.table("calls"):
                if call["my_leg_id"]:
                    self._hand(f"leg/{call['my_leg_id']}", self._pick_up(call))

    def _hand(self, key: str, doing: Coroutine[Any, Any, None]) -> None:
        """Do it once; a thing is done again only after the same thing has been finished."""
        if key in self._hands:
            doing.close()
            return
        self._hands[key] = task = asyncio.create_task(self._safely(key, doing))
        if key == PRESENCE:
            task.add_done_callback(lambda _: self._hands.pop(key, None))
        for old in [name for name, done in self._hands.items() if done.done()][:-HANDS_KEPT]:
            del self._hands[old]

    async def _safely(self, key: str, doing: Coroutine[Any, Any, None]) -> None:
        """What the hub refuses (they are on another call, say) is tried again after a while."""
        try:
            await doing
        except (Refused, aiohttp.ClientError, TimeoutError) as error:
            log.debug("a scripted colleague was refused: %s", str(error) or type(error).__name__)
            await asyncio.sleep(REFUSED_SECONDS)
            self._hands.pop(key, None)
            self._console.news.set()
        except Exception:
            log.exception("a scripted colleague stumbled")

    async def _pause(self, seconds: tuple[float, float]) -> None:
        await asyncio.sleep(self._chance.uniform(*seconds))

    async def _available(self) -> None:
        await self._pause((0.5, 2.0))
        await self._console.command("set_presence", state="available")

    async def _offered(self, offer: Row) -> None:
        await self._pause(TAKING)
        if offer["id"] in self._console.rows.get("offers", {}):
            name = "decline_offer" if self._chance.random() < DECLINES else "accept_offer"
            await self._console.command(name, offer_id=offer["id"])

    # --- what was taken ---------------------------------------------------------------------------------------

    async def _handle(self, work: Row) -> None:
        if work["state"] != "wrapping":
            talk = {"chat": self._talk, "sms": self._talk, "email": self._letter, "callback": self._call_back}
            await (self._call if work["medium"] in CALLS else talk[work["medium"]])(work)
        await self._write_up(work)

    async def _letter(self, work: Row) -> None:
        await self._pause(WRITING)
        await self._answer(work)

    async def _talk(self, work: Row) -> None:
        """Answer until the other side has gone, or has nothing more to say."""
        key, quiet, heard = work["id"], QUIET[work["medium"]], None
        await self._console.command("watch", conversation_ids=[work["conversation_id"]])
        while quiet > 0 and (now := self._now(key)) is not None and now["state"] == "active":
            if now["preview_direction"] == "inbound" and now["last_customer_at"] != heard:
                heard, quiet = now["last_customer_at"], QUIET[work["medium"]]
                await self._console.command("typing", conversation_id=work["conversation_id"], active=True)
                await self._pause(WRITING)
                if not await self._answer(work):
                    return
            await asyncio.sleep(1.0)
            quiet -= 1.0

    async def _answer(self, work: Row) -> bool:
        """Write what the book says to the newest line; False where that was the last word."""
        line = await self._newest(work)
        page = self._book.page(line)
        language = page.visit.person.language if page else language_of(line)
        text = page.answer if page else GREETINGS[language]
        await self._console.command("send_message", conversation_id=work["conversation_id"],
                                    channel_id=work["channel_id"], text=text or GOODBYES[language], anyway=True)
        return bool(text)

    async def _newest(self, work: Row) -> str:
        path = f"/api/customers/{work['customer_id']}/thread?conversation={work['conversation_id']}&limit={LINES}"
        items = (await self._console.get(path))["items"]
        said = [item["text"] for item in items if item["kind"] == "text" and item["direction"] == "inbound"]
        return str(said[-1]) if said else str(work["preview"])

    # --- calls ------------------------------------------------------------------------------------------------

    async def _pick_up(self, call: Row) -> None:
        """The softphone answers by itself, as soon as it rings: somebody has accepted this call. It has no sound."""
        leg = call["my_leg_id"]
        lines = (await self._console.get("/api/phone"))["items"]
        access = next((each["access"] for each in lines if each["channel_id"] == call["channel_id"]), None)
        if access is None or not access["url"]:
            return
        url = access["url"].removesuffix("/media") + "/answer"
        for _ in range(PICK_UPS):
            now = self._console.rows.get("calls", {}).get(call["id"])
            if now is None or now["my_leg_id"] != leg or now["state"] == "ended":
                return
            if await self._console.post(url, {"token": access["token"], "leg_id": leg}) == 200:
                return
            await asyncio.sleep(PICK_UP_SECONDS)

    async def _call(self, work: Row) -> None:
        """Talk, perhaps look something up meanwhile, and hang up, unless the other side did."""
        key = work["id"]
        if not await self._until_talking(key):
            return
        await self._pause(TALKING)
        if self._chance.random() < HOLDS and self._talking(key):
            await self._console.command("hold_call", interaction_id=key, on=True)
            await self._pause(ON_HOLD)
            if self._call_of(key) is not None:
                await self._console.command("hold_call", interaction_id=key, on=False)
            await self._pause(ON_HOLD)
        if self._call_of(key) is not None and (now := self._now(key)) is not None and now["state"] != "wrapping":
            await self._console.command("hang_up", interaction_id=key)

    async def _call_back(self, work: Row) -> None:
        """Keep a promise: the work becomes a call, which rings here first and then there."""
        await self._pause(WRITING)
        due = (await self._console.get("/api/callbacks?state=due"))["items"]
        promised = next((each for each in due if each["customer_id"] == work["customer_id"]), None)
        if promised is None:
            return
        await self._console.command("place_call", callback_id=promised["id"])
        if not await self._until_talking(work["id"]):
            self._unreached.add(work["id"])
            return
        await self._call(work)

    async def _until_talking(self, key: str) -> bool:
        for _ in range(60):
            if self._talking(key):
                return True
            now = self._now(key)
            if now is None or now["state"] == "wrapping":
                return False
            await asyncio.sleep(1.0)
        return False

    def _talking(self, key: str) -> bool:
        call = self._call_of(key)
        return call is not None and call["state"] == "talking"

    def _call_of(self, key: str) -> Row | None:
        calls = (call for call in self._console.table("calls") if call["interaction_id"] == key)
        return next((call for call in calls if call["state"] != "ended"), None)

    def _now(self, key: str) -> Row | None:
        return self._console.rows.get("work", {}).get(key)

    # --- the end ----------------------------------------------------------------------------------------------

    async def _write_up(self, work: Row) -> None:
        now = self._now(work["id"])
        if now is None:
            return
        if now["state"] != "wrapping":
            await self._console.command("start_wrap_up", interaction_id=work["id"])
        await self._pause(WRITING_UP)
        page = self._book.page(await self._newest(work))
        visit = page.visit if page else self._book.visit_of(work["customer_name"])
        in_vain = work["id"] in self._unreached
        self._unreached.discard(work["id"])
        form = UNREACHED if in_vain else filled(visit, self._console.house["dispositions"],
                                                self._console.house["currency"])
        await self._console.command("complete_wrap_up", handling_id=work["handling_id"], form=form)
