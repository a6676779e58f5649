"""The telephone's own adapter on the sandbox's carrier: whole calls as the hub would lead them, and accidents."""

from __future__ import annotations

import contextlib
from collections import Counter as Counted
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import web

from channels import phone_twilio, sounds
from channels.contract import Address, Inbound, Medium
from channels.phone_twilio.channel import PhoneTwilio
from channels.sandbox.carrier import Account, Carrier, HandsetCall, Number, VirtualTime
from channels.sandbox.carrier.tone import length
from channels.voice import (
    AgentPhone,
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
    LegState,
    Move,
    Mute,
    Order,
    Part,
    PressKeys,
    Record,
    RecordCall,
    RecordingReady,
    Say,
    TakePart,
    Tape,
    Wait,
)
from tests.channels.carrier_stage import ACCOUNT, ANN, DESK, KEY, PREFIX, SECRET, TOKEN, free_port, world_of
from tests.channels.site import serve
from tests.channels.twilio_stage import Counter

GREETING = CallScript((Gather("menu", (Say("Press two for support", "en"),), digits=1, seconds=5),))
WAITING = CallScript((Wait("queue", (Say("You are next", "en"),), seconds=20),))
VOICEMAIL = CallScript((Record("voicemail", (Say("Leave a message", "en"),), seconds=60),))

Kind = TypeVar("Kind")


def scripted(inbound: Inbound) -> CallScript | None:
    """What a hub answers: the menu, then the queue; 2 in the queue is a voicemail."""
    match inbound:
        case CallArrived():
            return GREETING
        case KeysPressed(step="queue", keys="2"):
            return VOICEMAIL
        case KeysPressed():
            return WAITING
    return None


@dataclass
class Rig:
    """The adapter with a hub of one hand, and the carrier it does not know."""

    hub: Counter
    channel: PhoneTwilio
    carrier: Carrier
    time: VirtualTime
    orders: list[Order] = field(default_factory=list)

    async def do(self, *orders: Order) -> str:
        """Perform orders; the line of the last."""
        line = ""
        for order in orders:
            line = (await self.channel.perform(order)).line or line
            await self.time.advance(0.5)
        return line

    def of(self, kind: type[Kind]) -> list[Kind]:
        """What came in of a kind."""
        return [inbound for inbound in self.hub.inbounds if isinstance(inbound, kind)]

    async def waiting(self, caller: str = ANN) -> HandsetCall:
        """A caller who chose support and waits."""
        call = await self.carrier.dial(caller, DESK)
        await self.time.advance(1)
        await call.press("2")
        await self.time.advance(1)
        return call


async def _sound(request: web.Request) -> web.Response:
    return web.Response(body=sounds.wav(request.match_info["name"]), content_type="audio/x-wav")


@contextlib.asynccontextmanager
async def rig() -> AsyncIterator[Rig]:
    base = f"http://127.0.0.1:{(port := free_port())}{PREFIX}"
    table = {"number": DESK, "account_sid": ACCOUNT, "api_url": base, "recording_format": "wav"}
    channel = phone_twilio.open("phone", table, {"auth_token": TOKEN, "api_key": KEY, "api_secret": SECRET})
    counter = Counter(channel, scripted)
    counter.app.router.add_get("/sounds/{name}.wav", _sound)
    async with counter as hub:
        place = f"{hub.public_url}/channels/phone"
        number = Number(DESK, "Orders", voice_url=f"{place}/voice", status_callback=f"{place}/status")
        clock = VirtualTime()
        carrier = Carrier(Account(ACCOUNT, TOKEN, keys={KEY: SECRET}, numbers=[number]), base, clock)
        wrong: list[str] = []
        runner, _ = await serve(world_of(carrier, wrong), port)
        try:
            yield Rig(hub, channel, carrier, clock)
        finally:
            await carrier.close()
            await runner.cleanup()
        assert not wrong, sorted(set(wrong))  # what the carrier answered to the adapter is as the provider's


def ring(leg: str, agent: str, id: str, join: Join | None = None) -> Dial:
    return Dial(id, "C1", leg, AgentPhone(agent), DESK, join or Join("C1", ends_room=False), seconds=20)


