"""The carrier's webhooks: signed as the provider signs, tried again by its rule, and going wrong on demand."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from twilio.request_validator import RequestValidator

from channels.sandbox.carrier.wire import signature
from tests.channels.carrier_stage import ANN, DESK, TOKEN, Params, Stage, on_stage

MENU = '<Gather action="/chosen" numDigits="1" timeout="2" actionOnEmptyResult="true"><Say>Menu</Say></Gather>'


@pytest.mark.parametrize(
    ("url", "params"),
    [
        ("https://example.com/voice?step=menu&turn=2", {"Digits": "1", "CallSid": "CA1", "From": "+49151"}),
        ("http://127.0.0.1:8000/sms", {"Body": "Привет & =+ 100%", "From": "+7999", "NumMedia": "0", "A": ""}),
        ("https://example.com:8443/x", {}),
    ],
)
def test_signatures_are_those_of_the_providers_library(url: str, params: dict[str, str]) -> None:
    assert RequestValidator(TOKEN).validate(url, params, signature(TOKEN, url, params))
    assert not RequestValidator(TOKEN).validate(url, {**params, "Digits": "9"}, signature(TOKEN, url, params))


async def _legs(stage: Stage, count: int) -> None:
    """Calls that are answered at once and end, each with four reports."""
    stage.carrier.client("anna").answers()
    for _ in range(count):
        await stage.rest(
            "POST", "/Calls.json", To="client:anna", From=DESK, Twiml="<Response><Say>Hello</Say></Response>",
            StatusCallback=f"{stage.site.origin}/leg",
            StatusCallbackEvent=["initiated", "ringing", "answered", "completed"],
        )
    await stage.time.advance(60)


async def test_reports_of_one_call_come_in_order_when_nothing_goes_wrong() -> None:
    async with on_stage() as stage:
        await _legs(stage, 5)
        by_call: dict[str, list[str]] = {}
        for params in stage.site.named("/leg"):
            by_call.setdefault(params["CallSid"], []).append(params["CallStatus"])
        assert list(by_call.values()) == [["initiated", "ringing", "in-progress", "completed"]] * 5


async def test_duplicates_carry_the_same_token_and_the_same_content() -> None:
    async with on_stage() as stage:
        stage.carrier.faults.set("status", duplicate=2)
        await _legs(stage, 1)
        counted = Counter((p["CallStatus"], p["SequenceNumber"], p["Timestamp"]) for p in stage.site.named("/leg"))
        assert set(counted.values()) == {3} and len(counted) == 4
        tokens = Counter(token for path, token in stage.site.tokens if path == "/leg")
        assert set(tokens.values()) == {3} and "" not in tokens


async def test_reordered_and_late_reports_still_all_arrive() -> None:
    async with on_stage() as stage:
        stage.carrier.faults.set("status", reorder=0.6, delay=(0, 2))
        await _legs(stage, 12)
        orders: dict[str, list[int]] = {}
        for params in stage.site.named("/leg"):
            orders.setdefault(params["CallSid"], []).append(int(params["SequenceNumber"]))
        assert all(sorted(order) == [0, 1, 2, 3] for order in orders.values()) and len(orders) == 12
        assert any(order != sorted(order) for order in orders.values())


async def test_dropped_reports_never_come_and_clearing_ends_it() -> None:
    async with on_stage() as stage:
        stage.carrier.faults.set("status", drop=1.0)
        await _legs(stage, 2)
        assert stage.site.named("/leg") == []
        assert {sent.fault for sent in stage.carrier.wire if sent.kind == "status"} == {"drop"}
        stage.carrier.faults.clear()
        await _legs(stage, 1)
        assert len(stage.site.named("/leg")) == 4


async def test_a_lost_answer_is_asked_for_again_with_the_same_token() -> None:
    async with on_stage() as stage:
        stage.site.scripts |= {"/voice": MENU, "/chosen": "<Hangup/>"}
        stage.carrier.faults.set("voice", lost=0.4)
        calls = [await stage.carrier.dial(f"+4915155501{number:03d}", DESK) for number in range(30)]
        await stage.time.advance(30)
        assert {call.state for call in calls} == {"ended"}
        tokens = Counter(token for path, token in stage.site.tokens if path == "/voice")
        assert len(tokens) == 30 and set(tokens.values()) == {1, 2}
        heard = [call for call in calls if "Menu" in call.said()]
        sorry = [call for call in calls if "application error" in call.said()]
        assert len(heard) + len([call for call in sorry if call not in heard]) == 30


@pytest.mark.parametrize(
    ("overrides", "asked"),
    [("", 1), ("#rc=3&rp=5xx", 4), ("#rc=2&rp=4xx", 1), ("#rc=0&rp=all", 1), ("#rc=9&rp=all", 6)],
)
async def test_the_overrides_in_an_address_say_how_often_it_is_tried(overrides: str, asked: int) -> None:
    async with on_stage() as stage:
        number = stage.carrier.book.account.numbers[0]
        number.voice_url = f"{stage.site.origin}/voice{overrides}"
        number.voice_fallback_url = f"{stage.site.origin}/other"
        stage.site.scripts |= {"/voice": 502, "/other": "<Say>Later</Say>"}
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(5)
        assert len(stage.site.named("/voice")) == asked and call.said() == "Later"


async def test_a_site_that_is_down_is_tried_twice_and_then_the_fallback() -> None:
    async with on_stage() as stage:
        number = stage.carrier.book.account.numbers[0]
        number.voice_url, number.voice_fallback_url = "http://127.0.0.1:9/voice", f"{stage.site.origin}/other"
        stage.site.scripts["/other"] = "<Say>Later</Say>"
        call = await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(5)
        (asked,) = stage.site.named("/other")
        assert (asked["ErrorCode"], call.said()) == ("11205", "Later")
        assert [sent.status for sent in stage.carrier.wire if sent.kind == "voice"] == [0, 0, 200]


async def test_the_rest_fails_on_demand_and_faults_are_set_over_http() -> None:
    async with on_stage() as stage:
        async with stage.http.post(f"{stage.rest_url}/faults", json={"kind": "rest", "fail": 1}) as answer:
            assert (await answer.json())["kinds"]["rest"]["fail"] == 1.0
        assert (await stage.rest("GET", "/Calls.json"))["http"] == 503
        for bad in ({"kind": "weather"}, {"kind": "rest", "fail": 2}, {"kind": "rest", "storm": 1}):
            async with stage.http.post(f"{stage.rest_url}/faults", json=bad) as answer:
                assert answer.status == 400
        async with stage.http.post(f"{stage.rest_url}/faults", json={"clear": True}) as answer:
            assert answer.status == 200
        assert (await stage.rest("GET", "/Calls.json"))["http"] == 200


async def test_a_request_under_way_is_finished_though_the_caller_is_gone() -> None:
    async with on_stage() as stage:
        handled = []

        def slow(params: Params) -> str:
            handled.append(params["CallSid"])
            return MENU

        stage.site.scripts["/voice"] = slow
        call = await stage.carrier.dial(ANN, DESK)
        await call.hang_up()
        await asyncio.sleep(0.05)
        await stage.time.advance(2)
        assert call.end == "no-answer"
        assert handled in ([], [call.sid]) and [p["CallStatus"] for p in stage.site.named("/status")] == ["no-answer"]
