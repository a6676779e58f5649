"""Rosters put, removed, copied and taken in, by whom; and that reports of the past follow every change of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from hub.actions import presence, reporting, roster
from hub.actions.roster import Draft
from hub.core import facts
from hub.core.roster import Shift
from hub.core.terms import AgentId, Role, ShiftKind
from hub.errors import HubError, Invalid, NotFound
from hub.insight import asking
from hub.readers.historian import catch_up_now
from hub.store import shifts, tables
from hub.store.database import Tx
from tests.actions.firm import NOON, Firm

WORK, BREAK, TRAINING = ShiftKind.WORK, ShiftKind.BREAK, ShiftKind.TRAINING
MONDAY = date(2026, 11, 23)


def staffed(firm: Firm, name: str, team: str = "", oversees: list[str] | None = None) -> AgentId:
    """Somebody of a team; with `oversees` a supervisor of these."""
    roles = (Role.AGENT,) if oversees is None else (Role.SUPERVISOR,)
    agent = firm.agent(name, roles=roles, available=False)

    def write(tx: Tx) -> None:
        a = tables.agent
        tx.conn.execute(update(a).where(a.c.id == agent).values(team=team, oversees=oversees or ["*"]))

    firm.store.do_now(write)
    return agent


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def planned(firm: Firm, me: AgentId, agent: AgentId, begins: datetime, ends: datetime, kind: ShiftKind = WORK) -> Shift:
    return firm.store.do_now(roster.put, me, Draft(agent, kind, begins, ends))


def kept(firm: Firm) -> list[tuple[str, str, datetime, datetime]]:
    return sorted((row["agent_id"], row["kind"], row["begins_at"], row["ends_at"]) for row in firm.all("shift"))


def told(firm: Firm, **asked: str) -> dict[str, float | None]:
    """What a report of that day says."""
    given = {"metrics": "adherence,conformance,planned_time,paid_time", "from": utc(23, 0).isoformat(),
             "to": utc(25, 0).isoformat(), **asked}
    found = firm.store.read_now(reporting.report, asking.read(given, "Europe/Berlin"), firm.clock())
    return {name: each.value for name, each in found.totals.items()}


def test_a_shift_is_put_changed_and_removed(firm: Firm) -> None:
    """Each once, with its fact and a line of the audit; with work goes the break within it."""
    lead, ann = staffed(firm, "Lead", oversees=["*"]), staffed(firm, "Ann")
    shift = planned(firm, lead, ann, utc(24, 8), utc(24, 16))
    moved = firm.store.do_now(roster.put, lead, Draft(ann, WORK, utc(24, 9), utc(24, 17)), shift.id)
    lunch = planned(firm, lead, ann, utc(24, 12), utc(24, 12, 30), BREAK)
    assert moved.id == shift.id and len(kept(firm)) == 2
    assert set(firm.store.do_now(roster.remove, lead, shift.id)) == {moved, lunch}
    assert kept(firm) == []
    assert [(fact.how, fact.shifts) for fact in firm.facts() if isinstance(fact, facts.RosterChanged)] == [
        ("put", 1), ("put", 1), ("put", 1), ("removed", 2)]
    assert [row["what"] for row in firm.all("audit")] == ["roster_put"] * 3 + ["roster_removed"]
    assert {row["of_agent_id"] for row in firm.all("audit")} == {ann}


def test_what_overlaps_or_cannot_be_is_refused(firm: Firm) -> None:
    """Nothing is written then."""
    lead, ann = staffed(firm, "Lead", oversees=["*"]), staffed(firm, "Ann")
    planned(firm, lead, ann, utc(24, 8), utc(24, 16))
    planned(firm, lead, ann, utc(24, 12), utc(24, 12, 30), BREAK)
    before = firm.changed_tables()
    for kind, begins, ends in ((WORK, utc(24, 15), utc(24, 20)), (WORK, utc(23, 20), utc(24, 9)),
                               (TRAINING, utc(24, 12, 15), utc(24, 13)), (WORK, utc(24, 20), utc(24, 20)),
                               (WORK, utc(24, 20), utc(25, 20)), (WORK, utc(24, 8) + timedelta(days=900),
                                                                  utc(24, 9) + timedelta(days=900))):
        with pytest.raises(Invalid):
            planned(firm, lead, ann, begins, ends, kind)
    assert firm.changed_tables() == before
    planned(firm, lead, ann, utc(24, 16), utc(24, 20))


def test_supervisors_plan_their_own_teams(firm: Firm) -> None:
    """Another team's agents, and a supervisor of another team themselves, are not there for them."""
    lead = staffed(firm, "Lead", team="office", oversees=["support"])
    ann, bob = staffed(firm, "Ann", "support"), staffed(firm, "Bob", "orders")
    boss = staffed(firm, "Boss", oversees=["*"])
    planned(firm, lead, ann, utc(24, 8), utc(24, 16))
    theirs = planned(firm, boss, bob, utc(24, 8), utc(24, 16))
    before = firm.changed_tables()
    for attempt in (
        lambda: planned(firm, lead, bob, utc(25, 8), utc(25, 16)),
        lambda: planned(firm, lead, lead, utc(25, 8), utc(25, 16)),
        lambda: planned(firm, ann, ann, utc(25, 8), utc(25, 16)),
        lambda: firm.store.do_now(roster.remove, lead, theirs.id),
        lambda: firm.store.do_now(roster.put, lead, Draft(ann, WORK, utc(25, 8), utc(25, 16)), theirs.id),
        lambda: firm.store.do_now(roster.take_in, lead, [Draft(ann, WORK, utc(25, 8), utc(25, 16)),
                                                         Draft(bob, WORK, utc(25, 8), utc(25, 16))]),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert firm.changed_tables() == before
    copied = firm.store.do_now(roster.copy_week, lead, MONDAY, MONDAY + timedelta(days=7))
    assert (copied.shifts, copied.left_out) == (1, ())


def test_a_week_is_copied_by_the_clock(firm: Firm) -> None:
    """Over the change of clocks on 29 March 8:00 stays 8:00; an overnight shift too; a begun week is left as it is."""
    firm.clock.moment = utc(20, 12, month=3)
    lead, ann, bob = staffed(firm, "Lead", oversees=["*"]), staffed(firm, "Ann"), staffed(firm, "Bob")
    planned(firm, lead, ann, utc(23, 7, month=3), utc(23, 15, month=3))
    planned(firm, lead, ann, utc(23, 11, month=3), utc(23, 11, 30, month=3), BREAK)
    planned(firm, lead, ann, utc(28, 21, month=3), utc(29, 4, month=3))  # 22:00 to 6:00: seven hours
    planned(firm, lead, bob, utc(24, 7, month=3), utc(24, 15, month=3))
    planned(firm, lead, bob, utc(31, 6, month=3), utc(31, 10, month=3))
    week, onto = date(2026, 3, 23), date(2026, 3, 30)
    copied = firm.store.do_now(roster.copy_week, lead, week, onto)
    assert (copied.shifts, copied.left_out) == (3, (bob,))
    later = [row for row in kept(firm) if row[0] == ann and row[2] > utc(29, 12, month=3)]
    assert [row[1:] for row in later] == [
        ("break", utc(30, 10, month=3), utc(30, 10, 30, month=3)),
        ("work", utc(30, 6, month=3), utc(30, 14, month=3)),
        ("work", utc(4, 20, month=4), utc(5, 4, month=4))]  # eight hours
    assert firm.store.do_now(roster.copy_week, lead, week, onto).shifts == 0
    for one, other in ((week, week), (week, date(2026, 3, 31))):
        with pytest.raises(Invalid):
            firm.store.do_now(roster.copy_week, lead, one, other)


def test_many_are_taken_in_whole_or_not_at_all(firm: Firm) -> None:
    """What stands already as it is counts for nothing; one at fault and nothing is written."""
    lead, ann = staffed(firm, "Lead", oversees=["*"]), staffed(firm, "Ann")
    drafts = [Draft(ann, WORK, utc(day, 8), utc(day, 16)) for day in (24, 25, 26)]
    assert firm.store.do_now(roster.take_in, lead, drafts) == 3
    assert firm.store.do_now(roster.take_in, lead, [*drafts, Draft(ann, BREAK, utc(24, 12), utc(24, 13))]) == 1
    before = firm.changed_tables()
    for wrong in ([Draft(ann, WORK, utc(27, 8), utc(27, 16)), Draft(ann, WORK, utc(27, 15), utc(27, 18))],
                  [Draft(ann, WORK, utc(27, 8), utc(27, 16)), Draft(ann, WORK, utc(26, 15), utc(26, 18))]):
        with pytest.raises(Invalid):
            firm.store.do_now(roster.take_in, lead, wrong)
    assert firm.changed_tables() == before


class Morning:
    """Ann is planned 13:00 to 15:00 UTC with a break at 14:00; she comes 13:10, rests 14:00 to 14:25, stays to 15:30.

    110 - 10 late and over: kept 10..60 = 50 min, break 15 min, 85..120 = 35 min: 100 of 120 minutes; worked 50 + 65.
    """

    def __init__(self, firm: Firm) -> None:
        self.firm, self.lead, self.ann = firm, staffed(firm, "Lead", oversees=["*"]), staffed(firm, "Ann", "support")

    def plan(self) -> Shift:
        planned(self.firm, self.lead, self.ann, utc(23, 14), utc(23, 14, 15), BREAK)
        return planned(self.firm, self.lead, self.ann, utc(23, 13), utc(23, 15))

    def live(self) -> None:
        for at, state in ((utc(23, 13, 10), ("available", "")), (utc(23, 14), ("away", "break")),
                          (utc(23, 14, 25), ("available", "")), (utc(23, 15, 30), ("offline", ""))):
            self.firm.clock.moment = at
            self.firm.store.do_now(presence.set, self.ann, *state)


EXPECTED = {"adherence": 100 / 120, "conformance": 115 / 105, "planned_time": 7200, "paid_time": 140 * 60}


def test_live_is_historical_whenever_the_shift_was_entered(firm: Firm) -> None:
    """Planned before, kept by the historian; planned after it was kept; taken away again: nothing is known."""
    day = Morning(firm)
    shift = day.plan()
    assert firm.clock() == NOON and told(firm)["adherence"] is None, "what is to come is not told"
    day.live()
    live = told(firm)
    assert live == pytest.approx(EXPECTED)
    firm.clock.moment = utc(23, 16)
    catch_up_now(firm.store)
    assert told(firm) == pytest.approx(EXPECTED) and firm.count("planned_slot") > 0
    assert told(firm, agent=day.ann) == pytest.approx(EXPECTED)
    assert told(firm, team="support") == pytest.approx(EXPECTED)
    assert told(firm, agent=day.lead)["adherence"] is None
    firm.store.do_now(roster.remove, day.lead, shift.id)
    gone = told(firm)
    assert gone["adherence"] is gone["conformance"] is gone["planned_time"] is None and gone["paid_time"] == 140 * 60
    day.plan()
    assert told(firm) == pytest.approx(EXPECTED)


def test_the_rows_behind_are_the_planned_quarters(firm: Firm) -> None:
    """Eight quarter hours, adding up to the time the plan was kept, before and after they are kept."""
    day = Morning(firm)
    day.plan()
    day.live()
    query = reporting.read_cell({"metric": "adherence", "from": utc(23, 0).isoformat(), "to": utc(24, 0).isoformat()},
                                "Europe/Berlin")
    for _ in range(2):
        items, following = firm.store.read_now(reporting.rows, query, "", firm.clock())
        assert len(items) == 8 and not following
        assert sum(item.value or 0 for item in items) == 100 * 60
        firm.clock.moment = utc(23, 18)
        catch_up_now(firm.store)


def test_who_serves_a_queue_counts_for_it(firm: Firm) -> None:
    """And only while they work here."""
    lead, ann = staffed(firm, "Lead", oversees=["*"]), staffed(firm, "Ann")
    planned(firm, lead, ann, utc(24, 8), utc(24, 16))
    span = utc(24, 0), utc(25, 0)
    queues = next(iter(firm.store.house.queues))
    assert len(firm.store.read_now(shifts.serving, *span, queues)) == 1
    assert len(firm.store.read_now(shifts.serving, *span, None)) == 1
    firm.store.do_now(lambda tx: tx.conn.execute(update(tables.agent).values(active=False)))
    assert firm.store.read_now(shifts.serving, *span, None) == []
    with pytest.raises(HubError):
        planned(firm, lead, ann, utc(25, 8), utc(25, 16))
