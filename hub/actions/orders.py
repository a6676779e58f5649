"""Orders to carriers: claimed one at a time for each call, given once after their commit, settled by their result.

What was ordered of a leg that has gone meanwhile is dropped unsaid. A carrier that is busy is asked again for some
seconds only: a caller does not wait longer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from channels.contract import ChannelError, Retry, Unknown
from channels.voice import Dial, Drop, LegChanged, LegEnd, LegState, Order, Placed, PressKeys, RecordCall, TakePart
from hub.actions import calls
from hub.core.call_codec import read_order
from hub.core.calls import Leg, Scene
from hub.core.terms import ChannelId, OrderState
from hub.store import call_rows, order_rows
from hub.store.order_rows import Waiting
from hub.store.writer import Tx

CLAIM_LASTS = timedelta(seconds=30)  # whoever says nothing for so long has died
ONCE = frozenset({Dial.__name__, PressKeys.__name__})  # given again by another hub, these would ring or press twice
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=5)
GIVE_UP_AFTER = timedelta(seconds=20)
REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one order: the carrier took it, or its error."""

    order_id: str
    outcome: Placed | ChannelError


def claim(tx: Tx, channel_id: ChannelId, limit: int, owner: str) -> list[Order]:
    """Orders to give now, at most one for each call, with the carrier's ids of their legs."""
    given: list[Order] = []
    while len(given) < limit:
        heads = order_rows.heads(tx, channel_id, limit - len(given))
        doubtful = [each for each in heads if each.claimed_until is not None and each.kind in ONCE]
        for each in doubtful:
            _settle(tx, Settled(each.id, Unknown("the hub stopped while giving it")))
        fresh = [each for each in heads if each not in doubtful]
        ready = [(each, order) for each in fresh if (order := _ready(tx, each)) is not None]
        order_rows.drop(tx, {each.id for each in fresh} - {each.id for each, _ in ready})
        order_rows.claim(tx, [each.id for each, _ in ready], owner, tx.now + CLAIM_LASTS)
        given += [order for _, order in ready]
        if len(ready) == len(heads):
            break  # none was dropped or failed, so no other comes first in its call now
    return given


def settle_many(tx: Tx, results: list[Settled]) -> list[None]:
    """Write what became of a group of orders. Telling it again changes nothing."""
    for each in results:
        _settle(tx, each)
    return [None] * len(results)


def _settle(tx: Tx, result: Settled) -> None:
    waiting = order_rows.order(tx, result.order_id)
    if waiting is None or waiting.state is not OrderState.WAITING:
        return
    match result.outcome:
        case Placed(line):
            order_rows.settle(tx, waiting.id, state=OrderState.PLACED, done_at=tx.now)
            if line and waiting.leg_id and waiting.kind == Dial.__name__:
                calls.line_known(tx, waiting.channel_id, waiting.leg_id, line)
        case Retry() as busy if tx.now - waiting.created_at < GIVE_UP_AFTER:
            pause = timedelta(seconds=busy.after) if busy.after else FIRST_PAUSE * 2**waiting.attempts
            order_rows.settle(
                tx, waiting.id, attempts=waiting.attempts + 1, next_at=tx.now + min(pause, LONGEST_PAUSE),
                error=_reason(busy),
            )
        case ChannelError() as error:
            order_rows.settle(tx, waiting.id, state=OrderState.FAILED, done_at=tx.now, error=_reason(error))
            _failed(tx, waiting, error)


def _failed(tx: Tx, waiting: Waiting, error: ChannelError) -> None:
    """A leg that could not be dialled has ended; anything else that could not be done is shown at its leg."""
    if waiting.leg_id is None:
        return
    if waiting.kind == Dial.__name__ and isinstance(error, Unknown):
        calls.give_up(tx, waiting.channel_id, waiting.leg_id)
    elif waiting.kind == Dial.__name__:
        report = LegChanged("", LegState.ENDED, tx.now, leg_id=waiting.leg_id, end=LegEnd.FAILED)
        calls.leg_changed(tx, waiting.channel_id, report)
    elif waiting.kind != Drop.__name__:
        calls.warn(tx, waiting.channel_id, waiting.leg_id, "order-failed")


def _reason(error: ChannelError) -> str:
    return (f"{error.code}: {error.detail}" if error.detail else error.code)[:REASON_LENGTH]


def _ready(tx: Tx, waiting: Waiting) -> Order | None:
    """The order with the carrier's ids filled in; None when its leg has gone."""
    scene = call_rows.scene(tx, waiting.call_id)
    order = read_order(waiting.body)
    if scene is None:
        return None
    leg = scene.customer if isinstance(order, RecordCall) else scene.leg(waiting.leg_id or "")
    if leg is None or leg.state is LegState.ENDED or (leg.dropped and not isinstance(order, Drop)):
        return None
    match order:
        case Dial(join=join):
            return replace(order, join=replace(join, beside=_line(scene, join.beside)))
        case TakePart():
            return replace(order, line=_own(leg), beside=_line(scene, order.beside))
        case _:
            return replace(order, line=_own(leg))


def _line(scene: Scene, leg_id: str) -> str:
    leg = scene.leg(leg_id) if leg_id else None
    return _own(leg) if leg is not None else ""


def _own(leg: Leg) -> str:
    return leg.line or ""
