"""What the web call's tests share: a small hub that answers with scripts, a caller's browser, an agent's console."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import socketio

from channels.contract import Delivery, Inbound, Taken
from channels.visitors.passes import LIFETIME, Pass, sign
from channels.voice import (
    AgentPhone,
    CallArrived,
    CallScript,
    Dial,
    HangUp,
    Join,
    KeysPressed,
    LegChanged,
    LegState,
    Move,
    Say,
    Wait,
)
from channels.webcall import WebCall
from channels.webcall.settings import Keys, read
from channels.webchat import WebChat
from tests.channels.media_stage import Person, eventually
from tests.channels.site import SmallHub, serve

KEY = "the hub's key, which signs passes"
SHOP = "https://shop.example"
NAMESPACE = "/call/call"
WAITING = CallScript((Wait("queue", (Say("You are next.", "en"),), 20),))
Fact = TypeVar("Fact")


class VoiceHub(SmallHub):
    """A small hub that hears of calls and answers with scripts, and refuses nothing."""

    def __init__(self, call: WebCall, folder: Path, chat: WebChat | None = None) -> None:
        self.call = call
        self.facts: list[Inbound] = []
        self.keys: list[str] = []
        self.bookmarks: dict[str, str] = {}
        self.scripts: Callable[[Inbound], CallScript | None] = _wait
        self._scripted: dict[str, Taken] = {}
        super().__init__(chat or call, folder)
        if chat is not None:
            call.mount(self)

    async def arrived(self, delivery: Delivery) -> Taken:
        if delivery.channel != self.call.id:
            return await super().arrived(delivery)
        if self.down:
            raise ConnectionError("the store is away")
        self.call.verify(delivery)
        if delivery.key not in self._scripted:
            self.keys.append(delivery.key)
            (value,) = self.call.parse(delivery)
            self.facts.append(value)
            self._scripted[delivery.key] = Taken("handled", script=self.scripts(value))
        await asyncio.sleep(0.002)
        return self._scripted[delivery.key]

    async def bookmark(self, channel: str) -> str:
        return self.bookmarks.get(channel, "")

    async def keep_bookmark(self, channel: str, bookmark: str) -> None:
        self.bookmarks[channel] = bookmark

    def told(self, kind: type[Fact]) -> list[Fact]:
        """The facts of a kind so far."""
        return [fact for fact in self.facts if isinstance(fact, kind)]


def _wait(value: Inbound) -> CallScript | None:
    return WAITING if isinstance(value, CallArrived | KeysPressed) else None


@dataclass(slots=True)
class Caller:
    """A visitor's page with a microphone."""

    stage: CallStage
    visitor: str
    person: Person = field(default_factory=lambda: Person(400))
    client: socketio.AsyncClient = field(default_factory=lambda: socketio.AsyncClient(reconnection=False))
    views: list[dict[str, Any]] = field(default_factory=list)
    line: str = ""
    key: str = ""

    def pass_(self, **changes: Any) -> str:
        """A pass of the chat, or one that is not quite."""
        about = {"name": "Elena", "language": "en", "email": "e@example.org"}
        told: dict[str, Any] = {"chat": "chat", "visitor": self.visitor, "origin": SHOP, "profile": about,
                                "expires": time.time() + LIFETIME}  # fmt: skip
        return sign(Pass(**(told | changes)), KEY)

    async def connect(self, auth: object = None, origin: str = SHOP) -> None:
        """Open the socket."""
        self.client.on("call", self.views.append, namespace=NAMESPACE)
        auth = auth if auth is not None else {"pass": self.pass_()}
        headers = {"Origin": origin}
        await self.client.connect(
            self.stage.origin, headers=headers, auth=auth, namespaces=[NAMESPACE], transports=["websocket"]
        )

    async def ask(self, event: str, **said: object) -> dict[str, Any]:
        """Say something and hear the answer."""
        answer: dict[str, Any] = await self.client.call(event, said, namespace=NAMESPACE, timeout=30)
        return answer

    async def call(self) -> None:
        """Call, until the hub has heard of it."""
        await self.connect()
        assert (await self.ask("prepare"))["ok"]
        answer = await self.ask("call", sdp=await self.person.offer())
        assert answer.get("ok"), answer
        self.line, self.key = answer["line"], answer["key"]
        await self.person.take(answer["sdp"])
        await eventually(lambda: any(fact.line == self.line for fact in self.stage.hub.told(CallArrived)))

    async def sees(self, state: str) -> dict[str, Any]:
        """Until the page shows this state."""
        await eventually(lambda: self.views and self.views[-1]["state"] == state)
        return self.views[-1]

    async def leave(self) -> None:
        """Close the page."""
        await self.person.leave()
        await self.client.disconnect()


