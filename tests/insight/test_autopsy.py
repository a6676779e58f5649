"""Autopsies: the missed stretches by hand, the lines that tell why, the remedies with their ranges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from channels.contract import Medium
from hub.core.days import Past, SeatChange, Seen
from hub.core.plan import Hours, QueuePlan
from hub.core.queues import Waiting
from hub.core.seats import Capacity, Seat
from hub.core.stays import Stay
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId, SkillId, StayEnd
from hub.insight.autopsy import Missed, missed, remedies, timeline

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
CARE = QueueId("care")
RU = SkillId("ru")
RULES = QueuePlan(CARE, {}, Hours("always"))


def minutes(count: float) -> timedelta:
    """So many."""
    return timedelta(minutes=count)


def stay(number: int, entered: float, waited: float, end: StayEnd = StayEnd.ANSWERED) -> Stay:
    """A stay of the care queue: minutes after nine, seconds waited."""
    at = NINE + minutes(entered)
    return Stay(InteractionId(f"i{number}"), CARE, "phone", "arrived", at, 20, at + timedelta(seconds=waited), end)


def test_stretches_of_missed_half_hours_are_joined() -> None:
    """Good, bad, bad, too little to say, bad."""
    stays = [stay(n, 1, 5) for n in range(6)]
    stays += [stay(n, 31, 60) for n in range(6)] + [stay(n, 61, 60) for n in range(3)]
    stays += [stay(n, 62, 5) for n in range(3)] + [stay(n, 91, 60) for n in range(2)]
    stays += [stay(n, 121, 90, StayEnd.ABANDONED) for n in range(5)]
    found = missed(stays, NINE, NINE + minutes(180), {CARE: 0.8})
    assert found == [Missed(CARE, NINE + minutes(30), NINE + minutes(90), 0.25),
                     Missed(CARE, NINE + minutes(120), NINE + minutes(150), 0.0)]
    assert missed(stays, NINE, NINE + minutes(180), {CARE: 0.0}) == []


def seat(name: str, **more: object) -> Seat:
    """An agent of the care queue who is there."""
    own = Seat(AgentId(name), PresenceState.AVAILABLE, NINE, NINE, Capacity({Medium.PHONE: 1}), queues={CARE: 5})
    return replace(own, **more)  # type: ignore[arg-type]


def a_bad_half_hour() -> tuple[Missed, Past]:
    """30 calls of two minutes from ten on; of two agents one leaves at 9:55."""
    seen, stays = [], []
    for number in range(30):
        at = NINE + minutes(60 + number)
        item = Waiting(InteractionId(f"i{number}"), CARE, Medium.PHONE, at)
        seen.append(Seen(item, 120, StayEnd.ANSWERED, 100))
        late = Stay(item.interaction_id, CARE, "phone", "arrived", at, 20)
        stays += [late, replace(late, left_at=at + minutes(2), end=StayEnd.ANSWERED)]
    changes = (SeatChange(NINE + minutes(55), AgentId("bob"), PresenceState.AWAY),)
    case = Missed(CARE, NINE + minutes(60), NINE + minutes(90), 0.0)
    return case, Past(NINE, NINE + minutes(90), (seat("ann"), seat("bob")), tuple(seen), changes, (), tuple(stays))


def test_the_timeline_tells_what_differed() -> None:
    """More than expected, one agent fewer, a skill few have, the longest wait; in order, in both languages."""
    case, past = a_bad_half_hour()
    past = replace(past, changes=(replace(past.changes[0], at=NINE + minutes(65)),),
                   seen=tuple(replace(each, item=replace(each.item, language=RU)) for each in past.seen),
                   seats=(seat("ann", skills={RU: 5}), seat("bob")))
    lines = timeline(case, past, RULES, {NINE + minutes(60): 12.0}.get)
    assert [(line.kind, line.value) for line in lines if line.kind != "wait"] == [
        ("arrivals", 30), ("skills", 30), ("agents", 1)]
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert lines[0].words == {"en": "30 came within half an hour; 12 were expected.",
                              "ru": "За полчаса поступило: 30; ожидалось: 12."}
    assert all(set(line.words) == {"en", "ru"} and all(line.words.values()) for line in lines)
    calm = timeline(case, past, RULES, {NINE + minutes(60): 29.0}.get)
    assert "arrivals" not in {line.kind for line in calm}


def test_nobody_there_and_the_first_who_comes_are_told() -> None:
    """Ann comes at 10:12, nobody before her; she goes at 10:20."""
    case, past = a_bad_half_hour()
    ann = AgentId("ann")
    changes = (SeatChange(NINE + minutes(72), ann, PresenceState.AVAILABLE),
               SeatChange(NINE + minutes(80), ann, PresenceState.AWAY))
    empty = replace(past, seats=(seat("ann", presence=PresenceState.OFFLINE),), changes=changes)
    lines = [line for line in timeline(case, empty, RULES, lambda at: None) if line.kind == "agents"]
    assert [(line.at, line.value) for line in lines] == [
        (case.begins, 0), (changes[0].at, 1), (changes[1].at, 0)]


def test_closed_hours_are_told_with_what_they_held() -> None:
    """Closed from 10:15 on."""
    case, past = a_bad_half_hour()
    closing = replace(RULES, hours=Hours("short", week={0: ((time(8), time(10, 15)),)}))
    [line] = [each for each in timeline(case, past, closing, lambda at: None) if each.kind == "hours"]
    assert (line.at, line.words["en"]) == (NINE + minutes(75), "The queue closed; waiting then: 2.")


def test_remedies_are_lived_again_and_better_than_as_it_was() -> None:
    """One agent for calls of 100 s each minute falls behind; a second one, or nobody leaving, keeps up."""
    case, past = a_bad_half_hour()
    before, found = remedies(case, past, [RULES])
    assert before is not None and before.level is not None and before.level < 0.3
    told = {each.words["en"]: each for each in found}
    assert set(told) == {"Agents more in this queue: 1", "Agents more in this queue: 2",
                         "Nobody of this queue goes away"}
    assert all(each.level is not None and each.level > 0.9 for each in found)
    assert all(each.low is not None and each.high is not None and each.low <= each.high for each in found)


def test_without_known_lengths_nothing_is_promised() -> None:
    """No remedy is invented."""
    case, past = a_bad_half_hour()
    unknown = replace(past, seen=tuple(replace(each, handling_seconds=None) for each in past.seen))
    assert remedies(case, unknown, [RULES]) == (None, [])
