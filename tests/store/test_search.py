"""People are found however their name was typed, and what was said by any form of its words."""

import pytest

from hub.core import facts as f
from hub.core.cards import SearchHit
from hub.core.terms import ConversationId, CustomerId, MessageId
from hub.store import log, search, search_index
from hub.store import tables as t
from hub.store.database import Store, Tx
from tests.store.filling import Writer
from tests.store.test_changes import stamp


class Firm:
    """A few customers and what they said, indexed by the reader of the log."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.write = Writer(store)
        self.anna = self.person("Ковалёва Анна Сергеевна", email="a.kovaleva@пример.рф", phone="+79001234567")
        self.john = self.person("John O’Neill", email="john.oneill@example.org", phone="+4915112345678")
        self.renee = self.person("Renée Müller", email="renee@example.org")
        self.say(self.anna, "Где мои заказы? Жду ёлку уже неделю.")
        self.say(self.anna, "Добрый день, когда будет готов договор?")
        self.say(self.john, "My parcels never arrived, please refund them")
        self.index()

    def person(self, name: str, email: str = "", phone: str = "") -> str:
        customer = self.write.customer(name)
        if email:
            self.write.identity(customer, "email", email)
        if phone:
            self.write.identity(customer, "phone", phone)
        self.write.change(t.customer, customer, f.CustomerAppeared(CustomerId(customer)))
        return customer

    def say(self, customer: str, said: str) -> str:
        conversation = self.write.conversation(customer)
        message = self.write.message(customer, conversation, said)
        fact = f.MessageRecorded(
            MessageId(message), ConversationId(conversation), CustomerId(customer), None, "text", "inbound", "chat",
            "chat", None, None,  # type: ignore[arg-type]
        )  # fmt: skip
        self.write.change(t.message, message, fact)
        return message

    def index(self) -> None:
        stamp(self.store)
        search_index.catch_up_now(self.store)

    def names(self, query: str) -> list[str]:
        return [hit.title for hit in self.store.read_now(search.records, query)]

    def lines(self, query: str) -> list[SearchHit]:
        return self.store.read_now(search.messages, query)


@pytest.fixture
def firm(store: Store) -> Firm:
    return Firm(store)


ANNA = "Ковалёва Анна Сергеевна"


TYPED = (
    "Ковалёва", "ковалева", "КОВАЛЕВА АННА", "анна ков", "kovaleva", "Kovalyova", "rjdfktdf", "Ковалёвой",
    "a.kovaleva@пример.рф", "+7 (900) 123-45-67", "8 900 123 45 67", "4567", "79001234567",
)  # fmt: skip
LATIN = {
    "oneill": "John O’Neill", "john.oneill@example.org": "John O’Neill", "ощрт": "John O’Neill",
    "мюллер": "Renée Müller", "renee": "Renée Müller", "MULLER": "Renée Müller",
}  # fmt: skip
SAID = {
    "заказ": "Где мои", "заказов": "Где мои", "елка": "Где мои", "ёлку неделю": "Где мои", "ljujdjh": "Добрый день",
    "догов": "Добрый день", "parcel": "My parcels", "refunded": "My parcels", "arrive pleas": "My parcels",
}  # fmt: skip
NOWHERE = ("", "   ", "!!!", "нет такого слова", "parcel договор", '"', "a' OR 1=1 --", "*", "\x00", "\ud800")


def test_a_customer_is_found_however_the_name_was_typed(firm: Firm) -> None:
    assert {query: firm.names(query)[:1] for query in TYPED} == {query: [ANNA] for query in TYPED}
    assert {query: name for query, name in LATIN.items() if name not in firm.names(query)} == {}


def test_a_line_is_found_by_any_form_of_its_words(firm: Firm) -> None:
    for query, said in SAID.items():
        hits = firm.lines(query)
        assert [hit.text.startswith(said) for hit in hits] == [True], query
        assert hits[0].text_marks, query


def test_what_is_nowhere_is_not_found_and_nothing_breaks(firm: Firm) -> None:
    assert {query: firm.lines(query) for query in NOWHERE} == {query: [] for query in NOWHERE}
    for query in NOWHERE:
        firm.names(query)


def test_the_newest_come_first_and_common_words_find_no_more_than_asked(firm: Firm) -> None:
    said = [firm.say(firm.john, f"common word number {number}") for number in range(60)]
    firm.index()
    hits = firm.lines("common words")
    assert [hit.id for hit in hits] == said[::-1][: search.LIMIT]


def test_marks_show_the_words_that_were_meant(firm: Firm) -> None:
    (hit,) = firm.lines("заказа")
    assert [hit.text[start:end] for start, end in hit.text_marks] == ["заказы"]
    record = firm.store.read_now(search.records, "kovaleva")[0]
    assert [record.title[start:end] for start, end in record.title_marks] == ["Ковалёва"]


def test_a_changed_name_is_found_and_the_old_one_is_not(firm: Firm) -> None:
    firm.write.change(t.customer, firm.anna, f.CustomerChanged(CustomerId(firm.anna)), name="Петрова Анна")
    firm.index()
    assert "Петрова Анна" in firm.names("петрова")
    assert firm.names("сергеевна") == []


def test_merged_customers_are_found_as_one(firm: Firm) -> None:
    fact = f.CustomersMerged("m", CustomerId(firm.anna), CustomerId(firm.renee))  # type: ignore[arg-type]
    firm.write.change(t.customer, firm.renee, fact, merged_into=firm.anna)
    firm.index()
    hits = firm.store.read_now(search.records, "renee")
    assert [(hit.id, hit.title) for hit in hits] == [(firm.anna, ANNA)]


def test_an_undone_line_is_not_found(firm: Firm) -> None:
    conversation = firm.write.conversation(firm.john)
    message = firm.say(firm.john, "zeppelin")
    firm.index()
    assert len(firm.lines("zeppelin")) == 1
    firm.write.change(t.message, message, f.MessageWithdrawn(MessageId(message), ConversationId(conversation), None))
    firm.index()
    assert firm.lines("zeppelin") == []


def test_indexing_the_same_facts_again_changes_nothing(firm: Firm) -> None:
    def begin_again(tx: Tx) -> None:
        log.keep(tx, search_index.READER, 0)

    before = (firm.lines("заказ"), firm.names("анна"))
    firm.store.do_now(begin_again)
    firm.index()
    assert (firm.lines("заказ"), firm.names("анна")) == before


def test_cases_are_found_by_number_and_words(firm: Firm) -> None:
    firm.write.add(
        t.case, f.CaseOpened("c" * 32, CustomerId(firm.john), None), id="c" * 32, number="RC-1042",  # type: ignore[arg-type]
        customer_id=firm.john, type="problem", subject="Broken lamp", status="open", created_at=firm.write.now(),
        updated_at=firm.write.now(),
    )  # fmt: skip
    firm.index()
    for query in ("RC-1042", "1042", "broken lamps", "lam"):
        assert [hit.kind for hit in firm.store.read_now(search.records, query)] == ["case"]
    assert firm.store.read_now(search.record_ids, "lamp", "case") == ["c" * 32]
