"""Calls, the same for every carrier: what a caller hears, what comes back, and what the hub orders done to a call.

A *call* is the hub's; its parties are *legs*, each with an id of the hub's own. A *line* is what the carrier calls
that leg (Twilio's CallSid, our media's peer). Only frozen values live here; what an adapter that carries calls must
be able to do is adapter.VoiceChannel. No I/O, no hub, no provider.

The rule that keeps silence away: the customer stays where they can hear and press keys until the agent's leg has
answered; only then are they moved into the room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from channels.party import Address, Profile

# --- what a caller hears and may do: CallScript -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Spoken by the carrier in that language ("en", "ru")."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Play:
    """One of the hub's sounds by name: "music", "beep", "ringing". The carrier fetches it from our site."""

    sound: str


Prompt = Say | Play


@dataclass(frozen=True, slots=True)
class Gather:
    """Ask for keys: the prompts may be interrupted. Comes back as KeysPressed(step), `keys` "" when none came.

    `finish_on` ends the input early ("#"); "" waits for `digits` keys.
    """

    step: str
    prompts: tuple[Prompt, ...]
    digits: int = 1
    seconds: int = 5  # of silence after the prompts
    finish_on: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for an agent, hearing the prompts, then music; a key may be pressed at any moment.

    Comes back as KeysPressed(step): the key, or "" once `seconds` are over. It must never end in silence.
    """

    step: str
    prompts: tuple[Prompt, ...]
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class Record:
    """Leave a voicemail after the prompts and a beep. Comes back as KeysPressed(step), then as RecordingReady."""

    step: str
    prompts: tuple[Prompt, ...]
    seconds: int = 120  # at most
    finish_on: str = "#"


class Part(StrEnum):
    """How a leg takes part in its room."""

    TALK = "talk"  # hears all, is heard by all
    LISTEN = "listen"  # hears all, is heard by nobody
    WHISPER = "whisper"  # hears all, is heard by `beside` only


@dataclass(frozen=True, slots=True)
class Join:
    """Be with the others in a room until hung up."""

    room: str
    part: Part = Part.TALK
    beside: str = ""  # the line of the leg that hears a whisper
    ends_room: bool = False  # when this leg goes, everybody does


@dataclass(frozen=True, slots=True)
class HangUp:
    """The end of the call for this leg."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not answer at all: the caller hears busy and pays nothing."""


Step = Say | Play | Gather | Wait | Record | Join | HangUp | Refuse


@dataclass(frozen=True, slots=True)
class CallScript:
    """What a leg hears and does next, in order. () means: go on as you are."""

    steps: tuple[Step, ...] = ()


# --- what comes back: voice's part of Inbound -------------------------------------------------------------------


class LegState(StrEnum):
    """Where a leg stands; it only moves forward, whatever the order in which reports arrive."""

    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class LegEnd(StrEnum):
    """Why a leg ended."""

    HUNG_UP = "hung_up"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    FAILED = "failed"  # the number cannot be reached
    LOST = "lost"  # its media or its line broke


@dataclass(frozen=True, slots=True)
class CallArrived:
    """Somebody calls us. `caller` is None when they withhold their number."""

    line: str
    caller: Address | None
    called: str
    at: datetime
    profile: Profile = Profile()
    thread_key: str = ""  # the talk it belongs to (a web call beside a chat), else ""


@dataclass(frozen=True, slots=True)
class KeysPressed:
    """The answer to a Gather, Wait or Record of that `step`; `keys` is "" when time ran out."""

    line: str
    step: str
    keys: str


@dataclass(frozen=True, slots=True)
class LegChanged:
    """A leg moved on. `leg_id` is ours when the carrier gave it back, "" for a caller's own leg.

    `sequence` is the carrier's own count of these reports, 0 when it has none; `at` is the carrier's clock.
    """

    line: str
    state: LegState
    at: datetime
    leg_id: str = ""
    end: LegEnd | None = None
    sequence: int = 0
    seconds: int | None = None  # talk time as the carrier bills it, when ENDED


@dataclass(frozen=True, slots=True)
class RecordingReady:
    """A recording can be fetched with VoiceChannel.fetch_recording(recording). `kind`: "talk" or "voicemail"."""

    line: str
    recording: str  # the carrier's id of it
    kind: str
    seconds: int
    at: datetime
    call_id: str = ""  # ours, when the carrier gave it back


@dataclass(frozen=True, slots=True)
class LineQuality:
    """The carrier warns about a leg: `warning` is a short code ("high-rtt", "low-mos"); `on` False: it is over."""

    line: str
    leg_id: str
    warning: str
    on: bool


VoiceInbound = CallArrived | KeysPressed | LegChanged | RecordingReady | LineQuality


# --- what the hub orders: each has an id of ours, so that a repetition does nothing twice -----------------------


@dataclass(frozen=True, slots=True)
class AgentPhone:
    """An agent's softphone in their console."""

    agent_id: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring a party and put it into the room when it answers. Its state comes back as LegChanged with `leg_id`."""

    id: str
    call_id: str
    leg_id: str
    to: AgentPhone | Address
    caller_id: str  # our number shown to them
    join: Join
    seconds: int = 30  # of ringing
    notice: tuple[Prompt, ...] = ()  # heard by that party before joining


@dataclass(frozen=True, slots=True)
class Move:
    """A live leg hears this script from now on: into the room, back to the queue, to its end."""

    id: str
    call_id: str
    leg_id: str
    line: str
    script: CallScript


@dataclass(frozen=True, slots=True)
class Hold:
    """Put a leg of the room on hold with music, or take it off."""

    id: str
    call_id: str
    leg_id: str
    line: str
    on: bool


@dataclass(frozen=True, slots=True)
class Mute:
    """A leg is not heard, or is again."""

    id: str
    call_id: str
    leg_id: str
    line: str
    on: bool


@dataclass(frozen=True, slots=True)
class TakePart:
    """Change how a leg takes part: listen, whisper to `beside` (a line), talk."""

    id: str
    call_id: str
    leg_id: str
    line: str
    part: Part
    beside: str = ""


@dataclass(frozen=True, slots=True)
class PressKeys:
    """Send keys (DTMF) to a leg, as if pressed by the agent."""

    id: str
    call_id: str
    leg_id: str
    line: str
    keys: str


class Tape(StrEnum):
    """What to do with the recording of a room."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class RecordCall:
    """Start, pause, resume or stop the recording of the room. `line` is the customer's."""

    id: str
    call_id: str
    line: str
    tape: Tape


@dataclass(frozen=True, slots=True)
class Drop:
    """Hang up one leg, also one that still rings."""

    id: str
    call_id: str
    leg_id: str
    line: str


Order = Dial | Move | Hold | Mute | TakePart | PressKeys | RecordCall | Drop


@dataclass(frozen=True, slots=True)
class Placed:
    """The carrier took an order; `line` is its id of the leg that a Dial made, else ""."""

    line: str = ""


# --- what an adapter that carries calls can do ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhoneAccess:
    """What an agent's console needs for its softphone on this channel.

    `driver` names the file in src/desk/phone/: "webrtc" (media through us) or "twilio" (the provider's kit).
    """

    driver: str
    token: str = ""  # short-lived; never logged
    url: str = ""  # where the driver speaks to, "" for the hub's own socket
    expires_at: datetime | None = None
    ice: tuple[dict[str, str], ...] = field(default_factory=tuple)  # {"urls", "username", "credential"}
