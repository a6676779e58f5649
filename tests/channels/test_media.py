"""Our media in a process of its own: who hears whom over real WebRTC, what is recorded, and what is told."""

from __future__ import annotations

import asyncio
import os
import signal
import time
import wave
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from channels.media import Connected, IceServer, Lost, Media, MediaError, Recorded
from channels.media import rooms as mixing
from channels.media.opus import SILENCE
from channels.voice import Part, Tape
from tests.channels.media_stage import Person, Rig, eventually, pitches, recorded, rig, rms


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(tmp_path) as made:
        yield made


async def hears(one: Person, *tones: int) -> None:
    """Until they hear these tones and no other."""
    await eventually(lambda: one.pitches() == set(tones))


async def test_two_hear_each_other_until_one_is_on_hold(hall: Rig) -> None:
    ann, bob = await hall.person(400, "call", "ann"), await hall.person(700, "call", "bob")
    await hears(ann, 700)
    await hears(bob, 400)
    before = await hall.media.stats("ann")
    assert before.connected and before.packets_in > 10 and before.packets_out > 10
    assert before.bytes_in > 500 and before.bytes_out > 500 and before.energy_in > 0 and before.energy_out > 0

    await hall.media.hold("ann", True)
    await hears(bob)  # silence
    await eventually(lambda: len(ann.pitches(least=0.05) - {700}) > 1)  # music, not bob
    assert 700 not in ann.pitches()
    await hall.media.hold("ann", False)
    await hears(ann, 700)
    await hears(bob, 400)
    after = await hall.media.stats("ann")
    assert after.bytes_in > before.bytes_in and after.energy_out > before.energy_out


async def test_a_muted_leg_hears_and_is_not_heard(hall: Rig) -> None:
    ann, bob = await hall.person(400, "call", "ann"), await hall.person(700, "call", "bob")
    await hall.media.mute("bob", True)
    await hears(ann)
    await hears(bob, 400)
    await hall.media.mute("bob", False)
    await hears(ann, 700)


async def test_a_whisper_is_heard_by_one_and_a_listener_by_nobody(hall: Rig) -> None:
    customer, agent = await hall.person(400, "call", "customer"), await hall.person(700, "call", "agent")
    chief = await hall.person(1100, "call", "chief", Part.LISTEN)
    await hears(chief, 400, 700)
    await hears(customer, 700)
    await hears(agent, 400)
    await hall.media.place("chief", "call", Part.WHISPER, "agent")
    await hears(agent, 400, 1100)
    await hears(customer, 700)
    await hall.media.place("chief", "call", Part.TALK)
    await hears(customer, 700, 1100)


async def test_rooms_do_not_hear_each_other_and_a_leg_may_move(hall: Rig) -> None:
    ann, bob = await hall.person(400, "one", "ann"), await hall.person(700, "two", "bob")
    await hall.media.speak("one", "tone", hertz=1100)
    await hears(ann, 1100)
    await hears(bob)
    await hall.media.place("ann", "two")
    await hears(ann, 700)
    await hears(bob, 400)


async def test_sounds_are_played_to_one_leg(hall: Rig) -> None:
    ann = await hall.person(400, "", "ann")
    await hears(ann)
    await hall.media.play("ann", "music")
    await eventually(lambda: len(ann.pitches(least=0.05)) > 1)
    await hall.media.play("ann", "")
    await hears(ann)
    await hall.media.play("ann", "beep")
    await eventually(lambda: 1000 in ann.pitches(0.2))
    await hears(ann)
    await hall.media.keys("ann", "5555555")
    await eventually(lambda: {770, 1340} <= ann.pitches(0.3))
    with pytest.raises(MediaError):
        await hall.media.play("ann", "trumpet")


async def test_a_recording_has_what_was_said_and_not_the_pauses(hall: Rig) -> None:
    await hall.media.speak("call", "ann", hertz=400)
    await hall.media.speak("call", "bob", hertz=700)
    await hall.media.record("call", Tape.START)
    begun = time.monotonic()
    await asyncio.sleep(1.0)
    await hall.media.record("call", Tape.START)  # a repetition
    await hall.media.record("call", Tape.PAUSE)
    paused = time.monotonic()
    await hall.media.speak("call", "card", hertz=1100)
    await asyncio.sleep(1.0)
    await hall.media.drop("card")
    resumed = time.monotonic()
    await hall.media.record("call", Tape.RESUME)
    await asyncio.sleep(1.0)
    await hall.media.record("call", Tape.STOP)
    spoken = paused - begun + time.monotonic() - resumed
    await eventually(lambda: hall.told(Recorded))
    (made,) = hall.told(Recorded)
    samples = recorded(made.path)
    assert made.room == "call" and 1.6 < len(samples) / 48_000 < spoken + 0.3
    assert abs(made.seconds - len(samples) / 48_000) <= 1
    assert rms(samples) > 0.05 and pitches(samples) == {400, 700}


async def test_a_recording_keeps_neither_hold_nor_whisper_and_ends_with_its_room(hall: Rig) -> None:
    await hall.media.speak("call", "customer", hertz=400)
    await hall.person(700, "call", "agent")
    await hall.person(1100, "call", "chief", Part.WHISPER, "agent")
    await hall.media.hold("customer", True)
    await hall.media.record("call", Tape.START)
    await asyncio.sleep(1.0)
    for leg in ("customer", "agent", "chief"):
        await hall.media.drop(leg)
    await eventually(lambda: hall.told(Recorded))
    assert pitches(recorded(hall.told(Recorded)[0].path)) == {700}


