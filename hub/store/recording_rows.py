"""How a recording begins: its row, once for each that a carrier names. What becomes of it is recordings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.core.terms import ChannelId, RecordingId
from hub.store import tables as t
from hub.store.sql import select
from hub.store.tables.base import clean, fit
from hub.store.tables.calls import LINE_LENGTH
from hub.store.typed import add
from hub.store.writer import Tx


def stored_external(external_id: str) -> str:
    """A carrier's id of a recording as it is kept."""
    return fit(clean(external_id), LINE_LENGTH)


def by_external(tx: Tx, channel_id: ChannelId, external_id: str) -> RecordingId | None:
    """The recording a carrier names."""
    c = t.recording.c
    query = select(c.id).where(c.channel_id == channel_id, c.external_id == stored_external(external_id))
    found = tx.conn.execute(query).scalar()
    return RecordingId(found) if found else None


def add_recording(tx: Tx, row: Mapping[str, Any]) -> None:
    """The carrier has one."""
    add(tx, t.recording, **row)
