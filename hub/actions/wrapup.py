"""Wrap-up: the talk is over, the form is filled in, and everything that follows is written at once or not at all.

One form belongs to one handling. What follows from a form is decided in core/outcome and written in effects.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hub.actions import callbacks, calling, effects, hands, lines, presence, sla
from hub.actions.handle import keep_wrapup, take_up
from hub.core import facts, outcome
from hub.core.form import WrapUpForm
from hub.core.terms import (
    AgentId,
    CallbackId,
    HandlingEnd,
    HandlingId,
    InteractionId,
    InteractionState,
    Role,
    WrapUpState,
)
from hub.errors import Limited, NotFound, NotYours
from hub.store import conversation_rows, customer_rows, handling_rows
from hub.store.floor_rows import Work
from hub.store.handling_rows import Handling, WrapUp
from hub.store.writer import Tx

S = InteractionState
FALLBACK_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Completed:
    """What the form made. The same for each repetition."""

    handling_id: HandlingId
    made: Mapping[str, str] = dataclasses.field(default_factory=dict)  # "case_id", "case_number", "callback_id", ...


def start(tx: Tx, agent: AgentId, interaction_id: InteractionId) -> HandlingId:
    """End the talk and open the form; the timer runs. Starting again does nothing. Raises NotYours."""
    work = hands.own(tx, agent, interaction_id, S.ACTIVE, S.HELD, S.WAITING, S.WRAPPING)
    handling = _running(tx, work)
    if work.state is not S.WRAPPING:
        _start(tx, work, handling)
    return handling.id


def extend(tx: Tx, agent: AgentId, handling_id: HandlingId) -> None:
    """More time, as often as the firm allows. Raises NotYours, Limited."""
    kept = _kept(tx, handling_id)
    if kept is None or kept.agent_id != agent or kept.state is not WrapUpState.OPEN or kept.deadline is None:
        raise NotYours()
    if kept.extensions >= tx.house.wrapup_extensions:
        raise Limited("No more time can be added; save the form.", field="handling_id")
    deadline = max(kept.deadline, tx.now) + timedelta(seconds=tx.house.wrapup_extension_seconds)
    handling_rows.change_wrapup(tx, handling_id, deadline=deadline, extensions=kept.extensions + 1)
    tx.record(facts.WrapUpExtended(handling_id, kept.interaction_id, agent, deadline))


def save(tx: Tx, agent: AgentId, handling_id: HandlingId, form: WrapUpForm) -> None:
    """Keep the form's draft; also during the talk, before it is over. Raises NotYours."""
    handling = _handling(tx, handling_id)
    kept = handling_rows.wrapup(tx, handling_id)
    if handling.agent_id != agent or (kept is not None and kept.state is WrapUpState.COMPLETED):
        raise NotYours()
    draft = dataclasses.asdict(form)
    if kept is not None:
        handling_rows.change_wrapup(tx, handling_id, form=draft)
    else:
        keep_wrapup(tx, handling, {"state": WrapUpState.OPEN, "form": draft, "opened_at": tx.now, "deadline": None})


def complete(tx: Tx, agent: AgentId, handling_id: HandlingId, form: WrapUpForm) -> Completed:
    """Write every effect of the form, close the work and free the seat: one transaction.

    The same handling again answers the same and does nothing. A flagged form may be completed later, by its agent
    or a supervisor. Raises Missing or Invalid with `field`, Stale, NotYours; then nothing is written.
    """
    handling = _handling(tx, handling_id)
    work = hands.the_work(tx, handling.interaction_id)
    kept = handling_rows.wrapup(tx, handling_id)
    if kept is not None and kept.state is WrapUpState.COMPLETED:
        return Completed(handling_id, dict(kept.form.get("made", {})))
    _check_right(tx, agent, handling, kept)
    talk = effects.Talk(work, handling, form)
    found = outcome.derive(form, effects.open_records(tx, talk), tx.house)
    presence.check_choice(tx, form.next_presence)
    effects.check(tx, found)
    if handling.ended_at is None and work.state is not S.WRAPPING:
        _start(tx, work, handling)
    made = effects.write(tx, talk, found)
    _keep_form(tx, handling, form, made)
    _finish(tx, hands.the_work(tx, work.id), _handling(tx, handling_id))
    _remember_last(tx, work, handling)
    presence.choose_next(tx, handling.agent_id, form.next_presence)
    codes = tuple(str(code) for code in form.codes)
    tx.record(facts.WrapUpEnded(handling_id, work.id, handling.agent_id, WrapUpState.COMPLETED, codes))
    return Completed(handling_id, made)


