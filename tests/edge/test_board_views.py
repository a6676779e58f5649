"""What viewers were shown: put together it is the board, whatever comes and goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.core import facts
from hub.core.board.board import Board
from hub.core.terms import QueueId
from hub.edge.board_views import Eye, Shown, Sight, everything
from tests.core import days
from tests.core.days import NOON, OLD, ORDERS, SUPPORT, Told, new_board, tell, told


class Page:
    """A board as a page keeps it: the whole, then changes."""

    def __init__(self, board: Board, at: datetime) -> None:
        self._eye, self._shown = Eye(), Shown(Sight(None))
        self._shown.begin(everything(board, at))
        whole = self._shown.whole(board, at)
        self.rows: dict[str, dict[str, Any]] = {
            "queues": {row.id: row for row in whole.queues}, "agents": {row.id: row for row in whole.agents},
        }

    def look(self, board: Board, at: datetime) -> None:
        """Take in what looks different."""
        parts = self._shown.turn(self._eye.again(board, at))
        for kind, rows in self.rows.items():
            rows |= {row.id: row for row in parts.get(kind, ())}
            for gone in parts.get(f"gone_{kind}", ()):
                del rows[gone]


@given(days.days(), st.integers(1, 9))
def test_changes_make_the_board(log: list[Told], every: int) -> None:
    """Looked at again and again, a page shows what somebody sees who comes only now; also when rules change."""
    board = new_board()
    page = Page(board, NOON)
    at = NOON
    for place in range(0, len(log), every):
        tell(board, log[place : place + every])
        at = max([at, *(each.at for each in log[place : place + every])])
        page.look(board, at)
        assert page.rows["queues"] == {tile.id: tile for tile in board.queue_tiles(at)}
        assert page.rows["agents"] == {row.id: row for row in board.agents()}


def test_a_queue_that_is_no_more_goes_with_its_last_work() -> None:
    """It stays while something waits in it, though the rules do not know it any more."""
    board = tell(new_board(), told((0, days.queued("a", OLD)), (0, days.queued("b", ORDERS))))
    page = Page(board, NOON)
    assert page.rows["queues"].keys() == {SUPPORT, ORDERS, OLD}
    tell(board, [Told(days.started("a", "ann", OLD), NOON + timedelta(seconds=5), 3)])
    page.look(board, NOON + timedelta(seconds=5))
    assert page.rows["queues"].keys() == {SUPPORT, ORDERS}
    tell(board, [Told(days.started("b", "ann", ORDERS), NOON + timedelta(seconds=6), 4)])
    page.look(board, NOON + timedelta(seconds=6))
    assert page.rows["queues"].keys() == {SUPPORT, ORDERS}
    tell(board, [Told(facts.HouseChanged("second"), NOON + timedelta(seconds=7), 5)])
    page.look(board, NOON + timedelta(seconds=7))
    assert page.rows["queues"].keys() == {SUPPORT}


def test_what_goes_at_a_minutes_turn_goes_all_the_same() -> None:
    """All queues are looked at then; one that is not among them any more is taken away."""
    board = tell(new_board(), told((0, days.queued("a", QueueId("old")))))
    page = Page(board, NOON)
    page.look(board, NOON)
    tell(board, [Told(days.started("a", "ann", QueueId("old")), NOON + timedelta(seconds=70), 2)])
    page.look(board, NOON + timedelta(seconds=70))
    assert page.rows["queues"].keys() == {SUPPORT, ORDERS}
