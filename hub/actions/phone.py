"""What agents do with their own call: place it, hold, mute, press keys, record, hang up, come back after a lost line.

Who else comes into a call is phone_parties. Each command changes the hub's rows and leaves orders for the carrier in
the same transaction; nothing leaves before its commit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from channels.contract import Address, Medium
from channels.voice import LegEnd, Tape
from hub.actions import call_ends, call_matter, calling, customers, enqueue, hands, wrapup
from hub.actions.calling import GRACE, Guest
from hub.actions.people import owner_of
from hub.core import call_orders, facts
from hub.core.calls import Scene
from hub.core.numbers import SPOKEN, e164
from hub.core.seats import CALLS
from hub.core.terms import (
    AgentId,
    CallbackId,
    CallbackState,
    CallId,
    CallState,
    ChannelId,
    ConversationId,
    CustomerId,
    Direction,
    InteractionId,
    InteractionState,
    LegId,
    Party,
    QueueId,
    Taping,
)
from hub.errors import Invalid, Missing, NotFound
from hub.store import call_rows, conversation_rows, customer_rows, floor_rows, record_rows
from hub.store.floor_rows import Agent, Work
from hub.store.writer import Tx

S = InteractionState
TALKING = (CallState.TALKING, CallState.HELD)
_KEYS = re.compile(r"[0-9*#wA-D]{1,64}")  # w: wait half a second
NO_CALL = "There is no call on this work now."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call to be made: to a number, to a customer's own, or the one that was promised."""

    channel_id: ChannelId | None = None
    to: str = ""
    customer_id: CustomerId | None = None
    callback_id: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """The new call and the work it belongs to."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    call_id: CallId


def place_call(tx: Tx, agent: AgentId, wanted: Outgoing) -> Placed:
    """Call somebody: the agent's phone rings first, then theirs. Raises Missing, Invalid, NotFound, OverCapacity."""
    who = hands.the_agent(tx, agent)
    calling.check_free(tx, agent)
    promised = _promised(tx, agent, wanted)
    mine = floor_rows.work(tx, promised[1]) if promised else None
    channel_id = _channel(tx, who, wanted.channel_id, mine)
    customer_id, address = _whom(tx, wanted, promised[0] if promised else "", mine)
    if mine is not None:
        work = _turn_into_call(tx, mine, channel_id)
    else:
        work = _begin_work(tx, who, channel_id, customer_id)
    scene = _begin_call(tx, work, address)
    calling.ring_agent(tx, scene, Guest(Party.AGENT, agent))
    return Placed(work.id, work.conversation_id, scene.call.id)


def hold(tx: Tx, agent: AgentId, interaction_id: InteractionId, on: bool) -> None:
    """The customer hears music, or the agent again. Doing it again does nothing. Raises NotYours, Invalid."""
    scene, work = own_call(tx, agent, interaction_id)
    if not on and scene.asked is not None:
        raise Invalid("A colleague is being asked; complete that or cancel it.", field="on")
    set_held(tx, scene, work, on)


def set_held(tx: Tx, scene: Scene, work: Work, on: bool) -> Scene:
    """Put the customer on hold or take them off it, the work with them."""
    after = calling.follow(tx, scene, call_orders.held(scene, tx.now, on))
    wanted = S.HELD if on else S.ACTIVE
    if work.state is not wanted:
        hands.alter(tx, work, state=wanted)
        tx.record(facts.InteractionChanged(work.id, work.conversation_id, work.agent_id))
    return after


def mute(tx: Tx, agent: AgentId, interaction_id: InteractionId, on: bool) -> None:
    """The agent is not heard, or is again. Raises NotYours, Invalid."""
    scene, _ = own_call(tx, agent, interaction_id, *CallState)
    leg = scene.leg_of(agent)
    if leg is None:
        raise Invalid("Your phone is not in this call.", field="interaction_id")
    if leg.muted is not on:
        orders = call_orders.mute(scene, leg, on)
        calling.follow(tx, scene, call_orders.Follows(legs={leg.id: {"muted": on}}, orders=orders))


def press_keys(
    tx: Tx, agent: AgentId, interaction_id: InteractionId, keys: str, leg_id: LegId | None = None
) -> None:
    """Send keys to the customer's line, or to another's. Raises NotYours, Invalid."""
    if not _KEYS.fullmatch(keys):
        raise Invalid("keys are 1 to 64 of 0-9, *, #, A-D and w for a pause.", field="keys")
    scene, _ = own_call(tx, agent, interaction_id)
    leg = scene.leg(leg_id) if leg_id else scene.customer
    if leg is None or not leg.is_live or leg.party in (Party.AGENT, Party.SUPERVISOR):
        raise Invalid("There is nobody on that line.", field="leg_id")
    calling.order(tx, scene, call_orders.press(scene, leg, keys))


