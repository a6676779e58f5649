"""The sandbox's carrier against what the provider documents: TwiML verbs, conferences, reports, what a caller hears."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from channels.sandbox.carrier import HandsetCall
from tests.channels.carrier_stage import ANN, DESK, Stage, on_stage

CHOICE = (
    '<Gather action="/chosen" numDigits="1" timeout="3" actionOnEmptyResult="true">'
    '<Say language="ru-RU">Нажмите один</Say></Gather>'
)


def heard(call: HandsetCall) -> list[tuple[str, str]]:
    return [(item.what, item.text) for item in call.heard()]


async def test_a_call_hears_its_documents_and_is_reported_at_its_end() -> None:
    async with on_stage() as stage:
        document = '<Say language="en-GB">Welcome</Say><Pause length="2"/><Play>/tune.wav</Play><Hangup/>'
        stage.site.scripts["/voice"] = document
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(20)
        assert call.state == "ended" and call.end == "completed"
        assert heard(call)[:3] == [("say", "Welcome"), ("silence", ""), ("play", "tune.wav")]
        asked = stage.site.named("/voice")[0]
        assert (asked["From"], asked["To"]) == (ANN, DESK)
        assert (asked["CallStatus"], asked["Direction"]) == ("ringing", "inbound")
        assert (asked["FromCountry"], asked["ToCountry"], asked["ApiVersion"]) == ("DE", "DE", "2010-04-01")
        (ended,) = stage.site.named("/status")
        assert (ended["CallStatus"], ended["SequenceNumber"], ended["CallbackSource"]) == (
            "completed", "0", "call-progress-events")
        assert 4 <= int(ended["CallDuration"]) <= 6
        assert float((await stage.rest("GET", f"/Calls/{call.sid}.json"))["price"]) == pytest.approx(-0.0085)


@pytest.mark.parametrize(("pressed", "digits"), [("1", "1"), ("", "")])
async def test_gather_gives_the_key_or_its_absence(pressed: str, digits: str) -> None:
    async with on_stage() as stage:
        stage.site.scripts |= {"/voice": CHOICE, "/chosen": "<Hangup/>"}
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(0.3)
        assert call.now == "say" and call.is_at("asked")
        if pressed:
            assert await call.press(pressed)
        await stage.time.advance(6)
        assert [params["Digits"] for params in stage.site.named("/chosen")] == [digits]
        assert not call.line.ear.silences(3.1)


async def test_gather_collects_until_the_finishing_key_and_falls_through_when_empty() -> None:
    async with on_stage() as stage:
        stage.site.scripts |= {
            "/voice": '<Gather action="/code" timeout="4"><Say>Code</Say></Gather><Say>Nothing came</Say>',
            "/code": "<Hangup/>",
        }
        typed, silent = await stage.carrier.dial(ANN, DESK), await stage.carrier.dial("+4915155501002", DESK)
        await stage.time.advance(0.1)
        await typed.press("12")
        await stage.time.advance(3)
        await typed.press("34#")
        await stage.time.advance(10)
        (code,) = stage.site.named("/code")
        assert (code["Digits"], code["FinishedOnKey"], code["CallSid"]) == ("1234", "#", typed.sid)
        assert "Nothing came" in silent.said() and silent.state == "ended"


async def test_a_message_is_recorded_until_a_key_or_until_the_speaker_hangs_up() -> None:
    async with on_stage() as stage:
        record = '<Record action="/left" maxLength="30" finishOnKey="#" recordingStatusCallback="/taped" ' \
                 'recordingStatusCallbackEvent="completed absent"/>'
        stage.site.scripts |= {"/voice": f"<Say>Speak</Say>{record}", "/left": "<Say>Thanks</Say><Hangup/>"}
        keyed, hung = await stage.carrier.dial(ANN, DESK), await stage.carrier.dial("+4915155501002", DESK)
        await stage.time.advance(10)
        assert keyed.now == "record"
        await keyed.press("#")
        await hung.hang_up()
        await stage.time.advance(10)
        left = {params["CallSid"]: params for params in stage.site.named("/left")}
        assert (left[keyed.sid]["Digits"], left[hung.sid]["Digits"]) == ("#", "hangup")
        assert "Thanks" in keyed.said()
        taped = {params["CallSid"]: params for params in stage.site.named("/taped")}
        assert {params["RecordingStatus"] for params in taped.values()} == {"completed"}
        assert taped[hung.sid]["RecordingSource"] == "RecordVerb" and int(taped[hung.sid]["RecordingDuration"]) >= 8


async def test_redirect_reject_and_an_unknown_verb() -> None:
    async with on_stage() as stage:
        stage.site.scripts |= {
            "/voice": lambda params: '<Reject reason="busy"/>' if params["From"] == ANN else
            '<Sing>La</Sing><Say tempo="fast">Hi</Say><Redirect method="GET">/next?x=1</Redirect>',
            "/next": "<Say>There</Say>",
        }
        refused, other = await stage.carrier.dial(ANN, DESK), await stage.carrier.dial("+4915155501002", DESK)
        await stage.time.advance(10)
        assert refused.end == "busy" and refused.line.answered is None
        assert other.said() == "Hi There" and stage.site.named("/next")[0]["x"] == "1"
        shown = (await stage.rest("GET", f"/Calls/{other.sid}/Notifications.json"))["notifications"]
        assert [(one["error_code"], one["log"]) for one in shown] == [("12200", "1"), ("12200", "1")]
        assert "Sing" in " ".join(one["message_text"] for one in shown)


@pytest.mark.parametrize(("answer", "code"), [("<Say>", 12100), (500, 11200)])
async def test_a_site_that_fails_is_said_sorry_for(answer: str | int, code: int) -> None:
    async with on_stage() as stage:
        stage.site.scripts["/voice"] = answer
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(10)
        assert call.state == "ended" and "application error" in call.said()
        assert [notice.code for notice in stage.carrier.book.notices] == [code]


async def test_the_fallback_address_is_asked_with_the_error() -> None:
    async with on_stage() as stage:
        stage.carrier.book.account.numbers[0].voice_fallback_url = f"{stage.site.origin}/fallback"
        stage.site.scripts |= {"/voice": 503, "/fallback": "<Say>We are closed</Say>"}
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(5)
        (asked,) = stage.site.named("/fallback")
        assert asked["ErrorCode"] == "11200" and asked["ErrorUrl"].endswith("/voice")
        assert call.said() == "We are closed"


@pytest.mark.parametrize("name", ["voice.xml", "voice.ru.xml"])
async def test_the_fallback_we_ship_is_heard_while_the_hub_is_down(name: str) -> None:
    async with on_stage() as stage:
        account = stage.carrier.book.account
        account.bins["fallback"] = (Path(__file__).parents[2] / "config" / "fallback" / name).read_text("utf-8")
        account.numbers[0].voice_fallback_url = f"{stage.rest_url}/bins/fallback"
        stage.site.scripts["/voice"] = 503
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(30)
        assert call.end == "completed" and len(call.said()) > 60 and not call.silences(2.0)
        assert {heard.language for heard in call.heard() if heard.what == "say"} <= {"en-US", "ru-RU"}
        assert [notice.code for notice in stage.carrier.book.notices] == []


async def _in_room(stage: Stage, room: str = "R1") -> tuple[HandsetCall, HandsetCall]:
    """A caller in a room with an agent's softphone."""
    events = 'statusCallback="/room" statusCallbackEvent="start end join leave mute hold modify"'
    stage.site.scripts |= {
        "/voice": f'<Dial><Conference beep="false" participantLabel="customer" {events}>{room}</Conference></Dial>',
        "/hold": '<Play loop="0">/music.wav</Play>',
    }
    caller = await stage.carrier.dial(ANN, DESK)
    await stage.time.advance(1)
    assert caller.now == "music"
    twiml = f'<Response><Dial><Conference beep="false" endConferenceOnExit="true">{room}</Conference></Dial></Response>'
    made = await stage.rest(
        "POST", "/Calls.json", To="client:anna?leg=L7", From=DESK, Twiml=twiml,
        StatusCallback=f"{stage.site.origin}/leg",
        StatusCallbackEvent=["initiated", "ringing", "answered", "completed"],
    )
    assert made["http"] == 201 and made["status"] == "queued"
    await stage.time.advance(1)
    agent = stage.carrier.calls("client:anna")[0]
    assert agent.state == "ringing"
    await agent.answer()
    await stage.time.advance(1)
    return caller, agent


