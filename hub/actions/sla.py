"""Clocks are started, paused and stopped here, in the very transaction of what causes it: a case, a line, a turn.

What they tell when they ring, and the escalation, is alarms; the arithmetic is core/sla.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from channels.contract import Medium
from hub.actions import notices
from hub.core import facts, sla
from hub.core.plan import Hours, SlaPolicy
from hub.core.sla import Clock, Matter
from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    CaseType,
    ClockId,
    ClockKind,
    ClockState,
    ConversationId,
    CustomerId,
    InteractionId,
    InteractionState,
    MessageId,
    QueueId,
)
from hub.errors import Stale
from hub.store import clock_rows, customer_rows, record_rows, steering_rows
from hub.store.clock_rows import ClockRow
from hub.store.floor_rows import Work
from hub.store.writer import Tx

OVER = (CaseStatus.RESOLVED, CaseStatus.CLOSED)
ALWAYS = Hours("always")


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case as its clocks look at it."""

    id: CaseId
    customer_id: CustomerId
    type: CaseType
    status: CaseStatus
    priority: int
    queue_id: QueueId
    conversation_id: ConversationId | None
    owner_id: AgentId | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clock is about, and whose matter that is."""

    customer_id: CustomerId
    queue_id: QueueId
    case_id: CaseId | None = None
    conversation_id: ConversationId | None = None
    interaction_id: InteractionId | None = None
    owner_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Wrote:
    """A customer's line that waits for a reply. `replied`: an agent has written in this work before."""

    customer_id: CustomerId
    conversation_id: ConversationId
    interaction_id: InteractionId
    medium: Medium
    queue_id: QueueId
    priority: int
    vip: bool
    replied: bool
    owner_id: AgentId | None = None


# --- cases ---------------------------------------------------------------------------------------------------


def case_opened(tx: Tx, case: CaseNow) -> None:
    """The promises of a new case begin; paused at once where it is the customer's turn."""
    if case.status in OVER:
        return
    _start_for_case(tx, case, ClockKind.FIRST_REPLY, ClockKind.RESOLUTION)


def case_changed(tx: Tx, before: CaseStatus, case: CaseNow, *, moved: bool) -> None:
    """Its status pauses, sets going or stops its clocks; another type or priority (`moved`) may be another promise."""
    if not tx.house.sla:
        return
    standing = clock_rows.open_of_case(tx, case.id)
    if case.status in OVER:
        for row in standing:
            if row.kind is ClockKind.RESOLUTION:
                stop(tx, row)
            else:
                cancel(tx, row)
        return
    if before in OVER:
        _start_for_case(tx, case, ClockKind.RESOLUTION)
        return
    for row in standing:
        if moved:
            row = _retarget(tx, row, _policy(tx, _matter_of(tx, case)))
        _turn(tx, row, paused=case.status is CaseStatus.WAITING)


def _start_for_case(tx: Tx, case: CaseNow, *kinds: ClockKind) -> None:
    policy = _policy(tx, _matter_of(tx, case)) if tx.house.sla else None
    if policy is None:
        return
    subject = Subject(case.customer_id, case.queue_id, case.id, case.conversation_id, owner_id=case.owner_id)
    for kind in kinds:
        clock = sla.start(policy, kind, tx.now)
        if clock is not None:
            paused = sla.pause(clock, policy.hours, tx.now) if case.status is CaseStatus.WAITING else clock
            _begin(tx, policy, subject, paused)


def _matter_of(tx: Tx, case: CaseNow) -> Matter:
    customer = customer_rows.reads_as(tx, case.customer_id)
    return Matter(case.queue_id, case.priority, bool(customer and customer.vip), case_type=case.type)


# --- written talks -------------------------------------------------------------------------------------------


def customers_wrote(tx: Tx, lines: Mapping[ConversationId, Wrote]) -> None:
    """Customers wait for a reply: their clocks begin, or go on where they had waited for the customer."""
    if not lines or not tx.house.sla:
        return
    standing = {row.conversation_id: row for row in clock_rows.open_replies(tx, lines)}
    for conversation, said in sorted(lines.items()):
        row = standing.get(conversation)
        if row is not None:
            _turn(tx, row, paused=False)
            continue
        matter = Matter(said.queue_id, said.priority, said.vip, medium=said.medium)
        policy = _policy(tx, matter)
        kind = ClockKind.NEXT_REPLY if said.replied else ClockKind.FIRST_REPLY
        clock = sla.start(policy, kind, tx.now) if policy else None
        if policy is not None and clock is not None:
            subject = Subject(
                said.customer_id, said.queue_id, None, conversation, said.interaction_id, said.owner_id
            )
            _begin(tx, policy, subject, clock)


