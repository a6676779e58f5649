"""No question that is asked often looks through a whole table that grows with the years."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event

from channels.contract import Address, Medium
from hub.actions import reporting
from hub.core.plan import FloorPlan, Hours, QueuePlan
from hub.core.slots import slot_of
from hub.core.terms import AgentId, ChannelId, CustomerId, InteractionId, QueueId
from hub.errors import NotFound
from hub.insight import asking
from hub.insight.catalogue import BY_ID
from hub.store import (
    agent_time,
    agents,
    audit_rows,
    customers,
    days,
    desk,
    figure_rows,
    floor,
    intake,
    log,
    records,
    search,
    talks,
    threads,
    wrapups,
)
from hub.store import tables as t
from hub.store.changes import Viewer, changes_for
from hub.store.engines import read_url
from hub.store.log import Logged
from hub.store.sql import insert
from tests.bench.fill import fill

GROWING = {
    "customer", "identity", "conversation", "interaction", "offer", "handling", "wrapup", "wrapup_code", "message",
    "file", "fact", "delivery", "thread_ref", "order", "case", "opportunity", "record_history", "touch",
    "stay", "stretch", "rating", "matter", "queue_slot", "handling_slot", "agent_slot", "presence_history", "audit",
}  # fmt: skip
INTERACTIONS = 2000
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANNA, ANN = AgentId(f"{1:032x}"), CustomerId(f"{77:032x}")


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A SQLite database with some years in it and its statistics."""
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('plans')) / 'hub.sqlite'}"
    fill(url, INTERACTIONS)
    engine = create_engine(read_url(url))
    with engine.begin() as connection:
        connection.execute(insert(t.thread_ref), {"channel_id": "chat", "ref": "v1", "conversation_id": ANN})
        connection.execute(
            insert(t.seat),
            {"agent_id": ANNA, "presence": "available", "reason": "", "since": NOW, "next": "", "idle_since": NOW,
             "online": True, "load": {}},
        )  # fmt: skip
    yield engine
    engine.dispose()


@pytest.fixture
def plan(plan: FloorPlan) -> FloorPlan:
    queue = QueueId("support")
    return FloorPlan(
        "Test", ("en",), "UTC", "EUR", {queue: QueuePlan(queue, {"en": "Support"}, Hours("always"))},
        {ChannelId("chat"): queue}, {}, {}, (), (), (), {},
    )  # fmt: skip


def test_nothing_asked_often_scans_what_grows(years: Engine, plan: FloorPlan) -> None:
    with years.connect() as connection:
        assert not scanned_by_all(connection, plan)


def test_nor_before_the_database_knows_how_much_there_is(years: Engine, plan: FloorPlan) -> None:
    with years.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sqlite_stat1")
    years.dispose()
    with years.connect() as connection:
        assert not scanned_by_all(connection, plan)


def scanned_by_all(filled: Connection, plan: FloorPlan) -> dict[str, set[str]]:
    """Ask everything that is asked often; the statements that look through a growing table."""
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(filled.engine, "before_cursor_execute", note)
    line = threads.thread(filled, ANN).items[0]
    facts = log.fact_of(
        "MessageRecorded",
        f'{{"message_id":"{line.id}","conversation_id":"{line.conversation_id}","customer_id":"{ANN}","kind":"text",'
        f'"interaction_id":"{line.interaction_id}","direction":"inbound","medium":"chat","channel_id":"chat",'
        f'"agent_id":"{ANNA}","by_agent_id":null}}',
    )
    changed = log.fact_of("CustomerChanged", f'{{"customer_id":"{ANN}"}}')
    batch = [Logged(1, NOW, facts), Logged(2, NOW, changed)]
    named = floor.Named(frozenset({InteractionId(ANN)}), frozenset({ANNA}), frozenset({"c"}), frozenset({"h"}))
    customers.card(filled, ANN, plan, NOW)
    customers.by_address(filled, Address(Medium.EMAIL, "customer7@example.org"))
    customers.page(filled)
    desk.snapshot(filled, ANNA, plan, NOW)
    changes_for(filled, batch, [Viewer("v", ANNA, "en", frozenset({line.conversation_id}))], plan, NOW)
    floor.load(filled, plan, NOW)
    floor.entries(filled, named, NOW)
    talks.talk(filled, ChannelId("chat"), "v1", "", NOW)
    search.search(filled, "customer 77 заказ")
    records.case_list(filled, "open")
    records.callback_list(filled)
    agents.waiting(filled, plan)
    with pytest.raises(NotFound):
        wrapups.view(filled, InteractionId(ANN), plan)
    intake.ledger(filled, NOW - timedelta(days=1), NOW)
    ask_figures(filled)
    days.past(filled, NOW - timedelta(days=1), NOW)
    event.remove(filled.engine, "before_cursor_execute", note)
    return {statement: scans for statement, values in seen if (scans := scanned(filled, statement, values))}


def ask_figures(filled: Connection) -> None:
    """A month's report of every metric, the rows behind each, and what the historian begins with."""
    figure_rows.waiting(filled)
    figure_rows.lasting(filled)
    agent_time.quarters(filled, slot_of(NOW) - 4, slot_of(NOW), NOW)
    month = {"from": "2026-10-01", "to": "2026-11-01", "by": "queue,day"}
    reporting.report(filled, asking.read({**month, "metrics": ",".join(BY_ID)}, "UTC"), NOW)
    for metric in BY_ID:
        reporting.rows(filled, reporting.read_cell({**month, "metric": metric}, "UTC"), "", NOW)
    audit_rows.page(filled, "", ANNA)


def scanned(connection: Connection, statement: str, values: Any) -> set[str]:
    """The growing tables a statement looks through from end to end."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    steps = [row[-1].split() for row in plan]
    return {words[1] for words in steps if words[0] == "SCAN" and words[1] in GROWING and "INDEX" not in words}
