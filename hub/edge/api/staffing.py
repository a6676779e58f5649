"""Staffing over HTTP: what the next minutes would be otherwise, and agents lent to a queue for a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from aiohttp import web

from hub.actions import lending
from hub.actions.accounts import CAPACITY
from hub.core.plan import QueuePlan
from hub.core.terms import QueueId
from hub.edge import foresight, wire
from hub.edge.foresight import FORESIGHT, Question
from hub.edge.site import SETTINGS, STORE, Actor, answer, body
from hub.edge.volumes import Expected, slot_starts
from hub.errors import Invalid
from hub.insight.forecast import FEWEST_DAYS
from hub.insight.past import MOST_LOST, Habits
from hub.insight.requirement import SHRINKAGE, Demand, required
from hub.insight.staffing import scheduled
from hub.insight.what_if import Move, lends
from hub.store import floor, oversight
from hub.store.database import Connection, Tx
from hub.store.volumes import HALF_HOUR

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


async def forecast(request: web.Request, me: Actor) -> web.Response:
    """`?queue=&date=`: a local day by half hour: what came, what is expected, how many agents that needs."""
    plan, foresight = request.app[SETTINGS].plan, request.app[FORESIGHT]
    queue = QueueId(request.query.get("queue", ""))
    _known(request, queue)
    try:
        day = date.fromisoformat(request.query.get("date", ""))
    except ValueError:
        raise Invalid("Write the date like 2026-11-30.", field="date") from None
    expected = await foresight.volumes.expected(queue, day)
    habits = await foresight.habits()
    starts = slot_starts(day, foresight.volumes.zone)
    over = foresight.volumes.slots_over(day, request.app[STORE].clock())
    slots = []
    for slot, at in enumerate(starts):
        known = _expected(expected, slot, over)
        needed = _needed(expected, habits, plan.queues[queue], known[0])
        slots.append({"at": at, "actual": expected.actual[slot], "expected": known[0], "low": known[1],
                      "high": known[2], "required": needed,
                      "scheduled": scheduled(needed, SHRINKAGE) if needed is not None else None})
    made = expected.forecast
    error = {"wape": made.score.wape if made else None, "naive": made.score.naive if made else None,
             "days": made.score.days if made else 0}
    history = {"needs": FEWEST_DAYS, "has": max(0, expected.days - 1)}  # the first day is seldom a whole one
    return answer({"slots": slots, "error": error, "shrinkage": SHRINKAGE, "level": expected.level, "history": history})


def _expected(expected: Expected, slot: int, over: int) -> tuple[float | None, float | None, float | None]:
    """Expected, low and high of a slot; the rest of today at the level of the day so far."""
    made = expected.forecast
    if made is None:
        return None, None, None
    level = expected.level if slot >= over else 1.0
    return made.expected[slot] * level, made.low[slot] * level, made.high[slot] * level


def _needed(expected: Expected, habits: Habits, queue: QueuePlan, arrivals: float | None) -> int | None:
    """Agents for a slot's arrivals; None where for too much of it no length of handling is known."""
    lengths = {medium: habits.mean_length((queue.id, medium)) for medium in expected.shares}
    known = sum(share for medium, share in expected.shares.items() if lengths[medium] is not None)
    if arrivals is None or known < 1 - MOST_LOST:
        return None
    demands = [Demand(medium, arrivals * expected.shares[medium] / known, length, CAPACITY.get(medium, 1))
               for medium, length in lengths.items() if length is not None]
    return required(demands, HALF_HOUR.total_seconds(), queue.target_seconds, min(0.99, queue.target_share))


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

    lent = await store.do(do)
    request.app[FORESIGHT].promises.withdraw()
    return answer({"lent": lent})


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
