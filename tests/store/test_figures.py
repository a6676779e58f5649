"""Figures of the past are those of the rows and of the log, on both databases, on days nobody planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine

from hub.actions import figures
from hub.core import facts
from hub.core.slots import slot_of, start_of
from hub.core.stays import Stays, Tally
from hub.core.terms import CallId, InteractionId
from hub.errors import Stale
from hub.insight.report import Report
from hub.readers.historian import catch_up_now
from hub.store import log, schema, tables
from hub.store.database import Tx
from hub.store.engines import read_url
from tests.actions.firm import CHAT, MAIL, ORDERS, SALES_MAIL, SUPPORT, Firm
from tests.services.postgres import PostgresServer
from tests.services.sqlite import fresh_sqlite
from tests.store.lived import Day, forget

ENDS = ("answered", "abandoned", "overflowed", "moved", "callback", "voicemail", "closed")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day, kept; each database has another. The tests that add to it or put it in anew come last."""
    folder = tmp_path_factory.mktemp("day")
    if request.param == "sqlite":
        url, seed = fresh_sqlite(folder), 1
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url, seed = server.url(server.create(request.getfixturevalue("laid_out").layout)), 2
    firm = Firm(url, folder)
    made = Day(firm, seed, 150)
    made.kept()
    yield made
    firm.close()


def numbers(report: Report) -> dict[tuple[str, ...], dict[str, float | None]]:
    return {tuple(row.key.values()): {name: each.value for name, each in row.values.items()} for row in report.rows}


def test_what_came_in_went_out_or_waits(day: Day) -> None:
    """By queue and quarter hour: waiting at the start + entered = every end + still waiting; and the day had life."""
    waiting: Counter[str] = Counter()
    moment, ends = start_of(slot_of(day.begun)), day.firm.clock()
    while moment < ends:
        until = moment + timedelta(minutes=15)
        for queue in (SUPPORT, ORDERS):
            found = day.report(**{"metrics": f"entered,{','.join(ENDS)}", "from": moment.isoformat(),
                                  "to": until.isoformat(), "queue": queue}).totals
            waiting[queue] += int(found["entered"].value or 0) - sum(int(found[end].value or 0) for end in ENDS)
            lasting = sum(row["entered_at"] < until and (row["left_at"] is None or row["left_at"] >= until)
                          for row in day.firm.all("stay") if row["queue_id"] == queue)
            assert waiting[queue] == lasting >= 0
        moment = until
    totals = day.report().totals
    assert all((totals[name].value or 0) > 0 for name in ("entered", "answered", "abandoned", "handled", "ratings"))


def test_what_came_by_a_channel_went_out_or_waits(day: Day) -> None:
    """By channel: entered = every end + still waiting, and the two mailboxes of one medium are told apart."""
    channels = {row["id"]: row["channel_id"] for row in day.firm.all("interaction")}
    told = numbers(day.report(by="channel"))
    assert {CHAT, MAIL, SALES_MAIL} <= {key[0] for key in told}
    for (channel,), row in told.items():
        here = [each for each in day.firm.all("stay") if channels[each["interaction_id"]] == channel]
        entered, ended = row["entered"] or 0, sum(row[end] or 0 for end in ENDS)
        assert entered == len(here) and entered - ended == sum(each["left_at"] is None for each in here)
        assert all(each["channel_id"] == channel for each in here)
        alone = day.report(channel=channel).totals
        assert {name: each.value for name, each in alone.items() if each.value is not None} == pytest.approx(
            {name: value for name, value in row.items() if value is not None})
    mails = numbers(day.report(by="medium"))["email",]
    for name in ("entered", "answered", "handled"):
        assert sum(told[key,][name] or 0 for key in (MAIL, SALES_MAIL)) == mails[name] != 0


def test_live_figures_are_the_historical_ones(day: Day) -> None:
    """The tally of the log is the report of the same time."""
    stays, tallies = Stays(), {SUPPORT: Tally(), ORDERS: Tally()}
    for logged in day.firm.store.read_now(log.read_after, 0, 1_000_000):
        for stay in stays.tell(logged.fact, logged.at):
            tallies[stay.queue_id].count(stay)
    told = numbers(day.report(by="queue"))
    for queue, tally in tallies.items():
        if (queue,) not in told:
            assert tally == Tally()
            continue
        row = told[queue,]
        assert [row[end] for end in ("entered", *ENDS)] == [getattr(tally, end) for end in ("entered", *ENDS)]
        assert row["service_level"] == tally.service_level and row["abandoned_share"] == tally.abandoned_share
        assert row["asa"] == pytest.approx(tally.answer_seconds)


@pytest.mark.parametrize("by", ["", "queue,medium", "agent", "day,hour", "weekday,team", "channel,agent",
                                "hour,channel"])
def test_drilling_down_finds_as_many_rows_as_were_counted(day: Day, by: str) -> None:
    """Behind every cell stand n rows, however it is told apart."""
    for row in day.report(by=by).rows:
        for name, measure in row.values.items():
            if measure.value is not None:
                found = day.behind(metric=name, **row.key)
                assert len(found) == len({item.id for item in found}) == measure.n, (name, row.key)


def test_lines_add_up_to_the_totals(day: Day) -> None:
    """Of whatever is counted, however it is told apart."""
    totals = day.report().totals
    for by in ("queue", "hour", "day,queue,medium", "channel", "channel,medium,hour"):
        lines = day.report(by=by).rows
        for name in ("entered", "answered", "abandoned", "handled", "ratings"):
            assert sum(row.values[name].value or 0 for row in lines) == totals[name].value


