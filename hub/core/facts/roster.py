"""Facts about the roster. Nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.terms import AgentId


@dataclass(frozen=True, slots=True)
class RosterChanged:
    """An agent's shifts between two moments are planned otherwise: `how` is "put", "removed", "copied" or "imported",
    `shifts` how many of them it was."""

    agent_id: AgentId
    by_agent_id: AgentId
    how: str
    from_at: datetime
    to_at: datetime
    shifts: int
