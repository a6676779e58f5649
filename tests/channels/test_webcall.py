"""The web call: a page's caller through menu, queue and talk, over a real socket and real media."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from socketio.exceptions import ConnectionError as SocketRefused

from channels.contract import Address, Delivery, Forged, Medium, Outbound, Permanent
from channels.visitors.passes import Pass, sign
from channels.visitors.passes import read as read_pass
from channels.visitors.refusal import Refused
from channels.voice import (
    CallArrived,
    CallScript,
    Dial,
    Drop,
    Gather,
    Hold,
    Join,
    KeysPressed,
    LegChanged,
    LegEnd,
    LineQuality,
    Mute,
    Part,
    PressKeys,
    Record,
    RecordCall,
    RecordingReady,
    Refuse,
    Say,
    TakePart,
    Tape,
    Wait,
)
from channels.webcall import open as open_channel
from channels.webcall import reports
from channels.webcall.script import spoken_seconds
from tests.channels.media_stage import eventually, pitches, recorded, rms
from tests.channels.webcall_stage import GOODBYE, KEY, SHOP, CallStage, stage

QUESTION = Say("Press one for orders.", "en")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[CallStage]:
    async with stage(tmp_path) as running:
        yield running


# --- the way through ----------------------------------------------------------------------------------------


async def test_from_the_button_through_menu_and_queue_to_the_end(scene: CallStage) -> None:
    menu = Gather("menu", (QUESTION,), digits=1, seconds=8)
    scene.hub.scripts = lambda value: (
        CallScript((Say("Hello.", "en"), menu)) if isinstance(value, CallArrived)
        else CallScript((Wait("queue", (Say("You are next.", "en"),), 20),)) if isinstance(value, KeysPressed) else None
    )  # fmt: skip
    caller = scene.caller()
    await caller.call()
    (arrived,) = scene.hub.told(CallArrived)
    assert str(arrived.caller) == f"webcall:{caller.visitor}" and arrived.thread_key == caller.visitor
    assert (arrived.profile.name, arrived.profile.verified, arrived.called) == ("Elena", False, "call")
    view = await caller.sees("listening")
    assert view["say"] == [{"text": "Hello.", "language": "en"}]
    assert (await caller.ask("said", turn=view["turn"]))["ok"]
    await eventually(lambda: caller.views[-1]["say"] == [{"text": QUESTION.text, "language": "en"}])
    assert caller.views[-1]["keys"] and (await caller.ask("key", key="1"))["ok"]
    await caller.sees("waiting")
    assert scene.hub.told(KeysPressed) == [KeysPressed(caller.line, "menu", "1")]
    await eventually(lambda: len(caller.person.pitches(least=0.05)) > 1)  # music

    agent = await scene.agent("leg-agent", Join("room"))
    assert agent.pitches() == set() and 400 not in agent.pitches()
    notice = Say("This call may be recorded.", "en")
    await scene.move(caller.line, notice, Join("room"))
    await eventually(lambda: caller.views[-1]["say"] == [{"text": notice.text, "language": "en"}])
    await caller.ask("said", turn=caller.views[-1]["turn"])
    await caller.sees("talking")
    await eventually(lambda: caller.person.pitches() == {700} and agent.pitches() == {400})

    await caller.ask("hangup")
    (ended,) = await told_end(scene, caller.line)
    assert (ended.end, ended.leg_id) == (LegEnd.HUNG_UP, "leg-customer") and ended.seconds is not None
    assert caller.views[-1] == {"state": "ended", "say": [], "turn": caller.views[-1]["turn"], "keys": False,
                                "reason": "hung_up"}  # fmt: skip
    await scene.channel.perform(Drop("drop", "room", "leg-agent", "leg-agent"))
    (end,) = await told_end(scene, "leg-agent")
    assert end.end is LegEnd.HUNG_UP
    assert len(scene.hub.keys) == len(set(scene.hub.keys))


async def told_end(scene: CallStage, line: str) -> list[LegChanged]:
    await eventually(lambda: scene.ended(line))
    await asyncio.sleep(0.05)
    return scene.ended(line)


async def test_hold_mute_and_keys_reach_the_sound(scene: CallStage) -> None:
    caller, agent = await scene.talk()
    line = caller.line
    await scene.channel.perform(Hold("o1", "room", "leg-customer", line, True))
    await caller.sees("held")
    await eventually(lambda: agent.pitches() == set() and 700 not in caller.person.pitches())
    assert len(caller.person.pitches(least=0.05)) > 1  # music
    await scene.channel.perform(Hold("o2", "room", "leg-customer", line, False))
    await caller.sees("talking")
    await eventually(lambda: caller.person.pitches() == {700} and agent.pitches() == {400})
    await scene.channel.perform(Mute("o3", "room", "leg-agent", "leg-agent", True))
    await eventually(lambda: caller.person.pitches() == set() and agent.pitches() == {400})
    await scene.channel.perform(Mute("o4", "room", "leg-agent", "leg-agent", False))
    await scene.channel.perform(PressKeys("o5", "room", "leg-customer", line, "5"))
    await eventually(lambda: 770 in caller.person.pitches(0.1))


async def test_a_supervisor_listens_whispers_and_joins(scene: CallStage) -> None:
    caller, agent = await scene.talk()
    chief = await scene.agent("leg-chief", Join("room", Part.LISTEN), 1100)
    await eventually(lambda: chief.pitches() == {400, 700} and caller.person.pitches() == {700})
    whisper = TakePart("o1", "room", "leg-chief", "leg-chief", Part.WHISPER, "leg-agent")
    await scene.channel.perform(whisper)
    await eventually(lambda: agent.pitches() == {400, 1100} and caller.person.pitches() == {700})
    await scene.channel.perform(TakePart("o2", "room", "leg-chief", "leg-chief", Part.TALK))
    await eventually(lambda: caller.person.pitches() == {700, 1100})


async def test_a_recording_can_be_fetched_once_the_talk_is_over(scene: CallStage) -> None:
    caller, _ = await scene.talk()
    for tape in (Tape.START, Tape.START):  # a repetition
        await scene.channel.perform(RecordCall(f"r-{tape}", "room", caller.line, tape))
    await asyncio.sleep(1.2)
    await scene.channel.perform(RecordCall("r2", "room", caller.line, Tape.STOP))
    await eventually(lambda: scene.hub.told(RecordingReady))
    (ready,) = scene.hub.told(RecordingReady)
    assert (ready.line, ready.kind, ready.call_id, ready.seconds) == (caller.line, "talk", "room", 1)
    file = await scene.channel.fetch_recording(ready.recording)
    samples = recorded(Path(file.path))
    assert file.content_type == "audio/ogg" and file.size > 1000 and rms(samples) > 0.05
    assert pitches(samples) == {400, 700}
    for none in ("nothing", "../../etc/passwd"):
        with pytest.raises(Permanent):
            await scene.channel.fetch_recording(none)


async def test_a_voicemail_is_kept_after_the_beep(scene: CallStage) -> None:
    step = Record("voicemail", (Say("Speak after the tone.", "en"),), seconds=30)
    scene.hub.scripts = lambda value: (
        CallScript((step,)) if isinstance(value, CallArrived)
        else CallScript(GOODBYE) if isinstance(value, KeysPressed) else None
    )  # fmt: skip
    caller = scene.caller()
    await caller.call()
    await caller.ask("said", turn=(await caller.sees("listening"))["turn"])
    await caller.sees("recording")
    await asyncio.sleep(1.8)
    await caller.ask("key", key="#")
    await eventually(lambda: scene.hub.told(RecordingReady))
    (ready,) = scene.hub.told(RecordingReady)
    assert ready.kind == "voicemail" and ready.line == caller.line
    samples = recorded(Path((await scene.channel.fetch_recording(ready.recording)).path))
    assert pitches(samples) == {400} and scene.hub.told(KeysPressed)[0].step == "voicemail"
    await eventually(lambda: caller.views[-1]["say"] == [{"text": "Goodbye.", "language": "en"}])
    await caller.sees("ended")
    (end,) = await told_end(scene, caller.line)
    assert end.end is LegEnd.HUNG_UP


async def test_a_caller_goes_back_to_the_queue_with_music(scene: CallStage) -> None:
    caller, agent = await scene.talk()
    await scene.move(caller.line, Wait("queue", (Say("One moment.", "en"),), 20))
    await caller.sees("waiting")
    await eventually(lambda: agent.pitches() == set() and len(caller.person.pitches(least=0.05)) > 1)
    await scene.move(caller.line, Join("room"))
    await eventually(lambda: caller.person.pitches() == {700} and agent.pitches() == {400})
    await scene.move(caller.line)  # () means: go on
    await asyncio.sleep(0.3)
    assert caller.person.pitches() == {700}


async def test_waiting_asks_the_hub_again_and_again(scene: CallStage) -> None:
    rounds = iter(range(3))
    scene.hub.scripts = lambda value: (
        CallScript((Wait("queue", (), 0),)) if isinstance(value, CallArrived) or next(rounds, None) is not None
        else CallScript((Refuse(),))
    )  # fmt: skip
    caller = scene.caller()
    await caller.call()
    await caller.sees("ended")
    assert [fact.keys for fact in scene.hub.told(KeysPressed)] == ["", "", "", ""]
    assert len({key for key in scene.hub.keys if "/keys/" in key}) == 4
    assert caller.views[-1]["reason"] == "busy"


# --- what breaks --------------------------------------------------------------------------------------------


async def test_a_reload_keeps_the_call(scene: CallStage) -> None:
    caller, agent = await scene.talk()
    line, key = caller.line, caller.key
    await caller.leave()
    again = scene.caller()
    again.person = scene.person(1100)
    await again.connect(auth={"line": line, "key": key})
    answer = await again.ask("media", sdp=await again.person.offer())
    await again.person.take(answer["sdp"])
    await eventually(lambda: again.person.pitches() == {700} and agent.pitches() == {1100})
    await again.sees("talking")
    console = scene.person(500)  # the agent reloads, too
    await console.take(await scene.channel.connect("leg-agent", await console.offer()))
    await agent.leave()
    await eventually(lambda: again.person.pitches() == {500} and console.pitches() == {1100})
    await asyncio.sleep(1)
    assert not scene.ended(line) and not scene.ended("leg-agent")


async def test_a_caller_whose_media_breaks_is_lost_and_so_is_an_agent(scene: CallStage) -> None:
    caller, agent = await scene.talk()
    await agent.pc.close()
    (end,) = await told_end(scene, "leg-agent")
    assert end.end is LegEnd.LOST and not scene.ended(caller.line)
    await scene.move(caller.line, Wait("queue", (), 20))
    await eventually(lambda: len(caller.person.pitches(least=0.05)) > 1)
    await caller.person.pc.close()
    (end,) = await told_end(scene, caller.line)
    assert end.end is LegEnd.LOST
    with pytest.raises(Permanent):
        await scene.channel.connect("leg-agent", await scene.person(700).offer())


async def test_a_console_that_does_not_answer_is_told_so(scene: CallStage) -> None:
    line = await scene.ring("leg-a", Join("room"), seconds=1)
    assert line == await scene.ring("leg-a", Join("room"), seconds=1)  # a repetition
    (end,) = await told_end(scene, "leg-a")
    assert (end.end, end.leg_id, end.seconds) == (LegEnd.NO_ANSWER, "leg-a", None)
    await scene.ring("leg-b", Join("room"))
    await scene.channel.perform(Drop("drop", "room", "leg-b", "leg-b"))
    assert (await told_end(scene, "leg-b"))[0].end is LegEnd.CANCELLED


async def test_the_hub_may_be_away_for_a_while(scene: CallStage, caplog: pytest.LogCaptureFixture) -> None:
    caller = scene.caller()
    await caller.connect()
    scene.hub.down = True
    answer = await caller.ask("call", sdp=await caller.person.offer())
    await caller.person.take(answer["sdp"])
    await eventually(lambda: len(caller.person.pitches(least=0.05)) > 1)  # music meanwhile
    assert not scene.hub.facts
    scene.hub.down = False
    await caller.sees("waiting")
    assert len(scene.hub.told(CallArrived)) == 1
    assert "Elena" not in caplog.text


async def test_orders_for_a_line_that_is_gone_tell_that_it_is(scene: CallStage) -> None:
    gone = "w" + "0" * 32
    for _ in range(2):
        assert (await scene.channel.perform(Hold("o", "call", "leg-9", gone, True))).line == ""
    assert scene.hub.told(LegChanged)[0].end is LegEnd.LOST and len(scene.hub.facts) == 1
    await scene.channel.perform(Drop("o", "call", "leg-9", gone))
    with pytest.raises(Permanent):
        to = Address(Medium.PHONE, "+4915112345678")
        await scene.channel.perform(Dial("o", "call", "leg-8", to, "", Join("call")))


async def test_the_next_process_tells_of_lines_the_last_one_had(tmp_path: Path) -> None:
    async with stage(tmp_path / "one") as before:
        caller = before.caller()
        await caller.call()
        await eventually(lambda: caller.line in before.hub.bookmarks["call"])
        kept = dict(before.hub.bookmarks)
    async with stage(tmp_path / "two") as after:
        after.hub.bookmarks = kept
        listening = asyncio.create_task(after.channel.listen(after.hub.arrived))
        (end,) = await told_end(after, caller.line)
        assert end.end is LegEnd.LOST
        await eventually(lambda: caller.line not in after.hub.bookmarks["call"])
        listening.cancel()


async def test_the_agent_learns_that_the_callers_microphone_is_gone(scene: CallStage) -> None:
    caller, _ = await scene.talk()
    await caller.ask("trouble", warning="no-microphone", on=True)
    await caller.ask("trouble", warning="no-microphone", on=False)
    await eventually(lambda: len(scene.hub.told(LineQuality)) == 2)
    assert [(fact.warning, fact.on) for fact in scene.hub.told(LineQuality)] == [
        ("no-microphone", True), ("no-microphone", False),
    ]  # fmt: skip


# --- who may call -------------------------------------------------------------------------------------------


async def refused(scene: CallStage, auth: object, origin: str = SHOP) -> None:
    with pytest.raises(SocketRefused):
        await scene.caller(9).connect(auth, origin)


async def test_only_the_chats_visitors_may_call_from_its_pages(scene: CallStage) -> None:
    somebody = scene.caller(8)
    now = time.time()
    for auth in (
        {}, {"pass": ""}, {"pass": somebody.pass_() + "x"}, {"pass": "a.b"},
        {"pass": somebody.pass_(chat="other")}, {"pass": somebody.pass_(expires=now - 1)},
        {"pass": somebody.pass_(expires=now + 9999)}, {"line": "w1", "key": ""},
        {"pass": sign(Pass("chat", "v1", SHOP, {}, now + 60), "another key")},
    ):  # fmt: skip
        await refused(scene, auth)
    await refused(scene, {"pass": somebody.pass_()}, "https://elsewhere.example")
    assert not scene.hub.facts


async def test_a_line_opens_with_its_own_key_only(scene: CallStage) -> None:
    caller = scene.caller()
    await caller.call()
    await refused(scene, {"line": caller.line, "key": "k" * 32})
    await refused(scene, {"line": caller.line})
    await refused(scene, {"line": "leg-agent", "key": ""})
    with pytest.raises(Permanent):
        await scene.channel.connect(caller.line, await scene.person(700).offer())  # no console may take it


async def test_one_call_of_a_visitor_at_a_time_and_one_for_a_pass(tmp_path: Path) -> None:
    async with stage(tmp_path, most_calls=1) as scene:
        caller = scene.caller()
        await caller.call()
        assert (await caller.ask("call", sdp="v=0"))["code"] == "in_call"
        twin = scene.caller()
        await twin.connect()
        assert (await twin.ask("call", sdp=await twin.person.offer()))["code"] == "in_call"
        other = scene.caller(2)
        await other.connect()
        assert (await other.ask("call", sdp=await other.person.offer()))["code"] == "busy"
        await caller.ask("hangup")
        await told_end(scene, caller.line)
        assert (await other.ask("call", sdp=await other.person.offer())).get("ok")


@pytest.mark.parametrize(
    ("event", "said", "code"),
    [("call", {"sdp": 5}, "invalid"), ("call", {"sdp": "nonsense"}, "invalid"), ("media", {"sdp": "v=0"}, "gone"),
     ("key", {"key": "1"}, "gone"), ("key", {"key": "12"}, "invalid"), ("trouble", {"warning": "x"}, "invalid")],
)  # fmt: skip
async def test_nonsense_is_refused(scene: CallStage, event: str, said: dict[str, Any], code: str) -> None:
    caller = scene.caller()
    await caller.connect()
    answer = await caller.ask(event, **said)
    assert answer["code"] == code and answer["message"] and not scene.hub.facts


# --- values -------------------------------------------------------------------------------------------------


def test_a_forged_report_is_refused() -> None:
    channel = open_channel("call", {"chat": "chat"}, {"token_key": KEY})
    fact = KeysPressed("w1", "menu", "1")
    good = reports.delivery("call", fact, "keys/1", datetime(2026, 11, 22, tzinfo=UTC))
    channel.verify(good)
    for bad in (
        Delivery("call", good.body, "w2/keys/1"), Delivery("other", good.body, good.key),
        Delivery("call", b"{}", good.key), Delivery("call", b"\xff", good.key),
    ):  # fmt: skip
        with pytest.raises(Forged):
            channel.verify(bad)


async def test_a_call_carries_no_text() -> None:
    channel = open_channel("call", {"chat": "chat"}, {"token_key": KEY})
    with pytest.raises(Permanent):
        await channel.send(Outbound("m1", Address(Medium.WEBCALL, "v1"), "hello"))
    assert channel.capabilities.voice and not channel.capabilities.can_start


def test_settings_are_checked_all_at_once() -> None:
    with pytest.raises(ValueError) as told:
        open_channel("call", {"most_calls": 0, "stun": 5, "speed": 1}, {})
    assert [line.partition(":")[0] for line in sorted(str(told.value).splitlines())] == [
        "chat", "most_calls", "speed", "stun",
    ]  # fmt: skip
    with pytest.raises(ValueError) as told:
        table = {"chat": "chat", "stun": "http://x", "turn": "turn:relay.example:3478", "media_address": "here"}
        open_channel("call", table, {})
    assert [line.partition(":")[0] for line in str(told.value).splitlines()] == ["stun", "turn", "media_address"]
    table = {"chat": "chat", "stun": "stun:stun.example:3478", "turn": "turn:relay.example:3478", "turn_username": "u"}
    made = open_channel("call", table, {"turn_credential": "secret"})
    assert "secret" not in repr(made.__dict__)
    access = made.phone("dana", datetime(2026, 11, 22, tzinfo=UTC))
    assert access.driver == "webrtc" and access.ice == (
        {"urls": "stun:stun.example:3478"},
        {"urls": "turn:relay.example:3478", "username": "u", "credential": "secret"},
    )


def test_a_pass_is_what_was_signed_or_nothing() -> None:
    given = Pass("chat", "v1", SHOP, {"name": "Ann", "verified": True, "external_ref": "C-1"}, 1060.0)
    text = sign(given, KEY)
    assert read_pass(text, KEY, 1000.0) == given
    for bad, now in ((text[:-1], 1000.0), (text, 2000.0), (text, 0.0), (None, 1000.0), ("x" * 20_000, 1000.0)):
        with pytest.raises(Refused):
            read_pass(bad, KEY, now)
    about = reports.read_profile(given.profile)
    assert about.verified and about.external_ref == "C-1"
    assert not reports.read_profile({"verified": True}).verified


def test_long_words_take_longer() -> None:
    assert spoken_seconds((Say("a" * 130, "en"),)) > spoken_seconds((QUESTION,)) > 1
