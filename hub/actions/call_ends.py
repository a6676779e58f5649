"""How calls end, and what is left to do then: a form, a missed call to be returned, a customer who waits again.

Nobody is forgotten: who hung up before an agent spoke with them is called back, and who lost their agent waits for
another with their age.
"""

from __future__ import annotations

from datetime import datetime

from channels.contract import Medium
from channels.voice import LegEnd
from hub.actions import call_entry, call_matter, calling, handle, hands, lines, presence, wrapup
from hub.actions.calling import HANDED_OUT
from hub.core import call_orders, call_script, facts
from hub.core.calls import Leg, Scene, waited_seconds
from hub.core.form import WrapUpForm
from hub.core.terms import (
    CallbackState,
    CallState,
    HandlingEnd,
    InteractionState,
    Party,
    PresenceState,
    WrapUpResult,
)
from hub.store import floor_rows, handling_rows, record_rows
from hub.store.floor_rows import Work
from hub.store.record_rows import Callback
from hub.store.writer import Tx

S = InteractionState
WAITS = (S.QUEUED, S.OFFERED)
MISSED = "missed"
IN_MENU = "in_menu"
TALKED = "talked"


# --- the customer ------------------------------------------------------------------------------------------------


def customer_gone(tx: Tx, scene: Scene) -> None:
    """They hung up, wherever they were."""
    match scene.call.state:
        case CallState.MENU:
            _gone_from_menu(tx, scene)
        case CallState.QUEUED | CallState.DIALLING:
            _missed(tx, scene)
        case _:
            talk_over(tx, scene)


def _gone_from_menu(tx: Tx, scene: Scene) -> None:
    """Nobody spoke with them and nothing waits; a message they were leaving counts."""
    step = scene.call.step
    if step == call_script.VOICEMAIL:
        scene = call_entry.voicemail_left(tx, scene)
    kind = step.partition("/")[0]
    if kind == call_script.MENU:
        scene = calling.end(tx, scene, IN_MENU)
        if scene.call.address.startswith(f"{Medium.PHONE}:"):
            scene = call_matter.with_matter(tx, scene)
            lines.event(tx, call_matter.place_of(scene), "call_missed", {"call_id": scene.call.id, "where": "menu"})
        return
    why = call_script.VOICEMAIL if kind in (call_script.VOICEMAIL, call_script.KEPT) else kind
    calling.end(tx, scene, why or IN_MENU)


def _missed(tx: Tx, scene: Scene) -> None:
    """They hung up in line: abandoned, and to be called back. An agent who was being rung for them has a form."""
    scene = calling.end(tx, scene, MISSED)
    work = _work(tx, scene)
    if work is None:
        return
    data = {"call_id": scene.call.id, "where": "queue", "waited_seconds": str(waited_seconds(scene.call, tx.now))}
    lines.event(tx, call_matter.place_of(scene, work), "call_missed", data)
    if work.state in WAITS:
        handle.close(tx, work, "abandoned", S.ABANDONED)
    else:
        _form(tx, work)
    _call_back_if_nobody_does(tx, scene)


def _call_back_if_nobody_does(tx: Tx, scene: Scene) -> None:
    """A call back due at once, unless one to that number is due already."""
    address = scene.call.address
    if not address.startswith(f"{Medium.PHONE}:"):
        return
    if any(each.due_at <= tx.now for each in call_matter.callbacks_to(tx, address)):
        return
    call_entry.call_back_soon(tx, scene, address, tx.now, MISSED)


def talk_over(tx: Tx, scene: Scene) -> None:
    """They talked, and somebody hung up: everybody leaves, and the agent's form opens."""
    scene = calling.end(tx, scene, TALKED)
    work = _work(tx, scene)
    calling.say_ended(tx, scene, work)
    if work is not None:
        _form(tx, work)


def unreached(tx: Tx, scene: Scene, end: LegEnd) -> None:
    """Whom we called was busy, did not answer, or cannot be reached; the form suggests just that."""
    work = _work(tx, scene)
    scene = calling.end(tx, scene, end.value)
    calling.say_ended(tx, scene, work)
    if work is not None:
        _form(tx, work, WrapUpResult.NO_ANSWER)


