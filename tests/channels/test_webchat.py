"""The web chat without a site: reading is pure and survives anything, settings name their faults, files are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import (
    Address,
    ChannelError,
    Delivery,
    DeliveryReported,
    DeliveryState,
    Forged,
    Inbound,
    Medium,
    MessageArrived,
    Outbound,
    Permanent,
    RatingGiven,
    TalkEnded,
    TranscriptWanted,
    Unreadable,
)
from channels.visitors.limits import Places, Window
from channels.visitors.refusal import Refused
from channels.webchat import acts, open
from channels.webchat.files import check_type, looks_like, safe_name
from channels.webchat.identity import visitor_id
from channels.webchat.settings import is_origin

FIXTURES = Path(__file__).parent / "fixtures" / "webchat"
VISITOR = "v" + "0123456789abcdef" * 2 + "01234567"
SENDER = Address(Medium.CHAT, VISITOR)
CHAT = open("webchat", {"origins": ["https://shop.example"]}, {})


def delivery(body: bytes, key: str = "k") -> Delivery:
    return Delivery("webchat", body, key)


def parsed(name: str) -> list[Inbound]:
    return CHAT.parse(delivery((FIXTURES / name).read_bytes()))


def test_each_thing_a_visitor_does_is_a_value() -> None:
    (message,) = parsed("message.json")
    assert isinstance(message, MessageArrived)
    assert (message.external_id, message.sender, message.thread_key) == (f"{VISITOR}/msg-00000001", SENDER, VISITOR)
    assert (message.text, message.profile.name) == ("Код из СМС не пришёл", "Елена Крюк")
    assert message.profile.consent == "Хранить этот чат 12 месяцев."
    (verified,) = parsed("message_verified.json")
    assert isinstance(verified, MessageArrived)
    assert (verified.profile.verified, verified.profile.external_ref) == (True, "C-17")
    (file,) = parsed("file.bin")
    assert isinstance(file, MessageArrived)
    assert (file.text, file.attachments[0].filename, len(file.attachments[0].body)) == ("", "receipt.png", 69)
    assert parsed("seen.json") == [
        DeliveryReported(f"{VISITOR}/000000000002", DeliveryState.READ, address=SENDER),
    ]
    assert parsed("end.json") == [TalkEnded(VISITOR, SENDER)]
    assert parsed("rating.json") == [RatingGiven(VISITOR, SENDER, 5, "Fast. Thank you")]
    assert parsed("transcript.json") == [TranscriptWanted(VISITOR, SENDER, "e.kryuk@example.org")]


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_reading_twice_gives_the_same(path: Path) -> None:
    assert parsed(path.name) == parsed(path.name)


@given(st.binary(max_size=400))
def test_random_bytes_raise_only_channel_errors(body: bytes) -> None:
    with pytest.raises(ChannelError):
        CHAT.parse(delivery(body))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {"visitor": st.just(VISITOR) | JSON, "client_id": st.just("msg-00000001") | JSON},
        optional={
            "kind": st.sampled_from(["message", "seen", "end", "rating", "transcript"]) | JSON,
            "text": JSON,
            "profile": JSON,
            "file": JSON | st.fixed_dictionaries({"name": JSON, "type": JSON, "size": JSON}),
            "state": st.sampled_from(["read", "sent"]) | JSON,
            "lines": JSON | st.lists(st.text(max_size=9), max_size=3),
            "score": JSON,
            "comment": JSON,
            "email": JSON,
        },
    )
)
def test_any_json_is_read_or_unreadable_and_what_is_read_is_clean(head: dict[str, object]) -> None:
    try:
        values = CHAT.parse(delivery(json.dumps(head).encode()))
    except Unreadable:
        return
    for value in values:
        if isinstance(value, MessageArrived):
            said = value.text + value.profile.name + value.profile.topic
            assert "\0" not in said
            said.encode("utf-8")


@given(st.text(max_size=200), st.binary(max_size=200))
def test_what_is_written_is_read_back(text: str, file: bytes) -> None:
    head: acts.Head = {"kind": "message", "visitor": VISITOR, "client_id": "msg-00000001", "text": text}
    head["file"] = {"name": "a.txt", "type": "text/plain", "size": len(file)}
    try:
        (message,) = CHAT.parse(delivery(acts.body(head, file)))
    except Unreadable:
        assert not acts.clean(text).strip()
        return
    assert isinstance(message, MessageArrived)
    assert message.attachments[0].body == file
    assert message.text == acts.clean(text).strip()


def test_a_delivery_that_did_not_come_through_the_door_is_forged() -> None:
    body = (FIXTURES / "message.json").read_bytes()
    CHAT.verify(delivery(body, f"{VISITOR}/msg-00000001"))
    for forged in (
        delivery(body, "other"),
        delivery(b"{}", "None/None"),
        Delivery("mail", body, f"{VISITOR}/msg-00000001"),
    ):
        with pytest.raises(Forged):
            CHAT.verify(forged)


async def test_sending_to_anybody_else_is_refused_for_good() -> None:
    for to in (Address(Medium.EMAIL, "ann@example.org"), Address(Medium.CHAT, "ann")):
        with pytest.raises(Permanent):
            await CHAT.send(Outbound("m1", to, "hi"))
    receipt = await CHAT.send(Outbound("m1", SENDER, "hi"))
    assert receipt.external_id == f"{VISITOR}/m1"


def test_a_visitors_id_is_steady_and_does_not_show_the_token() -> None:
    token = "x" * 43
    assert visitor_id(token) == visitor_id(token)
    assert acts.VISITOR.fullmatch(visitor_id(token))
    assert token not in visitor_id(token)
    for wrong in ("", "x" * 42, "x" * 44, "x" * 42 + "=", "é" * 43):
        with pytest.raises(Refused):
            visitor_id(wrong)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"origin": ["self"]}, ["origin:", "spelling"]),
        ({"origins": []}, ["origins:"]),
        ({"origins": "self"}, ["origins:", "list"]),
        ({"origins": ["https://shop.example/"]}, ["origins:", "without a path"]),
        ({"origins": ["*"]}, ["origins:"]),
        ({"colour": "green"}, ["colour:", "#RRGGBB"]),
        ({"languages": ["de"]}, ["languages:", "en, ru"]),
        ({"max_file_mb": 200, "initials": "ABC"}, ["max_file_mb:", "initials:"]),
        ({"messages_per_10s": True}, ["messages_per_10s:", "whole number"]),
        ({"topics": {"en": "My order"}}, ["topics:"]),
        ({"fields": {"mail": "required"}}, ["fields:", "name, email, phone"]),
        ({"consent_link": "javascript:alert(1)"}, ["consent_link:"]),
        ({"file_types": ["exe"]}, ["file_types:"]),
    ],
)
def test_every_fault_of_the_settings_is_named(table: dict[str, object], words: list[str]) -> None:
    with pytest.raises(ValueError) as told:
        open("webchat", table, {})
    assert all(word in str(told.value) for word in words), told.value


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open("webchat", {}, {"identity_secret": "short"})


@pytest.mark.parametrize(
    "origin", ["self", "https://shop.example", "http://localhost:8080", "https://xn--e1afmkfd.xn--p1ai"]
)
def test_origins(origin: str) -> None:
    assert is_origin(origin)


@pytest.mark.parametrize(
    "origin",
    ["", "shop.example", "https://", "https://Shop.example", "ftp://x", "https://a@b", "null", "https://x:99999"],
)
def test_no_origins(origin: str) -> None:
    assert not is_origin(origin)


@given(st.text(max_size=300))
def test_names_of_files_are_safe(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\:*?"<>|\0\n\u202e\u200b')
    assert not safe.startswith(".")
    assert safe_name(safe) == safe


def test_a_files_true_kind() -> None:
    assert looks_like(b"\xef\xbb\xbf<?xml version='1.0'?><svg>") == "markup"
    assert looks_like("Привет; мир\n".encode("cp1251")) == "text"
    assert looks_like(b"MZ\x00\x00") == ""
    assert check_type("отчёт.XLSX", b"PK\x03\x04rest", ("xlsx",)).endswith("sheet")
    with pytest.raises(Refused, match="true name"):
        check_type("a.pdf", b"MZ\x00", ("pdf",))


def test_a_window_counts_different_tags_and_forgets() -> None:
    now = [0.0]
    window = Window(2, 10, lambda: now[0])
    assert [window.wait("a", tag) for tag in ("1", "2", "1")] == [0, 0, 0]
    assert window.wait("a", "3") == 10
    assert window.wait("b", "3") == 0
    now[0] = 10.5
    assert window.wait("a", "3") == 0


def test_places_are_given_back() -> None:
    places = Places(1)
    assert places.take("a")
    assert not places.take("a")
    places.leave("a")
    places.leave("a")
    assert places.take("a")
