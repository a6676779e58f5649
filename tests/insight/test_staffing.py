"""Staffing formulas against published and independently calculated numbers."""

from __future__ import annotations

import pytest

from hub.insight.staffing import (
    agents_needed,
    average_wait,
    erlang_a,
    erlang_b,
    erlang_c,
    scheduled,
    service_level,
)

# 100 calls in 30 minutes of 180 s: 10 erlangs; answered within 20 s.
# Row 14 agrees with pyworkforce and the CRAN package ErlangC.
ROWS = [
    (11, 0.163232, 0.682118, 0.389614, 122.78, 0.909),
    (12, 0.119739, 0.449388, 0.640158, 40.44, 0.833),
    (13, 0.084339, 0.285270, 0.795595, 17.12, 0.769),
    (14, 0.056819, 0.174132, 0.888350, 7.836, 0.714),
    (15, 0.036497, 0.102042, 0.941453, 3.674, 0.667),
]


@pytest.mark.parametrize(("agents", "b", "c", "level", "wait", "occupancy"), ROWS)
def test_ten_erlangs(agents: int, b: float, c: float, level: float, wait: float, occupancy: float) -> None:
    assert erlang_b(agents, 10) == pytest.approx(b, abs=5e-7)
    assert erlang_c(agents, 10) == pytest.approx(c, abs=5e-7)
    assert service_level(agents, 10, 180, 20) == pytest.approx(level, abs=5e-7)
    assert average_wait(agents, 10, 180) == pytest.approx(wait, abs=5e-3)
    assert 10 / agents == pytest.approx(occupancy, abs=5e-4)


@pytest.mark.parametrize(
    ("agents", "load", "b"), [(2, 1, 0.2), (5, 3, 0.110054), (10, 10, 0.214582), (100, 90, 0.026957)]
)
def test_erlang_b(agents: int, load: float, b: float) -> None:
    assert erlang_b(agents, load) == pytest.approx(b, abs=5e-7)


@pytest.mark.parametrize(("agents", "load", "c"), [(2, 1, 1 / 3), (3, 2, 4 / 9), (20, 15, 0.160429)])
def test_erlang_c(agents: int, load: float, c: float) -> None:
    assert erlang_c(agents, load) == pytest.approx(c, abs=5e-7)


@pytest.mark.parametrize(
    ("calls", "minutes", "handling", "level", "agents", "on_schedule"),
    [(100, 30, 180, 0.8, 14, 20), (25, 10, 180, 0.8, 11, 16), (200, 30, 240, 0.8, 32, 46)],
)
def test_agents_needed(
    calls: int, minutes: int, handling: int, level: float, agents: int, on_schedule: int
) -> None:
    needed = agents_needed(calls * handling / (minutes * 60), handling, 20, level)
    assert needed == agents
    assert scheduled(needed, 0.30) == on_schedule


def test_two_hundred_calls() -> None:
    assert service_level(32, 200 * 240 / 1800, 240, 20) == pytest.approx(0.848512, abs=5e-7)


def test_impatience_changes_everything() -> None:
    """48 calls a minute of one minute, 50 agents, patience two minutes: Garnett, Mandelbaum and Reiman's example."""
    found = erlang_a(50, 48, 60, 120)
    assert found.abandoned == pytest.approx(0.03091, abs=5e-6)
    assert found.wait_seconds == pytest.approx(3.709, abs=5e-4)
    assert found.queue == pytest.approx(2.968, abs=1e-3)
    assert found.occupancy == pytest.approx(0.9303, abs=5e-5)
    assert average_wait(50, 48, 60) == pytest.approx(20.83, abs=5e-3)


@pytest.mark.parametrize(("agents", "abandoned", "wait"), [(12, 0.0616, 7.39), (14, 0.0228, 2.74)])
def test_erlang_a_at_ten_erlangs(agents: int, abandoned: float, wait: float) -> None:
    found = erlang_a(agents, 10, 180, 120)
    assert found.abandoned == pytest.approx(abandoned, abs=5e-5)
    assert found.wait_seconds == pytest.approx(wait, abs=5e-3)


def test_endless_patience_is_erlang_c() -> None:
    found = erlang_a(14, 10, 180, 1e9)
    assert found.wait_seconds == pytest.approx(average_wait(14, 10, 180), rel=1e-4)


def test_a_large_centre_does_not_overflow() -> None:
    assert 0 < erlang_a(2_000, 1_990, 300, 120).abandoned < 0.05
    assert agents_needed(1_990, 300, 20, 0.8) > 1_990


@pytest.mark.parametrize("level", [1.0, -0.1])
def test_an_impossible_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        agents_needed(10, 180, 20, level)


def test_too_great_a_load_waits_for_ever() -> None:
    assert average_wait(10, 10, 180) == float("inf")
    assert service_level(10, 10, 180, 20) == 0
    assert erlang_c(10, 10) == 1
