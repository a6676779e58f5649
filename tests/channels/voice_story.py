"""One scripted call, told on any carrier: what a voice adapter has to keep, whoever carries its calls.

A carrier joins by an `Ends`: people at the ends of its lines who can call, press keys, answer, hang up and be lost.
Everything else is done by the adapter's own `perform`, and judged by what it told the hub.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from channels.adapter import VoiceChannel
from channels.contract import Inbound
from channels.voice import (
    AgentPhone,
    CallArrived,
    CallScript,
    Dial,
    Drop,
    Hold,
    Join,
    KeysPressed,
    LegChanged,
    LegEnd,
    LegState,
    Move,
    Placed,
    RecordCall,
    Say,
    Tape,
    Wait,
)

ROOM = "0192f0c1a2b37c4d8e5f60718293a4c6"
DANA, MARK = "0192f0c1a2b37c4d8e5f60718293a4b5", "0192f0c1a2b37c4d8e5f60718293a4b6"  # agents
WAITING = CallScript((Wait("queue", (Say("You are next.", "en"),), 20),))
SECONDS = 15.0  # until something ordered has happened


def waiting(inbound: Inbound) -> CallScript | None:
    """What the hub of these stories says to a caller: wait."""
    return WAITING if isinstance(inbound, (CallArrived, KeysPressed)) else None


class Ends(Protocol):
    """The people at the ends of one carrier's lines."""

    @property
    def channel(self) -> VoiceChannel:
        """The adapter."""

    @property
    def told(self) -> Sequence[Inbound]:
        """All that the adapter told the hub, in order."""

    async def call(self) -> None:
        """A customer calls us and hears `waiting`."""

    async def press(self, line: str, keys: str) -> None:
        """The customer presses keys."""

    async def answer(self, line: str) -> None:
        """Whoever is rung on this line answers; the agent's console does so by itself."""

    async def hang_up(self, line: str) -> None:
        """The customer hangs up."""

    async def lose(self, line: str) -> None:
        """The media of this line are cut without a word."""


@dataclass(slots=True)
class Story:
    """A call as the hub would see it."""

    ends: Ends
    orders: int = 0
    lines: dict[str, str] = field(default_factory=dict)  # leg -> line

    def id(self) -> str:
        """A new order's id."""
        self.orders += 1
        return f"order{self.orders}"

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until it is so."""
        try:
            async with asyncio.timeout(SECONDS):
                while not condition():
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"{what}: not within {SECONDS} s; told: {self.ends.told}") from None

    def changes(self, leg: str) -> list[LegChanged]:
        """What was told of a leg: by our id, or by its line."""
        line = self.lines.get(leg, "")
        return [each for each in self.ends.told if isinstance(each, LegChanged) and line and each.line == line]

    def state(self, leg: str) -> LegState | None:
        """How far a leg got."""
        states = list(LegState)
        return max((each.state for each in self.changes(leg)), key=states.index, default=None)

    def end(self, leg: str) -> LegEnd | None:
        """Why it ended."""
        return next((each.end for each in self.changes(leg) if each.state is LegState.ENDED), None)

    # --- steps ------------------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """A customer calls and presses a key while they wait."""
        await self.ends.call()
        arrived = [each for each in self.ends.told if isinstance(each, CallArrived)]
        assert len(arrived) == 1
        self.lines["customer"] = arrived[0].line
        await self.ends.press(arrived[0].line, "1")
        await self.until(self._pressed, "the key")

    def _pressed(self) -> bool:
        return any(each == KeysPressed(self.lines["customer"], "queue", "1") for each in self.ends.told)

    async def ring(self, leg: str, agent: str, seconds: int = 30) -> Placed:
        """An agent's phone rings; the same order again rings nobody twice."""
        order = Dial(self.id(), ROOM, leg, AgentPhone(agent), "+14155550100", Join(ROOM), seconds)
        placed = await self.ends.channel.perform(order)
        assert placed.line and await self.ends.channel.perform(order) == placed
        self.lines[leg] = placed.line
        return placed

    async def connect(self, leg: str, agent: str) -> None:
        """An agent is rung, and answers."""
        await self.ring(leg, agent)
        await self.ends.answer(self.lines[leg])
        await self.until(lambda: self.state(leg) is LegState.ANSWERED, f"{leg} answers")

    async def meet(self) -> None:
        """The customer leaves the queue for the room."""
        script = CallScript((Say("This talk may be recorded.", "en"), Join(ROOM)))
        line = self.lines["customer"]
        await self.ends.channel.perform(Move(self.id(), ROOM, "customer", line, script))
        await self.ends.channel.perform(RecordCall(self.id(), ROOM, line, Tape.START))

    async def hold(self) -> None:
        """Hold and resume, and the same resume once more."""
        line = self.lines["customer"]
        for on in (True, False):
            order = Hold(self.id(), ROOM, "customer", line, on)
            await self.ends.channel.perform(order)
            await self.ends.channel.perform(order)

    async def drop(self, leg: str) -> None:
        """Hang up one leg, and once more though it is gone."""
        for _ in range(2):
            await self.ends.channel.perform(Drop(self.id(), ROOM, leg, self.lines[leg]))
            await self.until(lambda: self.state(leg) is LegState.ENDED, f"{leg} ends")

    def facts(self) -> list[tuple[str, str]]:
        """What was told, in words that no carrier has of its own: who, and what became of them."""
        names = {line: leg for leg, line in self.lines.items()}
        said: list[tuple[str, str]] = []
        for each in self.ends.told:
            match each:
                case CallArrived():
                    said.append((names[each.line], "arrived"))
                case KeysPressed() if each.keys:
                    said.append((names[each.line], f"pressed {each.keys}"))
                case LegChanged(state=LegState.ANSWERED | LegState.ENDED) if each.line in names:
                    told = (names[each.line], str(each.state))
                    if told not in said and told != ("customer", "answered"):
                        said.append(told)
                case _:
                    pass
        return said
