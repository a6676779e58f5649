"""Rosters as CSV: what a file means, what is wrong with it line by line, and that what is written reads the same."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.roster import Shift
from hub.core.terms import AgentId, ShiftId, ShiftKind
from hub.insight.roster_csv import REMEDIES, Known, Taken, read, written

BERLIN = ZoneInfo("Europe/Berlin")
ANN, BOB = AgentId("ann"), AgentId("bob")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEAD = "agent,date,from,to,kind\n"


def taken(text: str, *planned: Shift, zone: ZoneInfo = BERLIN) -> Taken:
    return read(text, Known({"ann@x.example": ANN, "bob@x.example": BOB}, zone, NOW, timedelta(days=800), planned))


def one(line: str, head: str = HEAD) -> tuple[datetime, datetime]:
    found = taken(head + line)
    assert not found.faults
    [shift] = found.shifts.values()
    return shift.span


def faults(text: str, *planned: Shift) -> list[tuple[int, str, str]]:
    found = taken(text, *planned)
    assert not found.shifts, "nothing of a file with mistakes is taken"
    return [(each.line, each.column, each.code) for each in found.faults]


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_times_are_by_the_zones_clock() -> None:
    """Berlin is an hour ahead in winter; a line may name its zone; overnight shifts end on the next day."""
    assert one("ann@x.example,2026-03-02,09:00,17:30,work") == (utc(2, 8), utc(2, 16, 30))
    zoned = "agent,date,from,to,kind,zone\n"
    assert one("ANN@x.example,2026-03-02,9:00,17:30,Work,Europe/London", zoned) == (utc(2, 9), utc(2, 17, 30))
    assert one("ann@x.example,02.03.2026,22:00,06:00,работа") == (utc(2, 21), utc(3, 5))
    assert one("ann@x.example,2026-03-02,16:00,24:00,work") == (utc(2, 15), utc(2, 23))
    assert one("ann@x.example,2026-03-02,16:00,00:00,work") == (utc(2, 15), utc(2, 23))


def test_days_on_which_the_clocks_change() -> None:
    """29 March: 22:00 to 6:00 over the change is seven hours, 25 October nine; 2:30 does not exist, or exists twice."""
    begins, ends = one("ann@x.example,2026-03-28,22:00,06:00,work")
    assert (begins, ends - begins) == (utc(28, 21), timedelta(hours=7))
    begins, ends = one("ann@x.example,2026-10-24,22:00,06:00,work")
    assert (begins, ends - begins) == (utc(24, 20, month=10), timedelta(hours=9))
    assert faults(HEAD + "ann@x.example,2026-03-29,02:30,06:00,work") == [(2, "from", "gap")]
    assert faults(HEAD + "ann@x.example,2026-03-28,22:00,02:30,work") == [(2, "to", "gap")]
    assert one("ann@x.example,2026-10-25,02:30,06:00,work")[0] == utc(25, 0, 30, month=10)
    assert one("ann@x.example,2026-10-24,22:00,02:30,work")[1] == utc(25, 1, 30, month=10)


def test_spreadsheets_write_it_their_own_way() -> None:
    """A mark of order, semicolons or tabs, other columns among them, empty lines, quotes; columns in any order."""
    text = '\ufeffDate;Agent;Name;From;To;Kind\r\n\r\n2026-03-02;ann@x.example;"Lee; Ann";09:00:00;17:00;work\r\n'
    assert [shift.span for shift in taken(text).shifts.values()] == [(utc(2, 8), utc(2, 16))]
    assert len(taken(text.replace(";", "\t")).shifts) == 1


@pytest.mark.parametrize(("line", "column", "code"), [
    ("eve@x.example,2026-03-02,09:00,17:00,work", "agent", "agent"),
    ("ann@x.example,2026-02-30,09:00,17:00,work", "date", "date"),
    ("ann@x.example,03/02/2026,09:00,17:00,work", "date", "date"),
    ("ann@x.example,2046-03-02,09:00,17:00,work", "date", "far"),
    ("ann@x.example,9999-12-31,22:00,06:00,work", "date", "far"),
    ("ann@x.example,0001-01-01,00:00,06:00,work", "date", "far"),
    (f'"{"x" * 200_000}",2026-03-02,09:00,17:00,work', "", "line"),
    ("ann@x.example,2026-03-02,9,17:00,work", "from", "time"),
    ("ann@x.example,2026-03-02,24:00,17:00,work", "from", "time"),
    ("ann@x.example,2026-03-02,09:00,25:00,work", "to", "time"),
    ("ann@x.example,2026-03-02,09:00,09:00,work", "to", "length"),
    ("ann@x.example,2026-03-02,09:00,17:00,holiday", "kind", "kind"),
    ("ann@x.example,2026-03-02,09:00", "to", "short"),
])
def test_each_mistake_names_its_line_and_column(line: str, column: str, code: str) -> None:
    good = "bob@x.example,2026-03-02,09:00,17:00,work\n"
    assert faults(HEAD + good + line + "\n") == [(3, column, code)]
    assert code in REMEDIES


def test_all_mistakes_are_told_at_once() -> None:
    text = HEAD + "eve@x.example,x,09:00,17:00,work\nann@x.example,2026-03-02,09:00,17:00,y\n"
    assert faults(text) == [(2, "agent", "agent"), (2, "date", "date"), (3, "kind", "kind")]
    assert faults("name,day\nann,1") == [(1, "", "header")] and faults("") == [(1, "", "header")]
    zoned = "agent,date,from,to,kind,zone\nann@x.example,2026-03-02,09:00,17:00,work,Mars"
    assert faults(zoned) == [(2, "zone", "zone")]


def test_overlaps_are_mistakes() -> None:
    """With an earlier line, which is named, or with what is planned; a break in work and the same again are none."""
    work, later = "ann@x.example,2026-03-02,09:00,17:00,work\n", "ann@x.example,2026-03-02,16:00,20:00,work\n"
    found = taken(HEAD + later + work).faults
    assert [(each.line, each.code, each.other) for each in found] == [(2, "twice", 3)]
    kept = Shift(ShiftId("s"), ANN, ShiftKind.WORK, utc(2, 8), utc(2, 16))
    assert faults(HEAD + later, kept) == [(2, "from", "taken")]
    assert not taken(HEAD + work, kept).faults
    lunch = "ann@x.example,2026-03-02,12:00,12:30,break\n"
    assert len(taken(HEAD + work + lunch + later.replace("ann", "bob")).shifts) == 3


shifts = st.builds(
    lambda day, begins, length, kind: Shift(ShiftId(""), ANN, kind, utc(2, 0) + timedelta(days=day, minutes=begins),
                                            utc(2, 0) + timedelta(days=day, minutes=begins + length)),
    st.integers(0, 20), st.integers(0, 1439), st.integers(1, 1379), st.sampled_from(ShiftKind))


@given(shifts, st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"]))
def test_what_is_written_reads_the_same(shift: Shift, zone: str) -> None:
    text = "".join(written([shift], {ANN: "ann@x.example"}, ZoneInfo(zone)))
    found = taken(text, zone=ZoneInfo("UTC"))
    assert not found.faults and [(each.kind, each.span) for each in found.shifts.values()] == [(shift.kind, shift.span)]


def test_no_spreadsheet_takes_it_for_a_formula() -> None:
    """An address that begins as one stands as text, and is known again when it is read."""
    shift = Shift(ShiftId(""), ANN, ShiftKind.WORK, utc(2, 8), utc(2, 16))
    text = "".join(written([shift], {ANN: "=cmd@x.example"}, BERLIN))
    assert "\r\n'=cmd@x.example,2026-03-02,09:00,17:00,work,Europe/Berlin" in text
    assert len(read(text, Known({"=cmd@x.example": ANN}, BERLIN, NOW, timedelta(days=800))).shifts) == 1
