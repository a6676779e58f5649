"""A number on Twilio: what is done to live calls as requests, recordings fetched, softphones let in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web

from channels.contract import Address, Medium, Outbound, Permanent, Retry
from channels.voice import (
    AgentPhone,
    CallScript,
    Dial,
    Drop,
    Hold,
    Join,
    Move,
    Mute,
    Part,
    PressKeys,
    RecordCall,
    Say,
    TakePart,
    Tape,
)
from tests.channels.phone_stage import AGENT, LINE, ROOM, WAITING, opened, stage
from tests.channels.twilio_stage import ACCOUNT, CUSTOMER, KEY, NUMBER, SECRET, Asked, call, page
from tests.channels.twiml_rules import faults

# --- orders ------------------------------------------------------------------------------------------------------


def dial(**changes: Any) -> Dial:
    """An order to ring an agent."""
    return replace(Dial("o1", ROOM, "leg-1", AgentPhone(AGENT), NUMBER, Join(ROOM)), **changes)


async def test_an_agents_phone_is_rung_into_the_room() -> None:
    async with stage() as (provider, hub, channel):
        placed = await channel.perform(dial())
        asked = provider.last("Calls.json")
        assert placed.line.startswith("CA") and asked.get("To") == f"client:{AGENT}?leg=leg-1&call={ROOM}"
        assert asked.get("From") == NUMBER and asked.get("Timeout") == "25"
        assert asked.get("StatusCallback") == f"{hub.public_url}/channels/phone/status?leg=leg-1&call={ROOM}"
        assert asked.all("StatusCallbackEvent") == ["initiated", "ringing", "answered", "completed"]
        assert faults(asked.get("Twiml")) == [] and f">{ROOM}</Conference>" in asked.get("Twiml")
        assert 'participantLabel="leg-1"' in asked.get("Twiml")
        # The same order again rings nobody twice.
        assert await channel.perform(dial()) == placed and len(provider.asked) == 1


async def test_a_customer_is_rung_by_number_and_hears_the_notice_first() -> None:
    async with stage() as (provider, _, channel):
        await channel.perform(dial(to=Address(Medium.PHONE, CUSTOMER), notice=(Say("This is recorded.", "en"),)))
        asked = provider.last("Calls.json")
        assert asked.get("To") == CUSTOMER and "This is recorded.</Say><Dial>" in asked.get("Twiml")
        for bad in (Address(Medium.PHONE, "12345"), Address(Medium.EMAIL, "a@b.example")):
            with pytest.raises(Permanent, match="not a number that can be called"):
                await channel.perform(dial(id="o2", to=bad))


async def test_a_supervisor_listens_or_whispers_from_the_first_moment() -> None:
    async with stage() as (provider, _, channel):
        await channel.perform(dial(join=Join(ROOM, Part.LISTEN)))
        assert 'muted="true"' in provider.last().get("Twiml")
        await channel.perform(dial(id="o2", join=Join(ROOM, Part.WHISPER, LINE)))
        assert f'coach="{LINE}"' in provider.last().get("Twiml") and "muted" not in provider.last().get("Twiml")


async def test_a_live_leg_is_moved_and_dropped_and_one_that_is_gone_is_no_error() -> None:
    async with stage() as (provider, hub, channel):
        await channel.perform(Move("o3", ROOM, "leg-c", LINE, CallScript((Say("One moment.", "en"), Join(ROOM)))))
        asked = provider.last()
        assert asked.path == f"Calls/{LINE}.json" and faults(asked.get("Twiml")) == []
        await channel.perform(Move("o4", ROOM, "leg-c", LINE, WAITING))
        assert "turn=o4.1" in provider.last().get("Twiml")
        await channel.perform(Drop("o5", ROOM, "leg-c", LINE))
        assert provider.last().get("Status") == "completed"
        provider.answer = lambda asked: (400, {"code": 21220, "message": "Call is not in-progress", "status": 400})
        await channel.perform(Drop("o6", ROOM, "leg-c", LINE))
        assert [each.get("Status") for each in provider.asked[-2:]] == ["completed", "canceled"]
        await channel.perform(Move("o7", ROOM, "leg-c", LINE, WAITING))
        assert hub.inbounds == []


def in_room(asked: Asked) -> Any:
    """A room that is open, under an id of the provider's."""
    if asked.path == "Conferences.json":
        rows = [{"sid": "CF" + "8" * 32, "friendly_name": ROOM, "status": "completed"},
                {"sid": "CF" + "9" * 32, "friendly_name": ROOM, "status": "in-progress"}]  # fmt: skip
        return page("conferences", rows)
    return None


