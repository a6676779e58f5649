"""The board's laws: told again it is the same, from any kept state it goes on alike, it counts as stays and tallies do;
and what it says of agents, queues and alerts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import facts
from hub.core.board import alerts, frames, plain
from hub.core.board.board import Board
from hub.core.board.counts import Count, Trend, minute_of
from hub.core.board.rules import BoardRules
from hub.core.board.view import Alert, BoardAgent, QueueTile
from hub.core.facts import Fact
from hub.core.stays import Stays, Tally
from hub.core.terms import AgentId, ClockId, HelpId, InteractionId, QueueId
from tests.core import days
from tests.core.days import KNOWN, NOON, OLD, ORDERS, RULES, SUPPORT, Told, new_board, tell


def written(board: Board) -> Any:
    """All a board knows, as it would come back from JSON."""
    return json.loads(json.dumps(frames.write(board), sort_keys=True))


def told(*words: tuple[float, Fact]) -> list[Told]:
    """Facts at these seconds after noon."""
    return [Told(fact, NOON + timedelta(seconds=at), place + 1) for place, (at, fact) in enumerate(words)]


def tile(board: Board, at: float, queue: QueueId = SUPPORT) -> QueueTile:
    """A queue so many seconds after noon."""
    (found,) = board.queue_tiles(NOON + timedelta(seconds=at), [queue])
    return found


def agent(board: Board, name: str = "ann") -> BoardAgent:
    (found,) = board.agents([AgentId(name)])
    return found


# --- laws ----------------------------------------------------------------------------------------------------


@given(days.days(), st.integers(0, 60))
def test_telling_twice_changes_nothing(log: list[Told], back: int) -> None:
    """A fact told again, also after later ones, leaves the board as it is."""
    board = tell(new_board(), log)
    before = written(board)
    tell(board, log[-back:] if back else log)
    assert written(board) == before


@given(days.days(), st.integers(0, 60))
def test_from_any_kept_state_it_goes_on_alike(log: list[Told], cut: int) -> None:
    """Written, read back and told the rest, a board is what it would have become."""
    through = tell(new_board(), log)
    kept = frames.read(written(tell(new_board(), log[:cut])), KNOWN)
    tell(kept, log[cut:])
    assert written(kept) == written(through)
    for at in (log[-1].at if log else NOON, NOON + timedelta(days=1)):
        assert frames.show(kept, at) == frames.show(through, at)


@given(days.days())
def test_ticks_change_nothing(log: list[Told]) -> None:
    """A board looks the same with and without them."""
    without = [each for each in log if not isinstance(each.fact, facts.TickPassed)]
    assert written(tell(new_board(), log)) == written(tell(new_board(), without))


@given(days.days())
def test_live_figures_are_those_of_the_log(log: list[Told]) -> None:
    """For the last 60 minutes and for the day: the same as stays and tallies of the log of that interval."""
    log = [each for each in log if not isinstance(each.fact, facts.HouseChanged)]
    board = tell(new_board(), log)
    at = max((each.at for each in log), default=NOON)
    midnight = datetime(2026, 11, 22, 23, tzinfo=UTC)  # in Berlin
    while midnight + timedelta(days=1) <= at:
        midnight += timedelta(days=1)
    hour = datetime.fromtimestamp((minute_of(at) - 59) * 60, UTC)
    stays = Stays()
    of_hour: dict[tuple[str, str], Tally] = {}
    of_day: dict[tuple[str, str], Tally] = {}
    for each in log:
        for stay in stays.tell(each.fact, each.at):
            key = (stay.queue_id, stay.medium)
            if each.at >= hour:
                of_hour.setdefault(key, Tally()).count(stay)
            if each.at >= midnight:
                of_day.setdefault(key, Tally()).count(stay)
    for queue in (SUPPORT, ORDERS, OLD):
        for shown in board.queue_tiles(at, [queue]):
            for medium in shown.media:
                assert medium.hour == of_hour.get((queue, medium.medium), Tally())
                assert medium.today == of_day.get((queue, medium.medium), Tally())
                here = (queue, medium.medium)
                waits = [each for each in stays.waiting.values() if (each.queue_id, each.medium) == here]
                assert medium.waiting == len(waits)


@given(days.days())
def test_what_came_in_went_out_or_waits(log: list[Told]) -> None:
    """Queue by queue over the whole: entered = every kind of end + still waiting, for what began on this board."""
    log = [Told(each.fact, NOON + timedelta(seconds=each.pos), each.pos) for each in log]
    board = tell(new_board(), log)
    for counts in board.counts.values():
        for count in counts.values():
            whole = count.last_hour(minute_of(NOON) + 1)
            assert whole.entered == whole.left + len(count.waiting)


@given(days.days())
def test_staff_is_everybody_who_is_signed_in(log: list[Told]) -> None:
    """The counts of a queue are those of its agents one by one."""
    board = tell(new_board(), log)
    places = {"ready": {"available"}, "busy": {"busy", "ringing"}, "wrapping": {"wrapping"}, "away": {"away", "missed"}}
    for shown in board.queue_tiles(NOON):
        mine = [each for each in board.agents() if shown.id in each.queues]
        for place, states in places.items():
            number = sum(each.state in states and (each.online or each.state != "available") for each in mine)
            assert getattr(shown.agents, place) == number
        assert (shown.agents.ready == 0) == (shown.id in board.crew.unready) or shown.id not in board.rules.queues


@given(days.days(), st.integers(0, 7200))
def test_alerts_are_a_matter_of_the_moment(log: list[Told], later: int) -> None:
    """None stands before it began, none stands twice, and whoever looks again sees the same."""
    board = tell(new_board(), log)
    at = max((each.at for each in log), default=NOON) + timedelta(seconds=later)
    standing = alerts.standing(board, at)
    assert standing == alerts.standing(frames.read(written(board), KNOWN), at)
    assert len({each.id for each in standing}) == len(standing)
    assert all(each.since <= at for each in standing)


# --- the ring and the line -----------------------------------------------------------------------------------


def test_an_hour_is_sixty_minutes_with_the_one_that_runs() -> None:
    """What fell into the minute before them has gone; the day keeps it until midnight in Berlin."""
    board = tell(new_board(), told((0, days.queued("a")), (15, days.started("a", "ann"))))
    assert tile(board, 59 * 60 + 59).media[0].hour.answered == 1
    assert tile(board, 3600).media[0].hour.answered == 0
    assert tile(board, 3600).media[0].today.answered == 1
    assert tile(board, 11 * 3600).media[0].today.answered == 0  # 23:00 UTC is midnight in Berlin


def test_the_trend_begins_where_the_log_does() -> None:
    """Minutes nobody knows of are not zeros; from then on each minute says how many waited at its end."""
    board = tell(new_board(), told((0, days.queued("a")), (10, days.queued("b")), (130, days.started("a", "ann"))))
    assert tile(board, 0).trend == (2,)
    assert tile(board, 185).trend == (2, 2, 1, 1)
    assert tile(board, 3 * 3600).trend == (1,) * 60


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9)), min_size=1, max_size=50), st.integers(0, 90))
def test_a_trend_is_the_last_value_of_each_minute(changes: list[tuple[int, int]], later: int) -> None:
    """Against a list of all minutes: forgetting what is old changes nothing that is shown."""
    trend, every = Trend(), dict[int, int]()
    changes.sort(key=lambda change: change[0])
    for minute, waiting in changes:
        trend.became(waiting, minute)
        every[minute] = waiting
    now = changes[-1][0] + later
    expected, value = [], None
    for minute in range(now + 1):
        value = every.get(minute, value)
        if minute > now - 60 and value is not None:
            expected.append(value)
    assert trend.values(now) == tuple(expected)
    assert len(trend.minutes) <= 61


def test_a_late_fact_falls_into_its_own_minute() -> None:
    """A node whose clock lags tells of a minute ago; the ring stays in order."""
    count, stays = Count(), Stays()
    for place, (work, minute) in enumerate((("a", 100), ("b", 99), ("c", 30))):
        (stay,) = stays.tell(days.queued(work), NOON + timedelta(seconds=place))
        count.take(stay, minute, 1)
    assert list(count.minutes) == [99, 100] and len(count.waiting) == 3


# --- agents --------------------------------------------------------------------------------------------------


def test_what_an_agent_does() -> None:
    """Ringing, busy, on hold, wrapping up, ready again: each with its own beginning, and the hold on the work."""
    board = tell(new_board(), told((0, days.joined("ann")), (1, days.presence("ann", "available"))))
    steps: list[tuple[Fact, str, str]] = [
        (days.offered("a", "ann"), "ringing", ""),
        (days.started("a", "ann"), "ringing", "active"),  # the offer ends a moment later
        (days.offer_ended("a", "ann"), "busy", "active"),
        (days.held("a", "ann", "held"), "busy", "held"),
        (days.held("a", "ann", "talking"), "busy", "active"),
        (days.wrapping("a", "ann"), "wrapping", "wrapping"),
        (days.ended("a", "ann"), "available", ""),
    ]
    for place, (fact, state, work) in enumerate(steps):
        board.tell(fact, NOON + timedelta(seconds=10 + place), 10 + place)
        seen = agent(board)
        assert (seen.state, *(each.state for each in seen.work)) == (state, *([work] if work else []))
    assert agent(board).since == NOON + timedelta(seconds=16)


def test_work_that_waits_for_its_customer_leaves_hands_free() -> None:
    """It stays with the agent, who is ready meanwhile."""
    work, ann = days.started("a", "ann"), AgentId("ann")
    assert isinstance(work, facts.HandlingStarted)
    awaited = facts.InteractionAwaited(work.interaction_id, ann)
    resumed = facts.InteractionResumed(work.interaction_id, ann)
    board = tell(new_board(), told((0, days.presence("ann", "available")), (1, work), (2, awaited)))
    assert (agent(board).state, agent(board).work[0].state) == ("available", "waiting")
    board.tell(resumed, NOON + timedelta(seconds=3), 9)
    assert agent(board).state == "busy"


def test_who_has_left_the_firm_is_not_on_the_board() -> None:
    """Nor do they count anywhere."""
    board = tell(new_board(), told((0, days.joined("ann")), (1, days.presence("ann", "available"))))
    assert tile(board, 2).agents.ready == 1
    board.tell(days.joined("ann", active=False), NOON + timedelta(seconds=5), 9)
    assert board.agents() == () and tile(board, 6).agents.of == 0


def test_an_available_agent_without_a_console_is_not_ready() -> None:
    """A lost line: presence stands for half a minute, but nothing can be given to them."""
    board = tell(new_board(), told((0, days.joined("ann")), (1, days.presence("ann", "available", online=False))))
    assert (agent(board).state, agent(board).online, tile(board, 2).agents.ready) == ("available", False, 0)


# --- rules ---------------------------------------------------------------------------------------------------


def test_rules_change_when_the_log_says_so() -> None:
    """Aim, hours and days are those of the version that held; one nobody kept changes nothing."""
    board = new_board()
    assert (tile(board, 0).target_seconds, tile(board, 0).open) == (20, True)
    assert [each.id for each in board.queue_tiles(NOON)] == [SUPPORT, ORDERS]
    board.tell(facts.HouseChanged("second"), NOON, 1)
    assert (tile(board, 0).target_seconds, [each.id for each in board.queue_tiles(NOON)]) == (30, [SUPPORT])
    board.tell(facts.HouseChanged("unheard of"), NOON, 2)
    assert tile(board, 0).target_seconds == 30


def test_a_queue_that_is_no_more_shows_while_somebody_waits_in_it() -> None:
    """Work must not disappear because the configuration did."""
    board = tell(new_board(), told((0, days.queued("a", OLD))))
    assert [each.id for each in board.queue_tiles(NOON)] == [SUPPORT, ORDERS, OLD]
    board.tell(days.closed("a"), NOON, 9)
    assert [each.id for each in board.queue_tiles(NOON)] == [SUPPORT, ORDERS]


def test_a_queue_is_open_by_its_hours_unless_switched_off() -> None:
    """Berlin's office hours; the emergency switch wins."""
    board = new_board()
    assert [tile(board, at * 3600, ORDERS).open for at in (-5, -3, 3, 4)] == [False, True, True, False]
    board.tell(facts.SwitchedOff(True, AgentId("ann"), ORDERS), NOON, 1)
    assert tile(board, 0, ORDERS).open is False
    board.tell(facts.SwitchedOff(False, AgentId("ann"), ORDERS), NOON, 2)
    assert tile(board, 0, ORDERS).open is True


