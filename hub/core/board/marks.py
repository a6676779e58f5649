"""What a day's line shows beside the curve: shifts, alerts, changes of the rules, the emergency switch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.core import facts
from hub.core.board.board import Board
from hub.core.board.view import Alert
from hub.core.facts import Fact
from hub.core.terms import AgentId, PresenceState, QueueId

MarkKind = Literal["shift_began", "shift_ended", "alert", "house_changed", "switched_off", "switched_on"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to find on the line. `key` is what it was made of; `detail` the kind of an alert."""

    key: str
    at: datetime
    kind: MarkKind
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    detail: str = ""


def of_fact(board: Board, fact: Fact, at: datetime, pos: int) -> Iterator[Mark]:
    """The marks a fact makes on a board that has not been told it yet."""
    if pos <= board.pos:
        return
    match fact:
        case facts.PresenceChanged():
            member = board.crew.members.get(fact.agent_id)
            was = member.presence if member else PresenceState.OFFLINE
            if (was == PresenceState.OFFLINE) != (fact.presence == PresenceState.OFFLINE):
                kind: MarkKind = "shift_ended" if fact.presence == PresenceState.OFFLINE else "shift_began"
                yield Mark(str(pos), at, kind, None, fact.agent_id)
        case facts.HouseChanged():
            yield Mark(str(pos), at, "house_changed")
        case facts.SwitchedOff():
            yield Mark(str(pos), at, "switched_off" if fact.on else "switched_on", fact.queue_id)


def of_alerts(before: Iterable[str], standing: Iterable[Alert]) -> Iterator[Mark]:
    """The marks of alerts that did not stand before, by their ids."""
    known = set(before)
    for alert in standing:
        if alert.id not in known:
            key = f"{alert.id}@{int(alert.since.timestamp())}"
            yield Mark(key, alert.since, "alert", alert.queue_id, alert.agent_id, alert.kind)
