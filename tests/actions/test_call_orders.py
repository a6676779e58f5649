"""Orders to carriers: one after the other for each call, again while the carrier is busy, never for who has gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.contract import Permanent, Retry, Unknown
from channels.voice import Dial, Drop, LegChanged, LegEnd, LegState, Move, Order, Placed
from hub.actions import orders, phone, phone_parties, wrapup
from hub.actions.orders import Settled
from hub.core.terms import AgentId
from tests.actions.call_stage import PHONE, CallFirm, kinds


@pytest.fixture
def firm(database_url: str, tmp_path: Path) -> Iterator[CallFirm]:
    found = CallFirm(database_url, tmp_path)
    yield found
    found.close()


def claimed(firm: CallFirm) -> list[Order]:
    return firm.store.do_now(orders.claim, PHONE, 10, "test")


def settle(firm: CallFirm, order: Order, outcome: Placed | Permanent | Retry | Unknown) -> None:
    firm.store.do_now(orders.settle_many, [Settled(order.id, outcome)])


def accepted(firm: CallFirm) -> AgentId:
    ann = firm.phone_agent()
    firm.queues_up()
    firm.accept_next(ann)
    return ann


def test_the_orders_of_a_call_leave_one_after_the_other(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    firm.store.do_now(phone.hold, ann, work, True)
    firm.store.do_now(phone.hold, ann, work, False)
    (first,) = claimed(firm)
    assert claimed(firm) == []
    settle(firm, first, Placed())
    settle(firm, first, Permanent("told twice"))
    (second,) = claimed(firm)
    assert (first.on, second.on) == (True, False)  # type: ignore[union-attr]
    firm.clock.pass_by(31)
    assert claimed(firm) == [second]  # whoever had it has died


def test_a_busy_carrier_is_asked_again_for_a_while(firm: CallFirm) -> None:
    accepted(firm)
    (dial,) = claimed(firm)
    settle(firm, dial, Retry("busy"))
    assert claimed(firm) == []
    firm.clock.pass_by(2)
    assert claimed(firm) == [dial]
    firm.clock.pass_by(20)
    settle(firm, dial, Retry("busy"))
    assert firm.all("interaction")[0]["state"] == "queued"  # the caller does not wait for a carrier for ever


def test_a_phone_that_cannot_be_dialled_is_unreached(firm: CallFirm) -> None:
    accepted(firm)
    (dial,) = claimed(firm)
    settle(firm, dial, Permanent("no such client"))
    assert firm.all("interaction")[0]["state"] == "queued" and firm.leg("agent")["ended_by"] == "failed"


def test_a_phone_that_perhaps_rings_never_comes_into_the_room(firm: CallFirm) -> None:
    """Nobody knows whether it was dialled: when it is heard of, it is hung up."""
    accepted(firm)
    (dial,) = claimed(firm)
    assert isinstance(dial, Dial)
    settle(firm, dial, Unknown("the line broke"))
    assert firm.all("interaction")[0]["state"] == "queued" and firm.live_legs() == ["customer"]
    firm.report(LegChanged("CA9", LegState.ANSWERED, firm.clock(), dial.leg_id))
    (drop,) = firm.orders()
    assert isinstance(drop, Drop) and drop.line == "CA9"
    firm.report(LegChanged("CA9", LegState.ENDED, firm.clock(), dial.leg_id, LegEnd.HUNG_UP))
    assert firm.all("interaction")[0]["state"] == "queued"


def test_what_failed_is_shown_at_the_leg(firm: CallFirm) -> None:
    ann = accepted(firm)
    (dial,) = claimed(firm)
    settle(firm, dial, Placed("CA2"))
    firm.report(LegChanged("CA2", LegState.ANSWERED, firm.clock(), dial.leg_id))  # type: ignore[union-attr]
    (move,) = claimed(firm)
    assert isinstance(move, Move)
    settle(firm, move, Permanent("refused"))
    assert firm.leg("customer")["warning"] == "order-failed" and firm.leg("agent", ann)["warning"] == ""


def test_a_colleague_who_is_not_wanted_any_more_never_rings(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    bob = firm.phone_agent("Bob")
    firm.store.do_now(phone_parties.consult, ann, work, bob)
    firm.store.do_now(phone_parties.cancel_consult, ann, work)
    assert kinds(firm.orders()) == ["Hold", "Hold"] and firm.leg("colleague")["ended_by"] == "cancelled"


def test_the_form_ends_the_call_and_says_so(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    firm.store.do_now(wrapup.start, ann, work)
    assert kinds(firm.orders()) == ["Drop", "Drop"] and firm.call()["state"] == "ended"
    assert [row["data"]["why"] for row in firm.events("call_ended")] == ["talked"]
