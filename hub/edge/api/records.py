"""Cases, opportunities and callbacks: lists and pages. Changes are commands over the socket."""

from __future__ import annotations

from aiohttp import web

from hub.core.terms import CaseId, OpportunityId
from hub.edge.site import STORE, Actor, answer
from hub.store import records, search


async def cases(request: web.Request, me: Actor) -> web.Response:
    """`?status=&q=&cursor=`: a page, newest first."""
    store, asked = request.app[STORE], request.query
    ids = await store.read(search.record_ids, asked["q"], "case") if asked.get("q") else None
    items, following = await store.read(records.case_list, asked.get("status", ""), ids, asked.get("cursor", ""))
    return answer({"items": items, "next": following})


async def case(request: web.Request, me: Actor) -> web.Response:
    """A case with its history and the newest lines of its conversations."""
    found, history, lines = await request.app[STORE].read(records.case, CaseId(request.match_info["id"]))
    return answer({"case": found, "history": history, "thread": lines})


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
    found, history, lines = await request.app[STORE].read(
        records.opportunity, OpportunityId(request.match_info["id"])
    )
    return answer({"opportunity": found, "history": history, "thread": lines})


async def callbacks(request: web.Request, me: Actor) -> web.Response:
    """`?state=`: promised calls, the next due first."""
    return answer({"items": await request.app[STORE].read(records.callback_list, request.query.get("state", ""))})
