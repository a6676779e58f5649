"""What an honest person would tell a customer who asks how long: the place in the queue, and a range or nothing.

The range comes from what others waited lately from about the same place in the same queue; a formula would need
assumptions that a small firm's queue does not keep. Where too few waited, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hub.core.floor import Floor
from hub.core.queues import rank
from hub.core.terms import InteractionId

FEWEST: Final = 10  # waits under this many are anecdotes
RECENT: Final = timedelta(hours=2)
LOW_PERCENT: Final = 25
HIGH_PERCENT: Final = 90
MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class PastWait:
    """Somebody waited `seconds` of open hours from place `position` on and was answered at that instant.

    Those who gave up are no samples: how long they would have waited nobody knows.
    """

    answered_at: datetime
    position: int  # when they came: 1 was next
    seconds: int


@dataclass(frozen=True, slots=True)
class WaitRange:
    """One in four waited less than `low_seconds`, one in ten more than `high_seconds`.

    Both are whole minutes, rounded outward.
    """

    low_seconds: int
    high_seconds: int


def position(floor: Floor, interaction: InteractionId) -> int | None:
    """The place among the work of its queue and medium: 1 is next, also while it is offered; None: not waiting."""
    entry = floor.work.get(interaction)
    if entry is None or entry.item.not_before is not None:
        return None
    queue = floor.queue(entry.item.queue_id)
    if queue.plan is None:
        return None
    if interaction in floor.offers:
        return 1
    mine = rank(entry.item, queue.plan)
    groups = [group for group in queue.groups.values() if group.key.medium is entry.item.medium]
    return 1 + sum(group.work.count_before(mine) for group in groups)


def estimate(waits: Iterable[PastWait], place: int, now: datetime) -> WaitRange | None:
    """The range of waits from about that place in the last two hours; None when fewer than ten are known.

    About the same place: from half to twice as far back.
    """
    alike = sorted(
        wait.seconds
        for wait in waits
        if now - RECENT <= wait.answered_at <= now and place <= 2 * wait.position and wait.position <= 2 * place
    )
    if len(alike) < FEWEST:
        return None
    # Order statistics, not interpolation between them: so what the range says is true of those who waited.
    low = alike[len(alike) * LOW_PERCENT // 100]
    high = alike[-(-len(alike) * HIGH_PERCENT // 100) - 1]
    return WaitRange(low // MINUTE * MINUTE, max(1, -(-high // MINUTE)) * MINUTE)
