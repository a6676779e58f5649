"""A caller's way in: greeted, asked by the menu, into a queue, or instead to a callback or a voicemail, as scripts.

A callback keeps the caller's place: the work ends, and a promised call takes its age. A voicemail is the same promise
with a recording beside it. What happens once an agent has the call is calls.
"""

from __future__ import annotations

from datetime import datetime

from channels.contract import Address, Medium
from channels.voice import CallArrived, CallScript, LegState
from hub.actions import call_matter, callbacks, calling, handle, hands, lines
from hub.actions.calling import Guest
from hub.core import call_script as script
from hub.core import facts, hours, prompts
from hub.core.call_script import Voice
from hub.core.calls import IN_ROOM, Scene
from hub.core.effects import PlanCallback
from hub.core.numbers import dialled, known_caller
from hub.core.plan import Menu, MenuKey
from hub.core.terms import (
    CallId,
    CallState,
    ChannelId,
    Direction,
    InteractionState,
    LegId,
    Party,
    QueueId,
    Taping,
)
from hub.store import call_rows, floor_rows
from hub.store.call_rows import stored_line
from hub.store.customer_rows import stored_address
from hub.store.writer import Tx

S = InteractionState
NUMBER_TRIES = 3


def arrived(tx: Tx, channel_id: ChannelId, news: CallArrived) -> CallScript:
    """Somebody calls: what they hear first. The same line again hears what it would hear now."""
    known = call_rows.scene_of_line(tx, channel_id, news.line)
    if known is not None:
        return current(tx, known[0])
    caller = known_caller(news.caller)
    who = call_matter.known_person(tx, caller, news.profile)
    scene = _begin(tx, channel_id, news, caller, _language(tx, caller, who.language or news.profile.language))
    if who.blocked:
        calling.end(tx, scene, script.BLOCKED)
        return script.refused()
    if (off := call_rows.switch_for(tx, channel_id)) is not None:
        return _emergency(tx, scene, off.text)
    menu = tx.house.voice.menu_of(channel_id)
    if menu is not None and menu.keys:
        return _ask(tx, scene, menu)
    return enter_queue(tx, scene, (menu.queue if menu else None) or tx.house.queue_of(channel_id, news.profile.topic))


def pressed(tx: Tx, scene: Scene, step: str, keys: str) -> CallScript:
    """A caller pressed keys, or none in time: what they hear next. Late and repeated news changes nothing."""
    call = scene.call
    if not call.is_live or call.state in IN_ROOM or call.state is CallState.DIALLING or step != call.step:
        return current(tx, scene)
    kind, _, menu_id = step.partition("/")
    if kind == script.MENU:
        return _chosen(tx, scene, tx.house.voice.menus.get(menu_id), keys)
    if kind == script.QUEUE:
        return _while_waiting(tx, scene, keys)
    if kind == script.CLOSED:
        return _when_closed(tx, scene, keys)
    if kind == script.CALLBACK:
        return _number_entered(tx, scene, keys)
    if kind == script.VOICEMAIL:
        voicemail_left(tx, scene)
        return script.voicemail_kept(calling.voice(tx, scene))
    return current(tx, scene)


def current(tx: Tx, scene: Scene) -> CallScript:
    """What a caller hears who asks again where the call stands."""
    call, voice = scene.call, calling.voice(tx, scene)
    if not call.is_live or call.direction is Direction.OUTBOUND:
        return script.ended()
    if call.state in IN_ROOM:
        return script.room(voice, call.id, notice=False)
    if call.state is CallState.DIALLING:
        return script.queue(voice, None, choices=False)
    kind, _, menu_id = call.step.partition("/")
    menu = tx.house.voice.menus.get(menu_id)
    if kind == script.MENU and menu is not None:
        return script.greeting(voice, menu)
    if kind == script.QUEUE:
        work = floor_rows.work(tx, call.interaction_id) if call.interaction_id else None
        return calling.waiting(tx, scene, work) if work is not None else script.goodbye(voice)
    if kind == script.EMERGENCY:
        off = call_rows.switch_for(tx, call.channel_id, call.queue_id)
        return script.emergency(voice, off.text if off is not None else {})
    return _last_words(voice, kind)


def _last_words(voice: Voice, kind: str) -> CallScript:
    match kind:
        case script.CLOSED:
            return script.closed(voice)
        case script.CALLBACK:
            return script.ask_number(voice)
        case script.VOICEMAIL:
            return script.voicemail(voice)
        case script.BOOKED:
            return script.booked(voice)
        case script.KEPT:
            return script.voicemail_kept(voice)
    return script.goodbye(voice)


