"""A small firm for the tests of actions: an open store, a clock that stands, agents, and customers who write.

What must not live here: judgement. Everything goes through the same actions the hub runs.
"""

import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select

from channels.contract import (
    Address,
    Delivery,
    Inbound,
    Medium,
    MessageArrived,
    Outbound,
    Profile,
    Receipt,
    Taken,
)
from hub.actions import accounts, intake, offer, outbox, presence, receive, route
from hub.actions.accounts import AgentDraft
from hub.actions.offer import Taken as InHand
from hub.core.decision import Plan
from hub.core.desk import AwayReason, ChannelInfo, Disposition, Skill
from hub.core.facts import Fact
from hub.core.plan import FloorPlan, Hours, Overflow, QueuePlan
from hub.core.routing import decide
from hub.core.terms import (
    AgentId,
    ChannelId,
    DispositionCode,
    InteractionId,
    OfferId,
    QueueId,
    Role,
)
from hub.store import floor as floor_store
from hub.store import log, tables
from hub.store.database import Connection, Store, open_store

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHAT, MAIL, SALES_MAIL = ChannelId("chat"), ChannelId("mail"), ChannelId("sales")
SUPPORT, ORDERS = QueueId("support"), QueueId("orders")


class StandingClock:
    """A clock that shows what it was set to."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        """Let some time pass."""
        self.moment += timedelta(seconds=seconds)


def channel(key: ChannelId, medium: Medium, address: str) -> ChannelInfo:
    """A configured channel."""
    mail = medium is Medium.EMAIL
    return ChannelInfo(
        id=key, name=key, medium=medium, address=address, live=not mail, can_start=mail, subject=mail, html=mail,
        attachments=True, max_attachment_bytes=1000, signature="Fernhill Coffee" if mail else "",
    )


def disposition(code: str, *requires: str, topic: str = "") -> tuple[DispositionCode, Disposition]:
    """A result and what it requires."""
    key = DispositionCode(code)
    return key, Disposition(key, {"en": code, "ru": code}, "", (), requires, (), None, topic)


def small_plan(**changes: Any) -> FloorPlan:
    """Two queues, a chat and two mailboxes."""
    always = Hours("always")
    queues = {
        SUPPORT: QueuePlan(SUPPORT, {"en": "Support"}, always, overflow=(Overflow(600, ORDERS),),
                           offer_seconds={Medium.CHAT: 20, Medium.EMAIL: 45}, written_outside_hours=True),
        ORDERS: QueuePlan(ORDERS, {"en": "Orders"}, always, written_outside_hours=True),
    }
    values: dict[str, Any] = {
        "firm": "Fernhill Coffee", "languages": ("en", "ru"), "time_zone": "Europe/Berlin", "currency": "EUR",
        "queues": queues,
        "channel_queue": {CHAT: SUPPORT, MAIL: SUPPORT, SALES_MAIL: ORDERS},
        "channels": {
            CHAT: channel(CHAT, Medium.CHAT, ""),
            MAIL: channel(MAIL, Medium.EMAIL, "help@fernhill.example"),
            SALES_MAIL: channel(SALES_MAIL, Medium.EMAIL, "sales@fernhill.example"),
        },
        "dispositions": dict([
            disposition("question"), disposition("delivery", "case", topic="delivery"),
            disposition("complaint", "case", "case.type", "note"), disposition("sold", "opportunity",
                                                                                "opportunity.amount"),
            disposition("leaving", "termination", "note"), disposition("later", "callback"),
        ]),
        "reasons": (AwayReason("lunch", {"en": "Lunch"}, 45), AwayReason("break", {"en": "Break"}, 30)),
        "skills": (Skill("russian", {"en": "Russian"}),),
        "canned": (), "topics": {"order": ORDERS},
        "answer_within_seconds": {Medium.CHAT: 60, Medium.EMAIL: 14_400},
        "token_key": b"a key for tests", "mail_domain": "hub.fernhill.example",
    }  # fmt: skip
    return FloorPlan(**(values | changes))


class Firm:
    """The hub without its edge."""

    def __init__(self, url: str, folder: Path, plan: FloorPlan | None = None) -> None:
        """Open the database, whose tables stand."""
        self._open(url, folder, StandingClock(), plan)

    @classmethod
    def again(cls, url: str, folder: Path, clock: StandingClock) -> "Firm":
        """The hub started once more on the same database."""
        firm = cls.__new__(cls)
        firm._open(url, folder, clock, None)
        return firm

    def _open(self, url: str, folder: Path, clock: StandingClock, plan: FloorPlan | None) -> None:
        self.url, self.folder, self.clock = url, folder, clock
        self.store: Store = open_store(url, clock=clock, blobs=folder / "blobs")
        self.store.house = plan or small_plan()
        self._begun = secrets.token_hex(4)
        self._count = 0

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    # --- people -----------------------------------------------------------------------------------------------

    def agent(
        self, name: str = "Ann", *, queues: Sequence[QueueId] = (SUPPORT, ORDERS), chats: int = 3, mails: int = 4,
        roles: tuple[Role, ...] = (Role.AGENT,), available: bool = True,
    ) -> AgentId:
        """Someone who works here, at their console and available."""
        draft = AgentDraft(
            f"{name.lower()}@fernhill.example", "hash", name, roles, "en", "", dict.fromkeys(queues, 5), {}
        )
        agent = self.store.do_now(accounts.add_agent, draft)
        self.store.do_now(_set_capacity, agent, {"chat": chats, "email": mails, "callback": 1})
        self.store.do_now(presence.connect, agent)
        if available:
            self.store.do_now(presence.set, agent, "available")
        return agent

    # --- the outside ------------------------------------------------------------------------------------------

    def chat(self, visitor: str, text: str, **profile: Any) -> Taken:
        """A visitor writes."""
        return self.take(self.chat_arrival(visitor, text, **profile))

    def chat_arrival(self, visitor: str, text: str, key: str = "", **profile: Any) -> receive.Arrival:
        """What a visitor's line is before it is taken in."""
        external_id = f"{visitor}/{key or self._next()}"
        message = MessageArrived(
            external_id, Address(Medium.CHAT, visitor), text, Profile(**profile), thread_key=visitor
        )
        return self.arrival(CHAT, external_id, message)

    def mail(self, sender: str, text: str, subject: str = "Hello", **more: Any) -> Taken:
        """A mail comes in; `channel`, `external_id` and any field of the message may be given."""
        return self.take(self.mail_arrival(sender, text, subject, **more))

    def mail_arrival(self, sender: str, text: str, subject: str = "Hello", **more: Any) -> receive.Arrival:
        """What a mail is before it is taken in."""
        external_id = more.pop("external_id", "") or f"uid {self._next()}"
        where = more.pop("channel", MAIL)
        name = more.pop("name", "")
        more.setdefault("message_id", f"<{external_id.replace(' ', '.')}@customer.example>")
        message = MessageArrived(
            external_id, Address(Medium.EMAIL, sender), text, Profile(name=name, email=sender), subject=subject, **more
        )
        return self.arrival(where, external_id, message)

    def arrival(self, where: ChannelId, key: str, *inbounds: Inbound) -> receive.Arrival:
        """A parsed delivery."""
        return receive.Arrival(intake.raw_of(Delivery(where, key.encode(), key)), inbounds)

    def news(self, where: ChannelId, *inbounds: Inbound) -> Taken:
        """Other news than a message."""
        return self.take(self.arrival(where, f"news {self._next()}", *inbounds))

    def take(self, arrival: receive.Arrival) -> Taken:
        """Take one delivery in."""
        return self.store.do_now(receive.many, [arrival])[0]

    def take_all(self, arrivals: list[receive.Arrival]) -> list[Taken]:
        """Take a group in, in one transaction."""
        return self.store.do_now(receive.many, arrivals)

    def send_all(self, where: ChannelId = MAIL) -> list[Outbound]:
        """Let everything due leave, and be received by the provider."""
        sent = self.store.do_now(outbox.claim, where, 100, "test")
        self.store.do_now(
            outbox.settle_many, [outbox.Settled(each.id, Receipt(f"provider {each.id}")) for each in sent]
        )
        return sent

    def _next(self) -> str:
        self._count += 1
        return f"{self._begun}{self._count:08d}"

    # --- the floor --------------------------------------------------------------------------------------------

    def route(self) -> Plan:
        """Decide from what the store says now, and carry it out."""
        now = self.clock()
        floor, _ = self.store.read_now(floor_store.load, self.store.house, now)
        plan = decide(floor, now)
        self.store.do_now(route.apply, plan)
        return plan

    def offers(self, agent: AgentId) -> list[OfferId]:
        """An agent's live offers, oldest first."""
        o = tables.offer.c
        rows = self.rows(select(o.id).where(o.agent_id == agent, o.state == "pending").order_by(o.id))
        return [OfferId(row["id"]) for row in rows]

    def accept_next(self, agent: AgentId) -> InHand:
        """Route, and let the agent take what they are offered first."""
        self.route()
        return self.store.do_now(offer.accept, agent, self.offers(agent)[0])

    # --- looking ----------------------------------------------------------------------------------------------

    def rows(self, query: Any) -> list[dict[str, Any]]:
        """The rows of a query."""

        def ask(conn: Connection) -> list[dict[str, Any]]:
            return [dict(row) for row in conn.execute(query).mappings()]

        return self.store.read_now(ask)

    def all(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, in the order of their keys."""
        found = getattr(tables, table)
        return self.rows(select(found).order_by(*found.primary_key.columns))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(select(func.count().label("n")).select_from(getattr(tables, table)))[0]["n"])

    def one(self, table: str, key: str) -> dict[str, Any]:
        """The row with this key."""
        found = getattr(tables, table)
        (column,) = found.primary_key.columns
        return self.rows(select(found).where(column == key))[0]

    def work(self, interaction_id: InteractionId | str) -> dict[str, Any]:
        """An interaction."""
        return self.one("interaction", interaction_id)

    def load(self, agent: AgentId) -> dict[str, int]:
        """What an agent's seat says they carry."""
        carried: dict[str, int] = self.one("seat", agent)["load"]
        return carried

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """Lines that say what happened."""
        return [row for row in self.all("message") if row["kind"] == "event" and name in ("", row["event"])]

    def facts(self) -> list[Fact]:
        """The log."""
        if self.store.dialect == "postgresql":
            stamp_all(self)
        return [each.fact for each in self.store.read_now(log.read_after, 0, 1_000_000)]

    def changed_tables(self) -> dict[str, int]:
        """How many rows each table has, to see that nothing was written."""
        return {name: self.count(name) for name in vars(tables) if isinstance(getattr(tables, name), Table)}


def stamp_all(firm: Firm) -> None:
    """PostgreSQL: give all facts their places."""
    while firm.rows(select(func.count().label("n")).where(tables.fact.c.pos.is_(None)))[0]["n"]:
        time.sleep(0.002)  # the bell does it


def _set_capacity(tx: Any, agent: AgentId, capacity: dict[str, int]) -> None:
    tx.conn.execute(tables.agent.update().where(tables.agent.c.id == agent).values(capacity=capacity))

