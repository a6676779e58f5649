"""The store as the edge and the readers of the log see it: run an action, ask a question, hear of commits.

`open_store` opens it. Actions run in one writer thread (writer), questions on a few reading connections.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from hub.core.plan import FloorPlan
from hub.errors import Unavailable
from hub.store.bell import Bell
from hub.store.engines import READERS, open_readers, open_writer, read_url, refusal_of
from hub.store.ids import Clock, Ids
from hub.store.writer import Job, Tx, Writer

__all__ = ["Clock", "Connection", "Store", "Tx", "open_store", "reading"]

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")


class Store:
    """An open database. Use from any thread; `do`, `do_many` and `read` from an event loop."""

    def __init__(self, url: URL, *, clock: Clock, blobs: Path) -> None:
        self.url = url
        self.clock = clock
        self.blobs = blobs
        self.new_id = Ids(clock)
        self.dialect = url.get_backend_name()
        self._readers: Engine = open_readers(url)
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")
        self._listeners: list[_Listener] = []
        engine = open_writer(url)
        self._bell = Bell(engine, self._ring) if self.dialect == "postgresql" else None
        committed = self._bell.committed if self._bell else self._ring
        self._writer = Writer(engine, clock, self.new_id, committed)

    @property
    def house(self) -> FloorPlan:
        """The firm's rules, which actions find as `tx.house`. Set before the first action, and again on a change."""
        if self._writer.house is None:
            raise RuntimeError("the store was given no house; set store.house first")
        return self._writer.house

    @house.setter
    def house(self, house: FloorPlan) -> None:
        self._writer.house = house

    async def do(self, action: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run an action in the next commit; returns when it is on disk.

        Raises what the action raises; Unavailable when the database is away, busy or full.
        """
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._writer.put(Job(action, args, kwargs, answer, batch=False))
        return await answer

    async def do_many(self, action: Callable[[Tx, list[A]], Sequence[R | BaseException]], item: A) -> R:
        """Like `do` for an action that takes all waiting items at once and answers each, or refuses it by an error.

        A batch that fails is run again item by item, so that one bad item harms no other.
        """
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._writer.put(Job(action, (item,), {}, answer, batch=True))
        return await answer

    def do_now(self, action: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`do` for the command line and tests: waits in this thread, which must run no event loop of the hub."""
        answer: Future[R] = Future()
        self._writer.put(Job(action, args, kwargs, answer, batch=False))
        return answer.result()

    async def read(
        self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Ask a question on a reading connection: it sees one moment of the database. Raises Unavailable."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: self.read_now(query, *args, **kwargs))

    def read_now(self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`read` in this thread."""
        try:
            return self._ask(query, args, kwargs)
        except Exception as error:
            refusal = refusal_of(error)
            if not isinstance(refusal, Unavailable):
                raise refusal from refusal.__cause__
        try:  # a connection that broke while it lay idle is made anew, once
            return self._ask(query, args, kwargs)
        except Exception as error:
            raise refusal_of(error) from error

    def _ask(self, query: Callable[..., R], args: Any, kwargs: Any) -> R:
        with self._readers.connect() as connection, connection.begin():
            return query(connection, *args, **kwargs)

    def on_commit(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back whenever the log has grown; several growths may be one call. Returns how to stop that.

        Asked for inside an event loop, the callback runs there; else in a thread of the store, where it must be short.
        """
        listener = _Listener(callback)
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self) -> None:
        """Begin to serve. Raises Unavailable when there is no database, RuntimeError when it would lose commits."""
        self._writer.start()
        if self._bell:
            self._bell.start()

    def close(self) -> None:
        """Commit what is queued and give everything back. Not to be called twice."""
        self._writer.close()
        if self._bell:
            self._bell.close()
        self._pool.shutdown()
        self._readers.dispose()

    def _ring(self) -> None:
        for listener in tuple(self._listeners):
            listener.ring()


class _Listener:
    """Someone who wants to hear of commits, in their own thread; rings that pile up are one."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback
        self._pending = False
        self._lock = threading.Lock()
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    def ring(self) -> None:
        if self._loop is None:
            self._callback()
            return
        with self._lock:
            if self._pending:
                return
            self._pending = True
        try:
            self._loop.call_soon_threadsafe(self._answer)
        except RuntimeError:  # the loop is closed: nobody listens
            return

    def _answer(self) -> None:
        self._pending = False
        self._callback()


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A connection that only reads, for work in a process of its own: it sees one moment of the database."""
    engine = open_readers(read_url(url))
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def open_store(url: str, *, clock: Clock, blobs: Path) -> Store:
    """Open the database at `url` (sqlite:///path or postgresql://…) and begin to serve; files live in `blobs`.

    The schema must be there (see schema.migrate). Raises Unavailable, or Invalid for a wrong address.
    """
    store = Store(read_url(url), clock=clock, blobs=blobs)
    try:
        store.start()
    except BaseException:
        store.close()
        raise
    return store
