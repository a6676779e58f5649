"""The library under both adapters: signatures, TwiML, errors, settings, files with limits."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from channels import voice
from channels.contract import ChannelError, Delivery, Forged, Permanent, Retry, Unknown
from channels.twilio import account, errors, forms, signing, twiml
from channels.twilio.account import Account, Secrets
from channels.twilio.media import Store, Want
from channels.twilio.rest import Rest
from channels.twilio.twiml import Place
from channels.voice import CallScript, HangUp, Join, Part, Play, Record, Refuse, Say, Wait
from tests.channels.twilio_stage import ACCOUNT, KEY, SECRET, TOKEN, Asked, Provider, beside_the_schema
from tests.channels.twiml_rules import RULES, faults

PLACE = Place("https://hub.example/channels/phone", "call-1", "leg-1")

# --- signatures --------------------------------------------------------------------------------------------------

# Published: Twilio's "Security" page and the tests of its libraries. Auth Token 12345.
_PAGE = "https://mycompany.com/myapp.php?foo=1&bar=2"
_FORM = {"CallSid": "CA1234567890ABCDE", "Digits": "1234", "From": "+14158675309", "To": "+18005551212",
         "Caller": "+14158675309"}  # fmt: skip
_SHA = "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
_JSON = b'{"property": "value", "boolean": true}'
_HELLO = {**_FORM, "Digits": "12345"}
VECTORS = [
    (_PAGE, _FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", True),
    ("https://mycompany.com:1234/myapp.php?foo=1&bar=2", _FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", True),
    ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", _FORM, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=", True),
    (_PAGE, _FORM, "kvajT1Ptam85bY51eRf/AJRuM3w=", True),
    ("http://mycompany.com/myapp.php?foo=1&bar=2", _FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4=", True),
    (_PAGE + _SHA, _JSON, "a9nBmqA0ju/hNViExpshrM61xv4=", True),
    (_PAGE + _SHA, _JSON.replace(b"value", b"value2"), "a9nBmqA0ju/hNViExpshrM61xv4=", False),
    (_PAGE, [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")],
     "IK+Dwps556ElfBT0I3Rgjkr1wJU=", True),
    (_PAGE, _HELLO, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", False),
    (_PAGE + "&x=1", _FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", False),
    (_PAGE, _FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B9=", False),
    (_PAGE, _FORM, "", False),
]


def webhook(url: str, said: dict[str, str] | list[tuple[str, str]] | bytes, signature: str) -> Delivery:
    """A webhook with that signature: a form, or JSON."""
    is_json = isinstance(said, bytes)
    body = said if isinstance(said, bytes) else urlencode(said).encode()
    kind = "application/json" if is_json else "application/x-www-form-urlencoded"
    return Delivery("phone", body, "k", {signing.HEADER: signature, "Content-Type": kind}, url)


def is_true(token: str, delivery: Delivery) -> bool:
    """Whether the check lets it pass."""
    try:
        signing.check(token, delivery)
    except Forged:
        return False
    return True


@pytest.mark.parametrize(("url", "said", "signature", "true"), VECTORS)
def test_signatures_agree_with_those_published(
    url: str, said: dict[str, str] | list[tuple[str, str]] | bytes, signature: str, true: bool
) -> None:
    assert is_true("12345", webhook(url, said, signature)) is true
    assert not is_true("", webhook(url, said, signature)) and not is_true("12346", webhook(url, said, signature))


def test_every_vector_of_a_given_file_agrees() -> None:
    """More of them, where TWILIO_OPENAPI names the schema and the vectors lie beside it."""
    for each in beside_the_schema("signature_vectors.json", []):
        is_json = each.get("body") is not None
        pairs = [(name, value) for name, value in each.get("params_multi") or (each.get("params") or {}).items()]
        delivery = webhook(each["url"], each["body"].encode() if is_json else pairs, each["signature"])
        assert is_true(each["auth_token"], delivery) is each["expected_valid"], each["desc"]


def test_a_json_body_that_is_not_signed_is_forged() -> None:
    url = "https://hub.example/channels/phone/quality"
    signature = signing.sign(TOKEN, url, [])[signing.HEADER]
    assert not is_true(TOKEN, webhook(url, b"[]", signature))


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=12), max_size=6), st.text(max_size=20))
def test_what_we_sign_ourselves_passes_and_any_change_does_not(said: dict[str, str], more: str) -> None:
    url = "https://hub.example/channels/phone/status?leg=1&call=%2B2"
    signature = signing.sign(TOKEN, url, list(said.items()))[signing.HEADER]
    assert is_true(TOKEN, webhook(url, said, signature))
    assert not is_true(TOKEN, webhook(url, {**said, "CallSid": said.get("CallSid", "") + "x" + more}, signature))


@given(st.binary(max_size=200), st.text(max_size=30), st.text(max_size=40))
def test_strange_webhooks_are_forged_and_nothing_worse(body: bytes, signature: str, kind: str) -> None:
    url = "https://hub.example/channels/phone/voice"
    assert not is_true(TOKEN, Delivery("phone", body, "k", {signing.HEADER: signature, "Content-Type": kind}, url))


# --- TwiML -------------------------------------------------------------------------------------------------------

_words = st.text(max_size=60)
_prompts = st.lists(
    st.builds(Say, _words, st.sampled_from(["en", "ru"])) | st.builds(Play, st.sampled_from(["music", "beep"])),
    max_size=3,
).map(tuple)
_names = st.text("abcdefghij_", min_size=1, max_size=10)
_steps = st.one_of(
    st.builds(Say, _words, st.sampled_from(["en", "ru"])),
    st.builds(Play, st.just("ringing")),
    st.builds(voice.Gather, _names, _prompts, st.integers(0, 9), st.integers(0, 20), st.sampled_from(["", "#", "*"])),
    st.builds(Wait, _names, _prompts, st.integers(0, 60)),
    st.builds(Record, _names, _prompts, st.integers(1, 600), st.sampled_from(["", "#"])),
    st.builds(Join, _names, st.sampled_from(Part), st.sampled_from(["", "CA1"]), st.booleans()),
    st.just(HangUp()),
)


@given(st.lists(_steps, max_size=5).map(tuple))
def test_every_script_is_documented_twiml(steps: tuple[voice.Step, ...]) -> None:
    document = twiml.render(CallScript(steps), PLACE)
    assert faults(document) == []
    assert document == twiml.render(CallScript(steps), PLACE)


def test_small_documents_are_documented_twiml() -> None:
    assert faults(twiml.music("https://hub.example/sounds/music.wav"), "wait") == []
    assert faults(twiml.keys("12#w*"), "wait") == []
    assert faults(twiml.refuse()) == [] and faults(twiml.pause(5)) == []
    assert faults(twiml.message("Привет <&>"), "messaging") == [] and faults(twiml.message(), "messaging") == []


@pytest.mark.parametrize("name", ["voice.xml", "voice.ru.xml"])
def test_what_callers_hear_while_the_hub_is_down_is_documented_twiml(name: str) -> None:
    document = (Path(__file__).parents[2] / "config/fallback" / name).read_text("utf-8")
    assert faults(document) == [] and "<Hangup/>" in document


def test_the_judge_finds_what_is_not_documented() -> None:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    for bad in (
        "<Response><Gather><Record/></Gather></Response>",
        "<Response><Hangup/><Say>late</Say></Response>",
        '<Response><Say language="xx">a</Say></Response>',
        "<Response><Dial><Say>a</Say></Dial></Response>",
        '<Response><Pause seconds="1"/></Response>',
        "<Response>words</Response>",
    ):
        assert faults(head + bad)
    assert faults(head + "<Response><Gather/></Response>", "wait")


def test_the_judge_knows_nothing_that_the_librarys_grammar_does_not() -> None:
    """Where the grammar of Twilio's own library is at hand, beside the schema."""
    grammar = beside_the_schema("twiml_grammar.json", {"voice": {}})["voice"]
    for name, rule in RULES.items():
        if name in grammar:
            assert set(rule.children) <= set(grammar[name]["children"]), name


