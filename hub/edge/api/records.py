"""Cases, opportunities and callbacks: lists and pages. Changes are commands over the socket."""

from __future__ import annotations

from aiohttp import web

from hub.core.terms import CaseId, OpportunityId
from hub.edge.site import STORE, Actor, answer
from hub.store import records, search, whispers
from hub.store.database import Connection


async def cases(request: web.Request, me: Actor) -> web.Response:
    """`?status=&q=&cursor=`: a page, newest first."""
    store, asked = request.app[STORE], request.query
    ids = await store.read(search.record_ids, asked["q"], "case") if asked.get("q") else None
    items, following = await store.read(records.case_list, asked.get("status", ""), ids, asked.get("cursor", ""))
    return answer({"items": items, "next": following})


async def case(request: web.Request, me: Actor) -> web.Response:
    """A case with its history and the newest lines of its conversations."""
    def ask(conn: Connection) -> dict[str, object]:
        found, history, lines = records.case(conn, CaseId(request.match_info["id"]))
        return {"case": found, "history": history, "thread": whispers.seen_by(conn, lines, me.id)}

    return answer(await request.app[STORE].read(ask))


async def opportunities(request: web.Request, me: Actor) -> web.Response:
    """`?stage=&q=&cursor=`: a page, newest first."""
    store, asked = request.app[STORE], request.query
    ids = await store.read(search.record_ids, asked["q"], "opportunity") if asked.get("q") else None
    items, following = await store.read(
        records.opportunity_list, asked.get("stage", ""), ids, asked.get("cursor", "")
    )
    return answer({"items": items, "next": following})


async def opportunity(request: web.Request, me: Actor) -> web.Response:
    """An opportunity with its history and the newest lines of its conversation."""
    def ask(conn: Connection) -> dict[str, object]:
        found, history, lines = records.opportunity(conn, OpportunityId(request.match_info["id"]))
        return {"opportunity": found, "history": history, "thread": whispers.seen_by(conn, lines, me.id)}

    return answer(await request.app[STORE].read(ask))


async def callbacks(request: web.Request, me: Actor) -> web.Response:
    """`?state=`: promised calls, the next due first."""
    return answer({"items": await request.app[STORE].read(records.callback_list, request.query.get("state", ""))})
