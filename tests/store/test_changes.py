"""The law of the desk: whatever happens, a snapshot with its changes shows what a new snapshot shows."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.core import facts as f
from hub.core.desk import Rows
from hub.core.plan import FloorPlan, Hours, QueuePlan
from hub.core.terms import (
    AgentId,
    ConversationId,
    CustomerId,
    HandlingId,
    InteractionId,
    MessageId,
    OfferId,
    QueueId,
)  # fmt: skip
from hub.store import log
from hub.store import tables as t
from hub.store.changes import Viewer, changes_for
from hub.store.database import Connection, Store
from hub.store.desk import snapshot
from hub.store.sql import delete, func, insert, select, update
from hub.store.writer import Tx
from tests.store.filling import Writer
from tests.store.reduce import Held, held, reduce, shown

SUPPORT, SALES = QueueId("support"), QueueId("sales")
ANNA, BORIS = AgentId("anna"), AgentId("boris")


@pytest.fixture
def plan(plan: FloorPlan) -> FloorPlan:
    """Two queues that are always open."""
    queues = {
        SUPPORT: QueuePlan(SUPPORT, {"en": "Support", "ru": "Поддержка"}, Hours("always")),
        SALES: QueuePlan(SALES, {"en": "Sales", "ru": "Продажи"}, Hours("always")),
    }
    return replace(plan, queues=queues)


class Floor:
    """Two agents and a customer's chat, with each step of its life as one transaction and its facts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.write = Writer(store)
        self.write.agent(ANNA, queues={"support": 5, "sales": 1})
        self.write.agent(BORIS, language="ru")
        self.customer = CustomerId(self.write.customer("Ann Smith"))
        self.write.identity(self.customer, "email", "ann@example.org")
        self.conversation = ConversationId(self.write.conversation(self.customer))
        self.interaction = InteractionId("i" * 32)
        self.offer = OfferId("0" * 32)
        self.handling = HandlingId("h" * 32)

    def step(self, name: str) -> None:
        """Do one step."""
        self.store.do_now(getattr(self, f"_{name}"))

    def _set(self, tx: Tx, **values: object) -> None:
        tx.conn.execute(update(t.interaction).where(t.interaction.c.id == self.interaction).values(**values))

    def _load(self, tx: Tx, agent: AgentId, **load: int) -> None:
        tx.conn.execute(update(t.seat).where(t.seat.c.agent_id == agent).values(load=load))

    def _arrive(self, tx: Tx) -> None:
        values = {
            "id": self.interaction, "customer_id": self.customer, "conversation_id": self.conversation,
            "channel_id": "chat", "medium": "chat", "direction": "inbound", "queue_id": SUPPORT, "state": "queued",
            "requires": {}, "created_at": tx.now, "queued_at": tx.now, "preview": "Hello",
        }  # fmt: skip
        tx.conn.execute(insert(t.interaction), values)
        tx.record(f.InteractionQueued(self.interaction, self.conversation, self.customer, SUPPORT, "arrived"))

    def _offered(self, tx: Tx) -> None:
        self._set(tx, state="offered")
        deadline = tx.now + timedelta(seconds=20)
        tx.conn.execute(
            insert(t.offer),
            {"id": self.offer, "interaction_id": self.interaction, "agent_id": ANNA, "queue_id": SUPPORT,
             "state": "pending", "reason": "longest_idle", "offered_at": tx.now, "deadline": deadline},
        )  # fmt: skip
        tx.record(f.OfferMade(self.offer, self.interaction, ANNA, SUPPORT, deadline, "longest_idle"))

    def _accept(self, tx: Tx) -> None:
        tx.conn.execute(update(t.offer).where(t.offer.c.id == self.offer).values(state="accepted", ended_at=tx.now))
        self._set(tx, state="active", agent_id=ANNA, accepted_at=tx.now)
        self._load(tx, ANNA, chat=1)
        tx.conn.execute(
            insert(t.handling),
            {"id": self.handling, "interaction_id": self.interaction, "agent_id": ANNA, "queue_id": SUPPORT,
             "medium": "chat", "started_at": tx.now},
        )  # fmt: skip
        tx.record(f.OfferEnded(self.offer, self.interaction, ANNA, SUPPORT, "accepted"))
        tx.record(f.HandlingStarted(self.handling, self.interaction, self.conversation, ANNA, SUPPORT, "offer"))

    def _write_line(self, tx: Tx) -> None:
        message = MessageId(tx.new_id())
        values = {
            "id": message, "customer_id": self.customer, "conversation_id": self.conversation, "kind": "text",
            "direction": "inbound", "medium": "chat", "channel_id": "chat", "at": tx.now, "copies": [], "data": {},
            "text": "Where is my order?", "interaction_id": self.interaction,
        }  # fmt: skip
        tx.conn.execute(insert(t.message), values)
        self._set(tx, preview="Where is my order?", unread=1, last_customer_at=tx.now)
        tx.record(
            f.MessageRecorded(
                message, self.conversation, self.customer, self.interaction, "text", "inbound", "chat",
                "chat", ANNA, None,  # type: ignore[arg-type]
            )
        )  # fmt: skip

    def _rename(self, tx: Tx) -> None:
        tx.conn.execute(update(t.customer).where(t.customer.c.id == self.customer).values(name="", vip=True))
        tx.record(f.CustomerChanged(self.customer))

    def _draft(self, tx: Tx) -> None:
        tx.conn.execute(
            insert(t.draft),
            {"agent_id": ANNA, "conversation_id": self.conversation, "tab": "note", "text": "Hm", "copies": [],
             "file_ids": [], "updated_at": tx.now},
        )  # fmt: skip
        tx.record(f.DraftSaved(ANNA, self.conversation, "note"))

    def _drop_draft(self, tx: Tx) -> None:
        tx.conn.execute(delete(t.draft))
        tx.record(f.DraftSaved(ANNA, self.conversation, "note"))

    def _transfer(self, tx: Tx) -> None:
        self._load(tx, ANNA)
        tx.conn.execute(
            update(t.handling).where(t.handling.c.id == self.handling)
            .values(ended_at=tx.now + timedelta(seconds=60), ended_by="transferred")
        )  # fmt: skip
        self._set(tx, state="queued", agent_id=None, queue_id=SALES, note="Please")
        tx.record(f.HandlingEnded(self.handling, self.interaction, ANNA, "transferred"))
        tx.record(
            f.InteractionQueued(self.interaction, self.conversation, self.customer, SALES, "transferred", ANNA)
        )

    def _leave(self, tx: Tx) -> None:
        tx.conn.execute(
            update(t.seat).where(t.seat.c.agent_id == BORIS).values(presence="away", reason="lunch", online=False)
        )
        tx.record(f.PresenceChanged(BORIS, "away", "lunch", False))

    def _give_up(self, tx: Tx) -> None:
        self._set(tx, state="abandoned", closed_at=tx.now)
        tx.record(
            f.InteractionClosed(self.interaction, self.conversation, self.customer, SALES, "abandoned", None)
        )


