"""Customers: the list, the card, the thread; conversations; the full-text search."""

from __future__ import annotations

import dataclasses
import time

from aiohttp import web

from hub.core.cards import Thread
from hub.core.terms import ConversationId, CustomerId
from hub.edge.site import FEED, MOST_DIGITS, SETTINGS, STORE, Actor, answer
from hub.errors import Invalid
from hub.store import conversations, customers, search, threads, whispers
from hub.store.database import Connection

MOST_LINES = 200
MOST_HITS = 50


async def listed(request: web.Request, me: Actor) -> web.Response:
    """`?q=&cursor=`: a page of customers, who wrote last first."""
    store, asked = request.app[STORE], request.query
    if asked.get("q"):
        ids = await store.read(search.record_ids, asked["q"], "customer")
        return answer({"items": await store.read(customers.items, ids), "next": ""})
    items, following = await store.read(customers.page, asked.get("cursor", ""))
    return answer({"items": items, "next": following})


async def card(request: web.Request, me: Actor) -> web.Response:
    """The customer panel."""
    store = request.app[STORE]
    key = CustomerId(request.match_info["id"])
    return answer(await store.read(customers.card, key, request.app[SETTINGS].plan, store.clock()))


async def thread(request: web.Request, me: Actor) -> web.Response:
    """`?before=&limit=&medium=&conversation=`: a page of the thread, oldest first."""
    asked = request.query
    limit = number(asked.get("limit"), 50, MOST_LINES)

    def ask(conn: Connection) -> Thread:
        found = threads.thread(
            conn, CustomerId(request.match_info["id"]), asked.get("before", ""), limit, asked.get("medium", "all"),
            ConversationId(asked.get("conversation", "")),
        )
        return dataclasses.replace(found, items=tuple(whispers.seen_by(conn, found.items, me.id)))

    return answer(await request.app[STORE].read(ask))


async def conversation(request: web.Request, me: Actor) -> web.Response:
    """A conversation: whose, its live work, and who else has it on the screen."""
    key = ConversationId(request.match_info["id"])
    found = await request.app[STORE].read(conversations.conversation, key, request.app[SETTINGS].plan)
    return answer({**dataclasses.asdict(found), "watchers": request.app[FEED].watchers(key, me.id)})


async def find(request: web.Request, me: Actor) -> web.Response:
    """`?q=&limit=`: customers, messages, cases, opportunities, orders."""
    begun = time.perf_counter()
    text = request.query.get("q", "").strip()
    limit = number(request.query.get("limit"), 20, MOST_HITS)
    hits = await request.app[STORE].read(search.search, text, limit) if text else []
    return answer({"hits": hits, "took_ms": round((time.perf_counter() - begun) * 1000, 1)})


def number(text: str | None, default: int, most: int) -> int:
    """A whole number from a query, at most `most`. Raises Invalid."""
    if text is None:
        return default
    if not text.isdecimal() or len(text) > MOST_DIGITS or int(text) < 1:
        raise Invalid("limit is a whole number from 1.", field="limit")
    return min(int(text), most)
