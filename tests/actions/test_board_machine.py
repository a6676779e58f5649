"""Whatever happens on the floor: the board folded from the log shows what stands in rows, and its past is what was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, rule

from hub.actions import boards
from hub.core.board import frames
from hub.core.board.board import Board
from hub.core.board.rules import BoardRules, rules_of
from hub.core.board.view import BoardView
from hub.core.terms import PresenceState
from hub.store import frames as kept
from hub.store import log
from hub.store.board_rows import Frame
from hub.store.board_start import board_of_rows
from hub.store.database import Connection
from tests.actions import test_machine
from tests.actions.firm import SUPPORT


class SeenFloor(test_machine.Floor):
    """The floor's machine with somebody who looks on from the beginning, a frame kept now and then, ticks between."""

    def __init__(self) -> None:
        super().__init__()
        self.house: BoardRules = rules_of(self.firm.store.house)
        self.firm.store.do_now(boards.note_house, self.house)
        self.board: Board = self.of_rows()
        self.shown: list[tuple[datetime, BoardView]] = []
        self.keep()

    def of_rows(self) -> Board:
        """The board as rows tell it."""
        return self.firm.store.read_now(board_of_rows, self.house, self.firm.clock())

    def keep(self) -> None:
        """Keep a frame as the ticker does: of what stands before a tick."""
        self.follow()
        self.firm.store.do_now(boards.tick)
        pos = self.firm.store.read_now(log.head)
        frame = Frame(pos, self.firm.clock(), kept.pack(self.board))
        self.firm.store.do_now(boards.keep, (frame,), ())

    def follow(self) -> None:
        """Tell the board what there is."""
        while batch := self.firm.store.read_now(log.read_after, self.board.pos):
            for each in batch:
                self.board.tell(each.fact, each.at, each.pos)
            if all(each.pos > self.board.pos for each in batch):
                return  # nothing but ticks is left

    @rule()
    def a_second_ends(self) -> None:
        """The ticker ticks; boards show what they show."""
        self.firm.clock.pass_by(1)
        self.follow()
        self.firm.store.do_now(boards.tick)
        at = self.firm.clock()
        self.shown.append((at, frames.show(self.board, at)))
        self.firm.clock.pass_by(1)

    @rule()
    def a_frame_is_kept(self) -> None:
        """So that the past need not be told from its beginning."""
        self.firm.clock.pass_by(1)
        self.keep()
        self.firm.clock.pass_by(1)

    @invariant()
    def the_board_shows_what_stands(self) -> None:
        """Who waits where, who is what, who has what in hand."""
        self.follow()
        rows = self.of_rows()
        assert waiting(self.board) == waiting(rows)
        assert {member.id: doing(member) for member in self.board.crew} == {
            member.id: doing(member) for member in rows.crew
        }
        assert self.board.crew.staff(SUPPORT) == rows.crew.staff(SUPPORT)

    def teardown(self) -> None:
        """The board at every moment that was looked at, is what was shown."""
        try:
            for at, view in self.shown:

                def ask(conn: Connection, at: datetime = at) -> BoardView:
                    return frames.show(kept.Reel(conn, at).board, at)

                assert self.firm.store.read_now(ask) == view
        finally:
            super().teardown()


def waiting(board: Board) -> dict[str, set[str]]:
    """What waits, by queue."""
    found: dict[str, set[str]] = {}
    for stay in board.stays.waiting.values():
        found.setdefault(stay.queue_id, set()).add(stay.interaction_id)
    return found


def doing(member: Any) -> tuple[object, ...]:
    """What an agent does and has in hand."""
    held = sorted((key, each.tile.state, each.tile.customer_id) for key, each in member.work.items())
    reason = member.reason if member.presence == PresenceState.AWAY else ""
    return member.state, reason, member.online, sorted(member.queues), held, sorted(member.offers)


TestSeenFloor = SeenFloor.TestCase
TestSeenFloor.pytestmark = [pytest.mark.timeout(600)]  # type: ignore[attr-defined]
TestSeenFloor.settings = settings(
    max_examples=8, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