# --- steps -------------------------------------------------------------------------------------------------------


def _begin(
    tx: Tx, channel_id: ChannelId, news: CallArrived, caller: Address | None, language: str
) -> Scene:
    channel = tx.house.channels[channel_id]
    call_id = CallId(tx.new_id())
    address = stored_address(caller) if caller else ""
    call_rows.add_call(
        tx,
        {"id": call_id, "channel_id": channel_id, "medium": channel.medium, "direction": Direction.INBOUND,
         "state": CallState.MENU, "step": "", "tries": 0, "interaction_id": None, "conversation_id": None,
         "customer_id": None, "address": address, "called": news.called, "thread_key": news.thread_key,
         "language": language[:16], "queue_id": "", "taping": Taping.OFF, "began_at": tx.now, "queued_at": None,
         "answered_at": None, "held_since": None, "held_seconds": 0, "ended_at": None, "ended_by": "",
         "due_at": None, "version": 1},
    )
    guest = Guest(Party.CUSTOMER, address=address, name=news.profile.name)
    row = calling.leg_row(tx, call_id, channel_id, LegId(tx.new_id()), guest)
    call_rows.add_leg(
        tx, {**row, "line": stored_line(news.line), "state": LegState.ANSWERED, "answered_at": tx.now}
    )
    tx.record(facts.CallBegan(call_id, channel_id, Direction.INBOUND))
    scene = call_rows.scene(tx, call_id)
    assert scene is not None
    return scene


def _language(tx: Tx, caller: Address | None, spoken: str) -> str:
    if spoken in tx.house.languages:
        return spoken
    return tx.house.language_of_number(caller.value) if caller and caller.medium is Medium.PHONE else (
        tx.house.languages[0]
    )


def _ask(tx: Tx, scene: Scene, menu: Menu, tries: int = 0) -> CallScript:
    scene = calling.alter(tx, scene, step=f"{script.MENU}/{menu.id}"[:40], tries=tries)
    return script.greeting(calling.voice(tx, scene), menu, again=tries > 0)


def _chosen(tx: Tx, scene: Scene, menu: Menu | None, keys: str) -> CallScript:
    """A key of the menu; one it does not have, or none, is asked for again, a few times."""
    default = (menu.queue if menu else None) or tx.house.queue_of(scene.call.channel_id)
    if menu is None:
        return enter_queue(tx, scene, default)  # the house has this menu no more
    key = menu.keys.get(keys[:1])
    if key is not None:
        return _follow_key(tx, scene, menu, key)
    tries = scene.call.tries + 1
    return _ask(tx, scene, menu, tries) if tries < menu.tries else enter_queue(tx, scene, default)


def _follow_key(tx: Tx, scene: Scene, menu: Menu, key: MenuKey) -> CallScript:
    if key.language:
        scene = calling.alter(tx, scene, language=key.language)
    if key.queue is not None:
        return enter_queue(tx, scene, key.queue)
    return _ask(tx, scene, tx.house.voice.menus.get(key.menu, menu))


def enter_queue(tx: Tx, scene: Scene, queue_id: QueueId) -> CallScript:
    """The call becomes work in a queue that is open; else they hear why not, and what they may do."""
    if (off := call_rows.switch_for(tx, scene.call.channel_id, queue_id)) is not None:
        return _emergency(tx, scene, off.text)
    scene = calling.alter(tx, scene, queue_id=queue_id, tries=0)
    if not _is_open(tx, queue_id):
        scene = calling.alter(tx, scene, step=script.CLOSED)
        return script.closed(calling.voice(tx, scene))
    scene, work = call_matter.become_work(tx, scene, queue_id)
    return calling.waiting(tx, scene, work)


def _is_open(tx: Tx, queue_id: str) -> bool:
    rule = tx.house.queues.get(QueueId(queue_id))
    return rule is None or hours.is_open(rule.hours, tx.now)


def _emergency(tx: Tx, scene: Scene, texts: dict[str, str]) -> CallScript:
    scene = calling.alter(tx, scene, step=script.EMERGENCY)
    return script.emergency(calling.voice(tx, scene), texts)


