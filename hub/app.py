"""The composition root: builds everything, opens it in order, closes it in reverse. No logic; nobody imports it."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import socketio
from aiohttp import web

from hub.actions import accounts
from hub.actions import boards as board_actions
from hub.core.board.rules import rules_of
from hub.edge import origin, routes, wire
from hub.edge.api.reports import AT_ONCE, READING
from hub.edge.auth import Doorman, hash_password
from hub.edge.board_sockets import BoardNamespace
from hub.edge.boards import Boards
from hub.edge.dispatch import Dispatch
from hub.edge.feed import Feed
from hub.edge.foresight import FORESIGHT, Foresight
from hub.edge.intake import Intake
from hub.edge.jobs import JOBS, Jobs
from hub.edge.mount import Site
from hub.edge.phones import Phones, Sound
from hub.edge.signals import Signals
from hub.edge.site import BOARDS, DOORMAN, FEED, INTAKE, NODES, SETTINGS, STORE, errors, headers
from hub.edge.sockets import DeskNamespace
from hub.errors import HubError
from hub.readers.caller import Caller
from hub.readers.clocks import Clocks
from hub.readers.historian import Historian
from hub.readers.indexer import Indexer
from hub.readers.listeners import Listeners
from hub.readers.loop import end, keep_running
from hub.readers.mailer import Mailer
from hub.readers.recordings import Recordings, Retention
from hub.readers.router import Router
from hub.readers.sender import Sender
from hub.readers.tail import Tail
from hub.readers.ticker import Ticker
from hub.settings import Settings
from hub.store import log as facts_log
from hub.store import schema
from hub.store.database import Store, open_store

log = logging.getLogger("rapport")

Extend = Callable[[web.Application], Awaitable[None]]

STOP_SECONDS = 1.0  # how long open requests may finish at a stop
GIVE_UP_SECONDS = 20.0  # a stop that takes longer hangs
SOCKET_BYTES = 1024 * 1024
SWITCH_SECONDS = 0.0005  # the store's threads give the interpreter up at each statement and should have it back soon


def clock() -> datetime:
    """The moment now."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[web.Application]:
    """The whole hub as an application, its readers running."""
    async with AsyncExitStack() as stack:
        store = open_store(settings.site.database_url, clock=clock, blobs=settings.site.data_dir / "blobs")
        stack.push_async_callback(asyncio.to_thread, store.close)
        store.house = settings.plan
        await store.do(board_actions.note_house, rules_of(settings.plan))
        app = web.Application(middlewares=[errors, origin.believed], client_max_size=SOCKET_BYTES)
        app.on_response_prepare.append(headers)
        sockets = socketio.AsyncServer(
            async_mode="aiohttp",
            json=wire.SocketJson,
            transports=["websocket"],
            async_handlers=True,
            max_http_buffer_size=SOCKET_BYTES,
            cors_allowed_origins=_origins(settings),
            ping_interval=10,
            ping_timeout=8,
        )
        sockets.attach(app)
        intake = await stack.enter_async_context(Intake(store, settings))
        site = Site(app, sockets, intake)
        tail = Tail(store)
        nodes = Signals(settings.site.redis_url, lambda: store.read(facts_log.epoch))
        doorman, feed = Doorman(store), Feed(store, settings, sockets, tail, nodes)
        dispatch = Dispatch(store, settings, feed)
        feed.on_talk(site.talk_changed)
        feed.on_sign_out(doorman.forget)
        feed.on_agent_signal(site.agent_signalled)
        site.on_signal(feed.customer_signalled)
        phone = Phones(store, nodes), Sound(store, settings, tail)
        sockets.register_namespace(DeskNamespace(doorman, dispatch, feed, phone, settings.site.public_url))
        app[BOARDS] = boards = Boards(store, sockets, tail)
        sockets.register_namespace(BoardNamespace(doorman, boards, settings.site.public_url))
        app[STORE], app[SETTINGS], app[DOORMAN], app[FEED], app[INTAKE] = store, settings, doorman, feed, intake
        app[NODES] = nodes
        app[JOBS], app[FORESIGHT] = Jobs(store.clock), Foresight(store)
        app[READING] = asyncio.Semaphore(AT_ONCE)
        stack.push_async_callback(app[JOBS].close)
        stack.push_async_callback(app[FORESIGHT].close)
        for channel in settings.channels.values():
            channel.mount(site)
            stack.push_async_callback(channel.close)
        routes.add(app)
        stack.push_async_callback(feed.close)
        own = {"feed": feed.run, "boards": boards.run, "intake": intake.finish_started, "signals": nodes.run,
               "phones": phone[0].run, "listeners": Listeners(store, settings.channels, site.arrived).run}
        readers = {"tail": tail.run, **own, **_readers(store, tail, settings)}
        for name, run in readers.items():
            await stack.enter_async_context(_running(name, run))
        yield app