STEPS = (
    "arrive", "offered", "accept", "write_line", "rename", "draft", "leave", "transfer", "drop_draft", "give_up",
)  # fmt: skip
Look = Callable[[AgentId], tuple[Rows, int]]


def looker(store: Store) -> Look:
    return lambda agent: store.read_now(snapshot, agent, store.house, store.clock())


def changes_after(store: Store, pos: int, step: int = 1000) -> list[tuple[log.Logged, ...]]:
    logged = store.read_now(log.read_after, pos)
    return [tuple(logged[start : start + step]) for start in range(0, len(logged), step)]


def stamp(store: Store) -> None:
    """Wait until PostgreSQL's facts have their places."""
    while store.dialect == "postgresql" and store.read_now(unstamped):
        time.sleep(0.002)


def unstamped(conn: Connection) -> int:
    return conn.execute(select(func.count()).where(t.fact.c.pos.is_(None))).scalar_one()


@pytest.mark.parametrize("together", [1, 3, 1000])
def test_changes_after_a_snapshot_show_what_a_new_snapshot_shows(store: Store, together: int) -> None:
    floor, look = Floor(store), looker(store)
    viewers = [Viewer("a", ANNA, "en"), Viewer("b", BORIS, "ru")]
    begun: list[dict[str, Held]] = []
    starts: list[int] = []
    for name in (*STEPS, ""):
        stamp(store)
        seen = {viewer.key: look(viewer.agent_id) for viewer in viewers}
        begun.append({key: held(rows) for key, (rows, _) in seen.items()})
        starts.append(min(pos for _, pos in seen.values()))
        if name:
            floor.step(name)
    stamp(store)
    for state, pos in zip(begun, starts, strict=True):
        for overlap in (0, 2):  # what the snapshot holds already comes once more
            now = dict(state)
            for batch in changes_after(store, max(0, pos - overlap), together):
                changes = store.read_now(changes_for, batch, viewers, store.house, store.clock())
                now = {viewer.key: reduce(now[viewer.key], changes.of(viewer)) for viewer in viewers}
            for viewer in viewers:
                fresh, _ = look(viewer.agent_id)
                assert shown(now[viewer.key]) == shown(held(fresh))