def agent_replied(tx: Tx, conversation: ConversationId, case_id: str | None, message_id: MessageId) -> None:
    """A person answered: what waited for it here, and the first reply of the conversation's case."""
    if not tx.house.sla:
        return
    for row in clock_rows.awaiting_first_reply(tx, conversation, case_id):
        stop(tx, row, message_id)


def reply_withdrawn(tx: Tx, conversation: ConversationId, message_id: MessageId) -> None:
    """The reply was taken back before it left: the promise is open again, as if it had never been answered."""
    if not tx.house.sla:
        return
    stopped = clock_rows.stopped_by(tx, message_id, conversation)
    if any(row.case_id is None for row in stopped):  # what the customer wrote since waits for the same reply
        for later in clock_rows.open_replies(tx, [conversation]):
            cancel(tx, later)
    for row in stopped:
        clock = replace(row.clock, state=ClockState.RUNNING, since=row.stopped_at, stopped_at=None)
        subject = Subject(row.customer_id, row.queue_id, row.case_id, row.conversation_id, row.interaction_id,
                          clock_rows.owner_of(tx, row))
        _change(tx, row, stopped_by=None)
        _begin(tx, _policy_named(tx, row.policy), subject, clock, row.policy)


def turn_of_customer(tx: Tx, work: Work, *, theirs: bool) -> None:
    """The agent says whose turn it is in a talk."""
    if tx.house.sla:
        for row in clock_rows.open_replies(tx, [work.conversation_id]):
            _turn(tx, row, paused=theirs)


def work_over(tx: Tx, work: Work) -> None:
    """The work closed: nobody waits for a reply in it any more."""
    if tx.house.sla:
        for row in clock_rows.open_replies(tx, [work.conversation_id]):
            cancel(tx, row)


def cases_spoken_to(tx: Tx, conversations: Collection[ConversationId]) -> list[CaseId]:
    """Cases that waited for a customer who has written now."""
    return clock_rows.waiting_cases(tx, conversations) if tx.house.sla and conversations else []


# --- what was there before its promise -----------------------------------------------------------------------


def cases_promised_late(tx: Tx, ids: Collection[CaseId]) -> None:
    """Cases opened before the house promised anything: from now on, nothing used, so nothing is broken in the past.

    Only their end is promised: whether a first reply was given nobody kept.
    """
    for case in record_rows.cases(tx, ids):
        standing = clock_rows.open_of_case(tx, case.id)
        if case.status not in OVER and not any(row.kind is ClockKind.RESOLUTION for row in standing):
            now = CaseNow(case.id, case.customer_id, case.type, case.status, case.priority, case.queue_id,
                          case.conversation_id, case.owner_id)
            _start_for_case(tx, now, ClockKind.RESOLUTION)


def talks_promised_late(tx: Tx, ids: Collection[InteractionId]) -> None:
    """Customers who wrote before the house promised a reply: it is promised from now on."""
    works = clock_rows.still_unpromised(tx, ids)
    customers_wrote(tx, {
        work.conversation_id: Wrote(work.customer_id, work.conversation_id, work.id, work.medium, work.queue_id,
                                    work.priority, work.vip, work.last_agent_at is not None, work.agent_id)
        for work in works
    })  # fmt: skip
    for work in works:
        if work.state is InteractionState.WAITING:
            turn_of_customer(tx, work, theirs=True)


# --- steps ---------------------------------------------------------------------------------------------------


def hours_of(tx: Tx, policy: str) -> Hours:
    """The open time a clock counts; around the clock once the house has its policy no more."""
    found = _policy_named(tx, policy)
    return found.hours if found else ALWAYS


def keep(tx: Tx, row: ClockRow, clock: Clock, **more: object) -> None:
    """Write a clock as it stands, with when it is due and when it rings next. Raises Stale."""
    hours = hours_of(tx, str(more.get("policy", row.policy)))
    _change(tx, row, **clock_rows.columns_of(clock), **_instants(clock, hours), **more)


def _change(tx: Tx, row: ClockRow, **values: object) -> None:
    if not clock_rows.change_clock(tx, row, **values):
        raise Stale("A clock was changed meanwhile; try again.")


