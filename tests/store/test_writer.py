"""Group commit: what waits together is committed together, and what fails alone harms no other."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import IntegrityError

from hub.core.facts import AgentChanged, DraftSaved
from hub.core.terms import AgentId, ConversationId
from hub.errors import Invalid, NotFound
from hub.store import log, tables
from hub.store.database import Connection, Store, Tx
from hub.store.sql import func, insert, select


def put(tx: Tx, name: str) -> str:
    tx.conn.execute(insert(tables.lease), {"name": name, "owner": "test", "until": tx.now})
    tx.record(AgentChanged(AgentId(name)))
    return name.upper()


def put_and_refuse(tx: Tx, name: str) -> None:
    put(tx, name)
    raise Invalid("no")


def refuse(tx: Tx) -> None:
    tx.record(AgentChanged(AgentId("never")))
    raise NotFound("no such thing")


def put_all(tx: Tx, names: list[str]) -> Sequence[str]:
    tx.conn.execute(insert(tables.lease), [{"name": n, "owner": str(len(names)), "until": tx.now} for n in names])
    return [name.upper() for name in names]


def wait_for(tx: Tx, gate: threading.Event) -> None:
    gate.wait(10)


def names(conn: Connection) -> list[str]:
    return list(conn.execute(select(tables.lease.c.name).order_by(tables.lease.c.name)).scalars())


def owners(conn: Connection) -> dict[str, int]:
    query = select(tables.lease.c.owner, func.count()).group_by(tables.lease.c.owner)
    return {owner: count for owner, count in conn.execute(query)}


async def grouped(store: Store, *waiting: object) -> list[object]:
    """Run these so that they all wait for one commit."""
    gate = threading.Event()
    held = asyncio.ensure_future(store.do(wait_for, gate))
    tasks = [asyncio.ensure_future(each) for each in waiting]  # type: ignore[call-overload]
    await asyncio.sleep(0.05)
    gate.set()
    await held
    return list(await asyncio.gather(*tasks, return_exceptions=True))


async def test_each_item_of_a_group_hears_its_own_answer(store: Store) -> None:
    answers = await grouped(store, *(store.do(put, f"n{i}") for i in range(10)))
    assert answers == [f"N{i}" for i in range(10)]
    assert await store.read(names) == [f"n{i}" for i in range(10)]


async def test_a_refusal_before_any_write_refuses_only_itself(store: Store) -> None:
    answers = await grouped(store, store.do(put, "a"), store.do(refuse), store.do(put, "b"))
    assert answers[0] == "A" and isinstance(answers[1], NotFound) and answers[2] == "B"
    assert await store.read(names) == ["a", "b"]


async def test_a_refusal_after_a_write_leaves_nothing_of_itself_and_harms_no_other(store: Store) -> None:
    answers = await grouped(store, store.do(put, "a"), store.do(put_and_refuse, "x"), store.do(put, "b"))
    assert answers[0] == "A" and isinstance(answers[1], Invalid) and answers[2] == "B"
    assert await store.read(names) == ["a", "b"]


async def test_a_failure_leaves_nothing_of_itself_and_harms_no_other(store: Store) -> None:
    answers = await grouped(store, store.do(put, "a"), store.do(put, "a"), store.do(put, "b"))
    assert answers[0] == "A" and isinstance(answers[1], IntegrityError) and answers[2] == "B"
    assert await store.read(names) == ["a", "b"]


async def test_items_of_one_batch_action_are_handed_over_together(store: Store) -> None:
    answers = await grouped(store, *(store.do_many(put_all, f"n{i}") for i in range(5)))
    assert answers == [f"N{i}" for i in range(5)]
    assert await store.read(owners) == {"5": 5}


async def test_a_failing_batch_is_run_item_by_item(store: Store) -> None:
    answers = await grouped(store, *(store.do_many(put_all, name) for name in ("a", "a", "b")))
    assert answers[0] == "A" and isinstance(answers[1], IntegrityError) and answers[2] == "B"
    assert await store.read(owners) == {"1": 2}


async def test_facts_of_what_was_refused_are_not_in_the_log(store: Store) -> None:
    rung = asyncio.Event()
    store.on_commit(rung.set)
    await grouped(store, store.do(put, "a"), store.do(refuse), store.do(put_and_refuse, "x"), store.do(put, "b"))
    async with asyncio.timeout(5):
        while len(logged := await store.read(log.read_after, 0)) < 2:
            rung.clear()
            await rung.wait()
    assert [each.fact for each in logged] == [AgentChanged(AgentId("a")), AgentChanged(AgentId("b"))]
    assert [each.pos for each in logged] == sorted(each.pos for each in logged)


def test_without_a_loop_the_same_works(store: Store) -> None:
    assert store.do_now(put, "a") == "A"
    with pytest.raises(NotFound):
        store.do_now(refuse)
    assert store.read_now(names) == ["a"]


def test_numbers_count_up_by_name(store: Store) -> None:
    def take(tx: Tx, name: str) -> int:
        return tx.number(name)

    assert [store.do_now(take, name) for name in ("case", "case", "customer", "case")] == [1, 2, 1, 3]


def test_a_fact_comes_back_as_it_was(store: Store) -> None:
    fact = DraftSaved(AgentId("a"), ConversationId("c"), "note")
    row = log.row_of(fact, store.clock())
    assert log.fact_of(row["kind"], row["body"]) == fact