def _form(tx: Tx, work: Work, suggested: WrapUpResult | None = None) -> None:
    """The owner's form opens; where nobody was reached it says so already, unless they have begun to fill it in."""
    wrapup.begin_for_owner(tx, work)
    handling = handling_rows.open_handling(tx, work.id)
    if suggested is None or handling is None:
        return
    kept = handling_rows.wrapup(tx, handling.id)
    if kept is not None and not kept.form:
        wrapup.save(tx, handling.agent_id, handling.id, WrapUpForm((), suggested))


# --- agents ------------------------------------------------------------------------------------------------------


def agent_unreached(tx: Tx, scene: Scene) -> None:
    """An agent accepted, and their phone does not answer: the caller waits for the next, and hears no gap."""
    if scene.owner is not None:
        return  # another leg of theirs rings or is there
    if call_orders.is_outbound(scene) and scene.call.state is CallState.DIALLING:
        unreached(tx, scene, LegEnd.FAILED)
    elif scene.call.state is CallState.DIALLING:
        release(tx, scene)


def agent_lost(tx: Tx, scene: Scene) -> None:
    """An agent's sound broke while the customer is there."""
    if scene.owner is not None:
        return
    if call_orders.is_outbound(scene) and scene.call.state is CallState.DIALLING:
        unreached(tx, scene, LegEnd.CANCELLED)
        return
    calling.follow(tx, scene, call_orders.agent_lost(scene, tx.now, tx.house.voice.reconnect_seconds))


def release(tx: Tx, scene: Scene) -> None:
    """The agent did not come (back): the work waits again with its age, and they get nothing new until they say so."""
    work = _work(tx, scene)
    if work is None or work.agent_id is None or work.state not in (S.ACTIVE, S.HELD):
        calling.end(tx, scene, "failed")
        return
    agent = work.agent_id
    hands.let_go(tx, work, HandlingEnd.LOST)
    hands.to_queue(tx, work, "released")  # which takes the caller back into the line
    presence.given_by_hub(tx, agent, PresenceState.MISSED, "missed_offer")
    presence.work_done(tx, agent)


def other_gone(tx: Tx, scene: Scene, leg: Leg) -> None:
    """Somebody who was asked, added or listening has left."""
    if leg.party is Party.SUPERVISOR and leg.agent_id is not None and scene.call.interaction_id is not None:
        owner = scene.owner.agent_id if scene.owner else None
        tx.record(facts.CallHeardBy(scene.call.id, scene.call.interaction_id, leg.agent_id, "", owner))
    alone = all(each.party is Party.CUSTOMER for each in scene.live)
    if scene.call.step == HANDED_OUT and alone:
        calling.say_ended(tx, calling.end(tx, scene, TALKED), _work(tx, scene))


# --- promised calls ----------------------------------------------------------------------------------------------


def close_callbacks(tx: Tx, scene: Scene, since: datetime | None = None) -> None:
    """We spoke with this number: what was promised to it is done, unless another agent has that work in hand.

    `since`: only what was promised from then on.
    """
    own = scene.call.interaction_id
    for each in call_matter.callbacks_to(tx, scene.call.address):
        if each.interaction_id != own and (since is None or each.created_at >= since):
            _close_callback(tx, each)


def _close_callback(tx: Tx, promised: Callback) -> None:
    work = floor_rows.work(tx, promised.interaction_id) if promised.interaction_id else None
    if work is not None and work.state in WAITS:
        handle.close(tx, work, "called_back")
    elif work is not None and work.state not in floor_rows.DONE:
        return
    record_rows.change_callback(tx, promised.id, state=CallbackState.DONE, attempts=promised.attempts + 1)
    tx.record(facts.CallbackChanged(promised.id, promised.customer_id, CallbackState.DONE))


def _work(tx: Tx, scene: Scene) -> Work | None:
    return floor_rows.work(tx, scene.call.interaction_id) if scene.call.interaction_id else None
