"""The board as a fold over the log: told the facts in their order, it knows what waits, who does what, and the figures.

Law: told the same facts, also twice, also from any kept state on, a board is the same; ticks change nothing in it. What
it shows depends on that and on the moment it is looked at. What must not live here: reading the log, names, sockets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.core import facts
from hub.core.board import raised
from hub.core.board.counts import Count, Trend, minute_of
from hub.core.board.crew import Crew
from hub.core.board.rules import NO_RULES, BoardRules
from hub.core.board.view import Alert, BoardAgent, MediumTile, QueueTile
from hub.core.facts import Fact
from hub.core.stays import Stay, Stays
from hub.core.terms import AgentId, QueueId


class Board:
    """The fold. `known` are the rules of each version of the configuration, by digest; more may be added to it."""

    def __init__(self, begins_at: datetime, known: Mapping[str, BoardRules]) -> None:
        self.known = known
        self.rules: BoardRules = NO_RULES
        self.pos = 0
        self.at = begins_at  # the newest moment told of
        self.counted_from = begins_at
        self.stays = Stays()
        self.counts: dict[QueueId, dict[str, Count]] = {}
        self.trends: dict[QueueId, Trend] = {}
        self.crew = Crew()
        self.switched_off: set[QueueId] = set()
        self.snoozes: dict[str, datetime] = {}
        self.raised: dict[str, Alert] = {}
        self.touched_queues: set[QueueId] = set()

    # --- telling ---------------------------------------------------------------------------------------------

    def tell(self, fact: Fact, at: datetime, pos: int) -> None:
        """Take in the fact at `pos`. One that was told before, and a tick, change nothing."""
        if pos <= self.pos or isinstance(fact, facts.TickPassed):
            return
        self.pos, self.at = pos, max(self.at, at)
        for stay in self.stays.tell(fact, at):
            self.count(stay, stay.left_at or stay.entered_at)
        self.crew.tell(fact, at)
        raised.tell(self.raised, fact, at)
        match fact:
            case facts.HouseChanged():
                self.obey(self.known.get(fact.digest, self.rules))
            case facts.SwitchedOff(queue_id=queue) if queue is not None:
                (self.switched_off.add if fact.on else self.switched_off.discard)(queue)
                self.touched_queues.add(queue)
            case facts.AlertSnoozed():
                self.snoozes = {key: until for key, until in self.snoozes.items() if until > at}
                self.snoozes[fact.alert_id] = fact.until

    def obey(self, rules: BoardRules) -> None:
        """From now on these rules hold; of each of their queues it is known how many wait."""
        self.touched_queues |= {*self.rules.queues, *rules.queues, *self.counts}
        self.rules = rules
        for queue in rules.queues:
            if queue not in self.trends:
                self.trends[queue] = Trend()
                self.trends[queue].became(0, minute_of(self.at))
            self.crew.watch(queue, self.at)

    def count(self, stay: Stay, at: datetime) -> None:
        """A stay began or ended at that moment."""
        queue, minute = stay.queue_id, minute_of(at)
        self.counts.setdefault(queue, {}).setdefault(stay.medium, Count()).take(stay, minute, self.day_of(at))
        self.note_waiting(queue, minute)
        self.touched_queues.add(queue)

    def note_waiting(self, queue: QueueId, minute: int) -> None:
        """Put down how many wait in a queue."""
        waiting = sum(len(count.waiting) for count in self.counts.get(queue, {}).values())
        self.trends.setdefault(queue, Trend()).became(waiting, minute)

    def day_of(self, at: datetime) -> int:
        """The firm's day a moment lies in."""
        return at.astimezone(ZoneInfo(self.rules.time_zone)).toordinal()

    # --- showing ---------------------------------------------------------------------------------------------

    @property
    def queues(self) -> list[QueueId]:
        """The queues of the configuration in its order, then others in which something still waits."""
        others = sorted(
            queue for queue, counts in self.counts.items()
            if queue not in self.rules.queues and any(count.waiting for count in counts.values())
        )
        return [*self.rules.queues, *others]

    def is_open(self, queue: QueueId, at: datetime) -> bool:
        """Whether a queue is open by its hours and not switched off."""
        return queue not in self.switched_off and self.rules.queue(queue).is_open(at)

    def queue_tiles(self, at: datetime, only: Iterable[QueueId] | None = None) -> tuple[QueueTile, ...]:
        """Queues as they look at that moment; `only` these, else all."""
        wanted = None if only is None else set(only)
        return tuple(self._tile(queue, at) for queue in self.queues if wanted is None or queue in wanted)

    def agents(self, only: Iterable[AgentId] | None = None) -> tuple[BoardAgent, ...]:
        """Agents as they are, by id; `only` these, else all."""
        wanted = None if only is None else set(only)
        return tuple(each.shown() for each in self.crew if wanted is None or each.id in wanted)

    def take_touched(self) -> tuple[set[QueueId], set[AgentId]]:
        """The queues and the agents that may look different since this was asked last."""
        queues, agents = self.touched_queues | self.crew.touched_queues, self.crew.touched
        self.touched_queues, self.crew.touched_queues, self.crew.touched = set(), set(), set()
        return queues, agents

    def _tile(self, queue: QueueId, at: datetime) -> QueueTile:
        rule, minute = self.rules.queue(queue), minute_of(at)
        counts = self.counts.get(queue, {})
        trend = self.trends.get(queue)
        return QueueTile(
            id=queue,
            target_seconds=rule.target_seconds,
            target_share=rule.target_share,
            open=self.is_open(queue, at),
            media=tuple(self._medium(medium, counts[medium], at) for medium in sorted(counts)),
            trend=trend.values(minute) if trend else (),
            agents=self.crew.staff(queue),
        )

    def _medium(self, medium: str, count: Count, at: datetime) -> MediumTile:
        oldest = count.oldest
        return MediumTile(
            medium=medium,
            waiting=len(count.waiting),
            oldest_at=oldest.entered_at if oldest else None,
            hour=count.last_hour(minute_of(at)),
            today=count.of_day(self.day_of(at)),
        )