def record_call(tx: Tx, agent: AgentId, interaction_id: InteractionId, tape: str, *, refused: bool = False) -> None:
    """Record, pause, go on, or stop for this call; what the customer refused never begins again. Raises Invalid."""
    scene, _ = own_call(tx, agent, interaction_id)
    wanted, taping = Tape(tape), scene.call.taping
    if refused and wanted is not Tape.STOP:
        raise Invalid("What the customer refuses is stopped, not begun.", field="refused")
    if not calling.is_recorded(tx) and wanted in (Tape.START, Tape.RESUME):
        raise Invalid("This house records no calls.", field="tape")
    if taping is Taping.REFUSED:
        if wanted is Tape.STOP:
            return
        raise Invalid("The customer does not want this call to be recorded.", field="tape")
    becomes = Taping.REFUSED if refused else _AFTER[wanted]
    if taping is becomes:
        return
    if taping not in _BEFORE[wanted] and not refused:
        raise Invalid(f"The recording is {taping}; {wanted} is not possible now.", field="tape")
    runs = taping in (Taping.ON, Taping.PAUSED) or wanted is Tape.START
    orders = call_orders.tape(scene, wanted) if runs else ()
    calling.follow(tx, scene, call_orders.Follows(call={"taping": becomes}, orders=orders))


_AFTER = {Tape.START: Taping.ON, Tape.PAUSE: Taping.PAUSED, Tape.RESUME: Taping.ON, Tape.STOP: Taping.OFF}
_BEFORE = {
    Tape.START: (Taping.OFF,), Tape.PAUSE: (Taping.ON,), Tape.RESUME: (Taping.PAUSED,),
    Tape.STOP: (Taping.ON, Taping.PAUSED),
}  # fmt: skip


