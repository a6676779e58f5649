"""The hand on a call: its rows, legs and orders change here together, and the log hears of it.

What follows from what is decided in core/call_orders. Whose work it is changes in hands, which tells this room; so
nothing here knows of offers, queues or forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from channels.contract import Medium
from channels.voice import CallScript, Dial, Drop, LegState, Order, Part, Prompt, RecordCall
from hub.actions import lines
from hub.core import call_orders, call_script, facts, prompts
from hub.core.call_codec import plain
from hub.core.call_orders import Follows, Ring
from hub.core.call_script import Place, Voice
from hub.core.calls import WITH_AGENT, Leg, Scene, talk_seconds, waited_seconds
from hub.core.seats import CALLS
from hub.core.terms import AgentId, CallState, ChannelId, LegId, OrderId, OrderState, Party, QueueId
from hub.errors import AlreadyTaken, Invalid, OverCapacity
from hub.store import call_rows, floor_rows, order_rows, talks
from hub.store.floor_rows import Work
from hub.store.writer import Tx

GRACE = timedelta(seconds=5)  # the carrier gives up ringing first; we only when it says nothing
ANNOUNCE = "announce"
HANDED_OUT = "handed_out"  # the customer talks with somebody at a number, without us


@dataclass(frozen=True, slots=True)
class Guest:
    """Who a new leg is. `name` is shown where nothing better is known."""

    party: Party
    agent_id: AgentId | None = None
    address: str = ""
    name: str = ""
    part: Part = Part.TALK


# --- reading -----------------------------------------------------------------------------------------------------


def of_work(tx: Tx, work: Work) -> Scene | None:
    """The call of a piece of work, locked after it; None for work that is no call."""
    return call_rows.of_work(tx, work.id)


def live_of_work(tx: Tx, work: Work) -> Scene | None:
    """The same, only while its customer is there."""
    found = call_rows.of_work(tx, work.id) if work.medium in CALLS else None
    return found if found is not None and found.call.is_live else None


def check_no_live_call(tx: Tx, work: Work) -> None:
    """Raise Invalid for work whose customer is on the line: it cannot rest."""
    if live_of_work(tx, work) is not None:
        raise Invalid("The customer is on the line; hang up first.", field="interaction_id")


def check_reached(tx: Tx, work: Work) -> None:
    """Raise Invalid for a call whose other side has not answered yet: there is nobody to hand on."""
    scene = live_of_work(tx, work)
    if scene is not None and scene.call.state is CallState.DIALLING and call_orders.is_outbound(scene):
        raise Invalid("Nobody has answered yet; wait, or hang up.", field="interaction_id")


def check_free(tx: Tx, agent: AgentId) -> None:
    """Raise OverCapacity for an agent whose phone is in a call."""
    if call_rows.live_leg_of(tx, agent) is not None:
        raise OverCapacity("This phone is in another call; end that first.")


def voice(tx: Tx, scene: Scene) -> Voice:
    """The house's words in the caller's language."""
    return Voice(tx.house, scene.call.language or tx.house.languages[0])


def is_recorded(tx: Tx) -> bool:
    """Whether the house records talks."""
    return tx.house.voice.recording == ANNOUNCE


def number_of(tx: Tx, channel_id: str) -> str:
    """Our number of a channel; "" for one that has none."""
    channel = tx.house.channels.get(ChannelId(channel_id))
    return channel.address if channel else ""


# --- writing -----------------------------------------------------------------------------------------------------


def follow(tx: Tx, scene: Scene, follows: Follows) -> Scene:
    """Write what follows: columns, orders, facts. The scene afterwards. Raises AlreadyTaken for one that is old."""
    if follows.call:
        _alter(tx, scene, **follows.call)
    for leg_id, values in follows.legs.items():
        call_rows.change_leg(tx, leg_id, **values)
    after = again(tx, scene)
    order(tx, after, follows.orders)
    if follows.call:
        tx.record(facts.CallChanged(after.call.id, after.call.state, after.call.interaction_id, _owner(after)))
    for leg_id in follows.legs:
        if (leg := after.leg(leg_id)) is not None and leg != scene.leg(leg_id):
            tell_leg(tx, after, leg)
    return after


def alter(tx: Tx, scene: Scene, **values: Any) -> Scene:
    """Set columns of the call; the scene afterwards."""
    return follow(tx, scene, Follows(call=values))


def again(tx: Tx, scene: Scene) -> Scene:
    """The same call as it stands now."""
    found = call_rows.scene(tx, scene.call.id)
    assert found is not None
    return found


def keep_leg(tx: Tx, scene: Scene, leg: Leg) -> Scene:
    """A leg is this now, by a carrier's report."""
    before = scene.leg(leg.id)
    names = ("line", "state", "since", "answered_at", "ended_at", "ended_by", "billed_seconds", "held", "warning")
    values = {name: getattr(leg, name) for name in names if getattr(leg, name) != getattr(before, name)}
    if not values:
        return scene
    call_rows.change_leg(tx, leg.id, **values)
    if values.keys() - {"line", "billed_seconds", "answered_at"}:
        tell_leg(tx, scene, leg)
    return Scene(scene.call, tuple(leg if each.id == leg.id else each for each in scene.legs))


