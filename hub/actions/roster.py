"""The roster, changed: a shift put or removed, a week copied forward, many taken in at once. Each is one transaction.

Supervisors plan for the teams they oversee. Two shifts of work of one agent never overlap, nor two of the other kinds;
a break, training or meeting may lie within work. Every change is a fact and kept in the audit, and what figures of the
past say of it is made anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hub.actions import audit, hands
from hub.core import facts, roster
from hub.core.hours import local_day
from hub.core.roster import Shift
from hub.core.terms import AgentId, Role, ShiftId, ShiftKind
from hub.errors import Invalid, NotFound
from hub.store import oversight, planned_time, shifts
from hub.store.writer import Tx

HORIZON = timedelta(days=800)  # a roster reaches no further back or ahead
MOST_AT_ONCE = 5000
WEEK = timedelta(days=7)
TAKEN = "There is a shift of this agent in that time already; change that one, or choose another time."


@dataclass(frozen=True, slots=True)
class Draft:
    """A shift as a form says it."""

    agent_id: AgentId
    kind: ShiftKind
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and whose week was left as it is since something is planned in it."""

    shifts: int
    left_out: tuple[AgentId, ...]


def put(tx: Tx, me: AgentId, draft: Draft, shift_id: ShiftId | None = None) -> Shift:
    """Plan a shift, or change the one with this id. Raises Invalid, NotFound."""
    check_plans(tx, me, draft.agent_id)
    check_times(tx.now, draft.begins_at, draft.ends_at)
    before = None if shift_id is None else _the_shift(tx, me, shift_id)
    agents = {draft.agent_id, *([before.agent_id] if before else [])}
    shifts.hold(tx, agents)
    made = Shift(shift_id or ShiftId(tx.new_id()), draft.agent_id, draft.kind, draft.begins_at, draft.ends_at)
    if roster.overlap(made, shifts.of_agents(tx, [made.agent_id], made.begins_at, made.ends_at)):
        raise Invalid(TAKEN, field="begins_at")
    shifts.put(tx, me, [made])
    _tell(tx, me, "put", [made, *([before] if before else [])])
    return made


def remove(tx: Tx, me: AgentId, shift_id: ShiftId) -> list[Shift]:
    """Take a shift away; with work what lies within it. Answers what was taken. Raises NotFound."""
    found = _the_shift(tx, me, shift_id)
    shifts.hold(tx, [found.agent_id])
    gone = [found]
    if found.kind is ShiftKind.WORK:
        inside = shifts.of_agents(tx, [found.agent_id], found.begins_at, found.ends_at)
        gone += [each for each in inside if each.id != found.id and each.kind is not ShiftKind.WORK
                 and found.begins_at <= each.begins_at and each.ends_at <= found.ends_at]
    shifts.remove(tx, [each.id for each in gone])
    _tell(tx, me, "removed", gone)
    return gone


def copy_week(tx: Tx, me: AgentId, week: date, onto: date, only: Collection[AgentId] = ()) -> Copied:
    """Plan a week (its Monday is given) as another one was, by the firm's clock; `only` these agents, () for all.

    Who has anything planned in that week keeps it as it is. Raises Invalid.
    """
    if week == onto or week.weekday() or onto.weekday():
        raise Invalid("Name two weeks by their Mondays.", field="onto")
    zone = ZoneInfo(tx.house.time_zone)
    agents = [each.id for each in shifts.agents(tx.conn, _teams(tx, me)) if not only or each.id in only]
    shifts.hold(tx, agents)
    kept = {each.agent_id for each in _of_week(tx, agents, onto, zone)}
    moved = [_moved(tx, each, onto - week, zone) for each in _of_week(tx, agents, week, zone)
             if each.agent_id not in kept]
    for each in moved:
        check_times(tx.now, each.begins_at, each.ends_at)
    _check_apart(tx, moved)
    shifts.put(tx, me, moved)
    _tell(tx, me, "copied", moved)
    return Copied(len(moved), tuple(agent for agent in agents if agent in kept))


def take_in(tx: Tx, me: AgentId, drafts: Sequence[Draft]) -> int:
    """Plan all of these or none; one that stands already as it is is left. How many are new.

    Raises Invalid, NotFound. What is at fault line by line was told before (insight.roster_csv).
    """
    if len(drafts) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE} shifts at once.", field="text")
    agents = {each.agent_id for each in drafts}
    for agent in sorted(agents):
        check_plans(tx, me, agent)
    for each in drafts:
        check_times(tx.now, each.begins_at, each.ends_at)
    shifts.hold(tx, agents)
    made = [Shift(ShiftId(tx.new_id()), each.agent_id, each.kind, each.begins_at, each.ends_at) for each in drafts]
    new = [each for each in made if _as_kept(each) not in {_as_kept(one) for one in _around(tx, made)}]
    _check_apart(tx, new)
    shifts.put(tx, me, new)
    _tell(tx, me, "imported", new)
    return len(new)


