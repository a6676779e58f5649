"""What agents and customers live through, told one case at a time, with what the trace says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from channels.contract import Medium
from hub.core.decision import EndedOffer, Overflowed, Plan, PresenceChange, Release
from hub.core.floor import Floor
from hub.core.plan import Hours, Overflow, QueuePlan, Relaxation
from hub.core.queues import Alarm, LiveOffer, Reservation, Waiting
from hub.core.routing import decide, first_for
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, OfferId, PresenceState, QueueId, SkillId
from hub.core.trace import explain

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
CARE, SALES = QueueId("care"), QueueId("sales")
ANN, BOB, CYD = AgentId("ann"), AgentId("bob"), AgentId("cyd")
RU = SkillId("ru")
ABLE = Capacity({Medium.CHAT: 2, Medium.EMAIL: 3, Medium.PHONE: 1})


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def seat(agent: AgentId, **changes: object) -> Seat:
    here = Seat(agent, PresenceState.AVAILABLE, at(-600), at(-300), ABLE, queues={CARE: 5})
    return replace(here, **changes)  # type: ignore[arg-type]


def chat(name: str, **changes: object) -> Waiting:
    return replace(Waiting(InteractionId(name), CARE, Medium.CHAT, NINE), **changes)  # type: ignore[arg-type]


def queue(**changes: object) -> QueuePlan:
    return replace(QueuePlan(CARE, {}, Hours("always")), **changes)  # type: ignore[arg-type]


def floor_of(*values: Seat | Waiting | QueuePlan | LiveOffer) -> Floor:
    floor = Floor()
    if not any(isinstance(value, QueuePlan) and value.id == CARE for value in values):
        floor.put_queue(queue())
    for value in values:
        match value:
            case Seat():
                floor.put_seat(value)
            case Waiting():
                floor.put_work(value)
            case LiveOffer():
                floor.put_offer(value)
            case QueuePlan():
                floor.put_queue(value)
    return floor


def given_to(plan: Plan) -> dict[str, str]:
    return {offer.interaction_id: offer.agent_id for offer in plan.offers}


def verdicts(floor: Floor, name: str, seconds: float) -> dict[str, str]:
    trace = explain(floor, InteractionId(name), at(seconds))
    assert trace is not None
    return {step.agent_id: step.verdict for step in trace.steps}


def test_an_offer_nobody_answers_sets_the_agent_aside_and_goes_to_the_next() -> None:
    floor = floor_of(seat(ANN), seat(BOB, idle_since=at(-10)), chat("a"))
    plan = decide(floor, NINE)
    assert given_to(plan) == {"a": ANN}
    assert plan.offers[0].considered == {"fits": 2}
    assert plan.wake == at(20)
    floor.put_offer(LiveOffer(OfferId("o1"), InteractionId("a"), ANN, Medium.CHAT, NINE, at(20)))
    plan = decide(floor, at(20))
    assert plan.expired == (EndedOffer(OfferId("o1"), InteractionId("a"), ANN, "deadline"),)
    assert plan.presences == (PresenceChange(ANN, PresenceState.MISSED, "missed_offer"),)
    assert given_to(plan) == {"a": BOB}
    assert verdicts(floor, "a", 20) == {ANN: "missed", BOB: "offered"}


def test_who_misses_one_offer_loses_the_others() -> None:
    floor = floor_of(seat(ANN), chat("a"))
    decide(floor, NINE)
    floor.put_work(chat("b"))
    decide(floor, at(5))
    plan = decide(floor, at(20))
    assert [offer.interaction_id for offer in plan.expired] == ["a"]
    assert [(offer.interaction_id, offer.reason) for offer in plan.rescinded] == [("b", "missed_another")]


def test_a_decline_holds_a_minute_for_the_only_agent() -> None:
    floor = floor_of(seat(ANN), chat("a"))
    decide(floor, NINE)
    floor.put_work(chat("a", declined={ANN: at(3)}))
    floor.drop_offer(InteractionId("a"))
    plan = decide(floor, at(3))
    assert not plan.offers
    assert plan.wake == at(63)
    trace = explain(floor, InteractionId("a"), at(4))
    assert trace is not None
    assert (trace.verdict, trace.next_at) == ("waiting", at(63))
    assert trace.steps[0].detail == {"until": at(63).isoformat()}
    assert given_to(decide(floor, at(63))) == {"a": ANN}


def test_a_decline_ends_with_the_agents_next_presence() -> None:
    floor = floor_of(seat(ANN), chat("a", declined={ANN: NINE}))
    assert not decide(floor, at(1)).offers
    floor.put_seat(seat(ANN, presence=PresenceState.AWAY, presence_since=at(5)))
    assert not decide(floor, at(5)).offers
    floor.put_seat(seat(ANN, presence_since=at(9)))
    assert given_to(decide(floor, at(9))) == {"a": ANN}


def test_the_last_agent_goes_first_but_only_if_available() -> None:
    last = Reservation(BOB, at(60), "last_agent")
    floor = floor_of(seat(ANN), seat(BOB, idle_since=at(-1)), chat("a", reserved=last))
    plan = decide(floor, NINE)
    assert (given_to(plan), plan.offers[0].reason) == ({"a": BOB}, "last_agent")
    for gone in (seat(BOB, presence=PresenceState.AWAY), seat(BOB, lost_at=at(-1))):
        assert given_to(decide(floor_of(seat(ANN), gone, chat("a", reserved=last)), NINE)) == {"a": ANN}


def test_work_waits_a_limited_time_for_a_last_agent_who_is_busy() -> None:
    busy = seat(BOB, load={Medium.CHAT: 2})
    floor = floor_of(seat(ANN), busy, chat("a", reserved=Reservation(BOB, at(60), "last_agent")))
    plan = decide(floor, NINE)
    assert not plan.offers
    assert plan.wake == at(60)
    assert verdicts(floor, "a", 1) == {ANN: "reserved_for_other", BOB: "full"}
    assert given_to(decide(floor, at(60))) == {"a": ANN}


def test_a_transfer_reaches_its_target_outside_the_queue_and_the_queue_if_they_decline() -> None:
    target = seat(CYD, queues={SALES: 1})
    moved = chat("a", reserved=Reservation(CYD, at(60), "transfer"), begun=True)
    floor = floor_of(seat(ANN), target, moved)
    plan = decide(floor, NINE)
    assert (given_to(plan), plan.offers[0].reason) == ({"a": CYD}, "transfer")
    floor.put_work(replace(moved, declined={CYD: at(4)}))
    floor.drop_offer(InteractionId("a"))
    assert given_to(decide(floor, at(4))) == {"a": ANN}
    assert verdicts(floor, "a", 4) == {ANN: "offered", CYD: "not_in_queue"}


def test_a_call_keeps_chats_away_and_a_chat_keeps_no_call_away() -> None:
    floor = floor_of(seat(ANN, load={Medium.PHONE: 1}), chat("a"))
    assert not decide(floor, NINE).offers
    trace = explain(floor, InteractionId("a"), NINE)
    assert trace is not None
    assert (trace.steps[0].verdict, trace.steps[0].detail) == ("blocked_by_call", {"phone": "1", "most": "2"})
    floor = floor_of(seat(ANN, load={Medium.CHAT: 2}), chat("call", medium=Medium.PHONE))
    assert given_to(decide(floor, NINE)) == {"call": ANN}


def test_a_backlog_of_chats_does_not_starve_an_older_call() -> None:
    """Priority and age are compared over all mediums before a free place is filled."""
    call = chat("call", medium=Medium.PHONE, queued_at=at(-90))
    floor = floor_of(seat(ANN, load={Medium.CHAT: 1}), call, *(chat(f"c{n}") for n in range(5)))
    assert given_to(decide(floor, NINE)) == {"call": ANN}


@pytest.mark.parametrize(("counts", "offered"), [(True, {}), (False, {"a": ANN})])
def test_wrapping_up_takes_a_place_unless_configured(counts: bool, offered: dict[str, str]) -> None:
    capacity = Capacity({Medium.CHAT: 1}, wrapping_counts=counts)
    floor = floor_of(seat(ANN, capacity=capacity, wrapping={Medium.CHAT: 1}), chat("a"))
    assert given_to(decide(floor, NINE)) == offered


def test_a_lost_agent_loses_offers_at_once_then_presence_chats_and_mail() -> None:
    roomy = Capacity({Medium.CHAT: 9}, blocking=frozenset())
    floor = floor_of(seat(ANN, load={Medium.CHAT: 1, Medium.EMAIL: 2, Medium.PHONE: 1}, capacity=roomy), chat("a"))
    decide(floor, NINE)
    floor.put_seat(replace(floor.seats[ANN].seat, lost_at=at(10)))
    plan = decide(floor, at(10))
    assert [(offer.interaction_id, offer.reason) for offer in plan.rescinded] == [("a", "agent_gone")]
    assert plan.wake == at(40)
    plan = decide(floor, at(40))
    assert plan.presences == (PresenceChange(ANN, PresenceState.OFFLINE, "lost"),)
    assert plan.wake == at(130)
    plan = decide(floor, at(130))
    assert plan.releases == (Release(ANN, (Medium.CHAT,)),)
    assert plan.wake == at(910)
    plan = decide(floor, at(910))
    assert plan.releases == (Release(ANN, (Medium.EMAIL,)),)
    assert plan.wake is None


def test_closed_hours_hold_live_work_and_wake_at_opening() -> None:
    late = queue(hours=Hours("late", week={0: ((time(9, 30), time(18)),)}), written_outside_hours=True)
    mail = chat("mail", medium=Medium.EMAIL)
    begun = chat("begun", begun=True)
    floor = floor_of(late, seat(ANN), chat("a"), mail, begun)
    plan = decide(floor, NINE)
    assert given_to(plan) == {"mail": ANN, "begun": ANN}
    floor.drop_offer(InteractionId("mail"))
    trace = explain(floor, InteractionId("a"), NINE)
    assert trace is not None
    assert (trace.verdict, trace.next_at, trace.steps[0].verdict) == ("closed_hours", at(1800), "closed_hours")
    for gone in ("mail", "begun"):
        floor.drop_offer(InteractionId(gone))
        floor.drop_work(InteractionId(gone))
    assert decide(floor, at(1)).wake == at(1800)
    assert given_to(decide(floor, at(1800))) == {"a": ANN}


def test_snoozed_work_comes_back_to_its_agent() -> None:
    floor = floor_of(
        seat(ANN, idle_since=at(-900)),
        seat(BOB),
        chat("a", not_before=at(300), reserved=Reservation(BOB, at(360), "returned"), begun=True),
    )
    assert decide(floor, NINE).wake == at(300)
    plan = decide(floor, at(300))
    assert plan.returns == ("a",)
    assert given_to(plan) == {"a": BOB}


def test_work_overflows_with_its_age_and_waits_for_the_other_queue_to_open() -> None:
    sales = QueuePlan(SALES, {}, Hours("late", week={0: ((time(9, 5), time(18)),)}), overflow=(Overflow(60, CARE),))
    floor = floor_of(queue(overflow=(Overflow(60, SALES),)), sales, chat("a"), seat(CYD, queues={SALES: 1}))
    assert decide(floor, NINE).wake == at(60)
    assert decide(floor, at(60)).wake == at(300)
    plan = decide(floor, at(300))
    assert plan.overflows == (Overflowed(InteractionId("a"), CARE, SALES),)
    assert given_to(plan) == {"a": CYD}
    moved = floor.work[InteractionId("a")].item
    assert (moved.queued_at, moved.entered_at) == (NINE, at(300))


def test_skills_are_relaxed_with_time_and_the_language_is_not() -> None:
    rule = queue(relax=(Relaxation(30, SkillId("loans"), 2), Relaxation(60, SkillId("loans"), 0)))
    floor = floor_of(rule, seat(ANN, skills={RU: 3}), chat("a", skills={SkillId("loans"): 4}, language=RU))
    assert decide(floor, NINE).wake == at(30)
    trace = explain(floor, InteractionId("a"), at(1))
    assert trace is not None
    assert trace.steps[0].detail == {"skill": "loans", "level": "0", "needed": "4"}
    assert decide(floor, at(30)).wake == at(60)
    assert given_to(decide(floor, at(60))) == {"a": ANN}
    floor = floor_of(rule, seat(ANN), chat("a", language=RU))
    assert not decide(floor, at(3600)).offers


def test_preference_then_skill_then_the_less_busy_then_the_longest_idle_is_asked() -> None:
    capable = {"skills": {RU: 9}}
    needy = chat("a", skills={RU: 2})
    first = seat(ANN, queues={CARE: 9}, skills={RU: 2})
    assert given_to(decide(floor_of(first, seat(BOB, **capable), needy), NINE)) == {"a": ANN}
    assert given_to(decide(floor_of(seat(ANN, skills={RU: 2}), seat(BOB, **capable), needy), NINE)) == {"a": BOB}
    busy = seat(ANN, idle_since=at(-9_000), load={Medium.EMAIL: 1})
    assert given_to(decide(floor_of(busy, seat(BOB), chat("a")), NINE)) == {"a": BOB}


def test_alarms_ring_once() -> None:
    floor = floor_of()
    alarm = Alarm("callback", "cb1", at(5))
    floor.put_alarm(alarm)
    floor.put_alarm(Alarm("wrapup", "h1", at(7)))
    floor.drop_alarm("h1")
    assert decide(floor, NINE).wake == at(5)
    plan = decide(floor, at(6))
    assert (plan.due, plan.wake) == ((alarm,), None)


def test_who_pulls_gets_the_first_they_may_take() -> None:
    away = seat(ANN, presence=PresenceState.AWAY)
    floor = floor_of(away, chat("b", priority=9), chat("a"), chat("call", medium=Medium.PHONE, skills={RU: 1}))
    decide(floor, NINE)
    assert first_for(floor, ANN) == "b"
    assert first_for(floor, ANN, SALES) is None
    assert first_for(floor, BOB) is None
    floor.put_seat(replace(away, load={Medium.PHONE: 1}))
    decide(floor, NINE)
    assert first_for(floor, ANN) is None


def test_nothing_is_said_of_what_does_not_wait() -> None:
    floor = floor_of(chat("a", queue_id=QueueId("gone")))
    assert explain(floor, InteractionId("b"), NINE) is None
    trace = explain(floor, InteractionId("a"), NINE)
    assert trace is not None
    assert trace.verdict == "unknown_queue"
    assert decide(floor, NINE) == Plan(NINE)


def test_a_clock_that_steps_back_undoes_nothing() -> None:
    floor = floor_of(seat(ANN), chat("a"))
    decide(floor, at(10))
    assert decide(floor, NINE) == Plan(at(10), wake=at(30))


def test_a_priority_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="priority is 1 to 10"):
        chat("a", priority=11)