def stop(tx: Tx, row: ClockRow, message_id: MessageId | None = None) -> None:
    """What it waited for happened. A breach nobody was told of yet is told first."""
    hours = hours_of(tx, row.policy)
    rung, told = sla.ring(row.clock, hours, tx.now)
    clock = sla.stop(rung, hours, tx.now)
    if clock == row.clock:
        return
    keep(tx, row, clock, stopped_by=message_id)
    _nothing_to_tell(tx, row)
    owner = clock_rows.owner_of(tx, row)
    if sla.BREACHED in told:
        tx.record(breached(row, clock, owner))
    late = max(0, int((clock.used - clock.target).total_seconds()))
    tx.record(
        facts.SlaMet(row.id, row.kind, late, row.queue_id or None, None, owner, row.interaction_id,
                     row.conversation_id, row.case_id, row.customer_id)
    )


def cancel(tx: Tx, row: ClockRow) -> None:
    """Nobody waits for it any more."""
    clock = sla.cancel(row.clock, hours_of(tx, row.policy), tx.now)
    if clock != row.clock:
        keep(tx, row, clock)
        _nothing_to_tell(tx, row)
        changed(tx, row, clock)


def changed(tx: Tx, row: ClockRow, clock: Clock) -> None:
    """Tell that a clock stands otherwise now."""
    due = sla.due_at(clock, hours_of(tx, row.policy))
    tx.record(
        facts.SlaChanged(row.id, row.kind, clock.state, row.queue_id or None, due, clock_rows.owner_of(tx, row),
                         row.interaction_id, row.conversation_id, row.case_id, row.customer_id, clock.told)
    )


def breached(row: ClockRow, clock: Clock, owner: AgentId | None) -> facts.SlaBreached:
    """The fact that a promise is broken."""
    return facts.SlaBreached(
        row.id, row.kind, row.queue_id or None, clock.breached_at, owner, row.interaction_id, row.conversation_id,
        row.case_id, row.customer_id,
    )


def _nothing_to_tell(tx: Tx, row: ClockRow) -> None:
    """What it told is over: nobody has to read that any more."""
    told = (f"{row.kind}:{sla.WARNED}", f"{row.kind}:{sla.BREACHED}")
    notices.over(tx, steering_rows.unread_of_clock(tx, told, row.case_id, row.interaction_id))


def _turn(tx: Tx, row: ClockRow, *, paused: bool) -> None:
    hours, before = hours_of(tx, row.policy), row.clock
    rung, told = sla.ring(before, hours, tx.now)  # a breach nobody was told of yet is not slept over
    clock = sla.pause(rung, hours, tx.now) if paused else sla.resume(before, tx.now)
    if clock == before:
        return
    keep(tx, row, clock)
    if paused and sla.BREACHED in told:
        tx.record(breached(row, clock, clock_rows.owner_of(tx, row)))
    changed(tx, row, clock)


def _retarget(tx: Tx, row: ClockRow, policy: SlaPolicy | None) -> ClockRow:
    """The row as it stands under another policy; it keeps its own where nothing else is promised."""
    if policy is None or policy.id == row.policy:
        return row
    clock = row.clock
    if clock.since is not None:  # what was used so far was counted by the old hours
        clock = replace(clock, used=sla.used(clock, hours_of(tx, row.policy), tx.now), since=tx.now)
    clock = sla.retarget(clock, policy, tx.now)
    keep(tx, row, clock, policy=policy.id)
    after = next(each for each in clock_rows.open_of_case(tx, row.case_id) if each.id == row.id)  # type: ignore[arg-type]
    changed(tx, after, clock)
    return after


def _begin(tx: Tx, policy: SlaPolicy | None, subject: Subject, clock: Clock, name: str = "") -> None:
    clock_id = ClockId(tx.new_id())
    hours = policy.hours if policy else ALWAYS
    instants = _instants(clock, hours)
    clock_rows.add_clock(
        tx,
        {"id": clock_id, "policy": policy.id if policy else name, "case_id": subject.case_id,
         "conversation_id": subject.conversation_id, "interaction_id": subject.interaction_id,
         "customer_id": subject.customer_id, "queue_id": subject.queue_id, "stopped_by": None,
         **clock_rows.columns_of(clock), **instants},
    )
    tx.record(
        facts.SlaChanged(clock_id, clock.kind, clock.state, subject.queue_id or None, instants["due_at"],
                         subject.owner_id, subject.interaction_id, subject.conversation_id, subject.case_id,
                         subject.customer_id, clock.told)
    )


def _instants(clock: Clock, hours: Hours) -> dict[str, datetime | None]:
    return {"due_at": sla.due_at(clock, hours), "warn_at": sla.warn_at(clock, hours),
            "next_at": sla.next_at(clock, hours)}


def _policy(tx: Tx, matter: Matter) -> SlaPolicy | None:
    return sla.policy_for(tx.house.sla, matter)


def _policy_named(tx: Tx, name: str) -> SlaPolicy | None:
    return next((each for each in tx.house.sla if each.id == name), None)