def test_each_step_tells_only_those_it_concerns(store: Store) -> None:
    floor = Floor(store)
    watcher = Viewer("w", BORIS, "ru", frozenset({floor.conversation}))
    viewers = [Viewer("a", ANNA), watcher]
    told: dict[str, set[str]] = {}
    for name in STEPS:
        stamp(store)
        pos = store.read_now(log.head)
        floor.step(name)
        stamp(store)
        (batch,) = changes_after(store, pos)
        changes = store.read_now(changes_for, batch, viewers, store.house, store.clock())
        told[name] = {
            f"{key}.{table}" for key, change in changes.own.items()
            for table in Rows.__dataclass_fields__ if getattr(change.rows, table)
        }  # fmt: skip
    assert told["arrive"] == set()
    assert told["offered"] == {"a.offers"}
    assert told["accept"] == {"a.work", "a.me"}
    assert told["write_line"] == {"a.work", "a.thread", "w.thread"}
    assert told["rename"] == {"a.work"}
    assert told["draft"] == {"a.drafts"}
    assert told["leave"] == {"w.me"}


def test_who_watches_one_conversation_hears_of_the_customers_others(store: Store) -> None:
    floor = Floor(store)
    twin = floor.write.customer("A. Smith")
    other = floor.write.conversation(twin)
    floor.write.change(
        t.customer, twin, f.CustomersMerged("m", floor.customer, CustomerId(twin)), merged_into=floor.customer  # type: ignore[arg-type]
    )
    stamp(store)
    pos = store.read_now(log.head)
    floor.step("arrive")
    floor.step("write_line")
    stamp(store)
    (batch,) = changes_after(store, pos)
    viewer = Viewer("w", BORIS, "en", frozenset({ConversationId(other)}))
    change = store.read_now(changes_for, batch, [viewer], store.house, store.clock()).of(viewer)
    assert [row.text for row in change.rows.thread] == ["Where is my order?"]
    assert "message_recorded" in {fact["kind"] for fact in change.facts}


def test_queues_are_named_in_the_viewers_language(store: Store) -> None:
    Floor(store)
    rows, _ = store.read_now(snapshot, BORIS, store.house, store.clock())
    assert {row.name for row in rows.queues} == {"Поддержка", "Продажи"}
    assert {row.id: (row.available, row.signed_in) for row in rows.queues} == {"support": (2, 2), "sales": (1, 1)}
