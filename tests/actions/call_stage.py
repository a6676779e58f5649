"""A small firm with a telephone: a number with a menu, a web call, agents with phones, and the carrier's side of it.

What must not live here: judgement. Orders are claimed as the hub's caller claims them, reports come as deliveries.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from channels.contract import Address, Inbound, Medium, Profile, Taken
from channels.voice import (
    CallArrived,
    CallScript,
    Dial,
    Drop,
    KeysPressed,
    LegChanged,
    LegEnd,
    LegState,
    Move,
    Order,
    Placed,
)
from hub.actions import orders
from hub.actions.orders import Settled
from hub.core.plan import FloorPlan, Hours, Menu, MenuKey, VoicePlan
from hub.core.terms import AgentId, ChannelId, InteractionId, QueueId, Role
from hub.store import tables
from tests.actions.firm import CHAT, ORDERS, SUPPORT, Firm, channel, small_plan

PHONE, WEB = ChannelId("phone"), ChannelId("web")
CLARA = "+4915112345678"
NIGHT = QueueId("night")  # a queue that is never open


def phone_plan(**changes: Any) -> FloorPlan:
    """The small firm with a number: 1 is orders, 2 is support, 8 a queue that is closed, 9 Russian."""
    plan = small_plan()
    night = replace(plan.queues[SUPPORT], id=NIGHT, hours=Hours("night", week={9: ((time(1), time(2)),)}))
    keys = {"1": MenuKey(ORDERS), "2": MenuKey(SUPPORT), "8": MenuKey(NIGHT), "9": MenuKey(language="ru")}
    menu = Menu("main", {"en": "Press 1 for orders, 2 for support.", "ru": "Нажмите 1 или 2."}, keys, queue=SUPPORT)
    voice = VoicePlan(menus={"main": menu}, channel_menu={PHONE: "main"}, **changes)
    lines = {
        PHONE: replace(channel(PHONE, Medium.PHONE, "+4930111111"), can_start=True),
        WEB: channel(WEB, Medium.WEBCALL, ""),
    }
    return replace(
        plan, queues={**plan.queues, NIGHT: night}, channels={**plan.channels, **lines},
        channel_queue={**plan.channel_queue, PHONE: SUPPORT, WEB: SUPPORT}, voice=voice,
    )


class CallFirm(Firm):
    """The firm, and what happens on its lines."""

    def __init__(self, url: str, folder: Path, plan: FloorPlan | None = None) -> None:
        """Nobody calls yet; all lines of agents' phones are free."""
        super().__init__(url, folder, plan or phone_plan())
        self.lines: dict[str, str] = {}  # our leg -> the carrier's line

    def phone_agent(self, name: str = "Ann", *, roles: tuple[Role, ...] = (Role.AGENT,)) -> AgentId:
        """Someone with a phone: one call at a time."""
        agent = self.agent(name, roles=roles)
        self.store.do_now(_set_capacity, agent, {"chat": 3, "email": 4, "callback": 1, "phone": 1, "webcall": 1})
        return agent

    # --- the customer's side ----------------------------------------------------------------------------------

    def calls_in(self, line: str = "in-1", caller: str | None = CLARA, **more: Any) -> Taken:
        """Somebody dials our number; `key`, `where`, `profile`, `thread_key` may be given."""
        where = more.pop("where", PHONE)
        key = more.pop("key", f"{line}/arrived")
        medium = Medium.WEBCALL if where == WEB else Medium.PHONE
        address = Address(medium, caller) if caller is not None else None
        profile = more.pop("profile", Profile())
        news = CallArrived(line, address, "+4930111111", self.clock(), profile, **more)
        return self.take(self.arrival(where, key, news))

    def presses(self, step: str, keys: str = "", line: str = "in-1") -> CallScript:
        """Somebody answers a question by keys, or lets its time pass."""
        taken = self.news(PHONE, KeysPressed(line, step, keys))
        assert taken.script is not None
        return taken.script

    def queues_up(self, line: str = "in-1", key: str = "2", caller: str | None = CLARA) -> CallScript:
        """Somebody calls, and chooses a queue."""
        self.calls_in(line, caller)
        return self.presses("menu/main", key, line)

    def goes(self, line: str = "in-1", end: LegEnd = LegEnd.HUNG_UP, where: ChannelId = PHONE) -> Taken:
        """A line ends."""
        return self.report(LegChanged(line, LegState.ENDED, self.clock(), end=end), where)

    # --- the carrier's side -----------------------------------------------------------------------------------

    def report(self, news: Inbound, where: ChannelId = PHONE) -> Taken:
        """The carrier says something, in a delivery of its own."""
        return self.news(where, news)

    def orders(self, where: ChannelId = PHONE) -> list[Order]:
        """Take all orders there are as their caller would, one of a call after the other; dialled legs have lines."""
        return list(self._orders(where))

    def _orders(self, where: ChannelId) -> Iterator[Order]:
        while given := self.store.do_now(orders.claim, where, 100, "test"):
            for each in given:
                line = self.lines.setdefault(each.leg_id, f"line of {each.leg_id}") if isinstance(each, Dial) else ""
                self.store.do_now(orders.settle_many, [Settled(each.id, Placed(line))])
                yield each

    def leg(self, party: str, agent: AgentId | None = None) -> dict[str, Any]:
        """The newest leg of a party."""
        found = [row for row in self.all("leg") if row["party"] == party and agent in (None, row["agent_id"])]
        return found[-1]

    def moves(self, party: str, state: LegState, end: LegEnd | None = None, agent: AgentId | None = None) -> Taken:
        """The newest leg of a party moves on, as its carrier reports."""
        leg = self.leg(party, agent)
        line = leg["line"] or self.lines.get(leg["id"], "")
        return self.report(LegChanged(line, state, self.clock(), leg["id"], end), ChannelId(leg["channel_id"]))

    def answers(self, party: str = "agent", agent: AgentId | None = None) -> list[Order]:
        """The newest leg of a party rings and is answered; what is ordered then."""
        self.orders()
        self.moves(party, LegState.RINGING, agent=agent)
        self.moves(party, LegState.ANSWERED, agent=agent)
        return self.orders()

    def connected(self, agent: AgentId, line: str = "in-1", caller: str | None = CLARA) -> InteractionId:
        """Somebody calls and talks with this agent; the interaction."""
        self.queues_up(line, caller=caller)
        found = self.accept_next(agent)
        self.answers(agent=agent)
        return found.interaction_id

    # --- looking ----------------------------------------------------------------------------------------------

    def call(self) -> dict[str, Any]:
        """The newest call."""
        return self.all("call")[-1]

    def live_legs(self) -> list[str]:
        """The parties that are there, or being rung."""
        return [row["party"] for row in self.all("leg") if row["state"] != "ended" and not row["dropped"]]

    def waiting_orders(self) -> int:
        """What has not left."""
        o = tables.call_order.c
        return int(self.rows(select(func.count().label("n")).where(o.state == "waiting"))[0]["n"])


def kinds(given: list[Order]) -> list[str]:
    """What was ordered, by name."""
    return [type(each).__name__ for each in given]


def moved_to(given: list[Order]) -> CallScript:
    """The script of the only move."""
    (move,) = [each for each in given if isinstance(each, Move)]
    return move.script


def dropped(given: list[Order]) -> list[str]:
    """The legs that are hung up."""
    return [each.leg_id for each in given if isinstance(each, Drop)]


def _set_capacity(tx: Any, agent: AgentId, capacity: dict[str, int]) -> None:
    tx.conn.execute(tables.agent.update().where(tables.agent.c.id == agent).values(capacity=capacity))


__all__ = ["CHAT", "ORDERS", "SUPPORT"]