async def test_a_leg_in_its_room_is_held_muted_and_changed() -> None:
    async with stage() as (provider, hub, channel):
        provider.answer = in_room
        base = f"{hub.public_url}/channels/phone"
        expected = [
            (Hold("a", ROOM, "l", LINE, True), {"Hold": "true", "HoldUrl": f"{base}/music", "HoldMethod": "GET"}),
            (Hold("b", ROOM, "l", LINE, False), {"Hold": "false"}),
            (Mute("c", ROOM, "l", LINE, True), {"Muted": "true"}),
            (TakePart("d", ROOM, "l", LINE, Part.LISTEN), {"Muted": "true", "Coaching": "false"}),
            (TakePart("e", ROOM, "l", LINE, Part.WHISPER, LINE),
             {"Muted": "false", "Coaching": "true", "CallSidToCoach": LINE}),
            (TakePart("f", ROOM, "l", LINE, Part.TALK), {"Muted": "false", "Coaching": "false"}),
            (PressKeys("g", ROOM, "l", LINE, "12#"),
             {"AnnounceUrl": f"{base}/keys?digits=12%23", "AnnounceMethod": "POST"}),
        ]  # fmt: skip
        for order, fields in expected:
            await channel.perform(order)  # type: ignore[arg-type]
            assert provider.last().path == f"Conferences/CF{'9' * 32}/Participants/{LINE}.json"
            assert dict(provider.last().fields) == fields
        # The room was looked up once.
        assert sum(each.path == "Conferences.json" for each in provider.asked) == 1
        with pytest.raises(Permanent, match="keys are of"):
            await channel.perform(PressKeys("h", ROOM, "l", LINE, "12;"))


async def test_a_room_that_its_webhook_told_of_needs_no_question() -> None:
    async with stage() as (provider, hub, channel):
        told = {"ConferenceSid": "CF" + "7" * 32, "FriendlyName": ROOM, "StatusCallbackEvent": "conference-start"}
        assert (await hub.post(f"conference?call={ROOM}", told))[0] == 204
        await channel.perform(Hold("a", ROOM, "l", LINE, True))
        assert [each.path.split("/")[0] for each in provider.asked] == ["Conferences"]
        await hub.post(f"conference?call={ROOM}", {**told, "StatusCallbackEvent": "conference-end"})
        with pytest.raises(Retry, match="not in its room yet"):
            await channel.perform(Hold("b", ROOM, "l", LINE, True))
        assert hub.deliveries == []


async def test_a_leg_that_is_not_in_its_room_yet_is_tried_again_and_one_that_is_gone_is_not() -> None:
    async with stage() as (provider, _, channel):
        with pytest.raises(Retry):
            await channel.perform(Hold("a", ROOM, "l", LINE, True))
        provider.answer = lambda asked: (
            call(LINE, status="completed") if asked.path == f"Calls/{LINE}.json" else None
        )
        await channel.perform(Hold("b", ROOM, "l", LINE, True))
        provider.answer = lambda asked: (
            (404, {"code": 20404, "status": 404}) if "Calls/" in asked.path or "Participants" in asked.path
            else in_room(asked)
        )  # fmt: skip
        await channel.perform(Mute("c", ROOM, "l", LINE, True))


async def test_a_talk_is_recorded_paused_without_a_gap_and_stopped() -> None:
    async with stage() as (provider, hub, channel):
        await channel.perform(RecordCall("a", ROOM, LINE, Tape.START))
        asked = provider.last()
        assert asked.path == f"Calls/{LINE}/Recordings.json" and asked.get("RecordingTrack") == "both"
        told_at = f"{hub.public_url}/channels/phone/recording?call={ROOM}&kind=talk"
        assert asked.get("RecordingStatusCallback") == told_at
        for tape, fields in (
            (Tape.PAUSE, {"Status": "paused", "PauseBehavior": "skip"}),
            (Tape.RESUME, {"Status": "in-progress"}),
            (Tape.STOP, {"Status": "stopped"}),
        ):
            await channel.perform(RecordCall(f"b{tape}", ROOM, LINE, tape))
            assert provider.last().path == f"Calls/{LINE}/Recordings/Twilio.CURRENT.json"
            assert dict(provider.last().fields) == fields
        provider.answer = lambda asked: (404, {"code": 20404, "status": 404})
        await channel.perform(RecordCall("c", ROOM, LINE, Tape.PAUSE))