def test_a_waiting_caller_hears_music_until_their_time_is_over() -> None:
    document = twiml.render(CallScript((Wait("queue", (Say("You are next.", "en"),), 20),)), PLACE)
    assert 'actionOnEmptyResult="true"' in document and 'timeout="1"' in document and 'finishOnKey=""' in document
    assert "/sound/music.wav?seconds=19</Play></Gather></Response>" in document
    # "Go on as you are" for somebody who asked what to do is music as well, never the end of the call.
    assert "music.wav" in twiml.render(CallScript(), PLACE)


def test_turns_count_on() -> None:
    assert [twiml.next_turn(each) for each in ("1", "41", "order.1", "x.9", "", "odd")] == [
        "2", "42", "order.2", "x.10", "1", "1",
    ]  # fmt: skip


def test_a_script_too_long_for_a_request_is_refused_and_a_long_text_is_not_cut() -> None:
    long = CallScript((Say("слово " * 1000, "ru"),))
    with pytest.raises(Permanent, match="4000 at most"):
        twiml.inline(long, PLACE)
    assert twiml.render(long, PLACE).count("слово") == 1000 and faults(twiml.render(long, PLACE)) == []


def test_characters_that_xml_cannot_carry_are_left_out() -> None:
    document = twiml.render(CallScript((Say("a\x00b\x1b<&>\ud800c", "en"), Refuse())), PLACE)
    assert "a b &lt;&amp;&gt; c" in document and faults(document.replace('<Reject reason="busy" />', "")) == []


