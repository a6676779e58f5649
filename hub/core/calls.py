"""A call and its legs as values, and what a carrier's report makes of a leg. States only move forward.

Reports come in any order, twice, late, after the end: the same set of them ends in the same leg. What follows for
the call is call_orders.py, what the caller hears call_script.py; what is written is the actions' affair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from channels.contract import Medium
from channels.voice import LegChanged, LegEnd, LegState, Part
from hub.core.terms import (
    AgentId,
    CallId,
    CallState,
    ChannelId,
    ConversationId,
    CustomerId,
    Direction,
    InteractionId,
    LegId,
    Party,
    QueueId,
    Taping,
)

_ORDER = (LegState.DIALLING, LegState.RINGING, LegState.ANSWERED, LegState.ENDED)
WITH_AGENT = frozenset({CallState.DIALLING, CallState.TALKING, CallState.HELD, CallState.RECONNECTING})
IN_ROOM = frozenset({CallState.TALKING, CallState.HELD, CallState.RECONNECTING})  # where the customer is


@dataclass(frozen=True, slots=True)
class Leg:
    """One party's stretch of a call. `dropped`: we hung it up, so its end is no news."""

    id: LegId
    call_id: CallId
    channel_id: ChannelId
    line: str | None
    party: Party
    agent_id: AgentId | None
    address: str
    name: str
    state: LegState
    part: Part
    held: bool
    muted: bool
    dropped: bool
    ended_by: str
    warning: str
    began_at: datetime
    since: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    billed_seconds: int | None

    @property
    def is_live(self) -> bool:
        """Whether it has not ended, nor was told to."""
        return self.state is not LegState.ENDED and not self.dropped


@dataclass(frozen=True, slots=True)
class Call:
    """One talk by voice. `step` is where the caller is in the script; `due_at` when something follows by itself."""

    id: CallId
    channel_id: ChannelId
    medium: Medium
    direction: Direction
    state: CallState
    step: str
    tries: int
    interaction_id: InteractionId | None
    conversation_id: ConversationId | None
    customer_id: CustomerId | None
    address: str
    called: str
    thread_key: str
    language: str
    queue_id: QueueId
    taping: Taping
    began_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    held_since: datetime | None
    held_seconds: int
    ended_at: datetime | None
    ended_by: str
    due_at: datetime | None
    version: int

    @property
    def is_live(self) -> bool:
        """Whether its customer is there, or being called."""
        return self.state is not CallState.ENDED


@dataclass(frozen=True, slots=True)
class Scene:
    """A call and all its legs, oldest first, at one moment."""

    call: Call
    legs: tuple[Leg, ...]

    @property
    def customer(self) -> Leg | None:
        """The customer's leg, also when it has ended."""
        return next((each for each in self.legs if each.party is Party.CUSTOMER), None)

    @property
    def live(self) -> tuple[Leg, ...]:
        """Legs that are there and were not told to go."""
        return tuple(each for each in self.legs if each.is_live)

    @property
    def owner(self) -> Leg | None:
        """The live leg of the agent who has the work."""
        return next((each for each in reversed(self.live) if each.party is Party.AGENT), None)

    @property
    def asked(self) -> Leg | None:
        """The live leg of the colleague who is being asked."""
        return next((each for each in reversed(self.live) if each.party is Party.COLLEAGUE), None)

    def leg(self, leg_id: str) -> Leg | None:
        """One leg."""
        return next((each for each in self.legs if each.id == leg_id), None)

    def leg_of(self, agent: AgentId) -> Leg | None:
        """An agent's own live leg."""
        return next((each for each in reversed(self.live) if each.agent_id == agent), None)


class Happening(StrEnum):
    """What a report means for the call."""

    NOTHING = "nothing"
    CUSTOMER_ANSWERED = "customer_answered"
    CUSTOMER_GONE = "customer_gone"
    CUSTOMER_UNREACHED = "customer_unreached"
    AGENT_ANSWERED = "agent_answered"
    AGENT_LOST = "agent_lost"
    AGENT_UNREACHED = "agent_unreached"
    OTHER_ANSWERED = "other_answered"
    OTHER_GONE = "other_gone"


def advance(leg: Leg, report: LegChanged) -> Leg:
    """The leg after a report. Forward only; what comes after the end only fills in when it was answered."""
    seen = replace(leg, line=leg.line or report.line or None)
    if report.state is LegState.ANSWERED:
        seen = replace(seen, answered_at=min(seen.answered_at or report.at, report.at))
    if report.state is LegState.ENDED and seen.billed_seconds is None:
        seen = replace(seen, billed_seconds=report.seconds)
    if _ORDER.index(report.state) <= _ORDER.index(leg.state):
        return seen
    if report.state is LegState.ENDED:
        end = report.end or LegEnd.HUNG_UP
        return replace(seen, state=report.state, since=report.at, ended_at=report.at, ended_by=end.value, held=False)
    return replace(seen, state=report.state, since=report.at)


def happened(before: Leg, after: Leg) -> Happening:
    """What it means that a leg is this now and was that before. The end of a leg that we dropped means nothing."""
    if before.state is after.state or after.state not in (LegState.ANSWERED, LegState.ENDED):
        return Happening.NOTHING
    if after.state is LegState.ANSWERED:
        return _ANSWERED.get(after.party, Happening.OTHER_ANSWERED) if not after.dropped else Happening.NOTHING
    answered = before.state is LegState.ANSWERED
    if after.party is Party.CUSTOMER:
        return Happening.CUSTOMER_GONE if answered else Happening.CUSTOMER_UNREACHED
    if before.dropped:
        return Happening.NOTHING
    if after.party is Party.AGENT:
        return Happening.AGENT_LOST if answered else Happening.AGENT_UNREACHED
    return Happening.OTHER_GONE


_ANSWERED = {Party.CUSTOMER: Happening.CUSTOMER_ANSWERED, Party.AGENT: Happening.AGENT_ANSWERED}


def talk_seconds(scene: Scene, now: datetime) -> int:
    """How long an agent was on the line with the customer there, holds left out."""
    customer = scene.customer
    if customer is None or customer.answered_at is None:
        return 0
    until = customer.ended_at or now
    spans = [
        (max(each.answered_at, customer.answered_at), min(each.ended_at or until, until))
        for each in scene.legs
        if each.party is Party.AGENT and each.answered_at is not None
    ]
    return max(0, int(_together(spans).total_seconds()) - held_seconds(scene.call, until))


def held_seconds(call: Call, now: datetime) -> int:
    """How long the customer was on hold, a hold that lasts too."""
    running = int((now - call.held_since).total_seconds()) if call.held_since else 0
    return call.held_seconds + max(0, running)


def waited_seconds(call: Call, now: datetime) -> int:
    """How long the caller waited in a queue until an agent first spoke, or until now."""
    if call.queued_at is None:
        return 0
    until = call.answered_at or call.ended_at or now
    return max(0, int((until - call.queued_at).total_seconds()))


def _together(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """The time that any of these spans covers."""
    total, reached = timedelta(), None
    for begin, end in sorted(spans):
        begin = begin if reached is None else max(begin, reached)
        if end > begin:
            total += end - begin
            reached = end
    return total
