"""The one thread that writes: it groups what waits into the next commit, and answers when the group is on disk.

`Tx` is what an action works with. Engines are made in engines, the log's order is kept in log and bell.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Connection, Engine, event, select

from hub.core.facts import Fact
from hub.core.plan import FloorPlan
from hub.errors import HubError, Unavailable
from hub.store import log, tables
from hub.store.engines import assert_durable, is_conflict, refusal_of
from hub.store.ids import Clock, Ids
from hub.store.prepared import note_write, writes
from hub.store.sql import insert_or_update

GROUP = 256  # items in one commit at most
WAITING = 20_000  # items that may wait; one more hears Unavailable at once
STUCK_SECONDS = 2.0  # a commit that takes longer: new items hear Unavailable at once
PACE_SECONDS = 0.005  # under load commits begin no closer than this: they cost more than what they hold
LONGEST_PACE_SECONDS = 0.05  # nor closer than twice the time the last one took, up to this
CONFLICT_TRIES = 5

_log = logging.getLogger("hub.store")
_counter = tables.counter


class Tx:
    """What an action has in hand: a connection inside a transaction, the moment, new ids, the log. It never commits."""

    __slots__ = ("_facts", "_ids", "conn", "dialect", "house", "now", "told_before")

    def __init__(self, conn: Connection, now: datetime, ids: Ids, house: FloorPlan, told_before: int = 0) -> None:
        self.conn = conn
        self.now = now
        self.house = house
        self.dialect = conn.dialect.name  # "sqlite" | "postgresql"
        self.told_before = told_before  # facts of this commit by those who wrote in it before
        self._ids = ids
        self._facts: list[dict[str, Any]] = []

    def new_id(self) -> str:
        """A new identifier; they sort in the order of their making."""
        return self._ids()

    def record(self, fact: Fact) -> None:
        """Put a fact into the log, if this item succeeds."""
        self._facts.append(log.row_of(fact, self.now))

    def number(self, name: str) -> int:
        """The next number of a counter, beginning with 1; gaps only where a transaction failed."""
        statement = insert_or_update(self.dialect, _counter, ["name"], {"value": _counter.c.value + 1})
        row = self.conn.execute(statement.returning(_counter.c.value), {"name": name, "value": 1})
        return int(row.scalar_one())


class Job:
    """One item that waits for its commit, and who waits for it."""

    __slots__ = ("action", "answer", "arguments", "batch", "error", "loop", "options", "result")

    def __init__(
        self,
        action: Callable[..., Any],
        arguments: tuple[Any, ...],
        options: dict[str, Any],
        answer: asyncio.Future[Any] | Future[Any],
        *,
        batch: bool,
    ) -> None:
        self.action = action
        self.arguments = arguments
        self.options = options
        self.batch = batch
        self.answer = answer
        self.loop = answer.get_loop() if isinstance(answer, asyncio.Future) else None
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Tell the one who waits; in their own thread."""
        if self.answer.done():
            return  # nobody waits any more
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.result)


