"""Signed marks: ours are known again, nobody else's are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Delivery, MessageArrived
from channels.email_imap.reading import parse
from channels.email_imap.settings import Settings
from channels.email_imap.token import find_conversation, make_message_id, make_token, read_token, reply_address

KEY = "k" * 32
IDS = st.one_of(st.uuids().map(lambda one: one.hex), st.from_regex(r"[0-9a-z]{1,30}", fullmatch=True))


@given(IDS)
def test_a_mark_is_read_back_in_any_case(conversation: str) -> None:
    token = make_token(conversation, KEY)
    assert read_token(token, KEY) == read_token(token.upper(), KEY) == conversation
    assert read_token(token, KEY + "x") == ""


@given(IDS, st.integers(0, 200), st.characters(codec="ascii"))
def test_a_changed_mark_is_nobodys(conversation: str, place: int, letter: str) -> None:
    token = make_token(conversation, KEY)
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    assert changed.lower() == token or read_token(changed, KEY) in ("", conversation)


@given(st.text(max_size=80))
def test_nonsense_is_nobodys(text: str) -> None:
    assert read_token(text, KEY) == ""
    assert find_conversation([text, f"a+{text}@b"], [text, f"<rp.{text}@b>"], KEY) == ""
    assert find_conversation([text], [text], "") == ""


def test_a_mark_that_does_not_fit_the_address_is_left_out() -> None:
    token = make_token("0193a5b2c3d47e8f9a0b1c2d3e4f5a6b", KEY)
    assert reply_address("support@x.example", token) == f"support+{token}@x.example"
    assert len(reply_address("support@x.example", token).partition("@")[0]) <= 64
    assert reply_address("a-very-long-local-part@x.example", token) == "a-very-long-local-part@x.example"
    assert make_token("not an id", KEY) == "" == make_token("abc", "")


def test_a_guessed_message_id_opens_nothing() -> None:
    ours = make_message_id("abc", "m1", KEY, "x.example")
    for parent, found in ((ours, "abc"), (ours.replace("abc", "abd"), ""), ("<rp.abc.m1.aaaaaaaaaaaaaaaa@x>", "")):
        mail = f"From: ann@example.com\r\nIn-Reply-To: {parent}\r\n\r\nHi\r\n".encode()
        (value,) = parse(Settings(address="support@x.example", token_key=KEY), Delivery("mail", mail, "k"))
        assert isinstance(value, MessageArrived) and value.thread_token == found


def test_the_same_mail_by_two_ways_has_one_id_and_another_mail_of_that_message_id_its_own() -> None:
    settings = Settings(address="support@x.example")
    ids = []
    for way, text in (("a", "Hi"), ("b", "Hi"), ("a", "Other")):
        mail = f"Received: by {way}\r\nFrom: ann@example.com\r\nMessage-ID: <1@e>\r\n\r\n{text}\r\n".encode()
        (value,) = parse(settings, Delivery("mail", mail, way + text))
        assert isinstance(value, MessageArrived)
        ids.append(value.external_id)
    assert ids[0] == ids[1] != ids[2]


def test_a_form_of_our_own_site_speaks_for_the_person_in_reply_to() -> None:
    mail = b"From: support@x.example\r\nReply-To: Ann <Ann@Example.com>\r\nSubject: Form\r\n\r\nHello\r\n"
    (value,) = parse(Settings(address="Support@x.example"), Delivery("mail", mail, "k"))
    assert isinstance(value, MessageArrived)
    assert str(value.sender) == "email:ann@example.com" and value.profile.name == "Ann"
    assert value.automatic == "bulk"  # and is never answered by a machine
