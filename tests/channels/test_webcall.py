"""The web call: a page's caller through menu, queue and talk, over a real socket and real media."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.contract import Address, Medium, Permanent
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
from tests.channels.media_stage import eventually, pitches, recorded, rms
from tests.channels.webcall_stage import GOODBYE, CallStage, stage

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
                                "agent": "", "reason": "hung_up"}  # fmt: skip
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
    await scene.channel.perform(PressKeys("o5", "room", "leg-customer", line, "5555555"))
    await eventually(lambda: 770 in caller.person.pitches(0.3))


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
    assert (ready.line, ready.kind, ready.call_id) == (caller.line, "talk", "room") and ready.seconds >= 1
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
    async with stage(tmp_path / "two") as after:
        after.hub.bookmarks = before.hub.bookmarks  # as the last one left them
        listening = asyncio.create_task(after.channel.listen(after.hub.arrived))
        (end,) = await told_end(after, caller.line)
        assert end.end is LegEnd.LOST
        await eventually(lambda: caller.line not in after.hub.bookmarks["call"])
        listening.cancel()


async def test_what_was_recorded_when_the_hub_stops_is_kept(tmp_path: Path) -> None:
    async with stage(tmp_path) as before:
        caller, _ = await before.talk()
        await before.channel.perform(RecordCall("r1", "room", caller.line, Tape.START))
        await asyncio.sleep(0.5)
    (ready,) = before.hub.told(RecordingReady)
    file = await before.channel.fetch_recording(ready.recording)
    assert pitches(recorded(Path(file.path))) == {400, 700} and not before.ended(caller.line)


async def test_the_agent_learns_that_the_callers_microphone_is_gone(scene: CallStage) -> None:
    caller, _ = await scene.talk()
    await caller.ask("trouble", warning="no-microphone", on=True)
    await caller.ask("trouble", warning="no-microphone", on=False)
    await eventually(lambda: len(scene.hub.told(LineQuality)) == 2)
    assert [(fact.warning, fact.on) for fact in scene.hub.told(LineQuality)] == [
        ("no-microphone", True), ("no-microphone", False),
    ]  # fmt: skip
