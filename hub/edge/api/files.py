"""Files and mails' HTML: uploads streamed to the blob folder, downloads that no browser will run, framed mail."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from hub.actions import files as file_actions
from hub.core.terms import FileId, MessageId
from hub.edge.site import SETTINGS, STORE, Actor, answer
from hub.errors import Invalid, NotFound, TooLarge
from hub.store import blobs, html, intake
from hub.store.files import FoundFile, found_file

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"}
NAME_LENGTH = 200
CHUNK = 64 * 1024


async def upload(request: web.Request, me: Actor) -> web.Response:
    """`?name=`: the body is the file. It belongs to nobody until a message names it."""
    name = " ".join(request.query.get("name", "").replace("/", "_").replace("\\", "_").split())[:NAME_LENGTH]
    if not name:
        raise Invalid("Give the file's name: ?name=photo.jpg.", field="name")
    limit = request.app[SETTINGS].site.max_upload_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge(f"The file is larger than {limit // 1024 // 1024} MiB.", field="file")
    saved = await blobs.keep_stream(request.app[STORE].blobs, request.content.iter_chunked(CHUNK), limit)
    if not saved.size:
        raise Invalid("The file is empty.", field="file")
    made = FoundFile(saved.sha256, name, request.content_type or "application/octet-stream", saved.size)
    return answer(await request.app[STORE].do(file_actions.add, me.id, made))


async def download(request: web.Request, me: Actor) -> web.StreamResponse:
    """A file. Pictures may be shown in place; everything else is saved, never opened in this origin."""
    found = await request.app[STORE].read(found_file, FileId(request.match_info["id"]))
    path = blobs.path_of(request.app[STORE].blobs, found.sha256) if found else None
    if found is None or path is None or not path.is_file():
        raise NotFound("There is no such file.")
    shown = found.content_type in PICTURES
    place = "inline" if shown else "attachment"
    return web.FileResponse(path, headers={
        "Content-Type": found.content_type if shown else "application/octet-stream",
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(found.filename, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=86400",
    })


async def message_html(request: web.Request, me: Actor) -> web.Response:
    """`?images=1`: a mail's sanitized HTML for a sandboxed frame; remote pictures only when asked for."""
    images = request.query.get("images") == "1"
    found = await request.app[STORE].read(html.framed, MessageId(request.match_info["id"]), "on" if images else "off")
    if found is None:
        raise NotFound("There is no such message.")
    pictures = "img-src 'self' http: https: data:" if images else "img-src 'self'"
    return web.Response(
        text=found, content_type="text/html",
        headers={
            "Content-Security-Policy":
                f"default-src 'none'; style-src 'unsafe-inline'; {pictures}; base-uri 'none'; form-action 'none'; "
                "sandbox allow-popups allow-popups-to-escape-sandbox",
            "Referrer-Policy": "no-referrer", "Cache-Control": "private, max-age=60",
        },
    )


async def message_source(request: web.Request, me: Actor) -> web.Response:
    """The mail as it came."""
    store = request.app[STORE]
    found = await store.read(intake.raw_of_message, request.match_info["id"])
    if found is None:
        raise NotFound("There is no raw delivery of this message.")
    return raw_answer(intake.body(found, store.blobs), found.id)


def raw_answer(body: bytes, name: str) -> web.Response:
    """Raw bytes to save."""
    return web.Response(body=body, content_type="application/octet-stream",
                        headers={"Content-Disposition": f'attachment; filename="{name}.eml"'})
