"""What follows for a call: columns to set and orders to give, as values. Pure; the actions write them.

An order here has no id and no line yet: ids are given when it is written, lines when it leaves. Nothing is ever
ordered of a leg that has ended or was told to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from channels.party import Address
from channels.voice import (
    AgentPhone,
    CallScript,
    Dial,
    Drop,
    Hold,
    Join,
    LegState,
    Move,
    Mute,
    Order,
    Part,
    PressKeys,
    Prompt,
    RecordCall,
    TakePart,
    Tape,
)
from hub.core.calls import IN_ROOM, Leg, Scene, held_seconds
from hub.core.terms import CallState, Direction, LegId, Party, Taping

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Follows:
    """Columns of the call and of its legs that change, and what is ordered, in that order."""

    call: Values = field(default_factory=dict)
    legs: Mapping[LegId, Values] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Ring:
    """How a leg is dialled: with which number of ours, how long, and what they hear first."""

    caller_id: str
    seconds: int
    notice: tuple[Prompt, ...] = ()


def dial(scene: Scene, leg: Leg, ring: Ring) -> tuple[Order, ...]:
    """Ring a leg and put it into the call's room. `beside` is our id of the leg that hears a whisper."""
    if not leg.is_live:
        return ()
    to = AgentPhone(leg.agent_id) if leg.agent_id and not leg.address else Address.read(leg.address)
    join = Join(scene.call.id, leg.part, beside=_beside(scene, leg.part))
    return (Dial("", scene.call.id, leg.id, to, ring.caller_id, join, ring.seconds, ring.notice),)


def move(scene: Scene, leg: Leg | None, script: CallScript) -> tuple[Order, ...]:
    """A leg hears this from now on."""
    return (Move("", scene.call.id, leg.id, "", script),) if leg is not None and leg.is_live else ()


def hold(scene: Scene, leg: Leg | None, on: bool) -> tuple[Order, ...]:
    """A leg of the room hears music, or the others again."""
    return (Hold("", scene.call.id, leg.id, "", on),) if leg is not None and leg.is_live else ()


def mute(scene: Scene, leg: Leg, on: bool) -> tuple[Order, ...]:
    """A leg is not heard, or is again."""
    return (Mute("", scene.call.id, leg.id, "", on),) if leg.is_live else ()


def take_part(scene: Scene, leg: Leg, part: Part) -> tuple[Order, ...]:
    """A leg hears, whispers, or talks."""
    return (TakePart("", scene.call.id, leg.id, "", part, _beside(scene, part)),) if leg.is_live else ()


def press(scene: Scene, leg: Leg | None, keys: str) -> tuple[Order, ...]:
    """Send keys to a leg."""
    return (PressKeys("", scene.call.id, leg.id, "", keys),) if leg is not None and leg.is_live else ()


def tape(scene: Scene, wanted: Tape) -> tuple[Order, ...]:
    """Start, pause, resume or stop the recording of the room; only while the customer is there."""
    customer = scene.customer
    return (RecordCall("", scene.call.id, "", wanted),) if customer is not None and customer.is_live else ()


def drop(scene: Scene, legs: Iterable[Leg]) -> tuple[Order, ...]:
    """Hang these legs up."""
    return tuple(Drop("", scene.call.id, each.id, "") for each in legs if each.is_live)


def _beside(scene: Scene, part: Part) -> str:
    return str(scene.owner.id) if part is Part.WHISPER and scene.owner is not None else ""


# --- what follows ------------------------------------------------------------------------------------------------


