"""A past stretch read back: it says what the log says, and lives again with nothing lost."""

from datetime import timedelta
from random import Random

import pytest

from hub.actions import offer, presence, wrapup
from hub.core.form import WrapUpForm
from hub.core.stays import Stays, Tally
from hub.core.terms import AgentId, DispositionCode, InteractionId, PresenceState, StayEnd, WrapUpResult
from hub.insight.chance import Chance
from hub.insight.past import day_of, habits_of
from hub.insight.replay import actual
from hub.insight.simulation import live, tallies
from hub.store import days, log
from tests.actions.firm import NOON, SUPPORT, Firm, stamp_all

FORM = WrapUpForm(result=WrapUpResult.RESOLVED, codes=(DispositionCode("question"),), note="Done.")


def something(firm: Firm, dice: Random, agents: list[AgentId], number: int) -> None:
    """A moment of a random day."""
    agent = dice.choice(agents)
    offers = firm.offers(agent)
    own = [row["id"] for row in firm.all("interaction") if row["agent_id"] == agent and row["state"] == "active"]
    match dice.randrange(8):
        case 0 | 1:
            firm.chat(f"visitor {number}", "Hello")
        case 2 | 3 | 4 if offers:
            firm.store.do_now(offer.accept if dice.random() < 0.8 else offer.decline, agent, offers[0])
        case 5 | 6 if own:
            work = InteractionId(own[0])
            firm.store.do_now(lambda tx: wrapup.complete(tx, agent, wrapup.start(tx, agent, work), FORM))
        case _:
            state = dice.choice(["available", "available", "available", "away"])
            firm.store.do_now(presence.set, agent, state)


@pytest.fixture
def lived_in(firm: Firm) -> Firm:
    """A firm after half an hour of a random day."""
    dice = Random(9)
    agents = [firm.agent(name) for name in ("Ann", "Bob")]
    for number in range(120):
        something(firm, dice, agents, number)
        firm.route()
        firm.clock.pass_by(dice.randint(5, 30))
    if firm.store.dialect == "postgresql":
        stamp_all(firm)
    return firm


def test_the_past_is_what_the_log_tells(lived_in: Firm) -> None:
    """Tallies of any stretch equal those folded from the whole log; lengths are the handlings'; presences follow."""
    firm = lived_in
    begins, ends = NOON + timedelta(minutes=10), NOON + timedelta(minutes=30)
    past = firm.store.read_now(days.past, begins, ends)
    fold, counted = Stays(), Tally()
    for logged in firm.store.read_now(log.read_after, 0, 100_000):
        for stay in fold.tell(logged.fact, logged.at):
            if begins <= logged.at < ends:
                counted.count(stay)
    found = Tally()
    for tally in tallies(past.stays).values():
        found = found + tally
    assert found == counted and found.answered > 3
    handled = {(row["interaction_id"], row["agent_id"]): row for row in firm.all("handling") if row["ended_at"]}
    lengths = [each for each in past.seen if each.handling_seconds is not None]
    assert lengths and len(lengths) <= len(handled)
    assert all(each.end is StayEnd.ANSWERED for each in lengths)
    history = [row for row in firm.all("presence_history") if begins < row["began_at"] < ends]
    assert [(each.at, each.presence) for each in past.changes] == [
        (row["began_at"], PresenceState(row["presence"])) for row in sorted(history, key=lambda row: row["began_at"])]
    told = actual(past, firm.store.house.queues.values())[SUPPORT]
    assert told.low is None and told.high is None


def test_it_lives_again_with_nothing_lost(lived_in: Firm) -> None:
    """Entered = every kind of end + waiting, whatever the seed; each seed lives the same way twice."""
    firm = lived_in
    past = firm.store.read_now(days.past, NOON + timedelta(minutes=5), NOON + timedelta(minutes=40))
    queues, habits = tuple(firm.store.house.queues.values()), habits_of(past.seen)
    for seed in range(3):
        day = day_of(past, queues, habits, Chance(seed))
        lived, whole = live(day), Tally()
        for tally in lived.tallies().values():
            whole = whole + tally
        waited = sum(each.item.since < day.begins for each in day.arrivals)
        assert waited + whole.entered == whole.left + len(lived.waiting)
        assert live(day) == lived


def test_a_place_in_the_log_by_time_misses_nothing(lived_in: Firm) -> None:
    """Whatever moment is asked for, no fact at or after it stands before the place."""
    firm = lived_in
    told = firm.store.read_now(log.read_after, 0, 100_000)
    for minutes in (-10, 0, 1, 7, 20, 39, 90):
        at = NOON + timedelta(minutes=minutes)
        place = firm.store.read_now(log.position_at, at)
        assert all(each.at < at for each in told if each.pos <= place)
    assert firm.store.read_now(log.position_at, NOON + timedelta(minutes=39)) > len(told) / 2