# --- forms -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_number", "kept"),
    [("+14155550100", "+14155550100"), ("anonymous", None), ("Anonymous", None), ("Restricted", None),
     ("+266696687", None), ("+7378742833", None), ("", None), ("4155550100", None), ("+1415555010012345678", None),
     ("sip:bob@example.com", None), ("+0123456789", None), (" +79161234567 ", "+79161234567")],
)  # fmt: skip
def test_only_a_number_that_can_be_called_back_is_an_address(given_number: str, kept: str | None) -> None:
    assert forms.caller(given_number) == kept


@given(st.text(max_size=60))
def test_any_date_is_a_moment(text: str) -> None:
    came = datetime(2026, 11, 22, tzinfo=UTC)
    assert forms.at(Delivery("x", b"", "", received_at=came), text).tzinfo is UTC


def test_the_carriers_clock_is_believed() -> None:
    moment = forms.at(Delivery("x", b"", ""), "Sun, 22 Nov 2026 09:47:55 +0000")
    assert moment == datetime(2026, 11, 22, 9, 47, 55, tzinfo=UTC)
    assert forms.at(Delivery("x", b"", ""), forms.stamp(moment)) == moment


# --- errors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "changes", "kind", "words"),
    [
        (400, {"code": 21610}, True, Permanent, "21610: the recipient has said STOP"),
        (404, {"code": 20404}, True, Permanent, "20404: "),
        (429, {"code": 20429}, True, Retry, "go slower"),
        (401, {"code": 20003}, False, Retry, "does not accept our account"),
        (500, {}, True, Retry, "trouble of its own"),
        (503, "<html>", True, Retry, "503"),
        (502, "", True, Unknown, "gateway"),
        (502, "", False, Retry, "502"),
        (400, {"code": 99999, "message": "To +4915112345678"}, True, Permanent, "99999: refused by the provider"),
        (400, "no json", True, Permanent, "400: refused"),
    ],
)
def test_an_error_says_whether_to_try_again_in_words_without_numbers(
    status: int, body: object, changes: bool, kind: type[ChannelError], words: str
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    error = errors.refusal(status, text, "", changes)
    assert type(error) is kind and words in error.detail and "+49" not in error.detail


def test_every_code_has_its_russian_words_in_the_console() -> None:
    written = (Path(__file__).parents[2] / "agent_ui/src/views/console/words/refusals.ts").read_text("utf-8")
    assert {int(code) for code in re.findall(r"^  (\d{5}): ", written, re.M)} == set(errors.WORDS)


def test_the_providers_wish_for_a_pause_is_kept() -> None:
    for asked, kept in (("7", 7.0), ("999999", 3600.0), ("soon", errors.BUSY_SECONDS), ("", errors.BUSY_SECONDS)):
        error = errors.refusal(429, "", asked)
        assert isinstance(error, Retry) and error.after == kept


# --- requests ----------------------------------------------------------------------------------------------------


def rest_to(url: str) -> Rest:
    """The account's resources at that address."""
    return Rest(Account(ACCOUNT, url), Secrets(TOKEN, KEY, SECRET))


async def test_a_request_goes_below_the_configured_base_and_repeats_lists() -> None:
    async with Provider() as provider:
        rest = rest_to(f"{provider.url}")
        await rest.ask(
            lambda client: client.calls.create_async(
                to="client:a?leg=1", from_="+1", twiml="<Response/>", status_callback_event=["initiated", "completed"]
            )
        )
        assert provider.last().all("StatusCallbackEvent") == ["initiated", "completed"]
        assert provider.last().path == "Calls.json" and not provider.wrong
        await rest.close()


async def test_a_line_that_breaks_before_the_request_left_is_tried_again_and_after_it_nobody_knows() -> None:
    nowhere = rest_to("http://127.0.0.1:9")
    with pytest.raises(Retry):
        await nowhere.ask(lambda client: client.messages.create_async(to="+1", from_="+1", body="x"))
    await nowhere.close()

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    rest = rest_to(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    with pytest.raises(Unknown, match="the line to the provider broke"):
        await rest.ask(lambda client: client.messages.create_async(to="+1", from_="+1", body="x"))
    with pytest.raises(Retry, match="the line to the provider broke"):
        await rest.ask(lambda client: client.calls("CA" + "1" * 32).fetch_async())
    await rest.close()
    server.close()


async def test_an_answer_that_cannot_be_read_is_unknown() -> None:
    async with Provider() as provider:
        provider.answer = lambda asked: web.Response(text="{not json", content_type="application/json")
        rest = rest_to(provider.url)
        with pytest.raises(Unknown, match="cannot be read"):
            await rest.ask(lambda client: client.calls("CA" + "1" * 32).fetch_async())
        await rest.close()


# --- files with limits -------------------------------------------------------------------------------------------


async def test_a_file_is_fetched_with_limits_and_only_from_the_provider(tmp_path: Path) -> None:
    def said(asked: Asked) -> Any:
        if asked.path.endswith("1" * 32):
            return web.Response(body=b"x" * 1000, content_type="image/png")
        if asked.path.endswith("2" * 32):
            return web.Response(status=307, headers={"Location": "https://evil.example/x"})
        if asked.path.endswith("3" * 32):
            return web.Response(status=307, headers={"Location": asked.path[-34:-32] + "1" * 32})
        return web.Response(status=404)

    async with Provider() as provider:
        provider.answer = said
        rest = rest_to(provider.url)
        store = Store(Account(ACCOUNT, provider.url), rest)
        base = f"{provider.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'9' * 32}/Media/ME"
        found = await store.fetch(Want(base + "1" * 32, 1000, ("image/",)))
        assert found.content_type == "image/png" and len(found.body) == 1000
        assert (await store.fetch(Want(base + "3" * 32, 1000))).body == found.body
        for url, want in (
            (base + "1" * 32, {"max_bytes": 999}),
            (base + "1" * 32, {"max_bytes": 9999, "allow": ("audio/",)}),
            (base + "2" * 32, {"max_bytes": 9999}),
            (base + "4" * 32, {"max_bytes": 9999}),
            ("https://evil.example/ME", {"max_bytes": 9999}),
            ("file:///etc/passwd", {"max_bytes": 9999}),
            ("http://[bad", {"max_bytes": 9999}),
        ):
            with pytest.raises(Permanent):
                await store.fetch(Want(url, **want))
        kept = tmp_path / "a.png"
        assert await store.save(Want(base + "1" * 32, 1000), kept) == ("image/png", 1000)
        with pytest.raises(Permanent):
            await store.save(Want(base + "1" * 32, 10), kept)
        assert not kept.exists()
        await rest.close()


def test_the_login_is_shown_to_the_providers_api_only() -> None:
    store = Store(Account(ACCOUNT, account.PROVIDER), rest_to(account.PROVIDER))
    assert store.is_theirs("https://api.twilio.com/2010-04-01/x") and store.is_theirs("https://api.dublin.ie1.twilio.com/x")
    for strange in ("http://api.twilio.com/x", "https://api.twilio.com.evil.example/x", "https://evil.twilio.com/x",
                    "https://api.twilio.com:8443/x", "https://mcs.us1.twilio.com@evil.example/"):  # fmt: skip
        assert not store.is_theirs(strange)


# --- settings ----------------------------------------------------------------------------------------------------


def test_every_fault_of_a_table_is_told_with_its_key() -> None:
    faults_found = account.account_faults(
        Account("nonsense", "ftp://x", "ie1", ""), Secrets("", "SKbad", "")
    )
    told = "\n".join(faults_found)
    for key in ("account_sid:", "auth_token_env:", "api_key_env:", "api_secret_env:", "api_url:", "edge:"):
        assert key in told
    assert account.is_base("http://127.0.0.1:8080/x") and not account.is_base("http://carrier.example")
    assert repr(Secrets("abc", "def", "ghi")) == "Secrets(…)"
