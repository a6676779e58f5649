"""Figure: mails parsed a second, the worst of them, mails stored end to end, and what chats notice of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from sqlalchemy import create_engine, text

from channels.contract import Delivery
from channels.email_imap import open as open_mailbox
from channels.email_imap import parse
from channels.worker import ParserPool
from tests.bench import mails
from tests.bench.databases import Databases
from tests.bench.figures import Figure, Scale
from tests.bench.hubs import MAILBOX, BenchHub, serving
from tests.bench.load import Desk, Load, Run, Visitors, listening
from tests.bench.machine import cost
from tests.bench.post import Post

AGENTS, TALKS = 10, 40
SETTINGS = {"address": MAILBOX, "imap_host": "127.0.0.1", "imap_tls": "none"}
WORST_SECONDS = 2.0
STORED_A_SECOND = 150.0
CHATS_A_SECOND = 200.0
MORE = 1.25  # how much longer a chat may take beside mails and still be called unchanged
MORE_MS = 5.0
LONGEST_SECONDS = 60.0


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures, on SQLite."""
    parsing = [_parsed("of 5 kB", mails.small, scale.count(300)), _parsed("of 200 kB", mails.large, scale.count(60))]
    return [*parsing, await _hostile(), *await _through(databases, scale)]


def _parsed(name: str, make: Callable[[int], bytes], count: int) -> Figure:
    given = [_delivery(make(number)) for number in range(count)]
    settings = open_mailbox("mail", SETTINGS, {"token_key": "k" * 32}).settings
    for delivery in given[:5]:
        parse(settings, delivery)
    begun = time.process_time()
    for delivery in given:
        parse(settings, delivery)
    each = (time.process_time() - begun) / count
    return Figure(f"mails {name}: parsed on one core", f"{1 / each:.0f}/s, {each * 1000:.2f} ms each", "", "", None,
                  "text, quotes, signature, sanitized HTML, attachments")  # fmt: skip


async def _hostile() -> Figure:
    settings = open_mailbox("mail", SETTINGS, {"token_key": "k" * 32}).settings
    pool = ParserPool()
    worst, which = 0.0, ""
    try:
        await _timed(pool, settings, mails.small(1))
        for name, mail in mails.hostile().items():
            taken = await _timed(pool, settings, mail)
            if taken > worst:
                worst, which = taken, name
    finally:
        await pool.close()
    return Figure(f"hostile mails: the worst of {len(mails.hostile())}", f"{worst:.2f} s", "",
                  f"< {WORST_SECONDS:.0f} s", worst < WORST_SECONDS, which)  # fmt: skip


async def _timed(pool: ParserPool, settings: object, mail: bytes) -> float:
    begun = time.perf_counter()
    try:
        await pool.parse("channels.email_imap", settings, _delivery(mail))
    except Exception as error:
        if type(error).__name__ != "Unreadable":
            raise
    return time.perf_counter() - begun


def _delivery(mail: bytes) -> Delivery:
    return Delivery("mail", mail, "1/1")


# --- through the hub -------------------------------------------------------------------------------------------


async def _through(databases: Databases, scale: Scale) -> list[Figure]:
    post = Post(databases.folder / "post")
    try:
        with databases.fresh("SQLite") as url:
            hub = BenchHub(databases.folder / "hub-mail", url)
            hub.prepare(AGENTS, imap_port=post.port)
            with serving(hub):
                return await _measured(hub, post, scale)
    finally:
        post.close()


async def _measured(hub: BenchHub, post: Post, scale: Scale) -> list[Figure]:
    desk, visitors = Desk(hub.port, hub.tokens), Visitors(hub.port, TALKS)
    async with listening(desk.consoles):
        desk.begin()
        await visitors.begin(desk)
        load = Load(hub.pid, TALKS, visitors.say, desk.screens)
        await load.at(CHATS_A_SECOND, 3)
        alone = await load.at(CHATS_A_SECOND, scale.seconds(10))
        before = _mails(hub.database_url)
        post.tell("stream")
        await asyncio.sleep(2.0)
        beside = await load.at(CHATS_A_SECOND, scale.seconds(10))
        post.tell("stop")
        arrived = (_mails(hub.database_url) - before) / (scale.seconds(10) + 2.0)
        await asyncio.sleep(2.0)
        stored = await _stored(hub, post, scale.count(600))
    visitors.close()
    return [stored, _unchanged(alone, beside, arrived)]


async def _stored(hub: BenchHub, post: Post, count: int) -> Figure:
    """A full mailbox, from IMAP to thread and queue."""
    url = hub.database_url
    before, spent, begun = _mails(url), cost(hub.pid), time.perf_counter()
    post.tell(f"give {count}")
    while _mails(url) < before + count and time.perf_counter() - begun < LONGEST_SECONDS:
        await asyncio.sleep(0.02)
    taken, used = time.perf_counter() - begun, cost(hub.pid).since(spent)
    stored = _mails(url) - before
    each = (used.own + used.children) / max(1, stored) * 1000
    parser = used.children / max(1, stored) * 1000
    return Figure("mails of 5 kB: fetched, kept, parsed, threaded, queued", f"{stored / taken:.0f}/s on one core", "",
                  f"≥ {STORED_A_SECOND:.0f}/s", stored / taken >= STORED_A_SECOND,
                  f"{each:.1f} ms of processor each, {parser:.1f} in the parser")


def _unchanged(alone: Run, beside: Run, arrived: float) -> Figure:
    met = beside.p99 <= max(alone.p99 * MORE, alone.p99 + MORE_MS) and not beside.lost
    return Figure(f"chat at {CHATS_A_SECOND:.0f}/s while mails are taken in",
                  f"p50 {beside.p50:.1f} ms, p99 {beside.p99:.1f} ms", f"p99 {beside.p99 / alone.p99:.2f}×",
                  f"p99 unchanged (≤ {MORE}× or +{MORE_MS:.0f} ms)", met,
                  f"alone p50 {alone.p50:.1f} ms, p99 {alone.p99:.1f} ms; {arrived:.0f} mails/s of 5 and 200 kB, "
                  "hub and parser on one core")  # fmt: skip


def _mails(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM message WHERE medium = 'email'")).scalar_one()
    engine.dispose()
    return int(found)
