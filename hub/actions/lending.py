"""Lend agents to a queue for a while. The row says what to give back; the router's alarm gives it back in time.

A restart forgets nothing: open rows are alarms on every floor that is loaded (store/floor). What an admin changed of
the agent's queues meanwhile stays: only what was lent is taken, only what was taken is given. Who was lent on from the
queue they were lent to goes, when the first time is over, from there straight to where they began.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core import facts
from hub.core.terms import AgentId, Role
from hub.errors import Invalid
from hub.insight.what_if import PREFERENCE, Lend, Move, lends
from hub.store import account_rows, floor, floor_rows, lent_rows, oversight
from hub.store.floor_rows import Agent
from hub.store.writer import Tx

LONGEST = 8 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Lending:
    """What was done: this agent serves this queue until then."""

    agent_id: AgentId
    queue_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Lender:
    """Who lends, and what they may."""

    agent_id: AgentId
    roles: tuple[Role, ...]


def lend(tx: Tx, lender: Lender, moves: Sequence[Move], minutes: int) -> list[Lending]:
    """Move agents of the lender's teams who are there, able and least busy. Raises Invalid where there are too few,
    or for a time or queue out of the ordinary."""
    if not 1 <= minutes <= LONGEST:
        raise Invalid(f"minutes is from 1 to {LONGEST}.", field="minutes")
    for queue in (queue for move in moves for queue in (move.queue_id, move.from_queue_id) if queue):
        if queue not in tx.house.queues:
            raise Invalid(f"There is no queue {queue!r}.", field="queue_id")
    overseen = oversight.overseen(tx.conn, lender.agent_id, lender.roles)
    seats = [seat for seat in floor.seats_of_agents(tx.conn) if overseen is None or seat.agent_id in overseen]
    chosen = lends(seats, moves, tx.house.queues)
    if len(chosen) < sum(abs(move.agents) for move in moves):
        raise Invalid("Fewer of your agents are there, have the skills and may be moved.", field="moves")
    until = tx.now + timedelta(minutes=minutes)
    return [_lend(tx, lender.agent_id, each, until) for each in sorted(chosen, key=lambda one: one.agent_id)]


def give_back(tx: Tx, lent_id: str) -> None:
    """The time is over. Nothing happens when it was given back already."""
    found = lent_rows.lent(tx, lent_id)
    if found is None or found.returned_at is not None or found.until > tx.now:
        return
    lent_rows.note_return(tx, lent_id)
    agent = floor_rows.agent(tx, found.agent_id)
    if agent is None:
        return
    queues = dict(agent.queues)
    if found.queue_id and queues.get(found.queue_id) == found.preference:
        del queues[found.queue_id]
    lent_on = lent_rows.lent_on(tx, found)
    if lent_on is not None:
        lent_rows.lead_back(tx, lent_on, found.from_queue_id, found.from_preference)
    elif found.from_queue_id:
        queues.setdefault(found.from_queue_id, found.from_preference)
    _serve(tx, agent, queues)
    tx.record(facts.AgentReturned(agent.id, found.queue_id, found.from_queue_id))


def _lend(tx: Tx, by: AgentId, wanted: Lend, until: datetime) -> Lending:
    agent = floor_rows.agent(tx, wanted.agent_id)
    if agent is None or not agent.active:
        raise Invalid("One of these agents works here no longer.", field="moves")
    queues = dict(agent.queues)
    taken = queues.pop(wanted.from_queue_id, 0) if wanted.from_queue_id else 0
    given = 0
    if wanted.queue_id and wanted.queue_id not in queues:
        queues[wanted.queue_id] = given = PREFERENCE
    lent_rows.write_lent(
        tx, id=tx.new_id(), agent_id=agent.id, queue_id=wanted.queue_id if given else "", preference=given,
        from_queue_id=wanted.from_queue_id if taken else "", from_preference=taken, by_agent_id=by, lent_at=tx.now,
        until=until,
    )
    _serve(tx, agent, queues)
    tx.record(facts.AgentLent(agent.id, wanted.queue_id, wanted.from_queue_id, until, by))
    return Lending(agent.id, wanted.queue_id, until)


def _serve(tx: Tx, agent: Agent, queues: dict[str, int]) -> None:
    account_rows.change_agent(tx, agent.id, queues=queues)
    tx.record(facts.AgentChanged(agent.id, agent.team, tuple(sorted(queues)), agent.active))
