"""Customers as agents keep them: one address one customer, changes with history, merges and spam undone."""

import pytest

from hub.actions import customers
from hub.core.terms import CustomerId
from hub.errors import Exists, Invalid, Stale
from tests.actions.firm import Firm


def test_an_address_is_one_customers(firm: Firm) -> None:
    ann = firm.agent()
    first = firm.store.do_now(customers.create, ann, "Clara", "clara@x.example")
    with pytest.raises(Exists) as refused:
        firm.store.do_now(customers.create, ann, "Other", " Clara@X.example")
    assert refused.value.data == {"customer_id": first}
    second = firm.store.do_now(customers.create, ann, "Other", "+49 151 1234 5678")
    assert firm.all("identity")[-1]["value"] == "+4915112345678"
    with pytest.raises(Exists):
        firm.store.do_now(customers.add_identity, ann, second, "clara@x.example")
    with pytest.raises(Invalid):
        firm.store.do_now(customers.add_identity, ann, second, "12345")


def test_a_stale_card_is_refused_and_a_change_is_kept_in_history(firm: Firm) -> None:
    ann = firm.agent()
    clara = firm.store.do_now(customers.create, ann, "Clara")
    change = customers.CustomerChange
    firm.store.do_now(customers.update, ann, change(clara, 1, name="Clara K.", vip=True, time_zone="Asia/Omsk"))
    with pytest.raises(Stale) as refused:
        firm.store.do_now(customers.update, ann, change(clara, 1, name="C."))
    assert refused.value.data == {"version": 2}
    with pytest.raises(Invalid):
        firm.store.do_now(customers.update, ann, change(clara, 2, time_zone="Nowhere"))
    assert {row["field"] for row in firm.all("record_history")} == {"name", "vip", "time_zone"}


def test_merge_then_undo_is_as_if_nothing_had_been(firm: Firm) -> None:
    ann = firm.agent()
    firm.mail("a@x.example", "Hi", "S")
    firm.chat("v1", "Hi")
    winner, loser = (CustomerId(row["id"]) for row in firm.all("customer"))
    kept = {name: firm.all(name) for name in ("customer", "identity", "conversation", "interaction", "message")}
    merge_id = firm.store.do_now(customers.merge, ann, winner, loser)
    assert firm.one("customer", loser)["merged_into"] == winner
    with pytest.raises(Invalid):
        firm.store.do_now(customers.merge, ann, loser, winner)
    firm.store.do_now(customers.undo_merge, ann, merge_id)
    firm.store.do_now(customers.undo_merge, ann, merge_id)
    assert {name: firm.all(name) for name in kept} == kept


def test_spam_is_closed_and_blocked_and_undone_it_waits_again(firm: Firm) -> None:
    ann = firm.agent()
    firm.mail("clara@x.example", "Buy", "Cheap")
    held = firm.accept_next(ann)
    firm.store.do_now(customers.mark_spam, ann, held.conversation_id)
    assert firm.work(held.interaction_id)["state"] == "closed" and firm.load(ann) == {}
    assert firm.mail("clara@x.example", "Hello?").reason == "blocked"
    firm.store.do_now(customers.undo_spam, ann, held.conversation_id)
    firm.store.do_now(customers.undo_spam, ann, held.conversation_id)
    assert firm.all("interaction")[-1]["state"] == "queued" and firm.count("interaction") == 2
    assert firm.mail("clara@x.example", "Hello?").state == "handled"
