"""A roster: planned shifts, what they come to, and how much of the plan was kept. Pure arithmetic over spans in UTC.

A break counts only within work; a break, training or meeting takes the place of work planned for the same time. Time is
adherent where its agent did what was planned: available or with work in hand where work was planned, away and without
work where something else was. Who is signed off keeps no plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hub.core.slots import Span, joined, without
from hub.core.terms import AgentId, ShiftId, ShiftKind

NEAR: Final = timedelta(hours=12)  # of a shift: work this near to it is work of that day
HALF_HOUR: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of an agent's planned time."""

    id: ShiftId
    agent_id: AgentId
    kind: ShiftKind
    begins_at: datetime
    ends_at: datetime

    @property
    def span(self) -> Span:
        """From when to when."""
        return self.begins_at, self.ends_at


@dataclass(frozen=True, slots=True)
class Plan:
    """What one agent's shifts come to: time to be at work, and time to be away. In order, nothing told twice."""

    work: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)

    @property
    def whole(self) -> list[Span]:
        """All planned time."""
        return joined([*self.work, *self.away])


@dataclass(frozen=True, slots=True)
class Lived:
    """What one agent did: spans available, away, and with work in hand."""

    available: Sequence[Span] = ()
    away: Sequence[Span] = ()
    busy: Sequence[Span] = ()

    @property
    def worked(self) -> list[Span]:
        """Time available or with work in hand."""
        return joined([*self.available, *self.busy])


def plan_of(shifts: Iterable[Shift]) -> Plan:
    """The plan of one agent's shifts."""
    spans: dict[ShiftKind, list[Span]] = {kind: [] for kind in ShiftKind}
    for shift in shifts:
        spans[shift.kind].append(shift.span)
    work = joined(spans[ShiftKind.WORK])
    breaks = common(spans[ShiftKind.BREAK], work)
    away = joined([*breaks, *spans[ShiftKind.TRAINING], *spans[ShiftKind.MEETING]])
    return Plan(without(work, away), away)


def adherent(plan: Plan, lived: Lived) -> list[Span]:
    """The planned time in which the agent did what was planned."""
    resting = without(lived.away, lived.busy)
    return joined([*common(plan.work, lived.worked), *common(plan.away, resting)])


def around(plan: Plan) -> list[Span]:
    """Planned time and what lies near it."""
    return joined((begins - NEAR, ends + NEAR) for begins, ends in plan.whole)


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time that is of both."""
    mine = joined(spans)
    return without(mine, without(mine, others))


def overlap(shift: Shift, others: Iterable[Shift]) -> Shift | None:
    """The first of the others that may not stand beside this one: of the same agent and layer, at the same time."""
    is_work = shift.kind is ShiftKind.WORK
    return next((each for each in others
                 if each.id != shift.id and each.agent_id == shift.agent_id
                 and (each.kind is ShiftKind.WORK) == is_work
                 and each.begins_at < shift.ends_at and shift.begins_at < each.ends_at), None)


def heads(plans: Iterable[Plan], starts: Sequence[datetime]) -> list[float]:
    """How many are planned to be at work in each half hour, on the mean of it, to hundredths."""
    seconds = [0.0] * len(starts)
    for plan in plans:
        for begins, ends in plan.work:
            for place, start in enumerate(starts):
                shared = min(ends, start + HALF_HOUR) - max(begins, start)
                seconds[place] += max(0.0, shared.total_seconds())
    return [round(each / HALF_HOUR.total_seconds(), 2) for each in seconds]


def away_share(plans: Iterable[Plan]) -> float | None:
    """The share of planned time that is breaks, training and meetings; None without a plan."""
    work = away = 0.0
    for plan in plans:
        work, away = work + length(plan.work), away + length(plan.away)
    return away / (work + away) if work + away else None


def length(spans: Iterable[Span]) -> float:
    """Their seconds."""
    return sum((ends - begins for begins, ends in spans), timedelta()).total_seconds()
