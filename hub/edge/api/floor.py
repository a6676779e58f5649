"""The floor as pages ask for it: queues, who waits, why there, the wrap-up form, the channels, the quarantine."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from aiohttp import web

from hub.actions import intake as keeping
from hub.actions import wrapup
from hub.actions.once import CommandKey, once
from hub.core.form import WrapUpForm
from hub.core.terms import ChannelId, InteractionId, QueueId
from hub.edge import wire
from hub.edge.api.files import raw_answer
from hub.edge.site import INTAKE, SETTINGS, STORE, Actor, answer, body
from hub.errors import Invalid, NotFound
from hub.store import agents, board, conversations, intake, live_calls, log, traces, wrapups
from hub.store.database import Connection, Tx

IGNORED_SHOWN = timedelta(days=7)


async def floor(request: web.Request, me: Actor) -> web.Response:
    """Queues, agents, everything that waits, calls agents are in, and what is switched off."""
    store, plan = request.app[STORE], request.app[SETTINGS].plan
    now = store.clock()

    def ask(conn: Connection) -> dict[str, object]:
        pos = log.head(conn)
        language = request.query.get("language", plan.languages[0])
        return {
            "queues": board.in_language(board.queues(conn, plan, now, pos), plan, language),
            "agents": board.colleagues(conn, pos),
            "waiting": agents.waiting(conn, plan),
            "calls": live_calls.in_talk(conn),
            "switched_off": live_calls.switched_off(conn),
        }

    return answer(await store.read(ask))


async def queue_waiting(request: web.Request, me: Actor) -> web.Response:
    """What waits in one queue, the first to be served first."""
    plan, queue = request.app[SETTINGS].plan, QueueId(request.match_info["id"])
    if queue not in plan.queues:
        raise NotFound("There is no such queue.")
    return answer({"items": await request.app[STORE].read(agents.waiting, plan, queue)})


async def trace(request: web.Request, me: Actor) -> web.Response:
    """Why an interaction is where it is."""
    store = request.app[STORE]
    interaction = InteractionId(request.match_info["id"])
    return answer(await store.read(traces.trace, interaction, request.app[SETTINGS].plan, store.clock()))


async def wrapup_view(request: web.Request, me: Actor) -> web.Response:
    """The form's start."""
    plan = request.app[SETTINGS].plan
    return answer(await request.app[STORE].read(wrapups.view, InteractionId(request.match_info["id"]), plan))


async def complete_wrapup(request: web.Request, me: Actor) -> web.Response:
    """The one form over HTTP; `Idempotency-Key` makes a repetition harmless."""
    key = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= 64:
        raise Invalid("Send the header Idempotency-Key with 8 to 64 characters.", field="Idempotency-Key")
    form = wire.read(WrapUpForm, await body(request))
    interaction = InteractionId(request.match_info["id"])

    def complete(tx: Tx) -> object:
        return wrapup.complete(tx, me.id, wrapup.start(tx, me.id, interaction), form)

    return answer({"ok": True, "data": await request.app[STORE].do(once, CommandKey(me.id, key), complete)})


async def channels(request: web.Request, me: Actor) -> web.Response:
    """The configured channels and how their lines are."""
    states = {state.channel_id: state for state in await request.app[STORE].read(intake.channel_states)}
    items = []
    for key, info in request.app[SETTINGS].plan.channels.items():
        state = states.get(ChannelId(key))
        fetches = request.app[SETTINGS].channels[key].capabilities.fetches
        items.append({
            **dataclasses.asdict(info),
            "state": state.state if state else ("connecting" if fetches else "up"),
            "detail": state.detail if state else "",
            "since": state.since if state else None,
        })
    return answer({"items": items})


async def quarantine(request: web.Request, me: Actor) -> web.Response:
    """`?cursor=`: deliveries that wait for a person."""
    items, following = await request.app[STORE].read(intake.quarantine, request.query.get("cursor", ""))
    shown = [{**dataclasses.asdict(item), "from": item.sender} for item in items]
    return answer({"items": shown, "next": following})


async def quarantined(request: web.Request, me: Actor) -> web.Response:
    """One delivery's raw bytes, to look into."""
    store = request.app[STORE]
    found = await store.read(intake.raw, request.match_info["id"])
    if found is None:
        raise NotFound("There is no such delivery.")
    return raw_answer(intake.body(found, store.blobs), found.id)


async def ignored(request: web.Request, me: Actor) -> web.Response:
    """What came in during the last week and led to nothing, counted by channel and reason."""
    store = request.app[STORE]
    return answer({"items": await store.read(intake.ignored, store.clock() - IGNORED_SHOWN)})


async def reprocess(request: web.Request, me: Actor) -> web.Response:
    """Try it again, after a fix."""
    return answer(await request.app[INTAKE].again(request.match_info["id"]))


async def discard(request: web.Request, me: Actor) -> web.Response:
    """It means nothing."""
    await request.app[STORE].do(keeping.discard, me.id, request.match_info["id"])
    return answer({"ok": True})


async def blocked(request: web.Request, me: Actor) -> web.Response:
    """Addresses whose mail and chats are kept but never routed."""
    return answer({"items": await request.app[STORE].read(conversations.blocked)})
