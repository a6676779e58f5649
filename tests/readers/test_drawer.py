"""Weekly samples on both databases: once a week whatever the nodes and restarts, fair, and only what the rule wants."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from hub.actions import samples, scorecards
from hub.actions.samples import RuleDraft
from hub.core import facts
from hub.core.quality import Wanted
from hub.core.terms import AgentId, Role, SampleRuleId, ScorecardId
from hub.errors import Forbidden
from hub.readers.drawer import Drawer
from hub.store import oversight, quality, tables
from hub.store.database import Connection, Tx, open_store
from tests.actions.firm import Firm
from tests.actions.test_quality import card, handled

LEAD = (Role.AGENT, Role.SUPERVISOR)
WEEK = timedelta(days=7)


class Floor:
    """Ann with many finished chats and Bob with two, of one team; Cyd of another with one; a supervisor and a card."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.lead = firm.agent("Lea", roles=LEAD, queues=())
        self.ann, self.bob, self.cyd = (firm.agent(name) for name in ("Ann", "Bob", "Cyd"))
        for agent, team in ((self.ann, "day"), (self.bob, "day"), (self.cyd, "night")):
            self.put(agent, team=team)
        for agent, number in ((self.ann, 6), (self.bob, 2), (self.cyd, 1)):
            self.work(agent, number)
        self.card: ScorecardId = firm.store.do_now(scorecards.add, self.lead, card())

    def put(self, agent: AgentId, **values: object) -> None:
        def write(tx: Tx) -> None:
            tx.conn.execute(update(tables.agent).where(tables.agent.c.id == agent).values(**values))

        self.firm.store.do_now(write)

    def work(self, agent: AgentId, number: int) -> None:
        for place in range(number):
            handled(self.firm, agent, f"{agent}-{place}-{self.firm.clock()}")

    def rule(self, wanted: Wanted, weekly: bool = True) -> SampleRuleId:
        draft = RuleDraft(None, "Weekly", self.card, wanted, weekly=weekly)
        made: SampleRuleId = self.firm.store.do_now(samples.keep_rule, self.lead, draft)
        return made

    def drawn(self) -> Counter[AgentId]:
        return Counter(row["agent_id"] for row in self.firm.all("sample"))

    def draws(self) -> list[tuple[object, int]]:
        return [(each.by_agent_id, each.drawn) for each in self.firm.facts() if isinstance(each, facts.SampleDrawn)]


@pytest.fixture
def floor(firm: Firm) -> Floor:
    return Floor(firm)


async def test_it_draws_once_a_week_and_fairly_whatever_the_looks_and_restarts(floor: Floor) -> None:
    """Two of each agent who has two, one of who has one; nothing more before Monday; then anew, nothing twice."""
    floor.rule(Wanted(2))
    for _ in range(3):
        await Drawer(floor.firm.store).look()  # each is a hub that has just been started
    assert floor.drawn() == {floor.ann: 2, floor.bob: 2, floor.cyd: 1}
    assert floor.draws() == [(None, 5)], "the hub drew, once"
    floor.firm.clock.pass_by(WEEK.total_seconds())
    await Drawer(floor.firm.store).look()
    assert floor.drawn() == {floor.ann: 4, floor.bob: 2, floor.cyd: 1}, "a handling is drawn once"
    assert floor.draws() == [(None, 5), (None, 2)]


async def test_the_week_begins_at_the_firms_midnight(floor: Floor) -> None:
    """Sunday's last second belongs to the old week, the next one draws; a hub away on Monday draws when it is back."""
    floor.rule(Wanted(1))
    looker = Drawer(floor.firm.store)
    await looker.look()
    zone = floor.firm.store.house.time_zone
    monday = datetime.fromisoformat(samples.week_of(floor.firm.clock(), zone)) + WEEK
    begins = monday.replace(tzinfo=ZoneInfo(zone))
    floor.firm.clock.pass_by((begins - floor.firm.clock()).total_seconds() - 1)
    await looker.look()
    assert len(floor.draws()) == 1
    floor.firm.clock.pass_by(1)
    await looker.look()
    assert len(floor.draws()) == 2
    floor.firm.clock.pass_by(2.5 * WEEK.total_seconds())
    await looker.look()
    assert len(floor.draws()) == 3


async def test_two_nodes_draw_once(floor: Floor, database_url: str) -> None:
    """Also where both believe they hold the lease: what says that a week was drawn is written with the draw."""
    rule = floor.rule(Wanted(1))
    other = open_store(database_url, clock=floor.firm.clock, blobs=floor.firm.folder / "other")
    other.house = floor.firm.store.house
    try:
        await asyncio.gather(Drawer(floor.firm.store).look(), Drawer(other).look())
        assert await other.do(samples.draw_weekly, rule, 5, Random(5).randrange) is None
    finally:
        other.close()
    assert floor.drawn() == {floor.ann: 1, floor.bob: 1, floor.cyd: 1} and floor.draws() == [(None, 3)]


async def test_only_rules_that_draw_by_themselves_and_only_the_teams_they_name(floor: Floor) -> None:
    """Nothing for a rule a supervisor draws by hand or one out of use; what they drew this week counts."""
    byhand = floor.rule(Wanted(1), weekly=False)
    await Drawer(floor.firm.store).look()
    assert not floor.drawn()
    rule = floor.rule(Wanted(3, teams=("night",)))
    await Drawer(floor.firm.store).look()
    assert floor.drawn() == {floor.cyd: 1}
    off = RuleDraft(byhand, "Off", floor.card, Wanted(1), active=False, weekly=True)
    floor.firm.store.do_now(samples.keep_rule, floor.lead, off)
    await Drawer(floor.firm.store).look()
    assert floor.drawn() == {floor.cyd: 1}
    floor.firm.store.do_now(samples.keep_rule, floor.lead, RuleDraft(rule, "All", floor.card, Wanted(1), weekly=True))
    floor.work(floor.cyd, 2)
    await Drawer(floor.firm.store).look()
    assert floor.drawn() == {floor.cyd: 1}, "a rule changed in its week has drawn for it"


async def test_reviewers_see_why_it_was_drawn_and_only_their_teams(floor: Floor) -> None:
    """With the rule and what it wants; somebody else's team's is not on the list, nor one's own work."""
    floor.put(floor.lead, oversees=["night"], team="night")
    floor.work(floor.lead, 1)
    floor.rule(Wanted(1))
    await Drawer(floor.firm.store).look()
    assert floor.drawn()[floor.lead] == 1

    def due(conn: Connection) -> list[tuple[AgentId, str, str, Wanted]]:
        seen = oversight.overseen(conn, floor.lead, LEAD)
        return [(each.handling.agent_id, each.rule_name, each.drawn_by_name, each.wanted)
                for each in quality.due(conn, seen, floor.lead)]

    assert floor.firm.store.read_now(due) == [(floor.cyd, "Weekly", "", Wanted(1))]
    with pytest.raises(Forbidden):
        floor.rule(Wanted(1, teams=("day",)))
