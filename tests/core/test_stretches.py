"""Stretches of work and hold, from the log alone."""

from datetime import UTC, datetime, timedelta

from hub.core import facts
from hub.core.facts import Fact
from hub.core.stretches import HOLD, WORK, Stretch, Stretches
from hub.core.terms import AgentId, CallId, ConversationId, HandlingId, InteractionId, QueueId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN, BEN, CALL = AgentId("ann"), AgentId("ben"), InteractionId("call")


def began(agent: AgentId, how: str = "offer") -> Fact:
    return facts.HandlingStarted(HandlingId("h"), CALL, ConversationId("c"), agent, QueueId("q"), how)


def call(state: str) -> Fact:
    return facts.CallChanged(CallId("k"), state, CALL, ANN)


ENDED = facts.HandlingEnded(HandlingId("h"), CALL, ANN, "completed")


def seconds(*told: tuple[int, Fact]) -> list[tuple[str, AgentId, float]]:
    """What the stretches came to; each fact is told twice, which changes nothing."""
    fold, found = Stretches(), list[Stretch]()
    for at, fact in told:
        for _ in range(2):
            found += fold.tell(fact, NOON + timedelta(seconds=at))
    return [(each.kind, each.agent_id, (each.ended_at - each.began_at).total_seconds())
            for each in found if each.ended_at is not None]


def test_work_is_a_handling_without_the_customers_turn() -> None:
    """Two minutes, five in which the customer was to write, one more."""
    assert seconds((0, began(ANN)), (120, facts.InteractionAwaited(CALL, ANN)),
                   (420, facts.InteractionResumed(CALL, ANN)), (480, ENDED)) == [(WORK, ANN, 120), (WORK, ANN, 60)]


def test_a_hold_is_within_work_and_ends_with_the_talk() -> None:
    wrapping = facts.WrapUpStarted(HandlingId("h"), CALL, ANN, NOON)
    assert seconds((0, began(ANN)), (30, call("held")), (50, call("talking")), (60, call("held")), (75, wrapping),
                   (90, ENDED)) == [(HOLD, ANN, 20), (HOLD, ANN, 15), (WORK, ANN, 90)]


def test_who_takes_over_begins_where_the_other_ends() -> None:
    assert seconds((0, began(ANN)), (40, ENDED), (40, began(BEN, "consulted")), (100, ENDED)) == [
        (WORK, ANN, 40), (WORK, BEN, 60)]


def test_a_hold_of_nobodys_call_is_none() -> None:
    """A caller in the queue hears music too; that is waiting."""
    assert seconds((0, call("held")), (20, call("talking"))) == []
