"""Anything that may happen on the floor, in any order, against the real store: one owner at most, nobody forgotten."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from channels.contract import Address, Medium, TalkEnded
from hub.actions import deliver, handle, offer, presence, wrapup
from hub.core.form import CaseStep, WrapUpForm
from hub.core.terms import AgentId, DispositionCode, InteractionState, WrapUpResult
from hub.errors import HubError
from tests.actions.firm import CHAT, ORDERS, SUPPORT, Firm
from tests.services.sqlite import fresh_sqlite

S = InteractionState
VISITORS = st.sampled_from(["v1", "v2", "v3", "v4"])
WHO = st.integers(0, 2)
LOADED = (S.ACTIVE, S.HELD, S.WRAPPING)
OWNED = (*LOADED, S.WAITING, S.SNOOZED)
FORM = WrapUpForm((DispositionCode("delivery"),), WrapUpResult.FOLLOW_UP, case=CaseStep("attach"))


class Floor(RuleBasedStateMachine):
    """Three agents, four visitors, a router, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        self.firm = Firm(fresh_sqlite(place), place)
        self.agents = [self.firm.agent(name, chats=2) for name in ("Ann", "Bob", "Cid")]
        self.said = 0

    def teardown(self) -> None:
        """Whoever is left waiting is reached once somebody is there, then give the database back."""
        try:
            self.nobody_is_forgotten()
        finally:
            self.firm.close()
            self.folder.cleanup()

    # --- what may happen --------------------------------------------------------------------------------------

    @rule(visitor=VISITORS)
    def arrive(self, visitor: str) -> None:
        """A visitor writes."""
        self.said += 1
        assert self.firm.chat(visitor, f"line {self.said}").state == "handled"

    @rule(visitors=st.lists(VISITORS, min_size=2, max_size=6))
    def arrive_together(self, visitors: list[str]) -> None:
        """Several write within one commit."""
        self.said += len(visitors)
        answers = self.firm.take_all([self.firm.chat_arrival(each, "together") for each in visitors])
        assert all(each.state == "handled" for each in answers)

    @rule(seconds=st.sampled_from([1, 15, 25, 70, 150, 700]))
    def time_passes(self, seconds: int) -> None:
        """The clock goes on and the router looks."""
        self.firm.clock.pass_by(seconds)
        self.firm.route()

    @rule()
    def look(self) -> None:
        """The router looks."""
        self.firm.route()

    @rule(who=WHO, answer=st.sampled_from([offer.accept, offer.accept, offer.decline]))
    def answer_an_offer(self, who: int, answer: Any) -> None:
        """An agent takes what they are offered, or leaves it."""
        agent = self.agents[who]
        for each in self.firm.offers(agent)[:1]:
            self.attempt(answer, agent, each)

    @rule(who=WHO)
    def pull(self, who: int) -> None:
        """An agent takes from the queue."""
        self.attempt(offer.pull, self.agents[who])

    @rule(who=WHO, state=st.sampled_from([("available", ""), ("away", "lunch"), ("offline", "")]))
    def say_presence(self, who: int, state: tuple[str, str]) -> None:
        """An agent comes, goes, or says what they will do next."""
        self.attempt(presence.set, self.agents[who], *state)

    @rule(who=WHO)
    def vanish(self, who: int) -> None:
        """A console is gone."""
        self.attempt(presence.disconnect, self.agents[who])

    @rule(who=WHO)
    def come_back(self, who: int) -> None:
        """It is here again."""
        self.attempt(presence.connect, self.agents[who])

    @rule(who=WHO, index=st.integers(0, 3), move=st.sampled_from(
        ["await", "wake", "snooze", "queue", "colleague", "wrap", "complete", "answer"]))
    def work(self, who: int, index: int, move: str) -> None:
        """An agent does something with what they have."""
        agent = self.agents[who]
        mine = [row for row in self.rows() if row["agent_id"] == agent and row["state"] in OWNED]
        if index < len(mine):
            self.move(agent, mine[index], move)

    @rule(visitor=VISITORS)
    def customer_leaves(self, visitor: str) -> None:
        """A visitor closes the talk."""
        self.firm.news(CHAT, TalkEnded(visitor, Address(Medium.CHAT, visitor)))

    @precondition(lambda self: self.said > 0)
    @rule()
    def the_hub_stops_and_starts(self) -> None:
        """The process ends; all consoles are gone until they connect again."""
        url, folder, clock = self.firm.url, self.firm.folder, self.firm.clock
        self.firm.close()
        self.firm = Firm.again(url, folder, clock)
        self.firm.store.do_now(presence.disconnect_all, list(self.agents))

    # --- what must be so --------------------------------------------------------------------------------------

    @invariant()
    def one_owner_at_most(self) -> None:
        """Owned work has one open handling, its owner's; work nobody owns has none."""
        stretches: dict[str, list[str]] = {}
        for row in self.firm.all("handling"):
            if row["ended_at"] is None:
                stretches.setdefault(row["interaction_id"], []).append(row["agent_id"])
        for row in self.rows():
            held = [row["agent_id"]] if row["state"] in (*LOADED, S.WAITING) else []
            assert stretches.get(row["id"], []) == held, row

    @invariant()
    def load_is_what_is_carried(self) -> None:
        """A seat's load is the number of its active and wrapping interactions."""
        for agent in self.agents:
            carried = sum(row["agent_id"] == agent and row["state"] in LOADED for row in self.rows())
            assert sum(self.firm.load(agent).values()) == carried

    @invariant()
    def offered_work_has_one_live_offer(self) -> None:
        """And nothing else has."""
        live = [row["interaction_id"] for row in self.firm.all("offer") if row["state"] == "pending"]
        assert sorted(live) == sorted(row["id"] for row in self.rows() if row["state"] == S.OFFERED)

    @invariant()
    def every_wrapping_has_its_form_and_deadline(self) -> None:
        """So that it ends even if nobody does anything."""
        forms = {row["interaction_id"] for row in self.firm.all("wrapup")
                 if row["state"] == "open" and row["deadline"] is not None}
        assert forms == {row["id"] for row in self.rows() if row["state"] == S.WRAPPING}

    @invariant()
    def every_word_is_kept_and_belongs_to_work(self) -> None:
        """Each message once, in an interaction."""
        heard = [row for row in self.firm.all("message") if row["kind"] == "text" and row["direction"] == "inbound"]
        assert len(heard) == self.said and all(row["interaction_id"] for row in heard)

    @invariant()
    def nobody_in_a_talk_has_two_that_wait(self) -> None:
        """A conversation has one live interaction beside one whose form is open."""
        seen: set[str] = set()
        for row in self.rows():
            if row["state"] not in (S.CLOSED, S.ABANDONED, S.WRAPPING):
                assert row["conversation_id"] not in seen
                seen.add(row["conversation_id"])

    def nobody_is_forgotten(self) -> None:
        """When all agents are there with free hands, everything that waits is offered to somebody."""
        for agent in self.agents:
            self.attempt(presence.connect, agent)
        for _ in range(60):
            for agent in self.agents:
                self.finish_everything(agent)
                self.attempt(presence.set, agent, "available")
            self.firm.clock.pass_by(61)
            self.firm.route()
            for agent in self.agents:
                for each in self.firm.offers(agent):
                    self.attempt(offer.accept, agent, each)
        left = [row for row in self.rows() if row["state"] not in (S.CLOSED, S.ABANDONED)]
        assert left == []

    # --- steps ------------------------------------------------------------------------------------------------

    def rows(self) -> list[dict[str, Any]]:
        """All interactions."""
        return self.firm.all("interaction")

    def attempt(self, action: Any, *args: Any) -> None:
        """Do it; being refused is an answer, anything else is a fault."""
        try:
            self.firm.store.do_now(action, *args)
        except HubError:
            return

    def move(self, agent: AgentId, row: dict[str, Any], move: str) -> None:
        """One thing an agent may do with their work."""
        key, colleague = row["id"], self.agents[(self.agents.index(agent) + 1) % 3]
        match move:
            case "await":
                self.attempt(handle.await_customer, agent, key)
            case "wake":
                self.attempt(handle.wake, agent, key)
            case "snooze":
                self.attempt(handle.snooze, agent, key, self.firm.clock() + timedelta(seconds=200))
            case "queue":
                self.attempt(handle.transfer, agent, key, "note", ORDERS if row["queue_id"] == SUPPORT else SUPPORT)
            case "colleague":
                self.attempt(handle.transfer, agent, key, "note", None, colleague)
            case "wrap":
                self.attempt(wrapup.start, agent, key)
            case "complete":
                self.complete(agent, key)
            case "answer":
                self.attempt(deliver.send_message, agent, deliver.Reply(row["conversation_id"], CHAT, "Hello"))

    def complete(self, agent: AgentId, interaction_id: str) -> None:
        """Send the form."""
        for row in self.firm.all("handling"):
            if row["interaction_id"] == interaction_id and row["ended_at"] is None:
                self.attempt(wrapup.complete, agent, row["id"], FORM)

    def finish_everything(self, agent: AgentId) -> None:
        """Empty an agent's hands."""
        for row in self.rows():
            if row["agent_id"] == agent and row["state"] in OWNED:
                if row["state"] == S.SNOOZED:
                    self.attempt(handle.wake, agent, row["id"])
                self.complete(agent, row["id"])


TestFloor = Floor.TestCase
TestFloor.pytestmark = [pytest.mark.timeout(600)]  # type: ignore[attr-defined]
TestFloor.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
