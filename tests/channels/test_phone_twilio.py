"""A number on Twilio: its webhooks in any order, the TwiML they are answered with, forged and lost ones."""

from __future__ import annotations

import asyncio
import itertools
import wave
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from channels import registry
from channels.contract import (
    Address,
    Delivery,
    Ignored,
    Medium,
)
from channels.phone_twilio import PhoneTwilio
from channels.twilio import signing
from channels.voice import (
    CallArrived,
    KeysPressed,
    LegChanged,
    LegEnd,
    LegState,
    LineQuality,
    RecordingReady,
)
from tests.channels.phone_stage import AGENT, LINE, ROOM, VOICE, opened, parsed, stage
from tests.channels.twilio_stage import (
    ACCOUNT,
    CUSTOMER,
    NUMBER,
    TOKEN,
    Asked,
    Counter,
    call,
    page,
    settled,
)
from tests.channels.twiml_rules import faults

# --- webhooks to values ------------------------------------------------------------------------------------------


def test_a_call_that_comes_in_says_who_calls() -> None:
    (arrived,) = parsed("voice", **VOICE)
    assert isinstance(arrived, CallArrived) and arrived.line == LINE and arrived.called == NUMBER
    assert arrived.caller == Address(Medium.PHONE, CUSTOMER) and arrived.profile.name == "ANNA"


@pytest.mark.parametrize("number", ["anonymous", "Restricted", "+266696687", "", "12345", "sip:x@y.example"])
def test_a_withheld_or_malformed_number_is_a_call_of_nobody_we_know(number: str) -> None:
    (arrived,) = parsed("voice", **{**VOICE, "From": number})
    assert isinstance(arrived, CallArrived) and arrived.caller is None


@pytest.mark.parametrize(
    ("route", "change", "reason"),
    [
        ("voice", {"To": "+14155550199"}, "unknown_number"),
        ("voice", {"CallSid": "CA12"}, "malformed_call_id"),
        ("voice", {"From": f"client:{AGENT}"}, "softphone_test"),
        ("status", {"CallStatus": "teleported"}, "unknown_call_status"),
        ("step?step=menu", {"Digits": "hangup"}, "hung_up"),
        ("step?step=menu", {"Digits": "rm -rf"}, "malformed_keys"),
        ("recording", {"RecordingSid": "RE1", "RecordingStatus": "completed"}, "malformed_recording_id"),
        ("recording", {"RecordingSid": "RE" + "3" * 32, "RecordingStatus": "absent"}, "no_recording"),
        ("elsewhere", {}, "no_such_webhook"),
    ],
)
def test_what_means_nothing_to_us_is_ignored_with_its_reason(route: str, change: dict[str, str], reason: str) -> None:
    assert parsed(route, **{**VOICE, **change}) == [Ignored(reason)]


@pytest.mark.parametrize(
    ("status", "state", "end"),
    [
        ("queued", LegState.DIALLING, None), ("initiated", LegState.DIALLING, None),
        ("ringing", LegState.RINGING, None), ("in-progress", LegState.ANSWERED, None),
        ("completed", LegState.ENDED, LegEnd.HUNG_UP), ("busy", LegState.ENDED, LegEnd.BUSY),
        ("no-answer", LegState.ENDED, LegEnd.NO_ANSWER), ("canceled", LegState.ENDED, LegEnd.CANCELLED),
        ("failed", LegState.ENDED, LegEnd.FAILED),
    ],
)  # fmt: skip
def test_a_status_moves_its_leg(status: str, state: LegState, end: LegEnd | None) -> None:
    (changed,) = parsed(
        "status?leg=leg-1&call=call-1",
        **{**VOICE, "CallStatus": status, "CallDuration": "12", "SequenceNumber": "2",
           "Timestamp": "Sun, 22 Nov 2026 09:47:55 +0000"},
    )  # fmt: skip
    assert changed == LegChanged(
        LINE, state, datetime(2026, 11, 22, 9, 47, 55, tzinfo=UTC), "leg-1", end, 2,
        12 if state is LegState.ENDED else None,
    )  # fmt: skip


