"""What a board's tiles come to, against a floor worked out by hand; the console's figures have the same cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hub.core.board.figures import (
    by_stay,
    headline,
    level_tone,
    lines_of,
    needy,
    own_staff,
    wait_tone,
    waiting_by_minute,
)
from hub.core.board.view import AgentState, Alert, BoardAgent, BoardView, MediumTile, QueueTile, Staff
from hub.core.stays import Tally
from hub.core.terms import AgentId, QueueId

NOW = datetime(2026, 11, 30, 13, 8, 22, tzinfo=UTC)
SUPPORT, ORDERS = QueueId("support"), QueueId("orders")
# Answered after 5, 10, 15, 18, 25, 30, 40 s, gave up after 3, 22, 50 s, aim 20 s: 4 of 9.
PUBLISHED = Tally(10, 7, 4, 143.0, 3, 1, 1)


def tile(queue: QueueId, waiting: int, waited: int, hour: Tally, trend: tuple[int, ...]) -> QueueTile:
    oldest = NOW - timedelta(seconds=waited) if waiting else None
    medium = MediumTile("phone", waiting, oldest, hour, hour)
    return QueueTile(queue, 20, 0.8, True, (medium, MediumTile("chat", 0, None, Tally(), Tally())), trend,
                     Staff(2, 1, 0, 0, 3))


def agent(name: str, state: AgentState, minutes: int, queues: tuple[QueueId, ...] = (SUPPORT,)) -> BoardAgent:
    since = NOW - timedelta(minutes=minutes)
    return BoardAgent(AgentId(name), "north", state, "", since, state != "offline", queues, ())


BOARD = BoardView(
    1, NOW, NOW, (tile(ORDERS, 0, 0, Tally(), (1,) * 60), tile(SUPPORT, 2, 16, PUBLISHED, (3,) + (2,) * 59)),
    (agent("ann", "available", 1), agent("bob", "busy", 9), agent("cyd", "missed", 3), agent("dee", "offline", 99),
     agent("eve", "ringing", 2, (ORDERS,)), agent("fay", "wrapping", 4)), (),
)  # fmt: skip


def test_the_figures_on_top() -> None:
    """Tallies add first and divide last; who is not here is nobody of those signed in."""
    found = headline(BOARD)
    assert (found.waiting, found.before, found.longest_queue) == (2, 4, SUPPORT)
    assert found.hour.service_level == 4 / 9 and found.target_share == 0.8 and found.abandoned_today == 3
    assert (found.states["available"], found.signed_in) == (1, 5)
    assert found.occupancy == 2 / 4, "two with work in hand, one ready, one rings"
    empty = headline(replace(BOARD, queues=(), agents=()))
    assert (empty.before, empty.target_share, empty.occupancy, empty.hour.service_level) == (None,) * 4
    young = replace(BOARD, queues=(replace(BOARD.queues[0], trend=(1,)), BOARD.queues[1]))
    assert headline(young).before is None and waiting_by_minute(young) == (3,)
    assert waiting_by_minute(BOARD) == (4,) + (3,) * 59


def test_trouble_comes_first_and_tones_are_the_consoles() -> None:
    assert [line.tile.id for line in lines_of(BOARD)] == [SUPPORT, ORDERS]
    assert [level_tone(each, 0.8) for each in (0.8, 0.71, 0.69, None)] == ["", "warning", "bad", ""]
    assert [wait_tone(each, 20) for each in (15.0, 16.0, 21.0, None)] == ["", "warning", "bad", ""]


def test_staff_is_told_apart_from_ones_own() -> None:
    """The queue's staff is the firm's; own are those on this board, by the same places."""
    assert own_staff(BOARD, SUPPORT) == Staff(1, 1, 1, 1, 4)
    assert own_staff(BOARD, ORDERS) == Staff(0, 1, 0, 0, 1)
    away = replace(BOARD, agents=(replace(BOARD.agents[0], online=False),))
    assert own_staff(away, SUPPORT) == Staff(0, 0, 0, 0, 0), "a closed console is not ready"


def test_agents_by_their_stay_and_alerts_that_are_not_put_aside() -> None:
    assert [each.id for each in by_stay(BOARD)] == ["bob", "fay", "cyd", "eve", "ann", "dee"]
    alert = Alert("a", "no_agent", SUPPORT, None, None, 1, 1, NOW)
    later = replace(alert, id="b", snoozed_until=NOW + timedelta(minutes=1))
    over = replace(alert, id="c", snoozed_until=NOW)
    assert [each.id for each in needy(replace(BOARD, alerts=(alert, later, over)))] == ["a", "c"]
