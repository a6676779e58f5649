"""Which alerts stand: limits of the rules that are passed at a moment, beside what facts raised.

Each is a function of the board and the moment, its beginning too: nothing is remembered, so the past shows what was
shown. An alert's id is its kind and what it is about; snoozing is by that id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hub.core.board.board import Board
from hub.core.board.counts import MINUTES, minute_of, together
from hub.core.board.crew import TALKING, Member
from hub.core.board.view import Alert, AlertKind
from hub.core.stays import Stay, Tally
from hub.core.terms import QueueId


def standing(board: Board, at: datetime) -> tuple[Alert, ...]:
    """All that stand at that moment, the oldest first; those put aside say until when."""
    found = [*_queues(board, at), *_agents(board, at), *board.raised.values()]
    shown = [_snoozed(alert, board.snoozes.get(alert.id), at) for alert in found]
    return tuple(sorted(shown, key=lambda alert: (alert.since, alert.id)))


def same(before: tuple[Alert, ...], after: tuple[Alert, ...]) -> bool:
    """Whether they say the same; a wait that has only grown by time says nothing new."""
    return _still(before) == _still(after)


def _still(alerts: tuple[Alert, ...]) -> list[Alert]:
    return [each if each.kind == "queue_level" else replace(each, value=None) for each in alerts]


def _snoozed(alert: Alert, until: datetime | None, at: datetime) -> Alert:
    return replace(alert, snoozed_until=until) if until is not None and until > at else alert


# --- queues --------------------------------------------------------------------------------------------------


def _queues(board: Board, at: datetime) -> Iterator[Alert]:
    for queue in board.queues:
        yield from _waits(board, queue, at)
        yield from _nobody(board, queue, at)
        if queue in board.rules.queues:
            yield from _level(board, queue, at)


def _waits(board: Board, queue: QueueId, at: datetime) -> Iterator[Alert]:
    """The one who has waited longest on each medium, once that is too long."""
    for medium, count in board.counts.get(queue, {}).items():
        limit = board.rules.alerts.wait_seconds.get(medium, 0)
        oldest = count.oldest
        if oldest and limit and (since := oldest.entered_at + timedelta(seconds=limit)) <= at:
            waited = (at - oldest.entered_at).total_seconds()
            yield Alert(f"queue_wait:{queue}:{medium}", "queue_wait", queue, None, oldest.interaction_id, waited,
                        limit, since)


def _nobody(board: Board, queue: QueueId, at: datetime) -> Iterator[Alert]:
    """Work waits and nobody has been ready for it for too long."""
    limit, unready = board.rules.alerts.no_agent_seconds, board.crew.unready.get(queue)
    oldest = _oldest(board, queue)
    if not limit or unready is None or oldest is None:
        return
    begun = max(unready, oldest.entered_at)
    since = begun + timedelta(seconds=limit)
    if since <= at:
        yield Alert(f"no_agent:{queue}", "no_agent", queue, None, oldest.interaction_id,
                    (at - begun).total_seconds(), limit, since)


def _oldest(board: Board, queue: QueueId) -> Stay | None:
    found = [count.oldest for count in board.counts.get(queue, {}).values()]
    return min((each for each in found if each is not None), key=lambda stay: stay.entered_at, default=None)


def _level(board: Board, queue: QueueId, at: datetime) -> Iterator[Alert]:
    """The level of the last minutes is below the queue's target. It began when the first such window did end that
    was followed by no better one, as far back as the ring remembers."""
    rules, target = board.rules.alerts, board.rules.queue(queue).target_share
    span, minute = min(rules.level_minutes, MINUTES), minute_of(at)
    if not span:
        return
    level = _level_at(board, queue, span, minute)
    if level is None or level >= target:
        return
    first = minute
    while first - 1 > minute - MINUTES + span - 1:
        before = _level_at(board, queue, span, first - 1)
        if before is None or before >= target:
            break
        first -= 1
    since = datetime.fromtimestamp(first * 60, UTC)
    yield Alert(f"queue_level:{queue}", "queue_level", queue, None, None, round(level, 3), target, since)


def _level_at(board: Board, queue: QueueId, span: int, minute: int) -> float | None:
    tally: Tally = together([count.last(span, minute) for count in board.counts.get(queue, {}).values()])
    enough = tally.answered + tally.abandoned >= board.rules.alerts.level_least
    return tally.service_level if enough else None


# --- agents --------------------------------------------------------------------------------------------------


def _agents(board: Board, at: datetime) -> Iterator[Alert]:
    rules = board.rules.alerts
    for member in board.crew:
        for held in member.work.values():
            tile = held.tile
            limit = rules.talk_seconds.get(tile.medium, 0) if tile.state in TALKING else 0
            yield from _long(member, "long_talk", (held.began_at, limit), at, tile.interaction_id)
            limit = rules.wrapup_seconds if tile.state == "wrapping" else 0
            yield from _long(member, "long_wrapup", (tile.since, limit), at, tile.interaction_id)
        if member.state == "away":
            yield from _long(member, "long_away", (member.since, rules.away_seconds), at)


def _long(
    member: Member, kind: AlertKind, begun: tuple[datetime, int], at: datetime, work: str = ""
) -> Iterator[Alert]:
    """Something that began then and should not last longer than so many seconds; 0 is no limit."""
    began_at, limit = begun
    since = began_at + timedelta(seconds=limit)
    if not limit or since > at:
        return
    held = next((key for key in member.work if key == work), None)
    queue = member.work[held].tile.queue_id if held else None
    about = f"{kind}:{member.id}:{work}" if work else f"{kind}:{member.id}"
    yield Alert(about, kind, queue, member.id, held, (at - began_at).total_seconds(), limit, since)