async def test_an_order_that_the_provider_cannot_take_says_whether_to_try_again() -> None:
    async with stage() as (provider, _, channel):
        provider.answer = lambda asked: web.json_response({"code": 20429}, status=429, headers={"Retry-After": "3"})
        with pytest.raises(Retry) as raised:
            await channel.perform(dial())
        assert raised.value.after == 3.0
        provider.answer = lambda asked: (400, {"code": 21215, "message": f"To {CUSTOMER} is not permitted"})
        with pytest.raises(Permanent, match="calling this country is not permitted") as refused:
            await channel.perform(dial())
        assert CUSTOMER not in refused.value.detail
        provider.answer = lambda asked: None
        assert (await channel.perform(dial())).line, "a refused order may be given again"


# --- recordings and softphones -----------------------------------------------------------------------------------


async def test_a_recording_is_fetched_as_a_file() -> None:
    async with stage() as (provider, _, channel):
        provider.answer = lambda asked: web.Response(body=b"RIFF" * 100, content_type="audio/mpeg")
        file = await channel.fetch_recording("RE" + "3" * 32)
        assert Path(file.path).read_bytes() == b"RIFF" * 100 and file.size == 400
        assert (file.content_type, file.filename) == ("audio/mpeg", "RE" + "3" * 32 + ".mp3")
        assert provider.last().path.endswith(".mp3")
        Path(file.path).unlink()
        provider.answer = lambda asked: web.Response(status=404)
        with pytest.raises(Permanent):
            await channel.fetch_recording("RE" + "3" * 32)
        with pytest.raises(Permanent, match="not the id of a recording"):
            await channel.fetch_recording("../../etc")


async def test_the_accounts_copy_of_a_recording_is_deleted() -> None:
    """By its id; one that is gone already is fine, a refusal is said."""
    async with stage() as (provider, _, channel):
        provider.answer = lambda asked: web.Response(status=204)
        await channel.forget_recording("RE" + "3" * 32)
        assert provider.last().method == "DELETE" and provider.last().path.endswith(f"Recordings/RE{'3' * 32}.json")
        provider.answer = lambda asked: (404, {"code": 20404, "message": "not found"})
        await channel.forget_recording("RE" + "3" * 32)
        provider.answer = lambda asked: (409, {"code": 20009, "message": "not in a final state"})
        with pytest.raises(Permanent):
            await channel.forget_recording("RE" + "3" * 32)


def test_a_softphone_gets_a_token_for_an_hour_that_only_rings() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    access = opened(twiml_app="AP" + "5" * 32).phone(AGENT, now)
    assert access.driver == "twilio" and access.url == "" and access.expires_at == now + timedelta(hours=1)
    claims = jwt.decode(access.token, SECRET, algorithms=["HS256"])
    assert jwt.get_unverified_header(access.token)["cty"] == "twilio-fpa;v=1"
    assert (claims["iss"], claims["sub"], claims["grants"]["identity"]) == (KEY, ACCOUNT, AGENT)
    assert claims["grants"]["voice"] == {
        "incoming": {"allow": True}, "outgoing": {"application_sid": "AP" + "5" * 32},
    }  # fmt: skip
    assert claims["exp"] == int(access.expires_at.timestamp()) and claims["nbf"] <= now.timestamp()
    here = opened(voice_url="http://127.0.0.1:8080/sandbox/voice").phone(AGENT, now)
    assert here.driver == "webrtc" and here.url.endswith("/sandbox/voice") and here.token


def test_the_console_may_speak_to_the_providers_kit_where_it_is_used() -> None:
    assert "https://eventgw.twilio.com" in opened().page_origins
    assert "https://eventgw.ie1.twilio.com" in opened(region="ie1", edge="dublin").page_origins
    assert opened(voice_url="http://127.0.0.1:8080/sandbox/voice").page_origins == ()


async def test_what_this_channel_is_not_for_it_refuses() -> None:
    channel = opened()
    with pytest.raises(Permanent):
        await channel.connect(LINE, "v=0")
    with pytest.raises(Permanent):
        await channel.send(Outbound("m", Address(Medium.PHONE, CUSTOMER), "hello"))
