"""The demo's newest days stand in the log as in the rows: replays and autopsies find what reports count."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from time import sleep
from zoneinfo import ZoneInfo

import pytest

from hub.core.hours import local_day
from hub.core.slots import slot_of
from hub.core.stays import Tally
from hub.demo_app import write_demo
from hub.edge.replaying import Asked, same_again
from hub.insight.autopsy import missed
from hub.insight.replay import Changes, compare
from hub.insight.simulation import tallies
from hub.readers.historian import catch_up_now
from hub.settings.floor import Served, read_floor
from hub.settings.reading import Fault
from hub.store import days, demo_facts, log, schema
from hub.store import tables as t
from hub.store.database import Store, open_store
from hub.store.sql import func, select
from tests.services.postgres import PostgresServer
from tests.shape import ROOT
from tests.store.conftest import NOON

COUNTED = ("entered", "answered", "in_target", "abandoned")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A demo as it is filled, its past counted."""
    folder, faults = tmp_path_factory.mktemp("demo"), list[Fault]()
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'hub.sqlite'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url(server.create())
    floor = tomllib.loads((ROOT / "config" / "floor.toml").read_text("utf-8"))
    schema.create(url)
    store = open_store(url, clock=lambda: NOON, blobs=folder)
    store.house = read_floor(floor, Served({}, {}, {}), (b"k" * 40, "hub.example"), faults)
    store.do_now(write_demo, "full", "-")
    if store.dialect == "postgresql":
        while store.read_now(lambda conn: conn.execute(select(func.count()).where(t.fact.c.pos.is_(None))).scalar()):
            sleep(0.002)  # the bell does it
    catch_up_now(store)
    yield store
    store.close()


def counted(store: Store, begins: datetime, ends: datetime) -> dict[str, tuple[int, ...]]:
    """What reports are made of, by queue."""
    c = t.queue_slot.c
    query = select(c.queue_id, *(func.sum(c[name]) for name in COUNTED)).where(
        c.slot >= slot_of(begins), c.slot < slot_of(ends)).group_by(c.queue_id)
    return {row[0]: tuple(row[1:]) for row in store.read_now(lambda conn: conn.execute(query).all()) if any(row[1:])}


def test_the_log_of_the_newest_days_says_what_reports_say(store: Store) -> None:
    """Day by day and queue by queue; a day lives again, and nobody claims that a router decided it."""
    zone, last, seen = ZoneInfo(store.house.time_zone), NOON.date(), 0
    found: dict[str, Tally] = defaultdict(Tally)
    for back in range(demo_facts.TOLD.days - 1):
        begins, ends = local_day(last - timedelta(days=back), zone)
        past = store.read_now(days.past, begins, ends)
        told = tallies(past.stays)
        assert {queue: tuple(getattr(tally, name) for name in COUNTED) for queue, tally in told.items()} == counted(
            store, begins, ends)
        for queue, tally in told.items():
            found[queue] = found[queue] + tally
        lived = compare(past, store.house.queues.values(), Changes())
        levels = {queue: outcome.level for queue, outcome in lived.actual.items() if outcome.level is not None}
        assert set(levels) == {queue for queue, tally in told.items() if tally.service_level is not None}
        seen += bool(levels)
        shares = {queue.id: queue.target_share for queue in store.house.queues.values()}
        for case in missed(store.read_now(days.stays_between, begins, ends), begins, ends, shares):
            assert begins <= case.begins < case.ends <= ends
    assert seen > 7 and sum(tally.answered for tally in found.values()) > 30
    assert any(tally.abandoned for tally in found.values())


def test_its_facts_stand_in_the_order_of_time_before_all_others(store: Store) -> None:
    """A place in the log by time is a place where earlier facts stand before."""
    told = store.read_now(log.read_after, 0, 100_000)
    moments = [each.at for each in told]
    assert moments == sorted(moments) and moments[-1] == NOON
    midnight = datetime.combine(NOON.date() - timedelta(days=2), time(0), NOON.tzinfo)
    place = store.read_now(log.position_at, midnight)
    assert all(each.at < midnight for each in told if each.pos <= place) and 0 < place < len(told)


def test_no_journal_is_invented(store: Store) -> None:
    """What no router decided cannot be decided again."""
    begins, ends = local_day(NOON.date() - timedelta(days=1), ZoneInfo(store.house.time_zone))
    asked = Asked("", begins, ends, tuple(store.house.queues.values()), Changes())
    assert store.read_now(same_again, asked, lambda part: None) == (None, 0)
