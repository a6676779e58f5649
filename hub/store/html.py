"""A mail's sanitized HTML made ready for its frame: its own pictures by our address, remote ones on demand."""

from __future__ import annotations

import re
from html import escape

from sqlalchemy import Connection, select

from hub.core.terms import MessageId
from hub.store import tables as t

_REMOTE = re.compile(r'\bdata-remote-src="(https?://[^"]*)"')
_OWN = re.compile(r'\bdata-cid="([^"]*)"')
_STYLE = (
    "body{margin:0;padding:8px 2px;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}"
    "body{color:#171b24;background:#fff}"
    "img{max-width:100%;height:auto}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #c8ced9}"
    "table{max-width:100%}"
)


def framed(conn: Connection, message_id: MessageId, remote_images: str) -> str | None:
    """The page for the frame, None when there is no such message or it has no HTML. `remote_images`: "on" or "off"."""
    c, f = t.message.c, t.file.c
    row = conn.execute(select(c.html, c.subject, c.language).where(c.id == message_id)).first()
    if row is None or not row.html:
        return None
    html = row.html
    if remote_images == "on":
        html = _REMOTE.sub(r'src="\1"', html)
    files = conn.execute(select(f.id, f.content_id).where(f.message_id == message_id, f.content_id != ""))
    own = {found.content_id.strip("<>"): found.id for found in files}

    def picture(match: re.Match[str]) -> str:
        found = own.get(match[1].strip("<>"))
        return f'src="/api/files/{found}"' if found else match[0]

    html = _OWN.sub(picture, html)
    language = f' lang="{escape(row.language)}"' if row.language else ""
    return (
        f'<!doctype html><html{language}><head><meta charset="utf-8"><title>{escape(row.subject)}</title>'
        f'<base target="_blank"><style>{_STYLE}</style></head><body>{html}</body></html>'
    )
