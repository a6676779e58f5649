"""Writes customers, agents, conversations and lines straight into the tables, for tests of what is read."""

from collections.abc import Mapping
from typing import Any

from hub.core.facts import Fact
from hub.store import tables as t
from hub.store.database import Store, Tx
from hub.store.sql import insert, update

Row = Mapping[str, Any]


class Writer:
    """A store and short ways to fill it; each call is one commit with its facts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = 0

    def add(self, table: Any, *facts: Fact, **values: Any) -> str:
        """Insert a row; its id."""

        def action(tx: Tx) -> str:
            row = dict(values)
            if "id" in table.c and "id" not in row:
                row["id"] = tx.new_id()
            tx.conn.execute(insert(table), row)
            for fact in facts:
                tx.record(fact)
            return str(row.get("id", ""))

        return self.store.do_now(action)

    def change(self, table: Any, row_id: str, *facts: Fact, **values: Any) -> None:
        """Update a row."""

        def action(tx: Tx) -> None:
            if values:
                tx.conn.execute(update(table).where(table.c.id == row_id).values(**values))
            for fact in facts:
                tx.record(fact)

        self.store.do_now(action)

    def agent(self, agent_id: str, **values: Any) -> str:
        """An agent with their seat, available."""
        given = {
            "name": agent_id.title(), "email": f"{agent_id}@firm.example", "password_hash": "-", "roles": ["agent"],
            "queues": {"support": 5}, "skills": {}, "capacity": {"chat": 3, "email": 5}, "created_at": self.now(),
        }  # fmt: skip
        self.add(t.agent, id=agent_id, **{**given, **values})
        self.add(
            t.seat, agent_id=agent_id, presence="available", reason="", since=self.now(), next="",
            idle_since=self.now(), online=True, load={},
        )  # fmt: skip
        return agent_id

    def customer(self, name: str, *facts: Fact, **values: Any) -> str:
        """A customer."""
        self._numbers += 1
        given = {"number": self._numbers, "kind": "person", "name": name, "created_at": self.now()}
        return self.add(t.customer, *facts, **{**given, **values})

    def identity(self, customer: str, medium: str, value: str) -> str:
        """An address of a customer."""
        return self.add(t.identity, customer_id=customer, medium=medium, value=value, first_seen_at=self.now())

    def conversation(self, customer: str, **values: Any) -> str:
        """A matter."""
        given = {"customer_id": customer, "subject": "", "opened_at": self.now(), "last_at": self.now()}
        return self.add(t.conversation, **{**given, **values})

    def interaction(self, customer: str, conversation: str, *facts: Fact, **values: Any) -> str:
        """A waiting chat."""
        given = {
            "customer_id": customer, "conversation_id": conversation, "channel_id": "chat", "medium": "chat",
            "direction": "inbound", "queue_id": "support", "state": "queued", "requires": {},
            "created_at": self.now(), "queued_at": self.now(),
        }  # fmt: skip
        return self.add(t.interaction, *facts, **{**given, **values})

    def message(self, customer: str, conversation: str, said: str, *facts: Fact, **values: Any) -> str:
        """A line of a thread."""
        given = {
            "customer_id": customer, "conversation_id": conversation, "kind": "text", "direction": "inbound",
            "medium": "chat", "channel_id": "chat", "at": self.now(), "copies": [], "text": said, "data": {},
        }  # fmt: skip
        return self.add(t.message, *facts, **{**given, **values})

    def now(self) -> Any:
        """The moment of the store's clock."""
        return self.store.clock()
