"""Clocks under promises of time: what a policy promises, how much of it is used, when it warns, when it is broken.

Pure arithmetic over hours.py. A clock counts the open time of its policy while it runs; pausing keeps what is used,
stopping is final. Nothing here knows what a clock waits for, or who is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels.contract import Medium
from hub.core.hours import after_open_time, open_between
from hub.core.plan import Hours, SlaPolicy
from hub.core.terms import CaseType, ClockKind, ClockState, QueueId

ZERO = timedelta()
WARNED, BREACHED = "warned", "breached"
OPEN = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a promise may hang on: a case (its type, no medium) or a conversation (its medium, no type)."""

    queue_id: QueueId
    priority: int = 5
    vip: bool = False
    case_type: CaseType | None = None
    medium: Medium | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise being kept. `used` is open time before `since`; `since` is None while paused and at the end."""

    kind: ClockKind
    state: ClockState
    target: timedelta
    warn: timedelta  # before the target
    started_at: datetime
    used: timedelta = ZERO
    since: datetime | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def told(self) -> str:
        """What was told of it last and holds: "warned", "breached", "" for nothing."""
        return BREACHED if self.breached_at is not None else WARNED if self.warned_at is not None else ""


def policy_for(policies: Iterable[SlaPolicy], matter: Matter) -> SlaPolicy | None:
    """The first policy that fits, None when nothing is promised."""
    return next((each for each in policies if _fits(each, matter)), None)


def _fits(policy: SlaPolicy, matter: Matter) -> bool:
    covers = "cases" if matter.case_type is not None else "messages"
    return (
        policy.covers == covers
        and (not policy.case_types or matter.case_type in policy.case_types)
        and (not policy.mediums or matter.medium in policy.mediums)
        and (not policy.queues or matter.queue_id in policy.queues)
        and matter.priority >= policy.priority_from
        and (matter.vip or not policy.vip)
    )


def start(policy: SlaPolicy, kind: ClockKind, now: datetime) -> Clock | None:
    """A running clock; None when the policy promises nothing of this kind."""
    seconds = policy.targets.get(kind)
    if seconds is None:
        return None
    warn = timedelta(seconds=policy.warn_seconds)
    return Clock(kind, ClockState.RUNNING, timedelta(seconds=seconds), warn, now, since=now)


def used(clock: Clock, hours: Hours, now: datetime) -> timedelta:
    """The open time spent so far."""
    if clock.since is None:
        return clock.used
    return clock.used + open_between(hours, clock.since, now)


def due_at(clock: Clock, hours: Hours) -> datetime | None:
    """When the promise is broken if nothing happens; None while paused, at the end, or over 400 days away."""
    return _reaches(clock, hours, clock.target)


def warn_at(clock: Clock, hours: Hours) -> datetime | None:
    """When to warn."""
    return _reaches(clock, hours, clock.target - clock.warn)


def next_at(clock: Clock, hours: Hours) -> datetime | None:
    """When something is to be told next: the warning, then the breach, then nothing."""
    if clock.breached_at is not None:
        return None
    return due_at(clock, hours) if clock.warned_at is not None else warn_at(clock, hours)


def _reaches(clock: Clock, hours: Hours, share: timedelta) -> datetime | None:
    if clock.since is None:
        return None
    return after_open_time(hours, clock.since, max(ZERO, share - clock.used))


def pause(clock: Clock, hours: Hours, now: datetime) -> Clock:
    """It is the customer's turn. A clock that does not run stays as it is."""
    if clock.state is not ClockState.RUNNING:
        return clock
    return replace(clock, state=ClockState.PAUSED, used=used(clock, hours, now), since=None)


def resume(clock: Clock, now: datetime) -> Clock:
    """It is our turn again. A clock that is not paused stays as it is."""
    if clock.state is not ClockState.PAUSED:
        return clock
    return replace(clock, state=ClockState.RUNNING, since=now)


def stop(clock: Clock, hours: Hours, now: datetime) -> Clock:
    """What it waited for has happened: met, or missed when more than was promised is used. Final."""
    if clock.state not in OPEN:
        return clock
    spent = used(clock, hours, now)
    state = ClockState.MET if spent <= clock.target else ClockState.MISSED
    return replace(clock, state=state, used=spent, since=None, stopped_at=now)


def cancel(clock: Clock, hours: Hours, now: datetime) -> Clock:
    """Nobody waits for it any more. Final."""
    if clock.state not in OPEN:
        return clock
    return replace(clock, state=ClockState.CANCELLED, used=used(clock, hours, now), since=None, stopped_at=now)


def ring(clock: Clock, hours: Hours, now: datetime) -> tuple[Clock, tuple[str, ...]]:
    """What has come by now and was not told yet: "warned", "breached", each once. A breach makes a warning idle."""
    if clock.state is not ClockState.RUNNING or clock.breached_at is not None:
        return clock, ()
    due, warning = due_at(clock, hours), warn_at(clock, hours)
    if due is not None and due <= now:
        return replace(clock, warned_at=clock.warned_at or now, breached_at=due), (BREACHED,)
    if clock.warned_at is None and warning is not None and warning <= now:
        return replace(clock, warned_at=now), (WARNED,)
    return clock, ()


def retarget(clock: Clock, policy: SlaPolicy, now: datetime) -> Clock:
    """The promise has changed: what is used stays, warnings and breaches that no longer hold are forgotten.

    A kind the policy no longer promises keeps its old target.
    """
    if clock.state not in OPEN:
        return clock
    target = timedelta(seconds=policy.targets.get(clock.kind, int(clock.target.total_seconds())))
    moved = replace(clock, target=target, warn=timedelta(seconds=policy.warn_seconds))
    spent = used(moved, policy.hours, now)
    return replace(
        moved,
        warned_at=moved.warned_at if spent >= target - moved.warn else None,
        breached_at=moved.breached_at if spent >= target else None,
    )
