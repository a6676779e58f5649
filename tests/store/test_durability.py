"""What was acknowledged is there: after kill -9, without a database, from a copy."""

import asyncio
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from hub.errors import Invalid, TooLarge, Unavailable
from hub.store import blobs, log, schema
from hub.store import tables as t
from hub.store.backup import backup
from hub.store.database import Connection, Store, open_store
from hub.store.engines import assert_durable, open_writer, read_url
from hub.store.sql import select
from tests.services.postgres import PostgresServer
from tests.shape import ROOT
from tests.store.conftest import StandingClock
from tests.store.filling import Writer

KILLS = 3


def leases(conn: Connection) -> set[str]:
    return set(conn.execute(select(t.lease.c.name)).scalars())


def told(conn: Connection) -> set[str]:
    rows = conn.execute(select(t.fact.c.kind, t.fact.c.body))
    return {log.fact_of(kind, body).agent_id for kind, body in rows}  # type: ignore[union-attr, misc]


def test_what_was_acknowledged_survives_kill_9(database_url: str) -> None:
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        command = [sys.executable, "-m", "tests.store.durable", database_url, str(kill * 1_000_000)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(random.uniform(0.2, 0.6))
        process.send_signal(signal.SIGKILL)
        acknowledged |= {line.strip() for line in process.stdout.read().splitlines(keepends=True) if line[-1] == "\n"}
        process.stdout.close()
        process.wait()
    engine = create_engine(read_url(database_url))
    with engine.connect() as connection:
        assert acknowledged <= leases(connection)
        assert leases(connection) == told(connection)
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    engine.dispose()


def test_a_database_that_would_lose_commits_is_not_served(database_url: str) -> None:
    engine = open_writer(read_url(database_url))
    with engine.connect() as connection:
        assert_durable(connection)
        connection.rollback()
        weaker = "PRAGMA synchronous=NORMAL" if connection.dialect.name == "sqlite" else "SET synchronous_commit=off"
        connection.connection.driver_connection.execute(weaker)  # type: ignore[union-attr]
        with pytest.raises(RuntimeError, match="lose commits"):
            assert_durable(connection)
    engine.dispose()


async def test_without_a_database_the_answer_is_unavailable_and_then_it_goes_on(
    postgres: PostgresServer, make_database: Callable[[], str], clock: StandingClock, tmp_path: Path, plan: object
) -> None:
    url = make_database()
    schema.create(url)
    store = open_store(url, clock=clock, blobs=tmp_path)
    store.house = plan  # type: ignore[assignment]
    write = Writer(store)
    await asyncio.to_thread(write.customer, "before")
    postgres.daemon.kill()
    try:
        for ask in (lambda: write.customer("meanwhile"), lambda: store.read_now(leases)):
            began = time.monotonic()
            with pytest.raises(Unavailable):
                await asyncio.to_thread(ask)
            assert time.monotonic() - began < 2
    finally:
        postgres.daemon.start()
    await asyncio.to_thread(write.customer, "after")
    rung = asyncio.Event()
    store.on_commit(rung.set)
    await store.do(lambda tx: tx.record(log.fact_of("AgentChanged", '{"agent_id":"x"}')))
    await asyncio.wait_for(rung.wait(), 5)
    store.close()


def test_a_copy_can_be_put_back(store: Store, database_url: str, tmp_path: Path) -> None:
    Writer(store).customer("Ann")
    target = tmp_path / "copies" / "hub.copy"
    if store.dialect == "postgresql" and shutil.which("pg_dump") is None:
        with pytest.raises(Invalid, match="pg_dump"):
            backup(database_url, target)
        return
    if store.dialect == "postgresql":
        return  # the client programs of the machine may be older than the server of the tests
    backup(database_url, target)
    engine = create_engine(f"sqlite:///{target}")
    with engine.connect() as connection:
        assert connection.execute(select(t.customer.c.name)).scalar() == "Ann"
    engine.dispose()
    with pytest.raises(Invalid, match="there already"):
        backup(database_url, target)


def test_a_file_is_kept_whole_under_the_name_of_its_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    stored = blobs.keep(folder, [b"hello ", b"world"], limit=11)
    assert blobs.path_of(folder, stored.sha256).read_bytes() == b"hello world" and stored.size == 11
    assert blobs.keep(folder, [b"hello world"], limit=11) == stored
    with pytest.raises(TooLarge):
        blobs.keep(folder, [b"hello ", b"world!"], limit=11)
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [stored.sha256]


async def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    async def pieces() -> object:
        yield b"half"
        raise ConnectionError("the line broke")

    with pytest.raises(ConnectionError):
        await blobs.keep_stream(tmp_path, pieces(), limit=100)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