def hang_up(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> None:
    """End the call for all; the agent's form opens. Hanging up again does nothing. Raises NotYours."""
    work = hands.own(tx, agent, interaction_id, S.ACTIVE, S.HELD, S.WRAPPING)
    scene = calling.live_of_work(tx, work)
    if scene is None:
        if work.state is not S.WRAPPING and work.medium in CALLS:
            wrapup.start(tx, agent, interaction_id)  # the call has ended, and no form came of it
        return
    if work.state is S.WRAPPING:
        return
    if scene.call.state is not CallState.DIALLING:
        call_ends.talk_over(tx, scene)
    elif call_orders.is_outbound(scene):
        call_ends.unreached(tx, scene, LegEnd.CANCELLED)
    else:
        call_ends.release(tx, scene)  # the caller is not hung up: they wait for the next


def reconnect(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> None:
    """The agent's phone lost its sound: ring it again. Does nothing while it rings or is there. Raises NotYours."""
    scene, _ = own_call(tx, agent, interaction_id, CallState.RECONNECTING, CallState.DIALLING, *TALKING)
    if scene.owner is None:
        calling.ring_agent(tx, scene, Guest(Party.AGENT, agent))


# --- shared with phone_parties -----------------------------------------------------------------------------------


def own_call(
    tx: Tx, agent: AgentId, interaction_id: InteractionId, *states: CallState
) -> tuple[Scene, Work]:
    """An agent's own call in one of these states, talking or on hold when none is named. Raises NotYours, Invalid."""
    work = hands.own(tx, agent, interaction_id, S.ACTIVE, S.HELD)
    scene = calling.live_of_work(tx, work)
    if scene is None:
        raise Invalid(NO_CALL, field="interaction_id")
    if scene.call.state not in (states or TALKING):
        raise Invalid(f"The call is {scene.call.state} now; wait until you talk.", field="interaction_id")
    return scene, work


def number(text: str) -> Address:
    """A number to call. Raises Invalid."""
    found = e164(text.removeprefix(f"{Medium.PHONE}:").removeprefix(f"{Medium.SMS}:"))
    if not found:
        raise Invalid("Write the number with its country, like +4915112345678.", field="to")
    return Address(Medium.PHONE, found)


# --- steps -------------------------------------------------------------------------------------------------------


def _promised(tx: Tx, agent: AgentId, wanted: Outgoing) -> tuple[str, InteractionId] | None:
    """The number of a promised call and its work, in this agent's hands."""
    if not wanted.callback_id:
        return None
    found = record_rows.callback(tx, CallbackId(wanted.callback_id))
    if found is None:
        raise NotFound("There is no such callback.", field="callback_id")
    if found.state is not CallbackState.DUE or found.interaction_id is None:
        raise Invalid("This callback is not due, or done; call the number itself.", field="callback_id")
    hands.own(tx, agent, found.interaction_id, S.ACTIVE)
    return found.address, found.interaction_id


def _channel(tx: Tx, who: Agent, wanted: ChannelId | None, work: Work | None) -> ChannelId:
    """The number we call from: named, or the queue's, or any we have."""
    numbers = [each.id for each in tx.house.channels.values() if each.medium is Medium.PHONE]
    if wanted is not None:
        if wanted not in numbers:
            raise Invalid("This channel cannot call; choose a telephone number.", field="channel_id")
        return wanted
    queues = [work.queue_id] if work is not None else [QueueId(each) for each in sorted(who.queues)]
    of_queues = [tx.house.voice.queue_caller[each] for each in queues if each in tx.house.voice.queue_caller]
    found = [*(each for each in of_queues if each in numbers), *numbers]
    if not found:
        raise Missing("This house has no telephone number; name a channel.", field="channel_id")
    return found[0]


def _whom(tx: Tx, wanted: Outgoing, promised: str, work: Work | None) -> tuple[CustomerId, Address]:
    """Who is called, and where. A number nobody has makes a customer, one somebody has is theirs."""
    owner = wanted.customer_id or (work.customer_id if work is not None else None)
    text = wanted.to or promised or (_own_number(tx, owner) if owner is not None else "")
    if not text:
        raise Missing("Name a number to call.", field="to")
    address = number(text)
    known = owner_of(tx, address)
    if owner is None:
        return known or customers.to_write_to(tx, None, str(address), Medium.PHONE)[0], address
    if known is None:
        return customers.to_write_to(tx, owner, str(address), Medium.PHONE)[0], address
    if work is None and known not in customer_rows.tree(tx, owner):
        raise Invalid("This number is another customer's.", field="to", data={"customer_id": known})
    return owner, address


def _own_number(tx: Tx, customer_id: CustomerId) -> str:
    """A customer's own number: the preferred one, else the one last used."""
    known = customer_rows.identities_of(tx, customer_rows.tree(tx, customer_id))
    numbers = [each for each in known if each.medium in SPOKEN and each.valid]
    if not numbers:
        return ""
    best = max(numbers, key=lambda each: (each.medium == Medium.PHONE, each.preferred, each.last_seen_at is not None))
    return best.value


def _turn_into_call(tx: Tx, work: Work, channel_id: ChannelId) -> Work:
    """Promised work becomes the call itself: it counts on the seat as one from now on."""
    if work.medium in CALLS:  # called before, and nobody answered
        hands.alter(tx, work, channel_id=channel_id)
    else:
        assert work.agent_id is not None
        hands.carry(tx, work.agent_id, work.medium, -1)
        hands.carry(tx, work.agent_id, Medium.PHONE, 1)
        hands.alter(tx, work, medium=Medium.PHONE, channel_id=channel_id)
    tx.record(facts.InteractionChanged(work.id, work.conversation_id, work.agent_id))
    return hands.the_work(tx, work.id)


def _begin_work(tx: Tx, who: Agent, channel_id: ChannelId, customer_id: CustomerId) -> Work:
    """New work in the caller's own hands, in the matter they have open with this customer, else in a new one."""
    customer = customer_rows.reads_as(tx, customer_id)
    family = customer_rows.tree(tx, customer_id)
    open_work = [each for each in floor_rows.live_of(tx, who.id) if each.customer_id in family]
    conversation_id = (
        open_work[-1].conversation_id if open_work else call_matter.open_conversation(tx, customer_id, channel_id)
    )
    about = enqueue.About(
        conversation_id, customer_id, channel_id, Medium.PHONE, tx.house.queue_of(channel_id),
        vip=bool(customer and customer.vip), direction=Direction.OUTBOUND,
    )
    interaction_id = InteractionId(tx.new_id())
    floor_rows.write_works(tx, [enqueue.work_row(tx.house, about, interaction_id, tx.now)])
    hands.begin(tx, hands.the_work(tx, interaction_id), who, "started")
    conversation_rows.change_conversation(tx, conversation_id, closed_at=None, last_at=tx.now)
    return hands.the_work(tx, interaction_id)


def _begin_call(tx: Tx, work: Work, address: Address) -> Scene:
    voice = tx.house.voice
    customer = customer_rows.reads_as(tx, work.customer_id)
    language = customer.language if customer and customer.language in tx.house.languages else ""
    call_id = CallId(tx.new_id())
    call_rows.add_call(
        tx,
        {"id": call_id, "channel_id": work.channel_id, "medium": Medium.PHONE, "direction": Direction.OUTBOUND,
         "state": CallState.DIALLING, "step": "", "tries": 0, "interaction_id": work.id,
         "conversation_id": work.conversation_id, "customer_id": work.customer_id, "address": str(address),
         "called": calling.number_of(tx, work.channel_id), "thread_key": "",
         "language": language or tx.house.language_of_number(address.value), "queue_id": work.queue_id,
         "taping": Taping.OFF, "began_at": tx.now, "queued_at": None, "answered_at": None, "held_since": None,
         "held_seconds": 0, "ended_at": None, "ended_by": "",
         "due_at": tx.now + timedelta(seconds=voice.answer_seconds) + GRACE, "version": 1},
    )
    tx.record(
        facts.CallBegan(call_id, work.channel_id, Direction.OUTBOUND, work.id, work.customer_id, work.agent_id)
    )
    scene = call_rows.scene(tx, call_id)
    assert scene is not None
    return scene

