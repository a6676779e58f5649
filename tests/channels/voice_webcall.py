"""People at the ends of web calls: a visitor's page and agents' consoles with WebRTC of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from channels.contract import Inbound
from channels.webcall import WebCall
from tests.channels.media_stage import Person
from tests.channels.voice_story import Ends, waiting
from tests.channels.webcall_stage import Caller, CallStage, stage


@dataclass(slots=True)
class WebCallEnds:
    """One visitor, and the agents who are rung."""

    scene: CallStage
    caller: Caller
    agents: dict[str, Person] = field(default_factory=dict)

    @property
    def channel(self) -> WebCall:
        """The adapter."""
        return self.scene.channel

    @property
    def told(self) -> Sequence[Inbound]:
        """All that was told."""
        return self.scene.hub.facts

    async def call(self) -> None:
        """The visitor presses the button, and hears that they wait."""
        await self.caller.call()
        await self.caller.sees("waiting")

    async def press(self, line: str, keys: str) -> None:
        """A key on the page."""
        assert line == self.caller.line and (await self.caller.ask("key", key=keys)).get("ok")

    async def answer(self, line: str) -> None:
        """A console connects its media, which is the answer."""
        person = Person(700)
        self.agents[line] = person
        self.scene.agents.append(person)
        await person.take(await self.channel.connect(line, await person.offer()))

    async def hang_up(self, line: str) -> None:
        """The visitor's red button."""
        assert line == self.caller.line and (await self.caller.ask("hangup")).get("ok")

    async def lose(self, line: str) -> None:
        """Somebody's media stop without a word."""
        person = self.agents.get(line, self.caller.person)
        await person.leave()


@asynccontextmanager
async def ends(folder: Path) -> AsyncIterator[Ends]:
    """A web call channel, with real media."""
    async with stage(folder) as scene:
        scene.hub.scripts = waiting
        yield WebCallEnds(scene, scene.caller())
