"""What consoles are told is what they would see: reduce(snapshot before, changes) == snapshot after, for every action.

With RAPPORT_GOLDEN=1 the cases are written to tests/golden, where the console's own reducer is held to them.
"""

import dataclasses
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.contract import Address, Medium, RatingGiven, TalkEnded
from hub.actions import cases, customers, deliver, handle, notes, offer, presence, wrapup
from hub.core.desk import Change, Desk, Rows
from hub.core.form import CallbackStep, CaseStep, OpportunityStep, WrapUpForm
from hub.core.terms import AgentId, CaseId, CaseType, ConversationId, CustomerId, DispositionCode, Role, WrapUpResult
from hub.edge import wire
from hub.edge.house import house_of
from hub.store import desk, log
from hub.store.changes import Viewer, changes_for
from tests.actions.firm import CHAT, MAIL, ORDERS, Firm, stamp_all

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
TABLES = tuple(each.name for each in dataclasses.fields(Rows))
Held = dict[str, dict[str, Any]]
Step = tuple[str, Callable[[], object]]
FORM = WrapUpForm(
    (DispositionCode("delivery"),), WrapUpResult.FOLLOW_UP, note="n", case=CaseStep("attach", type=CaseType.PROBLEM),
    opportunity=OpportunityStep("create", name="Beans", amount="5"),
    callback=CallbackStep("2026-11-24T10:00", ""), next_presence="away:lunch",
)


class Story:
    """One firm's day, step by step."""

    def __init__(self, firm: Firm) -> None:
        """Three people; nobody is busy."""
        self.firm = firm
        self.ann, self.bob = firm.agent("Ann"), firm.agent("Bob", available=False)
        self.sue = firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)

    def do(self, action: Any, *args: Any) -> None:
        """Run an action."""
        self.firm.store.do_now(action, *args)

    def mine(self, agent: AgentId) -> dict[str, Any]:
        """An agent's newest live work."""
        return [row for row in self.firm.all("interaction")
                if row["agent_id"] == agent and row["state"] not in ("closed", "abandoned")][-1]

    def handling(self, agent: AgentId) -> str:
        """The agent's open handling."""
        return str([row for row in self.firm.all("handling") if row["agent_id"] == agent][-1]["id"])

    def talk(self) -> ConversationId:
        """The conversation of the newest work."""
        return ConversationId(self.firm.all("interaction")[-1]["conversation_id"])

    def accept(self, agent: AgentId) -> None:
        """Take what is offered first."""
        self.do(offer.accept, agent, self.firm.offers(agent)[0])

    def rename(self) -> None:
        """The first customer's card is changed."""
        card = self.firm.all("customer")[0]
        wanted = customers.CustomerChange(CustomerId(card["id"]), card["version"], name="Clara K.", vip=True)
        self.do(customers.update, self.ann, wanted)

    def later(self, seconds: int) -> None:
        """Time passes and the router looks."""
        self.firm.clock.pass_by(seconds)
        self.firm.route()

    def steps(self) -> Iterator[Step]:
        """The day. Each step is one action or a few."""
        firm, ann, bob, sue, do = self.firm, self.ann, self.bob, self.sue, self.do
        yield "a visitor writes", lambda: firm.chat("v1", "Hello", name="Clara", language="en")
        yield "the router offers", firm.route
        yield "the agent declines", lambda: do(offer.decline, ann, firm.offers(ann)[0])
        firm.clock.pass_by(61)
        yield "it is offered again", firm.route
        yield "the agent accepts", lambda: self.accept(ann)
        yield "the visitor writes more", lambda: firm.chat("v1", "Are you there?")
        yield "the agent reads", lambda: do(notes.mark_read, ann, self.talk())
        yield "a draft is kept", lambda: do(notes.save_draft, ann, notes.Draft(self.talk(), CHAT, "I am"))
        yield "the agent answers", lambda: do(deliver.send_message, ann, deliver.Reply(self.talk(), CHAT, "I am here"))
        yield "it leaves", lambda: firm.send_all(CHAT)
        yield "a note calls a colleague", lambda: do(notes.write_note, ann, self.talk(), "look", (bob,))
        yield "the colleague saw it", lambda: do(notes.see_mentions, bob, (firm.all("mention")[0]["id"],))
        yield "it is the customer's turn", lambda: do(handle.await_customer, ann, self.mine(ann)["id"])
        yield "the customer writes again", lambda: firm.chat("v1", "Good")
        yield "the card is changed", self.rename
        yield "a colleague comes", lambda: do(presence.set, bob, "available")
        yield "the talk is handed on", lambda: do(handle.transfer, ann, self.mine(ann)["id"], "yours", None, bob)
        yield "the colleague is offered it", firm.route
        yield "the colleague accepts", lambda: self.accept(bob)
        yield "lunch is chosen for later", lambda: do(presence.set, bob, "away", "lunch")
        yield "the talk is over", lambda: do(wrapup.start, bob, self.mine(bob)["id"])
        yield "more time", lambda: do(wrapup.extend, bob, self.handling(bob))
        yield "the form is kept", lambda: do(wrapup.save, bob, self.handling(bob), FORM)
        yield "the form is sent", lambda: do(wrapup.complete, bob, self.handling(bob), FORM)
        yield "the visitor rates", lambda: firm.news(CHAT, RatingGiven("v1", Address(Medium.CHAT, "v1"), 5))
        yield "the case is changed", lambda: do(
            cases.update, ann, cases.CaseChange(CaseId(firm.all("case")[0]["id"]), 1, subject="Other words"))
        yield from self.mail_steps()
        yield "a supervisor moves it", lambda: do(handle.reassign, sue, self.mine(ann)["id"], ORDERS)
        yield "the agent pulls it", lambda: do(offer.pull, ann)
        yield "it is put aside", lambda: do(
            handle.snooze, ann, self.mine(ann)["id"], firm.clock() + timedelta(hours=1))
        firm.clock.pass_by(3600)
        yield "it comes back", lambda: (firm.route(), firm.route())
        yield "it is taken", lambda: self.accept(ann)
        yield "the console is gone", lambda: do(presence.disconnect, ann)
        firm.clock.pass_by(1000)
        yield "the work goes back", lambda: (firm.route(), firm.route())
        yield "the console is here", lambda: do(presence.connect, ann)

    def mail_steps(self) -> Iterator[Step]:
        """A mail's way."""
        firm, ann, do = self.firm, self.ann, self.do
        yield "a mail comes", lambda: firm.mail("dan@x.example", "Where is it?", "Order 7")
        yield "it is offered", firm.route
        yield "it is accepted", lambda: self.accept(ann)
        yield "it is answered", lambda: do(deliver.send_message, ann, deliver.Reply(self.talk(), MAIL, "Soon"))
        yield "it is taken back", lambda: do(deliver.undo_send, ann, firm.all("outgoing")[0]["message_id"])
        yield "two are merged", lambda: do(
            customers.merge, ann, *(CustomerId(row["id"]) for row in firm.all("customer")[:2]))
        yield "they are two after all", lambda: do(customers.undo_merge, ann, firm.all("merge")[0]["id"])
        yield "it is spam", lambda: do(customers.mark_spam, ann, self.talk())
        yield "it was not", lambda: do(customers.undo_spam, ann, self.talk())
        yield "it is offered anew", firm.route
        yield "nobody answers", lambda: self.later(46)
        yield "the agent is back", lambda: do(presence.set, ann, "available")
        yield "it is offered once more", lambda: self.later(61)
        yield "it is taken in the end", lambda: self.accept(ann)
        yield "a visitor comes and goes", lambda: (
            firm.chat("v9", "Hm", topic="order"), firm.news(CHAT, TalkEnded("v9", Address(Medium.CHAT, "v9"))))


