"""Scorecards: written and changed by admins. A change is a new version; reviews keep the one they were made with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from hub.core import facts
from hub.core.quality import Card
from hub.core.scorecard import card_of, fault
from hub.core.terms import AgentId, QueueId, ScorecardId
from hub.errors import Invalid, NotFound, Stale
from hub.store import quality_rows
from hub.store.quality_rows import CardVersion
from hub.store.writer import Tx


def add(tx: Tx, me: AgentId, card: Card, queues: tuple[QueueId, ...] = ()) -> ScorecardId:
    """A new scorecard. Raises Invalid naming what keeps it from being used."""
    _check(tx, card, queues)
    scorecard_id = ScorecardId(tx.new_id())
    quality_rows.add_scorecard(
        tx, {"id": scorecard_id, "version": 1, "active": True, "queues": list(queues), "created_at": tx.now}
    )
    _write(tx, me, scorecard_id, 1, card)
    return scorecard_id


def change(
    tx: Tx, me: AgentId, scorecard_id: ScorecardId, version: int, card: Card, queues: tuple[QueueId, ...]
) -> None:
    """The next version of a scorecard; where only its queues change, it stays this one.

    Raises NotFound, Stale when somebody changed it meanwhile, Invalid.
    """
    found = quality_rows.scorecard(tx, scorecard_id)
    if found is None:
        raise NotFound("There is no such scorecard.", field="scorecard_id")
    if found.version != version:
        raise Stale(data={"version": found.version})
    _check(tx, card, queues)
    kept = quality_rows.newest_version(tx, found)
    if kept is not None and card_of(kept.body) == card:
        if list(queues) != found.queues:
            quality_rows.change_scorecard(tx, scorecard_id, queues=list(queues))
            tx.record(facts.ScorecardChanged(scorecard_id, version, me))
        return
    quality_rows.change_scorecard(tx, scorecard_id, version=version + 1, queues=list(queues))
    _write(tx, me, scorecard_id, version + 1, card)


def use(tx: Tx, me: AgentId, scorecard_id: ScorecardId, active: bool) -> None:
    """Take a scorecard out of use, or into it again. Raises NotFound."""
    found = quality_rows.scorecard(tx, scorecard_id)
    if found is None:
        raise NotFound("There is no such scorecard.", field="scorecard_id")
    if found.active is not active:
        quality_rows.change_scorecard(tx, scorecard_id, active=active)
        tx.record(facts.ScorecardChanged(scorecard_id, found.version, me))


def version_for(tx: Tx, queue_id: QueueId, wanted: ScorecardId | None) -> CardVersion:
    """The version a review of this queue's work is made with: the one wanted, else the first meant for the queue."""
    cards = quality_rows.scorecards(tx)
    fitting = [each for each in cards if queue_id in each.queues] or [each for each in cards if not each.queues]
    chosen = [each for each in cards if each.id == wanted] if wanted else fitting
    found = quality_rows.newest_version(tx, chosen[0]) if chosen else None
    if found is None:
        raise NotFound("There is no scorecard for this; an admin can write one.", field="scorecard_id")
    return found


def _check(tx: Tx, card: Card, queues: Iterable[QueueId]) -> None:
    field, remedy = fault(card, tx.house.languages)
    if field:
        raise Invalid(remedy, field=field)
    if unknown := [each for each in queues if each not in tx.house.queues]:
        raise Invalid(f"There is no queue {unknown[0]!r}.", field="queues")


def _write(tx: Tx, me: AgentId, scorecard_id: ScorecardId, number: int, card: Card) -> None:
    quality_rows.add_card_version(
        tx, {"scorecard_id": scorecard_id, "number": number, "body": dataclasses.asdict(card), "created_by": me}
    )
    tx.record(facts.ScorecardChanged(scorecard_id, number, me))