def add_leg(tx: Tx, scene: Scene, guest: Guest, ring: Ring | None) -> Scene:
    """One more leg, rung at once unless `ring` is None; the scene with it."""
    leg_id = LegId(tx.new_id())
    call_rows.add_leg(tx, leg_row(tx, scene.call.id, scene.call.channel_id, leg_id, guest))
    after = again(tx, scene)
    leg = after.leg(leg_id)
    assert leg is not None
    tell_leg(tx, after, leg)
    if ring is not None:
        order(tx, after, call_orders.dial(after, leg, ring))
    return after


def leg_row(tx: Tx, call_id: str, channel_id: str, leg_id: str, guest: Guest) -> dict[str, Any]:
    """A new leg's row, not yet answered."""
    return {
        "id": leg_id, "call_id": call_id, "channel_id": channel_id, "line": None, "party": guest.party,
        "agent_id": guest.agent_id, "address": guest.address, "name": guest.name, "state": LegState.DIALLING,
        "part": guest.part, "held": False, "muted": False, "dropped": False, "ended_by": "", "warning": "",
        "began_at": tx.now, "since": tx.now, "answered_at": None, "ended_at": None, "billed_seconds": None,
    }  # fmt: skip


def order(tx: Tx, scene: Scene, orders: tuple[Order, ...]) -> None:
    """Write orders; they leave after the commit. A leg whose dialling has not left yet is not dialled to be dropped."""
    rows: list[dict[str, Any]] = []
    for each in orders:
        if isinstance(each, Drop) and _withdraw(tx, scene, each):
            continue
        made = replace(each, id=tx.new_id())
        leg_id = None if isinstance(each, RecordCall) else each.leg_id
        rows.append(
            {"id": made.id, "call_id": scene.call.id, "leg_id": leg_id, "channel_id": scene.call.channel_id,
             "kind": type(made).__name__, "body": plain(made), "state": OrderState.WAITING, "attempts": 0,
             "created_at": tx.now, "next_at": tx.now, "claimed_until": None, "claimed_by": "", "done_at": None,
             "error": ""}
        )
    order_rows.add(tx, rows)
    for row in rows:
        tx.record(
            facts.CallOrdered(scene.call.id, OrderId(row["id"]), scene.call.channel_id, _word(row["kind"]))
        )


def _word(kind: str) -> str:
    """`RecordCall` is `record_call` in the log."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()


def _withdraw(tx: Tx, scene: Scene, wanted: Drop) -> bool:
    """Whether the leg's dialling was still with us, and is taken back: then it has ended without ever ringing."""
    waiting = order_rows.waiting_of(tx, scene.call.id)
    dials = [each for each in waiting if each.leg_id == wanted.leg_id and each.kind == Dial.__name__]
    if not dials or any(each.claimed_until is not None or each.attempts for each in dials):
        return False
    order_rows.drop(tx, [each.id for each in dials])
    call_rows.change_leg(
        tx, wanted.leg_id, state=LegState.ENDED, since=tx.now, ended_at=tx.now, ended_by="cancelled", dropped=True
    )
    return True


def tell_leg(tx: Tx, scene: Scene, leg: Leg) -> None:
    """Record that a leg is this now."""
    call = scene.call
    state = LegState.ENDED if leg.dropped else leg.state
    tx.record(
        facts.LegChanged(
            call.id, leg.id, leg.party, state, leg.ended_by, call.interaction_id, _owner(scene), leg.agent_id
        )
    )


def _owner(scene: Scene) -> AgentId | None:
    return scene.owner.agent_id if scene.owner else None


def _alter(tx: Tx, scene: Scene, **values: Any) -> None:
    if not call_rows.change_call(tx, scene.call, **values):
        raise AlreadyTaken("The call changed meanwhile; try again.")


# --- the end -----------------------------------------------------------------------------------------------------


