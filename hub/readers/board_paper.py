"""A board on paper: what one viewer sees of it at one moment, as an A4 document in their language.

It is given the board as that viewer may see it and adds nothing; customers' names, which boards show, stay off paper,
for paper travels. Figures are core/board/figures, which are the console's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from hub.core.board import figures
from hub.core.board.counts import MINUTES
from hub.core.board.figures import QueueLine
from hub.core.board.view import Alert, BoardAgent, BoardView
from hub.insight.board_words import Words, left, media_of, percent, timer, words_of
from hub.readers.paper import Cell, Column, Ink, Paper, Spark

CURVE = 64.0
TIMED = ("queue_wait", "long_talk", "long_wrapup", "long_away")  # since they passed their limit, it is exceeded more
OFFLINE = "offline"
LONG = 36_000.0  # from here on a stay is told in hours


@dataclass(frozen=True, slots=True)
class Printed:
    """A board and for whom it is printed. `names` of queues and reasons by id; `past`: looked back on; `whole`: the
    viewer sees every agent of the firm."""

    board: BoardView
    firm: str
    viewer: str
    zone: ZoneInfo
    language: str
    queues: Mapping[str, str]
    reasons: Mapping[str, str]
    past: bool
    whole: bool


def printed(asked: Printed) -> bytes:
    """The document."""
    sheet = _Sheet(asked)
    sheet.top()
    sheet.queues()
    sheet.curve()
    sheet.alerts()
    sheet.agents()
    return sheet.paper.done()


def moment(asked: Printed) -> str:
    """The board's moment with its zone: 2026-11-30 17:32:05 Europe/Berlin (UTC+01:00)."""
    at = asked.board.at.astimezone(asked.zone)
    offset = f"{at:%z}"
    return f"{at:%Y-%m-%d %H:%M:%S} {asked.zone.key} (UTC{offset[:3]}:{offset[3:]})"


