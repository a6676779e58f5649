"""The real router, simulated, against the formulas that hold for the cases they cover."""

from __future__ import annotations

from statistics import fmean

from hub.insight.staffing import average_wait, erlang_a, erlang_c, service_level
from tests.sim.simulator import Day, Wait, ten_days, waits

CALLS = 3_000  # a day
LOAD, HANDLING = 10.0, 180.0  # erlangs, seconds: 200 calls an hour


def mean_wait(waited: list[Wait]) -> float:
    return fmean(wait.seconds for wait in waited)


def share_waiting(waited: list[Wait]) -> float:
    return fmean(wait.seconds > 0 for wait in waited)


def share_within_20(waited: list[Wait]) -> float:
    return fmean(wait.seconds <= 20 for wait in waited)


def share_abandoned(waited: list[Wait]) -> float:
    return fmean(not wait.answered for wait in waited)


def test_patient_callers_wait_as_erlang_c_says() -> None:
    """13 agents for 10 erlangs: the share that waits, the mean wait and the service level."""
    found = ten_days(
        Day(13, 200, HANDLING), CALLS, {"wait": mean_wait, "waiting": share_waiting, "level": share_within_20}
    )
    assert erlang_c(13, LOAD) in found["waiting"]
    assert average_wait(13, LOAD, HANDLING) in found["wait"]
    assert service_level(13, LOAD, HANDLING, 20) in found["level"]
    assert found["waiting"].half < 0.05, "an interval that wide proves nothing"
    assert found["level"].half < 0.05


def test_impatient_callers_give_up_as_erlang_a_says() -> None:
    """12 agents for 10 erlangs, patience two minutes: the share that gives up and the mean wait."""
    day = Day(12, 200, HANDLING, patience_seconds=120)
    found = ten_days(day, CALLS, {"wait": mean_wait, "abandoned": share_abandoned})
    formula = erlang_a(12, LOAD, HANDLING, 120)
    assert formula.abandoned in found["abandoned"]
    assert formula.wait_seconds in found["wait"]
    assert found["abandoned"].half < 0.015
    assert found["wait"].half < 1.5


def test_priority_moves_waits_about_and_makes_none() -> None:
    """With one in four urgent, these wait less and the mean over all stays Erlang C's (conservation of work)."""
    day = Day(13, 200, HANDLING, urgent_share=0.25)

    def urgent(waited: list[Wait]) -> float:
        return mean_wait([wait for wait in waited if wait.urgent])

    def ordinary(waited: list[Wait]) -> float:
        return mean_wait([wait for wait in waited if not wait.urgent])

    found = ten_days(day, CALLS, {"wait": mean_wait, "urgent": urgent, "ordinary": ordinary})
    assert average_wait(13, LOAD, HANDLING) in found["wait"]
    assert found["urgent"].mean < 0.6 * found["ordinary"].mean


def test_a_day_can_be_lived_again() -> None:
    """The same seed gives the same day to the last microsecond."""
    day = Day(12, 200, HANDLING, patience_seconds=120, urgent_share=0.1)
    assert waits(day, 5, 500, 0) == waits(day, 5, 500, 0)
