"""What carriers report of calls: who came, who answered, who has gone, who pressed what, which recording is there.

Reports come in any order and more than once; core/calls says what each means, and here its consequences are written.
A customer who hangs up before an agent spoke with them is called back: the promise is due as work at once.
"""

from __future__ import annotations

from datetime import timedelta

from channels.contract import Taken
from channels.voice import (
    CallArrived,
    Drop,
    KeysPressed,
    LegChanged,
    LegEnd,
    LegState,
    LineQuality,
    RecordingReady,
    VoiceInbound,
)
from hub.actions import call_ends, call_entry, call_matter, calling, lines
from hub.actions.calling import Guest
from hub.core import call_orders, call_script, facts
from hub.core.call_orders import Ring
from hub.core.calls import Happening, Leg, Scene, advance, happened, waited_seconds
from hub.core.terms import CallState, ChannelId, InteractionId, Party, RecordingId, RecordingState, Taping
from hub.store import call_rows, floor_rows, recording_rows
from hub.store.call_rows import stored_line
from hub.store.floor_rows import Work
from hub.store.recording_rows import stored_external
from hub.store.writer import Tx

H = Happening
_HANDLED = Taken("handled")
_UNKNOWN = Taken("ignored", "unknown_call")
WARNING_LENGTH = 40


def tell(tx: Tx, channel_id: ChannelId, news: VoiceInbound) -> Taken:
    """Take one piece of news in; what became of it, and what the caller hears where they asked."""
    match news:
        case CallArrived():
            return Taken("handled", script=call_entry.arrived(tx, channel_id, news))
        case KeysPressed():
            return _pressed(tx, channel_id, news)
        case LegChanged():
            return leg_changed(tx, channel_id, news)
        case RecordingReady():
            return _recorded(tx, channel_id, news)
        case LineQuality():
            return _quality(tx, channel_id, news)


def _pressed(tx: Tx, channel_id: ChannelId, news: KeysPressed) -> Taken:
    found = _open(tx, channel_id, news.line)
    if found is None:
        return Taken("ignored", "unknown_call", script=call_script.ended())
    return Taken("handled", script=call_entry.pressed(tx, found[0], news.step, news.keys))


def leg_changed(tx: Tx, channel_id: ChannelId, news: LegChanged) -> Taken:
    """A leg moved on; what that means for the call follows at once. Old news changes nothing."""
    found = _open(tx, channel_id, news.line, news.leg_id)
    if found is None:
        return _UNKNOWN
    scene, before = found
    at = min(news.at, tx.now)
    line = stored_line(news.line) if news.line and before.line is None and _is_free(tx, channel_id, news.line) else ""
    after = advance(before, LegChanged(line, news.state, at, before.id, news.end, news.sequence, news.seconds))
    if after == before:
        return Taken("ignored", "old_news")
    scene = calling.keep_leg(tx, scene, after)
    if line and before.dropped and after.state is not LegState.ENDED:
        calling.order(tx, scene, (Drop("", scene.call.id, before.id, ""),))  # it rings after all, and must not
    _follow(tx, scene, after, happened(before, after))
    return _HANDLED


def give_up(tx: Tx, channel_id: ChannelId, leg_id: str) -> None:
    """Nobody knows whether a leg was dialled: it counts as unreached, and is hung up as soon as it is heard of."""
    found = _open(tx, channel_id, "", leg_id)
    if found is None or not found[1].is_live:
        return
    leg = found[1]
    scene = calling.follow(tx, found[0], call_orders.Follows(legs={leg.id: {"dropped": True}}))
    if scene.call.is_live and leg.party is Party.CUSTOMER:
        call_ends.unreached(tx, scene, LegEnd.FAILED)
    elif scene.call.is_live and leg.party is Party.AGENT:
        call_ends.agent_unreached(tx, scene)


def line_known(tx: Tx, channel_id: ChannelId, leg_id: str, line: str) -> None:
    """The carrier's id of a leg it was told to dial."""
    found = _open(tx, channel_id, "", leg_id)
    if found is not None and found[1].line is None and _is_free(tx, channel_id, line):
        call_rows.change_leg(tx, leg_id, line=stored_line(line))


