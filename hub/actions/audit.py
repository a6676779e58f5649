"""Keeping who looked at what of whom. Who listened, and played recordings, the historian takes from the log."""

from __future__ import annotations

from collections.abc import Mapping

from hub.core.terms import AgentId
from hub.store import audit_rows
from hub.store.audit_rows import Deed
from hub.store.writer import Tx


def note(tx: Tx, agent: AgentId, what: str, of: AgentId | None, detail: Mapping[str, object]) -> None:
    """`what` is a code: "report_read", "rows_read", "autopsy_read", "report_exported", "report_mailed",
    "board_exported", and what other parts add."""
    audit_rows.note(tx, Deed(tx.now, agent, what, of, detail))
