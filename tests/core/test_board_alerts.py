"""Which alerts stand on a board: limits that are passed, and what people and clocks call for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.core import facts
from hub.core.board import alerts, frames
from hub.core.board.board import Board
from hub.core.board.view import Alert
from hub.core.facts import Fact
from hub.core.terms import AgentId, ClockId, HelpId, InteractionId
from tests.core import days
from tests.core.days import KNOWN, NOON, SUPPORT, Told, new_board, tell, told, written


def stands(board: Board, at: float) -> dict[str, Alert]:
    return {each.id: each for each in alerts.standing(board, NOON + timedelta(seconds=at))}


def test_the_longest_wait_and_nobody_there() -> None:
    """From 60 s on a caller waits too long; from 30 s on work waits that nobody is ready for."""
    board = tell(new_board(), told((0, days.queued("a")), (5, days.queued("b"))))
    assert stands(board, 29) == {}
    assert stands(board, 30).keys() == {"no_agent:support"}
    both = stands(board, 61)
    assert both.keys() == {"no_agent:support", "queue_wait:support:phone"}
    wait = both["queue_wait:support:phone"]
    assert (wait.value, wait.limit, wait.interaction_id) == (61, 60, "a")
    assert wait.since == NOON + timedelta(seconds=60)
    tell(board, [Told(days.joined("ann"), NOON, 5), Told(days.presence("ann", "available"), NOON, 6)])
    assert stands(board, 61).keys() == {"queue_wait:support:phone"}
    board.tell(days.started("a", "ann"), NOON + timedelta(seconds=62), 7)
    assert stands(board, 64).keys() == set()


def test_a_level_below_its_target() -> None:
    """Over five minutes, with two at least; since when it has been so without a better window."""
    late = [(0.0, days.queued("a")), (50.0, days.started("a", "ann"))]
    board = tell(new_board(), told(*late))
    assert "queue_level:support" not in stands(board, 55)
    more = told(*late, (60, days.queued("b")), (130, days.started("b", "ben")))
    tell(board, more)
    found = stands(board, 185)["queue_level:support"]
    assert (found.value, found.limit) == (0.0, 0.8)
    assert found.since == NOON + timedelta(seconds=120)  # the minute in which the second one was answered late
    assert "queue_level:support" not in stands(board, 8 * 60)  # both have left the window


def test_too_long_in_hand() -> None:
    """A talk from its beginning whatever the holds, the form, being away."""
    board = tell(new_board(), told(
        (0, days.presence("ann", "available")), (0, days.started("a", "ann")), (100, days.held("a", "ann", "held")),
    ))
    assert stands(board, 119) == {}
    assert stands(board, 120).keys() == {"long_talk:ann:a"}
    tell(board, [Told(days.wrapping("a", "ann"), NOON + timedelta(seconds=130), 9)])
    assert stands(board, 189) == {}
    assert stands(board, 190)["long_wrapup:ann:a"].queue_id == SUPPORT
    tell(board, [Told(days.ended("a", "ann"), NOON + timedelta(seconds=200), 10),
                 Told(days.presence("ann", "away", "lunch"), NOON + timedelta(seconds=200), 11)])
    assert stands(board, 319) == {} and stands(board, 320).keys() == {"long_away:ann"}


def test_an_alert_put_aside_says_until_when() -> None:
    """Until then it is marked, afterwards it stands as before."""
    board = tell(new_board(), told((0, days.queued("a"))))
    until = NOON + timedelta(seconds=90)
    board.tell(facts.AlertSnoozed("no_agent:support", until, AgentId("eve")), NOON, 9)
    assert stands(board, 40)["no_agent:support"].snoozed_until == until
    assert stands(board, 91)["no_agent:support"].snoozed_until is None


def test_only_growing_is_no_news() -> None:
    """A wait that is a second longer is the same alert; a level that moved is another."""
    board = tell(new_board(), told((0, days.queued("a"))))
    one, two = (alerts.standing(board, NOON + timedelta(seconds=at)) for at in (70, 71))
    assert one != two and alerts.same(one, two)
    assert not alerts.same(one, ())


def test_others_agents_alerts_are_not_shown() -> None:
    """Who oversees nobody here sees the queues' alerts only."""
    board = tell(new_board(), told((0, days.presence("ann", "away")), (0, days.queued("a"))))
    at = NOON + timedelta(seconds=300)
    assert {each.kind for each in frames.show(board, at).alerts} == {"long_away", "no_agent", "queue_wait"}
    seen = frames.show(board, at, {AgentId("ben")})
    assert {each.kind for each in seen.alerts} == {"no_agent", "queue_wait"} and seen.agents == ()


