"""Paid time, adherence and conformance by hand."""

from hub.core.figures import Planned, Present
from hub.insight import adherence


def test_paid_time_is_all_time_signed_on() -> None:
    """Six hours available, one away, a minute missed: 7 h 1 min, of which 85.5 % available."""
    day = Present(quarters=29, available_seconds=6 * 3600, away_seconds=3600, missed_seconds=60)
    assert adherence.paid_seconds(day).value == 7 * 3600 + 60
    assert round(adherence.available_share(day).value or 0, 4) == 0.8551
    assert adherence.paid_seconds(Present()).value is None


def test_adherence_is_of_the_planned_time() -> None:
    """Eight hours planned, seven as planned: 87.5 % of 32 quarter hours. Without a plan nothing is known."""
    day = Planned(32, planned_seconds=8 * 3600, work_seconds=7.25 * 3600, adherent_seconds=7 * 3600)
    assert (adherence.adherence(day).value, adherence.adherence(day).n) == (0.875, 32)
    assert adherence.planned_seconds(day).value == 8 * 3600
    nothing = Planned(worked_seconds=3600)
    assert adherence.adherence(nothing).value is adherence.planned_seconds(nothing).value is None


def test_conformance_asks_how_much_not_when() -> None:
    """Seven and a quarter hours of work planned: as long worked conforms, whenever; 8 h 42 min are 120 %."""
    plan = {"planned_seconds": 8 * 3600, "work_seconds": 7.25 * 3600, "adherent_seconds": 0.0}
    assert adherence.conformance(Planned(32, worked_seconds=7.25 * 3600, **plan)).value == 1.0
    assert adherence.conformance(Planned(32, worked_seconds=8.7 * 3600, **plan)).value == 1.2
    assert adherence.conformance(Planned(worked_seconds=3600)).value is None
