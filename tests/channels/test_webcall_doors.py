"""The web call: who may call, what is refused, and what is configured."""

from __future__ import annotations

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
    KeysPressed,
    Say,
)
from channels.webcall import open as open_channel
from channels.webcall import reports
from channels.webcall.script import spoken_seconds
from tests.channels.media_stage import eventually
from tests.channels.webcall_stage import KEY, SHOP, CallStage, stage
from tests.channels.webchat_stage import elena, signed
from tests.channels.webchat_stage import stage as chat_stage

QUESTION = Say("Press one for orders.", "en")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[CallStage]:
    async with stage(tmp_path) as running:
        yield running


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
        await eventually(lambda: scene.ended(caller.line))
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


async def test_the_chat_gives_passes_to_whom_it_admits(tmp_path: Path) -> None:
    async with chat_stage(tmp_path, call="webcall") as scene:
        ann = scene.visitor()
        status, answer = await ann.post("call", profile={"name": "Ann", "page_url": "https://shop.example/x"})
        assert status == 200 and answer["channel"] == "webcall"
        given = read_pass(answer["pass"], "", time.time())
        assert (given.chat, given.visitor, given.origin) == ("webchat", ann.id, SHOP)
        assert given.profile == {"name": "Ann", "page_url": "https://shop.example/x"}
        _, answer = await ann.post("call", identity=signed(elena()))
        about = reports.read_profile(read_pass(answer["pass"], "", time.time()).profile)
        assert (about.verified, about.external_ref, about.name) == (True, "C-17", "Elena Kruk")
        assert (await ann.post("call", identity="forged"))[0] == 403
        assert (await scene.visitor("https://elsewhere.example").post("call"))[0] == 403
        statuses = [(await ann.post("call"))[0] for _ in range(20)]
        assert statuses[-1] == 429 and not scene.hub.raw
        assert (await ann.get("config"))[1]["call"] == "webcall"
    async with chat_stage(tmp_path) as scene:
        assert (await scene.visitor().post("call"))[0] == 404


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
