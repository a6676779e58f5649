"""The past of an older database is counted piece by piece, while people go on working, and over kills."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from hub.actions import wrapup
from hub.core.terms import HandlingId
from hub.errors import Stale
from hub.readers.historian import catch_up_now
from hub.store import figure_backfill
from hub.store import tables as t
from hub.store.database import Tx
from hub.store.figure_backfill import Before
from tests.actions.firm import Firm, stamp_all
from tests.services.postgres import PostgresServer
from tests.services.sqlite import fresh_sqlite
from tests.shape import ROOT
from tests.store.lived import ALL, FORM, Day, forget

SUMS = ("handled", "transfers", "fcr_agent", "fcr_return", "ratings", "csat", "talk", "wrapup", "asa", "answered",
        "abandoned", "entered", "service_level")  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Day, str]]:
    """A day on each database, and where that lies."""
    folder = tmp_path_factory.mktemp("past")
    if request.param == "sqlite":
        url = fresh_sqlite(folder)
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url(server.create(request.getfixturevalue("laid_out").layout))
    made = Day(Firm(url, folder), 5, 150)
    yield made, url
    made.firm.close()


@pytest.fixture
def day(place: tuple[Day, str]) -> Day:
    """The day, whose figures nobody kept, a while ago."""
    made, _ = place
    made.firm.clock.pass_by(600)
    forget(made.firm)
    return made


def begin(firm: Firm) -> Before:
    """The first commit, as the historian has it."""
    seen = firm.store.read_now(figure_backfill.before, firm.clock())
    assert seen is not None
    firm.store.do_now(figure_backfill.begin, seen)
    return seen


def finish(firm: Firm) -> None:
    """Everything that is left, then the log."""
    if firm.store.dialect == "postgresql":
        stamp_all(firm)
    catch_up_now(firm.store)


def figures(day: Day) -> dict[str, tuple[float | None, int]]:
    """What a report says."""
    found = day.report(metrics=ALL).totals
    return {name: (found[name].value and round(found[name].value or 0, 3), found[name].n) for name in SUMS}


def test_in_pieces_with_life_between_them_it_is_as_if_counted_at_once(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes, is answered, ends or rates while the past is counted, is in the figures once."""
    monkeypatch.setattr(figure_backfill, "AT_ONCE", 2)
    seen, pieces = begin(day.firm), 0
    assert seen.settled > 6
    while pieces < 3 and day.firm.store.do_now(figure_backfill.go_on):
        pieces += 1
        for _ in range(8):
            day.step()
    left = day.firm.store.read_now(figure_backfill.counted)
    assert left == figure_backfill.Counted(6, seen.settled)
    finish(day.firm)
    assert day.firm.store.read_now(figure_backfill.counted) is None
    in_pieces = figures(day)
    monkeypatch.setattr(figure_backfill, "AT_ONCE", 10_000)
    forget(day.firm)
    finish(day.firm)
    at_once = figures(day)
    for name in ("handled", "transfers", "fcr_agent", "fcr_return", "ratings", "csat", "talk", "wrapup"):
        assert in_pieces[name] == at_once[name], name
    assert in_pieces["answered"][1] >= at_once["answered"][1] > 0  # rows do not tell who waited twice in one queue
    day.firm.clock.pass_by(3600)
    assert day.firm.store.read_now(figure_backfill.before, day.firm.clock()) is None


def test_nothing_is_in_two_pieces_and_nothing_in_none(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of the pieces changes no figure."""
    found = []
    for size in (1, 7, 10_000):
        monkeypatch.setattr(figure_backfill, "AT_ONCE", size)
        forget(day.firm)
        finish(day.firm)
        found.append((figures(day), day.firm.count("stay"), day.firm.count("matter"),
                      sorted((row["interaction_id"], row["again_seconds"]) for row in day.firm.all("matter"))))
    assert found[0] == found[1] == found[2]


def test_a_form_completed_late_is_counted_once(day: Day) -> None:
    """Its time had run out; its agent completes it after the past was begun, before its own piece is counted."""
    firm = day.firm
    form = next(row for row in firm.all("wrapup") if row["state"] == "completed")
    finish(firm)
    told = figures(day)["fcr_agent"]
    flag(firm, form["handling_id"])
    forget(firm)
    begin(firm)
    firm.store.do_now(wrapup.complete, form["agent_id"], HandlingId(form["handling_id"]), FORM)
    assert all(row["state"] == "completed" for row in firm.all("wrapup") if row["handling_id"] == form["handling_id"])
    finish(firm)
    assert figures(day)["fcr_agent"] == told


def flag(firm: Firm, handling: str) -> None:
    """As if its time had run out."""

    def action(tx: Tx) -> None:
        there = t.wrapup.c.handling_id == handling
        tx.conn.execute(update(t.wrapup).where(there).values(state="flagged", submitted_at=None))

    firm.store.do_now(action)


def test_of_two_nodes_one_begins(day: Day) -> None:
    """The later one finds a place in the log and writes nothing."""
    seen = begin(day.firm)
    stays = day.firm.count("stay")
    with pytest.raises(Stale):
        day.firm.store.do_now(figure_backfill.begin, seen)
    assert day.firm.count("stay") == stays


def test_a_kill_in_the_middle_of_a_piece_loses_and_doubles_nothing(day: Day, place: tuple[Day, str]) -> None:
    """SIGKILL while the third piece is written: two are kept, the rest is counted by who comes next."""
    finish(day.firm)
    wanted = figures(day)
    forget(day.firm)
    seen = begin(day.firm)
    command = [sys.executable, "-m", "tests.store.counting", place[1]]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "in the middle\n"
    process.kill()
    process.wait()
    process.stdout.close()
    assert day.firm.store.read_now(figure_backfill.counted) == figure_backfill.Counted(4, seen.settled)
    finish(day.firm)
    assert figures(day) == wanted