def warn(tx: Tx, channel_id: ChannelId, leg_id: str, warning: str) -> None:
    """Something is wrong with a leg: its agent sees it."""
    found = _open(tx, channel_id, "", leg_id)
    if found is not None and found[1].is_live and found[1].warning != warning:
        call_rows.change_leg(tx, leg_id, warning=warning[:WARNING_LENGTH])
        calling.tell_leg(tx, found[0], found[1])


def ring(tx: Tx, call_id: str) -> None:
    """Somebody has not come in time: an agent's phone, whoever was called, an agent whose sound broke."""
    _lock_work(tx, call_rows.work_of_call(tx, call_id))
    scene = call_rows.scene(tx, call_id)
    if scene is None or not scene.call.is_live or scene.call.due_at is None or scene.call.due_at > tx.now:
        return
    customer = scene.customer
    if scene.call.state is CallState.DIALLING and call_orders.is_outbound(scene):
        call_ends.unreached(tx, scene, LegEnd.NO_ANSWER if customer is not None else LegEnd.FAILED)
    elif scene.call.state in (CallState.DIALLING, CallState.RECONNECTING):
        call_ends.release(tx, scene)
    else:
        calling.alter(tx, scene, due_at=None)


# --- what a report means -----------------------------------------------------------------------------------------


def _follow(tx: Tx, scene: Scene, leg: Leg, what: Happening) -> None:
    if not scene.call.is_live:
        return
    match what:
        case H.CUSTOMER_GONE:
            call_ends.customer_gone(tx, scene)
        case H.CUSTOMER_UNREACHED:
            call_ends.unreached(tx, scene, LegEnd(leg.ended_by))
        case H.CUSTOMER_ANSWERED:
            _reached(tx, scene)
        case H.AGENT_ANSWERED:
            _agent_answered(tx, scene)
        case H.AGENT_UNREACHED:
            call_ends.agent_unreached(tx, scene)
        case H.AGENT_LOST:
            call_ends.agent_lost(tx, scene)
        case H.OTHER_GONE:
            call_ends.other_gone(tx, scene, leg)


def _agent_answered(tx: Tx, scene: Scene) -> None:
    """The agent is there: the customer comes into the room, or is called now."""
    if call_orders.is_outbound(scene) and scene.customer is None:
        _call_customer(tx, scene)
        return
    first = scene.call.answered_at is None
    recorded = calling.is_recorded(tx) and scene.call.taping is Taping.OFF
    enter = call_script.room(calling.voice(tx, scene), scene.call.id, notice=recorded)
    after = calling.follow(tx, scene, call_orders.agent_answered(scene, tx.now, enter, record=recorded))
    if first and after.call.answered_at is not None:
        _say_answered(tx, after)
    elif after.call.state in (CallState.TALKING, CallState.HELD):
        call_ends.close_callbacks(tx, after, since=scene.call.answered_at)  # promised while the talk was broken


def _call_customer(tx: Tx, scene: Scene) -> None:
    voice = tx.house.voice
    scene = calling.alter(tx, scene, due_at=tx.now + timedelta(seconds=voice.ring_seconds) + calling.GRACE)
    shown = calling.number_of(tx, scene.call.channel_id)
    said = Ring(shown, voice.ring_seconds, calling.notice(tx, scene))
    calling.add_leg(tx, scene, Guest(Party.CUSTOMER, address=scene.call.address), said)


def _reached(tx: Tx, scene: Scene) -> None:
    """Whom the agent called is there; what was promised to that number is done by it."""
    after = calling.follow(
        tx, scene, call_orders.customer_answered(scene, tx.now, record=calling.is_recorded(tx))
    )
    _say_answered(tx, after)
    call_ends.close_callbacks(tx, after)


def _say_answered(tx: Tx, scene: Scene) -> None:
    data = {"call_id": scene.call.id, "direction": scene.call.direction,
            "waited_seconds": str(waited_seconds(scene.call, tx.now))}
    place = call_matter.place_of(scene, _work(tx, scene))
    lines.event(tx, place, "call_answered", data, scene.owner.agent_id if scene.owner else None)


