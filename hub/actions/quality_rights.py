"""Who may look into whose work: supervisors into that of their teams, agents into their own. Every look is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from hub.actions import hands
from hub.core import facts
from hub.core.terms import AgentId, ReviewId, Role
from hub.errors import Forbidden, NotFound
from hub.store import oversight, quality_rows
from hub.store.quality_rows import Review
from hub.store.writer import Tx

ONE_LOOK = timedelta(minutes=10)  # a page is asked for again and again; within this it is one look


def overseen(tx: Tx, me: AgentId) -> frozenset[AgentId] | None:
    """Whose work this agent may look into; None for everybody's."""
    roles = [Role(role) for role in hands.the_agent(tx, me).roles]
    return oversight.overseen(tx.conn, me, roles)


def check_supervises(tx: Tx, me: AgentId, about: AgentId) -> None:
    """Raises Forbidden for one's own work, NotFound for that of somebody one does not oversee."""
    if me == about:
        raise Forbidden("Nobody reviews their own work.")
    seen = overseen(tx, me)
    if seen is not None and about not in seen:
        raise NotFound("There is no such work among your teams'.")


def the_review(tx: Tx, review_id: ReviewId) -> Review:
    """One review. Raises NotFound."""
    found = quality_rows.review(tx, review_id)
    if found is None:
        raise NotFound("There is no such review.", field="review_id")
    return found


def keep_look(tx: Tx, me: AgentId, about: Iterable[AgentId], review_id: ReviewId | None) -> None:
    """Somebody looks at what others' work was found to be."""
    wanted = {each for each in about if each != me}
    for each in sorted(wanted - quality_rows.read_since(tx, me, tx.now - ONE_LOOK, review_id)):
        quality_rows.add_read(tx, me, each, review_id)
        tx.record(facts.QualityRead(me, each, review_id))
