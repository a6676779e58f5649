"""A CallScript as TwiML: only documented elements, attributes and nesting. Pure: the same script, the same text.

Gather and Record send the caller's keys to `step?step=…&turn=…`; the turn counts on from answer to answer, so that a
webhook sent again is the same delivery and the next one is another. A Wait is a Gather whose prompts and music fill
its time: it comes back by actionOnEmptyResult, and never ends in silence.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Conference, Dial, Gather, VoiceResponse

from channels import voice
from channels.contract import Permanent
from channels.voice import CallScript, HangUp, Join, Part, Play, Prompt, Record, Refuse, Say, Step, Wait

MAX_INLINE = 4000  # characters of a Twiml parameter (Calls resource)
MAX_SAY = 4096  # characters of one <Say>
_LETTERS_A_SECOND = 14.0  # of speech, to know how much music a Wait still needs
_LEAST_MUSIC = 5
# The language and voice of <Say>; the provider's own "man" and "woman" speak no Russian.
USUAL_VOICES = {"en": "Polly.Joanna", "ru": "Polly.Tatyana"}
_TAGS = {"en": "en-US", "ru": "ru-RU"}
# What XML 1.0 cannot carry.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a script runs: the channel's own address, and what its links have to carry.

    `turn` is the one that the next webhook of this leg will bear.
    """

    base: str  # https://hub.example/channels/<id>
    call_id: str = ""
    leg_id: str = ""
    turn: str = "1"
    voices: Mapping[str, str] = field(default_factory=dict)

    def url(self, route: str, **query: str) -> str:
        """A link to one of the channel's routes; empty parts are left out."""
        given = {name: value for name, value in query.items() if value}
        # A colon may stand in a query (RFC 3986 3.4); what need not be escaped, nobody on the way writes otherwise.
        return f"{self.base}/{route}?{urlencode(given, safe=':')}" if given else f"{self.base}/{route}"


def next_turn(turn: str) -> str:
    """The turn after this one: "1" is followed by "2", "x.1" by "x.2"."""
    head, dot, last = turn.rpartition(".")
    number = int(last) if last.isascii() and last.isdigit() and len(last) < 9 else 0
    return f"{head}{dot}{number + 1}"


def render(script: CallScript, place: Place) -> str:
    """The script as a TwiML document. An empty script of a caller who waits for us is music, never the end."""
    response = VoiceResponse()
    for step in script.steps or (Wait("", ()),):
        if _add(response, step, place):
            break
    return str(response)


def inline(script: CallScript, place: Place) -> str:
    """The script for a request's Twiml parameter. Raises Permanent when it is longer than the provider takes."""
    text = render(script, place)
    if len(text) > MAX_INLINE:
        raise Permanent(f"the announcement is too long: {len(text)} characters of TwiML, {MAX_INLINE} at most")
    return text


def _add(response: Any, step: Step, place: Place) -> bool:
    """Append one step; whether nothing can follow it."""
    match step:
        case Say() | Play():
            _prompt(response, step, place)
            return False
        case voice.Gather():
            _gather(response, step, place)
        case Wait():
            _wait(response, step, place)
        case Record():
            _record(response, step, place)
        case Join():
            _join(response, step, place)
        case HangUp():
            response.hangup()
        case Refuse():
            response.reject(reason="busy")
    return True


def _prompt(parent: Any, prompt: Prompt, place: Place) -> None:
    if isinstance(prompt, Play):
        parent.play(place.url(f"sound/{prompt.sound}.wav"))
        return
    name = place.voices.get(prompt.language) or USUAL_VOICES.get(prompt.language)
    for words in textwrap.wrap(_UNWRITABLE.sub(" ", prompt.text), MAX_SAY):
        parent.say(words, language=_TAGS.get(prompt.language, prompt.language), voice=name)


def _gather(response: Any, step: voice.Gather, place: Place) -> None:
    gather = Gather(
        input="dtmf", action=_action(step.step, place), method="POST", timeout=max(1, step.seconds),
        num_digits=step.digits if step.digits > 0 else None, finish_on_key=step.finish_on,
        action_on_empty_result=True,
    )  # fmt: skip
    for prompt in step.prompts:
        _prompt(gather, prompt, place)
    response.append(gather)


def _wait(response: Any, step: Wait, place: Place) -> None:
    """Prompts, then music until the time is over, then one second for a late key."""
    gather = Gather(
        input="dtmf", action=_action(step.step, place), method="POST", timeout=1, num_digits=1, finish_on_key="",
        action_on_empty_result=True,
    )  # fmt: skip
    for prompt in step.prompts:
        _prompt(gather, prompt, place)
    spoken = sum(len(each.text) / _LETTERS_A_SECOND + 0.5 for each in step.prompts if isinstance(each, Say))
    music = max(_LEAST_MUSIC, math.ceil(step.seconds - spoken))
    gather.play(place.url("sound/music.wav", seconds=str(music)))
    response.append(gather)


def _record(response: Any, step: Record, place: Place) -> None:
    for prompt in step.prompts:
        _prompt(response, prompt, place)
    response.record(
        action=_action(step.step, place), method="POST", max_length=step.seconds, timeout=5,
        finish_on_key=step.finish_on, play_beep=True, trim="do-not-trim",
        recording_status_callback=place.url("recording", call=place.call_id, kind="voicemail"),
        recording_status_callback_method="POST", recording_status_callback_event="completed absent",
    )  # fmt: skip
    # Somebody who says nothing is not sent to the action: the document goes on here.
    response.redirect(_action(step.step, place), method="POST")


def _join(response: Any, step: Join, place: Place) -> None:
    dial = Dial()
    dial.append(
        Conference(
            step.room, beep="false", start_conference_on_enter=True, end_conference_on_exit=step.ends_room,
            muted=step.part is Part.LISTEN or None,
            coach=(step.beside or None) if step.part is Part.WHISPER else None,
            wait_url=place.url("music"), wait_method="GET", participant_label=place.leg_id or None,
            status_callback=place.url("conference", call=step.room), status_callback_method="POST",
            status_callback_event="start end",
        )
    )  # fmt: skip
    response.append(dial)


def _action(step: str, place: Place) -> str:
    return place.url("step", step=step, turn=place.turn)


# --- the small documents ----------------------------------------------------------------------------------------


def music(url: str) -> str:
    """For waitUrl and HoldUrl: a sound without end (1000 times, the provider says)."""
    response = VoiceResponse()
    response.play(url, loop=0)
    return str(response)


def keys(digits: str) -> str:
    """For AnnounceUrl: keys pressed into one participant's line. `digits` are of 0-9 A-D * # w."""
    response = VoiceResponse()
    response.play("", digits=digits)
    return str(response)


def refuse() -> str:
    """Do not answer the call."""
    return render(CallScript((Refuse(),)), Place(""))


def pause(seconds: int) -> str:
    """Say nothing for a while: what a softphone's test call hears."""
    response = VoiceResponse()
    response.pause(length=seconds)
    return str(response)


def message(text: str = "") -> str:
    """The answer to a text message: nothing, or one message back."""
    response = MessagingResponse()
    if text:
        response.message(_UNWRITABLE.sub(" ", text))
    return str(response)
