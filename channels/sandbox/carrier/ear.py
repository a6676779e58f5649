"""What one end of a line hears, moment by moment: prompts, music, talk, silence. Kept for tests and for the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

SILENCE = "silence"
WHATS = ("ringing", "say", "play", "music", "talk", "hold", "beep", "record", SILENCE)


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of one thing heard. `at` and `seconds` count from the start of the line; None: it goes on."""

    at: float
    what: str
    text: str = ""
    language: str = ""
    url: str = ""
    seconds: float | None = None


class Ear:
    """Keeps what is heard. Stretches of no length are forgotten; silences that follow one another are one."""

    def __init__(self, now: Callable[[], datetime], told: Callable[[Heard], None] = lambda heard: None) -> None:
        self._now, self._told = now, told
        self._began = now()
        self._heard: list[Heard] = []
        self._over = False

    @property
    def present(self) -> Heard | None:
        """What is heard now; None before anything and after the end."""
        return None if self._over or not self._heard else self._heard[-1]

    def hear(self, what: str, text: str = "", language: str = "", url: str = "") -> None:
        """From now on this is heard."""
        if self._over:
            return
        new = Heard(self._at(), what, text, language, url)
        if self._heard:
            last = self._heard[-1]
            if (last.what, last.text, last.url) == (what, text, url) and what in (SILENCE, "talk"):
                return
            if new.at - last.at < 0.0005:
                self._heard.pop()
                if what == SILENCE and self._heard and self._heard[-1].what == SILENCE:
                    self._heard[-1] = replace(self._heard[-1], seconds=None)
                    return
            else:
                self._heard[-1] = replace(last, seconds=round(new.at - last.at, 3))
        self._heard.append(new)
        self._told(new)

    def close(self) -> None:
        """The line is gone."""
        if not self._over and self._heard:
            last = self._heard[-1]
            self._heard[-1] = replace(last, seconds=round(self._at() - last.at, 3))
        self._over = True

    def heard(self) -> tuple[Heard, ...]:
        """All that was heard, oldest first."""
        return tuple(self._heard)

    def silences(self, over: float) -> tuple[Heard, ...]:
        """The stretches of silence longer than `over` seconds; one that still goes on counts up to now."""
        found = []
        for heard in self._heard:
            seconds = self._at() - heard.at if heard.seconds is None else heard.seconds
            if heard.what == SILENCE and seconds > over:
                found.append(replace(heard, seconds=round(seconds, 3)))
        return tuple(found)

    def _at(self) -> float:
        return round((self._now() - self._began).total_seconds(), 3)