def test_an_agents_time_is_that_of_their_presence(day: Day) -> None:
    """Available and away together are the time signed on; busy and idle never exceed it."""
    ends = day.firm.clock()
    for row in day.report(by="agent").rows:
        spans = [(each["began_at"], each["ended_at"] or ends) for each in day.firm.all("presence_history")
                 if each["agent_id"] == row.key["agent"] and each["presence"] != "offline"]
        seconds = sum((ended - began).total_seconds() for began, ended in spans)
        assert (row.values["paid_time"].value or 0) == pytest.approx(seconds)
        assert 0 <= (row.values["occupancy"].value or 0) <= 1
        assert row.values["service_level"].value is None


def test_time_is_asked_in_any_zone(day: Day) -> None:
    """The same hours, told by another clock, come to the same totals."""
    here = day.report(by="day,hour", zone="Asia/Kathmandu")
    assert here.zone == "Asia/Kathmandu"
    assert sum(row.values["entered"].n for row in here.rows) == day.report().totals["entered"].n


def test_history_told_twice_or_in_pieces_is_the_same(day: Day) -> None:
    """Stopped anywhere and begun again, and when there is nothing new."""
    before = day.report(by="queue,medium")
    day.kept()
    assert day.report(by="queue,medium") == before
    for _ in range(40):
        day.step()
        day.kept()
    in_pieces = day.report(by="queue,medium")
    assert in_pieces.totals["entered"].n > before.totals["entered"].n
    assert in_pieces.totals["entered"].n == day.firm.count("stay")
    assert in_pieces.totals["handled"].n == sum(row["ended_at"] is not None for row in day.firm.all("handling"))


def test_of_two_historians_at_one_place_one_goes_on(day: Day) -> None:
    """What is kept already is not counted again, also by a late owner of the lease."""
    place = day.firm.store.read_now(log.position, figures.READER)
    before = day.report(by="queue,medium")
    stale = figures.Told(place - 1, place, ended=[row["id"] for row in day.firm.all("handling")])
    with pytest.raises(Stale):
        day.firm.store.do_now(figures.keep, stale)
    assert day.report(by="queue,medium") == before


def test_who_listened_is_in_the_audit_once(day: Day) -> None:
    """From the log, whenever the historian comes to it; the end of listening is no second line."""
    ann, bob = day.agents

    def listen(tx: Tx) -> None:
        for part in ("listen", ""):
            tx.record(facts.CallHeardBy(CallId("call"), InteractionId("work"), ann, part, bob))

    day.firm.store.do_now(listen)
    day.kept()
    day.kept()
    (found,) = [row for row in day.firm.all("audit") if row["what"] == "call_heard"]
    assert (found["agent_id"], found["of_agent_id"], found["detail"]["part"]) == (ann, bob, "listen")


def sums(firm: Firm) -> dict[tuple[object, ...], list[float]]:
    """Every line of the sums by its place, those that are not nothing."""
    found: dict[tuple[object, ...], list[float]] = {}
    for name in ("queue_slot", "handling_slot"):
        keys = [column.name for column in tables.metadata.tables[name].primary_key]
        for row in firm.all(name):
            numbers = [float(value) for key, value in row.items() if key not in keys]
            if any(numbers):
                found[name, *(row[key] for key in keys)] = numbers
    return found


def migrated(firm: Firm, *steps: tuple[Any, str]) -> None:
    """Take the database through some steps of its schema."""
    engine = create_engine(read_url(firm.url))
    with engine.connect() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        for step, revision in steps:
            step(config, revision)
            connection.commit()
    engine.dispose()


def test_sums_of_before_are_counted_anew_by_channel(day: Day) -> None:
    """Sums without channels and back: the same, and what the historian had not read is counted once, when it does."""
    day.kept()
    before = sums(day.firm)
    for _ in range(60):
        day.step()
    migrated(day.firm, (command.stamp, "head"), (command.downgrade, "0014_weekly_samples"), (command.upgrade, "head"))
    after = sums(day.firm)
    assert after.keys() == before.keys()
    for key, found in after.items():
        assert found == pytest.approx(before[key], abs=2e-3), key
    day.kept()
    totals = day.report().totals
    assert totals["entered"].n == day.firm.count("stay")
    assert totals["handled"].n == sum(row["ended_at"] is not None for row in day.firm.all("handling")) > 0


def test_an_older_hubs_history_is_put_in_from_its_rows(day: Day) -> None:
    """What rows tell is as the log told it: handlings, forms, ratings, matters; who was answered and who gave up."""
    names = ("handled", "transfers", "fcr_agent", "fcr_return", "ratings", "csat", "talk", "wrapup")
    told = {name: day.report().totals[name] for name in names}
    waits = {row["interaction_id"] for row in day.firm.all("stay") if row["ended_by"] == "abandoned"}
    still = sorted(row["interaction_id"] for row in day.firm.all("stay") if row["left_at"] is None)
    forget(day.firm)
    catch_up_now(day.firm.store)
    after = day.report().totals
    for name in names:
        assert after[name].n == told[name].n and after[name].value == pytest.approx(told[name].value, abs=1e-3), name
    stays = day.firm.all("stay")
    assert sorted(row["interaction_id"] for row in stays if row["left_at"] is None) == still
    assert {row["interaction_id"] for row in stays if row["ended_by"] == "abandoned"} == waits
    assert after["answered"].n == sum(row["ended_by"] == "answered" for row in stays)
