"""Stretches: when an agent was at work on something, and when its caller was on hold, counted from the log alone.

Work goes from the beginning of a handling to its end, without the times in which it was the customer's turn. A hold
is part of work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hub.core import facts
from hub.core.facts import Fact
from hub.core.terms import AgentId, CallState, InteractionId

WORK: Final = "work"
HOLD: Final = "hold"


@dataclass(frozen=True, slots=True)
class Stretch:
    """An agent's time on one interaction, of one kind: WORK or HOLD. `ended_at` is None while it lasts."""

    kind: str
    interaction_id: InteractionId
    agent_id: AgentId
    began_at: datetime
    ended_at: datetime | None = None


class Stretches:
    """The fold: what lasts now, and what each fact begins and ends. A fact told twice changes nothing twice."""

    def __init__(self, lasting: Iterable[Stretch] = ()) -> None:
        self.lasting = {(each.interaction_id, each.kind): each for each in lasting}

    def tell(self, fact: Fact, at: datetime) -> list[Stretch]:
        """Take in one fact; the stretches it ended and began, in that order."""
        match fact:
            case facts.HandlingStarted():
                return self._work(fact.interaction_id, fact.agent_id, at)
            case facts.InteractionResumed():
                return self._work(fact.interaction_id, fact.agent_id, at)
            case facts.HandlingEnded() | facts.InteractionAwaited() | facts.InteractionClosed():
                return [*self._end(fact.interaction_id, HOLD, at), *self._end(fact.interaction_id, WORK, at)]
            case facts.WrapUpStarted():
                return self._end(fact.interaction_id, HOLD, at)
            case facts.CallChanged(interaction_id=str() as work, state=CallState.HELD.value):
                return self._hold(InteractionId(work), at)
            case facts.CallChanged(interaction_id=str() as work):
                return self._end(InteractionId(work), HOLD, at)
        return []

    def _work(self, work: InteractionId, agent: AgentId, at: datetime) -> list[Stretch]:
        before = self.lasting.get((work, WORK))
        if before is not None and before.agent_id == agent:
            return []
        ended = [*self._end(work, HOLD, at), *self._end(work, WORK, at)]
        return [*ended, self._begin(WORK, work, agent, at)]

    def _hold(self, work: InteractionId, at: datetime) -> list[Stretch]:
        owner = self.lasting.get((work, WORK))
        if owner is None or (work, HOLD) in self.lasting:
            return []
        return [self._begin(HOLD, work, owner.agent_id, at)]

    def _begin(self, kind: str, work: InteractionId, agent: AgentId, at: datetime) -> Stretch:
        began = self.lasting[work, kind] = Stretch(kind, work, agent, at)
        return began

    def _end(self, work: InteractionId, kind: str, at: datetime) -> list[Stretch]:
        found = self.lasting.pop((work, kind), None)
        return [] if found is None else [replace(found, ended_at=at)]
