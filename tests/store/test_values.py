"""What goes in comes out the same on both databases: moments, money, and text that is not quite text."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from hub.core.facts import CaseOpened, WrapUpEnded, WrapUpStarted
from hub.core.terms import AgentId, CaseId, CustomerId, HandlingId, InteractionId
from hub.errors import Invalid
from hub.store import kept, log
from hub.store import tables as t
from hub.store.database import Connection, Store
from hub.store.engines import write_json
from hub.store.ids import Ids, first_id_at, id_at
from hub.store.sql import func, select
from hub.store.tables.base import clean, fit
from tests.store.filling import Writer


def whole(conn: Connection, table: Any, row_id: str) -> Any:
    return conn.execute(select(table).where(table.c.id == row_id)).one()


def test_a_moment_comes_back_in_utc_to_the_microsecond(store: Store) -> None:
    write = Writer(store)
    moment = datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    customer = write.customer("Ann", last_interaction_at=moment)
    found = store.read_now(whole, t.customer, customer).last_interaction_at
    assert found == moment and found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"):
        Writer(store).customer("Ann", last_interaction_at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_money_is_exact_and_adds_up_exactly(store: Store) -> None:
    write = Writer(store)
    customer = write.customer("Ann")
    for number in range(10):
        write.add(t.order, number=str(number), source="x", customer_id=customer, amount=Decimal("0.10"),
                  currency="EUR", at=write.now())  # fmt: skip

    def total(conn: Connection) -> Decimal | None:
        return conn.execute(select(func.sum(t.order.c.amount))).scalar()

    assert store.read_now(total) == Decimal("1.00")


ODD = ("a\x00b", "\ud800", "x\udfffy", "\U0001f600" * 10_000, "ab\u202etxt", "+AGEAYg-", "\r\n\t", "й" * 500)


def test_text_that_no_database_can_keep_is_kept_with_its_odd_letters_replaced(store: Store) -> None:
    write = Writer(store)
    customer = write.customer("\x00")
    for said in ODD:
        line = write.message(customer, write.conversation(customer), said, subject=said, data={said: [said]})
        row = store.read_now(whole, t.message, line)
        assert row.text == row.subject == clean(said)
        assert row.data == {clean(said): [clean(said)]}
        write_json(row.data).encode()


def test_a_key_that_is_too_long_stays_itself_and_stays_findable(store: Store) -> None:
    write = Writer(store)
    customer = write.customer("Ann")
    talk = write.conversation(customer)
    keys = ["<" + "x" * 900 + end for end in ("1>", "2>")]
    for key in keys:
        write.add(t.thread_ref, channel_id="mail", ref=key, conversation_id=talk)

    def found(conn: Connection, key: str) -> list[str]:
        return list(conn.execute(select(t.thread_ref.c.ref).where(t.thread_ref.c.ref == key)).scalars())

    assert [len(store.read_now(found, key)) for key in keys] == [1, 1]


def test_a_question_no_database_can_read_is_refused_with_a_sentence(store: Store) -> None:
    if store.dialect == "postgresql":
        with pytest.raises(Invalid, match="NUL"):
            store.read_now(whole, t.customer, "a\x00b")
    with pytest.raises(Invalid, match="Unicode"):
        store.read_now(whole, t.customer, "\ud800")


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_cleaned_text_is_utf8_without_nul_and_clean_text_is_left_alone(value: str) -> None:
    cleaned = clean(value)
    assert "\0" not in cleaned.encode().decode()
    assert clean(cleaned) == cleaned
    if "\0" not in value and not any("\ud800" <= each <= "\udfff" for each in value):
        assert cleaned == value


@given(st.text(max_size=100), st.text(max_size=100))
def test_two_texts_cut_alike_were_alike(one: str, other: str) -> None:
    assert (fit(one, 60) == fit(other, 60)) is (one == other)
    assert len(fit(one, 60)) <= 60


MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
FACTS = (
    WrapUpStarted(HandlingId("h"), InteractionId("i"), AgentId("a"), MOMENT),
    WrapUpEnded(HandlingId("h"), InteractionId("i"), AgentId("a"), "completed", ("sold", "спам")),
    CaseOpened(CaseId("c"), CustomerId("u"), None),
)


def test_every_fact_comes_back_as_it_was() -> None:
    for fact in FACTS:
        row = log.row_of(fact, MOMENT)
        assert log.fact_of(row["kind"], row["body"]) == fact


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-5000, 5000), min_size=2, max_size=50))
def test_ids_grow_whatever_the_clock_does(steps: list[int]) -> None:
    moments = iter([MOMENT + timedelta(milliseconds=sum(steps[:number])) for number in range(len(steps))])
    ids = Ids(lambda: next(moments))
    made = [ids() for _ in steps]
    assert made == sorted(set(made))
    assert {(len(each), each[12], each[16] in "89ab") for each in made} == {(32, "7", True)}


def test_an_id_of_the_past_sorts_there() -> None:
    before, after = MOMENT - timedelta(seconds=1), MOMENT + timedelta(seconds=1)
    assert first_id_at(before) < id_at(before) < first_id_at(MOMENT) <= id_at(MOMENT) < id_at(after)


def test_small_values_are_kept_by_name(store: Store) -> None:
    assert store.do_now(kept.keep_first, "key", "one") == store.do_now(kept.keep_first, "key", "two") == "one"
    store.do_now(kept.keep, "key", {"a": [1]})
    assert store.read_now(kept.value, "key") == {"a": [1]}
    store.do_now(kept.forget, "key")
    assert store.read_now(kept.value, "key") is None