def _while_waiting(tx: Tx, scene: Scene, keys: str) -> CallScript:
    """A round of waiting is over, or they would rather be called back or leave a message."""
    work = floor_rows.work(tx, scene.call.interaction_id) if scene.call.interaction_id else None
    voice = calling.voice(tx, scene)
    if work is None or work.state not in (S.QUEUED, S.OFFERED):
        return script.goodbye(voice)
    choices = scene.call.medium is Medium.PHONE
    if choices and keys[:1] == script.CALL_BACK_KEY:
        return _call_back(tx, scene)
    if choices and keys[:1] == script.VOICEMAIL_KEY:
        return _voicemail(tx, scene)
    if (off := call_rows.switch_for(tx, scene.call.channel_id, scene.call.queue_id)) is not None:
        return _emergency(tx, scene, off.text)
    if work.accepted_at is None and not _is_open(tx, work.queue_id):
        scene = calling.alter(tx, scene, step=script.CLOSED)
        return script.closed(calling.voice(tx, scene))
    return calling.waiting(tx, scene, work)


def _when_closed(tx: Tx, scene: Scene, keys: str) -> CallScript:
    if keys[:1] == script.CALL_BACK_KEY:
        return _call_back(tx, scene)
    if keys[:1] == script.VOICEMAIL_KEY:
        return _voicemail(tx, scene)
    return script.goodbye(calling.voice(tx, scene))


# --- to be called back -------------------------------------------------------------------------------------------


def _call_back(tx: Tx, scene: Scene) -> CallScript:
    """They keep their place and hang up. Where they withhold their number they are asked for one."""
    if not scene.call.address.startswith(f"{Medium.PHONE}:"):
        scene = calling.alter(tx, scene, step=script.CALLBACK, tries=0)
        return script.ask_number(calling.voice(tx, scene))
    return _book(tx, scene, scene.call.address)


def _number_entered(tx: Tx, scene: Scene, keys: str) -> CallScript:
    number = dialled(keys)
    if number:
        return _book(tx, scene, str(Address(Medium.PHONE, number)))
    tries = scene.call.tries + 1
    voice = calling.voice(tx, scene)
    if tries < NUMBER_TRIES:
        calling.alter(tx, scene, tries=tries)
        return script.ask_number(voice, again=True)
    work = floor_rows.work(tx, scene.call.interaction_id) if scene.call.interaction_id else None
    if work is None:
        return script.goodbye(voice)
    scene = calling.alter(tx, scene, step=script.QUEUE, tries=0)
    return calling.waiting(tx, scene, work, prompts.SORRY)


def _book(tx: Tx, scene: Scene, address: str) -> CallScript:
    scene = promise(tx, scene, script.BOOKED, address)
    return script.booked(calling.voice(tx, scene))


def _voicemail(tx: Tx, scene: Scene) -> CallScript:
    """They speak after the tone. Nobody is to answer them now; the call back is promised once they have spoken."""
    scene = calling.alter(tx, scene, state=CallState.MENU, step=script.VOICEMAIL, tries=0)
    _close_work(tx, scene, "voicemail")
    return script.voicemail(calling.voice(tx, scene))


def voicemail_left(tx: Tx, scene: Scene) -> Scene:
    """They have spoken, or hung up while speaking: they are to be called back. Told again it changes nothing."""
    return promise(tx, scene, script.KEPT, scene.call.address) if scene.call.step == script.VOICEMAIL else scene


def promise(tx: Tx, scene: Scene, step: str, address: str) -> Scene:
    """The work ends here, and a call back to them takes its age and its place in the queue, due at once."""
    scene = call_matter.with_matter(tx, scene)
    scene = calling.alter(tx, scene, state=CallState.MENU, step=step)
    _close_work(tx, scene, script.BOOKED)
    call_back_soon(tx, scene, address, scene.call.queued_at or tx.now, step)
    return scene


def _close_work(tx: Tx, scene: Scene, why: str) -> None:
    """What waited for an agent waits no more."""
    work = hands.the_work(tx, scene.call.interaction_id) if scene.call.interaction_id else None
    if work is not None and work.state in (S.QUEUED, S.OFFERED):
        handle.close(tx, work, why)


def call_back_soon(tx: Tx, scene: Scene, address: str, waiting_since: datetime, why: str) -> None:
    """A call back that is due as work at once and keeps that age. `why` it came: a step of the script, or "missed"."""
    call = scene.call
    if call.customer_id is None:
        return
    queue = QueueId(call.queue_id or tx.house.queue_of(call.channel_id))
    made = PlanCallback(waiting_since, tx.house.time_zone, queue, None, address, "")
    callback_id = callbacks.plan(tx, call.customer_id, made, None, call.conversation_id)
    place = call_matter.place_of(scene)
    lines.event(tx, place, "callback_planned", {"callback_id": callback_id, "call_id": call.id, "why": why})
    callbacks.come_due_one(tx, callback_id)
