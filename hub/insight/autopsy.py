"""Why a queue missed its target: what happened, in order, and what would have prevented it.

An interval is missed when its service level (core.stays.Tally) lay under the target and enough came to judge; missed
intervals that follow each other are one. What happened is read from the same past a replay lives; what would have
prevented it is that past lived again with one thing changed (insight/replay), with its range. Words are autopsy_words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

from hub.core.days import Past
from hub.core.hours import is_open
from hub.core.plan import QueuePlan
from hub.core.stays import Stay, Tally
from hub.core.terms import AgentId, PresenceState, QueueId, SkillId
from hub.insight import autopsy_words as words
from hub.insight.autopsy_words import Words
from hub.insight.replay import Changes, again, changed, seeds_for
from hub.insight.simulation import tallies

INTERVAL = timedelta(minutes=30)
FEWEST = 5  # answered or given up in an interval; with fewer a level is an accident
MORE_THAN_EXPECTED, FEWER_THERE, LONGER = 1.15, 0.8, 1.2  # what is worth a line
WARM_UP = timedelta(hours=1)  # lived before the interval, so that it begins as full as it was


@dataclass(frozen=True, slots=True)
class Missed:
    """A queue missed its target from `begins` to `ends`."""

    queue_id: QueueId
    begins: datetime
    ends: datetime
    level: float


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened."""

    at: datetime
    kind: str  # "arrivals", "agents", "hours", "skills", "overflow", "handling", "wait"
    words: Words
    value: float


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would have been with one thing changed."""

    words: Words
    level: float | None
    low: float | None
    high: float | None


def missed(stays: Iterable[Stay], begins: datetime, ends: datetime, targets: Mapping[QueueId, float]) -> list[Missed]:
    """Where targets were missed between these moments, by queue, in order of time. `targets` are shares of 1."""
    parts: dict[tuple[QueueId, int], list[Stay]] = {}
    for stay in stays:
        if stay.left_at is not None and begins <= stay.left_at < ends:
            parts.setdefault((stay.queue_id, (stay.left_at - begins) // INTERVAL), []).append(stay)
    bad: dict[QueueId, dict[int, Tally]] = {}
    for (queue, number), ended in sorted(parts.items()):
        tally = tallies(ended)[queue]
        level = tally.service_level
        if level is not None and level < targets.get(queue, 0.0) and tally.answered + tally.abandoned >= FEWEST:
            bad.setdefault(queue, {})[number] = tally
    found = [each for queue, by_number in bad.items() for each in _joined(queue, by_number, begins)]
    return sorted(found, key=lambda each: (each.begins, each.queue_id))


def _joined(queue: QueueId, by_number: dict[int, Tally], begins: datetime) -> Iterator[Missed]:
    for number in sorted(by_number):
        if number - 1 in by_number:
            continue
        last, whole = number, by_number[number]
        while last + 1 in by_number:
            last += 1
            whole = whole + by_number[last]
        yield Missed(queue, begins + number * INTERVAL, begins + (last + 1) * INTERVAL, whole.service_level or 0.0)


def timeline(case: Missed, past: Past, queue: QueuePlan, expected: Callable[[datetime], float | None]) -> list[Line]:
    """What happened, in order. `expected` gives how many were forecast for the half hour that begins then."""
    lines = [
        *_arrivals(case, past, expected), *_agents(case, past), *_hours(case, past, queue), *_skills(case, past, queue),
        *_overflow(case, past), *_handling(case, past), *_longest(case, past),
    ]
    return sorted(lines, key=lambda line: (line.at, line.kind))


def _arrivals(case: Missed, past: Past, expected: Callable[[datetime], float | None]) -> Iterator[Line]:
    at = case.begins - INTERVAL
    while at < case.ends:
        came = sum(stay.end is None and stay.queue_id == case.queue_id and at <= stay.entered_at < at + INTERVAL
                   for stay in past.stays)
        foreseen = expected(at)
        if foreseen is not None and came >= FEWEST and came > MORE_THAN_EXPECTED * foreseen:
            yield Line(at, "arrivals", words.arrivals(came, round(foreseen)), came)
        at += INTERVAL


def _agents(case: Missed, past: Past) -> Iterator[Line]:
    """When those who serve the queue became fewer than they were before it went wrong, or that nobody was there."""
    there = {seat.agent_id: seat.presence is PresenceState.AVAILABLE
             for seat in past.seats if case.queue_id in seat.queues}
    most = low = _count(there, past, case.begins)
    if not most:
        yield Line(case.begins, "agents", words.nobody(), 0)
    for change in past.changes:
        if change.agent_id not in there:
            continue
        there[change.agent_id] = change.presence is PresenceState.AVAILABLE
        now = sum(there.values())
        if change.at < case.begins:
            most, low = max(most, now), now
        elif change.at < case.ends and now < low:
            low = now
            yield Line(change.at, "agents", words.fewer_agents(now, most), now)
        elif change.at < case.ends and not most and now:
            most = low = now
            yield Line(change.at, "agents", words.first_agent(now), now)


def _count(there: dict[AgentId, bool], past: Past, until: datetime) -> int:
    standing = dict(there)
    for change in past.changes:
        if change.at < until and change.agent_id in standing:
            standing[change.agent_id] = change.presence is PresenceState.AVAILABLE
    return sum(standing.values())


def _hours(case: Missed, past: Past, queue: QueuePlan) -> Iterator[Line]:
    at, before = case.begins - WARM_UP, True
    while at < case.ends:
        open_now = is_open(queue.hours, at)
        if open_now != before:
            held = sum(_waits(stay, case.queue_id, at) for stay in past.stays)
            yield Line(at, "hours", words.opened(held) if open_now else words.closed(held), held)
        before = open_now
        at += timedelta(minutes=5)


def _waits(stay: Stay, queue: QueueId, at: datetime) -> bool:
    return stay.queue_id == queue and stay.left_at is not None and stay.entered_at <= at < stay.left_at


def _skills(case: Missed, past: Past, queue: QueuePlan) -> Iterator[Line]:
    needed: dict[SkillId, int] = {}
    for seen in past.seen:
        if seen.item.queue_id == case.queue_id and case.begins <= seen.item.since < case.ends:
            for skill in {*queue.skills, *seen.item.skills, *([seen.item.language] if seen.item.language else [])}:
                needed[skill] = needed.get(skill, 0) + 1
    own = [seat for seat in past.seats if case.queue_id in seat.queues]
    for skill, number in sorted(needed.items()):
        able = sum(seat.skills.get(skill, 0) > 0 for seat in own)
        if able < len(own):
            yield Line(case.begins, "skills", words.skill(skill, number, able, len(own)), number)


def _overflow(case: Missed, past: Past) -> Iterator[Line]:
    inside = [stay for stay in past.stays if stay.end is None and stay.why == "overflowed"
              and stay.queue_id == case.queue_id and case.begins <= stay.entered_at < case.ends]
    if inside:
        yield Line(inside[0].entered_at, "overflow", words.overflowed(len(inside)), len(inside))


def _handling(case: Missed, past: Past) -> Iterator[Line]:
    lengths: dict[bool, list[float]] = {True: [], False: []}
    for seen in past.seen:
        if seen.item.queue_id == case.queue_id and seen.handling_seconds is not None:
            lengths[case.begins <= seen.item.since < case.ends].append(seen.handling_seconds)
    if len(lengths[True]) >= FEWEST and len(lengths[False]) >= FEWEST:
        inside, usual = fmean(lengths[True]), fmean(lengths[False])
        if inside > LONGER * usual:
            yield Line(case.begins, "handling", words.longer(inside, usual), inside)


def _longest(case: Missed, past: Past) -> Iterator[Line]:
    ended = [stay for stay in past.stays if stay.queue_id == case.queue_id and stay.left_at is not None
             and case.begins <= stay.left_at < case.ends]
    if ended:
        longest = max(ended, key=lambda stay: stay.waited_seconds)
        assert longest.left_at is not None
        yield Line(longest.left_at, "wait", words.longest(longest.waited_seconds), longest.waited_seconds)


def remedies(case: Missed, past: Past, queues: Sequence[QueuePlan]) -> tuple[Remedy | None, list[Remedy]]:
    """The interval lived again as it was, and what one change each would have made of it, the best first.

    The past begins WARM_UP earlier. Only what would have been better than as it was; nothing where nothing can be
    lived again.
    """
    rules = tuple(queues)
    queue = next(each for each in rules if each.id == case.queue_id)
    found: list[Remedy] = []
    for told, changes in ((words.as_it_was(), Changes()), *_changes(case, past, queue)):
        other, otherwise = changed(past, rules, changes)
        outcome = again(other, otherwise, range(seeds_for(past)), None, case.begins)[case.queue_id]
        found.append(Remedy(told, outcome.level, outcome.low, outcome.high))
    before = found[0].level
    if before is None:
        return None, []
    better = [each for each in found[1:] if each.level is not None and each.level > before]
    return found[0], sorted(better, key=lambda each: -(each.level or 0.0))


def _changes(case: Missed, past: Past, queue: QueuePlan) -> Iterator[tuple[Words, Changes]]:
    for number in (1, 2):
        yield words.more_agents(number), Changes(extra_agents={queue.id: number})
    for skill in sorted(queue.skills):
        yield words.without(skill), Changes(relax={queue.id: (skill,)})
    if not all(is_open(queue.hours, case.begins + part * INTERVAL) for part in range(-2, 1)):
        yield words.always_open(), Changes(hours={queue.id: "always"})
    away = [seat.agent_id for seat in past.seats if queue.id in seat.queues
            and any(change.agent_id == seat.agent_id and change.presence is not PresenceState.AVAILABLE
                    and change.at < case.ends for change in past.changes)]
    if away:
        yield words.nobody_left(), Changes(stay=tuple(away))


