"""A board as plain data and back, and as it is shown. Law: a board that was written and read goes on as the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from hub.core.board import alerts, plain
from hub.core.board.board import Board
from hub.core.board.counts import MINUTES, Count, Trend, minute_of, plain_tally, read_tally
from hub.core.board.crew import Member
from hub.core.board.rules import NO_RULES, BoardRules
from hub.core.board.view import Alert, BoardView
from hub.core.stays import Stay, Stays
from hub.core.terms import AgentId, QueueId

FORM = 1  # raised when what is written would not be understood by an older reader


def write(board: Board) -> dict[str, Any]:
    """All the board knows."""
    crew = board.crew
    return {
        "form": FORM,
        "house": board.rules.digest,
        "pos": board.pos,
        "at": plain.write(board.at),
        "counted_from": plain.write(board.counted_from),
        "waiting": [plain.write(stay) for stay in board.stays.waiting.values()],
        "counts": {
            queue: {medium: _count(count) for medium, count in counts.items()}
            for queue, counts in board.counts.items()
        },
        "trends": {queue: [trend.waiting, list(map(list, trend.minutes.items()))]
                   for queue, trend in board.trends.items()},
        "members": [plain.write(member) for member in crew.members.values()],
        "unready": plain.write(crew.unready),
        "switched_off": sorted(board.switched_off),
        "snoozes": plain.write(board.snoozes),
        "raised": plain.write(board.raised),
    }


def read(data: Mapping[str, Any], known: Mapping[str, BoardRules]) -> Board:
    """The board of this data. Raises ValueError for a form of a newer hub."""
    if data["form"] != FORM:
        raise ValueError(f"a board of form {data['form']} cannot be read; this hub writes {FORM}")
    board = Board(plain.read(datetime, data["at"]), known)
    board.counted_from = plain.read(datetime, data["counted_from"])
    board.pos, board.rules = data["pos"], known.get(data["house"], NO_RULES)
    board.stays = Stays(plain.read(tuple[Stay, ...], data["waiting"]))
    for queue, counts in data["counts"].items():
        board.counts[QueueId(queue)] = {medium: _read_count(count) for medium, count in counts.items()}
    for stay in board.stays.waiting.values():
        board.counts[stay.queue_id][stay.medium].waiting[stay.interaction_id] = stay
    for queue, (waiting, minutes) in data["trends"].items():
        board.trends[QueueId(queue)] = Trend(waiting, {minute: value for minute, value in minutes})
    for member in plain.read(tuple[Member, ...], data["members"]):
        board.crew.put(member)
    board.crew.unready = plain.read(dict[QueueId, datetime], data["unready"])
    board.switched_off = {QueueId(queue) for queue in data["switched_off"]}
    board.snoozes = plain.read(dict[str, datetime], data["snoozes"])
    board.raised = plain.read(dict[str, Alert], data["raised"])
    return board


def show(board: Board, at: datetime, sees: Collection[AgentId] | None = None) -> BoardView:
    """The whole board at that moment, with the agents somebody may see; None for all of them. No names yet."""
    shown = tuple(alert for alert in alerts.standing(board, at) if is_seen(alert, sees))
    return BoardView(
        board.pos, at, board.counted_from, board.queue_tiles(at), board.agents(sees), shown
    )


def waiting_by_minute(board: Board, at: datetime) -> dict[int, int]:
    """How many waited in all queues at the end of each minute the board remembers; `at`: when it was taken."""
    last, found = minute_of(at), dict[int, int]()
    known = max((trend.first for trend in board.trends.values()), default=last)
    first = min(known, last - MINUTES + 1)  # before the ring only where all of them know it
    for trend in board.trends.values():
        values = trend.values(last, last - first + 1)
        for minute, value in zip(range(last - len(values) + 1, last + 1), values, strict=True):
            found[minute] = found.get(minute, 0) + value
    return found


def is_seen(alert: Alert, sees: Collection[AgentId] | None) -> bool:
    """Whether somebody may see this alert: it is about no agent, or about one of theirs."""
    return sees is None or alert.agent_id is None or alert.agent_id in sees


def _count(count: Count) -> dict[str, Any]:
    return {
        "minutes": [[minute, plain_tally(tally)] for minute, tally in count.minutes.items()],
        "day": count.day,
        "today": plain_tally(count.today),
    }


def _read_count(data: Mapping[str, Any]) -> Count:
    minutes = {minute: read_tally(numbers) for minute, numbers in data["minutes"]}
    return Count({}, minutes, data["day"], read_tally(data["today"]))
