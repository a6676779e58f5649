"""What an agent does when the talk broke off: goes on by their own mobile, or promises the caller a call.

The caller hears music until the agent's mobile has answered; whom nobody comes back to waits for the next agent, as
always. A promise is closed by itself where they are spoken with before it is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.contract import Medium
from hub.actions import call_matter, callbacks, calling, hands, lines, phone
from hub.actions.calling import GRACE, Guest
from hub.core import call_orders
from hub.core.call_orders import Follows, Ring
from hub.core.calls import Leg, Scene
from hub.core.effects import PlanCallback
from hub.core.terms import AgentId, CallbackId, CallState, InteractionId, InteractionState, LegId, Party
from hub.errors import Invalid, Missing
from hub.store import account_rows
from hub.store.writer import Tx

S = InteractionState
SOON = timedelta(minutes=10)  # time to mend what broke
OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class OnMobile:
    """The leg of the agent's mobile."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Promised:
    """The call that was promised, and when."""

    callback_id: CallbackId
    due_at: datetime


def continue_on_mobile(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> OnMobile:
    """Ring the agent's own mobile in place of their console's phone, and go on there. Again does nothing.

    Raises NotYours, Invalid for a call that is none of the telephone's, Missing where the settings name no mobile.
    """
    scene, _ = phone.own_call(tx, agent, interaction_id, CallState.RECONNECTING, *phone.TALKING)
    if scene.call.medium is not Medium.PHONE:
        raise Invalid("A call in the browser cannot go on by telephone.", field="interaction_id")
    if scene.asked is not None:
        raise Invalid("A colleague is being asked; complete that or cancel it.", field="interaction_id")
    here = scene.owner
    if here is not None and here.address:
        return OnMobile(here.id)
    mobile = account_rows.mobile(tx.conn, agent)
    if not mobile:
        raise Missing("Give the number of your mobile in the settings.", field="mobile")
    scene = _off_the_console(tx, scene, here)
    ring = Ring(calling.number_of(tx, scene.call.channel_id), tx.house.voice.answer_seconds)
    after = calling.add_leg(tx, scene, Guest(Party.AGENT, agent, f"{Medium.PHONE}:{mobile}"), ring)
    return OnMobile(after.legs[-1].id)


def _off_the_console(tx: Tx, scene: Scene, here: Leg | None) -> Scene:
    """The customer hears music, what is left of the console's phone goes, and the mobile has time to ring."""
    seconds = tx.house.voice.answer_seconds
    scene = calling.follow(tx, scene, call_orders.agent_lost(scene, tx.now, seconds))
    if here is not None:
        drop = Follows(legs={here.id: {"dropped": True}}, orders=call_orders.drop(scene, [here]))
        scene = calling.follow(tx, scene, drop)
    return calling.alter(tx, scene, due_at=tx.now + timedelta(seconds=seconds) + GRACE)


def offer_callback(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> Promised:
    """Promise a call back to whom one talked with, soon and by the same agent. What was promised already stands.

    Raises NotYours, Invalid where there is no number to call.
    """
    work = hands.own(tx, agent, interaction_id, S.ACTIVE, S.HELD, S.WRAPPING)
    scene = calling.of_work(tx, work)
    address = scene.call.address if scene is not None else ""
    if scene is None or not address.startswith(f"{Medium.PHONE}:"):
        raise Invalid("There is no number to call back.", field="interaction_id")
    known = [each for each in call_matter.callbacks_to(tx, address) if each.interaction_id != work.id]
    if known:
        return Promised(known[0].id, known[0].due_at)
    made = PlanCallback(tx.now + SOON, tx.house.time_zone, work.queue_id, agent, address, "")
    callback_id = callbacks.plan(tx, work.customer_id, made, agent, work.conversation_id)
    data = {"callback_id": callback_id, "call_id": scene.call.id, "why": OFFERED}
    lines.event(tx, lines.place_of(work), "callback_planned", data, agent)
    return Promised(callback_id, made.due_at)