def _readers(store: Store, tail: Tail, settings: Settings) -> dict[str, Callable[[], Awaitable[None]]]:
    """Those who follow the log and speak to nobody here, by name."""
    return {
        "ticker": Ticker(store, tail).run,
        "router": Router(store, tail).run,
        "sender": Sender(store, tail, settings.channels).run,
        "caller": Caller(store, tail, settings.channels).run,
        "recordings": Recordings(store, tail, settings.channels).run,
        "retention": Retention(store).run,
        "indexer": Indexer(store, tail).run,
        "clocks": Clocks(store, tail).run,
        "historian": Historian(store, tail).run,
        "mailer": Mailer(store, settings.channels, settings.site.public_url).run,
    }


@asynccontextmanager
async def _running(name: str, run: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_running(name, run), name=name)
    try:
        yield
    finally:
        await end(task)


def _origins(settings: Settings) -> list[str] | str:
    """A web chat and the console check the page's origin at their own namespaces, each by its own list."""
    live = any(channel.capabilities.live for channel in settings.channels.values())
    return "*" if live else [settings.site.public_url]


async def serve(settings: Settings, extend: Extend | None = None, started: Callable[[], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings) as app:
        if extend is not None:
            await extend(app)
        routes.finish(app)
        runner = web.AppRunner(app, shutdown_timeout=STOP_SECONDS, access_log=None)
        await runner.setup()
        giving_up = threading.Timer(GIVE_UP_SECONDS, _give_up)
        giving_up.daemon = True
        try:
            await _listen(runner, settings.site.host, settings.site.port)
            gc.freeze()
            gc.set_threshold(50_000, 50, 1_000)
            sys.setswitchinterval(SWITCH_SECONDS)
            if started is not None:
                started()
            await stop.wait()
            giving_up.start()
        finally:
            await runner.cleanup()
    giving_up.cancel()


def _give_up() -> None:
    """A part does not end: say where it stands and go. What was acknowledged is on disk, as after a power cut."""
    log.error("the hub did not stop in time and is ended")
    faulthandler.dump_traceback()
    os._exit(1)


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    """On this host; "localhost" means both of its addresses, where there is an IPv6 one."""
    local = host in ("localhost", "127.0.0.1")
    await web.TCPSite(runner, "127.0.0.1" if local else host, port).start()
    if local:
        with contextlib.suppress(OSError):
            await web.TCPSite(runner, "::1", port).start()


def run(settings: Settings) -> None:
    """`hub serve`. Refuses a database whose schema is behind."""
    behind = schema.behind(settings.site.database_url)
    if behind:
        sys.exit(f"{behind} Run `hub migrate` first.")
    start(serve(settings, started=lambda: print(f"Rapport serves {settings.site.public_url}", flush=True)), settings)


def start(work: Awaitable[None], settings: Settings) -> None:
    """Run on the fastest loop there is; a taken port is a sentence, not a traceback."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for loud in ("aiohttp.access", "mail.log"):  # they would write addresses
        logging.getLogger(loud).setLevel(logging.WARNING)
    try:
        import uvloop

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    except ImportError:
        runner = asyncio.Runner()

    async def whole() -> None:
        await work

    try:
        with runner:
            runner.run(whole())
    except OSError as error:
        sys.exit(f"Port {settings.site.port} cannot be used: {error.strerror or error}. Set PORT to another one.")
    except KeyboardInterrupt:
        return


def add_agent(settings: Settings, email: str, password: str, fields: Mapping[str, object]) -> str:
    """`hub agent add`: what happened, as a sentence."""
    store = open_store(settings.site.database_url, clock=clock, blobs=settings.site.data_dir / "blobs")
    store.house = settings.plan
    try:
        draft = accounts.new_agent(settings.plan, email, hash_password(password), fields)
        made = store.do_now(accounts.add_agent, draft)
    except HubError as error:
        sys.exit(f"{error.field + ': ' if error.field else ''}{error}")
    finally:
        store.close()
    return f"{email} can sign in now (id {made})."


__all__ = ["Store", "add_agent", "opened", "run", "serve", "start"]
