"""Calls on the desk: what consoles are told is what they would see, for every step and everybody concerned."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.voice import LegEnd, LegState, LineQuality, Part, RecordingReady, TakePart
from hub.actions import customers, handle, phone, phone_parties, presence, wrapup
from hub.core.desk import CallRow
from hub.core.facts import CallHeardBy
from hub.core.form import WrapUpForm
from hub.core.terms import AgentId, CallState, CustomerId, DispositionCode, InteractionId, Party, Role, WrapUpResult
from hub.errors import Forbidden, Invalid
from hub.store import tables
from hub.store.changes import Viewer
from tests.actions.call_stage import CallFirm, dropped, kinds
from tests.actions.firm import ORDERS
from tests.actions.test_desk_law import held, moments, plain, reduce, told_since

Step = tuple[str, Callable[[], object]]
FORM = WrapUpForm((DispositionCode("question"),), WrapUpResult.RESOLVED)


@pytest.fixture
def firm(database_url: str, tmp_path: Path) -> Iterator[CallFirm]:
    found = CallFirm(database_url, tmp_path)
    yield found
    found.close()


class CallStory:
    """Two agents, a supervisor, and calls."""

    def __init__(self, firm: CallFirm) -> None:
        """Everybody is here, and nobody calls."""
        self.firm = firm
        self.ann, self.bob = firm.phone_agent("Ann"), firm.phone_agent("Bob")
        self.sue = firm.phone_agent("Sue", roles=(Role.SUPERVISOR,))
        self.do: Callable[..., Any] = firm.store.do_now

    def work(self) -> InteractionId:
        """The newest work."""
        return InteractionId(self.firm.all("interaction")[-1]["id"])

    def rename(self) -> None:
        """The caller has a name now."""
        card = self.firm.all("customer")[0]
        self.do(customers.update, self.ann, customers.CustomerChange(CustomerId(card["id"]), card["version"], "Clara"))

    def steps(self) -> Iterator[Step]:
        """Each step is one action or report, or a few."""
        firm, ann, bob, sue, do = self.firm, self.ann, self.bob, self.sue, self.do
        yield "somebody calls and waits", firm.queues_up
        yield "bob is away", lambda: do(presence.set, bob, "away", "lunch")
        yield "sue is away", lambda: do(presence.set, sue, "away", "lunch")
        yield "an agent accepts", lambda: firm.accept_next(ann)
        yield "their phone is there", firm.answers
        yield "the caller gets a name", self.rename
        yield "the line is bad", lambda: firm.report(
            LineQuality(firm.leg("agent")["line"], firm.leg("agent")["id"], "high-rtt", True))
        yield "muted", lambda: do(phone.mute, ann, self.work(), True)
        yield "a supervisor listens", lambda: do(phone_parties.listen_in, sue, self.work())
        yield "is there", lambda: firm.answers("supervisor")
        yield "whispers", lambda: do(phone_parties.listen_in, sue, self.work(), Part.WHISPER)
        yield "leaves", lambda: do(phone_parties.stop_listening, sue, self.work())
        yield "a colleague is asked", lambda: do(phone_parties.consult, ann, self.work(), bob)
        yield "and is there", lambda: firm.answers("colleague")
        yield "and takes it", lambda: do(phone_parties.complete_consult, ann, self.work(), "yours")
        yield "the sound breaks", lambda: firm.moves("agent", LegState.ENDED, LegEnd.LOST, bob)
        yield "and comes back", lambda: (do(phone.reconnect, bob, self.work()), firm.answers("agent", bob))
        yield "the recording rests", lambda: do(phone.record_call, bob, self.work(), "pause")
        yield "it goes to a queue", lambda: do(handle.transfer, bob, self.work(), "beans", ORDERS)
        yield "and is pulled", lambda: do(handle.reassign, sue, self.work(), None, ann)
        yield "is answered again", lambda: firm.answers("agent", ann)
        yield "the customer hangs up", lambda: firm.goes()
        yield "the recording is there", lambda: firm.report(
            RecordingReady("in-1", "rec-1", "talk", 30, firm.clock()))
        yield "the form is sent", lambda: do(wrapup.complete, ann, firm.all("handling")[-1]["id"], FORM)
        yield "one calls and gives up", lambda: (firm.queues_up("in-2"), firm.goes("in-2"))
        yield "is called back", self.call_back
        yield "nobody answers", lambda: (firm.answers("agent"), firm.moves("customer", LegState.ENDED, LegEnd.BUSY))

    def call_back(self) -> None:
        """The promised call is made."""
        self.firm.accept_next(self.ann)
        self.do(phone.place_call, self.ann, phone.Outgoing(callback_id=self.firm.all("callback")[0]["id"]))


def test_every_step_of_a_call_changes_each_console_to_what_a_new_one_would_show(firm: CallFirm) -> None:
    story = CallStory(firm)
    agents = [story.ann, story.bob, story.sue]
    for name, step in story.steps():
        before = moments(firm, agents)
        step()
        firm.orders()
        after = moments(firm, agents)
        for agent in agents:
            state = held(before[agent].rows)
            for change in told_since(firm, before[agent].pos, Viewer("console", agent)):
                state = reduce(state, change)
            assert plain(state) == plain(held(after[agent].rows)), (name, agent)


def calls_of(firm: CallFirm, agent: AgentId) -> list[CallRow]:
    return list(moments(firm, [agent])[agent].rows.calls)


def test_a_desk_shows_the_calls_of_its_agent_and_those_they_are_in(firm: CallFirm) -> None:
    ann, sue = firm.phone_agent(), firm.phone_agent("Sue", roles=(Role.SUPERVISOR,))
    firm.queues_up()
    assert calls_of(firm, ann) == []
    firm.route()
    agent = ann if firm.offers(ann) else sue
    other = sue if agent == ann else ann
    work = firm.accept_next(agent).interaction_id
    (call,) = calls_of(firm, agent)
    assert call.state is CallState.DIALLING and call.my_leg_id == firm.leg("agent")["id"]
    firm.answers()
    firm.store.do_now(phone_parties.consult, agent, work, other)
    (mine,), (theirs,) = calls_of(firm, agent), calls_of(firm, other)
    assert mine.consult and theirs.my_leg_id == firm.leg("colleague")["id"] != mine.my_leg_id
    firm.goes()
    (mine,) = calls_of(firm, agent)
    assert mine.state is CallState.ENDED and mine.my_leg_id == "" and calls_of(firm, other) == []
    assert {each.party for each in mine.legs} == {Party.CUSTOMER, Party.AGENT, Party.COLLEAGUE}
    firm.store.do_now(wrapup.complete, agent, firm.all("handling")[-1]["id"], FORM)
    assert calls_of(firm, agent) == []


def test_only_supervisors_listen(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    bob, sue = firm.phone_agent("Bob"), firm.phone_agent("Sue", roles=(Role.SUPERVISOR,))
    with pytest.raises(Forbidden):
        firm.store.do_now(phone_parties.listen_in, bob, work)
    firm.store.do_now(phone_parties.listen_in, sue, work, Part.WHISPER)
    (dial,) = firm.orders()
    assert dial.join.part is Part.WHISPER and dial.join.beside == firm.leg("agent")["line"]  # type: ignore[union-attr]
    firm.moves("supervisor", LegState.ANSWERED)
    firm.store.do_now(phone_parties.listen_in, sue, work, Part.TALK)
    assert kinds(firm.orders()) == ["TakePart"]
    firm.clock.pass_by(1)
    firm.goes()
    with pytest.raises(Invalid):
        firm.store.do_now(phone_parties.listen_in, sue, work)
    heard = [each.part for each in firm.facts() if type(each).__name__ == "CallHeardBy"]  # type: ignore[union-attr]
    assert heard == ["whisper", "talk"]


def heard(firm: CallFirm) -> list[tuple[AgentId, str, AgentId | None]]:
    """Who heard whom, and how."""
    return [(each.by_agent_id, each.part, each.agent_id) for each in firm.facts() if isinstance(each, CallHeardBy)]


def handed_over(firm: CallFirm, *parts: Part) -> tuple[AgentId, AgentId, list[AgentId]]:
    """A call goes from Ann to Bob of another team while supervisors of hers, and of both, hear it in these parts."""
    ann, bob = firm.phone_agent(), firm.phone_agent("Bob")
    work = firm.connected(ann)
    supervisors = [firm.phone_agent(name, roles=(Role.SUPERVISOR,)) for name in ("Sue", "Max")]

    def teams(tx: Any) -> None:
        for agent, values in ((ann, {"team": "first"}), (bob, {"team": "second"}),
                              (supervisors[0], {"oversees": ["first"]}),
                              (supervisors[1], {"oversees": ["first", "second"]})):
            tx.conn.execute(tables.agent.update().where(tables.agent.c.id == agent).values(**values))

    firm.store.do_now(teams)
    for who, part in zip(supervisors, parts, strict=True):
        firm.store.do_now(phone_parties.listen_in, who, work, part)
        firm.answers("supervisor", who)
    firm.store.do_now(phone_parties.consult, ann, work, bob)
    firm.answers("colleague")
    firm.store.do_now(phone_parties.complete_consult, ann, work, "yours")
    return ann, bob, supervisors


def test_after_a_warm_transfer_supervisors_hear_only_whom_they_oversee(firm: CallFirm) -> None:
    ann, bob, (sue, max_) = handed_over(firm, Part.LISTEN, Part.WHISPER)
    given = firm.orders()
    assert set(dropped(given)) == {firm.leg("supervisor", sue)["id"], firm.leg("agent", ann)["id"]}
    (part,) = [each for each in given if isinstance(each, TakePart)]
    assert (part.leg_id, part.part) == (firm.leg("supervisor", max_)["id"], Part.WHISPER)
    assert part.beside == firm.leg("agent", bob)["line"], "the new agent hears the whisper"
    assert heard(firm) == [(sue, "listen", ann), (max_, "whisper", ann), (sue, "", ann), (max_, "whisper", bob)]


def test_nobody_hears_a_call_that_was_handed_to_a_number(firm: CallFirm) -> None:
    ann, sue = firm.phone_agent(), firm.phone_agent("Sue", roles=(Role.SUPERVISOR,))
    work = firm.connected(ann)
    firm.store.do_now(phone_parties.listen_in, sue, work)
    firm.answers("supervisor", sue)
    firm.store.do_now(phone_parties.consult, ann, work, None, "+49 30 222222")
    firm.answers("colleague")
    firm.store.do_now(phone_parties.complete_consult, ann, work)
    assert firm.live_legs() == ["customer", "colleague"]
    assert heard(firm) == [(sue, "listen", ann), (sue, "", ann)]


def test_who_is_asked_in_a_call_is_offered_no_other(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    bob = firm.phone_agent("Bob")
    firm.store.do_now(phone_parties.consult, ann, work, bob)
    firm.queues_up("in-2", caller="+4915100000000")
    firm.clock.pass_by(timedelta(seconds=1).total_seconds())
    assert firm.route().offers == ()
    firm.store.do_now(phone_parties.cancel_consult, ann, work)
    assert [each.agent_id for each in firm.route().offers] == [bob]
