"""The roster: planned shifts, and by quarter hours how far the plan was kept."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table

from hub.store.tables.base import ID_LENGTH, code, instant, key, metadata, ref

shift = Table(  # core.roster.Shift; no two of one agent and layer overlap (actions.roster)
    "shift",
    metadata,
    key(),
    ref("agent_id", "agent.id"),
    code("kind", default=None),  # terms.ShiftKind
    instant("begins_at"),
    instant("ends_at"),
    ref("entered_by", "agent.id"),
    instant("entered_at"),
    Index("ix_shift_agent", "agent_id", "begins_at"),
    Index("ix_shift_begins", "begins_at"),
)

planned_slot = Table(  # core.figures.Planned of whole quarter hours that are over
    "planned_slot",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("agent_id", String(ID_LENGTH), primary_key=True),
    Column("quarters", Integer, nullable=False, default=0),
    Column("planned_seconds", Float, nullable=False, default=0.0),
    Column("work_seconds", Float, nullable=False, default=0.0),
    Column("adherent_seconds", Float, nullable=False, default=0.0),
    Column("worked_seconds", Float, nullable=False, default=0.0),
    sqlite_with_rowid=False,
)