def furthest(order: tuple[LegChanged, ...]) -> LegChanged:
    """Where a leg stands after reports in this order: states only move forward."""
    states = list(LegState)
    now = order[0]
    for each in order[1:]:
        now = each if states.index(each.state) > states.index(now.state) else now
    return now


def test_every_order_of_status_callbacks_ends_alike() -> None:
    told = [
        parsed("status?leg=leg-1", **{**VOICE, "CallStatus": status, "SequenceNumber": str(place)})[0]
        for place, status in enumerate(("initiated", "ringing", "in-progress", "completed"))
    ]
    changes = [each for each in told if isinstance(each, LegChanged)]
    assert len(changes) == 4
    ends = {furthest(order) for order in itertools.permutations(changes)}
    assert ends == {changes[-1]} and changes[-1].end is LegEnd.HUNG_UP


def test_keys_are_the_answer_to_their_step_and_a_recordings_key_says_nothing() -> None:
    assert parsed("step?step=menu&turn=1", **{**VOICE, "Digits": "2"}) == [KeysPressed(LINE, "menu", "2")]
    assert parsed("step?step=queue&turn=2", **VOICE) == [KeysPressed(LINE, "queue", "")]
    recorded = {**VOICE, "Digits": "#", "RecordingSid": "RE" + "3" * 32}
    assert parsed("step?step=voicemail&turn=3", **recorded) == [KeysPressed(LINE, "voicemail", "")]


def test_a_recording_says_whose_it_is() -> None:
    fields = {**VOICE, "RecordingSid": "RE" + "3" * 32, "RecordingStatus": "completed", "RecordingDuration": "61",
              "RecordingStartTime": "Sun, 22 Nov 2026 09:47:55 +0000"}  # fmt: skip
    at = datetime(2026, 11, 22, 9, 47, 55, tzinfo=UTC)
    assert parsed(f"recording?call={ROOM}&kind=talk", **fields) == [
        RecordingReady(LINE, "RE" + "3" * 32, "talk", 61, at, ROOM)
    ]
    assert parsed("recording?kind=voicemail", **fields) == [
        RecordingReady(LINE, "RE" + "3" * 32, "voicemail", 61, at, "")
    ]


def test_quality_warnings_are_raised_and_cleared() -> None:
    body = (Path(__file__).parent / "fixtures/phone_twilio/quality.json").read_bytes()
    assert opened().parse(Delivery("phone", body, "k")) == [
        LineQuality("CA" + "1" * 31 + "2", "", "high-rtt", True),
        LineQuality("CA" + "1" * 31 + "2", "", "high-rtt", False),
    ]


# --- the routes --------------------------------------------------------------------------------------------------


async def test_a_caller_is_greeted_asked_and_kept_waiting_with_documented_twiml() -> None:
    async with stage() as (_, hub, _channel):
        status, document = await hub.post("voice", VOICE)
        assert status == 200 and faults(document) == [] and "Welcome." in document
        action = document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
        assert action == f"{hub.public_url}/channels/phone/step?step=menu&turn=1"
        status, document = await hub.post(action, {**VOICE, "CallStatus": "in-progress", "Digits": "2"})
        assert status == 200 and faults(document) == [] and "step=queue&amp;turn=2" in document
        music = document.partition("<Play>")[2].partition("</Play>")[0]
        status, kind, sound = await hub.get(music)
        with wave.open(BytesIO(sound)) as file:
            assert (status, kind, file.getnframes()) == (200, "audio/wav", 19 * 8000)
        assert [type(each).__name__ for each in hub.inbounds] == ["CallArrived", "KeysPressed"]


async def test_the_same_webhook_hears_the_same_answer_however_often_and_at_once() -> None:
    async with stage() as (_, hub, _channel):
        answers = await asyncio.gather(*(hub.post("voice", VOICE) for _ in range(5)))
        assert len(set(answers)) == 1 and len(hub.inbounds) == 1
        step = {**VOICE, "Digits": ""}
        first = await hub.post("step?step=queue&turn=1", step)
        second = await hub.post("step?step=queue&turn=2", step)
        assert first != second and len(hub.inbounds) == 3
        assert await hub.post("step?step=queue&turn=1", step) == first and len(hub.inbounds) == 3


