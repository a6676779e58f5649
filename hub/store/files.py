"""Files as they are asked for and uploaded: a row names the bytes, the blob folder holds them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from hub.core.terms import AgentId, FileId
from hub.store import tables as t
from hub.store.sql import insert
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A stored file."""

    sha256: str
    filename: str
    content_type: str
    size: int


def found_file(conn: Connection, file_id: FileId) -> FoundFile | None:
    """A file by its id."""
    c = t.file.c
    row = conn.execute(select(c.sha256, c.filename, c.content_type, c.size).where(c.id == file_id)).first()
    return FoundFile(*row) if row else None


def add_upload(tx: Tx, agent: AgentId, file: FoundFile) -> FileId:
    """A file an agent uploaded; no message has it yet."""
    made = FileId(tx.new_id())
    tx.conn.execute(
        insert(t.file),
        {"id": made, "sha256": file.sha256, "size": file.size, "content_type": file.content_type[:200],
         "filename": file.filename, "content_id": "", "inline": False, "message_id": None, "uploaded_by": agent,
         "position": 0, "created_at": tx.now},
    )
    return made