async def test_a_call_from_the_menu_to_the_end_with_all_that_an_agent_may_do() -> None:
    async with rig() as stage:
        stage.carrier.client("anna").answers(after=1)
        stage.carrier.client("boris").answers(after=1)
        caller = await stage.waiting()
        assert caller.said() == "Press two for support You are next"
        await stage.time.advance(70)  # three rounds of waiting
        line = await stage.do(ring("L2", "anna", "o1"))
        await stage.time.advance(3)
        answered = [leg for leg in stage.of(LegChanged) if leg.leg_id == "L2"]
        assert [leg.state for leg in answered] == [
            LegState.DIALLING, LegState.RINGING, LegState.ANSWERED]
        assert caller.now == "play"  # they still hear music, not silence
        into = CallScript((Say("This call may be recorded", "en"), Join("C1", ends_room=True)))
        await stage.do(Move("o2", "C1", "L1", caller.sid, into), RecordCall("o3", "C1", caller.sid, Tape.START))
        await stage.time.advance(3)
        agent = stage.carrier.calls("client:anna")[0]
        assert (caller.now, agent.now, agent.sid) == ("talk", "talk", line)
        await stage.do(Hold("o4", "C1", "L1", caller.sid, True))
        assert (caller.now, agent.now) == ("hold", "silence")
        await stage.do(Hold("o5", "C1", "L1", caller.sid, False), Mute("o6", "C1", "L2", line, True))
        assert (caller.now, agent.now) == ("silence", "talk")
        await stage.do(Mute("o7", "C1", "L2", line, False), PressKeys("o8", "C1", "L1", caller.sid, "12#"))
        assert caller.line.tones == "12#" and caller.now == "talk"
        beside = Join("C1", part=Part.WHISPER, beside=line)
        boss = await stage.do(ring("L3", "boris", "o9", beside))
        await stage.time.advance(2)
        present = caller.line.ear.present
        assert agent.line.ear.present is not None and "," in agent.line.ear.present.text
        assert present is not None and "," not in present.text
        await stage.do(TakePart("o10", "C1", "L3", boss, Part.TALK))
        present = caller.line.ear.present
        assert present is not None and "," in present.text
        await stage.do(RecordCall("o11", "C1", caller.sid, Tape.PAUSE))
        await stage.time.advance(30)
        await stage.do(RecordCall("o12", "C1", caller.sid, Tape.RESUME), Drop("o13", "C1", "L3", boss))
        await caller.hang_up()
        await stage.time.advance(3)
        ends = {leg.leg_id: leg.end for leg in stage.of(LegChanged) if leg.state is LegState.ENDED}
        assert ends[""] is LegEnd.HUNG_UP and ends["L2"] is LegEnd.HUNG_UP and ends["L3"] is LegEnd.HUNG_UP
        (tape,) = stage.of(RecordingReady)
        assert (tape.kind, tape.call_id, tape.line) == ("talk", "C1", caller.sid)
        assert tape.seconds < 15  # the half minute of the pause is not in it
        file = await stage.channel.fetch_recording(tape.recording)
        assert abs((length(Path(file.path).read_bytes()) or 0) - tape.seconds) <= 1
        Path(file.path).unlink()
        assert not caller.silences(2.0) or [gap.text for gap in caller.silences(2.0)] == [""]
        assert not [notice for notice in stage.carrier.book.notices if notice.level == 0]


async def test_an_agent_who_does_not_answer_costs_the_caller_no_silence() -> None:
    async with rig() as stage:
        stage.carrier.client("carla").rejects(after=2)
        caller = await stage.waiting()
        await stage.do(ring("L2", "anna", "o1"))  # rings for 20 seconds
        await stage.time.advance(25)
        await stage.do(ring("L3", "carla", "o2"))
        await stage.time.advance(5)
        line = await stage.do(ring("L4", "anna", "o3"), Drop("o4", "C1", "L4", ""))
        await stage.do(Drop("o5", "C1", "L4", line))
        await stage.time.advance(40)
        ends = {leg.leg_id: leg.end for leg in stage.of(LegChanged) if leg.state is LegState.ENDED}
        assert ends == {"L2": LegEnd.NO_ANSWER, "L3": LegEnd.BUSY, "L4": LegEnd.CANCELLED}
        assert caller.state == "talking" and caller.silences(2.0) == ()


async def test_a_voicemail_is_left_and_can_be_fetched() -> None:
    async with rig() as stage:
        caller = await stage.waiting()
        await caller.press("2")
        await stage.time.advance(12)
        assert caller.now == "record"
        await caller.hang_up()
        await stage.time.advance(5)
        (tape,) = stage.of(RecordingReady)
        assert tape.kind == "voicemail" and tape.seconds >= 8


async def test_a_number_outside_is_called_and_its_refusal_is_told() -> None:
    async with rig() as stage:
        stage.carrier.phone("+4930555010").busy()
        stage.carrier.phone("+4930555011").answers()
        for place, number in enumerate(("+4930555010", "+4930555011")):
            to = Address(Medium.PHONE, number)
            await stage.do(Dial(f"o{place}", f"C{place}", f"L{place}", to, DESK, Join(f"C{place}")))
        await stage.time.advance(5)
        states = {leg.leg_id: leg.state for leg in stage.of(LegChanged)}
        ends = [leg.end for leg in stage.of(LegChanged) if leg.leg_id == "L0" and leg.end]
        assert ends == [LegEnd.BUSY] and states["L1"] is LegState.ANSWERED


@pytest.mark.parametrize("accident", ["duplicate", "reorder", "lost", "drop"])
async def test_many_calls_under_accidents_give_each_fact_once(accident: str) -> None:
    async with rig() as stage:
        chance: dict[str, float | int] = {accident: 3 if accident == "duplicate" else 0.3}
        for kind in ("status", "conference", "recording"):
            stage.carrier.faults.set(kind, **chance)
        if accident in ("duplicate", "lost"):
            stage.carrier.faults.set("voice", **chance)
        calls = [await stage.carrier.dial(f"+4915155502{number:03d}", DESK) for number in range(40)]
        await stage.time.advance(2)
        for call in calls:
            await call.press("1")
        await stage.time.advance(30)
        heard = [call for call in calls if call.state == "talking"]
        for call in heard:
            assert call.silences(2.0) == ()
            await call.hang_up()
        await stage.time.advance(30)
        arrived = Counted(inbound.line for inbound in stage.of(CallArrived))
        assert set(arrived.values()) == {1} and len(arrived) == 40
        chosen = Counted(inbound.line for inbound in stage.of(KeysPressed) if inbound.keys == "1")
        assert set(chosen.values()) <= {1}
        ended = Counted(inbound.line for inbound in stage.of(LegChanged))
        assert set(ended.values()) == {1}
        assert len(ended) == 40 if accident != "drop" else len(ended) < 40
        assert len(heard) == 40 if accident != "lost" else len(heard) > 20
