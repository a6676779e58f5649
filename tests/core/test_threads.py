"""Joining a conversation: who points at it joins only as one of its parties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email_imap.token import find_conversation
from hub.core.terms import ConversationId, CustomerId
from hub.core.threads import (
    Joins,
    Matter,
    Opens,
    Pointers,
    bare_subject,
    place,
    reply_subject,
    rfc_message_id,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ANN, EVE = "email:ann@x.example", "email:eve@y.example"
A, E = CustomerId("ann"), CustomerId("eve")
ONE, TWO = ConversationId("one"), ConversationId("two")
MATTERS = {
    ONE: Matter(ONE, A, frozenset({ANN, "email:cc@x.example"}), "Order 7", NOW - timedelta(days=2)),
    TWO: Matter(TWO, E, frozenset({EVE}), "Other", NOW - timedelta(days=40)),
}


def test_a_talk_is_its_channels_own_key() -> None:
    assert place(Pointers("chat:v1", A, "", NOW, by_key=ONE), MATTERS, 14) == Joins(ONE, "key")


@pytest.mark.parametrize("pointer", [{"by_token": ONE}, {"by_reference": (ONE,)}])
def test_a_party_who_points_at_the_conversation_joins_it(pointer: dict[str, object]) -> None:
    found = place(Pointers(ANN, A, "", NOW, **pointer), MATTERS, 14)  # type: ignore[arg-type]
    assert isinstance(found, Joins) and found.conversation_id == ONE


@pytest.mark.parametrize("pointer", [{"by_token": ONE}, {"by_reference": (ONE,)}])
def test_a_stranger_with_our_token_or_a_known_reference_never_joins(pointer: dict[str, object]) -> None:
    assert place(Pointers(EVE, E, "Re: Order 7", NOW, **pointer), MATTERS, 14) == Opens(ONE, "stranger")  # type: ignore[arg-type]


def test_somebody_in_copy_is_a_party_even_without_a_customer() -> None:
    assert place(Pointers("email:cc@x.example", None, "", NOW, by_token=ONE), MATTERS, 14) == Joins(ONE, "token")


def test_another_address_of_the_same_customer_is_a_party() -> None:
    assert place(Pointers("email:ann@home.example", A, "", NOW, by_token=ONE), MATTERS, 14) == Joins(ONE, "token")


def test_a_pointer_at_what_we_do_not_know_is_passed_over() -> None:
    unknown = ConversationId("none")
    assert place(Pointers(ANN, A, "", NOW, by_token=unknown, by_reference=(unknown, ONE)), MATTERS, 14) == Joins(
        ONE, "reference"
    )


def test_the_subject_joins_only_the_same_correspondent_and_only_for_some_days() -> None:
    same = Pointers(ANN, A, "RE: order  7", NOW, by_subject=(ONE,))
    assert place(same, MATTERS, 14) == Joins(ONE, "subject")
    assert place(same, MATTERS, 1) == Opens()
    assert place(Pointers(EVE, E, "Re: Order 7", NOW, by_subject=(ONE,)), MATTERS, 14) == Opens()
    assert place(Pointers(ANN, A, "Re: ", NOW, by_subject=(ONE,)), MATTERS, 14) == Opens()


@given(st.builds(
    Pointers,
    sender=st.just("email:mallory@z.example"), customer_id=st.just(CustomerId("mallory")),
    subject=st.sampled_from(["", "Order 7", "Re: Other"]), at=st.just(NOW),
    by_token=st.sampled_from([None, ONE, TWO]), by_reference=st.lists(st.sampled_from([ONE, TWO])).map(tuple),
    by_subject=st.lists(st.sampled_from([ONE, TWO])).map(tuple),
))
def test_whatever_a_stranger_claims_they_join_nothing(pointers: Pointers) -> None:
    assert isinstance(place(pointers, MATTERS, 10_000), Opens)


@pytest.mark.parametrize(
    ("subject", "bare"),
    [("Re: Fwd: Order", "order"), ("Отв: Re[2]: Заказ", "заказ"), ("AW: WG: Frage", "frage"), ("Re:", ""),
     ("Report", "report"), ("  RE : x", "x"), ("Re: Re: Re:", "")],
)
def test_prefixes_of_answers_are_taken_off(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


def test_an_answer_has_one_prefix() -> None:
    assert reply_subject("Re: Re: Order 7") == "Re: Order 7"
    assert reply_subject("") == ""


def test_a_message_id_names_its_conversation_to_who_has_the_key_and_to_nobody_else() -> None:
    conversation, message = "0192" * 8, "0193" * 8
    made = rfc_message_id(conversation, message, b"key", "hub.example")
    assert made == rfc_message_id(conversation, message, b"key", "hub.example")
    assert find_conversation((), (made,), "key") == find_conversation((), (made.lower(),), "key") == conversation
    assert find_conversation((), (made,), "other") == ""
    forged = made.replace(conversation, "0194" * 8)
    assert find_conversation((), (forged,), "key") == ""
