"""How a customer's turn goes, way by way: they come, wait, answer, lose patience or are content."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from channels.sandbox.crowd.book import Book
from channels.sandbox.crowd.outside import Away, Outside
from channels.sandbox.crowd.values import CALLS, Visit, Way

THINKING = (3.0, 9.0)  # seconds before somebody answers
READING = (1.5, 4.0)  # seconds of the menu before a key is pressed
TALKING = (14.0, 45.0)
VOICEMAIL = (4.0, 12.0)
LOOK_SECONDS = 1.5  # how often a chat is looked at
MAILBOX_SECONDS = 4.0
MAIL_PATIENCE = 4  # times as patient as in a live talk
CALLBACK_PATIENCE = 600.0
KEY_CALLBACK, KEY_VOICEMAIL = "1", "2"
RATES = 0.5  # of chats
ANSWERS_LATER = 0.6  # of those who did not wait: they are glad to be called back


async def play(visit: Visit, outside: Outside, book: Book) -> bool:
    """One visit from its beginning to its end; whether the firm answered. Raises Away."""
    book.write(visit)
    chance = random.Random(visit.seed)
    if visit.way in CALLS:
        return await Caller(visit, outside, chance).play()
    plays = {Way.TEXT: _text, Way.MAIL: _mail, Way.CHAT: _chat}
    return await plays[visit.way](visit, outside, chance)


async def _think(chance: random.Random, seconds: tuple[float, float] = THINKING) -> None:
    await asyncio.sleep(chance.uniform(*seconds))


# --- telephone ------------------------------------------------------------------------------------------------


class Caller:
    """Somebody with the receiver at their ear. They hear everything and say nothing."""

    def __init__(self, visit: Visit, outside: Outside, chance: random.Random) -> None:
        self._visit, self._outside, self._chance = visit, outside, chance
        self._call = ""
        self._asked = 0  # how often keys were wanted
        self._plan: asyncio.Task[None] | None = None  # what they are about to do
        self._answered = False

    async def play(self) -> bool:
        """Call until it is over, or until a promised call back has come."""
        async with aclosing(self._outside.events(self._visit.person)) as events:
            await anext(events)
            self._call = await self._outside.dial(self._visit.person)
            try:
                await self._listen(events, self._visit.patience + TALKING[1])
                waits = {Way.CALLBACK: 1.0, Way.LEAVE: ANSWERS_LATER}.get(self._visit.way, 0.0)
                if not self._answered and self._chance.random() < waits:
                    await self._be_called(events)
            finally:
                if self._plan is not None:
                    self._plan.cancel()
        return self._answered

    async def _listen(self, events: AsyncIterator[dict[str, Any]], seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                async for event in events:
                    if self._sid(event) == self._call and self._heard(event):
                        return
        except TimeoutError:
            await self._outside.hang_up(self._call)

    @staticmethod
    def _sid(event: dict[str, Any]) -> str:
        call = event.get("call", "")
        return str(call.get("sid", "")) if isinstance(call, dict) else str(call)

    def _heard(self, event: dict[str, Any]) -> bool:
        """Whether the call is over."""
        match event["kind"]:
            case "call":
                return bool(event["call"]["state"] == "ended")
            case "asked":
                self._asked += 1
                self._keys()
            case "prompt" if event["heard"]["what"] == "talk" and not self._answered:
                self._answered = True
                self._soon(lambda: self._outside.hang_up(self._call), TALKING)
            case "prompt" if event["heard"]["what"] == "record":
                self._soon(lambda: self._outside.hang_up(self._call), VOICEMAIL)
        return False

    def _keys(self) -> None:
        """The menu first; later, while they wait, what they have come to do."""
        way, queue = self._visit.way, self._visit.matter.queue
        if self._asked == 1:
            self._soon(lambda: self._outside.press(self._call, self._outside.firm.keys.get(queue, "2")), READING)
        elif self._asked == 2 and way is Way.CALLBACK:
            self._soon(lambda: self._outside.press(self._call, KEY_CALLBACK), READING)
        elif self._asked == 2 and way is Way.VOICEMAIL:
            self._soon(lambda: self._outside.press(self._call, KEY_VOICEMAIL), READING)
        elif self._asked == 2:
            patience = self._visit.patience
            self._soon(lambda: self._outside.hang_up(self._call), (patience, patience))

    def _soon(self, act: Callable[[], Any], seconds: tuple[float, float]) -> None:
        """The newest intention takes the place of the one before."""
        if self._plan is not None:
            self._plan.cancel()
        self._plan = asyncio.create_task(self._later(act, self._chance.uniform(*seconds)))

    async def _later(self, act: Callable[[], Any], seconds: float) -> None:
        await asyncio.sleep(seconds)
        try:
            await act()
        except Away:
            return  # the call is over already

    async def _be_called(self, events: AsyncIterator[dict[str, Any]]) -> None:
        """Wait for the promised call, and take it."""
        try:
            async with asyncio.timeout(CALLBACK_PATIENCE):
                async for event in events:
                    call = event.get("call")
                    if event["kind"] == "call" and isinstance(call, dict) and call["direction"] == "in":
                        if call["state"] == "ringing" and call["sid"] != self._call:
                            self._call = str(call["sid"])
                            self._soon(lambda: self._outside.answer(self._call), READING)
                    if self._call and self._sid(event) == self._call and self._heard(event):
                        return
        except TimeoutError:
            return


# --- writing --------------------------------------------------------------------------------------------------


async def _text(visit: Visit, outside: Outside, chance: random.Random) -> bool:
    mine, answered = visit.lines[::2], False
    async with aclosing(outside.events(visit.person)) as events:
        await anext(events)
        for line in mine:
            await outside.text(visit.person, line)
            if not await _answer(events, visit.patience):
                return answered
            answered = True
            await _think(chance)
    return answered


async def _answer(events: AsyncIterator[dict[str, Any]], patience: float) -> bool:
    """Whether a message came before patience ran out."""
    try:
        async with asyncio.timeout(patience):
            async for event in events:
                if event["kind"] == "text" and event["text"]["direction"] == "in":
                    return True
    except TimeoutError:
        return False
    return False


async def _mail(visit: Visit, outside: Outside, chance: random.Random) -> bool:
    mine = visit.lines[::2]
    known = len(await outside.letters(visit.person))
    await outside.mail(visit.person, visit.subject, f"{mine[0]}\n\n{visit.person.name}\n")
    for line in (*mine[1:2], ""):
        letter = await _letter(visit, outside, known)
        if letter is None:
            return line != mine[1] if len(mine) > 1 else False
        known += 1
        if not line or chance.random() < 0.5:
            return True
        await _think(chance)
        await outside.mail(visit.person, f"Re: {visit.subject}", f"{line}\n", str(letter["references"]))
    return True


async def _letter(visit: Visit, outside: Outside, known: int) -> dict[str, Any] | None:
    for _ in range(int(visit.patience * MAIL_PATIENCE / MAILBOX_SECONDS)):
        await asyncio.sleep(MAILBOX_SECONDS)
        letters = await outside.letters(visit.person)
        if len(letters) > known:
            return letters[0]
    return None


async def _chat(visit: Visit, outside: Outside, chance: random.Random) -> bool:
    token, mine = secrets.token_urlsafe(32), list(visit.lines[::2])
    profile = {"name": visit.person.name, "email": visit.person.email, "language": visit.person.language}
    identity = await outside.identity(visit.person) if visit.person.known else ""
    signed = {"identity": identity} if identity else {}
    await outside.chat(token, "start", {"text": mine.pop(0), "profile": profile, **signed})
    cursor, answered, waited, state = "", False, 0.0, ""
    while waited < visit.patience and state != "closed":
        await asyncio.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
        talk = await outside.talk(token, cursor)
        cursor, state = talk["cursor"] or cursor, talk["state"]
        theirs = [line["id"] for line in talk["lines"] if line["author"] == "agent"]
        if theirs and state != "closed":
            answered, waited = True, 0.0
            await outside.chat(token, "seen", {"state": "read", "lines": theirs})
            await _think(chance)
            if not mine:
                break
            await outside.chat(token, "message", {"text": mine.pop(0)})
    if state != "closed":
        await outside.chat(token, "end", {})
    if answered and chance.random() < RATES:
        await outside.chat(token, "rating", {"score": chance.choice((5, 5, 5, 4, 4, 3))})
    return answered
