"""What actions come to in the figures: handed on, merged, asked for too broadly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from hub.actions import customers, handle, presence, reporting, wrapup
from hub.core.figures import Asked, Cell
from hub.core.form import WrapUpForm
from hub.core.slots import slot_of
from hub.core.stays import Stays, Tally
from hub.core.terms import AgentId, CustomerId, DispositionCode, InteractionId, Role, WrapUpResult
from hub.errors import Invalid, Stale
from hub.insight import asking
from hub.insight import report as putting
from hub.insight.measure import Measure
from hub.readers.historian import catch_up_now
from hub.store import agent_time, figures, log, tables
from hub.store.database import Connection, Tx
from tests.actions.firm import NOON, Firm, stamp_all

QUESTION = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)


def totals(firm: Firm, metrics: str) -> dict[str, Measure]:
    """The day's figures, kept up to now."""
    if firm.store.dialect == "postgresql":
        stamp_all(firm)
    catch_up_now(firm.store)
    query = asking.read({"metrics": metrics, "from": NOON.isoformat(), "to": (NOON + timedelta(days=1)).isoformat()},
                        "UTC")
    return firm.store.read_now(reporting.report, query, firm.clock()).totals


def tallied(firm: Firm) -> Tally:
    """The same from the log, as a board counts."""
    stays, found = Stays(), Tally()
    for logged in firm.store.read_now(log.read_after, 0, 1_000_000):
        for stay in stays.tell(logged.fact, logged.at):
            found.count(stay)
    return found


def test_running_work_given_to_a_colleague_lifts_no_service_level(firm: Firm) -> None:
    """Answered far too late, then given on: nothing of that was answered in no time; live and historical alike."""
    ann, lead = firm.agent("Ann"), firm.agent("Lead", roles=(Role.SUPERVISOR,), available=False)
    totals(firm, "entered")
    firm.chat("v1", "Hello")
    firm.clock.pass_by(300)
    held = firm.accept_next(ann)
    firm.clock.pass_by(60)
    bob = firm.agent("Bob")
    firm.store.do_now(handle.reassign, lead, held.interaction_id, None, bob)
    told = totals(firm, "service_level,answered,moved,entered,asa")
    assert {name: each.value for name, each in told.items()} == {
        "service_level": 0, "answered": 1, "moved": 1, "entered": 2, "asa": 300,
    }
    assert tallied(firm).service_level == 0 and tallied(firm).moved == 1


def settled(firm: Firm, agent: AgentId, visitor: str) -> CustomerId:
    """A visitor comes about a question and leaves with an answer; who they are."""
    firm.chat(visitor, "Hello")
    held = firm.accept_next(agent)
    firm.clock.pass_by(60)
    firm.store.do_now(wrapup.complete, agent, held.handling_id, QUESTION)
    return CustomerId(firm.work(InteractionId(held.interaction_id))["customer_id"])


def test_who_comes_again_under_another_record_has_come_again(firm: Firm) -> None:
    """The records are found to be one customer's between the two: the first matter was not settled."""
    ann = firm.agent("Ann")
    totals(firm, "entered")
    first = settled(firm, ann, "v1")
    firm.clock.pass_by(3600)
    firm.chat("v2", "Hello")
    held = firm.accept_next(ann)
    second = CustomerId(firm.work(held.interaction_id)["customer_id"])
    firm.store.do_now(customers.merge, ann, second, first)
    firm.clock.pass_by(60)
    firm.store.do_now(wrapup.complete, ann, held.handling_id, QUESTION)
    totals(firm, "entered")
    kept = {row["customer_id"]: row["again_seconds"] for row in firm.all("matter")}
    assert kept == {first: 3660, second: None}


def test_a_question_too_broad_is_stopped_on_the_way(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after everything was read: of 3000 lines the store is asked for one more than a report may have."""

    def fill(tx: Tx) -> None:
        tx.conn.execute(insert(tables.handling_slot), [
            {"slot": slot_of(NOON), "agent_id": f"agent {number}", "queue_id": "support", "medium": "chat",
             "handled": 1} for number in range(3000)
        ])  # fmt: skip

    firm.store.do_now(fill)
    monkeypatch.setattr(putting, "MOST_ROWS", 50)
    given, answered = [], figures.answered

    def counted(conn: Connection, asked: Asked, now: datetime) -> Iterator[Cell]:
        for cell in answered(conn, asked, now):
            given.append(cell)
            yield cell

    monkeypatch.setattr(figures, "answered", counted)
    query = asking.read({"metrics": "handled", "by": "agent", "from": "2026-11-23", "to": "2026-11-24"}, "UTC")
    with pytest.raises(Invalid, match="50 lines"):
        firm.store.read_now(reporting.report, query, firm.clock())
    assert len(given) == 51
    whole = asking.read({"metrics": "handled", "from": "2026-11-23", "to": "2026-11-24"}, "UTC")
    assert firm.store.read_now(reporting.report, whole, firm.clock()).totals["handled"].value == 3000


def test_agents_time_is_kept_in_small_commits_and_once(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day and a half that nobody kept: the sums are those of one question about all of it; a late owner of the lease
    writes nothing."""
    monkeypatch.setattr(agent_time, "KEPT_AT_ONCE", 8)
    ann = firm.agent("Ann")
    for state in ("away", "available", "away", "available"):
        firm.clock.pass_by(33_333)
        firm.store.do_now(presence.set, ann, state, *(["lunch"] if state == "away" else []))
    ends = slot_of(firm.clock())
    pieces = firm.store.read_now(agent_time.worked_out, ends, firm.clock())
    assert pieces is not None
    late = next(pieces.pieces())
    assert [each.last - each.first for each in pieces.pieces()] == [8] * 12
    whole = firm.store.read_now(agent_time.quarters, slot_of(NOON), ends, firm.clock())
    catch_up_now(firm.store)
    rows = {(row["slot"], row["agent_id"]): row["available_seconds"] for row in firm.all("agent_slot")}
    assert rows == {key: sums.available_seconds for key, sums in whole.items()} and len(rows) == ends - slot_of(NOON)
    assert firm.store.read_now(agent_time.kept_until) == ends
    with pytest.raises(Stale):
        firm.store.do_now(agent_time.keep_quarters, late)
    assert firm.store.read_now(agent_time.worked_out, ends, firm.clock()) is None
