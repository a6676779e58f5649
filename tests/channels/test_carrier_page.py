"""The carrier's HTTP for people: the page's handset, events as they come, agents' softphones with their tokens."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest

from channels.sandbox.carrier import RealTime
from channels.sandbox.carrier.state import Tape
from tests.channels.carrier_stage import ACCOUNT, ANN, DESK, KEY, SECRET, Stage, on_stage
from tests.channels.media_stage import Person, pitches, recorded

MENU = '<Gather action="/chosen" numDigits="1" timeout="20"><Say language="ru-RU">Нажмите два</Say></Gather>'


async def post(stage: Stage, path: str, **said: Any) -> tuple[int, dict[str, Any]]:
    async with stage.http.post(f"{stage.rest_url}{path}", json=said) as answer:
        return answer.status, await answer.json()


def token(**changes: Any) -> str:
    claims = {"iss": KEY, "sub": ACCOUNT, "exp": int(time.time()) + 60,
              "grants": {"identity": "anna", "voice": {"incoming": {"allow": True}}}, **changes}
    return jwt.encode(claims, SECRET, algorithm="HS256", headers={"cty": "twilio-fpa;v=1"})


async def test_a_person_dials_presses_hangs_up_and_reads_what_was_heard() -> None:
    async with on_stage() as stage:
        stage.site.scripts |= {"/voice": MENU, "/chosen": "<Pause length='30'/>"}
        _, dialled = await post(stage, "/handset/dial", **{"from": ANN, "to": DESK})
        sid = dialled["call"]["sid"]
        assert dialled["call"]["state"] == "ringing"
        await stage.time.advance(0.2)
        assert await post(stage, "/handset/press", call=sid, digits="2") == (200, {"wanted": True})
        await stage.time.advance(1)
        status, ended = await post(stage, "/handset/hangup", call=sid)
        assert (status, ended["call"]["state"], ended["call"]["end"]) == (200, "ended", "completed")
        async with stage.http.get(f"{stage.rest_url}/handset/heard", params={"call": sid}) as answer:
            first = (await answer.json())["heard"][0]
        assert (first["what"], first["text"], first["language"]) == ("say", "Нажмите два", "ru-RU")
        assert (await post(stage, "/handset/press", call=sid, digits="x"))[0] == 400
        assert (await post(stage, "/handset/press", call="CA", digits="1"))[0] == 404
        assert (await post(stage, "/handset/media", call=sid, sdp="v=0"))[0] == 409


async def test_a_text_with_a_picture_is_sent_from_the_page() -> None:
    async with on_stage() as stage:
        picture = {"name": "a.png", "type": "image/png", "data": base64.b64encode(b"\x89PNG").decode()}
        _, sent = await post(stage, "/handset/text", **{"from": ANN, "to": DESK, "text": "Look", "files": [picture]})
        await stage.time.advance(1)
        assert stage.site.named("/sms")[0]["NumMedia"] == "1"
        async with stage.http.get(sent["text"]["files"][0]["url"]) as file:
            assert await file.read() == b"\x89PNG"
        async with stage.http.get(f"{stage.rest_url}/handset/texts", params={"number": ANN}) as answer:
            assert [text["text"] for text in (await answer.json())["texts"]] == ["Look"]
        assert (await post(stage, "/handset/text", **{"from": ANN, "to": DESK, "text": ""}))[0] == 400


async def _read(stage: Stage, events: list[dict[str, Any]], number: str) -> None:
    async with stage.http.get(f"{stage.rest_url}/events", params={"number": number}) as stream:
        async for line in stream.content:
            if line.startswith(b"data: "):
                events.append(json.loads(line[6:]))


async def test_events_tell_one_handset_what_happens_to_it() -> None:
    async with on_stage() as stage:
        stage.site.scripts["/voice"] = MENU
        events: list[dict[str, Any]] = []
        reading = asyncio.ensure_future(_read(stage, events, ANN))
        while not events:
            await asyncio.sleep(0.01)
        assert events[0]["kind"] == "hello" and events[0]["numbers"][0]["number"] == DESK
        await stage.carrier.dial(ANN, DESK)
        await stage.carrier.dial("+4915155509999", DESK)
        await stage.time.advance(2)
        await stage.rest("POST", "/Messages.json", To=ANN, From=DESK, Body="News")
        await stage.time.advance(30)
        await asyncio.sleep(0.1)
        reading.cancel()
        kinds = [event["kind"] for event in events]
        assert {"call", "prompt", "asked", "text", "money", "wire"} <= set(kinds)
        states = [event["call"]["state"] for event in events if event["kind"] == "call"]
        assert states == ["ringing", "talking", "ended"]
        heard = [event["heard"] for event in events if event["kind"] == "prompt"]
        assert [item["text"] for item in heard if item["what"] == "say"] == ["Нажмите два"]
        assert [event["text"]["state"] for event in events if event["kind"] == "text"] == [
            "queued", "sending", "sent", "delivered"]


async def _ringing(stage: Stage) -> str:
    made = await stage.rest("POST", "/Calls.json", To="client:anna?leg=L7&call=C1", From=DESK,
                            Twiml="<Response><Pause length='60'/></Response>")
    await stage.time.advance(1)
    return str(made["sid"])


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 200), ({"exp": 1}, 401), ({"sub": "AC" + "0" * 32}, 401), ({"iss": "SK" + "0" * 32}, 401),
        ({"grants": {"identity": "anna", "voice": {}}}, 401),
        ({"grants": {"identity": "boris", "voice": {"incoming": {"allow": True}}}}, 404),
    ],
)
async def test_a_softphone_answers_with_a_token_the_provider_would_take(given: dict[str, Any], status: int) -> None:
    async with on_stage() as stage:
        sid = await _ringing(stage)
        answered, _ = await post(stage, "/clients/answer", token=token(**given), leg_id="L7")
        await stage.time.advance(1)
        assert answered == status
        assert (stage.carrier.book.lines[sid].status == "in-progress") == (status == 200)


async def test_a_softphone_is_found_by_leg_or_call_and_hangs_up() -> None:
    async with on_stage() as stage:
        first, second = await _ringing(stage), await _ringing(stage)
        assert (await post(stage, "/clients/answer", token=token(), leg_id=first))[0] == 200
        assert (await post(stage, "/clients/answer", token=token(), leg_id=""))[0] == 200
        await stage.time.advance(1)
        assert {stage.carrier.book.lines[sid].status for sid in (first, second)} == {"in-progress"}
        assert (await post(stage, "/clients/hangup", token=token(), leg_id=first))[0] == 200
        assert stage.carrier.book.lines[first].status == "completed"
        assert (await post(stage, "/clients/answer", token=token(), leg_id=first))[0] == 404
        assert (await post(stage, "/clients/media", token=token(), leg_id=second, sdp="v=0"))[0] == 409


async def _talking(stage: Stage, caller: Person, agent: Person) -> tuple[str, str]:
    """A caller and an agent in one room, both with real sound; their calls."""
    stage.site.scripts |= {"/voice": '<Dial><Conference beep="false" waitUrl="">R1</Conference></Dial>',
                           "/music": '<Play loop="0">/music.wav</Play>'}
    _, dialled = await post(stage, "/handset/dial", **{"from": ANN, "to": DESK})
    sid = str(dialled["call"]["sid"])
    await stage.carrier.calls(ANN)[0].until("talking")
    _, answer = await post(stage, "/handset/media", call=sid, sdp=await caller.offer())
    await caller.take(answer["sdp"])
    room = "<Response><Dial><Conference beep='false'>R1</Conference></Dial></Response>"
    made = await stage.rest("POST", "/Calls.json", To="client:anna?leg=L7", From=DESK, Twiml=room)
    await stage.carrier.calls("client:anna")[0].until("ringing")
    await asyncio.sleep(0.5)
    _, answer = await post(stage, "/clients/media", token=token(), leg_id="L7", sdp=await agent.offer())
    await agent.take(answer["sdp"])
    await stage.carrier.calls(ANN)[0].until("talk")
    return sid, str(made["sid"])


async def _hears(person: Person, hertz: set[int], seconds: float = 8.0) -> None:
    """Wait until somebody hears just this."""
    end = time.monotonic() + seconds
    while person.pitches() != hertz:
        assert time.monotonic() < end, f"hears {person.pitches()}, not {hertz}"
        await asyncio.sleep(0.05)


async def _hears_key(person: Person, hertz: set[int]) -> None:
    """Wait until somebody hears both tones of a key, maybe among others."""
    async with asyncio.timeout(8):
        while not hertz <= person.pitches(0.1, 0.05):
            await asyncio.sleep(0.02)


async def _complete(tape: Tape) -> Tape:
    """Wait until a recording can be had."""
    async with asyncio.timeout(15):
        while tape.status != "completed":
            await asyncio.sleep(0.05)
    return tape


async def test_a_caller_and_an_agent_really_hear_each_other_and_the_recording_is_of_them(tmp_path: Path) -> None:
    async with on_stage(RealTime(), media="real") as stage:
        caller, agent, again = Person(440), Person(880), Person(660)
        try:
            sid, leg = await _talking(stage, caller, agent)
            made = await stage.rest("POST", f"/Calls/{sid}/Recordings.json")
            await _hears(caller, {880})
            await _hears(agent, {440})
            await asyncio.sleep(1)
            (room,) = (await stage.rest("GET", "/Conferences.json", FriendlyName="R1"))["conferences"]
            await stage.rest("POST", f"/Calls/{sid}/Recordings/Twilio.CURRENT.json", Status="stopped")
            hold = {"Hold": "true", "HoldUrl": f"{stage.site.origin}/music", "HoldMethod": "GET"}
            await stage.rest("POST", f"/Conferences/{room['sid']}/Participants/{sid}.json", **hold)
            await _hears(agent, set())
            assert caller.pitches() != set()  # music
            await stage.rest("POST", f"/Conferences/{room['sid']}/Participants/{sid}.json", Hold="false")
            await _hears(agent, {440})
            _, answer = await post(stage, "/clients/media", token=token(), leg_id=leg, sdp=await again.offer())
            await again.take(answer["sdp"])  # the agent's page was loaded anew
            await _hears(again, {440})
            await _hears(caller, {660})
            tape = await _complete(stage.carrier.book.tapes[made["sid"]])
            assert tape.sound is not None
            (tmp_path / "tape.wav").write_bytes(tape.sound)
            assert pitches(recorded(tmp_path / "tape.wav")) == {440, 880}
            assert await post(stage, "/handset/press", call=sid, digits="5") == (200, {"wanted": True})
            await _hears_key(again, {770, 1340})
            await post(stage, "/handset/hangup", call=sid)
        finally:
            for person in (caller, agent, again):
                await person.leave()


async def test_a_message_left_is_what_was_said(tmp_path: Path) -> None:
    async with on_stage(RealTime(), media="real") as stage:
        stage.site.scripts |= {"/voice": '<Say>Hi</Say><Record action="/left" maxLength="20"/>', "/left": "<Hangup/>"}
        caller = Person(500)
        try:
            _, dialled = await post(stage, "/handset/dial", **{"from": ANN, "to": DESK})
            sid = dialled["call"]["sid"]
            _, answer = await post(stage, "/handset/media", call=sid, sdp=await caller.offer())
            await caller.take(answer["sdp"])
            call = stage.carrier.calls(ANN)[0]
            await call.until("record")
            await asyncio.sleep(3)
            await call.press("#")
            await call.until("ended")
            (tape,) = stage.carrier.book.tapes.values()
            await _complete(tape)
            assert tape.sound is not None
            (tmp_path / "tape.wav").write_bytes(tape.sound)
            assert pitches(recorded(tmp_path / "tape.wav")) == {500}
        finally:
            await caller.leave()