async def test_a_forged_webhook_is_refused_and_nothing_is_kept() -> None:
    async with stage() as (_, hub, _channel):
        for route in ("voice", "step?step=menu&turn=1", "status", "recording", "conference", "quality"):
            status, _ = await hub.post(route, VOICE, token="another token")
            assert status == 403, route
        assert hub.deliveries == [] and hub.noted == ["refused: forged"] * 6
        # A true webhook's signature is of no use at another of our doors, nor with another call's fields.
        base = f"{hub.public_url}/channels/phone"
        signed = signing.sign(TOKEN, f"{base}/status", list(VOICE.items()))
        async with aiohttp.ClientSession(headers=dict(signed)) as client:
            for url, fields in ((f"{base}/voice", VOICE), (f"{base}/status?leg=other", VOICE),
                                (f"{base}/status", {**VOICE, "CallSid": "CA" + "2" * 32})):  # fmt: skip
                async with client.post(url, data=fields) as answer:
                    assert answer.status == 403
        assert hub.deliveries == []


async def test_a_webhook_that_the_hub_cannot_take_is_an_error_so_that_the_fallback_answers() -> None:
    async with stage() as (_, hub, _channel):
        hub.down = True
        assert (await hub.post("voice", VOICE))[0] >= 500


async def test_a_call_to_a_number_that_is_not_ours_is_not_answered() -> None:
    async with stage() as (_, hub, _channel):
        status, document = await hub.post("voice", {**VOICE, "To": "+14155550199"})
        assert status == 200 and "<Reject" in document and faults(document) == []
        status, document = await hub.post("voice", {**VOICE, "CallSid": "CA" + "2" * 32, "From": "client:x"})
        assert status == 200 and "<Pause" in document and faults(document) == []


async def test_the_small_documents_are_served() -> None:
    async with stage() as (_, hub, _channel):
        status, kind, body = await hub.get("music")
        assert (status, kind) == (200, "text/xml") and faults(body.decode(), "wait") == []
        status, body_text = await hub.post("keys?digits=12%23", VOICE)
        assert status == 200 and 'digits="12#"' in body_text
        assert (await hub.post("keys?digits=12%3C", VOICE))[0] == 400
        assert (await hub.get("sound/rocket.wav"))[0] == 404 and (await hub.get("sound/beep.wav"))[1] == "audio/wav"


# --- what a lost webhook missed ----------------------------------------------------------------------------------


def listed(asked: Asked) -> Any:
    """The provider's lists: one call whose webhooks never came, one that goes on, one of ours that ended."""
    if asked.path == "Recordings.json":
        common = {"status": "completed", "duration": "9", "start_time": "Sun, 22 Nov 2026 09:00:30 +0000"}
        rows = [{"sid": "RE" + "a" * 32, "call_sid": "CA" + "a" * 32, "source": "RecordVerb", **common},
                {"sid": "RE" + "d" * 32, "call_sid": "CA" + "d" * 32, "source": "RecordVerb", **common}]  # fmt: skip
        return page("recordings", rows)
    if asked.method != "GET" or asked.path != "Calls.json":
        return None
    common = {"start_time": "Sun, 22 Nov 2026 09:00:00 +0000", "end_time": "Sun, 22 Nov 2026 09:01:00 +0000"}
    theirs = {**common, "direction": "inbound", "to": NUMBER, "_from": CUSTOMER}
    ours = {**common, "direction": "outbound-api", "to": CUSTOMER, "_from": NUMBER}
    if asked.get("To") == NUMBER:
        rows = [call("CA" + "a" * 32, status="completed", duration="60", **theirs),
                call("CA" + "b" * 32, status="in-progress", **theirs)]  # fmt: skip
    else:
        rows = [call("CA" + "c" * 32, status="busy", duration="0", **ours)]
    return page("calls", rows)