def test_rules_survive_being_kept() -> None:
    """Hours, days off, names, limits: the same value."""
    assert plain.read(BoardRules, json.loads(json.dumps(plain.write(RULES)))) == RULES


def test_what_an_older_hub_wrote_can_be_read() -> None:
    """Facts without medium, team, queues, customer; rules without limits."""
    older = plain.write(RULES)
    del older["alerts"]
    assert plain.read(BoardRules, older).queues == RULES.queues
    work, ann = days.queued("a"), AgentId("ann")
    assert isinstance(work, facts.InteractionQueued)
    bare = facts.InteractionQueued(work.interaction_id, work.conversation_id, work.customer_id, SUPPORT, "arrived")
    board = tell(new_board(), told((0, bare), (1, facts.AgentChanged(ann)), (2, days.started("a", "ann"))))
    assert tile(board, 3).media[0].hour.answered == 1
    assert frames.show(board, NOON).agents[0].queues == ()


def test_a_newer_form_is_refused() -> None:
    """An older hub on a newer database must not show nonsense."""
    with pytest.raises(ValueError, match="form 99"):
        frames.read({**written(new_board()), "form": 99}, KNOWN)


# --- alerts --------------------------------------------------------------------------------------------------


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


# --- what facts raise ----------------------------------------------------------------------------------------


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
    board.tell(facts.SlaChanged(clock, "first_reply", "running"), NOON + timedelta(seconds=80), 9)
    assert "sla:c" in board.raised
