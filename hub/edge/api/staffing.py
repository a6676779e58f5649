"""Staffing over HTTP: what the next minutes would be otherwise, and agents lent to a queue for a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from hub.actions import lending
from hub.core.terms import QueueId
from hub.edge import coverage, wire
from hub.edge.foresight import FORESIGHT
from hub.edge.site import SETTINGS, STORE, Actor, answer, asked_day, body
from hub.errors import Invalid
from hub.insight.answers import Question
from hub.insight.forecast import FEWEST_DAYS
from hub.insight.half_hours import slot_starts, slots_over
from hub.insight.requirement import SHRINKAGE
from hub.insight.staffing import scheduled
from hub.insight.what_if import Move

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
    """`?queue=&date=`: a local day by half hour: what came, what is expected, how many agents that needs, how many to
    plan for it (`plan`), and how many are (`scheduled`; null where nobody has a roster)."""
    foresight = request.app[FORESIGHT]
    queue = QueueId(request.query.get("queue", ""))
    _known(request, queue)
    day = asked_day(request)
    expected = await foresight.volumes.expected(queue, day)
    needed = await coverage.needed(request.app, queue, day)
    roster = await coverage.rostered(request.app, queue, day)
    over = slots_over(day, request.app[STORE].clock().astimezone(foresight.volumes.zone))
    slots = []
    for slot, at in enumerate(slot_starts(day, foresight.volumes.zone)):
        known, agents = expected.of_slot(slot, over), needed[slot]
        slots.append({"at": at, "actual": expected.actual[slot], "expected": known[0], "low": known[1],
                      "high": known[2], "required": agents,
                      "plan": scheduled(agents, SHRINKAGE) if agents is not None else None,
                      "scheduled": roster.heads[slot]})
    made = expected.forecast
    error = {"wape": made.score.wape if made else None, "naive": made.score.naive if made else None,
             "days": made.score.days if made else 0}
    history = {"needs": FEWEST_DAYS, "has": max(0, expected.days - 1)}  # the first day is seldom a whole one
    return answer({"slots": slots, "error": error, "shrinkage": SHRINKAGE,
                   "level": expected.level, "history": history,
                   "roster_away": roster.away_share})


async def lend(request: web.Request, me: Actor) -> web.Response:
    """Lend agents of one's own teams to a queue; they come back by themselves."""
    asked = wire.read(LendAsked, await body(request))
    moves = _moves(request, asked.moves)
    lent = await request.app[STORE].do(lending.lend, lending.Lender(me.id, me.roles), moves, asked.minutes)
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