def check_plans(tx: Tx, me: AgentId, about: AgentId) -> None:
    """Raises NotFound for an agent who does not work here or in none of one's teams."""
    teams = _teams(tx, me)
    if teams is not None and hands.the_agent(tx, about).team not in teams:
        raise NotFound("There is no such agent among your teams'.", field="agent_id")
    hands.the_agent(tx, about)


def check_times(now: datetime, begins_at: datetime, ends_at: datetime) -> None:
    """Raises Invalid for a shift that ends before it begins, lasts a day, or lies years away."""
    if begins_at.tzinfo is None or ends_at.tzinfo is None:
        raise Invalid("Write times with their zone: 2026-11-30T08:00:00Z.", field="begins_at")
    if not timedelta(minutes=1) <= ends_at - begins_at < shifts.LONGEST:
        raise Invalid("A shift ends after it begins and lasts less than a day.", field="ends_at")
    if abs(begins_at - now) > HORIZON:
        raise Invalid("A roster reaches two years back and ahead.", field="begins_at")


def note_export(tx: Tx, me: AgentId, detail: dict[str, object]) -> None:
    """Somebody took the roster out."""
    audit.note(tx, me, "roster_exported", None, detail)


def _the_shift(tx: Tx, me: AgentId, shift_id: ShiftId) -> Shift:
    found = shifts.shift(tx, shift_id)
    if found is None:
        raise NotFound("There is no such shift.", field="shift_id")
    check_plans(tx, me, found.agent_id)
    return found


def _teams(tx: Tx, me: AgentId) -> frozenset[str] | None:
    return oversight.teams(tx.conn, me, [Role(role) for role in hands.the_agent(tx, me).roles])


def _of_week(tx: Tx, agents: Sequence[AgentId], monday: date, zone: ZoneInfo) -> list[Shift]:
    """The shifts that begin in a local week."""
    begins, ends = local_day(monday, zone)[0], local_day(monday + WEEK, zone)[0]
    return [each for each in shifts.of_agents(tx, agents, begins, ends) if each.begins_at >= begins]


def _moved(tx: Tx, shift: Shift, by: timedelta, zone: ZoneInfo) -> Shift:
    """The same times of the clock on other days."""
    begins, ends = ((each.astimezone(zone).replace(tzinfo=None) + by).replace(tzinfo=zone).astimezone(UTC)
                    for each in shift.span)
    return replace(shift, id=ShiftId(tx.new_id()), begins_at=begins, ends_at=ends)


def _around(tx: Tx, made: Sequence[Shift]) -> list[Shift]:
    """What stands already where these are to be."""
    if not made:
        return []
    begins, ends = min(each.begins_at for each in made), max(each.ends_at for each in made)
    return shifts.of_agents(tx, {each.agent_id for each in made}, begins, ends)


def _check_apart(tx: Tx, made: Sequence[Shift]) -> None:
    """Raises Invalid where two of these overlap, or one of them what stands already."""
    layers: dict[tuple[AgentId, bool], list[Shift]] = defaultdict(list)
    for each in (*made, *_around(tx, made)):
        layers[each.agent_id, each.kind is ShiftKind.WORK].append(each)
    for layer in layers.values():
        for one, other in pairwise(sorted(layer, key=lambda each: (each.begins_at, each.ends_at))):
            if other.begins_at < one.ends_at:
                raise Invalid(TAKEN, field="begins_at")


def _as_kept(shift: Shift) -> tuple[AgentId, ShiftKind, datetime, datetime]:
    return shift.agent_id, shift.kind, shift.begins_at, shift.ends_at


def _tell(tx: Tx, me: AgentId, how: str, changed: Iterable[Shift]) -> None:
    """One fact and one line of the audit for each agent whose plan it is, and figures of the past made anew."""
    mine: dict[AgentId, list[Shift]] = defaultdict(list)
    for each in changed:
        mine[each.agent_id].append(each)
    for agent, found in sorted(mine.items()):
        begins, ends = min(each.begins_at for each in found), max(each.ends_at for each in found)
        number = len({each.id for each in found})
        tx.record(facts.RosterChanged(agent, me, how, begins, ends, number))
        audit.note(tx, me, f"roster_{how}", agent,
                   {"from": begins.isoformat(), "to": ends.isoformat(), "shifts": number})
        planned_time.renew(tx, [agent], begins, ends)
