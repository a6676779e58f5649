"""Pages and panels: threads by keyset and through merges, the customer's card, lists, the wrap-up's beginning."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from channels.contract import Address, Medium
from hub.core.desk import Disposition
from hub.core.plan import FloorPlan
from hub.core.terms import CustomerId, DispositionCode, InteractionId
from hub.errors import Invalid, NotFound
from hub.store import agents, customers, records, threads, wrapups
from hub.store import tables as t
from hub.store.database import Store
from tests.store.filling import Writer


@pytest.fixture
def write(store: Store) -> Writer:
    return Writer(store)


def pages(write: Writer, customer: str, **options: object) -> list[list[str]]:
    """All pages of a thread from the newest, as texts."""
    found, before = [], ""
    while True:
        page = write.store.read_now(threads.thread, CustomerId(customer), before, 4, **options)  # type: ignore[arg-type]
        found.append([row.text for row in page.items])
        before = page.before
        if not before:
            return found


def test_a_thread_reads_on_page_by_page_without_gap_or_repeat(write: Writer) -> None:
    customer = write.customer("Ann")
    talk = write.conversation(customer)
    said = [f"line {number}" for number in range(10)]
    for each in said:
        write.message(customer, talk, each)
    found = pages(write, customer)
    assert [len(page) for page in found] == [4, 4, 2]
    assert [text for page in reversed(found) for text in page] == said


def test_merged_customers_have_one_thread_until_it_is_undone(write: Writer) -> None:
    first, second, third = (write.customer(name) for name in ("Ann", "A. Smith", "annie"))
    said = []
    for number in range(9):
        whose = (first, second, third)[number % 3]
        write.message(whose, write.conversation(whose), f"line {number}")
        said.append(f"line {number}")
    write.change(t.customer, third, merged_into=second)
    write.change(t.customer, second, merged_into=first)
    for each in (first, second, third):
        found = pages(write, each)
        assert [text for page in reversed(found) for text in page] == said
    thread = write.store.read_now(threads.thread, CustomerId(third))
    assert thread.customer_id == first and thread.counts == {"chat": 9}
    write.change(t.customer, second, merged_into=None)
    assert len(write.store.read_now(threads.thread, CustomerId(first)).items) == 3
    assert len(write.store.read_now(threads.thread, CustomerId(third)).items) == 6


def test_a_thread_can_be_narrowed(write: Writer) -> None:
    customer = write.customer("Ann")
    one, two = write.conversation(customer), write.conversation(customer)
    write.message(customer, one, "chat")
    write.message(customer, two, "mail", medium="email", channel_id="mail", html='<img data-remote-src="x">')
    write.message(customer, two, "note", kind="note", direction="internal", medium="")
    write.message(customer, two, "", kind="event", direction="internal", medium="", event="transferred")
    read = write.store.read_now
    who = CustomerId(customer)
    assert [row.text for row in read(threads.thread, who, medium="email").items] == ["mail"]
    assert [row.text for row in read(threads.thread, who, medium="note").items] == ["note"]
    assert [row.text for row in read(threads.thread, who, conversation=one).items] == ["chat"]
    every = read(threads.thread, who)
    assert [row.event for row in every.items][-1] == "transferred"
    assert every.counts == {"chat": 1, "email": 1, "note": 1}
    assert [row.has_remote_images for row in every.items] == [False, True, False, False]
    with pytest.raises(Invalid, match="medium"):
        read(threads.thread, who, medium="pigeon")
    with pytest.raises(NotFound):
        read(threads.thread, CustomerId("nobody"))


def test_files_stand_beside_their_lines_in_order(write: Writer) -> None:
    customer = write.customer("Ann")
    line = write.message(customer, write.conversation(customer), "see", file_count=2)
    for position, name in enumerate(("a.pdf", "b.pdf")):
        write.add(t.file, sha256="0" * 64, size=1, content_type="application/pdf", filename=name, message_id=line,
                  position=position, created_at=write.now())  # fmt: skip
    (row,) = write.store.read_now(threads.thread, CustomerId(customer)).items
    assert [file.filename for file in row.files] == ["a.pdf", "b.pdf"]


def test_undo_is_offered_until_the_line_leaves(write: Writer) -> None:
    customer = write.customer("Ann")
    until = write.now() + timedelta(seconds=6)
    line = write.message(customer, write.conversation(customer), "hi", direction="outbound", state="pending")
    write.add(t.outgoing, message_id=line, channel_id="mail", next_at=until, envelope="{}")
    (row,) = write.store.read_now(threads.thread, CustomerId(customer)).items
    assert row.cancellable_until == until


def test_the_card_tells_what_is_there_and_invents_nothing(write: Writer, plan: FloorPlan) -> None:
    customer = write.customer("Ann")
    read = write.store.read_now
    bare = read(customers.card, CustomerId(customer), plan, write.now())
    assert bare.value is None and bare.cases == () and bare.stage is None and bare.conversations == ()
    for number, (amount, days) in enumerate((("10.10", 400), ("20.05", 10), ("99.99", 5))):
        write.add(t.order, number=str(number), source="shop", customer_id=customer, amount=Decimal(amount),
                  currency="EUR" if number < 2 else "USD", at=write.now() - timedelta(days=days))  # fmt: skip
    write.identity(customer, "email", "ann@example.org")
    write.add(t.blocked, address="email:ann@example.org", at=write.now())
    talk = write.conversation(customer, subject="Lamp")
    write.interaction(customer, talk)
    write.interaction(customer, talk, medium="email")
    for state, given in (("given", 2), ("withdrawn", 1)):
        write.add(t.consent, customer_id=customer, purpose="news", medium="email", state=state,
                  at=write.now() - timedelta(days=given))  # fmt: skip
    card = read(customers.card, CustomerId(customer), plan, write.now())
    assert card.value is not None and card.order_count == 3
    assert (card.value.total, card.value.last_year) == (Decimal("30.15"), Decimal("20.05"))
    assert [identity.blocked for identity in card.identities] == [True]
    assert card.conversations[0].mediums == {"chat": 1, "email": 1}
    assert [consent.state for consent in card.consents] == ["withdrawn"]


def test_merges_and_likely_twins_are_on_the_card(write: Writer, plan: FloorPlan) -> None:
    first, second, third = (write.customer(name) for name in ("Ann", "A. Smith", "annie"))
    merge = write.add(t.merge, winner_id=first, loser_id=second, at=write.now())
    write.change(t.customer, second, merged_into=first)
    write.add(t.merge_candidate, customer_id=third, other_id=second, reason="name", at=write.now())
    card = write.store.read_now(customers.card, CustomerId(second), plan, write.now())
    assert card.id == first
    assert [(each.id, each.loser_name) for each in card.merges] == [(merge, "A. Smith")]
    assert card.duplicates == ((third, "annie"),)


def test_an_address_leads_to_the_customer_it_reads_as(write: Writer) -> None:
    first, second = write.customer("Ann"), write.customer("A. Smith")
    write.identity(second, "email", "ann@example.org")
    write.change(t.customer, second, merged_into=first)
    address = Address(Medium.EMAIL, "ann@example.org")
    assert write.store.read_now(customers.by_address, address) == first
    assert write.store.read_now(customers.by_address, Address(Medium.EMAIL, "x@example.org")) is None


def test_the_list_of_customers_goes_from_the_latest_news_to_those_without(write: Writer) -> None:
    for number in range(7):
        news = write.now() - timedelta(minutes=number) if number < 5 else None
        write.customer(f"c{number}", last_interaction_at=news)
    names, cursor = [], ""
    while True:
        items, cursor = write.store.read_now(customers.page, cursor, 3)
        names += [item.name for item in items]
        if not cursor:
            break
    assert names == ["c0", "c1", "c2", "c3", "c4", "c6", "c5"]


def test_records_are_listed_newest_first_with_their_history(write: Writer) -> None:
    customer = write.customer("Ann")
    write.agent("anna")
    ids = [
        write.add(t.case, number=f"RC-{number}", customer_id=customer, type="problem", subject="x", owner_id="anna",
                  status="closed" if number == 1 else "open", created_at=write.now(), updated_at=write.now())
        for number in range(3)
    ]  # fmt: skip
    talk = write.conversation(customer, case_id=ids[2])
    write.message(customer, talk, "about it")
    write.add(t.record_history, kind="case", record_id=ids[2], at=write.now(), agent_id="anna", field="status",
              before="new", after="open")  # fmt: skip
    read = write.store.read_now
    items, following = read(records.case_list, "open")
    assert [item.number for item in items] == ["RC-2", "RC-0"] and following == ""
    case, history, lines = read(records.case, ids[2])  # type: ignore[arg-type]
    assert case.owner_name == "Anna" and [step.after for step in history] == ["open"]
    assert [line.text for line in lines] == ["about it"]
    with pytest.raises(NotFound):
        read(records.case, "none")  # type: ignore[arg-type]


def test_the_wrap_up_begins_with_the_commonest_results_of_its_queue(write: Writer, plan: FloorPlan) -> None:
    codes = [DispositionCode(each) for each in ("answered", "sold", "spam")]
    listed = {code: Disposition(code, {"en": code}, "", (), (), (), None, "") for code in codes}
    plan = replace(plan, dispositions=listed)
    write.agent("anna")
    customer = write.customer("Ann")
    talk = write.conversation(customer)
    work = InteractionId(write.interaction(customer, talk, state="wrapping", agent_id="anna"))
    for code in ("sold", "sold", "spam"):
        handling = write.add(t.handling, interaction_id=work, agent_id="anna", queue_id="support", medium="chat",
                             started_at=write.now())  # fmt: skip
        write.add(t.wrapup_code, handling_id=handling, code=code)
    with pytest.raises(NotFound):
        write.store.read_now(wrapups.view, work, plan)
    write.add(t.wrapup, handling_id=handling, interaction_id=work, agent_id="anna", state="open", form={"note": "x"},
              opened_at=write.now())  # fmt: skip
    view = write.store.read_now(wrapups.view, work, plan)
    assert view.dispositions == ("sold", "spam", "answered") and view.draft == {"note": "x"}


def test_the_day_of_the_agent_begins_at_the_firms_midnight(write: Writer, plan: FloorPlan) -> None:
    write.agent("anna")
    customer = write.customer("Ann")
    work = write.interaction(customer, write.conversation(customer), state="closed", rating=4, agent_id="anna")
    for hours_ago, seconds in ((14, 1000), (2, 100), (1, 200)):  # 14 hours ago was yesterday in Berlin
        began = write.now() - timedelta(hours=hours_ago)
        write.add(t.handling, interaction_id=work, agent_id="anna", queue_id="support", medium="chat",
                  started_at=began, ended_at=began + timedelta(seconds=seconds), ended_by="completed")  # fmt: skip
    me = write.store.read_now(agents.me, "anna", plan, write.now())  # type: ignore[arg-type]
    assert (me.handled_today, me.average_handling_seconds, me.rating_today) == (2, 150, 4.0)
