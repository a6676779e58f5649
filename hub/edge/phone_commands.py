"""What an agent's console may ask of the phone over its socket, like commands.py beside it. No behaviour lives here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from channels.voice import Part
from hub.core.terms import AgentId, ChannelId, CustomerId, InteractionId, LegId, QueueId


@dataclass(frozen=True, slots=True)
class PlaceCall:
    """Call a number; my phone rings first, then theirs. With `callback_id` the promised call becomes this one."""

    channel_id: ChannelId | None = None  # None is the one my queue calls from
    to: str = ""  # "+4915112345678"; "" is the callback's, else the customer's number
    customer_id: CustomerId | None = None
    callback_id: str = ""


@dataclass(frozen=True, slots=True)
class HoldCall:
    """The customer hears music, or me again."""

    interaction_id: InteractionId
    on: bool


@dataclass(frozen=True, slots=True)
class MuteCall:
    """I am not heard, or am again."""

    interaction_id: InteractionId
    on: bool


@dataclass(frozen=True, slots=True)
class PressKeys:
    """Send keys (DTMF) to the customer's line, or to another leg's."""

    interaction_id: InteractionId
    keys: str  # of 0-9 * # w
    leg_id: LegId | None = None


@dataclass(frozen=True, slots=True)
class Consult:
    """Ask a colleague, or somebody at a number, while the customer is on hold."""

    interaction_id: InteractionId
    agent_id: AgentId | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class CompleteConsult:
    """Hand the call to whom I asked; I leave it."""

    interaction_id: InteractionId
    note: str = ""


@dataclass(frozen=True, slots=True)
class CancelConsult:
    """Whom I asked leaves; the customer hears me again."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class AddParty:
    """Bring somebody at a number, or a colleague, into the talk."""

    interaction_id: InteractionId
    to: str = ""
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class DropParty:
    """Hang up one leg I brought in."""

    interaction_id: InteractionId
    leg_id: LegId


@dataclass(frozen=True, slots=True)
class RecordCall:
    """Record the talk, pause (card data), go on; "stop" ends it for this call."""

    interaction_id: InteractionId
    tape: Literal["start", "pause", "resume", "stop"]
    refused: bool = False  # the customer does not want it


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call for all; my form opens."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class Reconnect:
    """My phone lost its sound: ring it again."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ContinueOnMobile:
    """My sound is gone: ring the mobile of my settings, and go on there."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class OfferCallback:
    """The talk broke off: I promise this caller a call, soon."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ListenIn:
    """Supervisor: hear a call, whisper to its agent, or talk with both."""

    interaction_id: InteractionId
    part: Part = Part.LISTEN


@dataclass(frozen=True, slots=True)
class StopListening:
    """Supervisor: leave it."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class SwitchOff:
    """Supervisor, in an emergency: callers of this queue or number hear `text` and nothing else, or as usual again."""

    on: bool
    queue_id: QueueId | None = None
    channel_id: ChannelId | None = None
    text: dict[str, str] | None = None  # language -> what is said; None is the house's own words


PhoneCommand = (
    PlaceCall | HoldCall | MuteCall | PressKeys | Consult | CompleteConsult | CancelConsult | AddParty | DropParty
    | RecordCall | HangUp | Reconnect | ContinueOnMobile | OfferCallback | ListenIn | StopListening | SwitchOff
)
