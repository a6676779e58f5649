"""Files agents attach: the bytes are stored already, here they get their row."""

from __future__ import annotations

from hub.core.desk import FileRef
from hub.core.terms import AgentId
from hub.store.files import FoundFile, add_upload
from hub.store.writer import Tx


def add(tx: Tx, agent: AgentId, file: FoundFile) -> FileRef:
    """A stored file becomes something a message may carry."""
    made = add_upload(tx, agent, file)
    return FileRef(made, file.filename, file.content_type, file.size)