async def test_a_conference_starts_holds_mutes_and_ends_with_its_host() -> None:
    async with on_stage() as stage:
        caller, agent = await _in_room(stage)
        assert (caller.now, agent.now) == ("talk", "talk")
        (room,) = (await stage.rest("GET", "/Conferences.json", FriendlyName="R1"))["conferences"]
        assert room["status"] == "in-progress"
        seat = f"/Conferences/{room['sid']}/Participants/{caller.sid}.json"
        held = await stage.rest("POST", seat, Hold="true", HoldUrl=f"{stage.site.origin}/hold", HoldMethod="GET")
        assert held["hold"] is True
        await stage.time.advance(30)
        assert (caller.now, agent.now) == ("hold", "silence")
        await stage.rest("POST", seat, Hold="false")
        await stage.rest("POST", f"/Conferences/{room['sid']}/Participants/{agent.sid}.json", Muted="true")
        await stage.time.advance(1)
        assert (caller.now, agent.now) == ("silence", "talk")
        await agent.hang_up()
        await stage.time.advance(2)
        assert caller.state == "ended"
        events = [params["StatusCallbackEvent"] for params in stage.site.named("/room")]
        assert events == [
            "participant-join", "participant-join", "conference-start", "participant-hold", "participant-unhold",
            "participant-mute", "participant-leave", "participant-leave", "conference-end"]
        last = stage.site.named("/room")[-1]
        assert last["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
        assert last["CallSidEndingConference"] == agent.sid
        steps = [(params["CallStatus"], params["SequenceNumber"]) for params in stage.site.named("/leg")]
        assert steps == [("initiated", "0"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3")]
        assert (await stage.rest("GET", seat))["http"] == 404


async def test_a_coach_is_heard_by_one_only_and_must_name_somebody_in_the_room() -> None:
    async with on_stage() as stage:
        caller, agent = await _in_room(stage)
        (room,) = (await stage.rest("GET", "/Conferences.json", FriendlyName="R1", Status="in-progress"))["conferences"]
        seats = f"/Conferences/{room['sid']}/Participants"
        stage.carrier.client("boss").answers()
        bad = await stage.rest("POST", f"{seats}.json", To="client:boss", From=DESK, CallSidToCoach="CA" + "0" * 32)
        assert (bad["http"], bad["code"]) == (400, 13240)
        made = await stage.rest("POST", f"{seats}.json", To="client:boss", From=DESK, Label="boss", Coaching="true",
                                CallSidToCoach=agent.sid)
        await stage.time.advance(1)
        assert "boss" in agent.line.ear.present.text and "boss" not in caller.line.ear.present.text  # type: ignore[union-attr]
        assert (await stage.rest("GET", f"{seats}/boss.json"))["call_sid_to_coach"] == agent.sid
        await stage.rest("POST", f"{seats}/{made['call_sid']}.json", Coaching="false")
        assert "boss" in caller.line.ear.present.text  # type: ignore[union-attr]
        assert (await stage.rest("DELETE", f"{seats}/boss.json"))["http"] == 204
        assert caller.now == "talk"


async def test_whom_a_room_awaited_rings_no_more_when_it_ends() -> None:
    async with on_stage() as stage:
        _, agent = await _in_room(stage)
        (room,) = (await stage.rest("GET", "/Conferences.json", FriendlyName="R1"))["conferences"]
        await stage.rest("POST", f"/Conferences/{room['sid']}/Participants.json", To=ANN, From=DESK, Label="third")
        await stage.time.advance(2)
        third = stage.carrier.calls(ANN)[0]
        assert third.state == "ringing"
        assert (await stage.rest("POST", f"/Conferences/{room['sid']}.json", Status="completed"))["http"] == 200
        await stage.time.advance(2)
        assert (third.end, agent.end) == ("canceled", "completed")


async def test_who_withholds_their_number_is_anonymous_to_the_site_and_themselves_to_their_handset() -> None:
    async with on_stage() as stage:
        stage.site.scripts["/voice"] = "<Pause length='5'/>"
        call = await stage.carrier.dial(ANN, DESK, shown="")
        await stage.time.advance(1)
        assert stage.site.named("/voice")[0]["From"] == "+266696687"
        assert [found.sid for found in stage.carrier.calls(ANN)] == [call.sid]


async def test_a_live_call_is_moved_and_hears_keys_and_no_gap() -> None:
    async with on_stage() as stage:
        caller, agent = await _in_room(stage)
        (room,) = (await stage.rest("GET", "/Conferences.json", FriendlyName="R1"))["conferences"]
        stage.site.scripts["/keys"] = '<Play digits="12"/>'
        await stage.rest("POST", f"/Conferences/{room['sid']}/Participants/{caller.sid}.json",
                         AnnounceUrl=f"{stage.site.origin}/keys")
        await stage.time.advance(1)
        assert caller.line.tones == "12" and caller.now == "talk"
        back = f'<Response><Gather timeout="1"><Play loop="0">{stage.site.origin}/music.wav</Play></Gather></Response>'
        await stage.rest("POST", f"/Calls/{caller.sid}.json", Twiml=back)
        await stage.time.advance(30)
        left = next(p for p in stage.site.named("/room") if p["StatusCallbackEvent"] == "participant-leave")
        assert left["ReasonParticipantLeft"] == "participant_updated_via_api"
        assert caller.now == "play" and not caller.silences(2.0)
        assert (await stage.rest("POST", f"/Calls/{agent.sid}.json", Status="completed"))["status"] == "completed"
        refused = await stage.rest("POST", f"/Calls/{agent.sid}.json", Status="completed")
        assert (refused["http"], refused["code"]) == (400, 21220)


async def test_recording_pauses_resumes_stops_and_is_not_silent() -> None:
    async with on_stage() as stage:
        caller, _ = await _in_room(stage)
        path = f"/Calls/{caller.sid}/Recordings"
        made = await stage.rest("POST", f"{path}.json", RecordingStatusCallback=f"{stage.site.origin}/taped?kind=talk")
        assert made["http"] == 201 and made["status"] == "in-progress"
        await stage.time.advance(4)
        await stage.rest("POST", f"{path}/Twilio.CURRENT.json", Status="paused", PauseBehavior="skip")
        await stage.time.advance(60)
        await stage.rest("POST", f"{path}/Twilio.CURRENT.json", Status="in-progress")
        await stage.time.advance(3)
        assert (await stage.rest("POST", f"{path}/{made['sid']}.json", Status="stopped"))["http"] == 200
        await stage.time.advance(2)
        (taped,) = stage.site.named("/taped")
        assert (taped["RecordingStatus"], taped["RecordingDuration"], taped["kind"]) == ("completed", "7", "talk")
        status, _ = await stage.asked("GET", f"/Recordings/{made['sid']}.json", {})
        assert status == 200
        url = taped["RecordingUrl"] + ".wav"
        async with stage.http.get(url) as nobody:
            assert nobody.status == 401
        assert (await stage.rest("POST", f"{path}/Twilio.CURRENT.json", Status="paused"))["http"] == 404


@pytest.mark.parametrize(("manner", "status"), [("busy", "busy"), ("rings", "no-answer"), ("off", "failed")])
async def test_a_call_that_nobody_takes_says_why(manner: str, status: str) -> None:
    async with on_stage() as stage:
        getattr(stage.carrier.phone(ANN), manner)()
        await stage.rest("POST", "/Calls.json", To=ANN, From=DESK, Twiml="<Response/>", Timeout="20",
                         StatusCallback=f"{stage.site.origin}/leg")
        await stage.time.advance(30)
        assert [params["CallStatus"] for params in stage.site.named("/leg")] == [status]


async def test_dial_number_joins_two_and_tells_the_action_how_it_went() -> None:
    async with on_stage() as stage:
        stage.carrier.phone("+4930777").answers(after=3)
        stage.site.scripts |= {"/voice": f'<Dial callerId="{DESK}" action="/done"><Number>+4930777</Number></Dial>',
                               "/done": "<Say>Bye</Say>"}
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(2)
        assert call.now == "ringing"
        await stage.time.advance(10)
        assert call.now == "talk"
        await stage.carrier.calls("+4930777")[0].hang_up()
        await stage.time.advance(5)
        (done,) = stage.site.named("/done")
        assert done["DialCallStatus"] == "completed" and call.said() == "Bye"


@pytest.mark.parametrize(
    ("dial", "code"),
    [("<Dial action='/done'>12</Dial>", 13224), (f"<Dial action='/done' callerId='+4930999'>{ANN}</Dial>", 13214),
     ("<Dial action='/done'><Conference coach='CA1'>R1</Conference></Dial>", 13240)],
)
async def test_dialling_what_cannot_be_dialled_is_noticed_and_fails_to_the_action(dial: str, code: int) -> None:
    async with on_stage() as stage:
        stage.site.scripts |= {"/voice": dial, "/done": "<Hangup/>"}
        await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(2)
        assert stage.site.named("/done")[0]["DialCallStatus"] == "failed"
        assert [notice.code for notice in stage.carrier.book.notices] == [code]


async def test_what_the_sandbox_does_not_do_is_said() -> None:
    async with on_stage() as stage:
        stage.site.scripts["/voice"] = '<Dial timeLimit="5"><Client>anna</Client></Dial>'
        await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(1)
        (notice,) = stage.carrier.book.notices
        assert notice.level == 1 and "timeLimit" in notice.message


async def test_five_hundred_calls_at_once_lose_and_double_nothing() -> None:
    async with on_stage() as stage:
        stage.site.scripts |= {"/voice": CHOICE, "/chosen": "<Say>Thank you</Say><Hangup/>"}
        began = time.monotonic()
        calls = [await stage.carrier.dial(f"+49151{number:08d}", DESK) for number in range(500)]
        await stage.time.advance(1)
        for call in calls[::2]:
            assert await call.press("1")
        await stage.time.advance(10)
        assert {call.end for call in calls} == {"completed"}
        chosen = [params["CallSid"] for params in stage.site.named("/chosen")]
        assert sorted(chosen) == sorted(call.sid for call in calls)
        ended = [params["CallSid"] for params in stage.site.named("/status")]
        assert sorted(ended) == sorted(chosen)
        assert time.monotonic() - began < 60
