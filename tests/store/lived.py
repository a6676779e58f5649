"""A day that chance made on a small floor, through the hub's own actions; and how to forget its figures."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from channels.contract import Address, Medium, RatingGiven, TalkEnded
from hub.actions import handle, offer, presence, reporting, wrapup
from hub.core.form import CaseStep, WrapUpForm
from hub.core.terms import AgentId, DispositionCode, InteractionState, WrapUpResult
from hub.errors import HubError
from hub.insight import asking
from hub.insight.catalogue import METRICS
from hub.insight.report import Report
from hub.readers.historian import catch_up_now
from hub.store import figure_backfill, tables
from hub.store.behind_figures import Item
from tests.actions.firm import CHAT, MAIL, ORDERS, SALES_MAIL, SUPPORT, Firm, stamp_all

S = InteractionState
OWNED = (S.ACTIVE, S.HELD, S.WAITING, S.WRAPPING, S.SNOOZED)
FORM = WrapUpForm((DispositionCode("delivery"),), WrapUpResult.RESOLVED, case=CaseStep("attach"))
ALL = ",".join(metric.id for metric in METRICS)


class Day:
    """Some hours on a floor whose people do what chance has them do; through the same actions the hub runs."""

    def __init__(self, firm: Firm, seed: int, steps: int) -> None:
        self.firm, self.chance = firm, random.Random(seed)
        self.agents = [firm.agent(name, chats=2) for name in ("Ann", "Bob")]
        self.begun = firm.clock()
        self.kept()
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        """One thing happens, and some time passes."""
        self.firm.clock.pass_by(self.chance.choice((1, 2, 4, 9, 9, 15, 30, 120, 700)))
        self.firm.route()
        who, visitor = self.chance.choice(self.agents), f"v{self.chance.randrange(5)}"
        match self.chance.randrange(10):
            case 0 | 1 | 2 if self.chance.randrange(3) == 0:
                self.firm.mail(f"{visitor}@x.example", "hello", channel=self.chance.choice((MAIL, SALES_MAIL)))
            case 0 | 1 | 2:
                self.firm.chat(visitor, "hello")
            case 3:
                self.firm.news(CHAT, TalkEnded(visitor, Address(Medium.CHAT, visitor)))
            case 4 | 5 | 9:
                for agent in self.agents:
                    for each in self.firm.offers(agent):
                        self.attempt(self.chance.choice((offer.accept, offer.accept, offer.decline)), agent, each)
            case 6:
                state = self.chance.choice((("available", ""), ("available", ""), ("away", "lunch")))
                self.attempt(presence.set, who, *state)
            case 7:
                self.firm.news(CHAT, RatingGiven(visitor, Address(Medium.CHAT, visitor), self.chance.randint(1, 5)))
            case 8:
                self.work(who)

    def work(self, who: AgentId) -> None:
        """An agent does something with what they have."""
        for row in self.firm.all("interaction"):
            if row["agent_id"] != who or row["state"] not in OWNED:
                continue
            match self.chance.randrange(4):
                case 0:
                    self.attempt(handle.await_customer, who, row["id"])
                case 1:
                    target = ORDERS if row["queue_id"] == SUPPORT else SUPPORT
                    self.attempt(handle.transfer, who, row["id"], "note", target)
                case _:
                    for handling in self.firm.all("handling"):
                        if handling["interaction_id"] == row["id"] and handling["ended_at"] is None:
                            self.attempt(wrapup.complete, who, handling["id"], FORM)

    def attempt(self, action: Any, *args: Any) -> None:
        """Do it; being refused is an answer."""
        try:
            self.firm.store.do_now(action, *args)
        except HubError:
            return

    # --- looking ----------------------------------------------------------------------------------------------

    def kept(self) -> None:
        """Let the historian come to the end of the log."""
        if self.firm.store.dialect == "postgresql":
            stamp_all(self.firm)
        catch_up_now(self.firm.store)

    def report(self, **asked: str) -> Report:
        """A report of the day."""
        return self.firm.store.read_now(reporting.report, self.query(asked), self.firm.clock())

    def query(self, asked: dict[str, str]) -> asking.Query:
        given = {"metrics": ALL, "from": self.begun.isoformat(),
                 "to": (self.firm.clock() + timedelta(minutes=15)).isoformat(), **asked}
        return asking.read(given, "Europe/Berlin")

    def behind(self, **asked: str) -> list[Item]:
        """All rows behind a cell, page by page."""
        given = {"from": self.begun.isoformat(), "to": (self.firm.clock() + timedelta(minutes=15)).isoformat(), **asked}
        query, cursor, found = reporting.read_cell(given, "Europe/Berlin"), "", []
        while True:
            items, cursor = self.firm.store.read_now(reporting.rows, query, cursor, self.firm.clock())
            found += items
            if not cursor:
                return found


def forget(firm: Firm) -> None:
    """As if there never was a historian."""

    def action(tx: Any) -> None:
        for name in ("stay", "stretch", "rating", "matter", "queue_slot", "handling_slot", "agent_slot", "reader"):
            tx.conn.execute(delete(getattr(tables, name)))
        tx.conn.execute(delete(tables.setting).where(tables.setting.c.name == figure_backfill.PAST))

    firm.store.do_now(action)
