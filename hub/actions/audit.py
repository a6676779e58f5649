"""Keeping who looked at what of whom. Listening is kept with the call (CallHeardBy), playing with the recording."""

from __future__ import annotations

from collections.abc import Mapping

from hub.core.terms import AgentId
from hub.store import audit_rows
from hub.store.writer import Tx


def note(tx: Tx, agent: AgentId, what: str, of: AgentId | None, detail: Mapping[str, object]) -> None:
    """`what` is a code: "report_read", "rows_read", "report_exported", "report_mailed", and what other parts add."""
    audit_rows.note(tx, agent, what, of, detail)

