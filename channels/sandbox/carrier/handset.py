"""Callers from Python: a handset on a line, for tests and scripted customers; lines and texts as the page sees them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from channels.sandbox.carrier.clock import Time
from channels.sandbox.carrier.ear import Heard
from channels.sandbox.carrier.lines import Lines
from channels.sandbox.carrier.state import Book, Line, Text

STATES = {"queued": "ringing", "ringing": "ringing", "in-progress": "talking"}


class HandsetCall:
    """One call from the far end."""

    def __init__(self, line: Line, lines: Lines, time: Time) -> None:
        self.line, self._lines, self._time = line, lines, time

    @property
    def sid(self) -> str:
        """The carrier's id of it."""
        return self.line.sid

    @property
    def state(self) -> str:
        """ringing, talking or ended."""
        return STATES.get(self.line.status, "ended")

    @property
    def end(self) -> str:
        """How it ended (completed, busy, no-answer, failed, canceled), "" while it goes on."""
        return "" if self.line.live() else self.line.status

    async def press(self, digits: str) -> bool:
        """Press keys. Returns whether they were wanted, or heard by people."""
        wanted = self._lines.press(self.line, digits)
        await asyncio.sleep(0)
        return wanted

    async def answer(self) -> None:
        """Take an incoming call."""
        self.line.picked_up.set()
        await asyncio.sleep(0)

    async def hang_up(self) -> None:
        """Hang up, or refuse an incoming call."""
        self._lines.hang_up(self.line)
        await asyncio.sleep(0)

    def heard(self) -> tuple[Heard, ...]:
        """All that was heard, oldest first."""
        return self.line.ear.heard()

    def said(self) -> str:
        """All that was spoken to it, as one text."""
        return " ".join(heard.text for heard in self.heard() if heard.what == "say")

    def silences(self, over: float = 2.0) -> tuple[Heard, ...]:
        """The gaps longer than so many seconds."""
        return self.line.ear.silences(over)

    @property
    def now(self) -> str:
        """What is heard now: say, play, music, talk, silence …; "" when nothing is."""
        present = self.line.ear.present
        return present.what if present is not None else ""

    def is_at(self, what: str) -> bool:
        """Whether the call has come to: a state, "asked" (keys are wanted), or something heard now."""
        return what in (self.state, self.now) or (what == "asked" and self.line.asked is not None)

    async def until(self, what: str, timeout: float = 30.0) -> None:
        """Wait for `is_at`. Raises TimeoutError after so many of the carrier's seconds."""
        waited = 0.0
        while not self.is_at(what):
            if waited >= timeout:
                raise TimeoutError(f"not {what} within {timeout} s: {self.state}, hears {self.now!r}")
            await self._time.sleep(0.05)
            waited += 0.05


def call_view(line: Line) -> dict[str, Any]:
    """A line as the page shows it, seen from the handset."""
    present = line.ear.present
    return {
        "sid": line.sid, "number": line.handset, "other": line.ours,
        "direction": "out" if line.direction == "inbound" else "in", "state": STATES.get(line.status, "ended"),
        "end": "" if line.live() else line.status, "since": (line.answered or line.made).isoformat(),
        "asked": line.asked is not None, "now": asdict(present) if present else None,
        "price": str(-line.price) if line.price is not None else None,
    }  # fmt: skip


def text_view(text: Text, base_url: str) -> dict[str, Any]:
    """A text as the page shows it, seen from the handset."""
    return {
        "sid": text.sid, "from": text.from_, "to": text.to, "text": text.body,
        "direction": "out" if text.direction == "inbound" else "in", "state": text.status, "at": text.made.isoformat(),
        "files": [{"url": f"{base_url}/media/{sid}", "type": file.type} for sid, file in text.media],
        "segments": text.segments, "price": str(-text.price) if text.price is not None else None,
    }  # fmt: skip


def own_texts(book: Book, number: str) -> list[Text]:
    """The texts of a handset, oldest first."""
    return [text for text in book.texts.values()
            if (text.from_ if text.direction == "inbound" else text.to) == number]


__all__ = ["HandsetCall", "call_view", "text_view"]
