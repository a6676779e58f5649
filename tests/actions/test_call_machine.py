"""Anything that may happen to calls, in any order, against the real store: nobody is forgotten, nobody in two calls."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from channels.voice import KeysPressed, LegChanged, LegEnd, LegState, Part, RecordingReady
from hub.actions import handle, offer, phone, phone_parties, presence, wrapup
from hub.core.call_script import sounds
from hub.core.facts import CallChanged
from hub.core.form import WrapUpForm
from hub.core.lifecycle import CALL
from hub.core.terms import AgentId, CallState, ChannelId, DispositionCode, InteractionState, Role, WrapUpResult
from hub.errors import HubError
from tests.actions.call_stage import PHONE, CallFirm
from tests.actions.firm import ORDERS
from tests.services.sqlite import fresh_sqlite

S, C = InteractionState, CallState
WHO = st.integers(0, 2)
LOADED = (S.ACTIVE, S.HELD, S.WRAPPING)
FORM = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)
CALLERS = st.sampled_from(["+4915100000001", "+4915100000002", None])
KEYS = st.sampled_from([
    ("menu/main", "2"), ("menu/main", "1"), ("menu/main", ""), ("menu/main", "8"), ("queue", ""), ("queue", ""),
    ("queue", "1"), ("queue", "2"), ("closed", "1"), ("closed", ""), ("callback", "4915100000003"), ("voicemail", ""),
])
ACTS = st.sampled_from([
    "hold", "unhold", "mute", "consult", "ask a number", "complete", "cancel", "third", "drop", "pause", "refuse",
    "hang up", "reconnect", "queue", "colleague", "wrap", "complete form", "listen", "whisper", "leave", "call back",
])


class Lines(RuleBasedStateMachine):
    """Three agents, a supervisor among them, callers, a carrier that reports as it likes, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        self.firm = CallFirm(fresh_sqlite(place), place)
        self.agents = [
            self.firm.phone_agent(name, roles=(Role.SUPERVISOR,) if name == "Sue" else (Role.AGENT,))
            for name in ("Ann", "Bob", "Sue")
        ]
        self.came = 0
        self.read = 0
        self.states: dict[str, str] = {}

    def teardown(self) -> None:
        """When all lines have ended and all forms are sent, nothing is left but work that waits."""
        try:
            self.everybody_goes_home()
        finally:
            self.firm.close()
            self.folder.cleanup()

    # --- what may happen --------------------------------------------------------------------------------------

    @rule(caller=CALLERS)
    def somebody_calls(self, caller: str | None) -> None:
        """A line comes in, and perhaps chooses a queue."""
        self.came += 1
        self.firm.queues_up(f"in-{self.came}", caller=caller)

    @rule(index=st.integers(0, 4), keys=KEYS)
    def somebody_presses(self, index: int, keys: tuple[str, str]) -> None:
        """A caller answers a question, rightly or not: never is the answer silent."""
        lines = self.incoming()
        if index < len(lines):
            taken = self.firm.news(PHONE, KeysPressed(lines[index], *keys))
            assert taken.script is not None and sounds(taken.script)

    @rule(index=st.integers(0, 4))
    def somebody_hangs_up(self, index: int) -> None:
        """A caller has enough."""
        lines = self.incoming()
        if index < len(lines):
            self.firm.goes(lines[index])

    @rule(seconds=st.sampled_from([1, 15, 26, 31, 70]))
    def time_passes(self, seconds: int) -> None:
        """The clock goes on and the router looks."""
        self.firm.clock.pass_by(seconds)
        self.firm.route()

    @rule()
    def orders_leave(self) -> None:
        """The carrier is told."""
        self.firm.orders()

    @rule(index=st.integers(0, 5), state=st.sampled_from([LegState.RINGING, LegState.ANSWERED, LegState.ANSWERED,
                                                           LegState.ENDED]), end=st.sampled_from(LegEnd))
    def a_leg_moves(self, index: int, state: LegState, end: LegEnd) -> None:
        """The carrier reports of any leg, also of one that has gone long since."""
        legs = self.firm.all("leg")[::-1]
        if index < len(legs):
            row = legs[index]
            line = row["line"] or f"late {row['id']}"
            news = LegChanged(line, state, self.firm.clock(), row["id"], end if state is LegState.ENDED else None)
            self.firm.news(ChannelId(row["channel_id"]), news)

    @rule(index=st.integers(0, 3), kind=st.sampled_from(["talk", "voicemail"]))
    def a_recording_is_there(self, index: int, kind: str) -> None:
        """The carrier has recorded something."""
        lines = self.incoming()
        if index < len(lines):
            self.firm.report(RecordingReady(lines[index], f"rec {index} {kind}", kind, 5, self.firm.clock()))

    @rule(who=WHO, answer=st.sampled_from([offer.accept, offer.accept, offer.accept, offer.decline]))
    def answer_an_offer(self, who: int, answer: Any) -> None:
        """An agent takes what they are offered, or leaves it."""
        agent = self.agents[who]
        for each in self.firm.offers(agent)[:1]:
            self.attempt(answer, agent, each)

    @rule(who=WHO)
    def pull(self, who: int) -> None:
        """An agent takes from the queue."""
        self.attempt(offer.pull, self.agents[who])

    @rule(who=WHO, caller=CALLERS)
    def somebody_is_put_through(self, who: int, caller: str | None) -> None:
        """A caller comes in, and an agent who is free answers."""
        self.somebody_calls(caller)
        work = self.firm.all("interaction")[-1]
        self.attempt(offer.pull, self.agents[who], work["id"])
        self.everybody_answers()

    @rule()
    def everybody_answers(self) -> None:
        """All phones that ring are answered, the customers' after the agents'."""
        for _ in range(2):
            self.firm.orders()
            for row in self.live():
                if row["state"] in ("dialling", "ringing"):
                    line = row["line"] or self.firm.lines.get(row["id"], f"late {row['id']}")
                    self.firm.report(LegChanged(line, LegState.ANSWERED, self.firm.clock(), row["id"]))

    @rule(who=WHO, act=ACTS)
    def act_and_be_answered(self, who: int, act: str) -> None:
        """What an agent does is taken up at once."""
        self.act(who, act)
        self.everybody_answers()

    @rule(who=WHO)
    def place(self, who: int) -> None:
        """An agent calls somebody."""
        self.attempt(phone.place_call, self.agents[who], phone.Outgoing(PHONE, "+4915100000001"))

    @rule(who=WHO)
    def be_available(self, who: int) -> None:
        """An agent is back after what they missed."""
        self.attempt(presence.set, self.agents[who], "available")

    @rule(who=WHO, act=ACTS)
    def act_alone(self, who: int, act: str) -> None:
        """What an agent does reaches the carrier later."""
        self.act(who, act)

    def act(self, who: int, act: str) -> None:
        """An agent does something with the newest they have, or a supervisor with anything."""
        agent = self.agents[who]
        mine = [row for row in self.firm.all("interaction") if row["agent_id"] == agent and row["state"] in LOADED]
        anything = [row for row in self.firm.all("interaction") if row["state"] in LOADED]
        if act in ("listen", "whisper", "leave") and anything:
            self.listen(agent, anything[0]["id"], act)
        elif mine:
            self.move(agent, mine[-1], act)

    # --- what must be so --------------------------------------------------------------------------------------

    @invariant()
    def calls_move_as_their_table_says(self) -> None:
        """Each step of each call is an arrow of the table."""
        facts = self.firm.facts()
        for fact in facts[self.read:]:
            if isinstance(fact, CallChanged):
                before = self.states.get(fact.call_id, fact.state)
                if before != fact.state:
                    CALL.between(C(before), C(fact.state))
                self.states[fact.call_id] = fact.state
        self.read = len(facts)

    @invariant()
    def nobody_is_in_two_calls(self) -> None:
        """One phone, one call."""
        there = [row["agent_id"] for row in self.live() if row["agent_id"]]
        assert all(count == 1 for count in Counter(there).values())

    @invariant()
    def a_call_that_has_ended_has_nobody_in_it(self) -> None:
        """And one that lives has its customer, or will have."""
        there: dict[str, list[str]] = {}
        for row in self.live():
            there.setdefault(row["call_id"], []).append(row["party"])
        for call in self.firm.all("call"):
            parties = there.get(call["id"], [])
            if call["state"] == C.ENDED:
                assert parties == []
            elif call["direction"] == "inbound" or call["state"] != C.DIALLING:
                assert parties.count("customer") == 1
            assert parties.count("agent") <= 1

    @invariant()
    def work_and_call_agree(self) -> None:
        """Whoever waits in line waits on the phone, and whoever is handled is with somebody, or is being rung."""
        works = {row["id"]: row for row in self.firm.all("interaction")}
        for call in self.firm.all("call"):
            work = works.get(call["interaction_id"])
            if call["state"] == C.ENDED or work is None or call["step"] == "handed_out":
                continue
            if work["state"] in (S.QUEUED, S.OFFERED):
                assert call["state"] == C.QUEUED, (call["state"], work["state"])
            elif work["state"] in (S.ACTIVE, S.HELD):
                assert call["state"] in (C.DIALLING, C.TALKING, C.HELD, C.RECONNECTING)
                assert (call["state"] == C.HELD) <= (work["state"] == S.HELD)
            else:
                assert call["state"] == C.MENU and work["state"] in (S.CLOSED, S.ABANDONED), (call, work)

    @invariant()
    def whoever_is_awaited_is_not_awaited_for_ever(self) -> None:
        """A call that rings or lost its agent has a moment at which that ends."""
        for call in self.firm.all("call"):
            waits = call["state"] in (C.DIALLING, C.RECONNECTING)
            assert (call["due_at"] is not None) is waits, call

    @invariant()
    def load_is_what_is_carried(self) -> None:
        """A seat's load is the number of its active and wrapping interactions."""
        for agent in self.agents:
            carried = sum(row["agent_id"] == agent and row["state"] in LOADED for row in self.firm.all("interaction"))
            assert sum(self.firm.load(agent).values()) == carried

    def everybody_goes_home(self) -> None:
        """All lines end, all forms are sent."""
        self.firm.orders()
        for row in self.firm.all("leg"):
            line = row["line"] or self.firm.lines.get(row["id"], "")
            ended = LegChanged(line, LegState.ENDED, self.firm.clock(), row["id"], LegEnd.HUNG_UP)
            self.firm.news(ChannelId(row["channel_id"]), ended)
        for agent in self.agents:
            for row in self.firm.all("interaction"):
                if row["agent_id"] == agent and row["state"] in LOADED:
                    self.complete(agent, row["id"])
        assert self.firm.orders() == []
        assert {row["state"] for row in self.firm.all("call")} <= {C.ENDED}
        left = {row["state"] for row in self.firm.all("interaction") if row["medium"] != "callback"}
        assert left <= {S.CLOSED, S.ABANDONED}

    # --- steps ------------------------------------------------------------------------------------------------

    def live(self) -> list[dict[str, Any]]:
        """Legs that are there."""
        return [row for row in self.firm.all("leg") if row["state"] != "ended" and not row["dropped"]]

    def incoming(self) -> list[str]:
        """Lines that came in, the newest first."""
        return [f"in-{n}" for n in range(self.came, 0, -1)]

    def attempt(self, action: Any, *args: Any) -> None:
        """Do it; being refused is an answer, anything else is a fault."""
        try:
            self.firm.store.do_now(action, *args)
        except HubError:
            return

    def listen(self, agent: AgentId, key: str, act: str) -> None:
        """A supervisor's ear."""
        if act == "leave":
            self.attempt(phone_parties.stop_listening, agent, key)
        else:
            self.attempt(phone_parties.listen_in, agent, key, Part.LISTEN if act == "listen" else Part.WHISPER)

    def move(self, agent: AgentId, row: dict[str, Any], act: str) -> None:
        """One thing an agent may do with their call."""
        key, colleague = row["id"], self.agents[(self.agents.index(agent) + 1) % 3]
        acts: dict[str, tuple[Any, ...]] = {
            "hold": (phone.hold, True), "unhold": (phone.hold, False), "mute": (phone.mute, True),
            "consult": (phone_parties.consult, colleague), "ask a number": (phone_parties.consult, None, "+4930999999"),
            "complete": (phone_parties.complete_consult, "note"), "cancel": (phone_parties.cancel_consult,),
            "third": (phone_parties.add_party, "+4930888888"), "pause": (phone.record_call, "pause"),
            "hang up": (phone.hang_up,), "reconnect": (phone.reconnect,), "queue": (handle.transfer, "note", ORDERS),
            "colleague": (handle.transfer, "note", None, colleague), "wrap": (wrapup.start,),
        }
        if act in acts:
            self.attempt(acts[act][0], agent, key, *acts[act][1:])
        elif act == "drop":
            for leg in self.live()[-1:]:
                self.attempt(phone_parties.drop_party, agent, key, leg["id"])
        elif act == "complete form":
            self.complete(agent, key)
        elif act == "call back" and row["callback_id"]:
            self.attempt(phone.place_call, agent, phone.Outgoing(callback_id=row["callback_id"]))

    def complete(self, agent: AgentId, interaction_id: str) -> None:
        """Send the form."""
        for row in self.firm.all("handling"):
            if row["interaction_id"] == interaction_id and row["ended_at"] is None:
                self.attempt(wrapup.complete, agent, row["id"], FORM)


TestLines = Lines.TestCase
TestLines.pytestmark = [pytest.mark.timeout(600)]  # type: ignore[attr-defined]
TestLines.settings = settings(
    max_examples=15, stateful_step_count=40, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