class Writer:
    """The thread, its connection and its queue."""

    def __init__(self, engine: Engine, clock: Clock, ids: Ids, committed: Callable[[], None]) -> None:
        """`committed` is called in this thread after each commit that put facts into the log."""
        self.house: FloorPlan | None = None
        self._engine = engine
        self._clock = clock
        self._ids = ids
        self._committed = committed
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._began = 0.0  # when the last group did
        self._pace = PACE_SECONDS
        self._busy_since = 0.0  # the same while it is under way, else 0
        self._committing = False  # left True by a commit that broke off
        self._facts: list[dict[str, Any]] = []  # of the group under way
        self._closed = False
        event.listen(engine, "before_cursor_execute", _count_write)
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)

    def start(self) -> None:
        """Connect, check the promise of durability, begin to serve. Raises Unavailable when there is no database."""
        try:
            with self._transaction() as connection:
                assert_durable(connection)
        except Exception as error:
            raise refusal_of(error) from error
        self._thread.start()

    def put(self, job: Job) -> None:
        """Queue an item. Raises Unavailable when the database does not keep up or is away."""
        if self._closed:
            raise Unavailable("the store is closed")
        if self._queue.qsize() > WAITING or self._is_stuck():
            raise Unavailable()
        self._queue.put(job)

    def close(self) -> None:
        """Finish what is queued, then stop."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._keep_statistics()
        self._disconnect()
        self._engine.dispose()

    def _keep_statistics(self) -> None:
        """Let SQLite note how its tables have grown, as its makers advise before closing; PostgreSQL does by itself."""
        if self._connection is None or self._engine.dialect.name != "sqlite":
            return
        try:
            driver: Any = self._connection.connection.driver_connection
            driver.execute("PRAGMA analysis_limit=1000")
            driver.execute("PRAGMA optimize")
        except Exception as error:
            _log.info("The statistics were not kept", extra={"error": type(error).__name__})

    def _is_stuck(self) -> bool:
        since = self._busy_since
        return since > 0 and time.monotonic() - since > STUCK_SECONDS

    def _run(self) -> None:
        while jobs := self._next_group():
            self._busy_since = self._began = time.monotonic()
            self._serve(jobs)
            self._busy_since = 0.0
            self._pace = min(LONGEST_PACE_SECONDS, max(PACE_SECONDS, 2 * (time.monotonic() - self._began)))
            settle(jobs)
            del jobs  # what they hold may be large

    def _next_group(self) -> list[Job]:
        """What waits now, at most GROUP items; blocks for the first. [] when closed."""
        first = self._queue.get()
        if first is None:
            return []
        rest = self._began + self._pace - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        jobs = [first]
        while len(jobs) < GROUP:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _serve(self, jobs: list[Job]) -> None:
        """Commit them together; if that fails, each alone."""
        try:
            self._together(jobs)
            return
        except Exception as error:
            refusal, conflict = refusal_of(error), is_conflict(error)
        away = isinstance(refusal, Unavailable)
        if self._committing or (away and not self._is_reachable()):
            # A commit that broke off may have happened: nothing is run again, the asker repeats it by its own id.
            for job in jobs:
                job.error = job.error or refusal
        elif len(jobs) == 1 and not conflict and not away:
            jobs[0].error = refusal
        else:
            _log.info("A group is taken apart", extra={"items": len(jobs), "error": type(refusal).__name__})
            for job in jobs:
                self._alone(job)

    def _alone(self, job: Job) -> None:
        for last in (*[False] * (CONFLICT_TRIES - 1), True):
            try:
                return self._together([job])
            except Exception as error:
                job.error = refusal_of(error)
                if last or self._committing or not is_conflict(error):
                    return None
        return None

    def _together(self, jobs: list[Job]) -> None:
        for job in jobs:
            job.result = job.error = None
        self._facts = []
        with self._transaction() as connection:
            now = self._clock()
            for batched, run in groupby(jobs, key=_batch_of):
                if batched is None:
                    for job in run:
                        self._do(job, self._tx(connection, now))
                else:
                    self._do_batch(list(run), self._tx(connection, now))
            log.append(connection, self._facts)
        if self._facts:
            self._committed()

    def _tx(self, connection: Connection, now: datetime) -> Tx:
        if self.house is None:
            raise RuntimeError("the store was given no house; set store.house first")
        return Tx(connection, now, self._ids, self.house, len(self._facts))

    def _do(self, job: Job, tx: Tx) -> None:
        before = writes(tx.conn)
        try:
            job.result = job.action(tx, *job.arguments, **job.options)
        except HubError as refusal:
            if writes(tx.conn) != before:
                raise
            job.error = refusal
        else:
            self._facts += tx._facts

    def _do_batch(self, jobs: list[Job], tx: Tx) -> None:
        results: Sequence[Any] = jobs[0].action(tx, [job.arguments[0] for job in jobs])
        for job, result in zip(jobs, results, strict=True):
            if isinstance(result, BaseException):
                job.error = result
            else:
                job.result = result
        self._facts += tx._facts

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self._committing = False
        connection = self._connected()
        try:
            with connection.begin():
                yield connection
                self._committing = True
            self._committing = False
        except BaseException:
            if connection.invalidated or connection.closed or connection.in_transaction():
                self._disconnect()
            raise

    def _connected(self) -> Connection:
        """The connection, made anew when it was lost."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except Exception:
                _log.info("A lost connection could not be closed")

    def _is_reachable(self) -> bool:
        """Whether the database answers now (after an error that may have been a lost connection)."""
        try:
            with self._transaction() as connection:
                connection.execute(select(1))
        except Exception:
            return False
        return True


def settle(jobs: Sequence[Job]) -> None:
    """Tell each who waits, with one hop for each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        if job.loop is None:
            job.settle()
        else:
            loops.setdefault(job.loop, []).append(job)
    for loop, theirs in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, theirs)
        except RuntimeError:  # the loop is closed: nobody waits
            continue


def _settle_all(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.settle()


def _count_write(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
    if not statement.startswith(("SELECT", "BEGIN", "SAVEPOINT", "RELEASE")):
        note_write(connection)


def _batch_of(job: Job) -> Callable[..., Any] | None:
    return job.action if job.batch else None
