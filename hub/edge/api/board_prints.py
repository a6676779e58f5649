"""The board as a PDF over HTTP: as it is, or as it was shown at a moment of the past. Every one taken out is kept."""

from __future__ import annotations

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from hub.actions import audit
from hub.core.board.view import BoardView
from hub.edge.api.boards import asked_moment, shown_at
from hub.edge.site import BOARDS, STORE, Actor
from hub.insight import asking
from hub.readers import board_paper
from hub.readers.board_paper import Printed
from hub.store import agents, oversight
from hub.store.database import Connection, Store


async def board(request: web.Request, me: Actor) -> web.Response:
    """`?at=&zone=&language=`: now without `at`; the firm's zone and the reader's language where they are not named."""
    store = request.app[STORE]
    zone = asking.zone_of(request.query.get("zone") or store.house.time_zone)
    at = asked_moment(request, "at") if "at" in request.query else None
    past = at is not None and at < store.clock()
    shown = await shown_at(store, me, at) if past and at is not None else await request.app[BOARDS].view(me)
    asked = await _printed(store, me, shown, zone, request.query.get("language", ""), past)
    document = await asyncio.to_thread(board_paper.printed, asked)
    await store.do(audit.note, me.id, "board_exported", None, {"at": shown.at.isoformat(), "past": past, "kind": "pdf"})
    return web.Response(body=document, headers={
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{_name(shown.at, zone)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    })


async def _printed(store: Store, me: Actor, shown: BoardView, zone: ZoneInfo, language: str, past: bool) -> Printed:
    def ask(conn: Connection) -> tuple[str, str, bool]:
        name = next((each.name for each in agents.everybody(conn) if each.id == me.id), "")
        return name, agents.language_of(conn, me.id), oversight.teams(conn, me.id, me.roles) is None

    viewer, own, whole = await store.read(ask)
    house, code = store.house, language if language in ("en", "ru") else own
    return Printed(
        board=shown, firm=house.firm, viewer=viewer, zone=zone, language=code,
        queues={str(key): _named(queue.name, code, key) for key, queue in house.queues.items()},
        reasons={reason.code: _named(reason.name, code, reason.code) for reason in house.reasons},
        past=past, whole=whole,
    )


def _named(names: dict[str, str], language: str, key: str) -> str:
    return names.get(language) or next(iter(names.values()), key)


def _name(at: datetime, zone: ZoneInfo) -> str:
    return f"board-{at.astimezone(zone):%Y-%m-%d-%H%M%S}.pdf"
