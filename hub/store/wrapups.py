"""What the wrap-up form begins with: the kept draft, what may be attached to, and the likeliest results."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from hub.core.cards import WrapUpView
from hub.core.plan import FloorPlan
from hub.core.terms import DispositionCode, InteractionId, WrapUpState
from hub.errors import NotFound
from hub.store import records
from hub.store import tables as t
from hub.store.people import family

COUNTED = 500  # of a queue's latest handlings, to tell the commonest results

_h, _w, _i = t.handling.c, t.wrapup.c, t.interaction.c


def view(conn: Connection, interaction_id: InteractionId, plan: FloorPlan) -> WrapUpView:
    """The form of an interaction's newest handling that has one. Raises NotFound."""
    query = (
        select(
            _w.handling_id, _w.state, _w.deadline, _w.extensions, _w.form, _i.id, _i.customer_id, _i.queue_id
        )
        .join(t.interaction, _i.id == _w.interaction_id)
        .where(_w.interaction_id == interaction_id)
        .order_by(_w.handling_id.desc())
        .limit(1)
    )
    row = conn.execute(query).first()
    if row is None:
        raise NotFound("This interaction has no wrap-up.", field="interaction_id")
    found = family(conn, row.customer_id)
    ids = found[1] if found else [row.customer_id]
    return WrapUpView(
        handling_id=row.handling_id, interaction_id=row.id, state=WrapUpState(row.state), deadline=row.deadline,
        extensions=row.extensions, draft=row.form or None, open_cases=tuple(records.cases_of(conn, ids)),
        open_opportunities=tuple(records.opportunities_of(conn, ids)),
        dispositions=tuple(_dispositions(conn, row.queue_id, plan)),
    )  # fmt: skip


def _dispositions(conn: Connection, queue_id: str, plan: FloorPlan) -> Sequence[DispositionCode]:
    """The queue's results, those chosen most often of late first, else in the firm's order."""
    latest = select(_h.id).where(_h.queue_id == queue_id).order_by(_h.started_at.desc()).limit(COUNTED).subquery()
    c = t.wrapup_code.c
    query = select(c.code, func.count()).join(latest, latest.c.id == c.handling_id).group_by(c.code)
    chosen = {code: number for code, number in conn.execute(query)}
    allowed = [each.code for each in plan.dispositions.values() if not each.queues or queue_id in each.queues]
    return sorted(allowed, key=lambda code: -chosen.get(code, 0))
