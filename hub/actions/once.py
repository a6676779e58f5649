"""A command is done once: its answer is written in the same transaction, and a repetition hears it again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hub.core.terms import AgentId
from hub.store import command_rows
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class CommandKey:
    """Whose command, and the id they gave it."""

    agent_id: AgentId
    command_id: str


def once(tx: Tx, key: CommandKey, action: Callable[[Tx], object]) -> dict[str, Any]:
    """Run the action unless this command was answered before. A refusal is not kept: it changed nothing."""
    kept = command_rows.answer(tx, key.agent_id, key.command_id)
    if kept is not None:
        return kept
    given = as_answer(action(tx))
    command_rows.keep(tx, key.agent_id, key.command_id, given)
    return given


def as_answer(result: object) -> dict[str, Any]:
    """An action's result as what the console is told."""
    if result is None:
        return {}
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return dataclasses.asdict(result)
    if isinstance(result, dict):
        return result
    return {"id": str(result)}