async def test_lost_webhooks_are_caught_up_with_and_none_is_told_twice() -> None:
    async with stage() as (provider, hub, channel):
        provider.answer = listed
        await _one_look(hub, channel)
        assert hub.inbounds == [] and hub.bookmarks["phone"], "what was before the first start is no news"
        await _one_look(hub, channel)
        told = [(getattr(each, "line", "")[-1], getattr(each, "end", "arrived")) for each in hub.inbounds]
        assert told[:3] == [("a", "arrived"), ("a", LegEnd.HUNG_UP), ("c", LegEnd.BUSY)]
        at = datetime(2026, 11, 22, 9, 0, 30, tzinfo=UTC)
        recording = RecordingReady("CA" + "a" * 32, "RE" + "a" * 32, "voicemail", 9, at)
        assert hub.inbounds[3:] == [recording], "of our number's calls only"
        assert hub.inbounds[0].at == datetime(2026, 11, 22, 9, tzinfo=UTC)  # type: ignore[union-attr]
        asked = provider.last("Calls.json")
        assert asked.get("PageSize") == "100" and "T" in asked.get("StartTime>")
        # The webhooks come after all, and another look: nothing new.
        late = {**VOICE, "CallSid": "CA" + "a" * 32}
        assert (await hub.post("voice", late))[0] == 200
        assert (await hub.post("status", {**late, "CallStatus": "completed", "SequenceNumber": "4"}))[0] == 204
        await _one_look(hub, channel)
        assert len(hub.inbounds) == 4 and hub.reports[-1] == "up"


async def _one_look(hub: Counter, channel: PhoneTwilio) -> None:
    hub.reports.clear()
    task = asyncio.create_task(channel.listen(hub.arrived))
    await settled(lambda: bool(hub.reports))
    task.cancel()


async def test_a_provider_that_cannot_be_asked_is_told_to_the_operator() -> None:
    async with stage() as (provider, hub, channel):
        hub.bookmarks["phone"] = datetime.now(UTC).isoformat()
        provider.answer = lambda asked: (401, {"code": 20003, "status": 401})
        await _one_look(hub, channel)
        assert hub.reports == ["down 20003: the provider does not accept our account SID, key or secret"]


# --- set-up ------------------------------------------------------------------------------------------------------


async def test_the_check_finds_what_is_not_set_up() -> None:
    numbers: list[dict[str, Any]] = []

    def said(asked: Asked) -> Any:
        if asked.path == "IncomingPhoneNumbers.json":
            return page("incoming_phone_numbers", numbers)
        if asked.path == ".json":
            return {"sid": ACCOUNT, "status": "active"}
        return None

    async with stage() as (provider, _, channel):
        provider.answer = said
        site = "https://hub.example"
        assert [each.ok for each in await channel.examine(site)] == [True, True, False]
        numbers.append(
            {"phone_number": NUMBER, "capabilities": {"voice": True, "sms": False}, "voice_method": "GET",
             "voice_url": f"{site}/channels/phone/voice#rc=2", "voice_fallback_url": "", "status_callback": ""}
        )  # fmt: skip
        found = {each.what: (each.ok, each.remedy) for each in await channel.examine(site)}
        assert found["A call comes in: https://hub.example/channels/phone/voice"][0]
        assert found["A call comes in: method GET"] == (False, "choose HTTP POST")
        assert found["Primary handler fails: empty"][0] is False
        assert found["Call status changes: empty"] == (False, f"write {site}/channels/phone/status")
        provider.answer = lambda asked: (401, {"code": 20003, "status": 401})
        (refused,) = await channel.examine(site)
        assert not refused.ok and "20003" in refused.what


def test_every_fault_of_the_table_is_told_at_once() -> None:
    table = {"kind": "phone_twilio", "number": "12", "account_sid": "AC1", "voice_url": "ftp://x", "twiml_app": "AP1",
             "recording_format": "ogg", "voices": {"de": "x"}, "public_url": "http://hub.example", "colour": "red"}
    with pytest.raises(registry.SettingsError, match="colour: not a setting"):
        registry.open_channel("phone", table, {})
    del table["colour"]
    with pytest.raises(registry.SettingsError) as raised:
        registry.open_channel("phone", table, {})
    told = [line.partition(":")[0] for line in str(raised.value).splitlines()]
    assert told == ["number", "account_sid", "auth_token_env", "public_url", "voices", "api_key_env", "voice_url",
                    "twiml_app", "recording_format"]  # fmt: skip
