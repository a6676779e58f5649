"""What a caller hears and presses, step by step. The browser speaks the prompts; our media plays the sounds.

A caller who is in no room hears music under everything: there is never silence while nobody is there.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from channels.voice import (
    CallScript,
    Gather,
    HangUp,
    Join,
    LegEnd,
    Play,
    Prompt,
    Record,
    Refuse,
    Say,
    Step,
    Wait,
)
from channels.webcall.line import Line, View

CHARACTERS_A_SECOND = 13  # how fast browsers speak, at the slowest; they tell when they are done
START_TO_SPEAK = 1.0  # seconds
STAY_SECONDS = 20  # how long a caller waits before the hub is asked again, where it said nothing new

Heard = tuple[str, str]  # ("key", the key) or ("said", the turn)


class Booth(Protocol):
    """What a script needs of the exchange."""

    async def show(self, line: Line) -> None:
        """Tell the caller's browser how the call stands."""

    async def pressed(self, line: Line, step: str, keys: str) -> CallScript | None:
        """Report keys; what to do next. Comes back only when the hub has answered."""

    async def play(self, line: Line, sound: str) -> None:
        """Play a sound to the line."""

    async def aside(self, line: Line) -> None:
        """Take the line out of its room, if it is in one: it hears music."""

    async def join(self, line: Line, join: Join) -> None:
        """Put the line into a room."""

    async def tape(self, line: Line, step: Record, heard: asyncio.Event) -> None:
        """Record a voicemail until `heard`, or as long as the step allows."""

    async def end(self, line: Line, end: LegEnd) -> None:
        """End the line."""


class Script:
    """What one caller is doing; a new script takes the place of the old one."""

    def __init__(self, line: Line, booth: Booth) -> None:
        self._line, self._booth = line, booth
        self._heard: asyncio.Queue[Heard] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self, script: CallScript) -> None:
        """From now on this; () means to go on as before."""
        if not script.steps:
            return
        before = self._task
        self.stop()
        self._task = asyncio.create_task(self._run(script, before))

    def stop(self) -> None:
        """Nothing more is done by itself. A script that ends its own line is not cut short by that."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        self._task = None

    def press(self, key: str) -> None:
        """The caller pressed a key."""
        self._heard.put_nowait(("key", key))

    def said(self, turn: int) -> None:
        """The browser has spoken a turn to its end."""
        self._heard.put_nowait(("said", str(turn)))

    async def _run(self, script: CallScript, before: asyncio.Task[None] | None) -> None:
        if before is not None:  # what it was doing is put away first: a voicemail is completed
            await asyncio.wait([before])
        steps: tuple[Step, ...] = script.steps
        while steps:
            steps = await self._through(steps)

    async def _through(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Do the steps in order. Returns those that follow from what was pressed."""
        for step in steps:
            match step:
                case Say() | Play():
                    await self._keys((step,), "listening", digits=0)
                case Gather():
                    keys = await self._keys(
                        step.prompts, "listening", digits=step.digits, seconds=step.seconds, finish_on=step.finish_on
                    )
                    return await self._next(step.step, keys)
                case Wait():
                    return await self._next(step.step, await self._wait(step))
                case Record():
                    return await self._next(step.step, await self._record(step))
                case Join():
                    await self._booth.join(self._line, step)
                    return ()
                case HangUp():
                    await self._booth.end(self._line, LegEnd.HUNG_UP)
                    return ()
                case Refuse():
                    await self._booth.end(self._line, LegEnd.BUSY)
                    return ()
        return ()

    async def _next(self, step: str, keys: str) -> tuple[Step, ...]:
        script = await self._booth.pressed(self._line, step, keys)
        return script.steps if script is not None and script.steps else (Wait(step, (), STAY_SECONDS),)

    async def _wait(self, step: Wait) -> str:
        speaking = spoken_seconds(step.prompts)
        await self._show(step.prompts, "waiting", asks=True)
        return await self._press(time.monotonic() + max(step.seconds, speaking), digits=1)

    async def _record(self, step: Record) -> str:
        await self._keys(step.prompts, "listening", digits=0)
        await self._show((), "recording", asks=True)
        done = asyncio.Event()
        taping = asyncio.create_task(self._booth.tape(self._line, step, done))
        try:
            keys = await self._press(time.monotonic() + step.seconds, digits=1, finish_on=step.finish_on)
        finally:
            done.set()
            await asyncio.shield(taping)
        return keys

    async def _keys(
        self, prompts: tuple[Prompt, ...], state: str, digits: int, seconds: float = 0, finish_on: str = ""
    ) -> str:
        """Speak, and take keys until there are enough, or `seconds` of silence after the words."""
        await self._show(prompts, state, asks=digits > 0)
        until = time.monotonic() + spoken_seconds(prompts) + seconds
        return await self._press(until, digits=digits, finish_on=finish_on, silence=seconds)

    async def _press(self, until: float, digits: int, finish_on: str = "", silence: float | None = None) -> str:
        """Keys until there are enough or time is up; `silence` is what is left of it once the browser has spoken."""
        pressed, turn = "", str(self._line.view.turn)
        while (left := until - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    kind, value = await self._heard.get()
            except TimeoutError:
                break
            if kind == "said" and value == turn and silence is not None:
                until = min(until, time.monotonic() + silence)
            elif kind == "key" and digits:
                if finish_on and value in finish_on:
                    return pressed or value * (digits == 1)
                pressed += value
                until = max(until, time.monotonic() + (silence or 0))
                if len(pressed) >= digits:
                    break
        return pressed

    async def _show(self, prompts: tuple[Prompt, ...], state: str, *, asks: bool) -> None:
        while not self._heard.empty():  # what was pressed before is not an answer to this
            self._heard.get_nowait()
        await self._booth.aside(self._line)
        for each in prompts:
            if isinstance(each, Play):
                await self._booth.play(self._line, each.sound)
        before = self._line.view
        self._line.view = View(state, prompts, before.turn + bool(prompts), asks)
        await self._booth.show(self._line)


def spoken_seconds(prompts: tuple[Prompt, ...]) -> float:
    """How long prompts may take to be spoken."""
    return sum(
        START_TO_SPEAK + len(each.text) / CHARACTERS_A_SECOND if isinstance(each, Say) else 0.5 for each in prompts
    )