def end(tx: Tx, scene: Scene, why: str) -> Scene:
    """The call is over: whoever is still there is hung up, and the log has its figures. Ending again does nothing."""
    if not scene.call.is_live:
        return scene
    after = follow(tx, scene, call_orders.over(scene, tx.now, why))
    call = after.call
    tx.record(
        facts.CallEnded(
            call.id, call.channel_id, why, waited_seconds(call, tx.now), talk_seconds(after, tx.now),
            call.held_seconds, call.interaction_id, _owner(scene),
        )
    )
    return after


def say_ended(tx: Tx, scene: Scene, work: Work | None) -> None:
    """A line with the call's figures, as text: seconds waited, talked, held; how it ended; how many parties."""
    call = scene.call
    if call.conversation_id is None or call.customer_id is None:
        return
    owner = work.agent_id if work else None
    place = lines.Place(
        call.conversation_id, call.customer_id, call.interaction_id, owner, call.channel_id, call.medium.value
    )
    data = {
        "call_id": str(call.id), "direction": str(call.direction), "why": call.ended_by,
        "waited_seconds": str(waited_seconds(call, tx.now)), "talk_seconds": str(talk_seconds(scene, tx.now)),
        "held_seconds": str(call.held_seconds), "parties": str(len({each.party for each in scene.legs})),
    }  # fmt: skip
    lines.event(tx, place, "call_ended", data, owner)


# --- told by hands: who owns the work --------------------------------------------------------------------------


def owner_began(tx: Tx, work: Work, agent: AgentId) -> None:
    """An agent has the work now: their phone rings, and the customer hears music until they are there."""
    scene = live_of_work(tx, work)
    if scene is None:
        return
    mine = scene.leg_of(agent)
    if mine is not None:
        _promote(tx, scene, mine)
    elif scene.call.state is CallState.QUEUED:
        due = tx.now + timedelta(seconds=tx.house.voice.answer_seconds) + GRACE
        scene = alter(tx, scene, state=CallState.DIALLING, due_at=due)
        ring_agent(tx, scene, Guest(Party.AGENT, agent))


def ring_agent(tx: Tx, scene: Scene, guest: Guest) -> Scene:
    """Ring an agent's own phone."""
    shown = number_of(tx, scene.call.channel_id)  # carriers show no number but ours; who calls, the console knows
    return add_leg(tx, scene, guest, Ring(shown, tx.house.voice.answer_seconds))


def _promote(tx: Tx, scene: Scene, leg: Leg) -> None:
    """Whoever was asked, or listened, has the work now and talks."""
    orders = call_orders.take_part(scene, leg, Part.TALK) if leg.part is not Part.TALK else ()
    follow(tx, scene, Follows(legs={leg.id: {"party": Party.AGENT, "part": Part.TALK}}, orders=orders))


def owner_left(tx: Tx, work: Work, queue_id: QueueId, why: str) -> None:
    """The work waits in a queue again: the customer hears music there, and everybody else leaves the call."""
    scene = live_of_work(tx, work)
    if scene is None:
        return
    if scene.call.queue_id != queue_id:
        scene = alter(tx, scene, queue_id=queue_id)
    if scene.call.state not in WITH_AGENT:
        return
    customer = scene.customer
    if customer is None or customer.state is not LegState.ANSWERED:
        end(tx, scene, "cancelled")  # nobody was reached yet: the work waits to be called again
        return
    before = prompts.BACK_IN_LINE if why == "released" else ""
    now = floor_rows.work(tx, work.id) or work
    follow(tx, scene, call_orders.back_to_queue(scene, tx.now, waiting(tx, scene, now, before)))


def work_ended(tx: Tx, work: Work) -> None:
    """The talk is over for us: everybody is hung up, but whoever was handed on or is hearing a farewell."""
    scene = live_of_work(tx, work)
    if scene is not None and scene.call.state is not CallState.MENU and scene.call.step != HANDED_OUT:
        say_ended(tx, end(tx, scene, "talked" if scene.call.answered_at else "cancelled"), work)


def waiting(tx: Tx, scene: Scene, work: Work, before: str = "") -> CallScript:
    """What the caller hears in the queue: their place, an honest range, and what they may press."""
    place, wait = talks.place_in_line(tx.conn, work, tx.now)
    choices = scene.call.medium is Medium.PHONE
    return call_script.queue(voice(tx, scene), Place(place, wait), choices=choices, before=before)


def notice(tx: Tx, scene: Scene) -> tuple[Prompt, ...]:
    """What the other side hears first where the talk is recorded."""
    return call_script.notice_of(voice(tx, scene)) if is_recorded(tx) else ()

