"""An open store on each database, a clock that stands until moved, and a small firm."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.core.plan import FloorPlan
from hub.store.database import Store, open_store

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class StandingClock:
    """A clock that shows what it was set to."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        """Let some time pass."""
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> StandingClock:
    """The clock of the test's store."""
    return StandingClock()


@pytest.fixture
def plan() -> FloorPlan:
    """The smallest firm."""
    return FloorPlan(
        firm="Test & Co",
        languages=("en", "ru"),
        time_zone="Europe/Berlin",
        currency="EUR",
        queues={},
        channel_queue={},
        channels={},
        dispositions={},
        reasons=(),
        skills=(),
        canned=(),
        topics={},
    )


OpenStore = Callable[[], Store]


@pytest.fixture
def open_again(
    database_url: str, clock: StandingClock, plan: FloorPlan, tmp_path: Path
) -> Iterator[OpenStore]:
    """Opens a store on the test's database; each call is another node."""
    opened: list[Store] = []

    def opener() -> Store:
        store = open_store(database_url, clock=clock, blobs=tmp_path / "blobs")
        store.house = plan
        opened.append(store)
        return store

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: OpenStore) -> Store:
    """An open store, once on SQLite and once on PostgreSQL."""
    return open_again()
