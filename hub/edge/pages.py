"""The built console and widget, and the two questions a machine asks: are you alive, are you ready.

The console is one page: any address that is not something else gets it. Built assets are served from the wheel
or, in a checkout, from agent_ui/dist.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web

from hub.edge import sounds
from hub.edge.site import FEED, NODES, SETTINGS, STORE, answer, public
from hub.store import figure_backfill
from hub.store import log as facts_log

HERE = Path(__file__).resolve()
BUILT = (HERE.parents[1] / "ui_dist", HERE.parents[2] / "agent_ui" / "dist")
FOREVER = "public, max-age=31536000, immutable"
READY_SECONDS = 2.0
NOT_BUILT = "The console is not built. Run `make ui`, or install the wheel, which carries it."


def built() -> Path | None:
    """Where the built console lies, None when it is not built."""
    return next((folder for folder in BUILT if (folder / "index.html").is_file()), None)


async def alive(request: web.Request) -> web.Response:
    """The process answers."""
    return answer({"ok": True, "version": request.app[SETTINGS].version})


async def ready(request: web.Request) -> web.Response:
    """The store answers and the feed follows it; 503 with the reason while not.

    `signals` says whether other nodes hear this one. Nothing that matters goes that way, so it is told and no fault:
    a Redis that restarts takes no node out of service. `history` is how many interactions of an older database are in
    its figures, and of how many; null when all are. A hub serves meanwhile.
    """
    faults, history = [], None
    try:
        async with asyncio.timeout(READY_SECONDS):
            head = await request.app[STORE].read(facts_log.head)
            history = await request.app[STORE].read(figure_backfill.counted)
            if head - request.app[FEED].position > 10_000:
                faults.append("the feed is far behind the log")
    except Exception as error:
        faults.append(f"the store does not answer ({type(error).__name__})")
    if not request.app[FEED].follows:
        faults.append("the feed has not started")
    signals = request.app[NODES].passing
    return answer({"ok": not faults, "faults": faults, "signals": signals, "history": history}, 503 if faults else 200)


async def console(request: web.Request) -> web.StreamResponse:
    """The console's page for every address of its own."""
    folder = built()
    if folder is None:
        return web.Response(text=NOT_BUILT, status=503)
    if request.path.startswith(("/api/", "/channels/", "/assets/", "/sounds/", "/socket.io")):
        raise web.HTTPNotFound
    return web.FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})


async def asset(request: web.Request) -> web.StreamResponse:
    """A built file; its name carries its hash, so it may be kept for ever."""
    folder, name = built(), request.match_info["name"]
    path = folder / "assets" / name if folder else None
    if path is None or "/" in name or name.startswith(".") or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": FOREVER})


async def widget(request: web.Request) -> web.StreamResponse:
    """The chat's one script, for any page."""
    folder = built()
    if folder is None or not (folder / "widget.js").is_file():
        return web.Response(text=f"// {NOT_BUILT}", status=503, content_type="text/javascript")
    return web.FileResponse(
        folder / "widget.js",
        headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*",
                 "Cross-Origin-Resource-Policy": "cross-origin"},
    )


def routes() -> list[web.RouteDef]:
    """Pages for everybody; the console's last, for it takes what is left."""
    return [
        public("GET", "/healthz", alive),
        public("GET", "/readyz", ready),
        public("GET", "/widget.js", widget),
        public("GET", "/assets/{name}", asset),
        public("GET", "/sounds/{name}.wav", sounds.sound),
    ]
