"""Who else comes into a call: a colleague who is asked and may take it over, a third party, a supervisor who listens.

A warm transfer ends one handling and begins another in the same instant: the customer never waits in a queue for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from channels.voice import LegState, Part
from hub.actions import calling, handle, hands, lines, phone, presence, wrapup
from hub.actions.calling import HANDED_OUT, Guest
from hub.actions.oversee import check_oversees
from hub.core import call_orders, facts
from hub.core.call_orders import Follows, Ring
from hub.core.calls import Leg, Scene
from hub.core.terms import AgentId, CallState, HandlingEnd, InteractionId, LegId, Party
from hub.errors import Forbidden, Invalid, Missing, NotFound
from hub.store import floor_rows
from hub.store.floor_rows import Work
from hub.store.writer import Tx

GUESTS = (Party.THIRD, Party.COLLEAGUE)
HEARABLE = (CallState.TALKING, CallState.HELD, CallState.RECONNECTING)


@dataclass(frozen=True, slots=True)
class Asked:
    """The new leg."""

    leg_id: LegId


def consult(
    tx: Tx, agent: AgentId, interaction_id: InteractionId, agent_id: AgentId | None = None, to: str = ""
) -> Asked:
    """Ask a colleague, or somebody at a number, while the customer hears music. Raises Missing, Invalid, NotYours."""
    scene, work = phone.own_call(tx, agent, interaction_id)
    if scene.asked is not None:
        raise Invalid("Somebody is being asked already; cancel that first.", field="agent_id")
    guest = _guest(tx, agent, Party.COLLEAGUE, agent_id, to)
    scene = phone.set_held(tx, scene, work, on=True)
    return _bring_in(tx, scene, guest)


def complete_consult(tx: Tx, agent: AgentId, interaction_id: InteractionId, note: str = "") -> None:
    """Hand the call to whom was asked, once they are there; the agent leaves. Raises Invalid, NotYours.

    A colleague owns the work from now on. Somebody at a number talks on with the customer without us, and the
    agent's form opens. Supervisors hear on only whom they oversee.
    """
    scene, work = phone.own_call(tx, agent, interaction_id)
    asked = scene.asked
    if asked is None or asked.state is not LegState.ANSWERED:
        raise Invalid("Nobody whom you asked is on the line yet.", field="interaction_id")
    note = handle.clean_note(note)
    scene = phone.set_held(tx, scene, work, on=False)
    scene = _hear_no_more(tx, scene, asked.agent_id)
    work = hands.the_work(tx, work.id)
    if asked.agent_id is not None:
        _hand_over(tx, work, asked.agent_id, note)
    else:
        calling.alter(tx, scene, step=HANDED_OUT, due_at=None)
    _leave(tx, calling.again(tx, scene), agent)
    _hear_on(tx, calling.again(tx, scene))
    data = {"to_agent_id": asked.agent_id or "", "to": "" if asked.agent_id else asked.address, "note": note,
            "queue_id": work.queue_id, "warm": "true"}
    lines.event(tx, lines.place_of(hands.the_work(tx, work.id)), "transferred", data, agent)
    if asked.agent_id is None:
        wrapup.begin_for_owner(tx, hands.the_work(tx, work.id))
    else:
        presence.work_done(tx, agent)


def cancel_consult(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> None:
    """Whom was asked leaves, and the customer hears the agent again. Raises NotYours, Invalid."""
    scene, work = phone.own_call(tx, agent, interaction_id)
    if scene.asked is not None:
        scene = _drop(tx, scene, scene.asked)
    phone.set_held(tx, scene, work, on=False)


def add_party(
    tx: Tx, agent: AgentId, interaction_id: InteractionId, to: str = "", agent_id: AgentId | None = None
) -> Asked:
    """Bring somebody into the talk; with a colleague who was asked already it becomes a conference at once.

    Raises Missing, Invalid, NotYours.
    """
    scene, work = phone.own_call(tx, agent, interaction_id)
    asked = scene.asked
    if asked is not None and (agent_id == asked.agent_id if agent_id else to in (asked.address, "")):
        scene = calling.follow(tx, scene, Follows(legs={asked.id: {"party": Party.THIRD}}))
        phone.set_held(tx, scene, work, on=False)
        return Asked(asked.id)
    return _bring_in(tx, scene, _guest(tx, agent, Party.THIRD, agent_id, to))


def drop_party(tx: Tx, agent: AgentId, interaction_id: InteractionId, leg_id: LegId) -> None:
    """Hang up somebody who was brought in; whoever was brought in may leave by it, too, or refuse to come.

    Dropping them again does nothing. Raises NotFound, Invalid, NotYours.
    """
    scene, work = _to_drop_from(tx, agent, interaction_id, leg_id)
    leg = scene.leg(leg_id)
    if leg is None:
        raise NotFound("There is no such leg in this call.", field="leg_id")
    if leg.party not in GUESTS:
        raise Invalid("Only whom you brought in can be dropped; to end the call, hang up.", field="leg_id")
    if leg.is_live:
        after = _drop(tx, scene, leg)
        if leg.party is Party.COLLEAGUE:
            phone.set_held(tx, after, work, on=False)


def _to_drop_from(tx: Tx, agent: AgentId, interaction_id: InteractionId, leg_id: LegId) -> tuple[Scene, Work]:
    """The agent's own call, or the one into which they were brought by this leg."""
    work = hands.the_work(tx, interaction_id)
    scene = calling.live_of_work(tx, work)
    leg = scene.leg(leg_id) if scene is not None else None
    if scene is not None and leg is not None and leg.agent_id == agent and leg.party in GUESTS:
        return scene, work
    return phone.own_call(tx, agent, interaction_id)


