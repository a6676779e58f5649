"""A prepared statement answers, binds, refuses and counts as SQLAlchemy's own would, on both databases."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from hub.errors import HubError, Invalid
from hub.store import tables as t
from hub.store.database import Connection, Store, Tx
from hub.store.engines import is_conflict
from hub.store.prepared import Prepared, among, inserts
from hub.store.sql import bindparam, select, update
from hub.store.typed import change_at
from tests.store.filling import Writer

_o = t.blocked.c
AMONG = Prepared(select(_o.address).where(among(_o.address, "addresses")).order_by(_o.address))
BY_ID = select(t.agent.c.id, t.agent.c.hourly_rate, t.agent.c.active, t.agent.c.queues, t.agent.c.created_at)


def blocked(tx: Tx, address: str) -> None:
    inserts(t.blocked).each(tx.conn, [{"address": address, "at": tx.now, "agent_id": None, "reason": ""}])


def asked(conn: Connection, addresses: list[str]) -> list[str]:
    return [row.address for row in AMONG.all(conn, addresses=addresses)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["a", "b", "c", 'd"', "e'", "Ж", "", "a" * 400]), max_size=8))
def test_one_of_many_is_what_core_finds(store: Store, wanted: list[str]) -> None:
    for each in ("a", "b", 'd"', "Ж"):
        if not store.read_now(asked, [each]):
            store.do_now(blocked, each)
    core = select(_o.address).where(_o.address.in_(wanted)).order_by(_o.address)
    assert store.read_now(asked, wanted) == store.read_now(lambda conn: list(conn.execute(core).scalars()))


def test_a_value_longer_than_its_column_finds_nothing_shorter(store: Store) -> None:
    customer = Writer(store).customer("Ann")
    by_id = Prepared(select(t.customer.c.id).where(among(t.customer.c.id, "ids")))
    assert store.read_now(lambda conn: by_id.all(conn, ids=[customer + "x"])) == []
    assert [row.id for row in store.read_now(lambda conn: by_id.all(conn, ids=[customer]))] == [customer]


def test_rows_read_as_core_reads_them(store: Store) -> None:
    moment = datetime(2026, 3, 1, 9, 30, 0, 5, tzinfo=UTC)
    Writer(store).agent("Anna", hourly_rate=Decimal("21.50"), queues={"support": 5}, created_at=moment)
    own = store.read_now(lambda conn: [tuple(row) for row in Prepared(BY_ID).all(conn)])
    assert own == store.read_now(lambda conn: [tuple(row) for row in conn.execute(BY_ID)])
    assert own[0][1:] == (Decimal("21.50"), True, {"support": 5}, moment)


def test_a_value_that_is_not_given_is_an_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.read_now(lambda conn: AMONG.all(conn))


def test_many_by_an_expanding_value_is_refused_rather_than_empty(store: Store) -> None:
    old = Prepared(select(_o.address).where(_o.address.in_(bindparam("addresses", expanding=True))))
    with pytest.raises(TypeError):
        store.read_now(lambda conn: old.all(conn, addresses=["a"]))


def test_a_second_row_of_one_key_is_told_as_sqlalchemy_tells_it(store: Store) -> None:
    store.do_now(blocked, "email:ann@example.org")
    with pytest.raises(DBAPIError) as told:
        store.do_now(blocked, "email:ann@example.org")
    assert told.value.hide_parameters
    assert is_conflict(told.value) == (store.dialect == "postgresql")


def test_a_refusal_after_a_prepared_write_undoes_it(store: Store) -> None:
    def writes_and_refuses(tx: Tx) -> None:
        blocked(tx, "email:bob@example.org")
        raise Invalid("no")

    with pytest.raises(HubError):
        store.do_now(writes_and_refuses)
    assert store.read_now(asked, ["email:bob@example.org"]) == []


def test_a_change_by_version_is_made_once(store: Store) -> None:
    customer = Writer(store).customer("Ann")

    def rename(tx: Tx) -> int:
        return change_at(tx, t.customer, {"id": customer, "version": 1}, version=2, name="Anna")

    start = Prepared(update(t.customer).where(t.customer.c.id == bindparam("who")).values(version=1))
    store.do_now(lambda tx: start.run(tx.conn, who=customer))
    assert (store.do_now(rename), store.do_now(rename)) == (1, 0)