async def test_offering_again_replaces_the_media_and_keeps_the_place(hall: Rig) -> None:
    ann, bob = await hall.person(400, "call", "ann"), await hall.person(700, "call", "bob")
    await hall.media.mute("bob", True)
    await hall.media.record("call", Tape.START)
    await hears(ann)
    again = Person(1100)
    hall.people.append(again)
    await again.call(hall.media, "", "bob", Part.LISTEN)  # the place it is given is for a leg that is new
    await hears(again, 400)
    await hears(ann)
    await hall.media.mute("bob", False)
    await hears(ann, 1100)
    await bob.leave()
    await asyncio.sleep(0.3)
    assert not hall.told(Lost) and [event.leg for event in hall.told(Connected)].count("bob") == 2


async def test_a_leg_that_closed_its_end_or_fell_silent_is_lost(hall: Rig) -> None:
    ann, bob = await hall.person(400, "call", "ann"), await hall.person(700, "call", "bob")
    await ann.pc.close()
    await hears(bob)
    assert not hall.told(Lost)  # a page that is reloaded comes back
    await eventually(lambda: Lost("ann", "closed") in hall.events)
    with pytest.raises(MediaError) as gone:
        await hall.media.hold("ann", True)
    assert gone.value.code == "gone"
    transport = bob.pc.getTransceivers()[0].sender.transport
    begun = time.monotonic()
    transport._send_rtp = _swallow  # type: ignore[method-assign]
    await eventually(lambda: Lost("bob", "silent") in hall.events, 12)
    assert 4 < time.monotonic() - begun < 10


async def _swallow(data: bytes) -> None:
    return None


async def test_a_dropped_leg_is_not_lost(hall: Rig) -> None:
    ann = await hall.person(400, "call", "ann")
    await hall.media.drop("ann")
    await hall.media.drop("ann")
    await eventually(lambda: ann.pc.connectionState in ("closed", "failed"))
    assert not hall.told(Lost)


@pytest.mark.parametrize("sdp", ["", "nonsense", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n", "m=audio opus/48000"])
async def test_an_offer_that_is_none_is_refused(hall: Rig, sdp: str) -> None:
    with pytest.raises(MediaError) as refused:
        await hall.media.answer("call", "ann", sdp)
    assert refused.value.code == "bad_offer"
    await hall.person(400, "call", "ann")


async def test_a_wav_speaks_at_any_rate(hall: Rig, tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    tone = (np.sin(2 * np.pi * 440 * np.arange(8000) / 8000) * 9000).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(tone.tobytes())
    await hall.media.speak("call", "script", wav=path)
    ann = await hall.person(700, "call", "ann")
    await hears(ann, 440)
    async with asyncio.timeout(20):
        while (await hall.media.stats("script")).energy_out <= 0:  # it hears, too
            await asyncio.sleep(0.05)


async def test_when_the_process_dies_its_legs_are_lost_and_the_next_call_works(hall: Rig) -> None:
    await hall.person(400, "call", "ann")
    process = hall.media._process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    await eventually(lambda: Lost("ann", "died") in hall.events)
    await hall.person(700, "call", "bob")


async def test_it_stops_at_once_and_completes_what_it_records(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.media.speak("call", "ann", hertz=400)
        await made.person(700, "call", "bob")
        await made.media.record("call", Tape.START)
        await asyncio.sleep(0.5)
        process = made.media._process
        assert process is not None
        await made.media.close()
        assert made.told(Recorded)
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)
        with pytest.raises(MediaError):
            await made.media.speak("call", "late")


async def test_behind_a_nat_the_answer_names_the_public_address(tmp_path: Path) -> None:
    async def heard(event: object) -> None:
        return None

    one = Person(400)
    async with Media(heard, tmp_path, [IceServer("stun:127.0.0.1:9")], address="203.0.113.7") as media:
        answer = await media.answer("call", "ann", await one.offer())
    await one.leave()
    candidates = [line for line in answer.splitlines() if line.startswith("a=candidate") and ":" not in line.split()[4]]
    assert candidates and all(" 203.0.113.7 " in line for line in candidates)


def test_the_sum_is_as_loud_as_can_be_written_and_nobody_hears_themselves() -> None:
    loud = np.full(960, 30_000, np.int16)
    assert mixing.mixed([loud, loud]).max() == 32_767
    voices = [mixing.Voice(str(number), "room") for number in range(3)]
    for voice, level in zip(voices, (1, 10, 100), strict=True):
        voice.say(np.full(960, level, np.int16))
        voice.turn()
    heard = [mixing.heard_by(voice, voices).samples for voice in voices]
    assert [int(each[0]) for each in heard if each is not None] == [110, 101, 11]
    assert int(mixing.on_tape(voices)[0]) == 111


def test_frames_of_any_length_come_out_whole_and_a_fast_clock_is_caught_up() -> None:
    voice = mixing.Voice("ann", "room")
    ramp = np.arange(2880, dtype=np.int16)
    for begin, end in pairwise((0, 480, 500, 1700, 2880)):
        voice.say(ramp[begin:end])
    assert np.array_equal(np.concatenate(voice.waiting), ramp)
    for _ in range(50):
        voice.say(SILENCE)
        assert len(voice.waiting) <= mixing.MOST_WAITING
