"""What a caller hears and may do, as scripts in their language. Pure: words come from the house, places from the store.

No script ends in silence: each ends with a question, music to wait by, a tone to speak after, the room, or the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from channels.voice import CallScript, Gather, HangUp, Join, Play, Prompt, Record, Refuse, Say, Wait
from hub.core import prompts
from hub.core.plan import FloorPlan, Menu

MENU: Final = "menu"  # "menu/<id of the menu>"
QUEUE: Final = "queue"
CLOSED: Final = "closed"
CALLBACK: Final = "callback"  # the number to call back is asked for
VOICEMAIL: Final = "voicemail"
BOOKED: Final = "callback_booked"  # nothing more is asked
KEPT: Final = "voicemail_kept"
EMERGENCY: Final = "emergency"
BLOCKED: Final = "blocked"

CALL_BACK_KEY: Final = "1"
VOICEMAIL_KEY: Final = "2"
MENU_SECONDS: Final = 6
NUMBER_SECONDS: Final = 8
LONGEST_NUMBER: Final = 17  # 00 and 15 digits
MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller stands in line: 1 is next; an honest range of seconds, or None."""

    position: int
    wait: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """The house's words in one caller's language."""

    plan: FloorPlan
    language: str

    def say(self, name: str, **places: object) -> Say:
        """One text of the house."""
        return Say(self._filled(self.plan.voice.words(name, self.language), places), self.language)

    def own(self, texts: Mapping[str, str]) -> tuple[Prompt, ...]:
        """A text given by language; () when there is none."""
        text = texts.get(self.language) or texts.get(self.plan.languages[0]) or next(iter(texts.values()), "")
        return (Say(self._filled(text, {}), self.language),) if text.strip() else ()

    def _filled(self, text: str, places: Mapping[str, object]) -> str:
        for place, value in {"firm": self.plan.firm, **places}.items():
            text = text.replace("{" + place + "}", str(value))
        return text


def greeting(voice: Voice, menu: Menu, *, again: bool = False) -> CallScript:
    """The menu: its words, then a key."""
    words = voice.own(menu.greeting) or (voice.say(prompts.GREETING),)
    asked: tuple[Prompt, ...] = (voice.say(prompts.NOTHING_PRESSED), *words) if again else words
    return CallScript((Gather(f"{MENU}/{menu.id}", asked, 1, MENU_SECONDS),))


def queue(voice: Voice, place: Place | None, *, choices: bool, before: str = "") -> CallScript:
    """The wait for an agent: what happened, the place, an honest range or none, what they may press; then music."""
    said: list[Prompt] = [voice.say(before)] if before else []
    if place is None:
        said.append(voice.say(prompts.CONNECTING))
    else:
        said.append(voice.say(prompts.NEXT) if place.position == 1 else voice.say(prompts.POSITION,
                                                                                 position=place.position))
        said += _range(voice, place.wait)
        if choices:
            said.append(voice.say(prompts.CHOICES))
    return CallScript((Wait(QUEUE, tuple(said), voice.plan.voice.wait_seconds),))


def _range(voice: Voice, wait: tuple[int, int] | None) -> list[Prompt]:
    if wait is None:
        return []
    low, high = wait[0] // MINUTE, max(1, -(-wait[1] // MINUTE))
    if high == 1:
        return [voice.say(prompts.WAIT_SHORT)]
    if low == 0 or low >= high:
        return [voice.say(prompts.WAIT_ABOUT, high=high)]
    return [voice.say(prompts.WAIT, low=low, high=high)]


def closed(voice: Voice) -> CallScript:
    """Nobody is here: they may be called back, or leave a message."""
    words = (voice.say(prompts.CLOSED), voice.say(prompts.CALLBACK_ONLY))
    return CallScript((Gather(CLOSED, words, 1, MENU_SECONDS),))


def ask_number(voice: Voice, *, again: bool = False) -> CallScript:
    """Their number is withheld: where to call back?"""
    words: tuple[Prompt, ...] = (voice.say(prompts.CALLBACK_NUMBER),)
    asked = (voice.say(prompts.SORRY), *words) if again else words
    return CallScript((Gather(CALLBACK, asked, LONGEST_NUMBER, NUMBER_SECONDS, "#"),))


def booked(voice: Voice) -> CallScript:
    """They will be called back."""
    return _farewell(voice.say(prompts.CALLBACK_BOOKED))


def voicemail(voice: Voice) -> CallScript:
    """They may speak after the tone."""
    return CallScript((Record(VOICEMAIL, (voice.say(prompts.VOICEMAIL),), voice.plan.voice.voicemail_seconds),))


def voicemail_kept(voice: Voice) -> CallScript:
    """The message is kept."""
    return _farewell(voice.say(prompts.VOICEMAIL_KEPT))


def emergency(voice: Voice, texts: Mapping[str, str]) -> CallScript:
    """The number or queue is switched off: its announcement and nothing else."""
    return _farewell(*(voice.own(texts) or (voice.say(prompts.EMERGENCY),)))


def goodbye(voice: Voice) -> CallScript:
    """Nothing was chosen."""
    return _farewell(voice.say(prompts.GOODBYE))


def refused() -> CallScript:
    """A blocked caller hears that the line is busy."""
    return CallScript((Refuse(),))


def ended() -> CallScript:
    """The call is over already."""
    return CallScript((HangUp(),))


def room(voice: Voice, call_id: str, *, notice: bool) -> CallScript:
    """Into the room with the agent, after the notice that the talk is recorded."""
    said = notice_of(voice) if notice else ()
    return CallScript((*said, Join(call_id)))


def notice_of(voice: Voice) -> tuple[Prompt, ...]:
    """The notice that the talk is recorded."""
    return voice.own(voice.plan.voice.notice)


def sounds(script: CallScript) -> bool:
    """Whether something is heard, or the call ends: never an empty answer."""
    heard = (Say, Play, Gather, Wait, Record, Join, HangUp, Refuse)
    return bool(script.steps) and all(isinstance(each, heard) for each in script.steps)


def _farewell(*words: Prompt) -> CallScript:
    return CallScript((*words, HangUp()))
