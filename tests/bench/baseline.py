"""The bare baseline: HTTP in, one grouped insert, one socket emit. What the product does beyond it is its price.

Run as `python -m tests.bench.baseline PORT DATABASE_URL`. It uses the product's own libraries and settings.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import uuid
from queue import SimpleQueue
from typing import Any

import orjson
import socketio
import uvloop
from aiohttp import web
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Text, create_engine, event, insert

metadata = MetaData()
message = Table("message", metadata, Column("id", Integer, primary_key=True), Column("who", String(64)),
                Column("body", Text))
GROUP = 256
Item = tuple[str, str, asyncio.Future[None]]


def open_engine(url: str) -> Engine:
    """The database as the product opens it: durable."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def set_up(connection: Any, _: object) -> None:
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=full")

    metadata.create_all(engine)
    return engine


class Writer(threading.Thread):
    """One thread, one connection, one commit for all that waits."""

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(daemon=True)
        self._engine, self._loop = engine, loop
        self.queue: SimpleQueue[Item] = SimpleQueue()

    def run(self) -> None:
        """Group and commit for ever."""
        with self._engine.connect() as connection:
            while True:
                group = [self.queue.get()]
                while not self.queue.empty() and len(group) < GROUP:
                    group.append(self.queue.get())
                with connection.begin():
                    connection.execute(insert(message), [{"who": who, "body": body} for who, body, _ in group])
                self._loop.call_soon_threadsafe(self._settle, group)

    @staticmethod
    def _settle(group: list[Item]) -> None:
        for _, _, answer in group:
            if not answer.done():
                answer.set_result(None)


class Json:
    """orjson for python-socketio."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """As json.dumps."""
        return orjson.dumps(value).decode()

    loads = staticmethod(lambda text, **_: orjson.loads(text))


async def main(port: int, url: str) -> None:
    """Serve until killed."""
    sockets = socketio.AsyncServer(async_mode="aiohttp", json=Json, transports=["websocket"])
    app = web.Application()
    sockets.attach(app)
    writer = Writer(open_engine(url), asyncio.get_running_loop())
    writer.start()
    rooms: dict[str, str] = {}

    @sockets.on("connect")  # type: ignore[untyped-decorator]
    async def connect(sid: str, environ: dict[str, Any], auth: dict[str, str]) -> None:
        rooms[auth["agent"]] = sid

    async def take(request: web.Request) -> web.Response:
        given = orjson.loads(await request.read())
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        writer.queue.put((given["agent"], given["text"], answer))
        await answer
        await sockets.emit("message", {"id": uuid.uuid4().hex, "text": given["text"]}, to=rooms.get(given["agent"]))
        return web.Response(body=b'{"ok":true}', content_type="application/json")

    async def ready(request: web.Request) -> web.Response:
        return web.Response(text="ready")

    app.router.add_post("/message", take)
    app.router.add_get("/ready", ready)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2]))