def _quality(tx: Tx, channel_id: ChannelId, news: LineQuality) -> Taken:
    found = _open(tx, channel_id, news.line, news.leg_id)
    if found is None:
        return _UNKNOWN
    scene, leg = found
    warning = news.warning[:WARNING_LENGTH]
    if not leg.is_live or (leg.warning == warning) is news.on or (not news.on and leg.warning != warning):
        return Taken("ignored", "old_news")
    call_rows.change_leg(tx, leg.id, warning=warning if news.on else "")
    calling.tell_leg(tx, scene, leg)
    return _HANDLED


# --- recordings --------------------------------------------------------------------------------------------------


def _recorded(tx: Tx, channel_id: ChannelId, news: RecordingReady) -> Taken:
    """A recording can be fetched: its row, and its line in the thread. What they refused to have is not fetched."""
    if recording_rows.by_external(tx, channel_id, news.recording) is not None:
        return Taken("ignored", "old_news")
    scene = _scene_of_recording(tx, channel_id, news)
    if scene is None:
        return _UNKNOWN
    if news.kind == "voicemail":
        scene = call_entry.voicemail_left(tx, scene)
    scene = call_matter.with_matter(tx, scene)
    refused = scene.call.taping is Taping.REFUSED and news.kind == "talk"
    call, recording_id = scene.call, RecordingId(tx.new_id())
    work = _work(tx, scene)
    data = {"recording_id": recording_id, "seconds": str(news.seconds), "kind": news.kind, "call_id": call.id}
    message_id = None if refused else lines.event(tx, call_matter.place_of(scene, work), "recording", data)
    recording_rows.add_recording(
        tx,
        {"id": recording_id, "channel_id": channel_id, "external_id": stored_external(news.recording),
         "call_id": call.id, "interaction_id": call.interaction_id, "conversation_id": call.conversation_id,
         "customer_id": call.customer_id, "message_id": message_id, "kind": news.kind,
         "state": RecordingState.GONE if refused else RecordingState.READY, "seconds": max(0, news.seconds),
         "made_at": min(news.at, tx.now), "attempts": 0, "next_at": tx.now, "sha256": "",
         "size": 0, "content_type": "", "gone_at": tx.now if refused else None},
    )
    if not refused:
        tx.record(
            facts.RecordingMade(
                recording_id, channel_id, news.kind, news.seconds, call.id, call.interaction_id,
                call.conversation_id, work.agent_id if work else None,
            )
        )
    return _HANDLED


def _scene_of_recording(tx: Tx, channel_id: ChannelId, news: RecordingReady) -> Scene | None:
    found = _open(tx, channel_id, news.line)
    if found is not None:
        return found[0]
    scene = call_rows.scene(tx, news.call_id) if news.call_id else None
    return scene if scene is not None and scene.call.channel_id == channel_id else None


# --- looking up --------------------------------------------------------------------------------------------------


def _open(tx: Tx, channel_id: ChannelId, line: str, leg_id: str = "") -> tuple[Scene, Leg] | None:
    """The call and leg a report names, the work locked before them as everybody does."""
    for meant in ((line, leg_id), (line, "")):
        if any(meant):
            _lock_work(tx, call_rows.work_of_line(tx, channel_id, *meant))
            if (found := call_rows.scene_of_line(tx, channel_id, *meant)) is not None:
                return found
    return None


def _lock_work(tx: Tx, interaction_id: InteractionId | None) -> None:
    """Everybody locks the work before its call, so that two never wait for each other."""
    if interaction_id is not None:
        floor_rows.work(tx, interaction_id)


def _is_free(tx: Tx, channel_id: ChannelId, line: str) -> bool:
    return call_rows.scene_of_line(tx, channel_id, line) is None


def _work(tx: Tx, scene: Scene) -> Work | None:
    return floor_rows.work(tx, scene.call.interaction_id) if scene.call.interaction_id else None