def test_a_call_for_help_stands_until_somebody_comes() -> None:
    """Asked, it is an alert about the agent and their work; answered or withdrawn it has gone, and stays gone."""
    ann, call, work = AgentId("ann"), HelpId("one"), InteractionId("a")
    asked = facts.HelpAsked(call, ann, "day", work)
    for end in (facts.HelpAnswered(call, ann, AgentId("eve"), work), facts.HelpWithdrawn(call, ann, work)):
        board = tell(new_board(), told((5, asked)))
        (alert,) = alerts.standing(board, NOON + timedelta(seconds=9))
        assert (alert.id, alert.kind, alert.agent_id, alert.interaction_id) == ("help:one", "help", ann, work)
        assert alert.since == NOON + timedelta(seconds=5)
        assert frames.read(written(board), KNOWN).raised == board.raised
        board.tell(end, NOON + timedelta(seconds=10), 9)
        assert alerts.standing(board, NOON + timedelta(seconds=11)) == ()


def test_a_promise_calls_from_its_warning_until_it_is_kept() -> None:
    """One alert through warning and breach; kept, paused or cancelled it calls for nobody."""
    clock, work = ClockId("c"), InteractionId("a")
    warned = facts.SlaWarned(clock, "first_reply", SUPPORT, NOON, None, work)
    breached = facts.SlaBreached(clock, "first_reply", SUPPORT, NOON, None, work)
    board = tell(new_board(), told((5, warned), (65, breached)))
    (alert,) = [each for each in alerts.standing(board, NOON + timedelta(seconds=70)) if each.kind == "sla"]
    assert (alert.id, alert.since, alert.text) == ("sla:c", NOON + timedelta(seconds=5), "first_reply:breached")
    ends: list[Fact] = [
        facts.SlaMet(clock, "first_reply", 60), facts.SlaChanged(clock, "first_reply", "paused"),
        facts.SlaChanged(clock, "first_reply", "cancelled"), days.closed("a"),
    ]
    for end in ends:
        again = frames.read(written(board), KNOWN)
        again.tell(end, NOON + timedelta(seconds=80), 9)
        assert "sla:c" not in again.raised
    board.tell(facts.SlaChanged(clock, "first_reply", "running", told="breached"), NOON + timedelta(seconds=80), 9)
    assert board.raised["sla:c"] == replace(alert, queue_id=None, interaction_id=None)


def test_a_broken_promise_calls_again_when_its_clock_goes_on() -> None:
    """Paused it calls for nobody; set going again it calls as it did, though nothing is told a second time."""
    clock, work = ClockId("c"), InteractionId("a")
    board = tell(new_board(), told(
        (5, facts.SlaBreached(clock, "first_reply", SUPPORT, NOON, None, work)),
        (10, facts.SlaChanged(clock, "first_reply", "paused", SUPPORT, interaction_id=work, told="breached")),
    ))
    assert board.raised == {}
    again = facts.SlaChanged(clock, "first_reply", "running", SUPPORT, NOON, None, work, told="breached")
    board.tell(again, NOON + timedelta(seconds=20), 9)
    (alert,) = board.raised.values()
    assert (alert.id, alert.queue_id, alert.interaction_id) == ("sla:c", SUPPORT, work)
    assert (alert.since, alert.text) == (NOON + timedelta(seconds=20), "first_reply:breached")


def test_a_promise_that_holds_again_calls_for_nobody() -> None:
    """Counted anew by other rules: not broken any more it only warns, or not even that."""
    clock = ClockId("c")
    board = tell(new_board(), told((5, facts.SlaBreached(clock, "first_reply", SUPPORT, NOON))))
    board.tell(facts.SlaChanged(clock, "first_reply", "running", SUPPORT, told="warned"), NOON, 8)
    assert [(each.text, each.since) for each in board.raised.values()] == [("first_reply", NOON + timedelta(seconds=5))]
    board.tell(facts.SlaChanged(clock, "first_reply", "running", SUPPORT), NOON, 9)
    assert board.raised == {}


@given(days.days(), st.integers(0, 7200))
def test_alerts_are_a_matter_of_the_moment(log: list[Told], later: int) -> None:
    """None stands before it began, none stands twice, and whoever looks again sees the same."""
    board = tell(new_board(), log)
    at = max((each.at for each in log), default=NOON) + timedelta(seconds=later)
    standing = alerts.standing(board, at)
    assert standing == alerts.standing(frames.read(written(board), KNOWN), at)
    assert len({each.id for each in standing}) == len(standing)
    assert all(each.since <= at for each in standing)
