"""What viewers of a board were shown, by what they may see: only what looks different is said again, and once for all.

Names ride along where a viewer does not have them: they are remembered as long as their bearers are on the board.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.core.board import alerts
from hub.core.board.board import Board
from hub.core.board.counts import minute_of
from hub.core.board.named import Named, named_on
from hub.core.board.view import Alert, BoardAgent, BoardNames, BoardView, QueueTile
from hub.core.terms import AgentId, QueueId


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see: the agents of these teams, themselves, and those named; None for everybody."""

    teams: frozenset[str] | None
    own: AgentId | None = None
    named: frozenset[AgentId] = frozenset()

    def sees(self, agent: BoardAgent) -> bool:
        """Whether an agent is within it."""
        return self.teams is None or agent.team in self.teams or agent.id == self.own or agent.id in self.named


@dataclass(frozen=True, slots=True)
class Glance:
    """How things look at a moment: those queues and agents that may look different than before, and all alerts."""

    tiles: tuple[QueueTile, ...]
    rows: tuple[BoardAgent, ...]
    looked: frozenset[AgentId]  # whose rows these are; who is not among the rows works here no more
    alerts: tuple[Alert, ...]
    looked_queues: frozenset[QueueId]  # whose tiles these are; what is not among the tiles is on the board no more


def everything(board: Board, at: datetime) -> Glance:
    """All there is, whether it changed or not."""
    everybody = frozenset(board.crew.members)
    return Glance(board.queue_tiles(at), board.agents(), everybody, alerts.standing(board, at),
                  frozenset(board.queues))


class Eye:
    """Looks at one board again and again."""

    def __init__(self) -> None:
        self._minute = 0

    def again(self, board: Board, at: datetime) -> Glance:
        """What was told of since the last look; with each minute all queues, whose figures move on with time."""
        queues, agents = board.take_touched()
        if minute_of(at) != self._minute:
            self._minute, queues = minute_of(at), {*queues, *board.queues}
        return Glance(board.queue_tiles(at, queues), board.agents(agents), frozenset(agents),
                      alerts.standing(board, at), frozenset(queues))


@dataclass(slots=True)
class Shown:
    """What those in one room were shown last. `room` is its name among sockets."""

    sight: Sight
    room: str = ""
    queues: dict[QueueId, QueueTile] = field(default_factory=dict)
    agents: dict[AgentId, BoardAgent] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    names: BoardNames = field(default_factory=BoardNames)

    def whole(self, board: Board, at: datetime) -> BoardView:
        """All of it, for somebody who comes."""
        return BoardView(board.pos, at, board.counted_from, tuple(self.queues.values()), tuple(self.agents.values()),
                         self.alerts, self.names)

    def begin(self, glance: Glance) -> None:
        """Take in how all looks, whatever was shown before."""
        self.queues, self.agents, self.alerts = {}, {}, ()
        self.turn(glance)

    def turn(self, glance: Glance) -> dict[str, Any]:
        """Take in how things look now; what of it looks different, as named parts."""
        queues = tuple(tile for tile in glance.tiles if self.queues.get(tile.id) != tile)
        gone = tuple(sorted(glance.looked_queues & self.queues.keys() - {tile.id for tile in glance.tiles}))
        self.queues |= {tile.id: tile for tile in queues}
        for queue in gone:
            del self.queues[queue]
        seen = {row.id: row for row in glance.rows if self.sight.sees(row)}
        agents = tuple(row for row in seen.values() if self.agents.get(row.id) != row)
        lost = tuple(sorted(glance.looked & self.agents.keys() - seen.keys()))
        self.agents |= {row.id: row for row in agents}
        for agent in lost:
            del self.agents[agent]
        mine = tuple(each for each in glance.alerts if each.agent_id is None or each.agent_id in self.agents)
        parts: dict[str, Any] = {} if alerts.same(self.alerts, mine) else {"alerts": mine}
        self.alerts = mine
        found = {"queues": queues, "gone_queues": gone, "agents": agents, "gone_agents": lost}
        return parts | {name: value for name, value in found.items() if value}

    @property
    def named(self) -> Named:
        """Who and what on it has a name or words."""
        return named_on(self.agents.values(), self.alerts)

    def lacking(self) -> Named:
        """Whose names are not known here; those of the absent are forgotten."""
        named = self.named
        self.names = named.kept(self.names)
        return named.without(self.names)

    def learn(self, names: BoardNames) -> BoardNames | None:
        """Take in names of those on this board; what of it is new here."""
        mine, theirs = self.names, self.named.kept(names)
        fresh = BoardNames(
            {key: name for key, name in theirs.agents.items() if mine.agents.get(key) != name},
            {key: name for key, name in theirs.customers.items() if mine.customers.get(key) != name},
            {key: words for key, words in theirs.calls.items() if mine.calls.get(key) != words},
        )
        self.names = BoardNames(mine.agents | fresh.agents, mine.customers | fresh.customers, mine.calls | fresh.calls)
        return fresh or None
