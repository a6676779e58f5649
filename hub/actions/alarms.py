"""What clocks tell when they ring, and what follows: a warning, a breach with its escalation; all of them anew when the
house's promises or its hours have changed."""

from __future__ import annotations

from datetime import datetime

from hub.actions import cases, hands, lines, notices, sla
from hub.actions.cases import By
from hub.actions.notices import Notice
from hub.core import facts
from hub.core import sla as clocks
from hub.core.plan import SlaPolicy
from hub.core.terms import AgentId, InteractionState, NoticeKind
from hub.store import clock_rows, floor_rows, record_rows, steering_rows
from hub.store.clock_rows import ClockRow
from hub.store.floor_rows import DONE
from hub.store.writer import Tx

BATCH = 200
MOST_PRIORITY = 10


def ring(tx: Tx) -> int:
    """Tell everything that has come by now; how many clocks rang, at most BATCH of them."""
    due = clock_rows.due(tx, BATCH)
    for row in due:
        _ring(tx, row)
    return len(due)


def reconcile(tx: Tx, after: str = "") -> str:
    """Count anew by the house's promises and hours as they are now; the key to go on from, "" at the end."""
    rows = clock_rows.all_open(tx, after, BATCH)
    policies = {each.id: each for each in tx.house.sla}
    for row in rows:
        policy = policies.get(row.policy)
        clock = clocks.retarget(row.clock, policy, tx.now) if policy else row.clock
        due = clocks.due_at(clock, sla.hours_of(tx, row.policy))
        if clock != row.clock or due != clock_rows.due_of(tx, row.id):
            sla.keep(tx, row, clock)
            sla.changed(tx, row, clock)
    return rows[-1].id if len(rows) == BATCH else ""


def _ring(tx: Tx, row: ClockRow) -> None:
    clock, told = clocks.ring(row.clock, sla.hours_of(tx, row.policy), tx.now)
    sla.keep(tx, row, clock)
    owner = clock_rows.owner_of(tx, row)
    policy = next((each for each in tx.house.sla if each.id == row.policy), None)
    if clocks.WARNED in told:
        due = clocks.due_at(clock, sla.hours_of(tx, row.policy))
        tx.record(warned(row, due, owner))
        _notify(tx, row, owner, policy, clocks.WARNED)
    if clocks.BREACHED in told:
        if policy is not None:
            _escalate(tx, row, policy)
        tx.record(sla.breached(row, clock, owner))
        _notify(tx, row, owner, policy, clocks.BREACHED)
        _say(tx, row)


def warned(row: ClockRow, due: datetime | None, owner: AgentId | None) -> facts.SlaWarned:
    """The fact that a promise comes near its end."""
    return facts.SlaWarned(
        row.id, row.kind, row.queue_id or None, due, owner, row.interaction_id, row.conversation_id, row.case_id,
        row.customer_id,
    )


def _escalate(tx: Tx, row: ClockRow, policy: SlaPolicy) -> None:
    """A broken promise is more urgent, and may go to another queue, as far as nobody has it in hand."""
    if row.case_id is not None:
        _escalate_case(tx, row, policy)
    elif row.interaction_id is not None:
        _escalate_work(tx, row, policy)


def _escalate_case(tx: Tx, row: ClockRow, policy: SlaPolicy) -> None:
    case = record_rows.case(tx, row.case_id) if row.case_id else None
    if case is None:
        return
    changes: dict[str, object] = {}
    if policy.raise_priority:
        changes["priority"] = min(MOST_PRIORITY, case.priority + policy.raise_priority)
    if policy.to_queue is not None:
        changes["queue_id"] = policy.to_queue
    cases.change(tx, case, changes, By(None))


def _escalate_work(tx: Tx, row: ClockRow, policy: SlaPolicy) -> None:
    work = floor_rows.work(tx, row.interaction_id) if row.interaction_id else None
    if work is None or work.state in DONE:
        return
    if policy.raise_priority and work.priority < MOST_PRIORITY:
        hands.alter(tx, work, priority=min(MOST_PRIORITY, work.priority + policy.raise_priority))
        work = hands.the_work(tx, work.id)
    queued = work.state is InteractionState.QUEUED
    if queued and policy.to_queue is not None and policy.to_queue != work.queue_id:
        hands.to_queue(tx, work, "overflowed", queue_id=policy.to_queue)


def _notify(tx: Tx, row: ClockRow, owner: AgentId | None, policy: SlaPolicy | None, what: str) -> None:
    readers: set[AgentId] = set()
    notify = policy.notify if policy else ()
    if "owner" in notify and owner is not None:
        readers.add(owner)
    if "supervisors" in notify and (what == clocks.BREACHED or owner is None):
        team = floor_rows.agent(tx, owner) if owner else None
        readers |= set(steering_rows.supervisors_of(tx, team.team if team else None))
    if readers:
        said = Notice(NoticeKind.SLA, None, detail=f"{row.kind}:{what}", queue_id=row.queue_id or None,
                      interaction_id=row.interaction_id, case_id=row.case_id)
        notices.send(tx, said, readers)


def _say(tx: Tx, row: ClockRow) -> None:
    """The thread says that a promise was broken."""
    if row.conversation_id is not None:
        place = lines.Place(row.conversation_id, row.customer_id, row.interaction_id)
        lines.event(tx, place, "sla_breached", {"clock": row.kind, "case_id": row.case_id or ""})
