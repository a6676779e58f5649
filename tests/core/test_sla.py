"""Clocks against hand-computed days: nights, weekends, holidays, both changes of the clocks, pauses; and their laws."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Medium
from hub.core import sla
from hub.core.plan import Hours, SlaPolicy
from hub.core.sla import Clock, Matter
from hub.core.terms import CaseType, ClockKind, ClockState, QueueId

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(
    "office", "Europe/Berlin", {day: ((time(9), time(17)),) for day in range(5)},
    days_off=(date(2026, 12, 25),), special={date(2026, 12, 24): ((time(9), time(12)),)},
)  # fmt: skip
NIGHT = Hours("night", "Europe/Berlin", {day: ((time(22), time(6)),) for day in range(7)})
ALWAYS = Hours("always")


def at(text: str) -> datetime:
    """A wall-clock moment in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def policy(minutes: int, warn: int = 0, hours: Hours = OFFICE) -> SlaPolicy:
    """A promise of so many minutes, for each kind."""
    return SlaPolicy("p", "cases", hours, dict.fromkeys(ClockKind, minutes * 60), warn * 60)


def running(minutes: int, begun: datetime, warn: int = 0, hours: Hours = OFFICE) -> Clock:
    """A clock set going then."""
    found = sla.start(policy(minutes, warn, hours), ClockKind.RESOLUTION, begun)
    assert found is not None
    return found


@pytest.mark.parametrize(("begun", "minutes", "hours", "due"), [
    ("2026-11-30T10:00", 240, OFFICE, "2026-11-30T14:00"),  # within a day
    ("2026-11-30T16:00", 240, OFFICE, "2026-12-01T12:00"),  # an hour today, three tomorrow
    ("2026-11-27T16:00", 240, OFFICE, "2026-11-30T12:00"),  # over a weekend
    ("2026-11-28T12:00", 60, OFFICE, "2026-11-30T10:00"),  # begun on a Saturday
    ("2026-11-30T03:00", 60, OFFICE, "2026-11-30T10:00"),  # begun at night
    ("2026-12-23T16:00", 480, OFFICE, "2026-12-28T13:00"),  # 1 h, Christmas Eve 3 h, a holiday, a weekend, 4 h
    ("2026-11-30T17:00", 480, OFFICE, "2026-12-01T17:00"),  # at closing: the whole of the next day
    ("2026-03-28T22:00", 420, NIGHT, "2026-03-29T06:00"),  # to summer time: that night has seven hours
    ("2026-10-24T22:00", 540, NIGHT, "2026-10-25T06:00"),  # back: that night has nine
    ("2026-03-28T12:00", 1440, ALWAYS, "2026-03-29T13:00"),  # a day is 24 hours, whatever the wall says
])  # fmt: skip
def test_a_promise_ends_when_its_open_time_is_over(begun: str, minutes: int, hours: Hours, due: str) -> None:
    assert sla.due_at(running(minutes, at(begun), hours=hours), hours) == at(due)


def test_a_pause_moves_the_end_by_open_time_only() -> None:
    clock = running(240, at("2026-11-30T10:00"))
    paused = sla.pause(clock, OFFICE, at("2026-11-30T12:00"))
    assert sla.due_at(paused, OFFICE) is None and sla.used(paused, OFFICE, at("2026-12-04T12:00")) == timedelta(hours=2)
    again = sla.resume(paused, at("2026-12-03T20:00"))  # a Thursday evening
    assert sla.due_at(again, OFFICE) == at("2026-12-04T11:00")


def test_it_warns_once_then_is_broken_once() -> None:
    clock = running(240, at("2026-11-30T16:00"), warn=60)
    assert sla.warn_at(clock, OFFICE) == sla.next_at(clock, OFFICE) == at("2026-12-01T11:00")
    assert sla.ring(clock, OFFICE, at("2026-12-01T10:59")) == (clock, ())
    clock, told = sla.ring(clock, OFFICE, at("2026-12-01T11:00"))
    assert told == (sla.WARNED,) and sla.next_at(clock, OFFICE) == at("2026-12-01T12:00")
    assert sla.ring(clock, OFFICE, at("2026-12-01T11:30"))[1] == ()
    clock, told = sla.ring(clock, OFFICE, at("2026-12-01T13:00"))
    assert told == (sla.BREACHED,) and clock.breached_at == at("2026-12-01T12:00")
    assert sla.next_at(clock, OFFICE) is None and sla.ring(clock, OFFICE, at("2026-12-09T13:00"))[1] == ()
    assert sla.used(clock, OFFICE, at("2026-12-01T14:00")) - clock.target == timedelta(hours=2)


@pytest.mark.parametrize(("then", "state"), [("2026-11-30T14:00", ClockState.MET),
                                             ("2026-11-30T14:01", ClockState.MISSED)])
def test_stopping_says_whether_it_was_in_time(then: str, state: ClockState) -> None:
    assert sla.stop(running(240, at("2026-11-30T10:00")), OFFICE, at(then)).state is state


