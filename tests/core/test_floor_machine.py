"""Anything may happen in any order, the router may crash at any moment: nobody has two owners, nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from channels.contract import Medium
from hub.core.routing import decide
from hub.core.terms import AgentId, InteractionId, InteractionState, PresenceState, QueueId
from hub.core.trace import explain
from tests.core.centre import AGENTS, CARE, ON_FLOOR, OWNED, SALES, Centre

S = InteractionState
agents = st.sampled_from(AGENTS)
queues = st.sampled_from([CARE, SALES])
mediums = st.sampled_from([Medium.CHAT, Medium.CHAT, Medium.EMAIL, Medium.PHONE])
picks = st.integers(0, 20)
CLOSED = (S.CLOSED, S.ABANDONED)


class CentreMachine(RuleBasedStateMachine):
    """Customers, agents, the clock and bad luck."""

    @initialize()
    def begin(self) -> None:
        self.centre = Centre()

    def some(self, pick: int, *states: InteractionState) -> InteractionId | None:
        """One of the interactions in these states, if there is any."""
        found = sorted(name for name, record in self.centre.records.items() if record.state in states)
        return found[pick % len(found)] if found else None

    @rule(medium=mediums, queue=queues, priority=st.integers(1, 10))
    def arrive(self, medium: Medium, queue: QueueId, priority: int) -> None:
        self.centre.arrive(medium, queue, priority)

    @rule(seconds=st.sampled_from([0, 1, 10, 20, 45, 130, 1000]))
    def time_passes(self, seconds: int) -> None:
        self.centre.now += timedelta(seconds=seconds)
        self.centre.route()

    @rule(pick=picks)
    def accept(self, pick: int) -> None:
        if (name := self.some(pick, S.OFFERED)) is not None:
            self.centre.accept(name)

    @rule(pick=picks)
    def decline(self, pick: int) -> None:
        if (name := self.some(pick, S.OFFERED)) is not None:
            self.centre.decline(name)

    @rule(pick=picks)
    def vanish(self, pick: int) -> None:
        if (name := self.some(pick, S.QUEUED, S.OFFERED)) is not None:
            self.centre.write(name, "abandon")

    @rule(pick=picks, queue=queues, agent=st.none() | agents)
    def transfer(self, pick: int, queue: QueueId, agent: AgentId | None) -> None:
        if (name := self.some(pick, S.ACTIVE, S.HELD)) is not None:
            self.centre.transfer(name, queue, agent)

    @rule(pick=picks, seconds=st.integers(1, 100))
    def snooze(self, pick: int, seconds: int) -> None:
        if (name := self.some(pick, S.ACTIVE, S.WAITING)) is not None:
            self.centre.snooze(name, seconds)

    @rule(pick=picks)
    def hold_or_await(self, pick: int) -> None:
        if (name := self.some(pick, S.ACTIVE)) is not None:
            self.centre.write(name, "hold" if pick % 2 else "await_customer")

    @rule(pick=picks)
    def take_up_again(self, pick: int) -> None:
        if (name := self.some(pick, S.HELD, S.WAITING)) is not None:
            self.centre.write(name, "unhold" if self.centre.records[name].state is S.HELD else "resume")

    @rule(pick=picks)
    def wrap_up(self, pick: int) -> None:
        if (name := self.some(pick, S.ACTIVE, S.HELD)) is not None:
            self.centre.wrap_up(name)

    @rule(pick=picks)
    def complete(self, pick: int) -> None:
        if (name := self.some(pick, S.WRAPPING)) is not None:
            self.centre.write(name, "complete", owner=None)

    @rule(agent=agents, presence=st.sampled_from([PresenceState.AVAILABLE, PresenceState.AWAY]))
    def set_presence(self, agent: AgentId, presence: PresenceState) -> None:
        self.centre.set_seat(agent, presence=presence, presence_since=self.centre.now, lost_at=None)

    @rule(agent=agents)
    def lose_console(self, agent: AgentId) -> None:
        self.centre.set_seat(agent, lost_at=self.centre.now)

    @rule()
    def crash_and_reload(self) -> None:
        self.centre.floor = self.centre.load()

    @rule()
    def crash_between_decision_and_commit(self) -> None:
        decide(self.centre.floor, self.centre.now)
        self.centre.floor = self.centre.load()

    @precondition(lambda self: self.some(0, S.QUEUED) is not None)
    @rule(pick=picks)
    def vanish_between_decision_and_commit(self, pick: int) -> None:
        centre = self.centre
        plan = decide(centre.floor, centre.now)
        name = self.some(pick, S.QUEUED)
        assert name is not None
        centre.write(name, "abandon")
        centre.carry_out(plan)
        centre.route()

    @invariant()
    def one_owner_at_most(self) -> None:
        """Owned work has one owner and no offer; other work has no owner, and an offer only while it is offered."""
        for record in self.centre.records.values():
            assert (record.owner is not None) is (record.state in OWNED)
            assert (record.offer is not None) is (record.state is S.OFFERED)

    @invariant()
    def everybody_waiting_is_on_the_floor(self) -> None:
        """What waits is known to the router and can be explained; what does not is not offered by it."""
        centre = self.centre
        waiting = {name for name, record in centre.records.items() if record.state in ON_FLOOR}
        assert set(centre.floor.work) == waiting
        for name in waiting:
            assert explain(centre.floor, name, centre.now) is not None
            in_store = centre.records[name].offer
            assert in_store is None or centre.floor.offers[name] == in_store

    def teardown(self) -> None:
        """Nobody is forgotten: when agents come back and work, every interaction comes to its end."""
        if not hasattr(self, "centre"):
            return
        centre = self.centre
        for _ in range(20 * len(centre.records) + 20):
            for agent in AGENTS:
                centre.set_seat(agent, presence=PresenceState.AVAILABLE, presence_since=centre.now, lost_at=None)
            plan = centre.route()
            while (name := self.some(0, S.OFFERED)) is not None:
                centre.accept(name)
            while (name := self.some(0, S.HELD, S.WAITING)) is not None:
                self.take_up_again(0)
            while (name := self.some(0, S.ACTIVE)) is not None:
                centre.wrap_up(name)
            if all(record.state in CLOSED for record in centre.records.values()):
                return
            centre.now = max(centre.now + timedelta(seconds=1), plan.wake or centre.now)
        raise AssertionError("somebody was forgotten")


TestCentre = CentreMachine.TestCase
TestCentre.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
