"""How often what-if's ranges held: what it said of the floor left as it was, against what then came to pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.core.stays import Stay
from hub.core.terms import QueueId
from hub.insight.simulation import tallies
from hub.insight.what_if import Outcome

FEWEST = 10  # promises that could be judged; with fewer no share is told
KEPT = 200


@dataclass(frozen=True, slots=True)
class Promise:
    """A queue's level should lie in this range from `begins` to `ends`, if nobody changes anything."""

    queue_id: QueueId
    begins: datetime
    ends: datetime
    low: float
    high: float


class Promises:
    """Those not yet judged, and how the last ones were."""

    def __init__(self) -> None:
        self._open: deque[Promise] = deque(maxlen=KEPT)
        self._held: deque[bool] = deque(maxlen=KEPT)

    def give(self, begins: datetime, ends: datetime, outcomes: Mapping[QueueId, Outcome]) -> None:
        """Remember what was said. Once for each queue and time: the same question again is no new promise."""
        for queue, outcome in outcomes.items():
            known = any(each.queue_id == queue and each.ends > begins for each in self._open)
            if outcome.low is not None and outcome.high is not None and not known:
                self._open.append(Promise(queue, begins, ends, outcome.low, outcome.high))

    def withdraw(self) -> None:
        """Something was changed: what was said of the floor left as it was says nothing any more."""
        self._open.clear()

    def settle(self, stays: Iterable[Stay], now: datetime) -> None:
        """Judge those whose time is over by the stays that ended in it; where none did there is nothing to judge."""
        ended = [stay for stay in stays if stay.left_at is not None]
        over = [each for each in self._open if each.ends <= now]
        self._open = deque((each for each in self._open if each.ends > now), maxlen=KEPT)
        for each in over:
            inside = [stay for stay in ended if stay.queue_id == each.queue_id and stay.left_at is not None
                      and each.begins <= stay.left_at < each.ends]
            level = tallies(inside)[each.queue_id].service_level if inside else None
            if level is not None:
                self._held.append(each.low <= level <= each.high)

    @property
    def share(self) -> float | None:
        """The share that held; None while too few could be judged."""
        return sum(self._held) / len(self._held) if len(self._held) >= FEWEST else None