class _Sheet:
    """The document while it is drawn."""

    def __init__(self, asked: Printed) -> None:
        self.asked, self.board = asked, asked.board
        self.words: Words = words_of(asked.language)
        self.media = media_of(asked.language)
        title = f"{asked.firm}: {self.words['title']}"
        self.paper = Paper(title, f"{title}, {moment(asked)}", self.words["page"])

    def top(self) -> None:
        """What it is, when it was, whose sight it is, and the figures."""
        asked, words = self.asked, self.words
        sight = words["sight_all"] if asked.whole else words["sight"].format(asked.viewer)
        when = words["past"] if asked.past else words["live"]
        self.paper.title(f"{asked.firm}: {words['title']}", moment(asked),
                         [f"{when} · {words['made_for'].format(asked.viewer)} · {sight}"])
        found = figures.headline(self.board)
        hour = found.hour
        waited = None if found.longest_at is None else (self.board.at - found.longest_at).total_seconds()
        target = "" if found.target_share is None else words["target"].format(self._percent(found.target_share))
        tone = figures.level_tone(hour.service_level, found.target_share or 0.0)
        away = found.states["away"] + found.states["missed"]
        self.paper.figures([
            (words["waiting"], Ink(str(found.waiting)),
             "" if found.before is None else words["before"].format(found.before)),
            (words["longest"], Ink("–" if waited is None else left(waited, words)),
             words["nobody"] if found.longest_queue is None else self._queue(found.longest_queue)),
            (words["level"], Ink(self._percent(hour.service_level), tone), target),
            (words["abandoned"], Ink(self._percent(hour.abandoned_share, 1)),
             words["abandoned_today"].format(found.abandoned_today)),
            (words["ready"], Ink(f"{found.states['available']} {words['of'].format(found.signed_in)}"),
             words["rest"].format(found.states["wrapping"], away)),
            (words["occupancy"], Ink(self._percent(found.occupancy)), ""),
        ])

    def queues(self) -> None:
        """Every queue in one line."""
        words = self.words
        columns = [
            Column(words["queue"], 17), Column(words["waiting"], 6, True), Column(words["longest_short"], 9, True),
            Column(words["level_short"], 7, True), Column(words["aim"], 10, True), Column(words["today"], 8, True),
            Column(words["entered"], 6, True), Column(words["abandoned_short"], 8, True),
            Column(words["answer"], 9, True), Column(words["staff"], 10, True),
            *([] if self.asked.whole else [Column(words["own"], 9, True)]), Column(words["trend"], 14),
        ]
        self.paper.heading(words["queues"])
        self.paper.table(columns, [self._line(line) for line in figures.lines_of(self.board)])

    def _line(self, line: QueueLine) -> list[Cell]:
        words, tile, hour = self.words, line.tile, line.hour
        waited = None if line.oldest_at is None else (self.board.at - line.oldest_at).total_seconds()
        own = figures.own_staff(self.board, tile.id)
        name = self._queue(tile.id)
        asa = hour.answer_seconds
        return [
            Ink(name if tile.open else f"{name} ({words['closed']})", bold=True), str(line.waiting),
            Ink("–" if waited is None else left(waited, words), figures.wait_tone(waited, tile.target_seconds)),
            Ink(self._percent(hour.service_level), figures.level_tone(hour.service_level, tile.target_share)),
            f"{self._percent(tile.target_share)}, {left(tile.target_seconds, words)}",
            self._percent(line.today.service_level), str(hour.entered), self._percent(hour.abandoned_share, 1),
            "–" if asa is None else left(asa, words), f"{tile.agents.ready} / {tile.agents.of}",
            *([] if self.asked.whole else [f"{own.ready} / {own.of}"]), Spark(tile.trend, MINUTES),
        ]

    def curve(self) -> None:
        """How many waited, over the last hour."""
        values = figures.waiting_by_minute(self.board)
        if len(values) < 2:
            return
        at = self.board.at.astimezone(self.asked.zone)
        begun = at - timedelta(minutes=MINUTES - 1)
        self.paper.heading(self.words["curve"].format(MINUTES, values[-1], max(values)), CURVE)
        self.paper.curve(Spark(values, MINUTES), CURVE, (f"{begun:%H:%M}", f"{at:%H:%M}"))

    def alerts(self) -> None:
        """What needs somebody."""
        found = figures.needy(self.board)
        self.paper.heading(f"{self.words['alerts']} ({len(found)})", 14)
        for alert in found:
            self.paper.line(self._alert(alert), "bad" if alert.kind in ("queue_level", "no_agent", "help") else "")
        if not found:
            self.paper.line(self.words["no_alerts"], "soft")

    def _alert(self, alert: Alert) -> str:
        words = self.words
        about = "–" if alert.queue_id is None else self._queue(alert.queue_id)
        if alert.kind == "queue_wait":
            medium = alert.id.rsplit(":", 1)[-1]
            about = f"{about}, {self.media.get(medium, medium)}"
        if alert.agent_id is not None:
            about = self.board.names.agents.get(alert.agent_id, words["someone"])
        lasted = max(0.0, (self.board.at - alert.since).total_seconds())
        said = [words[alert.kind].format(about), words["for"].format(timer(lasted))]
        if alert.kind == "queue_level" and alert.value is not None and alert.limit is not None:
            said.append(words["level_value"].format(self._percent(alert.value), self._percent(alert.limit)))
        elif alert.kind in TIMED and alert.limit is not None:
            said.append(words["value"].format(left(alert.limit + lasted, words), left(alert.limit, words)))
        return " · ".join(said)

    def agents(self) -> None:
        """Who is there, the longest in their state first; who is not, as a number."""
        words = self.words
        there = [each for each in figures.by_stay(self.board) if each.state != OFFLINE]
        columns = [Column(words["agent"], 18), Column(words["team"], 12), Column(words["state"], 16),
                   Column(words["since"], 8, True), Column(words["queues"], 18), Column(words["work"], 32)]
        self.paper.heading(f"{words['agents']} ({len(there)})")
        if there:
            self.paper.table(columns, [self._agent(each) for each in there])
        else:
            self.paper.line(words["no_agents"], "soft")
        if gone := len(self.board.agents) - len(there):
            self.paper.line(words["offline_too"].format(gone), "soft")

    def _agent(self, agent: BoardAgent) -> list[Cell]:
        state = self.words[agent.state]
        if agent.state == "away" and agent.reason:
            state = self.asked.reasons.get(agent.reason, agent.reason)
        if not agent.online:
            state = f"{state} ({self.words['console']})"
        lasted = (self.board.at - agent.since).total_seconds()
        return [
            Ink(self.board.names.agents.get(agent.id, "–"), bold=True), agent.team, state,
            left(lasted, self.words) if lasted >= LONG else timer(lasted),
            ", ".join(self._queue(each) for each in agent.queues), self._work(agent),
        ]

    def _work(self, agent: BoardAgent) -> str:
        """What they have in hand: how many of which medium, in which state, and from which queue where that is one.

        No customer is named.
        """
        found = Counter((each.medium, each.state) for each in agent.work)
        queues = {each.queue_id for each in agent.work}
        said = []
        for (medium, state), number in found.items():
            word = self.words.get(f"{state}_state", self.words.get(state, ""))
            parts = (self._queue(next(iter(queues))) if len(queues) == 1 else "", word)
            times = f" × {number}" if number > 1 else ""
            beside = ", ".join(part for part in parts if part)
            said.append(f"{self.media.get(medium, medium)}{times}" + (f" ({beside})" if beside else ""))
        return "; ".join(said)

    def _queue(self, queue: str) -> str:
        return self.asked.queues.get(queue, queue)

    def _percent(self, share: float | None, digits: int = 0) -> str:
        return percent(share, self.asked.language, digits)