def test_the_first_promise_that_fits_counts() -> None:
    urgent = replace(policy(60), id="urgent", case_types=(CaseType.COMPLAINT,), priority_from=7)
    vips = replace(policy(90), id="vips", vip=True)
    general = replace(policy(120), id="general", queues=(QueueId("support"),))
    letters = replace(policy(30), id="letters", covers="messages", mediums=(Medium.EMAIL,))
    every = (urgent, vips, general, letters)

    def chosen(**values: object) -> str:
        found = sla.policy_for(every, Matter(QueueId("support"), **values))  # type: ignore[arg-type]
        return found.id if found else ""

    assert chosen(case_type=CaseType.COMPLAINT, priority=8) == "urgent"
    assert chosen(case_type=CaseType.COMPLAINT, priority=6, vip=True) == "vips"
    assert chosen(case_type=CaseType.QUESTION) == "general"
    assert chosen(medium=Medium.EMAIL, priority=9, vip=True) == "letters"
    assert chosen(medium=Medium.CHAT) == ""


def test_another_promise_keeps_what_is_used_and_forgets_a_warning_that_no_longer_holds() -> None:
    clock, _ = sla.ring(running(120, at("2026-11-30T10:00"), warn=30), OFFICE, at("2026-11-30T11:45"))
    longer = sla.retarget(clock, policy(480, 30), at("2026-11-30T11:45"))
    assert longer.warned_at is None and sla.due_at(longer, OFFICE) == at("2026-12-01T10:00")
    shorter = sla.retarget(clock, policy(60, 30), at("2026-11-30T11:45"))
    assert sla.ring(shorter, OFFICE, at("2026-11-30T11:45"))[1] == (sla.BREACHED,)


# --- laws ----------------------------------------------------------------------------------------------------

START = datetime(2026, 3, 20, tzinfo=UTC)
minutes = st.integers(0, 60 * 24 * 12)
hours = st.sampled_from([OFFICE, NIGHT, ALWAYS])
STEPS = st.lists(st.tuples(st.sampled_from(["pause", "resume", "look"]), st.integers(0, 60 * 24 * 3)), max_size=12)


def walk(clock: Clock, kept: Hours, steps: list[tuple[str, int]]) -> list[tuple[Clock, datetime]]:
    """The clock after each step, and when that was."""
    now, seen = START, [(clock, START)]
    for step, later in steps:
        now += timedelta(minutes=later)
        if step == "pause":
            clock = sla.pause(clock, kept, now)
        elif step == "resume":
            clock = sla.resume(clock, now)
        seen.append((clock, now))
    return seen


@given(STEPS, hours)
def test_what_is_used_never_shrinks_and_a_pause_takes_nothing_back(steps: list[tuple[str, int]], kept: Hours) -> None:
    spent = [sla.used(clock, kept, now) for clock, now in walk(running(600, START, hours=kept), kept, steps)]
    assert spent == sorted(spent)


@given(STEPS, hours)
def test_pausing_never_brings_the_end_nearer(steps: list[tuple[str, int]], kept: Hours) -> None:
    ends = [sla.due_at(clock, kept) for clock, _ in walk(running(600, START, hours=kept), kept, steps)]
    known = [end for end in ends if end is not None]
    assert known == sorted(known)


@given(STEPS, hours)
def test_due_is_where_the_promise_is_used_up(steps: list[tuple[str, int]], kept: Hours) -> None:
    clock, now = walk(running(600, START, hours=kept), kept, steps)[-1]
    due = sla.due_at(clock, kept)
    if due is not None and due >= now and clock.used <= clock.target:
        assert sla.used(clock, kept, due) == clock.target


@given(STEPS, minutes, hours, st.booleans())
def test_stopping_is_final(steps: list[tuple[str, int]], later: int, kept: Hours, cancelled: bool) -> None:
    clock, now = walk(running(600, START, hours=kept), kept, steps)[-1]
    end = sla.cancel if cancelled else sla.stop
    over = end(clock, kept, now)
    then = now + timedelta(minutes=later)
    assert over.stopped_at == now and over.since is None
    for after in (sla.pause(over, kept, then), sla.resume(over, then), sla.stop(over, kept, then),
                  sla.cancel(over, kept, then), sla.ring(over, kept, then)[0],
                  sla.retarget(over, policy(1, hours=kept), then)):
        assert after == over
    assert sla.used(over, kept, then) == sla.used(over, kept, now)


@given(minutes, minutes, hours)
def test_a_pause_with_no_time_in_it_changes_nothing(first: int, later: int, kept: Hours) -> None:
    clock = running(600, START, hours=kept)
    middle, now = START + timedelta(minutes=first), START + timedelta(minutes=first + later)
    rested = sla.resume(sla.pause(clock, kept, middle), middle)
    assert sla.used(rested, kept, now) == sla.used(clock, kept, now)