@dataclass(slots=True)
class CallStage:
    """A running small hub with a web call channel."""

    hub: VoiceHub
    channel: WebCall
    origin: str
    callers: list[Caller] = field(default_factory=list)
    agents: list[Person] = field(default_factory=list)

    def caller(self, number: int = 1) -> Caller:
        """Somebody on the shop's page."""
        made = Caller(self, f"v{number:040x}")
        self.callers.append(made)
        return made

    def person(self, hertz: float) -> Person:
        """Somebody with a WebRTC end, who leaves when the stage closes."""
        made = Person(hertz)
        self.agents.append(made)
        return made

    async def ring(self, leg: str, join: Join, seconds: int = 30) -> str:
        """Order an agent's phone rung; the line."""
        dial = Dial(f"dial-{leg}", join.room, leg, AgentPhone("dana"), "", join, seconds)
        return (await self.channel.perform(dial)).line

    async def agent(self, leg: str, join: Join, hertz: float = 700) -> Person:
        """An agent's console that answers at once."""
        line, person = await self.ring(leg, join), self.person(hertz)
        await person.take(await self.channel.connect(line, await person.offer()))
        await eventually(lambda: self.answered(leg))
        return person

    async def take(self, line: str, room: str = "room") -> Person:
        """An agent takes the call of this line."""
        agent = await self.agent("leg-agent", Join(room))
        await self.move(line, Join(room))
        return agent

    def answered(self, leg: str) -> bool:
        """Whether the hub knows that a leg answered."""
        changes = self.hub.told(LegChanged)
        return any(each.leg_id == leg and each.state is LegState.ANSWERED for each in changes)

    def ended(self, line: str) -> list[LegChanged]:
        """How a line ended, as told."""
        return [each for each in self.hub.told(LegChanged) if each.line == line and each.state is LegState.ENDED]

    async def move(self, line: str, *steps: Any) -> None:
        """Order a line to hear something else."""
        await self.channel.perform(Move("move", "room", "leg-customer", line, CallScript(steps)))

    async def talk(self) -> tuple[Caller, Person]:
        """A caller and an agent who hear each other in the room "room"."""
        caller = self.caller()
        await caller.call()
        agent = await self.take(caller.line)
        await caller.sees("talking")
        await eventually(lambda: caller.person.pitches() == {700} and agent.pitches() == {400})
        return caller, agent


@asynccontextmanager
async def stage(folder: Path, chat: WebChat | None = None, **settings: object) -> AsyncIterator[CallStage]:
    """A small hub with a web call channel beside the chat "chat"."""
    channel = WebCall("call", read({"chat": "chat"} | settings, {}), Keys(KEY), folder / "recordings")
    hub = VoiceHub(channel, folder, chat)
    runner, origin = await serve(hub.app)
    made = CallStage(hub, channel, origin)
    try:
        yield made
    finally:
        for caller in made.callers:
            await caller.leave()
        for agent in made.agents:
            await agent.leave()
        if chat is not None:
            await chat.close()
        await channel.close()
        await runner.cleanup()


GOODBYE = (Say("Goodbye.", "en"), HangUp())