def agent_answered(scene: Scene, now: datetime, enter: CallScript, *, record: bool) -> Follows:
    """The agent is on the line: the customer comes into the room, or is taken off the hold that bridged the gap."""
    call, customer = scene.call, scene.customer
    if customer is None or not customer.is_live or customer.state is not LegState.ANSWERED:
        return Follows()
    if call.state is CallState.RECONNECTING:
        stays = call.held_since is not None
        state = CallState.HELD if stays else CallState.TALKING
        orders = () if stays else hold(scene, customer, False)
        return Follows({"state": state, "due_at": None}, {customer.id: {"held": stays}}, orders)
    if call.state is not CallState.DIALLING:
        return Follows()
    taping, started = _taping(scene, record=record)
    changed = {"state": CallState.TALKING, "due_at": None, "answered_at": call.answered_at or now, **taping}
    return Follows(changed, {}, (*move(scene, customer, enter), *started))


def customer_answered(scene: Scene, now: datetime, *, record: bool) -> Follows:
    """Whom the agent called is on the line; they are in the room by their dialling."""
    if scene.call.state is not CallState.DIALLING:
        return Follows()
    taping, started = _taping(scene, record=record)
    changed = {"state": CallState.TALKING, "due_at": None, "answered_at": scene.call.answered_at or now, **taping}
    return Follows(changed, {}, started)


def _taping(scene: Scene, *, record: bool) -> tuple[Values, tuple[Order, ...]]:
    if not record or scene.call.taping is not Taping.OFF:
        return {}, ()
    return {"taping": Taping.ON}, tape(scene, Tape.START)


def agent_lost(scene: Scene, now: datetime, seconds: int) -> Follows:
    """The agent's sound broke while the customer is there: music until they are back, or `seconds` are over."""
    if scene.call.state not in (CallState.TALKING, CallState.HELD):
        return Follows()
    customer = scene.customer
    held = {customer.id: {"held": True}} if customer is not None and customer.is_live else {}
    orders = () if scene.call.state is CallState.HELD else hold(scene, customer, True)
    return Follows({"state": CallState.RECONNECTING, "due_at": now + timedelta(seconds=seconds)}, held, orders)


def held(scene: Scene, now: datetime, on: bool) -> Follows:
    """The agent puts the customer on hold, or takes them off it."""
    call, customer = scene.call, scene.customer
    wanted = CallState.HELD if on else CallState.TALKING
    if customer is None or not customer.is_live or call.state not in (CallState.TALKING, CallState.HELD):
        return Follows()
    if call.state is wanted:
        return Follows()
    changed = {"state": wanted, "held_since": now if on else None, "held_seconds": held_seconds(call, now)}
    return Follows(changed, {customer.id: {"held": on}}, hold(scene, customer, on))


def back_to_queue(scene: Scene, now: datetime, script: CallScript) -> Follows:
    """The customer waits again, wherever they were; everybody else leaves. A recording ends with the room."""
    call, customer = scene.call, scene.customer
    others = [each for each in scene.live if each.party is not Party.CUSTOMER]
    taped = call.taping in (Taping.ON, Taping.PAUSED)
    stop = tape(scene, Tape.STOP) if taped else ()
    moved = move(scene, customer, script) if call.state in IN_ROOM else ()
    changed = {
        "state": CallState.QUEUED, "step": "queue", "due_at": None, "held_since": None,
        "held_seconds": held_seconds(call, now), "taping": Taping.OFF if taped else call.taping,
    }  # fmt: skip
    legs: dict[LegId, Values] = {each.id: {"dropped": True} for each in others}
    if customer is not None:
        legs[customer.id] = {"held": False}
    return Follows(changed, legs, (*stop, *moved, *drop(scene, others)))


def over(scene: Scene, now: datetime, why: str) -> Follows:
    """The call is over: whoever is still there is hung up."""
    changed = {
        "state": CallState.ENDED, "ended_at": now, "ended_by": why, "due_at": None, "held_since": None,
        "held_seconds": held_seconds(scene.call, now),
    }  # fmt: skip
    legs: dict[LegId, Values] = {each.id: {"dropped": True} for each in scene.live}
    return Follows(changed, legs, drop(scene, scene.live))


def is_outbound(scene: Scene) -> bool:
    """Whether we called them."""
    return scene.call.direction is Direction.OUTBOUND
