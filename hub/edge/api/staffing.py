"""Staffing over HTTP: what the next minutes would be otherwise, and agents lent to a queue for a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from hub.actions import lending
from hub.core.terms import QueueId
from hub.edge import foresight, wire
from hub.edge.foresight import FORESIGHT, Question
from hub.edge.site import SETTINGS, STORE, Actor, answer, body
from hub.errors import Invalid
from hub.insight.what_if import Move, lends
from hub.store import floor, oversight
from hub.store.database import Connection, Tx

MOST_AGENTS = 50  # in one move


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """So many agents more (or fewer) for a queue, from another one or shared."""

    queue_id: QueueId
    agents: int
    from_queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class WhatIfAsked:
    """The next minutes with these changes."""

    minutes: Literal[30, 60]
    moves: tuple[MoveAsked, ...] = ()
    hours: dict[QueueId, Literal["open", "closed"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LendAsked:
    """Do it, for so long."""

    minutes: int
    moves: tuple[MoveAsked, ...]


async def what_if(request: web.Request, me: Actor) -> web.Response:
    """Now against then, with ranges, from seeded runs of the floor as it stands."""
    asked = wire.read(WhatIfAsked, await body(request))
    moves = _moves(request, asked.moves)
    for queue in asked.hours:
        _known(request, queue)
    question = Question(asked.minutes, moves, {**asked.hours})
    return answer(await request.app[FORESIGHT].answer(me.id, question))


async def lend(request: web.Request, me: Actor) -> web.Response:
    """Lend agents of one's own teams to a queue; they come back by themselves."""
    asked = wire.read(LendAsked, await body(request))
    moves = _moves(request, asked.moves)
    store, plan = request.app[STORE], request.app[SETTINGS].plan

    def choose(conn: Connection) -> foresight.Choice:
        seats = floor.seats_of_agents(conn)
        overseen = oversight.overseen(conn, me.id, me.roles)
        own = [seat for seat in seats if overseen is None or seat.agent_id in overseen]
        return foresight.Choice(tuple(lends(own, moves, plan.queues)), overseen)

    choice = await store.read(choose)
    if len(choice.lends) < sum(abs(move.agents) for move in moves):
        raise Invalid("Fewer of your agents are there, have the skills and may be moved.", field="moves")

    def do(tx: Tx) -> list[lending.Lending]:
        return lending.lend(tx, me.id, choice.overseen, choice.lends, asked.minutes)

    return answer({"lent": await store.do(do)})


def _moves(request: web.Request, asked: tuple[MoveAsked, ...]) -> tuple[Move, ...]:
    for each in asked:
        _known(request, each.queue_id)
        if each.from_queue_id is not None:
            _known(request, each.from_queue_id)
        if abs(each.agents) > MOST_AGENTS:
            raise Invalid(f"At most {MOST_AGENTS} agents in one move.", field="agents")
    return tuple(Move(each.queue_id, each.agents, each.from_queue_id) for each in asked)


def _known(request: web.Request, queue: QueueId) -> None:
    if queue not in request.app[SETTINGS].plan.queues:
        raise Invalid(f"There is no queue {queue!r}.", field="queue_id")
