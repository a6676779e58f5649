"""What the tiles of a board come to: a queue's line, the figures on top, and whom of a queue a viewer oversees.

The same definitions as the console's (agent_ui/src/state/figures.ts). Unknown is None, never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.core.board.counts import MINUTES, together
from hub.core.board.crew import place_of
from hub.core.board.view import Alert, BoardAgent, BoardView, QueueTile, Staff
from hub.core.stays import Tally
from hub.core.terms import QueueId

NEAR = 0.1  # so far under its aim a level is a warning, further it is bad
NEAR_WAIT = 0.75  # from this share of its aim on a wait is a warning
BAD, WARNING, FINE = "bad", "warning", ""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue over all its media."""

    tile: QueueTile
    waiting: int
    oldest_at: datetime | None
    hour: Tally
    today: Tally


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures on top: queues of all, agents of those the viewer sees. `before`: how many waited an hour ago."""

    waiting: int
    before: int | None
    longest_at: datetime | None
    longest_queue: QueueId | None
    hour: Tally
    target_share: float | None
    abandoned_today: int
    states: Counter[str]
    signed_in: int
    occupancy: float | None


def line_of(tile: QueueTile) -> QueueLine:
    """A queue's media together."""
    oldest = [each.oldest_at for each in tile.media if each.waiting and each.oldest_at is not None]
    return QueueLine(
        tile, sum(each.waiting for each in tile.media), min(oldest, default=None),
        together([each.hour for each in tile.media]), together([each.today for each in tile.media]),
    )


def level_tone(level: float | None, target: float) -> str:
    """How a level stands to its aim."""
    if level is None or level >= target:
        return FINE
    return WARNING if level >= target - NEAR else BAD


def wait_tone(seconds: float | None, target_seconds: int) -> str:
    """How a wait stands to its aim."""
    if seconds is None or target_seconds <= 0 or seconds <= target_seconds * NEAR_WAIT:
        return FINE
    return WARNING if seconds <= target_seconds else BAD


def lines_of(board: BoardView) -> list[QueueLine]:
    """All queues, those in trouble first."""
    weight = {BAD: 2, WARNING: 1, FINE: 0}

    def place(line: QueueLine) -> tuple[int, int, str]:
        waited = None if line.oldest_at is None else (board.at - line.oldest_at).total_seconds()
        worst = max(weight[wait_tone(waited, line.tile.target_seconds)],
                    weight[level_tone(line.hour.service_level, line.tile.target_share)])
        return -worst, -line.waiting, line.tile.id

    return sorted((line_of(tile) for tile in board.queues), key=place)


def headline(board: BoardView) -> Headline:
    """The figures on top."""
    lines = [line_of(tile) for tile in board.queues]
    whole = all(len(line.tile.trend) >= MINUTES for line in lines) and bool(lines)
    longest = min((line for line in lines if line.oldest_at), key=lambda line: line.oldest_at or board.at, default=None)
    states = Counter(str(each.state) for each in board.agents)
    working = states["busy"] + states["wrapping"]
    there = working + states["available"] + states["ringing"]
    return Headline(
        waiting=sum(line.waiting for line in lines),
        before=sum(line.tile.trend[0] for line in lines) if whole else None,
        longest_at=longest.oldest_at if longest else None,
        longest_queue=longest.tile.id if longest else None,
        hour=together([line.hour for line in lines]),
        target_share=_target(lines),
        abandoned_today=sum(line.today.abandoned for line in lines),
        states=states,
        signed_in=len(board.agents) - states["offline"],
        occupancy=working / there if there else None,
    )


def _target(lines: Sequence[QueueLine]) -> float | None:
    """The aim of several queues together: each queue's own, weighed by who came; equal when nobody has."""
    came = sum(line.hour.entered for line in lines)
    if not lines:
        return None
    if not came:
        return sum(line.tile.target_share for line in lines) / len(lines)
    return sum(line.tile.target_share * line.hour.entered for line in lines) / came


def waiting_by_minute(board: BoardView) -> tuple[int, ...]:
    """How many waited on the whole board in each of the last minutes that all queues know of, the newest last."""
    known = min((len(tile.trend) for tile in board.queues), default=0)
    return tuple(sum(tile.trend[len(tile.trend) - known + place] for tile in board.queues) for place in range(known))


def own_staff(board: BoardView, queue: QueueId) -> Staff:
    """Of a queue's staff, those the viewer sees; the same places as the queue's own."""
    found = Counter(place_of(each.state, each.online) for each in board.agents if queue in each.queues)
    ready, busy, wrapping, away = (found[place] for place in ("ready", "busy", "wrapping", "away"))
    return Staff(ready, busy, wrapping, away, ready + busy + wrapping + away)


def by_stay(board: BoardView) -> list[BoardAgent]:
    """Agents, the longest in their state first, who is not here last."""
    return sorted(board.agents, key=lambda each: (each.state == "offline", each.since, each.id))


def needy(board: BoardView) -> list[Alert]:
    """Alerts that are not put aside."""
    return [each for each in board.alerts if each.snoozed_until is None or each.snoozed_until <= board.at]