# --- supervisors -------------------------------------------------------------------------------------------------


def listen_in(tx: Tx, agent: AgentId, interaction_id: InteractionId, part: str = Part.LISTEN) -> Asked:
    """Hear a call, whisper to its agent, or talk with both; every change is logged. Raises Forbidden, Invalid."""
    work = hands.the_work(tx, interaction_id)
    check_oversees(tx, agent, work.agent_id)
    scene = calling.live_of_work(tx, work)
    if scene is None or scene.call.state not in HEARABLE:
        raise Invalid("Nobody is talking there now.", field="interaction_id")
    mine, wanted = scene.leg_of(agent), Part(part)
    if mine is not None and mine.party is not Party.SUPERVISOR:
        raise Invalid("You are in this call yourself.", field="interaction_id")
    if mine is None:
        calling.check_free(tx, agent)
        scene = calling.ring_agent(tx, scene, Guest(Party.SUPERVISOR, agent, part=wanted))
        mine = scene.leg_of(agent)
        assert mine is not None
    elif mine.part is wanted:
        return Asked(mine.id)
    else:
        orders = call_orders.take_part(scene, mine, wanted)
        scene = calling.follow(tx, scene, Follows(legs={mine.id: {"part": wanted}}, orders=orders))
    _say_heard(tx, scene, agent, wanted)
    return Asked(mine.id)


def stop_listening(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> None:
    """Leave a call one hears. Leaving again does nothing. Raises NotFound."""
    scene = calling.live_of_work(tx, hands.the_work(tx, interaction_id))
    mine = scene.leg_of(agent) if scene is not None else None
    if scene is not None and mine is not None and mine.party is Party.SUPERVISOR:
        _say_heard(tx, _drop(tx, scene, mine), agent, "")


def _hear_no_more(tx: Tx, scene: Scene, to: AgentId | None) -> Scene:
    """Supervisors who may not hear whoever takes the call leave it; somebody at a number (None) is heard by none."""
    for leg, supervisor in _listening(scene):
        if to is None or not _may_hear(tx, supervisor, to):
            scene = _drop(tx, scene, leg)
            _say_heard(tx, scene, supervisor, "")
    return scene


def _hear_on(tx: Tx, scene: Scene) -> None:
    """Supervisors who stay hear another agent from now on, and whisper to that one: a whisper is bound to a leg."""
    for leg, supervisor in _listening(scene):
        if leg.part is Part.WHISPER:
            calling.order(tx, scene, call_orders.take_part(scene, leg, leg.part))
        _say_heard(tx, scene, supervisor, leg.part)


def _listening(scene: Scene) -> list[tuple[Leg, AgentId]]:
    return [(each, each.agent_id) for each in scene.live if each.party is Party.SUPERVISOR and each.agent_id]


def _may_hear(tx: Tx, supervisor: AgentId, agent: AgentId) -> bool:
    try:
        check_oversees(tx, supervisor, agent)
    except Forbidden:
        return False
    return True


def _say_heard(tx: Tx, scene: Scene, agent: AgentId, part: str) -> None:
    owner = scene.owner.agent_id if scene.owner else None
    assert scene.call.interaction_id is not None
    tx.record(facts.CallHeardBy(scene.call.id, scene.call.interaction_id, agent, part, owner))


# --- steps -------------------------------------------------------------------------------------------------------


def _guest(tx: Tx, agent: AgentId, party: Party, agent_id: AgentId | None, to: str) -> Guest:
    if (agent_id is None) == (not to):
        raise Missing("Name a colleague or a number, one of them.", field="agent_id")
    if agent_id is None:
        return Guest(party, address=str(phone.number(to)), name="")
    if agent_id == agent:
        raise Invalid("You are in this call already; name somebody else.", field="agent_id")
    who = hands.the_agent(tx, agent_id)
    seat = floor_rows.seat(tx, agent_id)
    if seat is None or not seat.online:
        raise Invalid("This colleague is not here; choose another.", field="agent_id")
    calling.check_free(tx, agent_id)
    return Guest(party, agent_id, name=who.name)


def _bring_in(tx: Tx, scene: Scene, guest: Guest) -> Asked:
    if guest.agent_id is not None:
        after = calling.ring_agent(tx, scene, guest)
    else:
        shown = calling.number_of(tx, scene.call.channel_id)
        after = calling.add_leg(tx, scene, guest, Ring(shown, tx.house.voice.ring_seconds))
    return Asked(after.legs[-1].id)


def _hand_over(tx: Tx, work: Work, to: AgentId, note: str) -> None:
    """One handling ends by the note, another begins: the colleague's leg is in the room already."""
    who = hands.the_agent(tx, to)
    handling = hands.let_go(tx, work, HandlingEnd.TRANSFERRED)
    if handling is not None:
        handle.wrap_by_note(tx, handling, note)
    hands.alter(tx, work, note=note, transfers=work.transfers + 1)
    hands.begin(tx, hands.the_work(tx, work.id), who, "consulted")


def _leave(tx: Tx, scene: Scene, agent: AgentId) -> None:
    mine = scene.leg_of(agent)
    if mine is not None:
        _drop(tx, scene, mine)


def _drop(tx: Tx, scene: Scene, leg: Leg) -> Scene:
    orders = call_orders.drop(scene, [leg])
    return calling.follow(tx, scene, Follows(legs={leg.id: {"dropped": True}}, orders=orders))

