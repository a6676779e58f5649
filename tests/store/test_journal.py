"""The journal's rows: pages in order, found by their time, forgotten by whole floors."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.core.decision import Plan
from hub.store import journal
from hub.store.database import Connection, Store
from hub.store.floor import Entries, Named
from hub.store.journal import Page, Run
from tests.store.conftest import NOON

LATER = NOON + timedelta(days=400)


def page(floor_id: str, number: int, at: datetime) -> Page:
    """A page of one run."""
    nothing = Entries(Named(), (), (), (), ())
    return Page(floor_id, number, "rules", (), (Run(at, number, (nothing,), Plan(at)),))


def keep(store: Store, *pages: Page) -> None:
    """Write them."""
    for each in pages:
        store.do_now(journal.write, each, journal.pack(each))


def floors(store: Store, since: datetime = NOON - timedelta(days=400), until: datetime = LATER) -> list[str]:
    """Those with runs in that time."""
    return store.read_now(journal.floors, since, until)


def numbers(store: Store, floor_id: str, until: datetime | None = None) -> list[int]:
    """A floor's pages."""

    def ask(conn: Connection) -> list[int]:
        return [each.number for each in journal.pages(conn, floor_id, until)]

    return store.read_now(ask)


def test_pages_come_in_order_and_by_time(store: Store) -> None:
    """Whatever the order in which they were written; a day's floors are those that touch it."""
    keep(store, page("a", 1, NOON + timedelta(hours=1)), page("a", 0, NOON), page("b", 0, NOON + timedelta(days=2)))
    assert numbers(store, "a") == [0, 1]
    assert numbers(store, "a", NOON + timedelta(minutes=1)) == [0]
    assert floors(store) == ["a", "b"]
    assert floors(store, NOON + timedelta(days=1)) == ["b"]
    assert floors(store, NOON - timedelta(days=1), NOON + timedelta(minutes=1)) == ["a"]


def test_a_floor_is_forgotten_whole_or_not_at_all(store: Store) -> None:
    """Half a floor could not be asked again: as long as its last run is young, its first page stays."""
    old, young = NOON - timedelta(days=40), NOON - timedelta(days=1)
    keep(store, page("old", 0, old), page("long", 0, old), page("long", 1, young))
    store.do_now(journal.forget, NOON - timedelta(days=journal.KEPT_DAYS))
    assert floors(store) == ["long"] and numbers(store, "long") == [0, 1]
