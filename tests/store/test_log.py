"""The log tells everything once, in one order, to every reader, whoever wrote it."""

import asyncio
from collections.abc import Callable

from hub.core.facts import AgentChanged, CustomerChanged
from hub.core.terms import AgentId, CustomerId
from hub.errors import Invalid
from hub.store import log
from hub.store import tables as t
from hub.store.database import Store, Tx
from hub.store.sql import select, update
from tests.store.filling import Writer
from tests.store.test_changes import stamp

EACH = 60


def raise_version(tx: Tx, customer: str, author: str) -> int:
    """Lock the customer, raise its version, and tell which version it was that this fact made."""
    c = t.customer.c
    seen = tx.conn.execute(select(c.version).where(c.id == customer).with_for_update()).scalar_one()
    tx.conn.execute(update(t.customer).where(c.id == customer).values(version=seen + 1))
    tx.record(AgentChanged(AgentId(f"{author}:{customer}:{seen + 1}")))
    if (seen + 1) % 7 == 0:
        raise Invalid("every seventh is refused after it wrote")
    return int(seen)


async def follow(store: Store, wanted: Callable[[list[log.Logged]], bool]) -> list[log.Logged]:
    """Read as a reader does: woken by the bell, from the place it has come to."""
    rung, read = asyncio.Event(), list[log.Logged]()
    stop = store.on_commit(rung.set)
    try:
        async with asyncio.timeout(60):
            while not wanted(read):
                rung.clear()
                batch = await store.read(log.read_after, read[-1].pos if read else 0, 50)
                read += batch
                if not batch:
                    try:
                        await asyncio.wait_for(rung.wait(), 1)
                    except TimeoutError:
                        continue
    finally:
        stop()
    return read


async def test_readers_on_every_node_see_all_facts_once_in_the_order_of_their_causes(
    open_again: Callable[[], Store],
) -> None:
    stores = [open_again()]
    if stores[0].dialect == "postgresql":
        stores.append(open_again())
    filling = Writer(stores[0])
    customers = [filling.customer(f"c{number}") for number in range(3)]

    async def write(store: Store, name: str) -> int:
        done = 0
        for number in range(EACH):
            try:
                await store.do(raise_version, customers[number % 3], name)
            except Invalid:
                continue
            done += 1
        return done

    writers = [write(store, f"{node}{task}") for node, store in enumerate(stores) for task in range(4)]
    readers = [asyncio.ensure_future(follow(store, lambda read: bool(read) and _is_end(read[-1]))) for store in stores]
    done = sum(await asyncio.gather(*writers))
    await stores[0].do(lambda tx: tx.record(CustomerChanged(CustomerId("end"))))
    told = await asyncio.gather(*readers)
    for read in told:
        assert read == told[0]
        assert [each.pos for each in read] == sorted({each.pos for each in read})
        versions: dict[str, list[int]] = {}
        for each in read[:-1]:
            assert isinstance(each.fact, AgentChanged)
            _, customer, version = each.fact.agent_id.split(":")
            versions.setdefault(customer, []).append(int(version))
        assert sum(map(len, versions.values())) == done
        for found in versions.values():
            assert found == sorted(found)


def _is_end(logged: log.Logged) -> bool:
    return isinstance(logged.fact, CustomerChanged)


def test_places_follow_one_another(store: Store) -> None:
    write = Writer(store)
    for _ in range(3):
        write.change(t.customer, "none", AgentChanged(AgentId("a")), AgentChanged(AgentId("b")))
        stamp(store)
    assert [each.pos for each in store.read_now(log.read_after, 0)] == [1, 2, 3, 4, 5, 6]
    assert [each.pos for each in store.read_now(log.read_after, 4)] == [5, 6]


def test_a_named_reader_goes_on_where_it_was(store: Store) -> None:
    assert store.read_now(log.position, "search") == 0
    for pos in (5, 9):
        store.do_now(log.keep, "search", pos)
    assert store.read_now(log.position, "search") == 9
    assert store.read_now(log.position, "other") == 0


def test_another_database_is_another_epoch(store: Store) -> None:
    epoch = store.read_now(log.epoch)
    assert len(epoch) == 32 and epoch == store.read_now(log.epoch)
    assert store.read_now(log.head) == 0