def expire(tx: Tx, handling_id: HandlingId) -> bool:
    """Time ran out: the draft is kept and flagged for review, no code is invented, the seat is free.

    False when the form was completed or extended meanwhile.
    """
    kept = _kept(tx, handling_id)
    if kept is None or kept.state is not WrapUpState.OPEN or kept.deadline is None or kept.deadline > tx.now:
        return False
    work, handling = hands.the_work(tx, kept.interaction_id), _handling(tx, handling_id)
    handling_rows.change_wrapup(tx, handling_id, state=WrapUpState.FLAGGED)
    _finish(tx, work, handling)
    _remember_last(tx, work, handling)
    lines.event(tx, lines.place_of(work), "wrapup_flagged", {"handling_id": handling_id}, handling.agent_id)
    tx.record(facts.WrapUpEnded(handling_id, work.id, handling.agent_id, WrapUpState.FLAGGED, ()))
    return True


def begin_for_owner(tx: Tx, work: Work) -> None:
    """The other side ended the talk: the owner's form opens."""
    handling = handling_rows.open_handling(tx, work.id)
    if handling is not None and work.state in (S.ACTIVE, S.HELD, S.WAITING):
        _start(tx, work, handling)


# --- steps ---------------------------------------------------------------------------------------------------


def _kept(tx: Tx, handling_id: HandlingId) -> WrapUp | None:
    """The form, with its work locked before it."""
    handling = handling_rows.handling(tx, handling_id)
    if handling is None:
        return None
    hands.the_work(tx, handling.interaction_id)
    return handling_rows.wrapup(tx, handling_id)


def _handling(tx: Tx, handling_id: HandlingId) -> Handling:
    found = handling_rows.handling(tx, handling_id)
    if found is None:
        raise NotFound("There is no such handling.", field="handling_id")
    return found


def _running(tx: Tx, work: Work) -> Handling:
    found = handling_rows.open_handling(tx, work.id)
    if found is None:
        raise NotYours()
    return found


def _check_right(tx: Tx, agent: AgentId, handling: Handling, kept: WrapUp | None) -> None:
    flagged = kept is not None and kept.state is WrapUpState.FLAGGED
    if handling.ended_at is not None and not flagged:
        raise NotYours("This stretch of work ended without a form.")
    if handling.agent_id == agent:
        return
    roles = hands.the_agent(tx, agent).roles
    if not flagged or not {Role.SUPERVISOR, Role.ADMIN} & {*roles}:
        raise NotYours()


def _start(tx: Tx, work: Work, handling: Handling) -> None:
    """Whatever was active passes through wrapping, even for zero seconds."""
    if work.state is S.WAITING:
        take_up(tx, work)
        work = hands.the_work(tx, work.id)
        handling = _handling(tx, handling.id)
    rule = tx.house.queues.get(work.queue_id)
    deadline = tx.now + timedelta(seconds=rule.wrapup_seconds if rule else FALLBACK_SECONDS)
    hands.alter(tx, work, state=S.WRAPPING, due_at=deadline)
    handling_rows.change_handling(tx, handling.id, talk_ended_at=tx.now)
    draft = handling_rows.wrapup(tx, handling.id)
    form = draft.form if draft is not None else {}
    keep_wrapup(
        tx, handling, {"state": WrapUpState.OPEN, "form": form, "opened_at": tx.now, "deadline": deadline}
    )
    tx.record(facts.WrapUpStarted(handling.id, work.id, handling.agent_id, deadline))
    calling.work_ended(tx, work)


def _keep_form(tx: Tx, handling: Handling, form: WrapUpForm, made: Mapping[str, str]) -> None:
    values: dict[str, Any] = {
        "state": WrapUpState.COMPLETED, "result": form.result, "note": form.note, "topic": form.topic[:100],
        "form": {**dataclasses.asdict(form), "made": dict(made)}, "submitted_at": tx.now,
    }  # fmt: skip
    handling_rows.change_wrapup(tx, handling.id, **values)
    handling_rows.keep_codes(tx, handling.id, sorted({str(code) for code in form.codes}))


def _finish(tx: Tx, work: Work, handling: Handling) -> None:
    """Close the work and free the seat; a flagged form completed later finds that done."""
    if work.state is not S.WRAPPING or handling.ended_at is not None:
        return
    hands.let_go(tx, work, HandlingEnd.COMPLETED)
    hands.alter(tx, work, state=S.CLOSED, closed_at=tx.now, due_at=None, unread=0)
    conversation_rows.change_conversation(tx, work.conversation_id, closed_at=tx.now)
    sla.work_over(tx, work)
    if work.callback_id is not None:
        callbacks.finish(tx, CallbackId(work.callback_id))
    tx.record(
        facts.InteractionClosed(
            work.id, work.conversation_id, work.customer_id, work.queue_id, "wrapped_up", handling.agent_id
        )
    )
    presence.work_done(tx, handling.agent_id)


def _remember_last(tx: Tx, work: Work, handling: Handling) -> None:
    conversation_rows.change_conversation(
        tx, work.conversation_id, last_agent_id=handling.agent_id, last_at=tx.now
    )
    above = customer_rows.reads_as(tx, work.customer_id)
    customer_rows.touch_customers(
        tx, {work.customer_id, above.id if above else work.customer_id},
        last_interaction_at=tx.now, last_medium=work.medium, last_agent_id=handling.agent_id,
    )
