"""Answers to commands, kept so that the same command again hears the same and does nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.core.terms import AgentId
from hub.store import tables as t
from hub.store.sql import delete, insert, select
from hub.store.writer import Tx

KEPT = timedelta(days=2)


def answer(tx: Tx, agent: AgentId, command_id: str) -> dict[str, Any] | None:
    """What this command was answered before, None when it is new."""
    c = t.command_answer.c
    found: dict[str, Any] | None = tx.conn.execute(
        select(c.answer).where(c.agent_id == agent, c.command_id == command_id)
    ).scalar_one_or_none()
    return found


def keep(tx: Tx, agent: AgentId, command_id: str, given: dict[str, Any]) -> None:
    """Keep the answer."""
    tx.conn.execute(
        insert(t.command_answer), {"agent_id": agent, "command_id": command_id, "at": tx.now, "answer": given}
    )


def forget_old(tx: Tx) -> int:
    """Answers nobody asks for any more."""
    return int(tx.conn.execute(delete(t.command_answer).where(t.command_answer.c.at < tx.now - KEPT)).rowcount)
