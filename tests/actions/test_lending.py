"""Agents lent to a queue: they serve it at once, come back by the router's alarm, also after a restart."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.actions import lending, route
from hub.core import facts
from hub.core.floor import Floor
from hub.core.plan import Hours, QueuePlan
from hub.core.routing import decide
from hub.core.terms import AgentId, QueueId, Role
from hub.errors import Invalid
from hub.insight.what_if import Move
from hub.store import floor as floor_store
from hub.store.database import Tx
from hub.store.tables import agent as agents
from tests.actions.firm import ORDERS, SUPPORT, Firm

RETURNS = QueueId("returns")
BOSS = lending.Lender(AgentId("boss"), (Role.ADMIN,))


def serve(firm: Firm, agent: AgentId, queues: dict[str, int]) -> None:
    """What the agent serves from the beginning."""

    def write(tx: Tx) -> None:
        tx.conn.execute(agents.update().where(agents.c.id == agent).values(queues=queues))

    firm.store.do_now(write)


def served(firm: Firm, agent: AgentId) -> dict[str, int]:
    """What the agent serves now."""
    queues: dict[str, int] = firm.one("agent", agent)["queues"]
    return queues


def loaded(firm: Firm) -> Floor:
    """The floor as a router that has just started reads it."""
    return firm.store.read_now(floor_store.load, firm.store.house, firm.clock())[0]


def test_they_serve_the_other_queue_and_come_back_in_time(firm: Firm) -> None:
    """The alarm stands on every floor that is loaded, so a restart forgets nothing; it rings once."""
    ann = firm.agent("Ann")
    serve(firm, ann, {SUPPORT: 7})
    [lent] = firm.store.do_now(lending.lend, BOSS, [Move(ORDERS, 1, SUPPORT)], 30)
    assert (lent.agent_id, lent.queue_id, lent.until) == (ann, ORDERS, firm.clock() + timedelta(minutes=30))
    assert list(served(firm, ann)) == [ORDERS]
    floor = loaded(firm)
    assert set(floor.seats[ann].seat.queues) == {ORDERS}
    assert decide(floor, firm.clock()).wake == lent.until
    firm.clock.pass_by(29 * 60)
    firm.route()
    assert list(served(firm, ann)) == [ORDERS]
    firm.clock.pass_by(60)
    plan = firm.route()
    assert [alarm.kind for alarm in plan.due] == ["lent"]
    assert served(firm, ann) == {SUPPORT: 7}
    firm.store.do_now(route.apply, plan)
    told = [each for each in firm.facts() if isinstance(each, (facts.AgentLent, facts.AgentReturned))]
    assert [type(each) for each in told] == [facts.AgentLent, facts.AgentReturned]
    assert isinstance(told[0], facts.AgentLent) and told[0].by_agent_id == BOSS.agent_id
    assert not loaded(firm).alarms


def test_what_an_admin_changed_meanwhile_stays(firm: Firm) -> None:
    """Only what was lent is taken, only what was taken is given."""
    ann = firm.agent("Ann")
    serve(firm, ann, {SUPPORT: 7})
    firm.store.do_now(lending.lend, BOSS, [Move(ORDERS, 1)], 10)
    assert set(served(firm, ann)) == {SUPPORT, ORDERS}
    serve(firm, ann, {ORDERS: 9})
    firm.clock.pass_by(600)
    firm.route()
    assert served(firm, ann) == {ORDERS: 9}


def three_queues(firm: Firm) -> None:
    """A house with one queue more."""
    always = Hours("always")
    firm.store.house = replace(firm.store.house, queues={
        each: QueuePlan(each, {"en": each}, always) for each in (SUPPORT, ORDERS, RETURNS)})


def test_who_is_lent_on_ends_where_they_began(firm: Firm) -> None:
    """Back or further on, whichever time is over first, and never without a queue in between."""
    three_queues(firm)
    ann = firm.agent("Ann")
    serve(firm, ann, {SUPPORT: 7})
    chains = ((SUPPORT, ORDERS, SUPPORT), (SUPPORT, ORDERS, RETURNS), (SUPPORT, ORDERS, SUPPORT, ORDERS, RETURNS))
    for chain, minutes in itertools.product(chains, ((30, 60), (60, 30), (30, 30))):
        for step, (source, target) in enumerate(itertools.pairwise(chain)):
            firm.store.do_now(lending.lend, BOSS, [Move(target, 1, source)], minutes[step % 2])
            assert list(served(firm, ann)) == [target]
        for _ in range(2):
            firm.clock.pass_by(1800)
            firm.route()
            assert len(served(firm, ann)) == 1, (chain, minutes)
        assert served(firm, ann) == {SUPPORT: 7}, (chain, minutes)
        assert not loaded(firm).alarms


def test_who_was_lent_to_one_more_queue_and_on_keeps_their_own(firm: Firm) -> None:
    """What the first lending only added, the second one does not give back for good."""
    three_queues(firm)
    ann = firm.agent("Ann")
    serve(firm, ann, {SUPPORT: 7})
    firm.store.do_now(lending.lend, BOSS, [Move(ORDERS, 1)], 30)
    firm.store.do_now(lending.lend, BOSS, [Move(RETURNS, 1, ORDERS)], 60)
    firm.clock.pass_by(1800)
    firm.route()
    assert set(served(firm, ann)) == {SUPPORT, RETURNS}
    firm.clock.pass_by(1800)
    firm.route()
    assert served(firm, ann) == {SUPPORT: 7}


def test_too_few_others_agents_and_odd_times_are_refused(firm: Firm) -> None:
    """And nothing is written: also where one of two could be moved."""
    ann = firm.agent("Ann")
    serve(firm, ann, {SUPPORT: 7})
    move, nowhere = Move(ORDERS, 1, SUPPORT), Move(QueueId("nowhere"), 1, SUPPORT)
    stranger = lending.Lender(AgentId("stranger"), (Role.SUPERVISOR,))
    for lender, moves, minutes, field in (
        (stranger, [move], 30, "moves"), (BOSS, [move, move], 30, "moves"), (BOSS, [nowhere], 30, "queue_id"),
        (BOSS, [move], 0, "minutes"), (BOSS, [move], 9000, "minutes"),
    ):
        with pytest.raises(Invalid) as refused:
            firm.store.do_now(lending.lend, lender, moves, minutes)
        assert refused.value.field == field
    assert firm.count("lent") == 0 and served(firm, ann) == {SUPPORT: 7}