def held(rows: Rows) -> Held:
    """A snapshot as a console holds it."""
    return {table: {row.id: row for row in getattr(rows, table)} for table in TABLES}


def reduce(state: Held, change: Change) -> Held:
    """Put rows in place and take rows away, where they are not older than what is held."""
    after = {table: dict(rows) for table, rows in state.items()}
    for table in TABLES:
        for row in getattr(change.rows, table):
            known = after[table].get(row.id)
            if known is None or row.v >= known.v:
                after[table][row.id] = row
    for gone in change.removed:
        known = after[gone.table].get(gone.id)
        if known is not None and gone.v >= known.v:
            del after[gone.table][gone.id]
    return after


def plain(state: Held) -> dict[str, dict[str, Any]]:
    """What is held, without the places in the log; threads are fetched apart."""
    return {table: {key: dataclasses.replace(row, v=0) for key, row in rows.items()}
            for table, rows in state.items() if table != "thread"}


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """What an agent's console would show now."""

    rows: Rows
    pos: int


def moments(firm: Firm, agents: list[AgentId]) -> dict[AgentId, Moment]:
    """Every agent's snapshot."""
    if firm.store.dialect == "postgresql":
        stamp_all(firm)
    return {
        agent: Moment(*firm.store.read_now(desk.snapshot, agent, firm.store.house, firm.clock())) for agent in agents
    }


def told_since(firm: Firm, pos: int, viewer: Viewer) -> list[Change]:
    """The changes of the facts after a place, fact by fact and then all at once: overlap must do no harm."""
    batch = firm.store.read_now(log.read_after, pos, 10_000)
    groups = [[each] for each in batch] + ([batch] if batch else [])
    return [
        firm.store.read_now(changes_for, group, [viewer], firm.store.house, firm.clock()).of(viewer)
        for group in groups
    ]


def test_every_step_changes_each_console_to_what_a_new_one_would_show(firm: Firm) -> None:
    story = Story(firm)
    agents = [story.ann, story.bob, story.sue]
    golden: list[dict[str, Any]] = []
    for name, step in story.steps():
        before = moments(firm, agents)
        step()
        after = moments(firm, agents)
        for agent in agents:
            changes = told_since(firm, before[agent].pos, Viewer("console", agent))
            state = held(before[agent].rows)
            for change in changes:
                state = reduce(state, change)
            assert plain(state) == plain(held(after[agent].rows)), (name, agent)
            if agent == story.ann and changes:
                golden.append(golden_case(firm, name, (before[agent], changes[-1:], state)))
    if os.environ.get("RAPPORT_GOLDEN") and firm.store.dialect == "sqlite":
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / "day.json").write_bytes(wire.dump(golden) + b"\n")


def golden_case(firm: Firm, name: str, seen: tuple[Moment, list[Change], Held]) -> dict[str, Any]:
    """One step for the console's reducer."""
    before, changes, state = seen
    begun = Desk("golden", before.pos, firm.clock(), house_of(firm.store.house, ""), before.rows)
    after = {table: list(rows.values()) for table, rows in state.items()}
    return {"name": name, "before": begun, "changes": changes, "after": after}


@pytest.mark.parametrize("overlap", [1, 5, 50])
def test_hearing_old_changes_again_does_nothing(firm: Firm, overlap: int) -> None:
    story = Story(firm)
    for n, (_, step) in enumerate(story.steps()):
        step()
        if n == 20:
            break
    now = moments(firm, [story.ann])[story.ann]
    state = held(now.rows)
    for change in told_since(firm, max(0, now.pos - overlap), Viewer("console", story.ann)):
        state = reduce(state, change)
    assert plain(state) == plain(held(now.rows))
